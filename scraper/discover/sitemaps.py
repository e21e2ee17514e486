"""Sitemaps and sitemap indexes: the addresses a site names itself, with their last change."""

import re
from dataclasses import dataclass
from datetime import datetime

from scraper.discover.dates import read_w3c_time
from scraper.discover.xml import comes_first, read_elements, unpack
from scraper.errors import InvalidURL, MalformedDocument
from scraper.urls import canonicalize

_TEXT_SITEMAP = re.compile(rb"https?://\S+(?:\s|\Z)", re.IGNORECASE)
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapEntry:
    """One address in canonical spelling; `modified_at` is aware UTC or None."""

    url: str
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """The entries of one document; those of an index are sitemaps themselves.

    `is_news` when it names what is new only, as sitemaps for Google News do. `fault` says what was
    broken where it was read as far as it could be.
    """

    is_index: bool
    entries: tuple[SitemapEntry, ...]
    is_news: bool = False
    fault: str | None = None


def read_sitemap(body: bytes, *, url: str) -> Sitemap:
    """Read one sitemap or sitemap index: XML or plain text, gzip or not, at most 50 MiB unpacked.

    Entries stand in document order, duplicates kept; addresses that are no http(s) URL are left
    out. Addresses of pictures and videos inside an entry are not entries.

    The date of an entry for Google News counts where it has no `lastmod`.

    Raises:
        MalformedDocument: Not a sitemap.

    Source: sitemaps.org protocol 0.9; Google's news sitemap 0.9.
    """
    body = unpack(body, url=url)
    if _TEXT_SITEMAP.match(body):
        words = _WORD.finditer(body.decode("utf-8", "replace"))
        listed = (_entry(word[0], "", url) for word in words)
        return Sitemap(is_index=False, entries=tuple(filter(None, listed)))
    reader, fault = read_elements(body, lambda: _SitemapReader(url), url=url)
    return Sitemap(
        is_index=reader.is_index,
        entries=tuple(reader.entries),
        is_news=reader.is_news,
        fault=fault,
    )


def looks_like_sitemap(body: bytes) -> bool:
    """Say whether a body starts as a sitemap does; for what arrives under another name."""
    head = body[:2000].lower()
    return comes_first(head, b"<urlset", b"<sitemapindex")


class _SitemapReader:
    """Makes entries as their elements end: the texts of 50,000 beside them take 12 MB."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.is_index = False
        self.is_news = False
        self.entries: list[SitemapEntry] = []
        self.taken = 0
        self._root = ""
        self._path: list[str] = []
        self._address = ""
        self._modified = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._root:
            if name not in ("urlset", "sitemapindex"):
                raise MalformedDocument(self._url, f"<{name}> is no sitemap")
            self._root = name
            self.is_index = name == "sitemapindex"
        self._path.append(name)
        if name in ("url", "sitemap"):
            self._address = self._modified = ""

    def end(self, name: str, text: str) -> None:
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        if parent in ("url", "sitemap"):
            if name == "loc":
                self._address = text
            elif name == "lastmod":
                self._modified = text
            elif name == "news":
                self.is_news = True
        elif parent == "news" and name == "publication_date":
            self._modified = self._modified or text
        elif name in ("url", "sitemap") and self._address:
            self.taken += 1
            if (entry := _entry(self._address, self._modified, self._url)) is not None:
                self.entries.append(entry)


def _entry(address: str, modified: str, url: str) -> SitemapEntry | None:
    """Return an entry, or None where its address is no http(s) URL."""
    try:
        canonical = canonicalize(address.strip(), url)
    except InvalidURL:
        return None
    modified_at = read_w3c_time(modified) if modified else None
    return SitemapEntry(url=canonical, modified_at=modified_at)
