"""The edge of the archive: sqlite3's errors go out as the archive's own."""

import os
import sqlite3
from pathlib import Path
from types import TracebackType

from archive.errors import (
    LOCAL_DISK,
    ArchiveDamaged,
    ArchiveError,
    ArchiveFull,
    ArchiveLocked,
)

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_FULL = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}
# Network file systems and those between two machines often lack it. Source: sqlite.org/wal.html, 1.
_NO_SHARED_MEMORY = {
    sqlite3.SQLITE_IOERR_SHMMAP,
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMLOCK,
}
_UNREADABLE = {sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ}


class Edge:
    """A `with` block that lets sqlite3's errors out as the archive's own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if isinstance(error, sqlite3.Error):
            raise translate(error, self.path) from error
        # SQLite quotes a damaged schema in its message, and the module cannot read the quotation.
        if isinstance(error, UnicodeDecodeError):
            raise ArchiveDamaged(f"{self.path}: text in it is no UTF-8") from error


def translate(error: sqlite3.Error, path: Path) -> ArchiveError:
    """Return the archive's error for one of sqlite3's. Source: sqlite.org/rescode.html."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # The module's own complaint about a column that is no UTF-8 carries no code.
        damaged = "decode" in str(error)
        return (ArchiveDamaged if damaged else ArchiveError)(f"{path}: {error}")
    primary = code & 0xFF
    if primary in _DAMAGED or code in _UNREADABLE:
        return ArchiveDamaged(f"{path}: {error}")
    if primary == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_GETTEMPPATH:
        full = ArchiveFull(f"{path}: cannot be written: {error}")
        full.hint = "temporary files need room too; TMPDIR names another folder for them"
        return full
    if code in _NO_SHARED_MEMORY:
        lacking = ArchiveFull(f"{path}: its file system has no shared memory for SQLite's WAL")
        lacking.hint = LOCAL_DISK
        return lacking
    if primary in _FULL:
        full = ArchiveFull(f"{path}: cannot be written: {error}")
        full.hint = _of_another_user(path)
        return full
    if primary in _BUSY:
        return ArchiveLocked(f"{path}: another program holds the file: {error}")
    if str(error).startswith(("no such table", "no such column")):
        return ArchiveDamaged(f"{path}: {error}")
    return ArchiveError(f"{path}: {error}")


def _of_another_user(path: Path) -> str | None:
    """Say that files beside the archive keep its owner out, as a colleague's program left them."""
    real = path.resolve()
    log, index = (real.with_name(real.name + ending) for ending in ("-wal", "-shm"))
    is_kept_out = any(file.exists() and not os.access(file, os.W_OK) for file in (log, index))
    if not (is_kept_out and os.access(real, os.W_OK)):
        return None
    if log.exists() and log.stat().st_size:
        return f"{log} is another user's and holds what was stored last; make it and -shm your own"
    return f"{log} and -shm are another user's; delete them once nobody has the archive open"
