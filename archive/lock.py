"""One run at a time: an advisory lock on a file beside the archive, dropped by the kernel."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from archive.errors import ArchiveFull, ArchiveLocked
from archive.times import to_text


def lock_path(archive: Path) -> Path:
    """Return the path of the lock file that goes with an archive."""
    real = archive.resolve()
    return real.with_name(real.name + ".lock")


@contextmanager
def run_lock(archive: Path, *, at: datetime) -> Iterator[None]:
    """Hold the archive for one run; the lock file tells who holds it and is removed at the end.

    A killed run leaves the file behind but not the lock, so the next run takes it over.

    Raises:
        ArchiveLocked: Another process holds it; the message names its pid and start.
        ArchiveFull: The lock file cannot be made.
    """
    path = lock_path(archive)
    handle = _acquire(path)
    try:
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()} {to_text(at)}\n".encode())
        yield
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
            holder = os.pread(handle, 200, 0).decode(errors="replace").split()
            os.close(handle)
            who = f"process {holder[0]}, since {holder[1]}" if len(holder) == 2 else "another run"
            raise ArchiveLocked(f"{path.with_suffix('')}: held by {who}") from error
        try:
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        except FileNotFoundError:
            pass
        os.close(handle)
