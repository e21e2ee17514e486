"""Compressing bodies: against a typical page of the same site, once there is one."""

import sqlite3
from collections import OrderedDict
from datetime import datetime
from typing import TypeVar

import zstandard

from archive.errors import ArchiveDamaged
from archive.times import to_text

CODEC = "zstd"
# Level 6 saves 3 % more for three times the time.
LEVEL = 2
# A whole page, menus and all, is what the next page repeats. Of 150 pages of 82 KB one made the
# others 0.087 of their size instead of 0.300, in half the time; a dictionary trained on 100 pages
# came to 0.084. Short pages have little to repeat; past 128 KiB more memory gains nothing.
MIN_DICTIONARY_BYTES = 8 * 1024
MAX_DICTIONARY_BYTES = 128 * 1024
# Each holds about a megabyte once prepared.
OPEN_DICTIONARIES = 32

K = TypeVar("K")
T = TypeVar("T")


class Compression:
    """Packs and unpacks bodies, over one connection; keeps the dictionaries in use prepared."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._plain = zstandard.ZstdCompressor(level=LEVEL)
        self._by_site: OrderedDict[int, tuple[int | None, zstandard.ZstdCompressor]] = OrderedDict()
        self._by_id: OrderedDict[int | None, zstandard.ZstdDecompressor] = OrderedDict()

    def pack(self, body: bytes, site_id: int) -> tuple[int | None, bytes]:
        """Return the dictionary used, if any, and the packed body."""
        dictionary_id, compressor = self._compressor(site_id)
        return dictionary_id, compressor.compress(body)

    def unpack(self, data: bytes, *, codec: str, length: int, dictionary_id: int | None) -> bytes:
        """Return a body of a known length; raises ArchiveDamaged."""
        if codec != CODEC:
            raise ArchiveDamaged(f"unknown codec {codec!r}")
        try:
            # Asked first: a damaged frame header may claim any size.
            if zstandard.frame_content_size(data) != length:
                raise ArchiveDamaged("the frame is of another length")
            return self._decompressor(dictionary_id).decompress(data)
        except (zstandard.ZstdError, MemoryError) as error:
            raise ArchiveDamaged(str(error)) from error

    def offer(self, body: bytes, site_id: int, at: datetime) -> None:
        """Take a page as its site's dictionary where it has none. Inside a transaction only."""
        if len(body) < MIN_DICTIONARY_BYTES or self._compressor(site_id)[0] is not None:
            return
        self._conn.execute(
            "INSERT INTO dictionaries (site_id, created_at, pages, data) VALUES (?, ?, 1, ?)",
            (site_id, to_text(at), body[:MAX_DICTIONARY_BYTES]),
        )
        del self._by_site[site_id]

    def forget(self) -> None:
        """Drop what is prepared: a rolled back transaction may have unmade it."""
        self._by_site.clear()
        self._by_id.clear()

    def _compressor(self, site_id: int) -> tuple[int | None, zstandard.ZstdCompressor]:
        known = self._by_site.get(site_id)
        if known is not None:
            return known
        row = self._conn.execute(
            "SELECT id, data FROM dictionaries WHERE site_id = ? ORDER BY id DESC LIMIT 1",
            (site_id,),
        ).fetchone()
        if row is None:
            return _keep(self._by_site, site_id, (None, self._plain))
        dictionary = zstandard.ZstdCompressionDict(row[1])
        dictionary.precompute_compress(level=LEVEL)
        compressor = zstandard.ZstdCompressor(level=LEVEL, dict_data=dictionary)
        return _keep(self._by_site, site_id, (row[0], compressor))

    def _decompressor(self, dictionary_id: int | None) -> zstandard.ZstdDecompressor:
        known = self._by_id.get(dictionary_id)
        if known is not None:
            return known
        if dictionary_id is None:
            return _keep(self._by_id, None, zstandard.ZstdDecompressor())
        row = self._conn.execute(
            "SELECT data FROM dictionaries WHERE id = ?", (dictionary_id,)
        ).fetchone()
        if row is None or not isinstance(row[0], bytes):
            raise ArchiveDamaged(f"dictionary {dictionary_id} is not there")
        dictionary = zstandard.ZstdCompressionDict(row[0])
        return _keep(self._by_id, dictionary_id, zstandard.ZstdDecompressor(dict_data=dictionary))


def _keep(cache: OrderedDict[K, T], key: K, value: T) -> T:
    while len(cache) >= OPEN_DICTIONARIES:
        cache.popitem(last=False)
    cache[key] = value
    return value
