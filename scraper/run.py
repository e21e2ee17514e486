"""One run of the crawl: which host is asked next, what is in flight, and when it ends.

Which page of a host is next is in `next_pages`.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

from scraper.answers import AnswerReader
from scraper.clock import Clock
from scraper.closed import refusals
from scraper.fetch import Fetcher
from scraper.frontier import FrontierStore
from scraper.hosts import HostLine, profile_of_host
from scraper.in_hand import SitemapsInHand
from scraper.linking import Linker
from scraper.missing import MissingPages
from scraper.next_pages import WAYS_OF_KIND, NextPages
from scraper.opening import Opener
from scraper.outcomes import Failed, Fetched, Moved, Outcome, Skipped, Unchanged
from scraper.pace import Pace
from scraper.records import FoundBy, HostDelay, Link, Page, PageKind
from scraper.redirects import Redirects
from scraper.scope import PathRules, Scope, sites_of
from scraper.settings import CrawlSettings
from scraper.urls import fold_host, host_of, origin_of
from scraper.visit import Visitor
from scraper.workers import Workers

_MOST_REFUSALS = 64
# Turns of the event loop for answers that are there already: two thirds fewer transactions.
_TURNS_FOR_MORE = 4
_SECONDS_TO_STOP = 3.0
_TELLING_CHANGE = 1.5

_Task = asyncio.Task[Outcome | None]


class Run:
    """One crawl from its first request to its last."""

    def __init__(
        self,
        seeds: Sequence[str],
        store: FrontierStore,
        settings: CrawlSettings,
        clock: Clock,
        stop: asyncio.Event,
        fetcher: Fetcher,
        workers: Workers,
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._stop = stop
        due_hosts = store.due_hosts(now=clock.now())
        sites = sites_of(seeds) or frozenset(map(fold_host, due_hosts))
        self._scope = Scope(sites=sites)
        linker = Linker(scope=self._scope, store=store, since=settings.since, ways=settings.ways)
        redirects = Redirects(clock=clock, linker=linker)
        reader = AnswerReader(
            clock=clock,
            store=store,
            linker=linker,
            redirects=redirects,
            read_page=workers.read_page,
            missing=MissingPages(fetcher=fetcher, clock=clock, workers=workers),
        )
        self._sitemaps = SitemapsInHand()
        self._visitor = Visitor(
            fetcher=fetcher,
            clock=clock,
            redirects=redirects,
            reader=reader,
            sitemaps=self._sitemaps,
        )
        self._opener = Opener(
            fetcher=fetcher, clock=clock, store=store, scope=self._scope, ways=settings.ways
        )
        self._lines: dict[str, HostLine] = {}
        self._tasks: dict[_Task, tuple[int, HostLine, Page | None]] = {}
        self._started = 0
        # asyncio.wait would look at every task each time one is done.
        self._done: list[_Task] = []
        self._news = asyncio.Event()
        self._pages = NextPages(store, settings, clock)
        self._asked = 0
        self._seed(seeds)
        self._go_on(host for host in due_hosts if fold_host(host) in sites)

    @property
    def lines(self) -> Mapping[str, HostLine]:
        """Return the hosts of the run; more come in as it goes."""
        return self._lines

    def _go_on(self, hosts: Iterable[str]) -> None:
        """Open a line for each host with pages due: one tells the scheme, and so robots.txt."""
        now = self._clock.now()
        for host in hosts:
            for page in self._store.due(host, now=now, limit=1):
                self._line(host, origin_of(page.url))

    def _seed(self, seeds: Sequence[str]) -> None:
        now = self._clock.now()
        for url in seeds:
            self._line(host_of(url), origin_of(url))
        if self._settings.full:
            bare = set(self._lines) | self._scope.sites
            hosts = bare | {f"www.{host}" for host in bare if not host.startswith("www.")}
            self._store.make_all_due(sorted(hosts), now=now)
        links = [Link(url=url, found_by=FoundBy.SEED, kind=PageKind.UNKNOWN) for url in seeds]
        if links:
            self._store.seed(links, now=now)

    def _line(self, host: str, origin: str) -> HostLine:
        line = self._lines.get(host)
        if line is None:
            site = self._settings.site(fold_host(host))
            profile = site.profile or profile_of_host(host)
            delay = site.delay_seconds
            pace = Pace(
                clock=self._clock,
                delay_seconds=profile.delay_seconds if delay is None else delay,
            )
            line = HostLine(
                host=host,
                origin=origin,
                pace=pace,
                rules=PathRules(profile=profile),
                profile=site.profile,
                concurrency=site.concurrency or 1,
            )
            self._lines[host] = line
        return line

    async def batches(self) -> AsyncIterator[tuple[Outcome, ...]]:
        """Yield outcomes until nothing is due and nothing is in flight, or the run is stopped."""
        stopping = asyncio.ensure_future(self._stop.wait())
        stopping.add_done_callback(lambda _: self._news.set())
        try:
            while not self._stop.is_set():
                refused: list[Outcome] = []
                for line in list(self._lines.values()):
                    self._fill(line, refused)
                if not self._tasks and not refused:
                    break
                if self._tasks and not refused:
                    await self._some_are_done()
                batch = (*refused, *self._collect())
                if batch:
                    yield batch
                del batch  # or a sitemap's links stay while the next one is read
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=_SECONDS_TO_STOP)
                batch = self._collect()
                if batch:
                    yield batch
        finally:
            stopping.cancel()

    async def _some_are_done(self) -> None:
        """Wait for one that is done and let in what has come by then: each batch is a commit."""
        await self._news.wait()
        for _ in range(_TURNS_FOR_MORE):
            if len(self._done) >= len(self._tasks):
                return
            await asyncio.sleep(0)

    async def abandon(self) -> None:
        """Cancel what is still in flight; those pages stay due."""
        tasks = list(self._tasks)
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _fill(self, line: HostLine, refused: list[Outcome]) -> None:
        """Start as many requests to a host as are allowed at once."""
        if line.is_opening or (line.is_dry and not line.buffer):
            return
        if line.policy is not None and self._clock.monotonic() > line.policy_until:
            line.policy = None  # a run of days asks for robots.txt every day
        if line.policy is None and line.closed_because is None:
            line.is_opening = True
            self._start(line, None)
            return
        while len(line.in_flight) < line.concurrency and not self._is_spent():
            page = self._pages.take(line)
            if page is None:
                return
            if line.closed_because is not None:
                self._refuse_all(line, page, refused)
                return
            if line.must_wait(page):
                line.buffer.appendleft(page)
                return
            self._pages.claim(page)
            if self._pages.is_left_out(page):
                line.still_due += 1  # for a run that looks this way
                continue
            refusal = self._visitor.refusal(page, line)
            if refusal is not None:
                refused.append(refusal)
                if len(refused) >= _MOST_REFUSALS:
                    return
                continue
            if not self._pages.budget(line).admits(page, lists_are_free=not line.has_sitemap):
                continue  # it stays due
            line.in_flight[page.id] = page
            self._asked += 1
            self._start(line, page)

    def _start(self, line: HostLine, page: Page | None) -> None:
        work = self._opener.open(line) if page is None else self._visitor.visit(page, line)
        task = asyncio.ensure_future(work)
        task.add_done_callback(self._note_done)
        self._started += 1
        self._tasks[task] = (self._started, line, page)

    def _note_done(self, task: _Task) -> None:
        self._done.append(task)
        self._news.set()

    def _is_spent(self) -> bool:
        limit = self._settings.max_pages
        return limit is not None and self._asked >= limit

    def _refuse_all(self, line: HostLine, page: Page, refused: list[Outcome]) -> None:
        """Tell of a closed host once, by the pages at the head of its line; the rest stay due."""
        for failed in refusals(line, page, self._clock.now()):
            refused.append(failed)
            self._pages.claim(failed.page)
        line.buffer.clear()
        line.is_dry = True

    def _collect(self) -> tuple[Outcome, ...]:
        """Take what is done, in the order it was started."""
        self._news.clear()
        done = [(*self._tasks[task], task) for task in self._done]
        self._done.clear()
        outcomes = []
        for _, line, page, task in sorted(done, key=lambda started: started[0]):
            del self._tasks[task]  # not before: what fails beside one that fails is abandoned
            outcome = task.result()
            if page is None or outcome is None:
                line.is_opening = False
                continue
            del line.in_flight[page.id]
            self._sitemaps.stored(page.id)
            self._note(line, outcome)
            outcomes.append(outcome)
        return tuple(outcomes)

    def _note(self, line: HostLine, outcome: Outcome) -> None:
        """Let an outcome change what comes next on its host."""
        page = outcome.page
        due_at = outcome.due_at
        if due_at is not None and due_at <= self._clock.now():
            line.still_due += 1
        self._pages.budget(line).came_back(outcome)
        if page.kind is PageKind.SITEMAP and isinstance(outcome, Unchanged):
            line.has_sitemap = True
        line.note(outcome)
        if line.closed_because == "rate-limited":
            self._opener.leave_alone(line)
        self._keep_delay(line)
        links = outcome.links if isinstance(outcome, Fetched | Moved) else ()
        if page.kind is PageKind.SITEMAP and isinstance(outcome, Failed | Skipped):
            self._opener.guess_again(line)
            line.buffer.clear()
            line.is_dry = False
        is_missing = isinstance(outcome, Skipped) and outcome.reason == "not-found"
        if page.kind is PageKind.API and is_missing:
            self._opener.try_plain_api(line, page)
            line.buffer.clear()
            line.is_dry = False
        if not links:
            return
        if page.kind in WAYS_OF_KIND or page.depth == 0:
            line.buffer.clear()
        for host in {host_of(link.url): link.url for link in links}:
            other = self._line(host, f"{origin_of(page.url).partition('//')[0]}//{host}")
            other.is_dry = False

    def _keep_delay(self, line: HostLine) -> None:
        """Keep what a host taught as it learns, so that a killed run leaves it to the next."""
        learnt, kept = line.pace.learnt_seconds, line.delay_kept
        if kept / _TELLING_CHANGE < learnt < kept * _TELLING_CHANGE or learnt == kept:
            return
        line.delay_kept = learnt
        now = self._clock.now()
        self._store.put_delay(HostDelay(host=line.host, seconds=learnt, learnt_at=now))
