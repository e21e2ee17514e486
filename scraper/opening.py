"""Open a host for a run: its robots.txt, and where its sitemaps may be."""

from collections import deque
from dataclasses import dataclass

from scraper.clock import Clock
from scraper.discover.wordpress import first_documents
from scraper.errors import BlockedAddress, InvalidURL, ScraperError
from scraper.fetch import Fetcher
from scraper.frontier import FrontierStore
from scraper.hosts import HostLine
from scraper.records import ALL_WAYS, FoundBy, Link, Page, PageKind, RobotsRecord
from scraper.retry import get_patiently
from scraper.robots import (
    MAX_ROBOTS_REDIRECTS,
    RobotsAccess,
    decode_robots,
    is_current,
    read_robots,
)
from scraper.scope import Scope
from scraper.urls import canonicalize

_SITEMAP_GUESSES = ("/sitemap_index.xml", "/wp-sitemap.xml", "/sitemap.xml", "/sitemap-index.xml")


@dataclass(kw_only=True)
class Opener:
    """Opens the hosts of one run."""

    fetcher: Fetcher
    clock: Clock
    store: FrontierStore
    scope: Scope
    ways: frozenset[FoundBy] = ALL_WAYS

    async def open(self, line: HostLine) -> None:
        """Learn what a host allows, and seed its sitemaps; close the line where it allows nothing.

        robots.txt is asked for at most once a day, and at every run while there is no answer.
        """
        record = self.store.robots(line.host)
        if record is None or not is_current(record, self.clock.now()):
            try:
                record = await self._fetch(line)
            except BlockedAddress as error:
                line.closed_because, line.closed_detail = "blocked-address", str(error)
                return
            except InvalidURL as error:
                line.closed_because, line.closed_detail = "url", str(error)
                return
            self.store.put_robots(record)
        policy = line.policy = read_robots(record)
        if policy.access is RobotsAccess.DENY_ALL:
            line.closed_because = "robots-unreachable"
            line.closed_detail = line.closed_detail or f"robots.txt: HTTP {record.status}"
            return
        line.pace.at_least(policy.crawl_delay_seconds)
        if FoundBy.SITEMAP in self.ways:
            self._seed_sitemaps(line, policy.sitemaps)

    def guess_again(self, line: HostLine) -> None:
        """Seed the next place a sitemap may be at, after one was not there."""
        if not line.has_sitemap and line.guesses:
            self._seed([line.guesses.popleft()])

    def try_plain_api(self, line: HostLine, page: Page) -> None:
        """Seed the other form of an API's address, after the guessed one was not there."""
        _, guess = first_documents(f"{line.origin}/wp-json/")
        if page.url == guess:
            self._seed(
                list(first_documents(f"{line.origin}/?rest_route=/")),
                kind=PageKind.API,
                way=FoundBy.REST,
            )

    async def _fetch(self, line: HostLine) -> RobotsRecord:
        url = f"{line.origin}/robots.txt"
        for _ in range(MAX_ROBOTS_REDIRECTS + 1):
            try:
                attempted = await get_patiently(
                    self.fetcher, url, pace=line.pace, clock=self.clock, any_type=True
                )
            except (BlockedAddress, InvalidURL):
                raise
            except ScraperError as error:
                line.closed_detail = str(error)
                return self._record(line, None, None)
            answer = attempted.answer
            location = answer.header("location")
            if not 300 <= answer.status < 400 or not location:
                body = decode_robots(answer.body) if 200 <= answer.status < 300 else None
                return self._record(line, answer.status, body)
            try:
                url = canonicalize(location, url)
            except InvalidURL:
                break
        # RFC 9309 section 2.3.1.2: past five hops the file counts as unavailable.
        return self._record(line, 404, None)

    def _record(self, line: HostLine, status: int | None, body: str | None) -> RobotsRecord:
        return RobotsRecord(host=line.host, fetched_at=self.clock.now(), status=status, body=body)

    def _seed_sitemaps(self, line: HostLine, named: tuple[str, ...]) -> None:
        guesses = [f"{line.origin}{path}" for path in _SITEMAP_GUESSES]
        known_guesses = set(guesses) - self.store.unseen(guesses)
        named_here = []
        for address in named:
            try:
                url = self.scope.spelt(canonicalize(address, f"{line.origin}/"))
            except InvalidURL:
                continue
            if self.scope.covers(url):
                named_here.append(url)
        line.guesses = deque(url for url in guesses if url not in known_guesses | {*named_here})
        if named_here:
            self._seed(sorted(self.store.unseen(named_here), key=named_here.index))
        elif not known_guesses:
            self._seed([line.guesses.popleft()])

    def _seed(
        self,
        urls: list[str],
        kind: PageKind = PageKind.SITEMAP,
        way: FoundBy = FoundBy.ROBOTS,
    ) -> None:
        links = [Link(url=url, found_by=way, kind=kind) for url in urls]
        if links:
            self.store.seed(links, now=self.clock.now())
