"""One host of a run: its pace, its rules, its budgets, and which of its pages are in hand."""

from collections import deque
from dataclasses import dataclass, field

from scraper.budget import RevisitBudget
from scraper.pace import Pace
from scraper.records import Page, PageKind
from scraper.robots import RobotsPolicy
from scraper.scope import PathRules
from scraper.traps import Traps

GENERIC_PROFILE = "generic"
# So many pages in a row without an answer, each tried several times, and the host is down.
_FAILURES_TO_CLOSE = 5


@dataclass(kw_only=True)
class HostLine:
    """What is remembered of a host while a run lasts; nothing here outlives it."""

    host: str
    origin: str
    pace: Pace
    rules: PathRules
    traps: Traps = field(default_factory=Traps)
    policy: RobotsPolicy | None = None
    budget: RevisitBudget | None = None
    closed_because: str | None = None
    closed_detail: str = ""
    is_opening: bool = False
    buffer: deque[Page] = field(default_factory=deque)
    in_flight: dict[int, Page] = field(default_factory=dict)
    claimed: set[int] = field(default_factory=set)
    still_due: int = 0
    is_dry: bool = False
    has_sitemap: bool = False
    guesses: deque[str] = field(default_factory=deque)
    dated_sitemaps: set[str] = field(default_factory=set)
    failures_in_a_row: int = 0

    def must_wait_for_sitemaps(self, page: Page) -> bool:
        """Say whether a page should wait: a list read before the sitemaps seems full of news."""
        return page.kind is not PageKind.SITEMAP and any(
            other.kind is PageKind.SITEMAP for other in self.in_flight.values()
        )

    def note(self, *, answered: bool) -> None:
        """Count failures in a row; enough of them close the host for this run."""
        self.failures_in_a_row = 0 if answered else self.failures_in_a_row + 1
        if self.failures_in_a_row >= _FAILURES_TO_CLOSE:
            self.closed_because = "host-down"
        elif self.pace.waits_too_long:
            self.closed_because = "rate-limited"
