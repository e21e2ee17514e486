"""The connection that writes: how its transactions begin, and whether its file is still in place.

A log (`-wal`) belongs to a path, and SQLite plays it into whatever file is there. So a writer whose
file was moved, deleted or replaced writes no more, and leaves no log behind that would be played
into another file. Source: sqlite.org/howtocorrupt.html, 2.4 and 4.
"""

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.errors import ArchiveMoved
from archive.sqlite_library import Database


class Writer(Database):
    """A database whose transactions take the place of the one writer as they begin.

    One that reads first, and is to write after another program did, would fail at once where that
    one waits. Source: sqlite.org/isolation.html, "SQLITE_BUSY_SNAPSHOT".
    """

    def __init__(self, conn: sqlite3.Connection, path: Path) -> None:
        super().__init__(conn, execute_plugins=False)
        self._path = path
        self._opened = path.stat()

    @contextmanager
    def atomic(self) -> Generator[Database, None, None]:
        """Wrap operations in a transaction, those of an inner block in a savepoint.

        Raises:
            ArchiveMoved: The path leads to another file by now, or to none.
        """
        if self.conn.in_transaction:
            with super().atomic():
                yield self
            return
        if not self._is_in_place():
            raise ArchiveMoved(f"{self._path}: moved, deleted or replaced while it was written to")
        self.conn.execute("BEGIN IMMEDIATE")
        try:
            yield self
            self.conn.execute("COMMIT")
        except BaseException:
            self.rollback()
            raise

    def close(self) -> None:
        """Close the file; what the log holds goes into it first where it is not in place."""
        if not self._is_in_place():
            with suppress(sqlite3.Error):
                self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        super().close()

    def _is_in_place(self) -> bool:
        try:
            return os.path.samestat(self._path.stat(), self._opened)
        except (FileNotFoundError, NotADirectoryError):
            return False
