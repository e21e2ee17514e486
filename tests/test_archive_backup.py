"""A backup: taken while a crawl writes, proven, and never a half one."""

import errno
import fcntl
import os
import sqlite3
from pathlib import Path

import pytest

from archive.backup import backup
from archive.errors import ArchiveDamaged, ArchiveLocked, ArchiveMissing, NotAnArchive
from archive.lock import run_lock
from archive.store import Archive
from tests.archive_support import Crawler, article, at, new_archive
from tests.cli_support import one_line_error, scrape


def filled(folder: Path, articles: int = 20) -> Path:
    with new_archive(folder) as archive:
        crawler = Crawler(archive)
        for n in range(articles):
            crawler.read(f"/{n}/", article(f"/{n}/", body=(f"Paragraph {n} " * 80,)), at(n))
    return folder / "a.db"


def test_a_backup_is_one_sound_file_that_can_be_crawled_into(tmp_path: Path) -> None:
    path, copy = filled(tmp_path), tmp_path / "copy.db"

    assert backup(path, copy) == copy.stat().st_size

    assert [p.name for p in tmp_path.glob("copy.db*")] == ["copy.db"]
    with Archive.open(copy) as archive:
        assert archive.verify().problems == ()
        Crawler(archive).read("/more/")
        assert archive.status().articles == 21


def test_what_a_crawl_writes_meanwhile_neither_waits_nor_gets_in(tmp_path: Path) -> None:
    path, copy = filled(tmp_path), tmp_path / "copy.db"
    with Archive.open(path) as archive, archive.run_lock():
        crawler = Crawler(archive)
        with archive._db.atomic():
            archive._db.conn.execute("UPDATE articles SET title = 'half'")
            backup(path, copy)
        crawler.read("/after/")

    with Archive.open(copy, read_only=True) as archive:
        assert archive.status().articles == 20
        assert archive.article(1).reading.title == "Harbours under pressure"


def test_an_older_backup_is_replaced_but_nothing_else_is(tmp_path: Path) -> None:
    path, copy, text = filled(tmp_path), tmp_path / "copy.db", tmp_path / "notes.txt"
    text.write_text("Not a database.")
    backup(path, copy)
    with Archive.open(path) as archive:
        Crawler(archive).read("/more/")

    backup(path, copy)

    with Archive.open(copy, read_only=True) as archive:
        assert archive.status().articles == 21
    for wrong in (text, tmp_path, path):
        with pytest.raises(NotAnArchive):
            backup(path, wrong)
    assert text.read_text() == "Not a database."
    with pytest.raises(ArchiveMissing):
        backup(tmp_path / "none.db", copy)


def test_a_backup_to_no_folder_is_not_told_of_the_archive(tmp_path: Path) -> None:
    with new_archive(tmp_path):
        pass

    done = scrape("backup", tmp_path / "a.db", tmp_path / "no" / "b.db")

    assert done.returncode == 2
    assert one_line_error(done) == f"error: {tmp_path / 'no'}: no such folder"


def test_a_backup_that_is_in_use_is_left_alone(tmp_path: Path) -> None:
    path, copy = filled(tmp_path), tmp_path / "copy.db"
    backup(path, copy)
    with Archive.open(copy) as archive:
        Crawler(archive).read("/more/")
        before = copy.read_bytes()

        with pytest.raises(ArchiveLocked):
            backup(path, copy)

        assert copy.read_bytes() == before


def test_of_two_backups_to_one_file_the_second_says_who_is_at_it(tmp_path: Path) -> None:
    path, copy = filled(tmp_path), tmp_path / "copy.db"
    half = tmp_path / "copy.db.part"
    half.write_bytes(b"what the first one has copied")

    with run_lock(copy, at=at(0)), pytest.raises(ArchiveLocked, match="held by process"):
        backup(path, copy)

    assert half.exists()
    backup(path, copy)
    assert [file.name for file in tmp_path.glob("copy.db*")] == ["copy.db"]


def test_a_backup_to_a_drive_without_locks_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = filled(tmp_path)

    def refuse(_handle: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)

    assert backup(path, tmp_path / "copy.db") > 0
    assert not list(tmp_path.glob("copy.db.*"))


def test_a_damaged_archive_does_not_replace_a_good_backup(tmp_path: Path) -> None:
    path, copy = filled(tmp_path), tmp_path / "copy.db"
    backup(path, copy)
    before = copy.read_bytes()
    conn = sqlite3.connect(path)
    with conn:
        conn.execute("UPDATE blobs SET data = x'00' WHERE id = 3")
    conn.close()

    with pytest.raises(ArchiveDamaged):
        backup(path, copy)

    assert copy.read_bytes() == before
    assert not (tmp_path / "copy.db.part").exists()
