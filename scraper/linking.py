"""Turn the addresses a document names into links for the frontier: which, of what kind, how new."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from scraper.discover.feeds import FeedEntry
from scraper.discover.listing import PageLinks
from scraper.discover.sitemaps import Sitemap
from scraper.frontier import FrontierStore
from scraper.records import FoundBy, Link, Page, PageKind
from scraper.scope import PathRules, Scope, is_numbered_page, numbered_page
from scraper.traps import Traps
from scraper.urls import path_of

_KNOWN_LIMIT = 100_000  # some 20 MB of addresses
# A sitemap that dates everything to this moment was made by a program that knows no dates.
_JUST_NOW = timedelta(hours=1)
_SAME_DATES_FROM = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Links for the frontier.

    `brought_new` when an entry among them was never seen before; not `is_whole` when entries were
    left out for their age.
    """

    links: tuple[Link, ...] = ()
    brought_new: bool = False
    is_whole: bool = True


@dataclass(kw_only=True)
class Linker:
    """Makes the links of one run; remembers which addresses it handed on already."""

    scope: Scope
    store: FrontierStore
    since: date | None = None
    _known: set[str] = field(default_factory=set)

    def sitemap(self, page: Page, sitemap: Sitemap, rules: PathRules, now: datetime) -> Linked:
        """Link what a sitemap names: the sitemaps of an index, or pages."""
        kind = PageKind.SITEMAP if sitemap.is_index else None
        links = []
        is_whole = True
        dates = {entry.modified_at for entry in sitemap.entries}
        invented = (
            not sitemap.is_index
            and len(sitemap.entries) >= _SAME_DATES_FROM
            and len(dates) == 1
            and all(when is not None and now - when < _JUST_NOW for when in dates)
        )
        for entry in sitemap.entries:
            url = self.scope.spelt(entry.url)
            if not self.scope.covers(url) or (kind is None and not rules.wants(url)):
                continue
            modified_at = None if invented else entry.modified_at
            if kind is None and self._is_too_old(modified_at):
                is_whole = False
                continue
            links.append(
                Link(
                    url=url,
                    found_by=FoundBy.SITEMAP,
                    found_on=page.url,
                    kind=kind or rules.kind_of(url),
                    # A child without a date may have changed: it is asked whenever the index is.
                    modified_at=_end_of_second(modified_at) or (now if kind else None),
                    depth=page.depth + 1,
                )
            )
        return replace(self._handed_on(links), is_whole=is_whole)

    def feed(self, page: Page, entries: Iterable[FeedEntry], rules: PathRules) -> Linked:
        """Link the entries of a feed."""
        links = []
        is_whole = True
        for entry in entries:
            url = self.scope.spelt(entry.url)
            if not self.scope.covers(url) or not rules.wants(url):
                continue
            if self._is_too_old(entry.modified_at):
                is_whole = False
                continue
            links.append(
                Link(
                    url=url,
                    found_by=FoundBy.FEED,
                    found_on=page.url,
                    kind=rules.kind_of(url),
                    title=entry.title,
                    modified_at=_end_of_second(entry.modified_at),
                    depth=page.depth + 1,
                )
            )
        return replace(self._handed_on(links), is_whole=is_whole)

    def page(
        self,
        page: Page,
        found: PageLinks,
        kind: PageKind,
        rules: PathRules,
        traps: Traps,
        now: datetime,
    ) -> Linked:
        """Link what a web page names; the next page of a list only while it brings new entries."""
        is_list = kind is PageKind.LISTING
        fresh: dict[str, Link] = {}
        entries = found.entries or found.links
        for url in dict.fromkeys((*entries, *found.links)):
            link = self._page_link(url, page, rules, traps)
            if link is not None:
                fresh[link.url] = link
        brought_new = False
        if is_list and fresh:
            spelt = {self.scope.spelt(url) for url in entries}
            promising = {
                url
                for url, link in fresh.items()
                if url in spelt and link.kind is not PageKind.LISTING
            }
            new = self.store.unseen(promising)
            brought_new = bool(new)
            fresh |= {url: _as_entry(fresh[url]) for url in promising}
        links = list(fresh.values())
        if is_list and brought_new:
            links.extend(self._next_page(page, found, rules, now))
        if page.depth == 0:
            links.extend(self._feeds(page, found))
        self._remember(link.url for link in links if link.found_by is not FoundBy.PAGINATION)
        return Linked(links=tuple(links), brought_new=brought_new)

    def target(self, page: Page, url: str) -> tuple[Link, ...]:
        """Link the target of a redirect, if it is on the site."""
        if not self.scope.covers(url):
            return ()
        return (
            Link(
                url=url,
                found_by=FoundBy.REDIRECT,
                found_on=page.url,
                kind=page.kind,
                depth=page.depth,
                hops=page.hops + 1,
            ),
        )

    def canonical(self, page: Page, url: str, rules: PathRules) -> tuple[Link, ...]:
        """Link the address a page calls its own, when it is another one and not known yet."""
        if url in self._known or not rules.wants(url) or not self.store.unseen([url]):
            return ()
        self._remember([url])
        return (
            Link(
                url=url,
                found_by=FoundBy.CANONICAL,
                found_on=page.url,
                kind=rules.kind_of(url),
                depth=page.depth,
            ),
        )

    def _page_link(self, url: str, page: Page, rules: PathRules, traps: Traps) -> Link | None:
        url = self.scope.spelt(url)
        if url in self._known or url == page.url or not self.scope.covers(url):
            return None
        if is_numbered_page(url) or not rules.wants(url):
            return None
        kind = rules.kind_of(url)
        if traps.is_closed(url, kind):
            return None
        return Link(
            url=url, found_by=FoundBy.PAGE, found_on=page.url, kind=kind, depth=page.depth + 1
        )

    def _next_page(
        self, page: Page, found: PageLinks, rules: PathRules, now: datetime
    ) -> list[Link]:
        url = found.next_page or _next_by_number(page.url, found.links)
        if url is None:
            return []
        url = self.scope.spelt(url)
        if url == page.url or not self.scope.covers(url):
            return []
        if rules.exclude and rules.exclude.search(path_of(url)):
            return []
        return [
            Link(
                url=url,
                found_by=FoundBy.PAGINATION,
                found_on=page.url,
                kind=PageKind.LISTING,
                # Makes a known page due again: what was on page 1 has moved on to page 2.
                modified_at=now,
                depth=page.depth,
            )
        ]

    def _feeds(self, page: Page, found: PageLinks) -> list[Link]:
        return [
            Link(
                url=self.scope.spelt(url),
                found_by=FoundBy.PAGE,
                found_on=page.url,
                kind=PageKind.FEED,
                depth=page.depth,
            )
            for url in found.feeds
            if self.scope.covers(url)
        ]

    def _is_too_old(self, modified_at: datetime | None) -> bool:
        if self.since is None or modified_at is None:
            return False
        return modified_at < datetime.combine(self.since, time(), UTC)

    def _handed_on(self, links: list[Link]) -> Linked:
        unknown = [link.url for link in links if link.url not in self._known]
        self._remember(unknown)
        return Linked(links=tuple(links), brought_new=bool(unknown))

    def _remember(self, urls: Iterable[str]) -> None:
        # Once handed on, an address is in the frontier; forgetting one costs only a repetition.
        if len(self._known) > _KNOWN_LIMIT:
            self._known.clear()
        self._known.update(urls)


def _as_entry(link: Link) -> Link:
    return replace(link, found_by=FoundBy.LISTING)


def _end_of_second(moment: datetime | None) -> datetime | None:
    """Return the last moment the finder's word may mean: it mostly counts whole seconds."""
    return moment + timedelta(seconds=1) if moment and not moment.microsecond else moment


def _next_by_number(url: str, links: Iterable[str]) -> str | None:
    """Return the link to the page after this one, where a list shows numbers only."""
    stem, number = numbered_page(url)
    for link in links:
        if numbered_page(link) == (stem, number + 1):
            return link
    return None
