"""Proof that an archive holds: structure, references, every digest, the full-text index."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path

from archive import checks, index_checks
from archive.consistency import SHOWN, article_problems, reading_problems, row_problems
from archive.duplicates import wrong_sketches
from archive.errors import ArchiveDamaged
from archive.file_header import header_problems
from archive.harmless import is_harmless
from archive.repair import repair
from archive.schema import MIGRATIONS
from archive.snapshots import Snapshots
from archive.sqlite_library import Database
from archive.text_index import index_problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was checked and what was found wrong; an archive is sound with no problems.

    `rows` are those whose digest held; `unsealed` those that have none yet, because a crawl is
    at work or was killed. `repaired` says what was put right.
    """

    problems: tuple[str, ...]
    blobs: int
    blob_bytes: int
    revisions: int
    rows: int = 0
    unsealed: int = 0
    repaired: tuple[str, ...] = ()


def verify(conn: sqlite3.Connection, snapshots: Snapshots, path: Path) -> Verification:
    """Check everything; what stops a check becomes a problem too."""
    problems: list[str] = []
    totals = {"blobs": 0, "bytes": 0, "revisions": 0}
    checked = checks.Checked()
    conn.execute("PRAGMA cell_size_check = ON")
    run = (
        header_problems(path),
        _schema(conn),
        _structure(conn),
        _references(conn),
        _checks(conn, checked),
        row_problems(conn),
        article_problems(conn),
        index_problems(conn),
        _blobs(conn, snapshots, totals),
        reading_problems(conn, totals),
        _sketches(conn),
    )
    for check in run:
        try:
            problems.extend(check)
        except (sqlite3.Error, UnicodeDecodeError, ArchiveDamaged) as error:
            if is_harmless(error):
                raise
            problems.append(str(error))
    return Verification(
        problems=tuple(dict.fromkeys(problems)),
        blobs=totals["blobs"],
        blob_bytes=totals["bytes"],
        revisions=totals["revisions"],
        rows=checked.rows,
        unsealed=checked.unsealed,
    )


def verify_and_repair(db: Database, snapshots: Snapshots, path: Path) -> Verification:
    """Check, put right what can be, and check again; the problems are those that remain."""
    before = verify(db.conn, snapshots, path)
    if not before.problems:
        return before
    try:
        with db.atomic():
            done = repair(db.conn, before.problems)
    except sqlite3.Error as error:
        failed = f"repair: nothing was changed, the file is too damaged for it ({error})"
        return replace(before, problems=(*before.problems, failed))
    return replace(verify(db.conn, snapshots, path), repaired=done)


def _schema(conn: sqlite3.Connection) -> Iterator[str]:
    """Compare the definitions with those of a new archive: SQLite believes any that it can read."""
    expected = _definitions_of_new()
    found = _definitions(conn)
    for key, sql in expected.items():
        if key not in found:
            yield f"schema: there is no {' '.join(key)}"
        elif found[key] != sql:
            yield f"schema: {' '.join(key)} is defined otherwise"


@cache
def _definitions_of_new() -> dict[tuple[str, str], object]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        MIGRATIONS.apply(Database(fresh, execute_plugins=False))
        return _definitions(fresh)


def _definitions(conn: sqlite3.Connection) -> dict[tuple[str, str], object]:
    """Return what tables are made of; FTS5 and sqlite-utils word their own as they like."""
    rows = conn.execute("SELECT type, name, tbl_name, sql FROM main.sqlite_master")
    return {
        (kind, name): None if name.startswith(("articles_fts_", "_sqlite")) else (table, sql)
        for kind, name, table, sql in rows
    }


def _structure(conn: sqlite3.Connection) -> Iterator[str]:
    for (line,) in conn.execute(f"PRAGMA main.integrity_check({SHOWN:d})"):
        if line != "ok":
            yield f"structure: {line}"


def _references(conn: sqlite3.Connection) -> Iterator[str]:
    for shown, (table, row, parent, _) in enumerate(conn.execute("PRAGMA foreign_key_check")):
        if shown == SHOWN:
            return
        yield f"{table} {row} points at a row of {parent} that is not there"


def _checks(conn: sqlite3.Connection, checked: checks.Checked) -> Iterator[str]:
    """Compare rows with their digests, both as they were at one moment."""
    moment = not conn.in_transaction
    if moment:
        conn.execute("BEGIN")
    try:
        yield from checks.differences(conn, checked)
        yield from index_checks.differences(conn, checked)
    finally:
        if moment and conn.in_transaction:
            conn.execute("ROLLBACK")


def _sketches(conn: sqlite3.Connection) -> Iterator[str]:
    for article_id in islice(wrong_sketches(conn), SHOWN):
        yield f"article {article_id}: what its near-duplicates are found by is not of its text"


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
