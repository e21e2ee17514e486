"""Opening an archive: what is none, what is too new, what cannot be written, what is damaged."""

import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import threading
from pathlib import Path

import pytest

from archive import opening
from archive.backup import backup
from archive.edge import translate
from archive.errors import (
    LOCAL_DISK,
    ArchiveDamaged,
    ArchiveError,
    ArchiveFull,
    ArchiveLocked,
    ArchiveMissing,
    ArchiveTooNew,
    NotAnArchive,
)
from archive.schema import APPLICATION_ID, MIGRATION_NAMES, MIGRATIONS
from archive.store import Archive
from tests.archive_support import T0, Crawler, article, at, new_archive
from tests.room_support import ask


def filled(folder: Path, articles: int = 30) -> Path:
    with new_archive(folder) as archive:
        crawler = Crawler(archive)
        for n in range(articles):
            crawler.read(f"/{n}/", article(f"/{n}/", body=(f"Paragraph {n} " * 80,)), at(n))
    return folder / "a.db"


def test_a_new_archive_is_a_wal_file_with_our_mark(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        conn = archive._db.conn
        assert conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert conn.execute("PRAGMA synchronous").fetchone()[0] == 1
        assert conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert conn.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        assert {m.name for m in MIGRATIONS.applied(archive._db)} == MIGRATION_NAMES


def test_no_file_is_missing_and_none_is_made(tmp_path: Path) -> None:
    for read_only in (True, False):
        with pytest.raises(ArchiveMissing):
            Archive.open(tmp_path / "none.db", create=False, read_only=read_only)
    with pytest.raises(ArchiveMissing):
        Archive.open(tmp_path / "no" / "folder.db", create=True)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("read_only", [True, False])
def test_an_sqlite_too_old_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_only: bool
) -> None:
    path = filled(tmp_path, 1)
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))

    with pytest.raises(ArchiveError, match=r"archives need 3\.37 or newer"):
        Archive.open(path, read_only=read_only)


@pytest.mark.parametrize("create", [True, False])
def test_what_is_no_archive_is_left_alone(tmp_path: Path, create: bool) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("Not a database, but longer than sixteen bytes.\n")
    other = tmp_path / "other.db"
    conn = sqlite3.connect(other)
    conn.execute("CREATE TABLE articles (id)")
    conn.close()
    before = other.read_bytes()

    for path in (text, other, tmp_path):
        with pytest.raises(NotAnArchive):
            Archive.open(path, create=create)

    assert other.read_bytes() == before
    assert text.read_text().startswith("Not a database")


def test_an_empty_file_becomes_an_archive_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.touch()

    with pytest.raises(NotAnArchive):
        Archive.open(path)
    Archive.open(path, create=True).close()
    Archive.open(path).close()


def test_an_archive_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = filled(tmp_path, 1)
    conn = sqlite3.connect(path)
    with conn:
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('scrape', 'tables_of_the_future', '2030')"
        )
    conn.close()
    before = path.read_bytes()

    for read_only in (True, False):
        with pytest.raises(ArchiveTooNew):
            Archive.open(path, read_only=read_only)

    assert path.read_bytes() == before


def test_a_read_only_archive_can_be_read_and_not_written(tmp_path: Path) -> None:
    path = filled(tmp_path, 2)

    with Archive.open(path, read_only=True) as archive:
        assert archive.status().articles == 2
        assert archive.verify().problems == ()
        with pytest.raises(ArchiveFull):
            archive.start_run("crawl", [], T0)


def test_readers_are_not_held_up_by_a_writer(tmp_path: Path) -> None:
    path = filled(tmp_path, 1)

    with (
        Archive.open(path) as writer,
        Archive.open(path, read_only=True) as reader,
        writer._db.atomic(),
    ):
        writer._db.conn.execute("UPDATE articles SET title = 'half'")
        assert reader.article(1).reading.title == "Harbours under pressure"
        assert reader.search("paragraph")


def test_a_writer_waits_for_what_another_program_writes(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        Crawler(archive).read("/1/")
        other = sqlite3.connect(archive.path, isolation_level=None, check_same_thread=False)
        other.execute("CREATE TABLE notes (note)")
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO notes VALUES ('of an analyst')")
        letting_go = threading.Timer(0.2, lambda: other.execute("COMMIT"))
        letting_go.start()

        archive.seal()  # reads before it writes

        letting_go.join()
        other.close()
        assert archive.verify().unsealed == 0


def stored_until_full(crawler: Crawler) -> int:
    for n in range(1000):
        try:
            crawler.read(f"/{n}/", body=os.urandom(9000))
        except ArchiveFull:
            return n
    raise AssertionError("the disk never filled")


def test_a_full_disk_is_told_and_loses_nothing_stored(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        pages = archive._db.conn.execute("PRAGMA page_count").fetchone()[0]
        archive._db.conn.execute(f"PRAGMA max_page_count = {pages + 40}")

        stored = stored_until_full(crawler)

        assert stored > 3
        assert archive.status().articles == stored
        assert archive.verify().problems == ()
        archive._db.conn.execute("PRAGMA max_page_count = 100000")
        crawler.read("/after/")


@pytest.fixture
def tiny_disk(tmp_path: Path):  # type: ignore[no-untyped-def]
    mounted = tmp_path / "tiny"
    mounted.mkdir()
    if (
        os.geteuid()
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1400k", "tmpfs", mounted], capture_output=True
        ).returncode
    ):
        pytest.skip("needs the right to mount")
    yield mounted
    subprocess.run(["umount", mounted], check=True)


def test_a_really_full_disk_is_told_and_loses_nothing_stored(tiny_disk: Path) -> None:
    with new_archive(tiny_disk) as archive:
        crawler = Crawler(archive)
        stored = stored_until_full(crawler)

    with Archive.open(tiny_disk / "a.db", read_only=True) as archive:
        assert stored > 3
        assert archive.status().articles == stored
        assert archive.verify().problems == ()


def test_an_archive_on_a_read_only_medium_can_be_read(tiny_disk: Path) -> None:
    filled(tiny_disk, 2)
    subprocess.run(["mount", "-o", "remount,ro", tiny_disk], check=True)

    with Archive.open(tiny_disk / "a.db", read_only=True) as archive:
        assert archive.search("paragraph")
    with pytest.raises(ArchiveFull):
        Archive.open(tiny_disk / "a.db")


def test_an_archive_on_a_read_only_medium_can_be_merged_and_backed_up(
    tiny_disk: Path, tmp_path: Path
) -> None:
    path = filled(tiny_disk, 2)
    path.with_name("a.db-wal").touch()  # one who read it last leaves an empty log
    subprocess.run(["mount", "-o", "remount,ro", tiny_disk], check=True)

    backup(path, tmp_path / "copy.db")
    with Archive.open(tmp_path / "merged.db", create=True) as archive:
        assert archive.merge(path).articles == 2


def test_a_log_on_a_read_only_medium_is_told(tiny_disk: Path) -> None:
    with new_archive(tiny_disk) as archive:
        Crawler(archive).read("/1/")
        for end in ("", "-wal"):
            shutil.copy(tiny_disk / f"a.db{end}", tiny_disk / f"killed.db{end}")
    subprocess.run(["mount", "-o", "remount,ro", tiny_disk], check=True)

    with pytest.raises(ArchiveMissing, match=r"killed\.db-wal holds what was stored last"):
        Archive.open(tiny_disk / "killed.db", read_only=True)


def test_the_room_of_an_archive_on_a_read_only_medium_answers(tiny_disk: Path) -> None:
    filled(tiny_disk, 2)
    subprocess.run(["mount", "-o", "remount,ro", tiny_disk], check=True)

    answers = ask(tiny_disk / "a.db", "/", "/-/questions", "/a/articles", "/a?sql=select+1")

    assert {answer.status_code for answer in answers} == {200}


def test_a_damaged_file_is_told_and_never_raises_anything_else(tmp_path: Path) -> None:
    sound = filled(tmp_path).read_bytes()
    assert len(sound) > 200_000
    found = 0
    for attempt in range(25):
        rng = random.Random(attempt)
        damaged = bytearray(sound)
        for _ in range(4):
            start = rng.randrange(100, len(damaged) - 3000)
            size = rng.choice([64, 700, 3000])
            damaged[start : start + size] = rng.randbytes(size)
        path = tmp_path / "damaged.db"
        path.write_bytes(damaged[: rng.choice([None, len(damaged) // 2])])
        found += told_of(path)

    # What fell into free space or into a header's text harms nothing that can be proven.
    assert found >= 18


def told_of(path: Path) -> bool:
    try:
        with Archive.open(path, read_only=True) as archive:
            problems = archive.verify().problems
            for call in (archive.status, lambda: archive.article(1), lambda: archive.html(1)):
                with contextlib.suppress(ArchiveError):
                    call()
    except (ArchiveDamaged, NotAnArchive):
        return True
    return bool(problems)


def test_one_wrong_byte_in_a_body_is_found(tmp_path: Path) -> None:
    path = filled(tmp_path, 2)
    conn = sqlite3.connect(path)
    with conn:
        (data,) = conn.execute("SELECT data FROM blobs WHERE id = 2").fetchone()
        wrong = bytearray(data)
        wrong[len(wrong) // 2] ^= 0x10
        conn.execute("UPDATE blobs SET data = ? WHERE id = 2", (bytes(wrong),))
    conn.close()

    with Archive.open(path) as archive:
        problems = archive.verify().problems
        assert len(problems) == 1
        assert problems[0].startswith("blob ")
        with pytest.raises(ArchiveDamaged):
            archive.html(2)
        assert archive.html(1)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("DELETE FROM revisions WHERE article_id = 1", "article 1 has no revision"),
        ("UPDATE articles SET outlet_id = 99 WHERE id = 1", "articles 1 points at a row of"),
        ("UPDATE revisions SET reading = '{' WHERE id = 1", "revision 1"),
        ("UPDATE revisions SET snapshot_id = 99 WHERE id = 1", "revision 1 points at no snapshot"),
        ("DELETE FROM articles_fts_docsize WHERE id = 1", "full text"),
        ("UPDATE runs SET status = CAST(x'ff' AS TEXT)", None),
    ],
)
def test_each_kind_of_harm_is_told(tmp_path: Path, harm: str, told: str | None) -> None:
    path = filled(tmp_path, 2)
    conn = sqlite3.connect(path)
    with conn:
        conn.execute(harm)
    conn.close()

    with Archive.open(path) as archive:
        if told is None:
            with pytest.raises(ArchiveDamaged):
                archive.status()
        else:
            assert any(problem.startswith(told) for problem in archive.verify().problems)


def test_full_text_that_went_out_of_step_is_told(tmp_path: Path) -> None:
    path = filled(tmp_path, 2)
    conn = sqlite3.connect(path)
    with conn:
        conn.execute("DROP TRIGGER articles_fts_update")
        conn.execute("UPDATE articles SET title = 'Never indexed' WHERE id = 1")
    conn.close()

    with Archive.open(path) as archive:
        assert any(problem.startswith("full text") for problem in archive.verify().problems)


def test_a_reader_finds_what_was_there_before_a_writer_died(tmp_path: Path) -> None:
    copy, left = tmp_path / "copy.db", tmp_path / "left.db"
    backup(filled(tmp_path), copy)  # a file without a WAL: what is half done lies in its -journal
    with contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as writer:
        writer.execute("PRAGMA cache_size = 1")
        writer.execute("BEGIN")
        writer.execute("UPDATE articles SET title = 'half', body = body || body")
        shutil.copy(copy, left)
        shutil.copy(tmp_path / "copy.db-journal", tmp_path / "left.db-journal")

    with Archive.open(left, read_only=True) as archive:
        assert archive.verify().problems == ()
        assert archive.article(1).reading.title == "Harbours under pressure"
    assert not (tmp_path / "left.db-journal").exists()


def test_a_file_that_another_program_holds_is_told_so_to_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "copy.db"
    backup(filled(tmp_path, 1), path)  # has no WAL: who writes keeps readers out
    monkeypatch.setattr(opening, "BUSY_TIMEOUT_SECONDS", 0.01)

    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ArchiveLocked):
            Archive.open(path, read_only=True)


def test_a_file_system_without_shared_memory_is_told() -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMMAP

    told = translate(error, Path("a.db"))

    assert isinstance(told, ArchiveFull)
    assert told.hint == LOCAL_DISK
