"""One host of a run: its pace, its rules, its budgets, and which of its pages are in hand."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from scraper.budget import RevisitBudget
from scraper.outcomes import Failed, Outcome, Skipped
from scraper.pace import Pace
from scraper.profile import SiteProfile, builtin_profiles, load_profile
from scraper.records import Page, PageKind
from scraper.robots import RobotsPolicy
from scraper.scope import PathRules
from scraper.traps import Traps
from scraper.urls import fold_host

GENERIC_PROFILE = "generic"
# So many pages in a row without an answer, each tried several times, and the host is down.
_FAILURES_TO_CLOSE = 5
_DOCUMENTS = frozenset({PageKind.SITEMAP, PageKind.FEED, PageKind.API})
# Failures that are an answer all the same: the host is up.
_ANSWERED = frozenset({"malformed", "redirect-loop", "too-large", "client-error", "program-fault"})


class Claimed:
    """The pages a run has taken in hand, by id: a bit for each, so a million cost little memory."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, page_id: int) -> None:
        """Note a page."""
        place = page_id >> 3
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1024 - len(self._bits)))
        self._bits[place] |= 1 << (page_id & 7)

    def __contains__(self, page_id: int) -> bool:
        place = page_id >> 3
        return place < len(self._bits) and bool(self._bits[place] >> (page_id & 7) & 1)


@dataclass(kw_only=True)
class HostLine:
    """What is remembered of a host while a run lasts; nothing here outlives it.

    `profile` is the one the operator chose for it, None where pages pick their own.
    """

    host: str
    origin: str
    pace: Pace
    rules: PathRules
    profile: SiteProfile | None = None
    concurrency: int = 1
    traps: Traps = field(default_factory=Traps)
    policy: RobotsPolicy | None = None
    budget: RevisitBudget | None = None
    closed_because: str | None = None
    closed_detail: str = ""
    closed_until: datetime | None = None
    policy_until: float = 0.0
    delay_kept: float = 0.0
    is_opening: bool = False
    buffer: deque[Page] = field(default_factory=deque)
    in_flight: dict[int, Page] = field(default_factory=dict)
    still_due: int = 0
    is_dry: bool = False
    has_sitemap: bool = False
    guesses: deque[str] = field(default_factory=deque)
    dated_sitemaps: set[str] = field(default_factory=set)
    failures_in_a_row: int = 0
    has_given: bool = False

    def must_wait(self, page: Page) -> bool:
        """Say whether a page should wait: a list read before the sitemaps seems full of news."""
        if page.kind is PageKind.SITEMAP:
            return False
        kinds = {other.kind for other in self.in_flight.values()}
        if page.kind in (PageKind.LISTING, PageKind.FEED) and PageKind.API in kinds:
            return True
        return PageKind.SITEMAP in kinds

    def note(self, outcome: Outcome) -> None:
        """Count failures in a row; enough of them close the host for this run.

        A page that is forbidden is a failure while the host gave no other in this run. Sitemaps and
        the like are not: they come first, and may be all that is forbidden.
        """
        is_failure = isinstance(outcome, Failed) and outcome.reason not in _ANSWERED
        if isinstance(outcome, Failed) and outcome.reason == "forbidden":
            is_failure = not self.has_given and outcome.page.kind not in _DOCUMENTS
        self.has_given = self.has_given or not isinstance(outcome, Failed | Skipped)
        self.failures_in_a_row = self.failures_in_a_row + 1 if is_failure else 0
        if self.failures_in_a_row >= _FAILURES_TO_CLOSE:
            self.closed_because = "host-down"
        elif self.pace.waits_too_long:
            self.closed_because = "rate-limited"

    def note_silent_robots(self) -> None:
        """Note that robots.txt was not to be had, in several attempts: one page more will tell."""
        self.failures_in_a_row = _FAILURES_TO_CLOSE - 1


def profile_of_host(host: str) -> SiteProfile:
    """Return the built-in profile made for a host, or the generic one."""
    name = fold_host(host).partition(":")[0]
    for profile in builtin_profiles():
        if name in profile.hosts:
            return profile
    return load_profile(GENERIC_PROFILE)
