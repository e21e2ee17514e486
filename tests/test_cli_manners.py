"""What the program asks of the operator, keeps of him, and never shows or sends."""

import os
import pty
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from archive.store import Archive
from scraper.contact import HINT
from tests.cli_support import LIMITS, ROOT, scrape
from tests.test_cli import site

assert site  # a fixture

NOWHERE = "http://somebody.example/"  # never resolves: RFC 6761


def at_a_terminal(archive: Path, answer: bytes) -> tuple[int, str]:
    """Run a crawl at a terminal where a person types one answer; return code and screen."""
    person, terminal = pty.openpty()
    os.write(person, answer)
    done = subprocess.Popen(
        [sys.executable, "scrape.py", "crawl", str(archive), NOWHERE],
        cwd=ROOT,
        stdin=terminal,
        stdout=subprocess.DEVNULL,
        stderr=terminal,
    )
    os.close(terminal)
    screen = b""
    try:
        while chunk := os.read(person, 4096):
            screen += chunk
    except OSError:  # Linux ends a terminal that nobody holds with EIO
        pass
    os.close(person)
    return done.wait(60), screen.decode(errors="replace")


def test_a_person_is_asked_for_a_contact_once(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"

    _, first = at_a_terminal(archive, b"me@example.org\n")
    _, second = at_a_terminal(archive, b"")

    assert "Your e-mail or web address" in first
    assert "Your e-mail" not in second
    with Archive.open(archive, read_only=True) as opened:
        assert opened.contact() == "me@example.org"


def test_a_timer_is_not_asked_and_told_once_a_run(tmp_path: Path) -> None:
    done = scrape("crawl", tmp_path / "a.db", NOWHERE)

    assert done.stderr.splitlines()[-1] == f"hint: {HINT}"
    assert done.stderr.startswith("error: nothing could be fetched")


def test_a_contact_once_given_is_kept(site: str, tmp_path: Path) -> None:
    archive = tmp_path / "a.db"

    first = scrape("crawl", archive, site, *LIMITS, "--max-pages", 1, "--contact", "me@e.org")
    second = scrape("crawl", archive, site, *LIMITS, "--max-pages", 1)

    assert (first.returncode, second.returncode) == (0, 0)
    assert "hint" not in first.stderr + second.stderr
    with Archive.open(archive, read_only=True) as opened:
        assert opened.contact() == "me@e.org"


def test_a_password_typed_into_a_seed_is_kept_nowhere(site: str, tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    seed = site.replace("http://", "http://me:secret@")

    done = scrape("crawl", archive, seed, *LIMITS, "--max-pages", 3)

    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(archive)) as connection:
        assert not [line for line in connection.iterdump() if "secret" in line]


def test_an_error_carries_no_control_character_to_the_terminal(tmp_path: Path) -> None:
    done = scrape("crawl", tmp_path / "a.db", "http://a\x1b[31m\u202eb/")

    assert done.returncode == 2
    assert not {"\x1b", "\u202e"} & {*done.stderr}
