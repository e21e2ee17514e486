"""Read the answer to a visit: which kind of document it is, where it leads, when to ask again."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Protocol

from scraper.clock import Clock
from scraper.directives import directives_of
from scraper.discover.feeds import looks_like_feed, read_feed
from scraper.discover.sitemaps import looks_like_sitemap, read_sitemap
from scraper.discover.xml import BROKEN_OFF
from scraper.errors import MalformedDocument
from scraper.fetch import Answer
from scraper.frontier import FrontierStore
from scraper.further import FurtherLinker
from scraper.hosts import GENERIC_PROFILE, HostLine
from scraper.linking import Linked, Linker
from scraper.missing import soft_missing
from scraper.numbering import is_numbered_page
from scraper.outcomes import Fetched, Outcome, Skipped
from scraper.page_kinds import is_html, is_listing_address, may_be_list, page_kind
from scraper.paging import next_in_headers
from scraper.profile import SiteProfile, load_profile
from scraper.reader import Reading
from scraper.records import FoundBy, Link, Page, PageKind, Snapshot
from scraper.redirects import Redirects
from scraper.rest import RestReader
from scraper.revisit import History, history_now, last_change_of, next_visit
from scraper.sameness import entries_digest, is_changed
from scraper.schedule import DOUBTED_AGAIN, GONE_AGAIN, ROBOTS_AGAIN
from scraper.scope import PathRules
from scraper.urls import is_root, origin_of, same_address

ReadPage = Callable[[bytes, str, str | None, SiteProfile | None, bool, bool], Awaitable[Reading]]
_WORDPRESS = frozenset({"wordpress", "enfold", "hcss"})


class MissingCheck(Protocol):
    """Says of a page that answered 200 whether it is there; `missing` has the crawl's."""

    async def is_missing(self, page: Page, line: HostLine, reading: Reading) -> bool:
        """Say whether a page is one that tells there is nothing."""
        ...


@dataclass(kw_only=True)
class AnswerReader:
    """Turns the bodies of one run into outcomes."""

    clock: Clock
    store: FrontierStore
    linker: Linker
    read_page: ReadPage
    missing: MissingCheck
    redirects: Redirects | None = None

    async def read(self, page: Page, line: HostLine, answer: Answer) -> Outcome:
        """Read a body by what it is rather than by what its address promised.

        Raises:
            MalformedDocument: A sitemap or feed that cannot be read, or a web page in its place.
        """
        now = self.clock.now()
        body = answer.body
        if page.kind is PageKind.API:
            return self._api(page, line, answer, now)
        if looks_like_sitemap(body) or (page.kind is PageKind.SITEMAP and not is_html(answer)):
            return self._sitemap(page, line, answer, now)
        if looks_like_feed(body) or (page.kind is PageKind.FEED and not is_html(answer)):
            return self._feed(page, line, answer)
        if page.kind in (PageKind.SITEMAP, PageKind.FEED):
            # Sites answer a missing sitemap with their front page and 200.
            raise MalformedDocument(page.url, f"a web page, not a {page.kind}")
        if not is_html(answer):
            kind = answer.content_type or "unknown"
            line.traps.held_a_file(page)
            again = now + GONE_AGAIN if page.fetched_at else None
            return Skipped(page=page, at=now, reason="type", detail=kind[:100], due_at=again)
        # Links are a tenth of reading a page: not where only lists, or none at all, lead on.
        leads_on = FoundBy.PAGE in self.linker.ways or may_be_list(page, line.rules)
        is_listing = is_listing_address(page.url)
        reading = await self.read_page(
            body, page.url, answer.content_type, line.profile, is_listing, leads_on
        )
        if self.redirects and (moved := self.redirects.refreshed(page, answer, reading)):
            return moved
        if await self.missing.is_missing(page, line, reading):
            return soft_missing(page, now, status=answer.status, detail="a page that says so")
        return self._html(page, line, answer, reading)

    def _sitemap(self, page: Page, line: HostLine, answer: Answer, now: datetime) -> Fetched:
        sitemap = read_sitemap(answer.body, url=page.url)
        linked = self.linker.sitemap(page, sitemap, line.rules, now)
        line.has_sitemap = True
        if sitemap.is_index:
            dated = {entry.url for entry in sitemap.entries if entry.modified_at is not None}
            line.dated_sitemaps |= {self.linker.scope.spelt(url) for url in dated}
        is_all = not (sitemap.is_news or sitemap.fault)
        return self._fetched(
            page, line, answer, PageKind.SITEMAP, linked, fault=sitemap.fault, is_all=is_all
        )

    def _feed(self, page: Page, line: HostLine, answer: Answer) -> Fetched:
        feed = read_feed(answer.body, url=page.url)
        linked = self.linker.feed(page, feed, line.rules, self.clock.now())
        is_all = not feed.fault
        return self._fetched(
            page, line, answer, PageKind.FEED, linked, fault=feed.fault, is_all=is_all
        )

    def _api(self, page: Page, line: HostLine, answer: Answer, now: datetime) -> Outcome:
        linked = self.rest.read(page, line.rules, answer, now)
        if linked is None:
            return Skipped(page=page, at=now, reason="not-public", due_at=now + GONE_AGAIN)
        return self._fetched(page, line, answer, PageKind.API, linked)

    def _html(self, page: Page, line: HostLine, answer: Answer, reading: Reading) -> Outcome:
        now = self.clock.now()
        extraction = reading.extraction
        asked = directives_of(
            answer.header_values("x-robots-tag"), reading.links.directives, now=now
        )
        self._learn_profile(line, reading)
        kind = page_kind(page, extraction, line.rules)
        linked = self._linked(page, line, answer, reading, kind, may_follow=asked.may_follow)
        key, canonical_link = self._key(page, reading.links.canonical, kind, line.rules)
        links = (*linked.links, *canonical_link)
        article = extraction.article if extraction else None
        digest = hashlib.sha256(answer.body).hexdigest()
        text = _text_digest(reading, kind)
        line.traps.came_back(
            page,
            kind=kind,
            brought_new=linked.brought_new or bool(canonical_link),
            text_key=hash(text or digest),
        )
        history = history_now(
            page,
            now,
            changed=is_changed(page, text, digest),
            last_change_at=last_change_of(article, now),
        )
        due_at = self.due_again(page, line, kind, now, history, brought_new=linked.brought_new)
        if page.kind is PageKind.ARTICLE and page.fetched_at and kind is PageKind.OTHER:
            due_at = min(due_at or now, now + DOUBTED_AGAIN)  # a site under repair answers so
        if kind is PageKind.LISTING:
            extraction = None  # what it says are its entries, and they are pages of their own
        if not asked.may_index and kind is not PageKind.LISTING:
            # A page that is not to be kept still leads on: its links are stored apart.
            self.store.seed(self._unseen(links), now=now)
            return Skipped(page=page, at=now, reason="noindex", due_at=now + ROBOTS_AGAIN)
        return Fetched(
            page=page,
            snapshot=_snapshot(page, answer, digest, now),
            kind=kind,
            key=key,
            extraction=extraction,
            links=links,
            due_at=due_at,
            keep_body=asked.may_archive,
            text_digest=text,
            quiet_seconds=history.quiet_seconds if page.fetched_at is None else 0.0,
        )

    def _linked(
        self,
        page: Page,
        line: HostLine,
        answer: Answer,
        reading: Reading,
        kind: PageKind,
        *,
        may_follow: bool,
    ) -> Linked:
        """Return where a page leads: its links, where they may be followed, and its site's API."""
        found, is_wordpress = reading.links, reading.profile in _WORDPRESS
        if page.depth == 0 and not found.feeds and is_wordpress:
            # Themes leave the link out; WordPress has the feed all the same.
            found = replace(found, feeds=(f"{origin_of(page.url)}/feed/",))
        if found.next_page is None:
            named = next_in_headers(answer.header_values("link"), url=page.url)
            found = replace(found, next_page=named)
        linked = Linked()
        if may_follow:
            linked = self.linker.page(page, found, kind, line.rules, line.traps, self.clock.now())
        api = self.rest.first_links(page, answer, found.api, is_wordpress=is_wordpress)
        return replace(linked, links=(*linked.links, *api))

    @cached_property
    def rest(self) -> RestReader:
        """Return what reads documents of a REST API."""
        return RestReader(store=self.store, linker=self.linker, further=self.further)

    @cached_property
    def further(self) -> FurtherLinker:
        """Return what makes links that no document names."""
        return FurtherLinker(self.linker)

    def _learn_profile(self, line: HostLine, reading: Reading) -> None:
        """Take the host's path rules from the profile its own pages show."""
        is_plain = line.rules.profile.name == GENERIC_PROFILE
        if line.profile is None and is_plain and reading.profile not in ("", GENERIC_PROFILE):
            line.rules = PathRules(profile=load_profile(reading.profile))

    def _unseen(self, links: tuple[Link, ...]) -> list[Link]:
        unseen = self.store.unseen([link.url for link in links])
        return [link for link in links if link.url in unseen]

    def _fetched(
        self,
        page: Page,
        line: HostLine,
        answer: Answer,
        kind: PageKind,
        linked: Linked,
        *,
        fault: str | None = None,
        is_all: bool = False,
    ) -> Fetched:
        now = self.clock.now()
        digest = hashlib.sha256(answer.body).hexdigest()
        history = history_now(page, now, changed=is_changed(page, None, digest))
        due_at = self.due_again(page, line, kind, now, history)
        if not linked.is_whole or (fault and fault.startswith(BROKEN_OFF)):
            # Entries older than asked for were left out, or broken off. Without validators the
            # next run, which may ask for all, reads the document again.
            answer = answer.without("etag", "last-modified")
            due_at = now
        return Fetched(
            page=page,
            snapshot=_snapshot(page, answer, digest, now),
            kind=kind,
            key=page.url,
            links=linked.links,
            due_at=due_at,
            fault=fault,
            names_all=is_all and linked.is_whole,
        )

    def _key(
        self, page: Page, canonical: str | None, kind: PageKind, rules: PathRules
    ) -> tuple[str, tuple[Link, ...]]:
        """Return the address a reading is filed under, and the link to it where it is unknown."""
        if canonical is None or canonical == page.url:
            return page.url, ()
        canonical = self.linker.scope.spelt(canonical)
        if not self.linker.scope.covers(canonical) or (
            is_root(canonical) and not is_root(page.url)
        ):
            return page.url, ()
        if kind is PageKind.LISTING or same_address(canonical, page.url):
            return canonical, ()
        if rules.kind_of(canonical) is PageKind.LISTING:
            return page.url, ()
        return canonical, self.linker.canonical(page, canonical, rules)

    def due_again(
        self,
        page: Page,
        line: HostLine,
        kind: PageKind,
        now: datetime,
        history: History,
        *,
        brought_new: bool = False,
    ) -> datetime | None:
        """Say when a page is asked again; what discovers is due as soon as the next run starts."""
        # A child its index dates is due when that date says so, and now and then beside: an index
        # does not date what is taken out.
        if kind is PageKind.FEED:
            return None if page.found_by is FoundBy.PAGINATION else now
        if kind is PageKind.API:
            return self.rest.due_again(page, now)
        if kind is PageKind.SITEMAP and page.url not in line.dated_sitemaps:
            return now
        if kind is PageKind.LISTING:
            if page.found_by is FoundBy.PAGINATION or is_numbered_page(page.url):
                return None  # the page before it makes it due when there is something new
            if page.depth == 0:
                return now
        if brought_new:
            return now  # a list, whatever it was read as
        return next_visit(page.url, kind, history, now=now)


def _text_digest(reading: Reading, kind: PageKind) -> str | None:
    """Return the digest of what a page says; what a list says are its entries."""
    if kind is PageKind.LISTING:
        return entries_digest(reading.links.entries or reading.links.links)
    return reading.text_digest


def _snapshot(page: Page, answer: Answer, digest: str, now: datetime) -> Snapshot:
    return Snapshot(
        url=page.url,
        fetched_at=now,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        digest=digest,
        elapsed_seconds=answer.elapsed_seconds,
    )
