"""Compacting: smaller, whole, the same bytes, and safe to stop between any two writes."""

import random
import sqlite3
from pathlib import Path

import pytest
import zstandard

from archive import compact as compacting
from archive.errors import ArchiveDamaged, ArchiveError
from archive.store import Archive
from tests.archive_support import Crawler, article, at, fetched, new_archive

WORDS = [f"word{random.Random(n).getrandbits(30):x}" for n in range(800)]
MENU = "\n".join(f"<li class='menu-item-{n}'>{word}</li>" for n, word in enumerate(WORDS))
PAGES = 80


def body(n: int, version: int = 0) -> bytes:
    rng = random.Random(n)
    text = " ".join(rng.choices(WORDS, k=150))
    cards = "\n".join(
        f"<a href='/{card}/'>{WORDS[card]} {WORDS[card + 7]}</a>" for card in range(n)
    )
    return f"{MENU}\n<p>{text}</p>\n<p>Version {version}</p>\n{cards}".encode()


def filled(folder: Path, pages: int = PAGES, site: str = "") -> Path:
    with new_archive(folder) as archive:
        crawler = Crawler(archive)
        for n in range(pages):
            crawler.read(f"{site}/{n}/", body=body(n))
        archive.finish_run(crawler.run_id, at(0), "done")
    return folder / "a.db"


def sizes(path: Path) -> tuple[int, int]:
    conn = sqlite3.connect(path)
    row: tuple[int, int] = conn.execute(
        "SELECT (SELECT sum(length(data)) FROM blobs) + (SELECT sum(length(data)) FROM"
        " dictionaries), (SELECT count(*) FROM dictionaries)"
    ).fetchone()
    conn.close()
    return row


def assert_whole(path: Path, pages: int = PAGES) -> None:
    with Archive.open(path, read_only=True) as archive:
        assert archive.verify().problems == ()
        assert [archive.html(n + 1) for n in range(pages)] == [body(n) for n in range(pages)]


def test_the_crawl_makes_the_dictionary_anew_as_the_site_grows(tmp_path: Path) -> None:
    path = filled(tmp_path)

    conn = sqlite3.connect(path)
    assert conn.execute("SELECT pages, codec FROM dictionaries").fetchall() == [(64, "zstd")]
    assert conn.execute("SELECT count(DISTINCT dictionary_id) FROM blobs").fetchone() == (1,)
    conn.close()
    assert_whole(path)


def test_compacting_makes_it_smaller_and_keeps_every_byte(tmp_path: Path) -> None:
    path = filled(tmp_path)
    before, file_before = sizes(path)[0], path.stat().st_size

    with Archive.open(path) as archive:
        done = archive.compact(at=at(5))
        assert archive.html(3) == body(2)

    assert (done.bodies, done.left_as_they_are, done.bytes_before) == (PAGES, 0, before)
    assert done.bytes_after == sizes(path)[0] < before
    assert done.file_after == path.stat().st_size < file_before
    assert sizes(path)[1] == 1
    assert_whole(path)


def test_compacting_again_packs_nothing_and_then_only_what_is_new(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with Archive.open(path) as archive:
        archive.compact(at=at(5))
        assert archive.compact(at=at(6)).bodies == 0
        crawler = Crawler(archive)
        for n in range(PAGES, PAGES + 5):
            crawler.read(f"/{n}/", body=body(n))

        assert archive.compact(at=at(7)).bodies == 5

    assert_whole(path, PAGES + 5)


def test_versions_stay_deltas_and_come_out_whole(tmp_path: Path) -> None:
    path = filled(tmp_path, 20)
    with Archive.open(path) as archive:
        crawler = Crawler(archive)
        for version in range(1, 25):
            crawler.read(
                "/7/", article("/7/", title=f"T{version}"), at(version), body=body(7, version)
            )
        deltas = crawler.all("SELECT length(data) FROM blobs WHERE codec = 'zstd-delta'")

        archive.compact(at=at(60))

        assert len(deltas) == 24
        assert max(size for (size,) in deltas) < 100
        for version in range(25):
            assert archive.html(8, revision=version + 1) == body(7, version)
        assert archive.verify().problems == ()
        assert (
            crawler.one(
                "WITH RECURSIVE chain (id, depth) AS (SELECT id, 0 FROM blobs WHERE base_id IS NULL"
                " UNION ALL SELECT blobs.id, depth + 1 FROM blobs JOIN chain ON base_id = chain.id)"
                " SELECT max(depth) FROM chain"
            )
            == 16
        )


def test_a_page_that_became_another_is_no_delta(tmp_path: Path) -> None:
    path = filled(tmp_path, 20)
    with Archive.open(path) as archive:
        crawler = Crawler(archive)
        crawler.read("/7/", article("/7/", title="T"), at(3), body=body(30))

        assert crawler.one("SELECT count(*) FROM blobs WHERE codec = 'zstd-delta'") == 0
        assert archive.html(8) == body(30)


class Killed(Exception):
    pass


def kill_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Let the step-th statement that writes fail, as if the process had died there."""
    steps = iter(range(step))
    original = compacting.Compactor.__init__

    class Dying:
        def __init__(self, conn: sqlite3.Connection) -> None:
            self._conn = conn

        def __getattr__(self, name: str) -> object:
            return getattr(self._conn, name)

        def executemany(self, *values: object) -> object:
            if next(steps, None) is None:
                self._conn.executemany(*values)  # type: ignore[arg-type]
                raise Killed
            return self._conn.executemany(*values)  # type: ignore[arg-type]

        def execute(self, sql: str, *values: object) -> object:
            if not sql.lstrip().startswith("SELECT") and next(steps, None) is None:
                raise Killed
            return self._conn.execute(sql, *values)  # type: ignore[arg-type]

    def dying(self: compacting.Compactor, db: object, when: object) -> None:
        original(self, db, when)  # type: ignore[arg-type]
        self._conn = Dying(self._conn)  # type: ignore[assignment]

    monkeypatch.setattr(compacting.Compactor, "__init__", dying)


def test_stopped_at_any_write_it_loses_nothing_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = filled(tmp_path)
    for step in range(7):
        with monkeypatch.context() as patch:
            kill_at(patch, step)
            try:
                with Archive.open(path) as archive:
                    archive.compact(at=at(step))
            except Killed:
                pass
        assert_whole(path)

    with Archive.open(path) as archive:
        archive.compact(at=at(9))
    assert sizes(path)[1] == 1
    assert_whole(path)


def test_what_is_damaged_stays_as_it_is(tmp_path: Path) -> None:
    path = filled(tmp_path, 20)
    conn = sqlite3.connect(path)
    with conn:
        (data,) = conn.execute("SELECT data FROM blobs WHERE id = 3").fetchone()
        wrong = bytearray(data)
        wrong[len(wrong) // 2] ^= 1
        conn.execute("UPDATE blobs SET data = ? WHERE id = 3", (bytes(wrong),))
        # A frame that unpacks well, to other bytes of the same length.
        (length,) = conn.execute("SELECT length FROM blobs WHERE id = 5").fetchone()
        other = zstandard.compress(b"x" * length)
        conn.execute("UPDATE blobs SET data = ?, dictionary_id = NULL WHERE id = 5", (other,))
    conn.close()

    with Archive.open(path) as archive:
        assert archive.compact(at=at(5)).left_as_they_are == 2
        assert archive.rows("SELECT data FROM blobs WHERE id = 5") == [(other,)]
        assert len(archive.verify().problems) == 2
        assert archive.html(4) == body(3)
        with pytest.raises(ArchiveDamaged):
            archive.html(3)


def test_a_reader_that_holds_an_old_row_finds_the_new_one(tmp_path: Path) -> None:
    path = filled(tmp_path, 20)
    with Archive.open(path, read_only=True) as reader, Archive.open(path) as writer:
        row = reader.rows("SELECT digest, codec, dictionary_id, length, data FROM blobs")[4]
        for n in range(20, 30):
            Crawler(writer).read(f"/{n}/", body=body(n))
        writer.compact(at=at(5))

        assert reader.snapshots.decode(*row) == body(4)


def test_a_body_whose_base_is_lost_is_told(tmp_path: Path) -> None:
    path = filled(tmp_path, 4)
    with Archive.open(path) as archive:
        crawler = Crawler(archive)
        crawler.read("/1/", article("/1/", title="T"), at(3), body=body(1, 1))
    conn = sqlite3.connect(path)
    for harm in (
        "UPDATE blobs SET base_id = id WHERE codec = 'zstd-delta'",
        "UPDATE blobs SET base_id = NULL WHERE codec = 'zstd-delta'",
        "UPDATE blobs SET base_id = 99 WHERE codec = 'zstd-delta'",
    ):
        with conn:
            conn.execute(harm)
        with Archive.open(path) as archive:
            assert any(line.startswith("blob ") for line in archive.verify().problems)
            with pytest.raises(ArchiveError):
                archive.html(2)
    conn.close()


def test_a_rolled_back_batch_leaves_no_dictionary_behind(tmp_path: Path) -> None:
    path = filled(tmp_path, 15)
    with Archive.open(path) as archive:
        crawler = Crawler(archive)
        more = [
            fetched(crawler.page(f"/{n}/"), article(f"/{n}/"), at(1), body=body(n))
            for n in range(15, 25)
        ]
        crawler.page("/gone/")
        stranger = fetched(crawler.page("/gone/"), article("/gone/"), at(1), body=body(3, 9))
        archive._db.conn.execute("DELETE FROM pages WHERE url LIKE '%/gone/'")

        with pytest.raises(ArchiveError):
            archive.record(crawler.run_id, [*more, stranger])
        archive.record(crawler.run_id, more)

        assert [archive.html(n + 1) for n in range(25)] == [body(n) for n in range(25)]
        assert archive.verify().problems == ()
