"""The archive as Datasette has it: opened as this program opens it, and never for writing."""

import sqlite3
from pathlib import Path

from datasette.database import Database

from archive.connection import READER_CACHE_KIB, open_reader
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


class ArchiveDatabase(Database):
    """An archive among Datasette's databases: any file name will do, and any read-only medium."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """Return a connection that reads."""
        if write:
            raise sqlite3.OperationalError("attempt to write a readonly database")
        conn = open_reader(Path(self.path))
        self._all_file_connections.append(conn)
        return conn


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
