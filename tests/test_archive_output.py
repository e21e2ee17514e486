"""Where an export goes: whole or not at all, and never over what must stay."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.errors import ArchiveError, BadOutput
from archive.export import FORMATS
from archive.export.output import whole_file, whole_folder
from archive.store import Archive
from scrape import cli
from tests.export_support import HOSTILE, hostile_archive


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Archive]:
    with hostile_archive(tmp_path) as archive:
        yield archive


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"before")

    with suppress(RuntimeError), whole_file(file) as opened:
        opened.write(b"half")
        raise RuntimeError

    assert file.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_bytes(b"")
    (tmp_path / "link.csv").symlink_to("real.csv")

    with whole_file(tmp_path / "link.csv") as opened:
        opened.write(b"new")

    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    with suppress(RuntimeError), whole_folder(tmp_path / "notes") as folder:
        (folder / "a.md").write_text("half")
        raise RuntimeError

    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(kept: Archive, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/note.md").write_text("written by hand")

    arguments = [str(kept.path), "--format", "markdown", "-o", str(tmp_path / "mine")]
    done = CliRunner().invoke(cli, ["export", *arguments])

    assert isinstance(done.exception, BadOutput)
    assert [f.name for f in (tmp_path / "mine").iterdir()] == ["note.md"]


@pytest.mark.parametrize("form", FORMATS)
def test_the_archive_itself_is_no_place_for_an_export(kept: Archive, form: str) -> None:
    done = CliRunner().invoke(
        cli, ["export", str(kept.path), "--format", form, "-o", str(kept.path)]
    )

    assert isinstance(done.exception, ArchiveError)
    assert kept.status().articles == len(HOSTILE) + 1


def test_a_damaged_reading_is_told_and_no_half_file_is_left(kept: Archive, tmp_path: Path) -> None:
    with closing(sqlite3.connect(kept.path)) as conn, conn:
        conn.execute("UPDATE revisions SET reading = '{' WHERE article_id = 5")

    for form in FORMATS:
        if form in ("csv", "warc", "wacz"):
            continue  # they read none
        arguments = [str(kept.path), "--format", form, "-o", str(tmp_path / "out")]
        done = CliRunner().invoke(cli, ["export", *arguments])
        assert isinstance(done.exception, ArchiveError), form
        assert not (tmp_path / "out").exists()


def test_a_reader_that_has_enough_ends_the_export_quietly(kept: Archive) -> None:
    reader, writer = os.pipe()
    os.close(reader)

    done = subprocess.run(
        [sys.executable, "scrape.py", "export", str(kept.path), "--format", "ris"],
        cwd=Path(__file__).parent.parent,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)

    assert (done.returncode, done.stderr) == (1, b"")
