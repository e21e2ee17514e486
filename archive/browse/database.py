"""The archive as Datasette has it: opened as this program opens it, and never for writing."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from datasette.database import Database, connections

from archive.connection import READER_CACHE_KIB
from archive.opening import is_as_it_stood, open_reader, reads_as_it_stands
from archive.schema import APPLICATION_ID, MIGRATION_NAMES

# What no reader's SQL needs, and a malicious one would like: other files, values that fill the
# memory (a page unpacks to 50 MiB at most), patterns that take minutes to compare.
# Source: sqlite.org/security.html, "Untrusted SQL Inputs".
LIMITS = {
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LENGTH: 64 * 1024 * 1024,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 50_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1000,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}


# All values of an answer together; the time limit alone would let a few gigabytes through.
ANSWER_BYTES = 64 * 1024 * 1024
# Set while Datasette asks what a reader may have written: it cuts such answers off by rows.
_FROM_A_READER: ContextVar[bool] = ContextVar("from_a_reader", default=False)


class _Bounded:
    """Makes the rows of one answer, until there is too much in them."""

    def __init__(self) -> None:
        self._bytes = 0

    def __call__(self, cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        self._bytes += sum(len(value) for value in values if isinstance(value, str | bytes))
        if self._bytes > ANSWER_BYTES:
            raise sqlite3.OperationalError("the answer is larger than 64 MB")
        return sqlite3.Row(cursor, values)


class ArchiveDatabase(Database):
    """An archive among Datasette's databases: any file name will do, and any read-only medium.

    Where another file takes its place, as a newer backup does, that one is read from then on; one
    that is read as it stands is read anew once it was written to.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._opened: dict[sqlite3.Connection, os.stat_result] = {}
        self._as_they_stood: set[sqlite3.Connection] = set()

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """Return a connection that reads."""
        if write:
            raise sqlite3.OperationalError("attempt to write a readonly database")
        path = Path(self.path)
        # Before it is opened: it may be replaced or written meanwhile.
        stands = path.stat() if path.exists() else None
        is_unlocked = stands is not None and reads_as_it_stands(path)
        conn = open_reader(path)
        if stands is not None:
            self._opened[conn] = stands
        if is_unlocked:
            self._as_they_stood.add(conn)
        self._all_file_connections.append(conn)
        return conn

    def _in_place(self, conn: sqlite3.Connection) -> sqlite3.Connection:
        """Return the connection of this thread, opened anew if its file is not there any more."""
        opened = self._opened.get(conn)  # none of one that Datasette made before this program did
        with suppress(FileNotFoundError):
            if opened and self._is_current(conn, opened):
                return conn
        new = self.connect()
        self.ds._prepare_connection(new, self.name)
        if self.ds.executor is None:
            self._read_connection = new
        else:
            setattr(connections, self.name, new)
        if opened:
            del self._opened[conn]
            self._as_they_stood.discard(conn)
            self._all_file_connections.remove(conn)
            conn.close()
        return new

    def _is_current(self, conn: sqlite3.Connection, opened: os.stat_result) -> bool:
        path = Path(self.path)
        if not os.path.samestat(path.stat(), opened):
            return False
        return conn not in self._as_they_stood or is_as_it_stood(path, opened)

    async def execute(
        self, sql: str, params: Any = None, truncate: bool = False, **options: Any
    ) -> Any:
        """Return the rows of a query; a reader's own may not fill the memory."""
        token = _FROM_A_READER.set(truncate)
        try:
            return await super().execute(sql, params, truncate, **options)
        finally:
            _FROM_A_READER.reset(token)

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """Return what a function makes of a connection, in one of Datasette's threads."""
        is_bounded = _FROM_A_READER.get()

        def in_place(conn: sqlite3.Connection) -> Any:
            conn = self._in_place(conn)
            conn.row_factory = _Bounded() if is_bounded else sqlite3.Row
            try:
                return fn(conn)
            finally:
                conn.row_factory = sqlite3.Row

        return await super().execute_fn(in_place)


def holds_archive(conn: sqlite3.Connection) -> bool:
    """Say whether this is an archive that this version of the program can read."""
    try:
        if not is_archive(conn):
            return False
        applied = {name for (name,) in conn.execute("SELECT name FROM _sqlite_migrations")}
    except sqlite3.Error:
        return False
    return applied == MIGRATION_NAMES


def is_archive(conn: sqlite3.Connection) -> bool:
    """Say whether this is an archive of this program, of whatever version."""
    (application,) = conn.execute("PRAGMA application_id").fetchone()
    return bool(application == APPLICATION_ID)


def restrict(conn: sqlite3.Connection) -> None:
    """Make sure that nothing is written through a connection, whatever is asked."""
    conn.execute("PRAGMA query_only = ON")
    conn.execute(f"PRAGMA cache_size = -{READER_CACHE_KIB:d}")
    for limit, value in LIMITS.items():
        conn.setlimit(limit, value)
