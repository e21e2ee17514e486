"""RSS, Atom and JSON feeds: the newest entries, with titles and dates, and where older ones are."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from scraper.discover.dates import read_feed_time, read_w3c_time
from scraper.discover.xml import comes_first, read_elements, unpack
from scraper.errors import InvalidURL, MalformedDocument
from scraper.urls import canonicalize

_ROOTS = frozenset({"rss", "rdf", "feed"})
_ENTRIES = frozenset({"item", "entry"})
_CHANNELS = frozenset({"channel", "feed"})
_JSON_FEED = b"jsonfeed.org/version/"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry; `url` in canonical spelling, `modified_at` the later of its dates or None."""

    url: str
    title: str | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One document of a feed.

    `next_page` holds older entries, where the feed names it. `is_wordpress` when WordPress made it,
    which gives older ones under `?paged=2` without saying so. `fault` says what was broken where it
    was read as far as it could be.
    """

    entries: tuple[FeedEntry, ...]
    next_page: str | None = None
    is_wordpress: bool = False
    fault: str | None = None


class _JsonItem(msgspec.Struct):
    url: str | None = None
    external_url: str | None = None
    id: str | int | float | None = None
    title: str | None = None
    date_published: str | None = None
    date_modified: str | None = None


class _JsonFeed(msgspec.Struct):
    version: str
    items: list[_JsonItem] = []
    next_url: str | None = None


def read_feed(body: bytes, *, url: str) -> Feed:
    """Read an RSS 0.9 to 2.0, Atom 1.0 or JSON feed; entries without an address are left out.

    Raises:
        MalformedDocument: Not a feed.

    Source: RSS 2.0 specification; RFC 4287; RFC 5005; jsonfeed.org/version/1.1.
    """
    body = unpack(body, url=url)
    if body.startswith(b"{"):
        return _read_json(body, url)
    reader, fault = read_elements(body, lambda: _FeedReader(url), url=url)
    return Feed(
        entries=tuple(reader.entries),
        next_page=_canonical(reader.next_page, url),
        is_wordpress="wordpress" in reader.generator.lower(),
        fault=fault,
    )


def looks_like_feed(body: bytes) -> bool:
    """Say whether a body starts as a feed does; for what arrives under another name."""
    head = body[:2000].lower()
    if head.lstrip().startswith(b"{"):
        return _JSON_FEED in head.replace(b"\\/", b"/")
    return comes_first(head, b"<rss", b"<rdf:rdf", b"<feed")


def _read_json(body: bytes, url: str) -> Feed:
    try:
        feed = msgspec.json.decode(body, type=_JsonFeed)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedDocument(url, f"no JSON feed: {error}") from error
    if _JSON_FEED.decode() not in feed.version:
        raise MalformedDocument(url, "no JSON feed: another version")
    entries = []
    for item in feed.items:
        named = item.id if isinstance(item.id, str) and "://" in item.id else None
        address = _canonical(item.url or named or item.external_url, url)
        if address is not None:
            dates = (
                read_w3c_time(text) for text in (item.date_published, item.date_modified) if text
            )
            known = [moment for moment in dates if moment is not None]
            title = " ".join((item.title or "").split()) or None
            entries.append(
                FeedEntry(url=address, title=title, modified_at=max(known, default=None))
            )
    return Feed(entries=tuple(entries), next_page=_canonical(feed.next_url, url))


def _canonical(address: str | None, base: str) -> str | None:
    if not address or not address.strip():
        return None
    try:
        return canonicalize(address.strip(), base)
    except InvalidURL:
        return None


class _FeedReader:
    def __init__(self, url: str) -> None:
        self._url = url
        self.entries: list[FeedEntry] = []
        self.next_page: str | None = None
        self.generator = ""
        self._root = ""
        self._path: list[str] = []
        self._link = self._guid = self._title = ""
        self._guid_is_link = True
        self._dates: list[str] = []

    @property
    def taken(self) -> int:
        return len(self.entries)

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
        elif parent in _CHANNELS and name == "link" and attributes.get("rel") == "next":
            self.next_page = self.next_page or attributes.get("href")
        elif name == "guid":
            self._guid_is_link = attributes.get("isPermaLink", "true").lower() != "false"

    def end(self, name: str, text: str) -> None:
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        if name in _ENTRIES:
            self._close_entry()
        elif name == "generator" and parent in _CHANNELS:
            self.generator = text
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
        canonical = _canonical(self._link or self._guid, self._url)
        if canonical is None:
            return
        dates = [moment for moment in map(read_feed_time, self._dates) if moment is not None]
        title = " ".join(self._title.split()) or None
        self.entries.append(
            FeedEntry(url=canonical, title=title, modified_at=max(dates, default=None))
        )
