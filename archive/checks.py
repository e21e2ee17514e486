"""Digests over the rows of every table, kept by the writer, so that a changed bit is found later.

A table is cut into slices of ids. What alters a row marks its slice (by a trigger, whatever
program does it); `seal` takes the digest of marked and of new slices, `differences` compares.
"""

import hashlib
import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from archive.harmless import is_harmless

# Rows in one slice. The triggers hold the number too: a change of one needs a migration. A visit
# alters one row of pages and articles, wherever it lies: all of its slice is read again then.
SLICES = {"pages": 16, "articles": 8, "links": 128}
SLICE = 64
# Slices read with one query.
AT_ONCE = 64
DIGEST_BYTES = 16

TABLES = (
    """
    CREATE TABLE checks (
        table_name TEXT NOT NULL,
        slice INTEGER NOT NULL,
        last INTEGER NOT NULL,
        rows INTEGER NOT NULL,
        columns INTEGER NOT NULL,
        digest BLOB NOT NULL,
        PRIMARY KEY (table_name, slice)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE checks_due (
        table_name TEXT NOT NULL,
        slice INTEGER NOT NULL,
        PRIMARY KEY (table_name, slice)
    ) STRICT, WITHOUT ROWID
    """,
)
# Rows come with ids past all others, which `seal` sees by itself; here they come anywhere.
FILLED_ANYWHERE = ("articles_experts", "articles_tags", "runs_sites")
WATCHED = (
    "sites", "runs", "pages", "dictionaries", "blobs", "snapshots", "events", "outlets", "tags",
    "experts", "articles", "revisions", "articles_experts", "articles_tags", "links",
    "runs_sites", "aliases", "_sqlite_migrations",
)  # fmt: skip

_encode = msgspec.msgpack.Encoder().encode


def watch(conn: sqlite3.Connection, tables: Iterable[str]) -> None:
    """Make the triggers that mark altered slices; for a migration, of tables with integer keys.

    A table whose rows can come with an id inside a sealed slice is one of FILLED_ANYWHERE.
    """
    for table in tables:
        key = _columns(conn, table)[0]
        actions = ["UPDATE", "DELETE"] + ["INSERT"] * (table in FILLED_ANYWHERE)
        for action in actions:
            row = "new" if action == "INSERT" else "old"
            # Not OR IGNORE: the conflict clause of the statement outside would replace it.
            conn.execute(
                f"CREATE TRIGGER checks_{table}_{action.lower()} AFTER {action} ON {table} BEGIN"  # noqa: S608
                f" INSERT INTO checks_due VALUES ('{table}', {row}.{key} / {slice_of(table):d})"
                " ON CONFLICT DO NOTHING; END"
            )


def slice_of(table: str) -> int:
    """Return how many ids make a slice of a table."""
    return SLICES.get(table, SLICE)


def watched(conn: sqlite3.Connection) -> list[str]:
    """Return the tables that have digests, as the triggers in the file tell."""
    rows = conn.execute(
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        " AND name = 'checks_' || tbl_name || '_update' ORDER BY tbl_name"
    )
    return [table for (table,) in rows]


def seal(conn: sqlite3.Connection) -> int:
    """Take the digests of all that was written since the last call; return how many slices.

    Inside a transaction only.
    """
    return sum(_seal_table(conn, table) for table in watched(conn))


def _seal_table(conn: sqlite3.Connection, table: str) -> int:
    columns = _columns(conn, table)
    due = {
        number
        for (number,) in conn.execute("SELECT slice FROM checks_due WHERE table_name = ?", (table,))
    }
    newest, last = conn.execute(
        "SELECT slice, last FROM checks WHERE table_name = ? ORDER BY slice DESC LIMIT 1", (table,)
    ).fetchone() or (0, -1)
    (highest,) = conn.execute(f"SELECT max({columns[0]}) FROM {table}").fetchone()  # noqa: S608
    if highest is not None and highest > last:
        due.update(range(newest, highest // slice_of(table) + 1))
    if not due:
        return 0
    for first, end in _ranges(sorted(due)):
        found = list(_slices(conn, table, columns, first, end))
        conn.executemany(
            "INSERT OR REPLACE INTO checks VALUES (?, ?, ?, ?, ?, ?)",
            [
                (table, number, rows[-1][0], len(rows), len(columns), digest_of(rows))
                for number, rows in found
            ],
        )
        emptied = set(range(first, end)) - {number for number, _ in found}
        conn.executemany(
            "DELETE FROM checks WHERE table_name = ? AND slice = ?",
            [(table, number) for number in emptied],
        )
    conn.execute("DELETE FROM checks_due WHERE table_name = ?", (table,))
    return len(due)


class Checked:
    """What a comparison came to: rows whose digest held, and rows that have none yet."""

    def __init__(self) -> None:
        self.rows = 0
        self.unsealed = 0


def differences(conn: sqlite3.Connection, checked: Checked) -> Iterator[str]:
    """Compare every sealed slice with its digest; inside a transaction, so that nothing moves."""
    tables = watched(conn)
    for name in ("checks", "checks_due"):
        for (table,) in conn.execute(f"SELECT DISTINCT table_name FROM {name}"):  # noqa: S608
            if table not in tables:
                yield f"{name} names a table {table!r} that has no digests"
    for table in tables:
        key = _columns(conn, table)[0]
        (highest,) = conn.execute(f"SELECT max({key}) FROM {table}").fetchone()  # noqa: S608
        (newest,) = conn.execute(
            "SELECT max(slice) FROM checks WHERE table_name = ?", (table,)
        ).fetchone()
        end = max((highest or 0) // slice_of(table), newest or 0) + 1
        for first in range(0, end, AT_ONCE):
            yield from _safely(conn, table, first, min(first + AT_ONCE, end), checked)


def _safely(
    conn: sqlite3.Connection, table: str, first: int, end: int, checked: Checked
) -> Iterator[str]:
    """Compare some slices; where SQLite cannot read them, one by one, to tell which those are."""
    try:
        yield from list(_compare(conn, table, first, end, checked))
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if is_harmless(error):
            raise
        if end - first > 1:
            for number in range(first, end):
                yield from _safely(conn, table, number, number + 1, checked)
        else:
            yield f"{_about(table, first)} cannot be read: {error}"


def _compare(
    conn: sqlite3.Connection, table: str, first: int, end: int, checked: Checked
) -> Iterator[str]:
    columns = _columns(conn, table)
    span = (table, first, end)
    sealed = {
        row[0]: row[1:]
        for row in conn.execute(
            "SELECT slice, last, rows, columns, digest FROM checks"
            " WHERE table_name = ? AND slice >= ? AND slice < ?",
            span,
        )
    }
    due = {
        number
        for (number,) in conn.execute(
            "SELECT slice FROM checks_due WHERE table_name = ? AND slice >= ? AND slice < ?", span
        )
    }
    newest = conn.execute(
        "SELECT max(slice) FROM checks WHERE table_name = ?", (table,)
    ).fetchone()[0]
    for number, rows in _slices(conn, table, columns, first, end):
        check = sealed.pop(number, None)
        if number in due or (check is None and (newest is None or number > newest)):
            checked.unsealed += len(rows)
            continue
        if check is None:
            yield f"{_about(table, number)} have no digest"
            continue
        last, count, width, digest = check
        covered = [row for row in rows if row[0] <= last]
        checked.unsealed += len(rows) - len(covered)
        if width < len(columns):  # taken before a migration added a column, always at the end
            covered = [row[:width] for row in covered]
        as_told = covered and (covered[-1][0], len(covered)) == (last, count)
        if not as_told or width > len(columns) or digest_of(covered) != digest:
            yield f"{_about(table, number)} are not as they were written"
        else:
            checked.rows += count
    for number in sealed.keys() - due:
        yield f"{_about(table, number)} are not there any more"


def digest_of(rows: Sequence[tuple[Any, ...]]) -> bytes:
    """Return the first 16 bytes of the SHA-256 over rows written as MessagePack."""
    return hashlib.sha256(_encode(rows)).digest()[:DIGEST_BYTES]


def _slices(
    conn: sqlite3.Connection, table: str, columns: Sequence[str], first: int, end: int
) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """Yield the slices that have rows, numbered, in order; rows in the order of their keys."""
    size = slice_of(table)
    order = ", ".join(columns[:2])
    cursor = conn.execute(
        f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608
        f" WHERE {columns[0]} >= ? AND {columns[0]} < ? ORDER BY {order}",
        (first * size, end * size),
    )
    rows = cursor.fetchall()
    start = 0
    for number in range(first, end):
        if start == len(rows):
            return
        stop = bisect_left(rows, ((number + 1) * size,), start)
        if stop > start:
            yield number, rows[start:stop]
        start = stop


def _ranges(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield neighbouring slices as one range, at most AT_ONCE long."""
    first = end = numbers[0]
    for number in numbers:
        if number > end or end - first >= AT_ONCE:
            yield first, end
            first = number
        end = number + 1
    yield first, end


def _columns(conn: sqlite3.Connection, table: str) -> list[str]:
    """Return the stored columns; the first is the key. Generated ones hold nothing of their own."""
    return [row[1] for row in conn.execute(f"PRAGMA table_info({table})")]


def _about(table: str, number: int) -> str:
    size = slice_of(table)
    return f"{table} {number * size} to {number * size + size - 1}"
