"""The lock names who holds it, and knows a holder that is dead."""

import errno
import fcntl
import os
from pathlib import Path

import pytest

from archive.errors import LOCAL_DISK, ArchiveLocked, NoLocks
from archive.lock import lock_path, run_lock
from tests.archive_support import T0


def test_a_held_lock_names_run_process_and_start(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"

    with run_lock(archive, at=T0) as lock:
        lock.name_run(12)
        with pytest.raises(ArchiveLocked) as refused, run_lock(archive, at=T0):
            pass

    assert str(refused.value) == (
        f"{archive}: held by run 12, process {os.getpid()}, since 2026-03-01T12:00:00.000000Z"
    )


def test_what_a_killed_run_left_is_taken_over_and_told(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    lock_path(archive).write_text("4242 2026-02-28T01:00:00.000000Z 11\n")

    with run_lock(archive, at=T0) as lock:
        left_by = lock.left_by

    assert str(left_by) == "run 11, process 4242, since 2026-02-28T01:00:00.000000Z"
    assert not lock_path(archive).exists()


@pytest.mark.parametrize("text", ["", "\n", "4242", "not a holder", "1 2 3 4", "\xff\xfe x"])
def test_a_strange_lock_file_is_no_obstacle(tmp_path: Path, text: str) -> None:
    archive = tmp_path / "a.db"
    lock_path(archive).write_text(text)

    with run_lock(archive, at=T0) as lock:
        assert lock.left_by is None


def test_a_file_system_without_locks_is_told_and_no_lock_file_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)

    with (
        pytest.raises(NoLocks, match="cannot be locked") as told,
        run_lock(tmp_path / "a.db", at=T0),
    ):
        pass

    assert told.value.hint == LOCAL_DISK
    assert not list(tmp_path.iterdir())
