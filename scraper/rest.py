"""Follow the REST API of a WordPress site: all of it once, then only what changed.

An unchanged site costs one request a type. The number of entries is its proof: where it differs
from the last one by more than the new entries seen, the whole type is gone through again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scraper.discover.wordpress import (
    MAX_PARTS,
    Collection,
    first_documents,
    is_part,
    is_types,
    part_of,
    read_collection,
    read_types,
    root_in_headers,
)
from scraper.errors import MalformedDocument
from scraper.fetch import Answer
from scraper.frontier import FrontierStore
from scraper.further import FurtherLinker
from scraper.linking import Linked, Linker
from scraper.records import FoundBy, Link, Page, Snapshot
from scraper.scope import PathRules
from scraper.urls import origin_of

TYPES_AGAIN = timedelta(days=7)
_Header = Callable[[str], str | None]


@dataclass(kw_only=True)
class RestReader:
    """Reads the API documents of one run."""

    store: FrontierStore
    linker: Linker
    further: FurtherLinker

    def first_links(
        self, page: Page, answer: Answer, named: str | None, *, is_wordpress: bool
    ) -> list[Link]:
        """Link the first documents of the API that a page names, or that its system must have."""
        root = named
        if root is None and page.depth == 0:
            root = root_in_headers(answer.header_values("link"), url=page.url)
            if root is None and is_wordpress:
                root = f"{origin_of(page.url)}/wp-json/"
        if root is None:
            return []
        links = self.further.api(page, first_documents(root))
        if "rest_route=" in root:
            links += self.further.plain_sitemap(page)
        return links

    def read(self, page: Page, rules: PathRules, answer: Answer, now: datetime) -> Linked | None:
        """Link what a document names; None where its type has no pages of its own.

        Raises:
            MalformedDocument: Not the JSON that WordPress gives.
        """
        if is_types(page.url):
            surveys = read_types(answer.body, url=page.url)
            return Linked(links=tuple(self.further.api(page, surveys)))
        found = _collection(page.url, answer.body, answer.header)
        if found.total and not found.entries:
            return None
        linked = self.linker.rest(page, found.entries, rules)
        before = self.store.previous(page.url) if page.digest else None
        more = (
            self._after_part(page, found, before, now)
            if is_part(page.url)
            else self._after_survey(page, found, before, now)
        )
        return replace(linked, links=(*linked.links, *more))

    def due_again(self, page: Page, now: datetime) -> datetime | None:
        """Say when a document is asked again: a survey at every run, a part when a survey says."""
        if is_types(page.url):
            return now + TYPES_AGAIN
        return None if is_part(page.url) else now

    def _after_part(
        self, page: Page, found: Collection, before: Snapshot | None, now: datetime
    ) -> list[Link]:
        """Link what stood among the ids of the part and does so no more.

        Entries are in the order of their ids. Each that goes moves all behind it up, from one part
        into the one before: so the next part as it was is looked at too, and parts may be read in
        any order.
        """
        stem, _, number = page.url.rpartition("&page=")
        last = _collection_of(before)
        if last is None:
            return []
        following = _collection_of(self.store.previous(f"{stem}&page={int(number) + 1}"))
        known = [*last.entries, *(following.entries if following else ())]
        ids = [entry.id for entry in found.entries]
        lowest = 0 if number == "1" else min(ids, default=0)
        is_end = number == str(found.pages)
        highest = max((entry.id for entry in known), default=0) if is_end else max(ids, default=0)
        urls = {entry.url for entry in known if lowest <= entry.id <= highest}
        return self._vanished(page, urls, found, now)

    def _after_survey(
        self, page: Page, found: Collection, before: Snapshot | None, now: datetime
    ) -> list[Link]:
        pages = min(found.pages or 1, MAX_PARTS)
        last = _collection_of(before)
        links: list[Link] = []
        if last is not None:
            links += self._dropped(page, found, last, pages, now)
        # The survey goes from new to old: behind an entry too old for `since` stand older ones.
        is_enough = bool(found.entries) and self.linker.is_too_old(found.entries[-1].modified_at)
        if pages > 1 and not is_enough and self._must_read_all(page, found, last):
            parts = [part_of(page.url, number) for number in range(1, pages + 1)]
            links += self.further.api(page, parts, again_at=now)
        return links

    def _must_read_all(self, page: Page, found: Collection, last: Collection | None) -> bool:
        """Say whether more may have changed than the survey shows.

        New entries have higher ids than all before. Other ways may have found their addresses
        first, so that those do not tell what is new.
        """
        if last is None or self.store.unseen([part_of(page.url, 1)]):
            return True
        newest = max((entry.id for entry in last.entries), default=0)
        old = [entry for entry in found.entries if entry.id <= newest]
        new = len(found.entries) - len(old)
        if found.total is None or last.total is None or found.total != last.total + new:
            return True
        if self.store.unseen([self.linker.scope.spelt(entry.url) for entry in old]):
            return True  # an old entry under a new address: which was the old one?
        since = page.fetched_at
        return since is not None and all(
            entry.modified_at is not None and entry.modified_at > since for entry in found.entries
        )

    def _dropped(
        self, page: Page, found: Collection, last: Collection, pages: int, now: datetime
    ) -> list[Link]:
        """Link what got another address, or stood in documents that the type no longer fills."""
        renamed = {entry.id: entry.url for entry in found.entries}
        urls = {e.url for e in last.entries if renamed.get(e.id, e.url) != e.url}
        pages_before = min(last.pages or 1, MAX_PARTS)
        if pages_before == 1:
            urls |= {entry.url for entry in last.entries} if pages == 1 else set()
        else:
            first = 1 if pages == 1 else pages + 1
            parts = [part_of(page.url, number) for number in range(first, pages_before + 1)]
            urls.update(*(_urls(self.store.previous(part)) for part in parts))
        return self._vanished(page, urls, found, now)

    def _vanished(
        self, page: Page, before: Iterable[str], found: Collection, now: datetime
    ) -> list[Link]:
        gone = set(before) - {entry.url for entry in found.entries}
        named = len(found.entries) + len(gone)
        return self.further.vanished(page, gone, FoundBy.REST, now, of=named)


def _collection(url: str, body: bytes, header: _Header) -> Collection:
    return read_collection(
        body, url=url, total=header("x-wp-total"), pages=header("x-wp-totalpages")
    )


def _collection_of(snapshot: Snapshot | None) -> Collection | None:
    """Return what a document said when it was last read."""
    if snapshot is None:
        return None
    headers = {name.lower(): value for name, value in snapshot.headers}
    try:
        return _collection(snapshot.url, snapshot.body, headers.get)
    except MalformedDocument:
        return None


def _urls(snapshot: Snapshot | None) -> set[str]:
    found = _collection_of(snapshot)
    return {entry.url for entry in found.entries} if found else set()
