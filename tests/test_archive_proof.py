"""Proof: digests over rows, flipped bits, repair, and the manifest."""

import sqlite3
from collections import Counter
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from archive import checks
from archive.errors import ArchiveDamaged, BadManifest
from archive.store import Archive
from benchmarks.flips import flip, trouble
from tests.archive_support import Crawler, article, at, new_archive
from tests.cli_support import one_line_error, scrape


def filled(folder: Path, count: int = 12) -> Path:
    path = folder / "a.db"
    path.write_bytes(_filled(count))
    return path


@cache
def _filled(count: int) -> bytes:
    with TemporaryDirectory() as folder:
        with new_archive(Path(folder)) as archive:
            crawler = Crawler(archive)
            for number in range(count):
                crawler.read(f"/{number}/", article(f"/{number}/", title=f"The {number} locks"))
            crawler.read("/1/", article("/1/", title="Another headline"), at(5))
            crawler.gone("/2/", at(6))
            archive.keep_contact("me@example.org")
            archive.finish_run(crawler.run_id, at(9), "done")
        return archive.path.read_bytes()


def near_doubles(folder: Path) -> Path:
    path = folder / "a.db"
    path.write_bytes(_near_doubles())
    return path


@cache
def _near_doubles() -> bytes:
    with TemporaryDirectory() as folder:
        with new_archive(Path(folder)) as archive:
            crawler = Crawler(archive)
            for n, words in enumerate((range(90), range(3, 93), range(200, 290))):
                body = (" ".join(f"word{word}" for word in words),)
                crawler.read(f"/{n}/", article(f"/{n}/", title=f"Title {n}", body=body))
            archive.join_up()
        return archive.path.read_bytes()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return filled(tmp_path_factory.mktemp("small"), 3).read_bytes()


def harm(path: Path, *statements: str) -> None:
    """Alter rows behind the triggers' backs, as a flipped bit does."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        triggers = conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        known = triggers.fetchall()
        for name, _ in known:
            conn.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            conn.execute(statement)
        for _, sql in known:
            conn.execute(sql)


def problems(path: Path) -> tuple[str, ...]:
    with Archive.open(path, read_only=True) as archive:
        return archive.verify().problems


def test_every_row_of_every_table_has_a_digest_after_a_run(tmp_path: Path) -> None:
    path = filled(tmp_path)

    with Archive.open(path, read_only=True) as archive:
        found = archive.verify()
        tables = archive.rows(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        )
        count = sum(archive.rows(f"SELECT count(*) FROM {name}")[0][0] for (name,) in tables)
        own = archive.rows("SELECT count(*) + 1 FROM sqlite_master")[0][0]  # and the schema table
        own += archive.rows("SELECT count(*) FROM checks")[0][0]
        own += archive.rows("SELECT count(*) FROM index_checks")[0][0]
        for part in ("data", "idx", "docsize"):
            count += archive.rows(f"SELECT count(*) FROM articles_fts_{part}")[0][0]

        # A table that is new here needs `checks.watch` in its migration.
        assert {name for (name,) in tables} == {
            *checks.watched(archive._db.conn),
            *("sketches", "sketch_keys", "duplicates"),  # worked out again from the texts
            "listed",  # an index holds all of it once more; a sitemap may name 50,000
            *("checks", "checks_due", "index_checks"),
            "sqlite_schema",
        }
    assert found.problems == ()
    assert found.unsealed == 0
    assert found.rows == count - own + 1


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE pages SET due_at = '2031-01-01T00:00:00.000000Z' WHERE id = 3", "pages 0 to 15"),
        ("UPDATE links SET title = 'Kanals' WHERE id = 1", "links 0 to 127"),
        ("UPDATE articles SET first_seen_at = last_seen_at || 'x' WHERE id = 4", "articles 0 to 7"),
        ("UPDATE snapshots SET headers = '[]' WHERE id = 1", "snapshots 0 to 63"),
        ("UPDATE events SET detail = 'x'", "events 0 to 63"),
        ("UPDATE settings SET value = 'you@example.org'", "settings 0 to 63"),
        ("DELETE FROM articles_tags WHERE article_id = 6", "articles_tags 0 to 63"),
        ("UPDATE revisions SET evidence = (SELECT evidence FROM revisions WHERE id = 2),"
         " seen_at = '' WHERE id = 1", "revisions 0 to 63"),
        ("UPDATE articles SET title = 'Forged' WHERE id = 4", "article 4 differs"),
        ("UPDATE checks SET last = last + 1 WHERE table_name = 'runs'", "runs 0 to 63"),
        ("DELETE FROM checks WHERE table_name = 'articles' AND slice = 0", "articles 0 to 7 have"),
        ("DROP VIEW article_list", "schema: there is no view article_list"),
        ("INSERT INTO articles_fts (articles_fts, rank) VALUES ('pgsz', 4000)", "full text"),
        ("UPDATE articles_fts_idx SET term = x'3062' WHERE segid = 1", "full text"),
        ("UPDATE articles_fts_docsize SET sz = CAST(sz AS TEXT) WHERE id = 3", "full text"),
        ("DELETE FROM articles_fts_docsize WHERE id > 0", "full text"),
        ("UPDATE index_checks SET rows = rows + 1 WHERE part = 'data'", "full text"),
    ],
)  # fmt: skip
def test_what_no_other_digest_covers_is_found(tmp_path: Path, sql: str, told: str) -> None:
    path = filled(tmp_path)
    assert problems(path) == ()

    harm(path, sql)

    assert any(problem.startswith(told) for problem in problems(path)), problems(path)


@pytest.mark.parametrize("thousandths", range(0, 1000, 80))
def test_a_bit_of_the_index_is_found(tmp_path: Path, thousandths: int) -> None:
    path = filled(tmp_path)
    with closing(sqlite3.connect(path)) as conn, conn:
        row, block = conn.execute(
            "SELECT id, block FROM articles_fts_data ORDER BY length(block) DESC"
        ).fetchone()
        altered = bytearray(block)
        altered[thousandths * len(block) // 1000] ^= 1
        conn.execute("UPDATE articles_fts_data SET block = ? WHERE id = ?", (bytes(altered), row))

    assert any("full text: part" in problem for problem in problems(path))
    with Archive.open(path) as archive:
        assert archive.verify(repair=True).problems == ()
    with Archive.open(path, read_only=True) as archive:
        assert archive.verify().problems == ()
        assert archive.verify().unsealed == 0


def test_a_change_made_with_another_program_is_no_damage(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("UPDATE sites SET delay_seconds = 3")

    with Archive.open(path, read_only=True) as archive:
        found = archive.verify()

    assert found.problems == ()
    assert found.unsealed == 1


def test_a_killed_runs_rows_get_their_digests_with_the_next(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    killed = Archive.open(path, create=True)
    Crawler(killed).read("/a/")
    killed.close()  # without leaving the `with`: nothing is sealed
    with Archive.open(path) as archive:
        assert archive.verify().unsealed > 10
        archive.start_run("crawl", [], at(3))

    with Archive.open(path, read_only=True) as archive:
        assert archive.verify().unsealed == 0
        assert archive.verify().problems == ()


def test_flipped_bits_are_found_and_crash_no_reader(tmp_path: Path, small: bytes) -> None:
    verdicts: Counter[str] = Counter()
    for offset, bit, verdict, crashed in flip(small, tmp_path, 60, seed=3):
        assert not crashed, (offset, bit)
        assert verdict != "missed", (offset, bit)
        verdicts[verdict] += 1

    assert verdicts["found"] >= 8


@pytest.mark.parametrize(
    "table", ["snapshots", "revisions", "blobs", "pages", "sketches", "articles"]
)
def test_rows_that_are_gone_are_found_and_crash_no_reader(tmp_path: Path, table: str) -> None:
    path = near_doubles(tmp_path)
    harm(path, f"DELETE FROM {table}")

    assert trouble(path) == (True, [])


@pytest.mark.parametrize("offset", range(0, 100, 3))
def test_a_flip_in_the_files_header_is_found_or_harmless(
    tmp_path: Path, small: bytes, offset: int
) -> None:
    data = bytearray(small)
    data[offset] ^= 1 << offset % 8
    path = tmp_path / "flipped.db"
    path.write_bytes(data)

    try:
        found = bool(problems(path))
    except ArchiveDamaged:
        found = True

    # The schema's counter and the version of the SQLite that wrote last: nothing reads them.
    assert found == (offset not in {*range(40, 44), *range(96, 100)})


def test_repair_rebuilds_what_follows_from_what_is_kept(tmp_path: Path) -> None:
    path = filled(tmp_path)
    harm(
        path,
        "UPDATE articles SET title = 'Forged', word_count = 9 WHERE id = 4",
        "DELETE FROM articles_fts_docsize WHERE id = 5",
    )

    with Archive.open(path) as archive:
        found = archive.verify(repair=True)

        assert found.problems == ()
        assert [line.split(":")[0] for line in found.repaired] == [
            "full text rebuilt",
            "article 4 read anew from its newest revision",
        ]
        assert archive.article(4).reading.title == "The 3 locks"
        assert [hit.id for hit in archive.search('"the 3 locks"')] == [4]
    assert problems(path) == ()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE sketches SET data = zeroblob(length(data)) WHERE article_id = 2",
        "UPDATE sketch_keys SET hash = hash + 1 WHERE article_id = 2",
        "UPDATE duplicates SET similarity = 0.51",
    ],
)
def test_what_near_duplicates_are_found_by_is_checked_and_made_anew(
    tmp_path: Path, sql: str
) -> None:
    path = near_doubles(tmp_path)
    with Archive.open(path, read_only=True) as archive:
        linked = archive.rows("SELECT * FROM duplicates")
    assert len(linked) == 1
    assert problems(path) == ()

    harm(path, sql)

    assert any("near-duplicates" in problem for problem in problems(path))
    with Archive.open(path) as archive:
        assert "near-duplicates of" in archive.verify(repair=True).repaired[-1]
        assert archive.rows("SELECT * FROM duplicates") == linked
    assert problems(path) == ()


def test_repair_does_not_bless_what_it_cannot_put_right(tmp_path: Path) -> None:
    path = filled(tmp_path)
    harm(
        path,
        "UPDATE articles SET title = 'Forged', first_seen_at = '' WHERE id = 4",
        "UPDATE blobs SET data = x'00' WHERE id = 3",
    )

    with Archive.open(path) as archive:
        left = archive.verify(repair=True).problems

    assert len(left) == 3
    assert left[0].startswith("articles 0 to 7 are not")
    assert left[1].startswith("blobs 0 to 63 are not")
    assert left[2].startswith("blob ")
    assert problems(path) == left


def test_a_manifest_holds_years_later(tmp_path: Path) -> None:
    path, manifest = filled(tmp_path), tmp_path / "manifest.txt"
    assert scrape("verify", path, "--manifest", manifest).returncode == 0
    lines = manifest.read_text().splitlines()
    assert lines[:-1] == sorted(lines[:-1])
    assert len(lines[0].split("  ")) == 3
    assert lines[-1].startswith(f"# {len(lines) - 1} lines, sha256 ")
    with Archive.open(path) as archive:
        Crawler(archive).read("/new/", when=at(20))

    same = scrape("verify", path, "--against", manifest)
    assert same.returncode == 0, same
    assert f"{len(lines) - 1} the same, 0 missing, 1 newer" in same.stderr

    digest = lines[0].split("  ")[0]
    harm(
        path,
        f"DELETE FROM revisions WHERE snapshot_id IN (SELECT id FROM snapshots"
        f" WHERE digest = '{digest}')",
        f"DELETE FROM snapshots WHERE digest = '{digest}'",
    )
    lost = scrape("verify", path, "--against", manifest)
    assert lost.returncode == 5
    assert f"missing: {lines[0]}" in lost.stdout


@pytest.mark.parametrize("wrong", ["", "nothing", "0" * 64 + "  https://a.example/  2026\n"])
def test_an_altered_manifest_is_told(tmp_path: Path, wrong: str) -> None:
    path, manifest = filled(tmp_path, 2), tmp_path / "manifest.txt"
    with Archive.open(path, read_only=True) as archive:
        text = "".join(f"{line}\n" for line in archive.manifest())
        archive.compare(text.splitlines())
        with pytest.raises(BadManifest):
            archive.compare((wrong + text[len(wrong) or 70 :]).splitlines())
    manifest.write_text(wrong)

    done = scrape("verify", path, "--against", manifest)

    assert done.returncode == 2
    one_line_error(done)
