"""Comparing the full-text index with the articles, without writing to the archive."""

import sqlite3
from collections.abc import Iterator

from archive.harmless import is_harmless

# What `first_tables` sets: how hits are ranked, kept in the index itself. None of it is derived.
_PARTS = ("data", "idx", "docsize")
_MAKE = (
    "CREATE TEMP VIEW kept_text AS SELECT id, title, summary, body FROM main.articles",
    "CREATE VIRTUAL TABLE temp.kept_fts USING fts5 (title, summary, body, content='kept_text',"
    " content_rowid='id', tokenize='unicode61 remove_diacritics 2')",
)


def index_problems(conn: sqlite3.Connection) -> Iterator[str]:
    """Tell whether the index says exactly what the articles say.

    FTS5 spells its check as an insert, which needs the lock a crawl writes under. So the index
    alone is copied to a temporary file, over the articles as they stand, and checked there.
    Source: sqlite.org/fts5.html, 6.4.
    """
    (query_only,) = conn.execute("PRAGMA query_only").fetchone()
    conn.execute("PRAGMA query_only = OFF")  # for temporary tables; the file is open as it was
    try:
        for statement in _MAKE:
            conn.execute(statement)
        for part in _PARTS:
            conn.execute(f"DELETE FROM temp.kept_fts_{part}")  # noqa: S608
            conn.execute(
                f"INSERT INTO temp.kept_fts_{part} SELECT * FROM main.articles_fts_{part}"  # noqa: S608
            )
        conn.execute("INSERT INTO kept_fts (kept_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if is_harmless(error):
            raise
        yield f"full text: the index does not match the articles ({error})"
    finally:
        for kind, name in (("TABLE", "temp.kept_fts"), ("VIEW", "temp.kept_text")):
            try:
                conn.execute(f"DROP {kind} IF EXISTS {name}")
            except sqlite3.DatabaseError as error:
                if not is_harmless(error):
                    yield f"full text: the index cannot be read ({error})"
        conn.execute(f"PRAGMA query_only = {query_only:d}")
    config = dict(conn.execute("SELECT k, v FROM main.articles_fts_config").fetchall())
    if config != {"version": 4}:
        yield f"full text: the index has unknown settings {config}"
