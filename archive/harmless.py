"""Errors of SQLite that say nothing about the file that was asked."""

import sqlite3

_PASSING = {
    sqlite3.SQLITE_BUSY,  # another program is writing
    sqlite3.SQLITE_FULL,  # no room for temporary files; a reader writes no others
    sqlite3.SQLITE_NOMEM,
}


def is_harmless(error: Exception) -> bool:
    """Say whether an error met while reading is that of the machine, and the file may be sound."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF in _PASSING or code == sqlite3.SQLITE_IOERR_GETTEMPPATH
