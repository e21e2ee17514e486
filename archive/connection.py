"""The way into the SQLite file: checking whose it is, and bringing its tables up to date."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from operator import eq
from pathlib import Path

from archive.edge import Edge
from archive.errors import (
    ArchiveDamaged,
    ArchiveError,
    ArchiveMissing,
    ArchiveTooNew,
    ArchiveTooOld,
    NotAnArchive,
)
from archive.lock import run_lock
from archive.opening import open_reader, open_writer, reads_as_it_stands
from archive.read_only import ReadOnly
from archive.schema import MIGRATION_NAMES, MIGRATIONS
from archive.sqlite_library import Database
from archive.writer import Writer

# It reads strict tables, which the one before takes for a damaged schema.
OLDEST_SQLITE = (3, 37)
# A search reads a few thousand rows here and there; SQLite's 2 MB hold none of them twice.
READER_CACHE_KIB = 32 * 1024
MAGIC = b"SQLite format 3\0"
# A file that has so many of them right was one.
ALMOST_MAGIC = 12


def connect(path: Path, *, create: bool, read_only: bool) -> Database:
    """Open the file, make or migrate its tables, and return the connection.

    Writers use WAL with synchronous=NORMAL: a killed program loses nothing committed; a power
    cut can lose the last transactions but never damages the file.

    Raises:
        ArchiveError: The SQLite of this Python is too old.
        ArchiveMissing: No such file, or not readable.
        NotAnArchive: A folder, a text file or somebody else's database.
        ArchiveTooNew: A migration ran that this program does not know; nothing is touched.
        ArchiveTooOld: A migration is missing that only a writer may run.
        ArchiveLocked: A migration is missing, and a run holds the archive.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise ArchiveError(
            f"this Python has SQLite {sqlite3.sqlite_version}; archives need {oldest} or newer"
        )
    _check_file(path, create=create and not read_only)
    with Edge(path):
        try:
            if read_only:
                as_it_stood = path.stat() if reads_as_it_stands(path) else None
                conn = open_reader(path, any_thread=False)
            else:
                conn = open_writer(path, create=create)
        except sqlite3.OperationalError as error:
            if "file format" in str(error):
                raise ArchiveDamaged(f"{path}: {error}") from error
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CANTOPEN:
                raise
            raise ArchiveMissing(f"{path}: {error}") from error
        try:
            db = ReadOnly(conn, path, as_it_stood=as_it_stood) if read_only else Writer(conn, path)
            _prepare(db, path, create=create, read_only=read_only)
        except BaseException:
            conn.close()
            raise
        return db


def connect_to_read(path: Path) -> ReadOnly:
    """Open the file for reading only; raises as `connect` does."""
    db = connect(path, create=False, read_only=True)
    assert isinstance(db, ReadOnly)
    return db


@contextmanager
def reader(path: Path) -> Iterator[sqlite3.Connection]:
    """Lend a connection that only reads; raises as `connect` does, and ArchiveLocked.

    The latter where somebody wrote to what had to be read as it stood.
    """
    db = connect_to_read(path)
    try:
        with Edge(path), closing(db.conn):
            yield db.conn
    except ArchiveError:
        db.check_it_still_stands()  # what else was found wrong may come of it
        raise
    db.check_it_still_stands()


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
        _migrate(db, path)


def _migrate(db: Database, path: Path) -> None:
    """Bring the tables up to date, in one transaction: a kill leaves the file empty or whole.

    A run of an earlier version may be at work, which knows only the tables it began with: so
    nobody else may hold the archive.
    """
    # A view of the user's own that leads nowhere, if only meanwhile, would stop each ALTER TABLE.
    # Source: sqlite.org/releaselog/3_38_0.html.
    db.conn.execute("PRAGMA writable_schema = ON")
    with run_lock(path, at=datetime.now(UTC)), db.atomic():
        MIGRATIONS.apply(db)
    db.conn.execute("PRAGMA writable_schema = OFF")
