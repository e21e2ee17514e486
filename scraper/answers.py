"""Read the answer to a visit: which kind of document it is, where it leads, when to ask again."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from scraper.clock import Clock
from scraper.directives import directive_words, read_directives
from scraper.discover.feeds import looks_like_feed, read_feed
from scraper.discover.sitemaps import looks_like_sitemap, read_sitemap
from scraper.discover.xml import BROKEN_OFF
from scraper.errors import MalformedDocument
from scraper.fetch import Answer
from scraper.frontier import FrontierStore
from scraper.further import FurtherLinker
from scraper.hosts import GENERIC_PROFILE, HostLine
from scraper.linking import Linked, Linker
from scraper.numbering import is_numbered_page
from scraper.profile import SiteProfile, load_profile
from scraper.reader import Reading
from scraper.records import (
    Article,
    Extraction,
    Fetched,
    FoundBy,
    Link,
    Outcome,
    Page,
    PageKind,
    Skipped,
    Snapshot,
)
from scraper.rest import RestReader
from scraper.schedule import GONE_AGAIN, next_visit
from scraper.scope import PathRules
from scraper.urls import is_root, origin_of, same_address

ReadPage = Callable[[bytes, str, str | None, SiteProfile | None, bool], Awaitable[Reading]]
_HTML_TYPES = ("text/html", "application/xhtml")
_WORDPRESS = frozenset({"wordpress", "enfold", "hcss"})


@dataclass(kw_only=True)
class AnswerReader:
    """Turns the bodies of one run into outcomes."""

    clock: Clock
    store: FrontierStore
    linker: Linker
    read_page: ReadPage

    async def read(self, page: Page, line: HostLine, answer: Answer) -> Outcome:
        """Read a body by what it is rather than by what its address promised.

        Raises:
            MalformedDocument: A sitemap or feed that cannot be read, or a web page in its place.
        """
        now = self.clock.now()
        body = answer.body
        if page.kind is PageKind.API:
            return self._api(page, line, answer, now)
        if looks_like_sitemap(body) or (page.kind is PageKind.SITEMAP and not _is_html(answer)):
            return self._sitemap(page, line, answer, now)
        if looks_like_feed(body) or (page.kind is PageKind.FEED and not _is_html(answer)):
            return self._feed(page, line, answer, now)
        if page.kind in (PageKind.SITEMAP, PageKind.FEED):
            # Sites answer a missing sitemap with their front page and 200.
            raise MalformedDocument(page.url, f"a web page, not a {page.kind}")
        if not _is_html(answer):
            kind = answer.content_type or "unknown"
            return Skipped(page=page, at=now, reason="type", detail=kind[:100])
        reading = await self.read_page(
            body, page.url, answer.content_type, line.profile, _is_listing_address(page.url)
        )
        return self._html(page, line, answer, reading)

    def _sitemap(self, page: Page, line: HostLine, answer: Answer, now: datetime) -> Fetched:
        sitemap = read_sitemap(answer.body, url=page.url)
        linked = self.linker.sitemap(page, sitemap, line.rules, now)
        if page.digest not in (None, hashlib.sha256(answer.body).hexdigest()):
            left = self.further.left_by_sitemap(page, sitemap, now)
            linked = replace(linked, links=(*linked.links, *left))
        line.has_sitemap = True
        if sitemap.is_index:
            dated = {entry.url for entry in sitemap.entries if entry.modified_at is not None}
            line.dated_sitemaps |= {self.linker.scope.spelt(url) for url in dated}
        due_at = self.due_again(page, line, PageKind.SITEMAP, now)
        return self._fetched(page, answer, now, PageKind.SITEMAP, linked, due_at, sitemap.fault)

    def _feed(self, page: Page, line: HostLine, answer: Answer, now: datetime) -> Fetched:
        feed = read_feed(answer.body, url=page.url)
        linked = self.linker.feed(page, feed, line.rules, now)
        due_at = self.due_again(page, line, PageKind.FEED, now)
        return self._fetched(page, answer, now, PageKind.FEED, linked, due_at, feed.fault)

    def _api(self, page: Page, line: HostLine, answer: Answer, now: datetime) -> Outcome:
        linked = self.rest.read(page, line.rules, answer, now)
        due_at = self.rest.due_again(page, now)
        if linked is None:
            return Skipped(page=page, at=now, reason="not-public", due_at=now + GONE_AGAIN)
        return self._fetched(page, answer, now, PageKind.API, linked, due_at)

    def _html(self, page: Page, line: HostLine, answer: Answer, reading: Reading) -> Outcome:
        now = self.clock.now()
        found, extraction = reading.links, reading.extraction
        if page.depth == 0 and not found.feeds and reading.profile in _WORDPRESS:
            # Themes leave the link out; WordPress has the feed all the same.
            found = replace(found, feeds=(f"{origin_of(page.url)}/feed/",))
        words = set(found.directives)
        for value in answer.header_values("x-robots-tag"):
            words |= directive_words(value)
        asked = read_directives(words, now=now)
        self._learn_profile(line, reading)
        kind = _page_kind(page, extraction, line.rules)
        linked = Linked()
        if asked.may_follow:
            linked = self.linker.page(page, found, kind, line.rules, line.traps, now)
        key, canonical_link = self._key(page, found.canonical, kind, line.rules)
        api_links = self.rest.first_links(
            page, answer, found.api, is_wordpress=reading.profile in _WORDPRESS
        )
        links = (*linked.links, *canonical_link, *api_links)
        digest = hashlib.sha256(answer.body).hexdigest()
        line.traps.came_back(
            page,
            kind=kind,
            brought_new=linked.brought_new or bool(canonical_link),
            text_key=_text_key(extraction, digest),
        )
        last_change = page.changed_at
        if digest != page.digest:
            article = extraction.article if extraction else None
            last_change = now if page.fetched_at else (_dated(article, now) or now)
        due_at = self.due_again(
            page, line, kind, now, last_change_at=last_change, brought_new=linked.brought_new
        )
        if kind is PageKind.LISTING:
            extraction = None  # what it says are its entries, and they are pages of their own
        if not asked.may_index and kind is not PageKind.LISTING:
            # A page that is not to be kept still leads on: its links are stored apart.
            self.store.seed(self._unseen(links), now=now)
            return Skipped(page=page, at=now, reason="noindex", due_at=due_at)
        return Fetched(
            page=page,
            snapshot=_snapshot(page, answer, digest, now),
            kind=kind,
            key=key,
            extraction=extraction,
            links=links,
            due_at=due_at,
            keep_body=asked.may_archive,
        )

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
        answer: Answer,
        now: datetime,
        kind: PageKind,
        linked: Linked,
        due_at: datetime | None,
        fault: str | None = None,
    ) -> Fetched:
        if not linked.is_whole or (fault and fault.startswith(BROKEN_OFF)):
            # Entries older than asked for were left out, or broken off. Without validators the
            # next run, which may ask for all, reads the document again.
            answer = answer.without("etag", "last-modified")
            due_at = now
        digest = hashlib.sha256(answer.body).hexdigest()
        return Fetched(
            page=page,
            snapshot=_snapshot(page, answer, digest, now),
            kind=kind,
            key=page.url,
            links=linked.links,
            due_at=due_at,
            fault=fault,
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
        *,
        last_change_at: datetime | None = None,
        brought_new: bool = False,
    ) -> datetime | None:
        """Say when a page is asked again; what discovers is due as soon as the next run starts."""
        if kind is PageKind.SITEMAP:
            # A child its index dates is due when that date says so.
            return None if page.url in line.dated_sitemaps else now
        if kind is PageKind.FEED:
            return None if page.found_by is FoundBy.PAGINATION else now
        if kind is PageKind.LISTING:
            if page.found_by is FoundBy.PAGINATION or is_numbered_page(page.url):
                return None  # the page before it makes it due when there is something new
            if page.depth == 0 or brought_new:
                return now
        return next_visit(page.url, kind, now=now, last_change_at=last_change_at or page.changed_at)


def _text_key(extraction: Extraction | None, digest: str) -> int:
    """Return what pages of one text share, however the bytes around it change."""
    article = extraction.article if extraction else None
    if article is None or not article.body:
        return hash(digest)
    return hash((article.title, article.body))


def _page_kind(page: Page, extraction: Extraction | None, rules: PathRules) -> PageKind:
    """Say what a page is: the address decides for front and numbered pages, then its content."""
    if _is_listing_address(page.url):
        return PageKind.LISTING
    kind = PageKind(extraction.article.kind.value) if extraction else PageKind.OTHER
    if kind in (PageKind.ARTICLE, PageKind.PROFILE):
        return kind
    is_seed = page.depth == 0 and page.found_by in (FoundBy.SEED, FoundBy.REDIRECT)
    is_list = page.kind is PageKind.LISTING or rules.kind_of(page.url) is PageKind.LISTING
    return PageKind.LISTING if is_seed or is_list else kind


def _is_listing_address(url: str) -> bool:
    return is_root(url) or is_numbered_page(url)


def _is_html(answer: Answer) -> bool:
    kind = (answer.content_type or "").strip().lower()
    if kind.startswith(_HTML_TYPES):
        return True
    head = answer.body[:1000].lstrip().lower()
    if kind and not kind.startswith(("text/plain", "application/octet-stream", "application/xml")):
        return False
    return head.startswith(b"<") and (b"<html" in head or b"<!doctype html" in head)


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


def _dated(article: Article | None, now: datetime) -> datetime | None:
    """Return the last change an article tells of, if it tells one in the past."""
    if article is None:
        return None
    for text in (article.updated_at, article.published_at, article.published):
        if not text:
            continue
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            continue
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment if moment < now else None
    return None
