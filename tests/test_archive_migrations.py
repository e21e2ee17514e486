"""Archives of earlier versions come up to date whole; one of a later version is left alone.

`tests/fixtures/archives/` keeps a file of each earlier schema, written by the code of its time.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.errors import ArchiveTooOld
from archive.lock import run_lock
from archive.schema import MIGRATION_NAMES, MIGRATIONS
from archive.store import Archive
from tests.archive_support import Crawler, at, new_archive
from tests.cli_support import one_line_error, scrape
from tests.kept_archives import FOLDER, page

COLUMNS = 'SELECT name, type, "notnull", dflt_value, hidden FROM'
KEPT = sorted(FOLDER.glob("*.db"), key=lambda file: int(file.stem.partition("-")[0]))
kept = pytest.mark.parametrize("file", KEPT, ids=lambda file: file.stem)


@pytest.fixture
def old(file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(file, tmp_path / "old.db"))


def shape(archive: Archive) -> dict[str, object]:
    """Return tables with their columns, and the names of all else, in a form to compare."""
    things = archive.rows(
        "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return {
        name: sorted(
            archive.rows(f"{COLUMNS} pragma_table_xinfo('{name}')"),
            key=repr,
        )
        if kind == "table"
        else kind
        for kind, name in things
    }


def test_files_of_the_earlier_schemas_are_kept() -> None:
    assert [file.stem for file in KEPT[:2]] == ["1-create_tables", "2-index_whole_batches"]


@kept
def test_an_earlier_archive_comes_up_with_all_it_holds(old: Path, tmp_path: Path) -> None:
    with Archive.open(old) as archive:
        assert {one.name for one in MIGRATIONS.applied(archive._db)} == MIGRATION_NAMES
        assert archive.verify().problems == ()
        assert [archive.article(n).reading.title for n in (1, 2, 3, 4)] == [
            "Title 0",
            "Title one",
            "Title 2",
            "Title 3",
        ]
        assert archive.article(3).gone_at is not None
        assert archive.html(1) == page(0)
        assert archive.html(2, revision=1) == page(1)
        assert archive.html(2) == page(11)
        assert len(archive.search("paragraph")) == 4
        with new_archive(tmp_path) as fresh:
            assert shape(archive) == shape(fresh)


@kept
def test_a_crawl_and_a_compaction_go_on_in_it(old: Path) -> None:
    with Archive.open(old) as archive:
        crawler = Crawler(archive)
        for n in range(20, 40):
            crawler.read(f"/{n}/", when=at(100 + n), body=page(n))
        archive.compact(at=at(500))

        assert [archive.html(f"https://institute.example/{n}/") for n in range(20, 40)] == [
            page(n) for n in range(20, 40)
        ]
        assert archive.html(2) == page(11)
        assert archive.verify().problems == ()


@kept
def test_a_reader_of_it_says_what_to_do_and_changes_nothing(old: Path) -> None:
    before = old.read_bytes()

    with pytest.raises(ArchiveTooOld, match="earlier version") as told:
        Archive.open(old, read_only=True)

    assert old.read_bytes() == before
    assert told.value.hint is not None
    assert "scrape compact" in told.value.hint
    assert scrape("compact", old).returncode == 0
    Archive.open(old, read_only=True).close()


@kept
@pytest.mark.parametrize("view", ["SELECT * FROM dropped", "SELECT * FROM settings"])
def test_a_view_of_ones_own_that_leads_nowhere_is_left_as_it_is(old: Path, view: str) -> None:
    with closing(sqlite3.connect(old)) as conn:
        conn.execute(f"CREATE VIEW mine AS {view}")

    with Archive.open(old) as archive:
        assert archive.rows("SELECT sql FROM sqlite_master WHERE name = 'mine'") == [
            (f"CREATE VIEW mine AS {view}",)
        ]
        assert archive.rows("PRAGMA writable_schema") == [(0,)]
        assert archive.verify().problems == ()


@kept
def test_a_run_of_the_earlier_version_keeps_its_tables_to_its_end(old: Path) -> None:
    with run_lock(old, at=at(0)):
        done = scrape("crawl", old, "https://institute.example/")

    assert done.returncode == 4
    assert "held by process" in one_line_error(done)
    with pytest.raises(ArchiveTooOld):
        Archive.open(old, read_only=True)
    Archive.open(old).close()


@pytest.mark.parametrize("command", ["search", "compact", "backup", "merge", "verify", "crawl"])
def test_every_command_leaves_a_later_archive_alone(tmp_path: Path, command: str) -> None:
    path = tmp_path / "later.db"
    with Archive.open(path, create=True):
        pass
    conn = sqlite3.connect(path)
    with conn:
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('scrape', 'tables_of_the_future', '2030')"
        )
    conn.close()
    before = path.read_bytes()
    rest: dict[str, list[object]] = {
        "search": ["word"],
        "backup": [tmp_path / "copy.db"],
        "merge": [tmp_path / "x.db"],
    }

    done = scrape(command, path, *rest.get(command, []))

    assert done.returncode == 1
    assert "written by a later version" in one_line_error(done)
    assert path.read_bytes() == before
    assert not (tmp_path / "copy.db").exists()
