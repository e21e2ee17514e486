"""How SQLite opens an archive's file: to write, or to read wherever it lies and whosever it is."""

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from archive.errors import ArchiveMissing

BUSY_TIMEOUT_SECONDS = 10.0

_FOREIGN_FOLDER = {sqlite3.SQLITE_READONLY_DIRECTORY, sqlite3.SQLITE_READONLY_CANTINIT}


def open_writer(path: Path, *, create: bool) -> sqlite3.Connection:
    """Open a file for writing, or make it."""
    return _open(f"{_address(path)}?mode={'rwc' if create else 'rw'}", True)


def open_reader(path: Path, *, any_thread: bool = True) -> sqlite3.Connection:
    """Open a file for reading only and ask nothing of what is in it; any thread may use it.

    A pool of threads keeps one for each of its own, and closes them all from another.

    Raises:
        ArchiveMissing: It cannot be read where nothing can be written.
    """
    return _open(address_to_read(path), not any_thread)


def reads_as_it_stands(path: Path) -> bool:
    """Say whether this user can but read the file as it stands: may not write it or beside it.

    SQLite would want a WAL and its index there. Where it cannot make them, as on a read-only medium
    or in somebody else's folder, it reads nothing; where it can, they are the reader's, and keep
    the owner of the archive out of it. With something in a WAL already, it is read with all in it.
    """
    real = path.resolve()
    beside = (real.with_name(real.name + ending) for ending in ("-wal", "-journal"))
    if any(file.exists() and file.stat().st_size for file in beside):
        return False
    return not (os.access(real, os.W_OK) and os.access(real.parent, os.W_OK))


def is_as_it_stood(path: Path, then: os.stat_result) -> bool:
    """Say whether a file that is read as it stands still is what it was; nothing locks it."""
    now = path.stat()
    is_unwritten = (now.st_mtime_ns, now.st_size) == (then.st_mtime_ns, then.st_size)
    return is_unwritten and reads_as_it_stands(path)


def address_to_read(path: Path) -> str:
    """Return the address by which SQLite reads a file and never writes it.

    Raises:
        ArchiveMissing: It cannot be read where nothing can be written.
    """
    address = _address(path)
    if reads_as_it_stands(path):
        return f"{address}?mode=ro&immutable=1"  # sqlite.org/wal.html, 5
    conn = _open(f"{address}?mode=ro", True)
    try:
        conn.execute("SELECT 1 FROM sqlite_master LIMIT 1")
    except sqlite3.OperationalError as error:
        code = error.sqlite_errorcode
        if code == sqlite3.SQLITE_READONLY_ROLLBACK:
            _roll_back(address)
        elif code in _FOREIGN_FOLDER or code & 0xFF == sqlite3.SQLITE_CANTOPEN:
            raise ArchiveMissing(
                f"{path}: not readable where you cannot write, since {path.name}-wal holds what was"
                " stored last; a copy made by scrape backup is, or of both files elsewhere"
            ) from error
        else:
            raise
    finally:
        conn.close()
    return f"{address}?mode=ro"


def _address(path: Path) -> str:
    return "file:" + quote(str(path.resolve()))


def _roll_back(address: str) -> None:
    """Undo the transaction that a dying writer left half done in a file without a WAL.

    A backup is such a file until a crawl has turned the WAL on. SQLite does it for whoever opens
    the file, if only that one may write.
    """
    conn = _open(f"{address}?mode=rw", True)
    try:
        conn.execute("SELECT 1 FROM sqlite_master LIMIT 1")
    finally:
        conn.close()


def _open(address: str, check_same_thread: bool) -> sqlite3.Connection:
    # No implicit transactions: db.atomic() opens and closes every one.
    return sqlite3.connect(
        address,
        timeout=BUSY_TIMEOUT_SECONDS,
        uri=True,
        isolation_level=None,
        cached_statements=256,
        check_same_thread=check_same_thread,
    )
