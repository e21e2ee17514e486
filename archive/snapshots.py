"""The bytes of pages: each body once, compressed, found by its SHA-256."""

import hashlib
import sqlite3

import zstandard

from archive.connection import Edge
from archive.errors import ArchiveDamaged, NoSuchArticle
from archive.revisions import encode
from archive.times import to_text
from scraper.records import Snapshot

# Level 3 takes 0.4 ms of an 80 KB page; level 6 saves 8 % more for three times the time.
LEVEL = 3
CODEC = "zstd"


class Snapshots:
    """Bodies and the fetches that brought them, over one connection."""

    def __init__(self, conn: sqlite3.Connection, edge: Edge) -> None:
        self._conn = conn
        self._edge = edge
        self._compressor = zstandard.ZstdCompressor(level=LEVEL)
        self._decompressor = zstandard.ZstdDecompressor()

    def read(self, digest: str) -> bytes:
        """Return the bytes with this SHA-256 (hex), checked against it.

        Raises:
            NoSuchArticle: No body with this digest is kept.
            ArchiveDamaged: What is kept does not decode to these bytes.
        """
        with self._edge:
            row = self._conn.execute(
                "SELECT codec, length, data FROM blobs WHERE digest = ?", (digest,)
            ).fetchone()
        if row is None:
            raise NoSuchArticle(f"no stored bytes with digest {digest}")
        return self.decode(digest, *row)

    def decode(self, digest: str, codec: str, length: int, data: bytes) -> bytes:
        """Unpack one blob and check it; raises ArchiveDamaged."""
        if codec != CODEC:
            raise ArchiveDamaged(f"blob {digest}: unknown codec {codec!r}")
        try:
            # Asked first: a damaged frame header may claim any size.
            if zstandard.frame_content_size(data) != length:
                raise ArchiveDamaged(f"blob {digest}: the frame is of another length")
            body = self._decompressor.decompress(data)
        except (zstandard.ZstdError, MemoryError) as error:
            raise ArchiveDamaged(f"blob {digest}: {error}") from error
        if len(body) != length or hashlib.sha256(body).hexdigest() != digest:
            raise ArchiveDamaged(f"blob {digest}: the bytes do not match their digest")
        return body

    # What follows is for `recorder`, inside its transaction.

    def put(self, snapshot: Snapshot, *, page_id: int, run_id: int, keep_body: bool) -> int:
        """Keep one fetch; return its id. Bytes seen before make it a revisit of the first.

        Inside a transaction only.
        """
        first = self._conn.execute(
            "SELECT id, blob_id FROM snapshots WHERE digest = ? ORDER BY id LIMIT 1",
            (snapshot.digest,),
        ).fetchone()
        revisit_of, blob_id = first or (None, None)
        if not keep_body:
            blob_id = None
        elif blob_id is None:
            blob_id = self._put_blob(snapshot)
        cursor = self._conn.execute(
            "INSERT INTO snapshots (page_id, run_id, fetched_at, status, headers, digest, length,"
            " blob_id, revisit_of, elapsed_seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                page_id,
                run_id,
                to_text(snapshot.fetched_at),
                snapshot.status,
                encode(snapshot.headers),
                snapshot.digest,
                len(snapshot.body),
                blob_id,
                revisit_of,
                snapshot.elapsed_seconds,
            ),
        )
        return int(cursor.lastrowid or 0)

    def _put_blob(self, snapshot: Snapshot) -> int:
        row = self._conn.execute(
            "SELECT id FROM blobs WHERE digest = ?", (snapshot.digest,)
        ).fetchone()
        if row is not None:
            return int(row[0])
        cursor = self._conn.execute(
            "INSERT INTO blobs (digest, codec, length, data) VALUES (?, ?, ?, ?)",
            (
                snapshot.digest,
                CODEC,
                len(snapshot.body),
                self._compressor.compress(snapshot.body),
            ),
        )
        return int(cursor.lastrowid or 0)
