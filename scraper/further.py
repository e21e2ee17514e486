"""Links that no document names: further documents of discovery, and what one named no more."""

from collections.abc import Iterable
from datetime import datetime

from scraper.discover.sitemaps import Sitemap, read_sitemap
from scraper.errors import MalformedDocument
from scraper.linking import Linker
from scraper.records import FoundBy, Link, Page, PageKind
from scraper.urls import origin_of

_FEW_VANISHED = 20


class FurtherLinker:
    """Makes such links with the scope and the memory of a run's linker."""

    def __init__(self, linker: Linker) -> None:
        self._linker = linker
        self._handed = linker.handed

    def api(
        self, page: Page, urls: Iterable[str], *, again_at: datetime | None = None
    ) -> list[Link]:
        """Link documents of a REST API; with `again_at` those are asked for again that were before.

        Whoever writes an address of the API knows it: no rule for found addresses holds here.
        """
        if FoundBy.REST not in self._linker.ways:
            return []
        links = []
        for url in urls:
            url = self._linker.scope.spelt(url)
            if self._linker.scope.covers(url) and not self._handed.knows(url, FoundBy.REST):
                links.append(
                    Link(
                        url=url,
                        found_by=FoundBy.REST,
                        found_on=page.url,
                        kind=PageKind.API,
                        modified_at=again_at,
                        depth=page.depth,
                    )
                )
        if again_at is None:
            self._handed.note(links)
        return links

    def plain_sitemap(self, page: Page) -> list[Link]:
        """Link the sitemap of a WordPress without pretty addresses: no usual place has it."""
        url = f"{origin_of(page.url)}/?sitemap=index"
        if FoundBy.SITEMAP not in self._linker.ways or self._handed.knows(url, FoundBy.ROBOTS):
            return []
        link = Link(url=url, found_by=FoundBy.ROBOTS, found_on=page.url, kind=PageKind.SITEMAP)
        self._handed.note([link])
        return [link]

    def vanished(
        self, page: Page, urls: Iterable[str], way: FoundBy, now: datetime, *, of: int
    ) -> list[Link]:
        """Link what a document named once and no longer does: it may be gone.

        What another document of this run names by the same way has only moved there. Where most
        `of` what it named is missing the document is in doubt rather than its pages.
        """
        spelt = {self._linker.scope.spelt(url) for url in urls}
        left = {
            url
            for url in spelt
            if self._linker.scope.covers(url) and not self._handed.knows(url, way)
        }
        left -= self._linker.store.unseen(left)
        if len(left) > max(of // 2, _FEW_VANISHED):
            return []
        return [
            Link(url=url, found_by=way, found_on=page.url, modified_at=now, depth=page.depth + 1)
            for url in sorted(left)
        ]

    def left_by_sitemap(self, page: Page, sitemap: Sitemap, now: datetime) -> list[Link]:
        """Link what a sitemap named when it was last read and no longer does.

        One for Google News drops everything after two days, and one that breaks off says nothing.
        """
        if sitemap.is_index or sitemap.is_news or sitemap.fault:
            return []
        snapshot = self._linker.store.previous(page.url)
        if snapshot is None:
            return []
        try:
            last = read_sitemap(snapshot.body, url=page.url)
        except MalformedDocument:
            return []
        before = [entry.url for entry in last.entries]
        after = [entry.url for entry in sitemap.entries]
        gone = set(before) - set(after) - _pushed_out(before, after)
        return self.vanished(page, gone, FoundBy.SITEMAP, now, of=len(last.entries))


def _pushed_out(before: list[str], after: list[str]) -> set[str]:
    """Return what new entries pushed from the end of a full document into the next one.

    Where the newest come first, one new post moves an entry out of each sitemap of a site.
    """
    if len(after) < len(before):
        return set()
    named = set(after)
    added = len(named - set(before))
    pushed: set[str] = set()
    for url in reversed(before[max(len(before) - added, 0) :]):
        if url in named:
            break
        pushed.add(url)
    return pushed
