"""One run at a time: an advisory lock on a file beside the archive, dropped by the kernel."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.errors import ArchiveFull, ArchiveLocked, NoLocks
from archive.times import to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who a lock file names: a process, its start, and its run once that has begun."""

    pid: int
    since: str
    run_id: int | None = None

    @property
    def is_alive(self) -> bool:
        """Say whether there is such a process: without the lock, which a run may want just now."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except (PermissionError, OverflowError):
            return True
        return True

    def __str__(self) -> str:
        run = f"run {self.run_id}, " if self.run_id is not None else ""
        return f"{run}process {self.pid}, since {self.since}"


class RunLock:
    """The lock as held; `left_by` names a holder that died without letting go."""

    def __init__(self, handle: int, at: datetime) -> None:
        self._handle = handle
        self._at = to_text(at)
        self.left_by = _holder(handle)
        self._write("")

    def name_run(self, run_id: int) -> None:
        """Tell in the lock file which run holds it."""
        self._write(f" {run_id}")

    def _write(self, run: str) -> None:
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, f"{os.getpid()} {self._at}{run}\n".encode(), 0)


def lock_path(archive: Path) -> Path:
    """Return the path of the lock file that goes with an archive."""
    real = archive.resolve()
    return real.with_name(real.name + ".lock")


@contextmanager
def run_lock(archive: Path, *, at: datetime) -> Iterator[RunLock]:
    """Hold the archive for one run; the lock file tells who holds it and is removed at the end.

    A killed run leaves the file behind but not the lock, so the next run takes it over.

    Raises:
        ArchiveLocked: Another process holds it; the message names its run, pid and start.
        ArchiveFull: The lock file cannot be made or written.
        NoLocks: The file system has none.
    """
    path = lock_path(archive)
    handle = _acquire(path)
    try:
        try:
            held = RunLock(handle, at)
        except OSError as error:
            raise ArchiveFull(f"{path}: cannot write the lock file: {error.strerror}") from error
        yield held
    finally:
        # Removed while still held: whoever opened the same file in between finds, once it gets
        # the lock, that the path no longer leads to it, and opens again.
        path.unlink(missing_ok=True)
        os.close(handle)


def _acquire(path: Path) -> int:
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise ArchiveFull(f"{path}: cannot make the lock file: {error.strerror}") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = _holder(handle)
            os.close(handle)
            raise ArchiveLocked(
                f"{path.with_suffix('')}: held by {holder or 'another run'}"
            ) from error
        except OSError as error:
            path.unlink(missing_ok=True)
            os.close(handle)
            raise NoLocks(f"{path.with_suffix('')}: cannot be locked: {error.strerror}") from error
        try:
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        except FileNotFoundError:
            pass
        os.close(handle)


def holder_of(archive: Path) -> Holder | None:
    """Return who the lock file of an archive names, whether it lives or not."""
    try:
        return _named(lock_path(archive).read_bytes()[:200])
    except OSError:
        return None


def _holder(handle: int) -> Holder | None:
    return _named(os.pread(handle, 200, 0))


def _named(text: bytes) -> Holder | None:
    """Read who a lock file names; None for an empty or strange one."""
    words = text.decode(errors="replace").split()
    if len(words) not in (2, 3) or not all(word.isdigit() for word in (words[0], *words[2:])):
        return None
    run_id = int(words[2]) if len(words) == 3 else None
    return Holder(pid=int(words[0]), since=words[1], run_id=run_id)
