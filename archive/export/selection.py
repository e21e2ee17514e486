"""Which articles an export holds and what it knows of each; a condition of the user's narrows it.

The archive is read through a connection of its own, read-only, row by row.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.connection import reader
from archive.errors import ArchiveDamaged, BadCondition
from archive.revisions import decode_article
from scraper.records import Article

CHUNK_ROWS = 100
# What SQLite says of a statement rather than of the file: MATCH on a plain column, text that is no
# JSON, a number too large, a function that is not allowed.
_OF_THE_STATEMENT = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_TOOBIG}

# What a condition may name: all columns of article_list and those of articles it leaves out, and
# the snapshot that the reading was taken from. CROSS JOIN keeps the order of the tables: with the
# articles first, and ordered by article_id, nothing is sorted and the first row comes at once.
ROWS = """
    SELECT article_list.*, articles.body, articles.canonical_url, articles.published_at,
           articles.updated_at, articles.source_name, articles.source_url,
           articles.source_phrase, articles.source_date, articles.photo_credit, articles.image,
           (SELECT group_concat(value, '; ') FROM json_each(articles.authors)) AS authors,
           snapshots.fetched_at AS archived_at, snapshots.digest AS snapshot_digest,
           newest.reading, articles.id AS article_id
    FROM articles
    CROSS JOIN article_list ON article_list.id = articles.id
    LEFT JOIN revisions AS newest
        ON newest.article_id = articles.id
        AND newest.number = (SELECT max(number) FROM revisions WHERE article_id = articles.id)
    LEFT JOIN snapshots ON snapshots.id = newest.snapshot_id
"""

Writer = Callable[[sqlite3.Connection, str], Iterator[bytes]]

_RECORD = """
    SELECT id, url, site, outlet, word_count, year, month, revisions, archived_at,
           snapshot_digest, first_seen_at, last_seen_at, last_changed_at, gone_at, reading
    FROM ({rows}) ORDER BY article_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One article on its way out: its newest reading and what the archive knows of it.

    `archived_at` and `snapshot_digest` (SHA-256, hex) are of the bytes the reading was taken from.
    """

    id: int
    url: str
    site: str
    outlet: str | None
    word_count: int
    year: int | None
    month: str | None
    revisions: int
    archived_at: str
    snapshot_digest: str
    first_seen_at: str
    last_seen_at: str
    last_changed_at: str
    gone_at: str | None
    article: Article


def check_condition(path: Path, where: str | None) -> None:
    """Raise BadCondition for a condition that is no SQL over the columns there are.

    Compiled once by itself, so that a slip in it is told as that, and before the first row.
    """
    with reader(path) as conn:
        if where is None:
            return
        try:
            # Without the parentheses first: a condition must not close them.
            conn.execute(f"EXPLAIN SELECT 1 FROM ({ROWS}) WHERE {where}\n")  # noqa: S608
            conn.execute(f"EXPLAIN SELECT 1 FROM ({ROWS}) WHERE ({where}\n)")  # noqa: S608
        except (sqlite3.Error, sqlite3.Warning, UnicodeEncodeError, ValueError) as error:
            raise BadCondition(f"the condition does not hold: {error}") from error


def stream(path: Path, writer: Writer, where: str | None) -> Iterator[bytes]:
    """Yield what a writer makes of the articles that a checked condition leaves."""
    with reader(path) as conn, blamed_on(where):
        yield from writer(conn, selected(where))


@contextmanager
def blamed_on(where: str | None) -> Iterator[None]:
    """Let a statement that breaks down at a row be told as its condition's fault."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if where is None or code not in _OF_THE_STATEMENT:
            raise
        raise BadCondition(f"the condition does not hold: {error}") from error


def selected(where: str | None) -> str:
    """Return the query for the rows that a checked condition leaves."""
    return ROWS if where is None else f"SELECT * FROM ({ROWS}) WHERE ({where}\n)"  # noqa: S608


def selected_ids(where: str) -> str:
    """Return the query for the ids of the articles that a checked condition leaves."""
    return f"SELECT article_id FROM ({ROWS}) WHERE ({where}\n)"  # noqa: S608


def read_exported(conn: sqlite3.Connection, rows: str) -> Iterator[Exported]:
    """Yield the articles of a query in the order of their ids; raises ArchiveDamaged."""
    cursor = conn.execute(_RECORD.format(rows=rows))
    names = [column[0] for column in cursor.description[:-1]]
    while batch := cursor.fetchmany(CHUNK_ROWS):
        for *about, reading in batch:
            if reading is None:
                raise ArchiveDamaged(f"article {about[0]}: it has no reading")
            known = dict(zip(names, about, strict=True))
            if known["archived_at"] is None:
                raise ArchiveDamaged(
                    f"article {about[0]}: the bytes it was read from are not there"
                )
            yield Exported(**known, article=decode_article(reading))
