"""Compressing bodies: against the version before, else against what the pages of the site share."""

import hashlib
import sqlite3
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import zstandard

from archive.dictionaries import (
    MAX_BYTES,
    as_content,
    drop_unused,
    patient_compressor,
    put_dictionary,
    quick_compressor,
    read_dictionary,
    shared_text,
)
from archive.errors import ArchiveDamaged

# The migration that lets a body refer to the version before it.
DELTAS = (
    "ALTER TABLE dictionaries ADD COLUMN codec TEXT NOT NULL DEFAULT 'none'",
    "ALTER TABLE blobs ADD COLUMN base_id INTEGER REFERENCES blobs(id)",
    "ALTER TABLE blobs ADD COLUMN effort INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX blobs_dictionary ON blobs (dictionary_id) WHERE dictionary_id IS NOT NULL",
    "CREATE INDEX blobs_base ON blobs (base_id) WHERE base_id IS NOT NULL",
)
CODEC, DELTA = "zstd", "zstd-delta"
QUICK, THOROUGH = 0, 1  # how hard a body was pressed: by the crawl, by `compact`
LEVEL = 3
# A first page has nothing to refer to, and a short one little to repeat.
MIN_DICTIONARY_BYTES = 8 * 1024
MAX_FIRST_BYTES = 512 * 1024
# With the first page as dictionary the others of 80 KB came to 0.32 of gzip, with the lines of 16
# to 0.24, with those of 64 to 0.20: made anew twice, and what was packed before packed again.
GROWS_AT = (4, 16, 64)
MAX_PAGES = GROWS_AT[-1]
# Each holds five to ten megabytes once prepared. A crawl of 40 hosts, a page of each in turn, took
# 243 MB with 32 of them, and with 8 126 MB and a tenth more CPU.
OPEN_DICTIONARIES = 6
# So many versions are unpacked at most to read one: 0.1 ms each.
MAX_DEPTH = 16
# Longer than any chain that is written: a damaged file may refer in a circle.
_MAX_CHAIN = 64
# A delta above this share of the page is no small change: the dictionary may do better.
SMALL_DELTA = 1 / 50

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A body as the table `blobs` keeps it."""

    codec: str
    data: bytes
    dictionary_id: int | None = None
    base_id: int | None = None


@dataclass(slots=True, kw_only=True)
class _Prepared:
    """The dictionary that new pages of a site are packed against; `grows_at` is 0 for never."""

    dictionary_id: int | None
    compressor: zstandard.ZstdCompressor
    uses: int = 0
    grows_at: int = 0


class Compression:
    """Packs and unpacks bodies, over one connection; keeps the dictionaries in use prepared."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._plain = zstandard.ZstdCompressor(level=LEVEL)
        self._compressor_of = quick_compressor
        self._by_site: OrderedDict[int, _Prepared] = OrderedDict()
        self._by_id: OrderedDict[int | None, zstandard.ZstdDecompressor] = OrderedDict()

    def pack(self, body: bytes, site_id: int, at: datetime, *, before: int | None = None) -> Packed:
        """Return the packed body; `before` is the blob of the version before, if there is one.

        Inside a transaction only: a dictionary may be made anew on the way.
        """
        delta = None if before is None else self._delta(body, before)
        if delta is not None and len(delta.data) <= len(body) * SMALL_DELTA:
            return delta
        prepared = self._prepared(site_id)
        if prepared.dictionary_id and 0 < prepared.grows_at <= prepared.uses:
            self._grow(site_id, prepared.dictionary_id, prepared.grows_at, at)
            prepared = self._prepared(site_id)
        data = prepared.compressor.compress(body)
        if delta is not None and len(delta.data) < len(data):
            return delta
        prepared.uses += 1
        return Packed(codec=CODEC, data=data, dictionary_id=prepared.dictionary_id)

    def unpack(
        self, data: bytes, *, digest: str, codec: str, length: int, dictionary_id: int | None
    ) -> bytes:
        """Return a body of a known length; raises ArchiveDamaged."""
        try:
            # Asked first: a damaged frame header may claim any size.
            if zstandard.frame_content_size(data) != length:
                raise ArchiveDamaged("the frame is of another length")
            if codec == CODEC:
                return self._decompressor(dictionary_id).decompress(data)
            if codec == DELTA:
                base = self._body(self._chain(self._base_of(digest)))
                return zstandard.ZstdDecompressor(dict_data=as_content(base)).decompress(data)
        except (zstandard.ZstdError, MemoryError, TypeError) as error:
            raise ArchiveDamaged(str(error)) from error
        raise ArchiveDamaged(f"unknown codec {codec!r}")

    def offer(self, body: bytes, site_id: int, at: datetime) -> None:
        """Take a page as its site's dictionary where it has none. Inside a transaction only."""
        if len(body) < MIN_DICTIONARY_BYTES or self._prepared(site_id).dictionary_id is not None:
            return
        put_dictionary(self._conn, site_id, at, 1, body[:MAX_FIRST_BYTES])
        del self._by_site[site_id]

    def too_deep(self, blob_id: int) -> bool:
        """Tell whether a body needs more versions than a delta may, as after a merge."""
        return len(self._chain(blob_id)) > MAX_DEPTH + 1

    def pack_apart(self, blob_id: int) -> Packed:
        """Return a delta's body packed without the version before; raises ArchiveDamaged."""
        chain = self._chain(blob_id)
        (dictionary_id,) = self._conn.execute(
            "SELECT dictionary_id FROM blobs WHERE id = ?", (chain[-1],)
        ).fetchone()
        compressor = self._plain
        if dictionary_id is not None:
            compressor = self._compressor_of(read_dictionary(self._conn, dictionary_id))
        data = compressor.compress(self._body(chain))
        return Packed(codec=CODEC, data=data, dictionary_id=dictionary_id)

    def take_time(self) -> None:
        """Press harder from now on."""
        self._compressor_of = patient_compressor
        self._by_site.clear()

    def forget(self) -> None:
        """Drop what is prepared: a rolled back transaction may have unmade it."""
        self._by_site.clear()
        self._by_id.clear()

    def _delta(self, body: bytes, before: int) -> Packed | None:
        try:
            chain = self._chain(before)
            if len(chain) > MAX_DEPTH:
                chain = chain[-1:]  # a new branch from the version that is kept whole
            base = self._body(chain)
        except ArchiveDamaged:
            return None  # told by verify; what is new is kept whole
        window = min(max((len(base) + len(body)).bit_length(), 18), 27)
        # Tables for the whole base: with those of the level a page of a megabyte is half found.
        parameters = zstandard.ZstdCompressionParameters.from_level(
            LEVEL,
            source_size=len(body),
            dict_size=len(base),
            window_log=window,
            hash_log=min(window, 22),
            chain_log=min(window, 22),
        )
        compressor = zstandard.ZstdCompressor(
            compression_params=parameters, dict_data=as_content(base)
        )
        return Packed(codec=DELTA, data=compressor.compress(body), base_id=chain[0])

    def _grow(self, site_id: int, dictionary_id: int, pages: int, at: datetime) -> None:
        """Make a dictionary of the first pages and pack them against it."""
        rows = self._conn.execute(
            "SELECT id, digest, codec, length, data FROM blobs"
            " WHERE dictionary_id = ? AND length <= ? ORDER BY id LIMIT ?",
            (dictionary_id, MAX_BYTES, pages),
        ).fetchall()
        bodies: dict[int, bytes] = {}
        for blob_id, digest, codec, length, data in rows:
            try:
                body = self.unpack(
                    data, digest=digest, codec=codec, length=length, dictionary_id=dictionary_id
                )
            except ArchiveDamaged:
                continue  # told by verify; left as it is
            if hashlib.sha256(body).hexdigest() == digest:
                bodies[blob_id] = body
        text = shared_text(bodies.values())
        new_id = put_dictionary(self._conn, site_id, at, pages, text)
        compressor = self._compressor_of(text)
        self._conn.executemany(
            "UPDATE blobs SET dictionary_id = ?, data = ?, effort = ? WHERE id = ?",
            [
                (new_id, compressor.compress(body), QUICK, blob_id)
                for blob_id, body in bodies.items()
            ],
        )
        drop_unused(self._conn, dictionary_id)
        self._by_id.pop(dictionary_id, None)
        del self._by_site[site_id]

    def _prepared(self, site_id: int) -> _Prepared:
        known = self._by_site.get(site_id)
        if known is not None:
            self._by_site.move_to_end(site_id)
            return known
        row = self._conn.execute(
            "SELECT id, pages FROM dictionaries WHERE site_id = ? ORDER BY id DESC LIMIT 1",
            (site_id,),
        ).fetchone()
        if row is None:
            plain = _Prepared(dictionary_id=None, compressor=self._plain)
            return _keep(self._by_site, site_id, plain)
        dictionary_id, pages = row
        (uses,) = self._conn.execute(
            "SELECT count(*) FROM (SELECT 1 FROM blobs WHERE dictionary_id = ? LIMIT ?)",
            (dictionary_id, MAX_PAGES),
        ).fetchone()
        prepared = _Prepared(
            dictionary_id=dictionary_id,
            compressor=self._compressor_of(read_dictionary(self._conn, dictionary_id)),
            uses=uses,
            grows_at=next((more for more in GROWS_AT if more > pages), 0),
        )
        return _keep(self._by_site, site_id, prepared)

    def _decompressor(self, dictionary_id: int | None) -> zstandard.ZstdDecompressor:
        known = self._by_id.get(dictionary_id)
        if known is not None:
            self._by_id.move_to_end(dictionary_id)
            return known
        if dictionary_id is None:
            return _keep(self._by_id, None, zstandard.ZstdDecompressor())
        content = as_content(read_dictionary(self._conn, dictionary_id))
        return _keep(self._by_id, dictionary_id, zstandard.ZstdDecompressor(dict_data=content))

    def _base_of(self, digest: str) -> int:
        row = self._conn.execute("SELECT base_id FROM blobs WHERE digest = ?", (digest,)).fetchone()
        if row is None or row[0] is None:
            raise ArchiveDamaged("the version it refers to is not named")
        return int(row[0])

    def _chain(self, blob_id: int) -> list[int]:
        """Return a blob and those that must be unpacked before it, nearest first."""
        chain: list[int] = []
        following: int | None = blob_id
        while following is not None and len(chain) < _MAX_CHAIN:
            chain.append(following)
            row = self._conn.execute(
                "SELECT base_id FROM blobs WHERE id = ?", (following,)
            ).fetchone()
            if row is None:
                raise ArchiveDamaged(f"the version before, blob {following}, is not there")
            following = row[0]
        if following is not None:
            raise ArchiveDamaged(f"blob {blob_id}: the versions before it have no beginning")
        return chain

    def _body(self, chain: list[int]) -> bytes:
        """Return the body of the first of a chain, unpacked from the last on, and checked."""
        body, digest = b"", ""
        for link in reversed(chain):
            digest, codec, dictionary_id, length, data = self._conn.execute(
                "SELECT digest, codec, dictionary_id, length, data FROM blobs WHERE id = ?", (link,)
            ).fetchone()
            try:
                if zstandard.frame_content_size(data) != length:
                    raise ArchiveDamaged(f"blob {digest}: the frame is of another length")
                unpacker = self._decompressor(dictionary_id)
                if codec == DELTA:
                    unpacker = zstandard.ZstdDecompressor(dict_data=as_content(body))
                body = unpacker.decompress(data)
            except (zstandard.ZstdError, MemoryError, TypeError) as error:
                raise ArchiveDamaged(f"blob {digest}: {error}") from error
        if hashlib.sha256(body).hexdigest() != digest:
            raise ArchiveDamaged(f"blob {digest}: the bytes do not match their digest")
        return body


def _keep(cache: OrderedDict[K, T], key: K, value: T) -> T:
    while len(cache) >= OPEN_DICTIONARIES:
        cache.popitem(last=False)
    cache[key] = value
    return value
