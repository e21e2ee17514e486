"""A file that is moved, deleted or replaced below its writer loses nothing and harms no other."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.backup import backup
from archive.errors import ArchiveMoved
from archive.store import Archive
from tests.archive_support import Crawler


def written_below(path: Path, happens: Callable[[], object]) -> None:
    """Read one page into an archive, let something happen to its file, and read another."""
    with Archive.open(path, create=True) as archive:
        crawler = Crawler(archive)
        crawler.read("/before/")
        happens()
        crawler.read("/after/")


def check(path: Path, *, articles: int) -> None:
    with Archive.open(path) as archive:
        assert archive.status().articles == articles
        assert archive.verify().problems == ()


def test_a_moved_archive_keeps_all_that_was_stored(tmp_path: Path) -> None:
    path, moved = tmp_path / "a.db", tmp_path / "moved.db"

    with pytest.raises(ArchiveMoved, match="moved, deleted or replaced"):
        written_below(path, lambda: path.rename(moved))

    assert path.with_name("a.db-wal").stat().st_size == 0
    check(moved, articles=1)


def test_a_backup_put_in_place_below_a_writer_stays_as_it_is(tmp_path: Path) -> None:
    path, copy = tmp_path / "a.db", tmp_path / "copy.db"
    Archive.open(path, create=True).close()
    backup(path, copy)

    with pytest.raises(ArchiveMoved):
        written_below(path, lambda: copy.replace(path))

    check(path, articles=0)


def test_a_deleted_archive_leaves_no_log_for_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Archive.open(path, create=True).close()
    kept = shutil.copy(path, tmp_path / "kept.db")

    with pytest.raises(ArchiveMoved):
        written_below(path, path.unlink)

    shutil.copy(kept, path)
    check(path, articles=0)


def test_an_archive_whose_folder_gave_way_to_a_file_is_told(tmp_path: Path) -> None:
    folder, moved = tmp_path / "folder", tmp_path / "moved"
    folder.mkdir()

    def replace() -> None:
        folder.rename(moved)
        folder.touch()

    with pytest.raises(ArchiveMoved):
        written_below(folder / "a.db", replace)

    check(moved / "a.db", articles=1)
