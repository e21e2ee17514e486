"""Making an archive small: a dictionary of each whole site, every body packed hard against it.

Every step is one transaction that leaves the archive whole, and the next run goes on where the
last one stopped: what is done is what the tables say is done.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import zstandard

from archive.compression import CODEC, MAX_PAGES, THOROUGH, Compression
from archive.dictionaries import (
    MAX_BYTES,
    drop_unused,
    put_dictionary,
    read_dictionary,
    shared_text,
    thorough_compressor,
)
from archive.errors import ArchiveDamaged, ArchiveFull
from archive.log_size import Log
from archive.sqlite_library import Database

BATCH = 32
# A site that grew by a quarter since its dictionary was made gets a new one.
GROWN = 1.25
# Blobs and the sites they are of: one scan instead of a look-up a blob.
_SITES = (
    "CREATE TEMP TABLE IF NOT EXISTS site_blobs"
    " (site_id INTEGER, blob_id INTEGER, PRIMARY KEY (site_id, blob_id)) WITHOUT ROWID",
    "DELETE FROM temp.site_blobs",
    """
    INSERT INTO temp.site_blobs
    SELECT min(pages.site_id), blobs.id
    FROM snapshots JOIN pages ON pages.id = page_id JOIN blobs ON blobs.id = blob_id
    WHERE blobs.codec = 'zstd' GROUP BY blobs.id
    """,
)
_TODO = """
    SELECT id, digest, codec, length, data, dictionary_id
    FROM temp.site_blobs JOIN blobs ON blobs.id = blob_id
    WHERE site_blobs.site_id = ?1 AND blob_id > ?2
      AND (effort < ?3 OR dictionary_id IS NOT ?4)
    ORDER BY blob_id LIMIT ?5
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compacted:
    """What a compaction came to; bytes are those of bodies and dictionaries, and of the file."""

    bodies: int
    bytes_before: int
    bytes_after: int
    file_before: int
    file_after: int
    left_as_they_are: int


def compact(
    db: Database, path: Path, *, at: datetime, told: Callable[[int], None] | None = None
) -> Compacted:
    """Pack all bodies anew and give the space back; the caller holds the run lock."""
    before, file_before = _stored(db.conn), path.stat().st_size
    for statement in _SITES:
        db.conn.execute(statement)
    sites = db.conn.execute(
        "SELECT site_id, count(*) FROM temp.site_blobs GROUP BY site_id"
    ).fetchall()
    packer = Compactor(db, at)
    for site_id, pages in sites:
        for count in packer.site(site_id, pages):
            if told is not None:
                told(count)
    _give_back(db.conn, path)
    return Compacted(
        bodies=packer.bodies,
        bytes_before=before,
        bytes_after=_stored(db.conn),
        file_before=file_before,
        file_after=path.stat().st_size,
        left_as_they_are=packer.left,
    )


class Compactor:
    """Packs the bodies of one site after the other."""

    def __init__(self, db: Database, at: datetime) -> None:
        self._db = db
        self._conn = db.conn
        self._at = at
        self._compression = Compression(db.conn)
        self._log = Log(db.conn)
        self.bodies = self.left = 0

    def site(self, site_id: int, pages: int) -> Iterator[int]:
        """Pack all bodies of a site; yield how many at each step."""
        dictionary_id, compressor = self._dictionary(site_id, pages)
        last = 0
        while True:
            rows = self._conn.execute(
                _TODO, (site_id, last, THOROUGH, dictionary_id, BATCH)
            ).fetchall()
            if not rows:
                break
            last = rows[-1][0]
            packed = [new for row in rows if (new := self._pack(row, compressor)) is not None]
            with self._db.atomic():
                self._conn.executemany(
                    "UPDATE blobs SET codec = ?, dictionary_id = ?, data = ?, effort = ?"
                    " WHERE id = ?",
                    [(CODEC, dictionary_id, data, THOROUGH, blob_id) for blob_id, data in packed],
                )
            self._log.shorten()
            self.bodies += len(packed)
            self.left += len(rows) - len(packed)
            yield len(rows)
        with self._db.atomic():
            for (old_id,) in self._conn.execute(
                "SELECT id FROM dictionaries WHERE site_id = ? AND id IS NOT ?",
                (site_id, dictionary_id),
            ).fetchall():
                drop_unused(self._conn, old_id)

    def _pack(
        self,
        row: tuple[int, str, str, int, bytes, int | None],
        compressor: zstandard.ZstdCompressor,
    ) -> tuple[int, bytes] | None:
        blob_id, digest, codec, length, data, dictionary_id = row
        try:
            body = self._compression.unpack(
                data, digest=digest, codec=codec, length=length, dictionary_id=dictionary_id
            )
        except ArchiveDamaged:
            return None
        # What is damaged stays as it is, for verify to tell and perhaps for somebody to mend.
        if hashlib.sha256(body).hexdigest() != digest:
            return None
        return blob_id, compressor.compress(body)

    def _dictionary(self, site_id: int, pages: int) -> tuple[int | None, zstandard.ZstdCompressor]:
        """Return the dictionary to use: the newest of the site, or a new one if it grew."""
        row = self._conn.execute(
            "SELECT id, pages FROM dictionaries WHERE site_id = ? ORDER BY id DESC LIMIT 1",
            (site_id,),
        ).fetchone()
        if pages < 2 and row is None:
            return None, zstandard.ZstdCompressor(level=19)
        if row is not None and pages < row[1] * GROWN:
            return row[0], thorough_compressor(read_dictionary(self._conn, row[0]))
        text = shared_text(self._sample(site_id, pages))
        with self._db.atomic():
            new_id = put_dictionary(self._conn, site_id, self._at, pages, text, level=19)
        return new_id, thorough_compressor(text)

    def _sample(self, site_id: int, pages: int) -> Iterator[bytes]:
        """Yield bodies spread over the life of a site, the newest first."""
        step = max(pages // (2 * MAX_PAGES), 1)
        ids = [
            blob_id
            for (blob_id,) in self._conn.execute(
                "SELECT blob_id FROM temp.site_blobs WHERE site_id = ? ORDER BY blob_id DESC",
                (site_id,),
            )
        ]
        for blob_id in ids[::step]:
            digest, codec, length, data, dictionary_id = self._conn.execute(
                "SELECT digest, codec, length, data, dictionary_id FROM blobs WHERE id = ?",
                (blob_id,),
            ).fetchone()
            if length > MAX_BYTES:
                continue
            try:
                yield self._compression.unpack(
                    data, digest=digest, codec=codec, length=length, dictionary_id=dictionary_id
                )
            except ArchiveDamaged:
                continue


def _give_back(conn: sqlite3.Connection, path: Path) -> None:
    try:
        # VACUUM writes a second file beside the first, then the pages through the WAL.
        conn.execute("VACUUM")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_FULL:
            raise
        raise ArchiveFull(
            f"{path}: packed, but the disk has no room for the copy that makes the file shorter"
        ) from error


def _stored(conn: sqlite3.Connection) -> int:
    (size,) = conn.execute(
        "SELECT (SELECT coalesce(sum(length(data)), 0) FROM blobs)"
        " + (SELECT coalesce(sum(length(data)), 0) FROM dictionaries)"
    ).fetchone()
    return int(size)
