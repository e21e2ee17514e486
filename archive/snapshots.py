"""The bytes of pages: each body once, compressed, found by its SHA-256."""

import hashlib
import sqlite3

import msgspec

from archive.compression import Compression
from archive.edge import Edge
from archive.errors import ArchiveDamaged, NoSuchArticle
from archive.revisions import encode
from archive.times import from_text, to_text
from scraper.records import Snapshot

_BLOB = "SELECT codec, dictionary_id, length, data FROM blobs WHERE digest = ?"
_VERSION_BEFORE = """
    SELECT (SELECT blob_id FROM snapshots WHERE page_id = ? AND blob_id IS NOT NULL
            ORDER BY id DESC LIMIT 1)
"""


class Snapshots:
    """Bodies and the fetches that brought them, over one connection."""

    def __init__(self, conn: sqlite3.Connection, edge: Edge) -> None:
        self._conn = conn
        self._edge = edge
        self._compression = Compression(conn)

    def read(self, digest: str) -> bytes:
        """Return the bytes with this SHA-256 (hex), checked against it.

        Raises:
            NoSuchArticle: No body with this digest is kept.
            ArchiveDamaged: What is kept does not decode to these bytes.
        """
        with self._edge:
            row = self._conn.execute(_BLOB, (digest,)).fetchone()
            if row is None:
                raise NoSuchArticle(f"no stored bytes with digest {digest}")
            return self.decode(digest, *row)

    def take_time(self) -> None:
        """Press new bodies harder from now on: for a crawl that waits for its hosts anyway."""
        self._compression.take_time()

    def last(self, url: str) -> Snapshot | None:
        """Return the newest snapshot of a page, or None where none is kept with its bytes.

        Raises:
            ArchiveDamaged: What is kept does not decode to the bytes it was.
        """
        with self._edge:
            row = self._conn.execute(
                "SELECT snapshots.fetched_at, snapshots.status, headers, snapshots.digest,"
                " elapsed_seconds, codec, dictionary_id, blobs.length, data"
                " FROM snapshots JOIN blobs ON blobs.id = blob_id"
                " WHERE page_id = (SELECT id FROM pages WHERE url = ?)"
                " ORDER BY snapshots.id DESC LIMIT 1",
                (url,),
            ).fetchone()
            if row is None:
                return None
            return Snapshot(
                url=url,
                fetched_at=from_text(row[0]),
                status=row[1],
                headers=msgspec.json.decode(row[2], type=tuple[tuple[str, str], ...]),
                body=self.decode(row[3], *row[5:]),
                digest=row[3],
                elapsed_seconds=row[4],
            )

    def decode(
        self, digest: str, codec: str, dictionary_id: int | None, length: int, data: bytes
    ) -> bytes:
        """Unpack one blob and check it; raises ArchiveDamaged."""
        try:
            return self._decode(digest, codec, dictionary_id, length, data)
        except ArchiveDamaged:
            # A writer may have packed it anew since the row was read, and dropped what it needs.
            row = self._conn.execute(_BLOB, (digest,)).fetchone()
            if row is None:
                raise
            return self._decode(digest, *row)

    def _decode(
        self, digest: str, codec: str, dictionary_id: int | None, length: int, data: bytes
    ) -> bytes:
        try:
            body = self._compression.unpack(
                data, digest=digest, codec=codec, length=length, dictionary_id=dictionary_id
            )
        except ArchiveDamaged as error:
            raise ArchiveDamaged(f"blob {digest}: {error}") from error
        if len(body) != length or hashlib.sha256(body).hexdigest() != digest:
            raise ArchiveDamaged(f"blob {digest}: the bytes do not match their digest")
        return body

    # What follows is for `recorder`, inside its transaction.

    def put(
        self,
        snapshot: Snapshot,
        *,
        page_id: int,
        site_id: int,
        run_id: int,
        keep_body: bool,
        typical: bool,
    ) -> int:
        """Keep one fetch; return its id. Bytes seen before make it a revisit of the first.

        A typical page is one that other pages of its site may be compressed against.
        Inside a transaction only.
        """
        revisit_of, blob_id = self._conn.execute(
            # All of them point at the first, which need not have the lowest id after a merge.
            "SELECT coalesce(min(revisit_of), min(id)), max(blob_id) FROM snapshots"
            " WHERE digest = ?",
            (snapshot.digest,),
        ).fetchone()
        if not keep_body:
            blob_id = None
        elif blob_id is None:
            if typical:
                self._compression.offer(snapshot.body, site_id, snapshot.fetched_at)
            blob_id = self._put_blob(snapshot, page_id, site_id)
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

    def _put_blob(self, snapshot: Snapshot, page_id: int, site_id: int) -> int:
        (before,) = self._conn.execute(_VERSION_BEFORE, (page_id,)).fetchone()
        packed = self._compression.pack(snapshot.body, site_id, snapshot.fetched_at, before=before)
        cursor = self._conn.execute(
            "INSERT INTO blobs (digest, codec, dictionary_id, base_id, length, data)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                snapshot.digest,
                packed.codec,
                packed.dictionary_id,
                packed.base_id,
                len(snapshot.body),
                packed.data,
            ),
        )
        return int(cursor.lastrowid or 0)

    def forget(self) -> None:
        """Drop what is remembered: a rolled back transaction may have unmade it."""
        self._compression.forget()
