"""Merging: shards make the archive of the whole crawl; nothing is lost, nothing kept twice."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import ArchiveDamaged, ArchiveError, NotAnArchive
from archive.store import Archive
from archive.times import to_text
from scraper.records import Expert
from tests.archive_says import look
from tests.archive_support import Crawler, article, at, new_archive
from tests.cli_support import one_line_error, scrape
from tests.properties import examples
from tests.test_archive_compact import body


def says(path: Path) -> dict[str, list[Any]]:
    state = look(path)
    assert state.problems == ()
    return state.says


def rows(path: Path) -> dict[str, int]:
    conn = sqlite3.connect(path)
    tables = [
        name
        for (name,) in conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'"
        )
    ]
    counts = {name: conn.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}
    conn.close()
    return counts


def merged(destination: Path, *sources: Path) -> Path:
    with Archive.open(destination, create=True) as archive, archive.run_lock():
        for source in sources:
            archive.merge(source)
    return destination


Step = tuple[str, int, int, int]  # what happens, to which page, in which version, when


def play(folder: Path, steps: list[Step]) -> Path:
    """Crawl as the steps say; each page is one of few, and some of them share a body."""
    folder.mkdir()
    with new_archive(folder) as archive:
        crawler = Crawler(archive)
        for what, page, version, when in steps:
            path = f"/{page}/"
            if what == "gone":
                crawler.gone(path, at(when))
                continue
            reading = article(
                path,
                title=f"T{version}",
                tags=(f"tag {version}", "Ports"),
                experts=(Expert(name=f"E{version}", role="Analyst", url=None),),
                body=(f"Paragraph {version}",),
            )
            crawler.read(path, reading, at(when), body=body(page % 3, version))
        archive.finish_run(crawler.run_id, at(2000), "done")
    return folder / "a.db"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["read", "read", "read", "gone"]), st.integers(0, 5), st.integers(0, 3)
    ),
    min_size=1,
    max_size=14,
)


@settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(drawn=STEPS, by_page=st.booleans())
def test_merged_shards_are_the_archive_of_the_whole_crawl(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[str, int, int]], by_page: bool
) -> None:
    folder = tmp_path_factory.mktemp("shards")
    steps = [(*step, when) for when, step in enumerate(drawn)]
    half = len(steps) // 2
    shards = (
        ([s for s in steps if s[1] % 2], [s for s in steps if not s[1] % 2])
        if by_page
        else (steps[:half], steps[half:])
    )
    whole = play(folder / "whole", steps)
    parts = [play(folder / str(n), shard) for n, shard in enumerate(shards)]

    forward = merged(folder / "forward.db", *parts)
    backward = merged(folder / "backward.db", *reversed(parts))

    expected = says(whole)
    for path in (forward, backward):
        found = says(path)
        for name in ("revisions", "snapshots", "blobs", "articles", "experts", "tags", "words"):
            assert found[name] == expected[name], name
        if by_page:
            assert found == expected
    counted = rows(forward)
    merged(forward, *parts)
    assert rows(forward) == counted


def test_the_readings_of_two_researchers_interleave_by_time(tmp_path: Path) -> None:
    mine = play(tmp_path / "mine", [("read", 1, 0, 0), ("read", 1, 2, 20)])
    theirs = play(tmp_path / "theirs", [("read", 1, 0, 5), ("read", 1, 1, 10), ("read", 2, 1, 3)])

    merged(mine, theirs)

    with Archive.open(mine, read_only=True) as archive:
        found = archive.article(1)
        assert [r.reading.title for r in found.revisions] == ["T0", "T1", "T2"]
        assert [r.number for r in found.revisions] == [1, 2, 3]
        assert "title" in found.revisions[2].changed
        assert archive.html(1, revision=2) == body(1, 1)
        assert archive.article(f"{found.url.rsplit('/', 2)[0]}/2/").reading.title == "T1"
        assert archive.rows("SELECT count(*) FROM snapshots") == [(5,)]


def test_a_first_reading_that_comes_to_stand_behind_another_is_a_change(tmp_path: Path) -> None:
    mine = play(tmp_path / "mine", [("read", 1, 2, 20)])
    theirs = play(tmp_path / "theirs", [("read", 1, 1, 10)])

    merged(mine, theirs)

    with Archive.open(mine, read_only=True) as archive:
        assert [r.cause for r in archive.article(1).revisions] == ["first", "site"]
        assert archive.rows("SELECT number FROM site_changes") == [(2,)]


def test_what_the_extractor_read_otherwise_is_no_change_after_a_merge_either(
    tmp_path: Path,
) -> None:
    mine = play(tmp_path / "mine", [("read", 1, 0, 0), ("read", 1, 1, 20)])
    theirs = play(tmp_path / "theirs", [("read", 1, 0, 5)])
    with sqlite3.connect(mine) as connection:
        connection.execute("UPDATE revisions SET cause = 'extractor' WHERE number = 2")
    connection.close()

    merged(mine, theirs)

    with Archive.open(mine, read_only=True) as archive:
        assert archive.article(1).last_changed_at == to_text(at(0))


def test_a_source_is_not_written_and_must_be_an_archive(tmp_path: Path) -> None:
    source = play(tmp_path / "source", [("read", 1, 0, 0)])
    before = source.read_bytes()
    text = tmp_path / "notes.txt"
    text.write_text("Not a database, but longer than sixteen bytes.\n")

    merged(tmp_path / "new.db", source)

    assert source.read_bytes() == before
    for wrong in (text, tmp_path / "new.db"):
        with pytest.raises(NotAnArchive):
            merged(tmp_path / "new.db", wrong)


def test_a_merge_that_fails_leaves_the_destination_as_it_was(tmp_path: Path) -> None:
    destination = play(tmp_path / "here", [("read", 1, 0, 0)])
    source = play(tmp_path / "source", [("read", 2, 0, 0), ("read", 3, 0, 1)])
    conn = sqlite3.connect(source)
    with conn:
        conn.execute("UPDATE revisions SET snapshot_id = 99 WHERE id = 2")
    conn.close()
    before = says(destination)

    with Archive.open(destination) as archive:
        with pytest.raises(ArchiveDamaged):
            archive.merge(source)
        assert archive.rows("SELECT name FROM pragma_database_list WHERE name <> 'temp'") == [
            ("main",)
        ]

    assert says(destination) == before


def test_versions_on_top_of_versions_stay_readable(tmp_path: Path) -> None:
    """Each side has sixteen deltas in a row, and the other's begin where these end."""
    mine = play(tmp_path / "mine", [("read", 1, n, n) for n in range(17)])
    theirs = play(tmp_path / "theirs", [("read", 1, n, n) for n in range(16, 34)])

    merged(mine, theirs)

    with Archive.open(mine) as archive:
        assert archive.verify().problems == ()
        for n in range(34):
            assert archive.html(1, revision=n + 1) == body(1, n)
        depth = archive.rows(
            "WITH RECURSIVE chain (id, depth) AS (SELECT id, 0 FROM blobs WHERE base_id IS NULL"
            " UNION ALL SELECT blobs.id, depth + 1 FROM blobs JOIN chain ON base_id = chain.id)"
            " SELECT max(depth) FROM chain"
        )
        assert depth[0][0] <= 16


def test_a_crawl_goes_on_in_a_merged_archive(tmp_path: Path) -> None:
    one = play(tmp_path / "one", [("read", n, 0, n) for n in range(6)])
    two = play(tmp_path / "two", [("read", n, 1, n + 10) for n in range(4, 9)])
    path = merged(tmp_path / "both.db", one, two)

    with Archive.open(path) as archive:
        crawler = Crawler(archive)
        for n in range(9, 20):
            crawler.read(f"/{n}/", when=at(50), body=body(n, 5))
        assert archive.verify().problems == ()
        assert archive.status().articles == 20


@pytest.mark.parametrize("steps", [1, 20, 60, 120])
def test_a_merge_stopped_anywhere_leaves_all_or_nothing(tmp_path: Path, steps: int) -> None:
    destination = play(tmp_path / "here", [("read", n, 0, n) for n in range(4)])
    source = play(tmp_path / "source", [("read", n, 1, n + 10) for n in range(2, 8)])
    before = says(destination)
    with Archive.open(destination) as archive:
        left = iter(range(steps))
        # SQLite asks every 100 of its own steps whether to go on.
        archive._db.conn.set_progress_handler(lambda: next(left, None) is None, 100)
        with pytest.raises(ArchiveError, match=r"interrupted|unable"):
            archive.merge(source)
        archive._db.conn.set_progress_handler(None, 0)
        archive.record(archive.start_run("crawl", [], at(70)), [])
    with Archive.open(destination) as archive:
        archive._db.conn.execute("DELETE FROM runs WHERE id > 1")

    assert says(destination) == before
    merged(destination, source)
    assert len(says(destination)["articles"]) == 8


def test_a_source_that_cannot_be_read_makes_no_destination(tmp_path: Path) -> None:
    source = play(tmp_path / "one", [("read", 0, 0, 0)])
    (tmp_path / "notes.txt").write_text("no archive")

    for wrong in ("missing.db", "notes.txt"):
        done = scrape("merge", tmp_path / "new.db", source, tmp_path / wrong)
        assert done.returncode == 2
        assert wrong in one_line_error(done)

    assert not (tmp_path / "new.db").exists()


def test_the_commands_merge_and_back_up(tmp_path: Path) -> None:
    one = play(tmp_path / "one", [("read", n, 0, n) for n in range(3)])
    two = play(tmp_path / "two", [("read", n, 0, n) for n in range(2, 5)])
    path = tmp_path / "both.db"

    done = scrape("merge", path, one, two)
    again = scrape("merge", path, two, "--json")
    pressed = scrape("compact", path, "--json")
    copied = scrape("backup", path, tmp_path / "copy.db")

    assert [one.returncode for one in (done, again, pressed, copied)] == [0, 0, 0, 0]
    assert "3 articles" in done.stdout.splitlines()[0]
    assert set(json.loads(again.stdout).values()) == {0}
    assert json.loads(pressed.stdout)["bodies"] == 3
    assert says(tmp_path / "copy.db") == says(path)
    refused = scrape("backup", path, path)
    assert refused.returncode == 2
    assert "the archive itself" in one_line_error(refused)
