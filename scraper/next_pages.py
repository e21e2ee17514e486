"""Which page of a host is asked for next: what is due, not in hand yet and within the budget."""

from math import inf

from scraper.budget import RevisitBudget, revisits_allowed
from scraper.clock import Clock
from scraper.frontier import FrontierStore
from scraper.hosts import Claimed, HostLine
from scraper.records import FoundBy, Page, PageKind
from scraper.settings import CrawlSettings

WAYS_OF_KIND = {
    PageKind.SITEMAP: frozenset({FoundBy.SITEMAP}),
    PageKind.FEED: frozenset({FoundBy.FEED}),
    PageKind.API: frozenset({FoundBy.REST}),
    PageKind.LISTING: frozenset({FoundBy.LISTING, FoundBy.PAGE}),
}
_BUFFER = 64


class NextPages:
    """The due pages of one run, host by host, and those it has in hand."""

    def __init__(self, store: FrontierStore, settings: CrawlSettings, clock: Clock) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._claimed = Claimed()

    def claim(self, page: Page) -> None:
        """Note that a page is in hand: the run does not ask for it again."""
        self._claimed.add(page.id)

    def take(self, line: HostLine) -> Page | None:
        """Return the next due page not in hand yet; the store is asked a buffer at a time."""
        while line.buffer:
            page = line.buffer.popleft()
            if page.id not in self._claimed:
                return page
        if line.is_dry:
            return None
        # Pages of this run that are due again already come back first: look past them.
        limit = _BUFFER + len(line.in_flight) + line.still_due
        while not line.buffer:
            budget = self.budget(line)
            pages = self._store.due(
                line.host,
                now=self._clock.now(),
                limit=limit,
                rechecks=budget.trusts_signs or not budget.is_spent,
                revisits=not budget.is_spent,
            )
            line.buffer.extend(page for page in pages if page.id not in self._claimed)
            if len(pages) < limit:
                break
            limit *= 2  # a run of days: what failed at its start is due again
        line.is_dry = not line.buffer and not line.in_flight
        return line.buffer.popleft() if line.buffer else None

    def is_left_out(self, page: Page) -> bool:
        """Say whether a page only serves ways of looking that this run does not use."""
        ways = WAYS_OF_KIND.get(page.kind)
        return ways is not None and page.depth > 0 and ways.isdisjoint(self._settings.ways)

    def budget(self, line: HostLine) -> RevisitBudget:
        """Return how many more pages of a host may be asked for again, reckoned once."""
        if line.budget is None:
            wanted = self._settings.revisits
            if wanted is None:
                wanted = line.rules.profile.revisits
            articles = self._store.article_count(line.host)
            allowed = inf if self._settings.full else revisits_allowed(wanted, articles)
            line.budget = RevisitBudget.of(allowed)
        return line.budget
