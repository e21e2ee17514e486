"""Links that no document names: further documents of discovery, and what one named no more."""

from collections.abc import Iterable
from datetime import datetime

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
