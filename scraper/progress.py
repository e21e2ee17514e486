"""How far a run is: counts by host, rates, what is left. Drawn by `progress_view`."""

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scraper.activity import HostActivity, Watch
from scraper.clock import Clock
from scraper.outcomes import Failed, Fetched, Outcome, Skipped
from scraper.plain import one_line
from scraper.records import DueCount, FoundBy

_WINDOW_SECONDS = 30.0
# What is due is counted by reading an index: rarely, and rarer where that takes long.
_COUNT_AGAIN_SECONDS = 2.0
_SHARE_OF_TIME = 50
_NONE_DUE = DueCount(pages=0)
_ENOUGH_TO_JUDGE = 3  # pages of a host before its own speed is believed


@dataclass(frozen=True, slots=True, kw_only=True)
class HostProgress:
    """One host: pages had, pages left to ask for, failures, and what it is at."""

    host: str
    pages: int
    left: int
    failed: int
    now: HostActivity


@dataclass(frozen=True, slots=True, kw_only=True)
class RunProgress:
    """The whole run; `seconds_left` is None while nothing can be said."""

    seconds: float
    pages: int
    articles: int
    failed: int
    skipped: int
    left: int
    pages_a_second: float
    seconds_left: float | None
    active: int
    hosts: tuple[HostProgress, ...]


class Progress:
    """Counts the outcomes of one run.

    `trouble` tells of a page that was wanted and could not be had: the first that failed, else the
    first seed left alone. A place that was guessed and is empty is none.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        watch: Watch,
        due: Callable[[], Mapping[str, DueCount]],
        max_pages: int | None = None,
        max_seconds: float | None = None,
    ) -> None:
        """Begin to count.

        Args:
            clock: Tells how long it takes.
            watch: What the crawl is at.
            due: Counts the pages due, by host; asked every few seconds at most.
            max_pages: After so many pages the run ends.
            max_seconds: After so many seconds the run ends.
        """
        self._failure = self._seed_left = ""
        self._clock = clock
        self._watch = watch
        self._count_due = due
        self._max_pages = max_pages
        self._max_seconds = max_seconds
        self._started = clock.monotonic()
        self._counts: Counter[str] = Counter()
        self._pages: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()
        self._due_again: Counter[str] = Counter()
        self._first_at: dict[str, float] = {}
        self._samples: deque[tuple[float, int]] = deque([(self._started, 0)])
        self._due: Mapping[str, DueCount] = {}
        self._count_due_at = self._started

    @property
    def trouble(self) -> str:
        """Return what to tell where nothing came; empty where nothing was in the way."""
        return self._failure or self._seed_left

    def add(self, outcomes: tuple[Outcome, ...]) -> None:
        """Take note of a stored batch."""
        now, moment = self._clock.monotonic(), self._clock.now()
        for outcome in outcomes:
            host = outcome.page.host
            self._first_at.setdefault(host, now)
            self._pages[host] += 1
            if outcome.due_at is not None and outcome.due_at <= moment:
                self._due_again[host] += 1  # for the next run: not left to do in this one
            match outcome:
                case Fetched():
                    self._counts[outcome.kind.value] += 1
                case Failed():
                    self._failed[host] += 1
                    self._failure = self._failure or _trouble(outcome)
                case Skipped():
                    self._counts["skipped"] += 1
                    if outcome.page.found_by is FoundBy.SEED:
                        self._seed_left = self._seed_left or _trouble(outcome)

    def look(self) -> RunProgress:
        """Return how far the run is."""
        now = self._clock.monotonic()
        self._refresh_due(now)
        pages = self._pages.total()
        if now - self._samples[-1][0] >= 1:
            self._samples.append((now, pages))
        while len(self._samples) > 2 and now - self._samples[0][0] > _WINDOW_SECONDS:
            self._samples.popleft()
        since, had = self._samples[0]
        rate = (pages - had) / (now - since) if now > since else 0.0
        hosts = tuple(self._host(each) for each in self._watch.hosts())
        return RunProgress(
            seconds=now - self._started,
            pages=pages,
            articles=self._counts["article"],
            failed=self._failed.total(),
            skipped=self._counts["skipped"],
            left=sum(host.left for host in hosts),
            pages_a_second=rate,
            seconds_left=self._seconds_left(now, hosts, pages, rate),
            active=sum(host.now.in_flight > 0 for host in hosts),
            hosts=hosts,
        )

    def _refresh_due(self, now: float) -> None:
        if now < self._count_due_at:
            return
        self._due = self._count_due()
        took = self._clock.monotonic() - now
        self._count_due_at = now + max(_COUNT_AGAIN_SECONDS, took * _SHARE_OF_TIME)

    def _host(self, now: HostActivity) -> HostProgress:
        due = self._due.get(now.host, _NONE_DUE)
        over_budget = max(0.0, due.revisits - now.revisits_left)
        left = due.pages - int(over_budget) - self._due_again[now.host]
        return HostProgress(
            host=now.host,
            pages=self._pages[now.host],
            left=0 if now.closed_because else max(0, left),
            failed=self._failed[now.host],
            now=now,
        )

    def _seconds_left(
        self, now: float, hosts: tuple[HostProgress, ...], pages: int, rate: float
    ) -> float | None:
        """Say when the slowest host will be through, each asked at its own speed."""
        if not pages:
            return None
        left = max((host.left * self._seconds_a_page(now, host) for host in hosts), default=0.0)
        if self._max_pages is not None and rate:
            left = min(left, max(0, self._max_pages - pages) / rate)
        if self._max_seconds is not None:
            left = min(left, max(0.0, self._max_seconds - (now - self._started)))
        return left

    def _seconds_a_page(self, now: float, host: HostProgress) -> float:
        if host.pages < _ENOUGH_TO_JUDGE:
            return host.now.delay_seconds
        return (now - self._first_at[host.host]) / host.pages


def _trouble(outcome: Failed | Skipped) -> str:
    parts = (outcome.page.url, outcome.reason, outcome.detail)
    return one_line(": ".join(part for part in parts if part))
