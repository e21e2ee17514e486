"""Putting new articles into the full-text index, all of a batch with one statement."""

import sqlite3

# The migration that leaves it to the writer of a batch.
INDEX_BY_BATCH = "DROP TRIGGER articles_fts_insert"
# New articles are indexed together, from the first of them on.
INDEX_FROM = (
    "INSERT INTO articles_fts (rowid, title, summary, body)"
    " SELECT id, title, summary, body FROM articles WHERE id >= ?"
)


class BatchIndex:
    """The articles added but not indexed yet, over one connection; inside a transaction only."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._first_unindexed: int | None = None

    def note(self, article_id: int) -> None:
        """Remember an article that was added."""
        if self._first_unindexed is None:
            self._first_unindexed = article_id

    def index(self) -> None:
        """Put what was added since the last call into the full-text index.

        FTS5 writes a segment of its own for every statement, so a batch goes in with one.
        """
        if self._first_unindexed is not None:
            self._conn.execute(INDEX_FROM, (self._first_unindexed,))
            self._first_unindexed = None
