"""Open a host for a run: its robots.txt, and where its sitemaps may be."""

import logging
from collections import deque
from dataclasses import dataclass, replace
from datetime import timedelta

from scraper.clock import Clock
from scraper.errors import BlockedAddress, InvalidURL, ScraperError
from scraper.fetch import Answer, Fetcher
from scraper.frontier import FrontierStore
from scraper.hosts import HostLine
from scraper.pace import retry_after_seconds
from scraper.records import FoundBy, Link, PageKind, RobotsRecord
from scraper.retry import get_patiently
from scraper.robots import (
    KEPT_FOR,
    MAX_ROBOTS_BYTES,
    MAX_ROBOTS_REDIRECTS,
    MOST_PUT_OFF,
    RobotsAccess,
    after_failure,
    decode_robots,
    is_current,
    is_put_off,
    read_robots,
    robots_access,
)
from scraper.scope import Scope
from scraper.urls import canonicalize

log = logging.getLogger(__name__)

# A host that refuses its robots.txt without a word on when to come back.
_RETRY_SECONDS = 60.0
_SITEMAP_GUESSES = ("/sitemap_index.xml", "/wp-sitemap.xml", "/sitemap.xml")


@dataclass(kw_only=True)
class Opener:
    """Opens the hosts of one run."""

    fetcher: Fetcher
    clock: Clock
    store: FrontierStore
    scope: Scope

    async def open(self, line: HostLine) -> None:
        """Learn what a host allows, and seed its sitemaps; close the line where it allows nothing.

        robots.txt is asked for at most once a day, and at every run while there is no answer.
        """
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
        if policy.access is RobotsAccess.DENY_ALL:
            line.closed_because = "robots-unreachable"
            line.closed_detail = line.closed_detail or f"robots.txt: HTTP {record.status}"
            line.closed_until = record.retry_at
            return
        line.pace.at_least(policy.crawl_delay_seconds)
        self._seed_sitemaps(line, policy.sitemaps)

    def guess_again(self, line: HostLine) -> None:
        """Seed the next place a sitemap may be at, after one was not there."""
        if not line.has_sitemap and line.guesses:
            self._seed([line.guesses.popleft()])

    async def _robots(self, line: HostLine) -> RobotsRecord:
        """Return the robots.txt that holds: at most a day old, older while there is no answer."""
        kept, now = self.store.robots(line.host), self.clock.now()
        if kept is not None and (is_current(kept, now) or is_put_off(kept, now)):
            return kept
        record = await self._fetch(line)
        if robots_access(record.status) is RobotsAccess.DENY_ALL:
            record = after_failure(kept, record)
            if record.failed_at is not None:
                log.warning("robots.txt without answer, older copy used host=%s", line.host)
        self.store.put_robots(record)
        return record

    async def _fetch(self, line: HostLine) -> RobotsRecord:
        url = f"{line.origin}/robots.txt"
        for _ in range(MAX_ROBOTS_REDIRECTS + 1):
            try:
                attempted = await get_patiently(
                    self.fetcher,
                    url,
                    pace=line.pace,
                    clock=self.clock,
                    any_type=True,
                    first_bytes=MAX_ROBOTS_BYTES,
                )
            except (BlockedAddress, InvalidURL):
                raise
            except ScraperError as error:
                line.closed_detail = str(error)
                return self._record(line, None, None)
            answer = attempted.answer
            if robots_access(answer.status) is RobotsAccess.DENY_ALL:
                return self._refused(line, answer)
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

    def _refused(self, line: HostLine, answer: Answer) -> RobotsRecord:
        now = self.clock.now()
        wait = retry_after_seconds(answer.header("retry-after"), now)
        seconds = _RETRY_SECONDS if wait is None else min(wait, MOST_PUT_OFF.total_seconds())
        record = self._record(line, answer.status, None)
        return replace(record, retry_at=now + timedelta(seconds=seconds))

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

    def _seed(self, urls: list[str]) -> None:
        links = [Link(url=url, found_by=FoundBy.ROBOTS, kind=PageKind.SITEMAP) for url in urls]
        if links:
            self.store.seed(links, now=self.clock.now())
