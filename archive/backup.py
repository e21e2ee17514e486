"""A copy of an archive, taken while a crawl writes, checked, and put in place at once or not."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from archive.connection import MAGIC, reader
from archive.edge import Edge
from archive.errors import ArchiveDamaged, ArchiveLocked, ArchiveMissing, NoLocks, NotAnArchive
from archive.lock import run_lock
from archive.schema import APPLICATION_ID
from archive.snapshots import Snapshots
from archive.verify import verify

_MARK = slice(68, 72)  # application_id in the header; source: sqlite.org/fileformat2.html, 1.3


def backup(source: Path, destination: Path) -> int:
    """Copy an archive as it stands now; return the bytes of the copy.

    An older backup at the destination is replaced once the new one is proven, and not before.

    Raises:
        ArchiveMissing: There is no such source, or no such folder to copy it to.
        NotAnArchive: The destination is something else, or the archive itself.
        ArchiveLocked: The destination is open in another program, or another backup's too.
        ArchiveDamaged: The copy does not hold what its digests say; it is not kept.
    """
    _check_destination(source, destination)
    partial = destination.with_name(destination.name + ".part")
    with _held(destination):
        try:
            with reader(source) as conn:
                _copy(conn, partial)
            _prove(partial)
            with partial.open("rb") as file:
                os.fsync(file.fileno())
            partial.replace(destination)
        finally:
            for name in (partial.name, partial.name + "-wal", partial.name + "-shm"):
                partial.with_name(name).unlink(missing_ok=True)
    folder = os.open(destination.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return destination.stat().st_size


@contextmanager
def _held(destination: Path) -> Iterator[None]:
    """Keep a second backup to the same file away; network drives without locks take one as well."""
    with ExitStack() as held:
        with suppress(NoLocks):
            held.enter_context(run_lock(destination, at=datetime.now(UTC)))
        yield


def _check_destination(source: Path, destination: Path) -> None:
    if not destination.parent.is_dir():
        raise ArchiveMissing(f"{destination.parent}: no such folder")
    if not destination.exists():
        return
    if destination.is_dir():
        raise NotAnArchive(f"{destination}: a folder; name the file to write")
    if source.exists() and destination.samefile(source):
        raise NotAnArchive(f"{destination}: the archive itself; a backup goes elsewhere")
    with destination.open("rb") as file:
        head = file.read(100)
    ours = head.startswith(MAGIC) and head[_MARK] == APPLICATION_ID.to_bytes(4, "big")
    if head and not ours:
        raise NotAnArchive(f"{destination}: not an archive, so not written over")
    # A log left beside the file would be played into the new one.
    log = destination.with_name(destination.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise ArchiveLocked(f"{destination}: open in another program, or not closed properly")


def _copy(conn: sqlite3.Connection, partial: Path) -> None:
    partial.unlink(missing_ok=True)
    target = sqlite3.connect(partial, isolation_level=None)
    with closing(target), Edge(partial):
        # One read transaction around all steps: what a crawl writes meanwhile neither gets in
        # nor makes the copy begin again. Source: sqlite.org/backup.html.
        conn.execute("BEGIN")
        conn.execute("SELECT count(*) FROM runs").fetchone()
        conn.backup(target, pages=4096)
        conn.execute("ROLLBACK")
        # A backup is one file, which a read-only medium can hold; a crawl turns the log on again.
        target.execute("PRAGMA journal_mode = DELETE")


def _prove(partial: Path) -> None:
    with reader(partial) as conn:
        problems = verify(conn, Snapshots(conn, Edge(partial)), partial).problems
    if problems:
        raise ArchiveDamaged(f"the copy is not sound and was not kept: {problems[0]}")
