"""Open a host for a run: its robots.txt, and where its sitemaps may be."""

import logging
from collections import deque
from dataclasses import dataclass, replace
from datetime import timedelta

from scraper.clock import Clock
from scraper.closed import ASKED_TO_WAIT
from scraper.discover.wordpress import first_documents
from scraper.errors import FAULTS, BlockedAddress, InvalidURL, fault_of
from scraper.fetch import Fetcher
from scraper.frontier import FrontierStore
from scraper.hosts import HostLine
from scraper.pace import LONGEST_PAUSE_SECONDS
from scraper.records import ALL_WAYS, FoundBy, Link, Page, PageKind, RobotsRecord
from scraper.robots import (
    KEPT_FOR,
    RobotsAccess,
    after_failure,
    is_current,
    is_put_off,
    read_robots,
    robots_access,
)
from scraper.robots_fetch import fetch_robots
from scraper.scope import Scope
from scraper.urls import canonicalize

log = logging.getLogger(__name__)

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
        try:
            await self._open(line)
        except FAULTS as error:
            log.info("fault of this program host=%s", line.host, exc_info=error)
            line.closed_because, line.closed_detail = "program-fault", fault_of(error)

    async def _open(self, line: HostLine) -> None:
        delay = self.store.delay(line.host)
        if delay is not None and line.policy_until == 0:
            line.delay_kept = delay.seconds
            line.pace.remember(delay.seconds, self.clock.now() - delay.learnt_at)
        try:
            record = await self._robots(line)
        except BlockedAddress as error:
            line.closed_because, line.closed_detail = "blocked-address", str(error)
            return
        except InvalidURL as error:
            line.closed_because, line.closed_detail = "url", str(error)
            return
        policy = line.policy = read_robots(record)
        line.policy_until = self.clock.monotonic() + KEPT_FOR.total_seconds()
        if policy.access is RobotsAccess.DENY_ALL or self._puts_off_long(record):
            _close(line, record)
            return
        if record.failed_at is None and is_put_off(record, self.clock.now()):
            line.closed_because = ASKED_TO_WAIT
            line.closed_detail = f"not asked again before {record.retry_at:%F %H:%M:%S} UTC"
            return
        line.pace.at_least(policy.crawl_delay_seconds)
        if FoundBy.SITEMAP in self.ways:
            self._seed_sitemaps(line, policy.sitemaps)

    def leave_alone(self, line: HostLine) -> None:
        """Keep how long a host asked to be left alone, for the runs that start before that time."""
        kept = self.store.robots(line.host)
        if kept is not None:
            # A failure of robots.txt itself would leave the pages open, by its older copy.
            self.store.put_robots(replace(kept, failed_at=None, retry_at=line.pace.left_until))

    def _puts_off_long(self, record: RobotsRecord) -> bool:
        """Say whether robots.txt fails for longer than a run should sit out."""
        longest = timedelta(seconds=LONGEST_PAUSE_SECONDS)
        return record.failed_at is not None and is_put_off(record, self.clock.now() + longest)

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

    async def _robots(self, line: HostLine) -> RobotsRecord:
        """Return the robots.txt that holds: at most a day old, older while there is no answer."""
        kept, now = self.store.robots(line.host), self.clock.now()
        if kept is not None and (is_current(kept, now) or is_put_off(kept, now)):
            return kept
        record, line.closed_detail = await fetch_robots(
            self.fetcher, line.origin, pace=line.pace, clock=self.clock
        )
        record = replace(record, host=line.host)
        if robots_access(record.status) is RobotsAccess.DENY_ALL:
            record = after_failure(kept, record)
            if record.failed_at is not None:
                line.note_silent_robots()
                log.warning("robots.txt without answer, older copy used host=%s", line.host)
        self.store.put_robots(record)
        return record

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


def _close(line: HostLine, record: RobotsRecord) -> None:
    """Close a host whose robots.txt cannot be had now; older rules may be kept of it."""
    line.closed_because = "robots-unreachable"
    answer = f"HTTP {record.status}" if record.failed_at is None else "refused"
    line.closed_detail = line.closed_detail or f"robots.txt: {answer}"
    if record.retry_at is not None:
        line.closed_detail += f"; not asked again before {record.retry_at:%F %H:%M:%S} UTC"
    line.closed_until = record.retry_at
