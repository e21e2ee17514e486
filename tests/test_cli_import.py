"""Import and the exports for libraries as a user runs them: output, exit code, kills."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from scraper.demosite import serve
from tests.cli_support import ROOT, one_line_error, scrape
from tests.warc_support import members, page, response

WGET = shutil.which("wget")


MANY = 150  # more than one batch


def write_warc(path: Path, number: int) -> Path:
    pages = (response(f"/news/{n}/", page(f"Port number {n}")) for n in range(number))
    path.write_bytes(members(*pages))
    return path


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    return write_warc(tmp_path / "many.warc.gz", MANY)


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_an_import_says_what_it_brought(warc: Path, tmp_path: Path) -> None:
    first = scrape("import", tmp_path / "a.db", warc)
    again = json.loads(scrape("import", tmp_path / "a.db", warc, "--json").stdout)

    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines()[0] == f"{MANY} captures imported, 0 were there already"
    assert first.stderr == ""
    assert (again["imported"]["fetched"], again["known"]) == (0, MANY)
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        runs = connection.execute("SELECT command, status, seeds FROM runs").fetchall()
    assert runs == [("import", "done", json.dumps([str(warc)]))] * 2


def test_near_duplicates_are_linked_by_an_import_and_by_a_merge(tmp_path: Path) -> None:
    """Each of two archives has one of two pages that say the same; a third takes in both."""
    text = " ".join(f"word{n} is said of port {n * 7}" for n in range(60))
    for name in ("a", "b"):
        held = members(response(f"/{name}/", page(f"Paper {name}", text=text)))
        (tmp_path / f"{name}.warc.gz").write_bytes(held)
        scrape("import", tmp_path / f"{name}.db", tmp_path / f"{name}.warc.gz")

    scrape("import", tmp_path / "both.db", tmp_path / "a.warc.gz", tmp_path / "b.warc.gz")
    scrape("merge", tmp_path / "merged.db", tmp_path / "a.db", tmp_path / "b.db")

    assert [count(tmp_path / f"{name}.db", "near_duplicates") for name in ("both", "merged")] == [
        2,
        2,
    ]


def test_a_cut_file_is_told_in_one_line_and_exit_code_3(warc: Path, tmp_path: Path) -> None:
    warc.write_bytes(warc.read_bytes()[:-100])

    done = scrape("import", tmp_path / "a.db", warc)

    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"damaged: {warc}: a stretch cannot be read")
    assert count(tmp_path / "a.db", "articles") == MANY - 1
    assert scrape("verify", tmp_path / "a.db").returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("{folder}/missing.warc.gz",),
        (),
        ("{warc}", "--base-url", "institute.example"),
        ("{warc}", "--profile", "nonesuch"),
    ],
)
def test_wrong_use_gives_one_line_and_a_code(
    arguments: tuple[str, ...], warc: Path, tmp_path: Path
) -> None:
    words = [word.format(folder=tmp_path, warc=warc) for word in arguments]

    done = scrape("import", tmp_path / "a.db", *words)

    assert done.returncode == 2, done
    one_line_error(done)


def test_an_archive_and_files_that_hold_no_page_are_refused_before_anything_is_made(
    warc: Path, tmp_path: Path
) -> None:
    path, note = tmp_path / "a.db", tmp_path / "note.txt"
    note.write_text("nothing to see")
    scrape("import", tmp_path / "other.db", warc)

    archive = scrape("import", path, warc, tmp_path / "other.db")
    nothing = scrape("import", path, note)

    assert (archive.returncode, nothing.returncode) == (2, 2)
    assert "scrape merge takes in archives" in one_line_error(archive)
    assert "neither WARC nor WACZ nor a web page" in one_line_error(nothing)
    assert not path.exists()
    assert scrape("import", path, warc, note).returncode == 0


def test_a_killed_import_goes_on_where_it_ended(warc: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_warc(warc, 400)  # long enough to be stopped on the way
    command = [sys.executable, "scrape.py", "import", str(path), str(warc)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if path.exists() and count(path, "articles"):
                break
        except sqlite3.OperationalError:
            pass
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGSTOP)
    held = scrape("import", path, warc)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    kept = count(path, "articles")

    assert held.returncode == 4
    assert scrape("verify", path).returncode == 0
    done = json.loads(scrape("import", path, warc, "--json").stdout)
    assert 0 < kept < 400
    assert kept % 100 == 0
    assert (done["known"], done["imported"]["fetched"]) == (kept, 400 - kept)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT status FROM runs ORDER BY id").fetchone() == (
            "interrupted",
        )


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_an_export_comes_back_whole(warc: Path, tmp_path: Path, form: str) -> None:
    scrape("import", tmp_path / "a.db", warc)
    done = scrape("export", tmp_path / "a.db", "--format", form, "-o", tmp_path / f"b.{form}")
    assert done.returncode == 0, done.stderr

    scrape("import", tmp_path / "b.db", tmp_path / f"b.{form}")

    fetches = "SELECT page_id, fetched_at, headers, digest FROM snapshots ORDER BY 1"
    with (
        closing(sqlite3.connect(tmp_path / "a.db")) as ours,
        closing(sqlite3.connect(tmp_path / "b.db")) as theirs,
    ):
        assert ours.execute(fetches).fetchall() == theirs.execute(fetches).fetchall()


@pytest.mark.skipif(WGET is None, reason="wget is not installed")
def test_what_wget_fetched_of_the_demo_site_reads_as_what_was_crawled(tmp_path: Path) -> None:
    with serve(0) as base_url:
        pages = f"{base_url}/news/"
        limits = ("--allow-private", "--delay", "0", "--concurrency", "4")
        scrape("crawl", tmp_path / "crawled.db", f"{base_url}/", *limits)
        with closing(sqlite3.connect(tmp_path / "crawled.db")) as crawled:
            articles = crawled.execute(
                "SELECT pages.url, title, published, body FROM articles"
                " JOIN pages ON pages.id = page_id ORDER BY 1"
            ).fetchall()
        (tmp_path / "list").write_text("\n".join(row[0] for row in articles[:40]))
        assert WGET is not None
        subprocess.run(
            [WGET, "-q", "-i", "list", f"--warc-file={tmp_path / 'w'}", "-O", os.devnull],
            cwd=tmp_path,
            check=True,
        )

    done = scrape("import", tmp_path / "a.db", tmp_path / "w.warc.gz")

    assert done.returncode == 0, (done.stderr, pages)
    with closing(sqlite3.connect(tmp_path / "a.db")) as imported:
        assert (
            imported.execute(
                "SELECT pages.url, title, published, body FROM articles"
                " JOIN pages ON pages.id = page_id ORDER BY 1"
            ).fetchall()
            == articles[:40]
        )
