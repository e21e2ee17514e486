"""Digests over the tables of the full-text index, whose own check overlooks some flipped bits.

FTS5 writes those tables itself, and they take no triggers. What alters the words of an article
therefore drops all digests, and `seal` takes them anew: 2 ms a megabyte.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec

from archive.checks import DIGEST_BYTES, Checked

_CHANGES = ("INSERT", "DELETE", "UPDATE OF title, summary, body")
TABLES = (
    """
    CREATE TABLE index_checks (
        part TEXT NOT NULL,
        number INTEGER NOT NULL,
        rows INTEGER NOT NULL,
        digest BLOB NOT NULL,
        PRIMARY KEY (part, number)
    ) STRICT, WITHOUT ROWID
    """,
    *(
        f"CREATE TRIGGER index_checks_{change.split()[0].lower()} AFTER {change} ON articles"  # noqa: S608
        " BEGIN DELETE FROM index_checks; END"
        for change in _CHANGES
    ),
)
# Rows of a number are told as one: those of a segment of the index, or of so many articles. In the
# ids of `data` the segment stands above 37 bits. Source: fts5_index.c, "FTS5_SEGMENT_ROWID".
_PARTS = {
    "data": "SELECT id >> 37, id, block FROM articles_fts_data ORDER BY id",
    "idx": "SELECT segid, segid, term, pgno FROM articles_fts_idx ORDER BY segid, term",
    "docsize": "SELECT id >> 12, id, sz FROM articles_fts_docsize ORDER BY id",
}

_encode = msgspec.msgpack.Encoder().encode


def seal(conn: sqlite3.Connection) -> None:
    """Take the digests where there are none, inside a transaction in which no words changed."""
    if conn.execute("SELECT 1 FROM index_checks LIMIT 1").fetchone() is None:
        conn.executemany("INSERT INTO index_checks VALUES (?, ?, ?, ?)", _digests(conn))


def drop(conn: sqlite3.Connection) -> None:
    """Forget the digests of an index that is made anew."""
    conn.execute("DELETE FROM index_checks")


def differences(conn: sqlite3.Connection, checked: Checked) -> Iterator[str]:
    """Compare the index with its digests; inside a transaction, so that nothing moves."""
    rows = conn.execute("SELECT part, number, rows, digest FROM index_checks")
    sealed = {(part, number): (count, digest) for part, number, count, digest in rows}
    is_sealed = bool(sealed)
    for part, number, count, digest in _digests(conn):
        if not is_sealed:
            checked.unsealed += count
        elif sealed.pop((part, number), None) == (count, digest):
            checked.rows += count
        else:
            yield f"full text: part {number} of {part} is not as it was written"
    for part, number in sealed:
        yield f"full text: part {number} of {part} is not there any more"


def _digests(conn: sqlite3.Connection) -> Iterator[tuple[str, int, int, bytes]]:
    """Yield each part of the index with its number of rows and their digest."""
    for part, sql in _PARTS.items():
        for number, rows in groupby(conn.execute(sql), key=_number):
            digest, count = hashlib.sha256(), 0
            for row in rows:
                digest.update(_encode(row))
                count += 1
            yield part, number, count, digest.digest()[:DIGEST_BYTES]


def _number(row: tuple[Any, ...]) -> int:
    return int(row[0])
