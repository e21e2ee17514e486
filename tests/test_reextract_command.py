"""`scrape reextract` and `scrape alias` as a user runs them, over a crawl of the bundled site."""

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
from typing import Any

import pytest

from scraper.demosite import serve
from tests.cli_support import LIMITS, ROOT, one_line_error, scrape


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crawled") / "news.db"
    with serve(0) as base_url:
        done = scrape("crawl", path, f"{base_url}/", *LIMITS)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def archive(crawled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(crawled, tmp_path / "news.db"))


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def pretend_it_was_read_worse(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE revisions SET extractor = '0', digest = 'x'")
        connection.execute(
            "UPDATE revisions SET reading = json_set(reading, '$.title', 'Worse') WHERE id % 2"
        )


def test_the_same_extractor_reads_the_same(archive: Path) -> None:
    done = scrape("reextract", archive, "--json")

    told = json.loads(done.stdout)
    assert (done.returncode, told["status"]) == (0, "done")
    assert told["articles"] == rows(archive, "SELECT count(*) FROM articles")[0][0] > 80
    assert (told["revised"], told["refreshed"], told["found"], told["unread"]) == (0, 0, 0, 0)
    assert rows(archive, "SELECT count(*) FROM sketches") == [(told["articles"],)]


def test_a_killed_run_goes_on_and_tells_of_the_whole(archive: Path) -> None:
    pretend_it_was_read_worse(archive)
    command = [sys.executable, "scrape.py", "reextract", str(archive), "--jobs", "2"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=-3, stderr=-3)
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and process.poll() is None:
        if rows(archive, "SELECT 1 FROM revisions WHERE cause = 'extractor'"):
            break
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    done = scrape("reextract", archive)

    articles = rows(archive, "SELECT count(*) FROM articles")
    assert done.returncode == 0, done.stderr
    assert rows(archive, "SELECT count(*) FROM revisions WHERE cause = 'extractor'") == articles
    assert f"{articles[0][0]} with another reading" in done.stdout
    assert rows(archive, "SELECT count(*) FROM site_changes") == [(0,)]
    shown = scrape("show", archive, 1, "--diff").stdout
    assert "by a newer extractor" in shown
    assert "[-Worse-]{+" in shown


def test_a_name_is_given_another_on_the_command_line(archive: Path) -> None:
    (name,) = rows(archive, "SELECT name FROM experts LIMIT 1")[0]

    done = scrape("alias", archive, "expert", name, "Somebody Else")

    assert done.returncode == 0, done.stderr
    assert rows(archive, "SELECT count(*) FROM experts WHERE name = 'Somebody Else'") == [(1,)]
    assert scrape("alias", archive).stdout.split() == ["expert", "Somebody", "Else", *name.split()]
    again = scrape("alias", archive, "expert", name, "somebody else")
    assert again.returncode == 0
    wrong = scrape("alias", archive, "expert", "Dr. Somebody Else", "somebody else")
    assert wrong.returncode == 2
    assert "are one expert already" in one_line_error(wrong)
