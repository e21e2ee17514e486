"""Keeping the log (`-wal`) beside an archive short, whoever reads.

SQLite copies the log into the file as it goes, but begins it anew only at a moment when nobody
reads from it. Readers whose questions overlap leave no such moment: the log of 27 MB of pages grew
to 114 MB and would have grown on. So the writer now and then waits for one. Source:
sqlite.org/wal.html, "Avoiding Excessively Large WAL Files".
"""

import sqlite3
from pathlib import Path

from archive.opening import BUSY_TIMEOUT_SECONDS

# Four times what SQLite itself lets it grow to; from LARGE on a longer wait is worth it.
LONG_BYTES = 16 * 1024 * 1024
LARGE_BYTES = 4 * LONG_BYTES
WAIT_SECONDS, LONG_WAIT_SECONDS = 0.08, 1.0


class Log:
    """The log of one connection that writes."""

    def __init__(self, conn: sqlite3.Connection, *, long_bytes: int = LONG_BYTES) -> None:
        self._conn = conn
        self._long_bytes = self._next_bytes = long_bytes
        (self._path,) = (
            Path(file + "-wal")
            for _, name, file in conn.execute("PRAGMA database_list")
            if name == "main"
        )

    def shorten(self) -> bool:
        """Empty the log if it is long and readers let go of it in time; return whether it was.

        Outside a transaction only. After a vain wait it is to grow as much again first.
        """
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            return False
        if size < self._next_bytes:
            return False
        wait = LONG_WAIT_SECONDS if size >= LARGE_BYTES else WAIT_SECONDS
        self._conn.execute(f"PRAGMA busy_timeout = {wait * 1000:.0f}")
        try:
            (is_busy, _, _) = self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            is_busy = True  # a question of this connection is not read to its end
        finally:
            self._conn.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000:.0f}")
        self._next_bytes = size + self._long_bytes if is_busy else self._long_bytes
        return not is_busy
