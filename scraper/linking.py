"""Turn the addresses a document names into links for the frontier: which, of what kind, how new."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from scraper.discover.feeds import Feed, FeedEntry
from scraper.discover.listing import PageLinks
from scraper.discover.sitemaps import Sitemap, SitemapEntry
from scraper.discover.wordpress import ApiEntry
from scraper.frontier import FrontierStore
from scraper.handed import HandedOn
from scraper.numbering import is_numbered_page
from scraper.paging import Paging, is_paged
from scraper.records import ALL_WAYS, WAYS, FoundBy, Link, Page, PageKind
from scraper.scope import PathRules, Scope
from scraper.shapes import is_dated_shape
from scraper.traps import Traps
from scraper.urls import path_of

# A sitemap that dates everything to this moment was made by a program that knows no dates.
_JUST_NOW = timedelta(hours=1)
_SAME_DATES_FROM = 20
_MOST_LEFT_OUT = 300_000  # some 20 MB of hashes
_FEW_RELATED = 3
_LISTED = WAYS[FoundBy.LISTING]
_LINKED = WAYS[FoundBy.PAGE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Links for the frontier.

    `brought_new` when a list names an entry never seen before; not `is_whole` when entries were
    left out for their age.
    """

    links: tuple[Link, ...] = ()
    brought_new: bool = False
    is_whole: bool = True


@dataclass(kw_only=True)
class Linker:
    """Makes the links of one run."""

    scope: Scope
    store: FrontierStore
    since: date | None = None
    ways: frozenset[FoundBy] = ALL_WAYS
    handed: HandedOn = field(default_factory=HandedOn)
    _paging: Paging = field(default_factory=Paging)
    # Hashes of what was left out for its age: a list or an old article links to it without a date.
    _left_out: set[int] = field(default_factory=set)

    def sitemap(self, page: Page, sitemap: Sitemap, rules: PathRules, now: datetime) -> Linked:
        """Link what a sitemap names: the sitemaps of an index, or pages."""
        if sitemap.is_index:
            return Linked(links=tuple(self._children(page, sitemap, now)))
        entries = sitemap.entries
        dates = {entry.modified_at for entry in entries}
        if (
            len(entries) >= _SAME_DATES_FROM
            and len(dates) == 1
            and all(when is not None and now - when < _JUST_NOW for when in dates)
        ):
            entries = tuple(replace(entry, modified_at=None) for entry in entries)
        # Not noted as handed on: nothing asks that of a sitemap's addresses, and they are many.
        links, is_whole = self._named(page, entries, rules, FoundBy.SITEMAP)
        return Linked(links=tuple(links), is_whole=is_whole)

    def _children(self, page: Page, index: Sitemap, now: datetime) -> Iterator[Link]:
        """Yield links to the sitemaps that an index names."""
        for entry in index.entries:
            url = self.scope.spelt(entry.url)
            if self.scope.covers(url):
                yield Link(
                    url=url,
                    found_by=FoundBy.SITEMAP,
                    found_on=page.url,
                    kind=PageKind.SITEMAP,
                    # One without a date may have changed: it is asked whenever the index is.
                    modified_at=_end_of_second(entry.modified_at) or now,
                    depth=page.depth + 1,
                )

    def feed(self, page: Page, feed: Feed, rules: PathRules, now: datetime) -> Linked:
        """Link the entries of a feed, and where it goes on while it brings new ones."""
        links, is_whole = self._named(page, feed.entries, rules, FoundBy.FEED)
        # Of a document whose entries are too old the next one has older ones still.
        if is_whole and self.store.unseen([link.url for link in links]):
            following = self._paging.after_feed(page.url, feed)
            links += self._further([following] if following else [], page, PageKind.FEED, now)
        self.handed.note(links)
        return Linked(links=tuple(links), is_whole=is_whole)

    def rest(self, page: Page, entries: Iterable[ApiEntry], rules: PathRules) -> Linked:
        """Link the entries of one document of a REST API."""
        links, is_whole = self._named(page, entries, rules, FoundBy.REST)
        self.handed.note(links)
        return Linked(links=tuple(links), is_whole=is_whole)

    def _named(
        self,
        page: Page,
        entries: Iterable[SitemapEntry | FeedEntry | ApiEntry],
        rules: PathRules,
        way: FoundBy,
    ) -> tuple[list[Link], bool]:
        """Return links to the entries of a document, and whether none was too old for them."""
        links = []
        is_whole = True
        for entry in entries:
            url = self.scope.spelt(entry.url)
            if not self.scope.covers(url) or not rules.wants(url, is_vouched=True):
                continue
            if self._leaves_out(url, entry.modified_at):
                is_whole = False
                continue
            links.append(
                Link(
                    url=url,
                    found_by=way,
                    found_on=page.url,
                    kind=rules.kind_of(url),
                    title=entry.title if isinstance(entry, FeedEntry) else None,
                    modified_at=_end_of_second(entry.modified_at),
                    depth=page.depth + 1,
                )
            )
        return links, is_whole

    def page(
        self,
        page: Page,
        found: PageLinks,
        kind: PageKind,
        rules: PathRules,
        traps: Traps,
        now: datetime,
    ) -> Linked:
        """Link what a web page names; the next page of a list only while it brings new entries.

        What was read as no list goes on as one where it shows the numbers of its own pages and more
        that is new than an article in several pages does.
        """
        is_list = kind is PageKind.LISTING
        links: list[Link] = []
        brought_new = False
        reads_lists = is_list and FoundBy.LISTING in self.ways
        if reads_lists or FoundBy.PAGE in self.ways:
            entries = found.entries or found.links
            listed = frozenset(entries if reads_lists else ())
            # Where a list goes on is asked for below, and only while it brings something new.
            following = found.next_page if reads_lists else None
            for url in dict.fromkeys((*entries, *found.links)):
                if url == following:
                    continue
                link = self._page_link(url, page, rules, traps, is_entry=url in listed)
                if link is not None:
                    links.append(link)
            promising = [link.url for link in links if link.found_by is FoundBy.LISTING]
            brought_new = bool(promising and self.store.unseen(promising))
            if not is_list and len(links) > _FEW_RELATED and is_paged(page.url, found):
                # Not the days of a calendar, which has pages without end.
                named = [link.url for link in links if not is_dated_shape(link.url)]
                brought_new = len(self.store.unseen(named)) > _FEW_RELATED
        if brought_new:
            links.extend(self._next_page(page, found, rules, now))
        if page.depth == 0 and FoundBy.FEED in self.ways:
            links.extend(self._feeds(page, found))
        self.handed.note(link for link in links if link.found_by is not FoundBy.PAGINATION)
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
        if self.handed.ways_of(url) or not rules.wants(url) or not self.store.unseen([url]):
            return ()
        link = Link(
            url=url,
            found_by=FoundBy.CANONICAL,
            found_on=page.url,
            kind=rules.kind_of(url),
            depth=page.depth,
        )
        self.handed.note([link])
        return (link,)

    def _page_link(
        self, url: str, page: Page, rules: PathRules, traps: Traps, *, is_entry: bool
    ) -> Link | None:
        url = self.scope.spelt(url)
        ways = self.handed.ways_of(url)
        # Most links of a page were handed on before: told apart first, by both ways at once.
        if ways & (_LISTED if is_entry else _LINKED) or url == page.url:
            return None
        if not self.scope.covers(url) or is_numbered_page(url) or hash(url) in self._left_out:
            return None
        if not rules.wants(url, is_vouched=is_entry):
            return None
        kind = rules.kind_of(url)
        way = FoundBy.LISTING if is_entry and kind is not PageKind.LISTING else FoundBy.PAGE
        if ways & WAYS[way] or traps.is_closed(url, kind):
            return None
        return Link(url=url, found_by=way, found_on=page.url, kind=kind, depth=page.depth + 1)

    def _next_page(
        self, page: Page, found: PageLinks, rules: PathRules, now: datetime
    ) -> list[Link]:
        following = self._paging.after_list(page.url, found)
        wanted = [
            url for url in following if not (rules.exclude and rules.exclude.search(path_of(url)))
        ]
        return self._further(wanted, page, PageKind.LISTING, now)

    def _further(
        self, urls: Iterable[str], page: Page, kind: PageKind, now: datetime
    ) -> list[Link]:
        """Link what a list or feed goes on at."""
        spelt = map(self.scope.spelt, urls)
        return [
            Link(
                url=url,
                found_by=FoundBy.PAGINATION,
                found_on=page.url,
                kind=kind,
                # Makes a known page due again: what was on page 1 has moved on to page 2.
                modified_at=now,
                depth=page.depth,
            )
            for url in spelt
            if url != page.url and self.scope.covers(url)
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

    def _leaves_out(self, url: str, modified_at: datetime | None) -> bool:
        """Say whether an entry is too old, and remember it."""
        if not self.is_too_old(modified_at):
            return False
        if len(self._left_out) < _MOST_LEFT_OUT:
            self._left_out.add(hash(url))
        return True

    def is_too_old(self, modified_at: datetime | None) -> bool:
        """Say whether something last changed before the day asked for."""
        if self.since is None or modified_at is None:
            return False
        return modified_at < datetime.combine(self.since, time(), UTC)


def _end_of_second(moment: datetime | None) -> datetime | None:
    """Return the last moment the finder's word may mean: it mostly counts whole seconds."""
    return moment + timedelta(seconds=1) if moment and not moment.microsecond else moment
