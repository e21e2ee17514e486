"""Proof that an archive holds: structure, references, every digest, the full-text index."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.errors import ArchiveDamaged
from archive.revisions import content_digest, decode_article
from archive.snapshots import Snapshots

# After so many problems of one kind the rest is noise.
SHOWN = 100

_WRONG_ROWS = (
    (
        "revision {} points at no snapshot",
        "SELECT id FROM revisions WHERE snapshot_id NOT IN (SELECT id FROM snapshots)",
    ),
    (
        "article {} has no revision",
        "SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM revisions)",
    ),
    (
        "article {} differs from its newest revision",
        "SELECT articles.id FROM articles JOIN revisions ON article_id = articles.id"
        " WHERE number = (SELECT max(number) FROM revisions AS r WHERE r.article_id = articles.id)"
        " AND revisions.digest <> articles.digest",
    ),
    (
        "snapshot {} and its bytes have different digests",
        "SELECT snapshots.id FROM snapshots JOIN blobs ON blobs.id = blob_id"
        " WHERE blobs.digest <> snapshots.digest",
    ),
    (
        "snapshot {} is a revisit of other bytes",
        "SELECT snapshots.id FROM snapshots JOIN snapshots AS first ON first.id ="
        " snapshots.revisit_of WHERE first.digest <> snapshots.digest"
        " OR first.revisit_of IS NOT NULL",
    ),
    (
        "page {} is done but has no snapshot",
        "SELECT id FROM pages WHERE state = 'done' AND digest IS NOT NULL"
        " AND id NOT IN (SELECT page_id FROM snapshots)",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was checked and what was found wrong; an archive is sound with no problems."""

    problems: tuple[str, ...]
    blobs: int
    blob_bytes: int
    revisions: int


def verify(conn: sqlite3.Connection, snapshots: Snapshots) -> Verification:
    """Check everything; what stops a check becomes a problem too."""
    problems: list[str] = []
    totals = {"blobs": 0, "bytes": 0, "revisions": 0}
    checks = (
        _structure(conn),
        _references(conn),
        _rows(conn),
        _full_text(conn),
        _blobs(conn, snapshots, totals),
        _readings(conn, totals),
    )
    for check in checks:
        try:
            problems.extend(check)
        except (sqlite3.Error, UnicodeDecodeError, ArchiveDamaged) as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise  # no harm: another program is writing
            problems.append(str(error))
    return Verification(
        problems=tuple(dict.fromkeys(problems)),
        blobs=totals["blobs"],
        blob_bytes=totals["bytes"],
        revisions=totals["revisions"],
    )


def _structure(conn: sqlite3.Connection) -> Iterator[str]:
    for (line,) in conn.execute(f"PRAGMA integrity_check({SHOWN:d})"):
        if line != "ok":
            yield f"structure: {line}"


def _references(conn: sqlite3.Connection) -> Iterator[str]:
    for shown, (table, row, parent, _) in enumerate(conn.execute("PRAGMA foreign_key_check")):
        if shown == SHOWN:
            return
        yield f"{table} {row} points at a row of {parent} that is not there"


def _rows(conn: sqlite3.Connection) -> Iterator[str]:
    for message, sql in _WRONG_ROWS:
        for (row,) in conn.execute(f"{sql} LIMIT {SHOWN:d}"):
            yield message.format(row)


def _full_text(conn: sqlite3.Connection) -> Iterator[str]:
    # The check is spelt as an insert, which a read-only connection refuses; there the index is
    # compared by its number of rows. Source: sqlite.org/fts5.html, 6.4.
    try:
        conn.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_READONLY:
            raise
        (indexed,) = conn.execute("SELECT count(*) FROM articles_fts_docsize").fetchone()
        (kept,) = conn.execute("SELECT count(*) FROM articles").fetchone()
        if indexed != kept:
            yield f"full text: {indexed} articles indexed, {kept} kept"
    except sqlite3.DatabaseError as error:
        yield f"full text: the index does not match the articles ({error})"


def _blobs(conn: sqlite3.Connection, snapshots: Snapshots, totals: dict[str, int]) -> Iterator[str]:
    # By id, so that one unreadable blob does not hide those after it.
    for (blob_id,) in conn.execute("SELECT id FROM blobs ORDER BY id").fetchall():
        try:
            row = conn.execute(
                "SELECT digest, codec, dictionary_id, length, data FROM blobs WHERE id = ?",
                (blob_id,),
            ).fetchone()
            if row is None:
                yield f"blob {blob_id}: listed, but cannot be read"
                continue
            snapshots.decode(*row)
        except (sqlite3.Error, UnicodeDecodeError, ArchiveDamaged) as error:
            yield str(error)
        else:
            totals["blobs"] += 1
            totals["bytes"] += row[3]


def _readings(conn: sqlite3.Connection, totals: dict[str, int]) -> Iterator[str]:
    for row, digest, reading in conn.execute("SELECT id, digest, reading FROM revisions"):
        try:
            article = decode_article(reading)
        except ArchiveDamaged as error:
            yield f"revision {row}: {error}"
            continue
        totals["revisions"] += 1
        if content_digest(article) != digest:
            yield f"revision {row}: the reading does not match its digest"
