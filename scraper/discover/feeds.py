"""RSS and Atom feeds: the newest entries, with titles and dates."""

from dataclasses import dataclass
from datetime import datetime

from scraper.discover.dates import read_feed_time
from scraper.discover.xml import read_elements, unpack
from scraper.errors import InvalidURL, MalformedDocument
from scraper.urls import canonicalize

_ROOTS = frozenset({"rss", "rdf", "feed"})
_ENTRIES = frozenset({"item", "entry"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry; `url` in canonical spelling, `modified_at` the later of its dates or None."""

    url: str
    title: str | None = None
    modified_at: datetime | None = None


def read_feed(body: bytes, *, url: str) -> tuple[FeedEntry, ...]:
    """Read an RSS 0.9 to 2.0 or Atom 1.0 feed; entries without an address are left out.

    Raises:
        MalformedDocument: Not a feed.

    Source: RSS 2.0 specification; RFC 4287.
    """
    reader = _FeedReader(url)
    read_elements(unpack(body, url=url), reader, url=url)
    return tuple(reader.entries)


def looks_like_feed(body: bytes) -> bool:
    """Say whether a body starts as a feed does; for what arrives under another name."""
    head = body[:2000].lower()
    return b"<rss" in head or b"<rdf:rdf" in head or b"<feed" in head


class _FeedReader:
    def __init__(self, url: str) -> None:
        self._url = url
        self.entries: list[FeedEntry] = []
        self._root = ""
        self._path: list[str] = []
        self._link = self._guid = self._title = ""
        self._guid_is_link = True
        self._dates: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._root:
            if name not in _ROOTS:
                raise MalformedDocument(self._url, f"<{name}> is no feed")
            self._root = name
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if name in _ENTRIES:
            self._link = self._guid = self._title = ""
            self._guid_is_link = True
            self._dates = []
        elif parent == "entry" and name == "link":
            # Atom: the page itself is the alternate; others are its comments or files.
            if attributes.get("rel", "alternate") == "alternate" and not self._link:
                self._link = attributes.get("href", "")
        elif name == "guid":
            self._guid_is_link = attributes.get("isPermaLink", "true").lower() != "false"

    def end(self, name: str, text: str) -> None:
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        if name in _ENTRIES:
            self._close_entry()
        elif parent in _ENTRIES:
            if name == "link" and text.strip() and not self._link:
                self._link = text
            elif name == "guid" and self._guid_is_link:
                self._guid = text
            elif name == "title":
                self._title = self._title or text
            elif name in ("pubdate", "updated", "published", "date", "modified"):
                self._dates.append(text)

    def _close_entry(self) -> None:
        address = (self._link or self._guid).strip()
        if not address:
            return
        try:
            canonical = canonicalize(address, self._url)
        except InvalidURL:
            return
        dates = [moment for moment in map(read_feed_time, self._dates) if moment is not None]
        title = " ".join(self._title.split()) or None
        entry = FeedEntry(url=canonical, title=title, modified_at=max(dates, default=None))
        self.entries.append(entry)
