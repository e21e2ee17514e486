"""The way into the SQLite file: opening, checking whose it is, and the edge errors pass."""

import os
import sqlite3
from operator import eq
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from archive.errors import (
    LOCAL_DISK,
    ArchiveDamaged,
    ArchiveError,
    ArchiveFull,
    ArchiveLocked,
    ArchiveMissing,
    ArchiveTooNew,
    ArchiveTooOld,
    NotAnArchive,
)
from archive.schema import MIGRATION_NAMES, MIGRATIONS
from archive.sqlite_library import Database

BUSY_TIMEOUT_SECONDS = 10.0
# A search reads a few thousand rows here and there; SQLite's 2 MB hold none of them twice.
READER_CACHE_KIB = 32 * 1024
MAGIC = b"SQLite format 3\0"
# A file that has so many of them right was one.
ALMOST_MAGIC = 12

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
    beside = (real.with_name(real.name + ending) for ending in ("-wal", "-shm"))
    if not any(file.exists() and not os.access(file, os.W_OK) for file in beside):
        return None
    return f"{real}-wal and -shm are another user's; delete them once nobody has the archive open"


def connect(path: Path, *, create: bool, read_only: bool) -> Database:
    """Open the file, make or migrate its tables, and return the connection.

    Writers use WAL with synchronous=NORMAL: a killed program loses nothing committed; a power
    cut can lose the last transactions but never damages the file.

    Raises:
        ArchiveMissing: No such file, or not readable.
        NotAnArchive: A folder, a text file or somebody else's database.
        ArchiveTooNew: A migration ran that this program does not know; nothing is touched.
        ArchiveTooOld: A migration is missing that only a writer may run.
    """
    _check_file(path, create=create and not read_only)
    with Edge(path):
        try:
            db = Database(
                _raw(path, "ro" if read_only else "rwc" if create else "rw"), execute_plugins=False
            )
        except sqlite3.OperationalError as error:
            if "file format" in str(error):
                raise ArchiveDamaged(f"{path}: {error}") from error
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CANTOPEN:
                raise
            raise ArchiveMissing(f"{path}: {error}") from error
        try:
            _prepare(db, path, create=create, read_only=read_only)
        except BaseException:
            db.conn.close()
            raise
        return db


def open_reader(path: Path) -> sqlite3.Connection:
    """Open a file for reading only and ask nothing of what is in it; any thread may use it.

    A pool of threads keeps one for each of its own, and closes them all from another.
    """
    return _raw(path, "ro", check_same_thread=False)


def reads_as_it_stands(path: Path) -> bool:
    """Say whether this user can but read the file as it stands: may not write it or beside it.

    SQLite would want a WAL and its index there. Where it cannot make them, as on a read-only medium
    or in somebody else's folder, it reads nothing; where it can, they are the reader's, and keep
    the owner of the archive out of it. With a WAL there already, it is read with all in it.
    """
    real = path.resolve()
    beside = (real.with_name(real.name + ending) for ending in ("-wal", "-journal"))
    if any(file.exists() for file in beside):
        return False
    return not (os.access(real, os.W_OK) and os.access(real.parent, os.W_OK))


def address_to_read(path: Path) -> str:
    """Return the address by which SQLite reads a file and never writes it."""
    how = "immutable=1" if reads_as_it_stands(path) else "mode=ro"  # sqlite.org/wal.html, 5
    return f"file:{quote(str(path.resolve()))}?{how}"


def _raw(path: Path, mode: str, *, check_same_thread: bool = True) -> sqlite3.Connection:
    address = "file:" + quote(str(path.resolve()))
    to_open = address_to_read(path) if mode == "ro" else f"{address}?mode={mode}"
    conn = _open(to_open, check_same_thread)
    if mode != "ro":
        return conn
    try:
        conn.execute("SELECT 1 FROM sqlite_master LIMIT 1")
    except sqlite3.OperationalError as error:
        conn.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
        _roll_back(address)
        return _open(f"{address}?mode=ro", check_same_thread)
    except sqlite3.DatabaseError:
        conn.close()
        raise
    return conn


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


def _check_file(path: Path, *, create: bool) -> None:
    try:
        str(path.resolve()).encode()
    except UnicodeEncodeError as error:
        raise NotAnArchive(f"{path}: the name of an archive must be UTF-8") from error
    except RuntimeError as error:
        raise NotAnArchive(f"{path}: a link that leads to itself") from error
    if path.is_dir():
        raise NotAnArchive(f"{path}: a folder, not an archive")
    if not path.exists():
        if not create:
            raise ArchiveMissing(f"{path}: no such archive")
        if not path.parent.is_dir():
            raise ArchiveMissing(f"{path.parent}: no such folder")
        if not os.access(path.resolve().parent, os.W_OK):
            raise ArchiveMissing(f"{path}: cannot be made, its folder is not writable")
        return
    if not os.access(path, os.R_OK):
        raise ArchiveMissing(f"{path}: not readable")
    if not path.is_file():  # to open a pipe would be to wait for ever
        raise NotAnArchive(f"{path}: a pipe or a device, not an archive")
    with path.open("rb") as file:
        head = file.read(len(MAGIC))
    if head == MAGIC or (create and head == b""):
        return
    if sum(map(eq, head, MAGIC)) >= ALMOST_MAGIC:
        raise ArchiveDamaged(f"{path}: the file's first bytes are damaged")
    raise NotAnArchive(f"{path}: not an SQLite file")


def _prepare(db: Database, path: Path, *, create: bool, read_only: bool) -> None:
    tables = {name for (name,) in db.conn.execute("SELECT name FROM sqlite_master")}
    # A run killed while it made the file leaves it empty: as good as a new one.
    if not tables and create and not read_only:
        pass
    elif "_sqlite_migrations" not in tables:
        raise NotAnArchive(f"{path}: an SQLite file, but not an archive of this program")
    else:
        applied = {migration.name for migration in MIGRATIONS.applied(db)}
        if not applied:
            raise NotAnArchive(f"{path}: an SQLite file, but not an archive of this program")
        if not applied <= MIGRATION_NAMES:
            if not applied >= MIGRATION_NAMES:  # a later version has all of this one's too
                raise ArchiveDamaged(f"{path}: its record of migrations is damaged")
            raise ArchiveTooNew(f"{path}: written by a later version of this program")
    db.conn.execute("PRAGMA foreign_keys = ON")
    if read_only:
        if MIGRATIONS.pending(db):
            raise ArchiveTooOld(f"{path}: written by an earlier version of this program")
        db.conn.execute("PRAGMA query_only = ON")
        db.conn.execute(f"PRAGMA cache_size = -{READER_CACHE_KIB:d}")
        return
    db.conn.execute("PRAGMA journal_mode = WAL")
    db.conn.execute("PRAGMA synchronous = NORMAL")
    if MIGRATIONS.pending(db):
        # One transaction around all: a kill leaves the file empty or whole.
        with db.atomic():
            MIGRATIONS.apply(db)
