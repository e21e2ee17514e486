"""The program as a user runs it: a process, its output, its exit code."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scraper.demosite import serve
from tests.cli_support import (
    COMMAND,
    LIMITS,
    ROOT,
    count,
    one_line_error,
    scrape,
    scrape_process,
    wait_for_articles,
)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serve(0) as base_url:
        yield f"{base_url}/"


@pytest.fixture(scope="module")
def archive(site: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crawled") / "news.db"
    done = scrape("crawl", path, site, *LIMITS)
    assert done.returncode == 0, done.stderr
    return path


def test_a_second_crawl_asks_little_and_changes_nothing(site: str, archive: Path) -> None:
    before = count(archive), count(archive, "revisions")

    done = scrape("crawl", archive, site, *LIMITS, "--json")

    totals = json.loads(done.stdout)
    assert (count(archive), count(archive, "revisions")) == before
    assert totals["articles_new"] == totals["articles_changed"] == 0
    assert totals["fetched"] + totals["unchanged"] < before[0] / 2


def test_a_crawl_looks_only_in_the_ways_asked_for(site: str, tmp_path: Path) -> None:
    path = tmp_path / "news.db"

    done = scrape("crawl", path, site, *LIMITS, "--ways", "sitemap")

    with closing(sqlite3.connect(path)) as connection:
        kinds = {kind for (kind,) in connection.execute("SELECT DISTINCT kind FROM pages")}
        found = {by for (by,) in connection.execute("SELECT DISTINCT found_by FROM pages")}
    assert done.returncode == 0, done.stderr
    assert not {"feed", "api"} & kinds
    assert found <= {"seed", "robots", "sitemap", "redirect", "canonical"}


def test_search_finds_and_shows(archive: Path) -> None:
    hits = json.loads(scrape("search", archive, "institute OR europa", "--json").stdout)
    shown = scrape("show", archive, hits[0]["id"])

    assert shown.returncode == 0
    assert hits[0]["title"] in shown.stdout


def test_show_takes_an_address_as_it_is_typed(archive: Path) -> None:
    with closing(sqlite3.connect(archive)) as connection:
        [(address, title)] = connection.execute("SELECT url, title FROM articles LIMIT 1")
    scheme, _, rest = address.partition("://")
    host, _, path = rest.partition("/")

    assert title in scrape("show", archive, f"{scheme.upper()}://{host.upper()}/{path}").stdout


def test_show_takes_one_thing_to_show(archive: Path) -> None:
    done = scrape("show", archive, "1", "--html", "--diff")

    assert "give one" in one_line_error(done)
    assert done.returncode == 2


@pytest.mark.parametrize("query", ['"', "AND", "a NEAR(", "*", "title:", "-", "(((", "''"])
def test_any_query_gets_an_answer(archive: Path, query: str) -> None:
    assert scrape("search", archive, query).returncode == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("search", "{archive}", "\udcff", "--expert", "\udcff", "--section", "\udcff"), 0),
        (("alias", "{copy}", "expert", "Zo\udceb", "Ada"), 2),
        (("alias", "{copy}", "--remove", "expert", "\udcff"), 2),
        (("import", "{copy}", "{folder}/\udcff.html", "--base-url", "https://a.example/"), 0),
        (("status", "{folder}/\udcff.db"), 2),
        (("backup", "{archive}", "{folder}/\udcff.db"), 2),
    ],
)
def test_words_that_are_no_utf_8_are_no_traceback(
    archive: Path, tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    """Names of files, and what an old terminal types, may be any bytes."""
    copy = shutil.copy(archive, tmp_path / "copy.db")
    shutil.copy(archive, tmp_path / "\udcff.db")
    (tmp_path / "\udcff.html").write_bytes(b"<!doctype html><html><body><p>A page.</p>")

    done = scrape_process(
        *(word.format(archive=archive, copy=copy, folder=tmp_path) for word in words)
    )

    assert done.returncode == code, done
    assert "Traceback" not in done.stderr


def test_verify_and_status_speak_of_a_sound_archive(archive: Path) -> None:
    assert scrape("verify", archive).stdout.startswith("sound: ")
    status = json.loads(scrape("status", archive, "--json").stdout)
    assert status["articles"] == count(archive)
    assert "articles" in scrape("status", archive).stdout


def test_export_gives_every_article(archive: Path, tmp_path: Path) -> None:
    lines = scrape_process("export", archive, "--format", "jsonl").stdout.splitlines()
    done = scrape("export", archive, "--format", "csv", "-o", tmp_path / "a.csv")

    assert len(lines) == count(archive)
    assert json.loads(lines[0])["title"]
    assert done.returncode == 0
    assert (tmp_path / "a.csv").stat().st_size > 1000


def test_extract_reads_a_file_an_address_and_a_pipe(site: str, archive: Path) -> None:
    with closing(sqlite3.connect(archive)) as connection:
        url = connection.execute("SELECT url FROM articles ORDER BY id LIMIT 1").fetchone()[0]
    html = scrape("show", archive, url, "--html").stdout.encode()

    fetched = json.loads(scrape("extract", url, "--allow-private").stdout)
    piped = json.loads(scrape_process("extract", "-", "--url", url, stdin=html).stdout)
    line = json.dumps({"html": html.decode(), "url": url}).encode() + b"\nnot json\n"
    lines = scrape("extract", "--jsonl", stdin=line)

    assert fetched == piped
    assert json.loads(lines.stdout.splitlines()[0]) == piped
    assert "error" in json.loads(lines.stdout.splitlines()[1])
    assert lines.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("crawl", "{new}", "ftp://example.org/"), 2),
        (("crawl", "{new}", "not a url"), 2),
        (("crawl", "{new}", "http://127.0.0.1/"), 1),
        (("crawl", "{new}", "http://nowhere.invalid/"), 1),
        (("crawl", "{new}", "http://127.0.0.1:{closed}/", "--allow-private"), 1),
        (("crawl", "{new}", "https://example.org/", "--profile", "nonesuch"), 2),
        (("crawl", "{new}", "--no-such-flag"), 2),
        (("crawl", "{new}", "https://example.org/", "--ways", "sitemap,gopher"), 2),
        (("crawl",), 2),
        (("crawl", "{folder}/missing/a.db", "https://example.org/"), 2),
        (("search", "{new}", "word"), 2),
        (("search", "{text}", "word"), 2),
        (("crawl", "{text}", "https://example.org/"), 2),
        (("verify", "{other}"), 2),
        (("status", "{folder}"), 2),
        (("show", "{archive}", "999999"), 1),
        (("export", "{archive}", "--format", "csv", "--where", "no such ("), 2),
        (("extract", "{folder}/none.html"), 1),
        (("extract",), 2),
        (("nonesuch",), 2),
    ],
)
def test_wrong_use_gives_one_line_and_a_code(
    arguments: tuple[str, ...], code: int, tmp_path: Path, archive: Path
) -> None:
    (tmp_path / "a.txt").write_text("no archive")
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection, connection:
        connection.execute("CREATE TABLE t (x)")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = unused.getsockname()[1]
    places = {
        "new": tmp_path / "new.db",
        "text": tmp_path / "a.txt",
        "other": tmp_path / "other.db",
        "folder": tmp_path,
        "archive": archive,
        "closed": closed,
    }

    done = scrape(*(argument.format(**places) for argument in arguments))

    assert done.returncode == code, done
    one_line_error(done)
    assert (tmp_path / "a.txt").read_text() == "no archive"


def test_a_site_of_a_file_that_may_not_be_asked_fails_alone(tmp_path: Path) -> None:
    sites, path = tmp_path / "sites.txt", tmp_path / "new.db"
    sites.write_text("http://10.0.0.1/\nhttp://a.invalid:22/\nhttp://nowhere.invalid/\n")

    listed = scrape("crawl", path, sites)
    typed = scrape("crawl", path, sites, "http://10.0.0.1/")

    with sqlite3.connect(path) as connection:
        told = connection.execute("SELECT url, reason FROM events WHERE kind = 'failed'").fetchall()
    assert dict(told) == {
        "http://10.0.0.1/": "blocked-address",
        "http://a.invalid:22/": "url",
        "http://nowhere.invalid/": "robots-unreachable",
    }
    assert listed.stderr.startswith("error: nothing could be fetched: http://10.0.0.1/: blocked")
    assert one_line_error(typed) == "error: http://10.0.0.1/: address 10.0.0.1 is not public"


def test_a_damaged_archive_is_told_apart(archive: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    data = bytearray(archive.read_bytes())
    for at in range(8192, len(data) - 4096, 8192):
        data[at : at + 200] = b"\xa5" * 200
    damaged.write_bytes(data)

    done = scrape("verify", damaged)

    assert done.returncode == 5
    one_line_error(done)


def test_a_held_archive_is_left_alone(archive: Path, site: str) -> None:
    code = (
        "import sys, time; from archive.store import Archive\n"
        "with Archive.open(sys.argv[1]) as a, a.run_lock():\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, archive], cwd=ROOT, stdout=-1)
    try:
        assert holder.stdout
        holder.stdout.readline()
        done = scrape("crawl", archive, site, *LIMITS)
    finally:
        holder.kill()
        holder.communicate()

    assert done.returncode == 4
    assert str(holder.pid) in one_line_error(done)


def test_a_full_disk_loses_nothing_stored(site: str, tmp_path: Path) -> None:
    path = tmp_path / "news.db"

    done = scrape_process("crawl", path, site, *LIMITS, limit_bytes=900_000)
    assert done.returncode == 1
    one_line_error(done)
    kept = count(path)
    assert scrape("verify", path).returncode == 0

    assert scrape("crawl", path, site, *LIMITS).returncode == 0
    assert count(path) > kept


def test_an_interrupt_ends_gracefully_and_the_next_run_goes_on(site: str, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    command = [*COMMAND, "crawl", str(path), site, "--allow-private", "--delay", "0.02"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    wait_for_articles(path, 3)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)

    assert process.returncode == 130
    assert b"run the same command again" in stderr
    assert b"Traceback" not in stderr
    kept = count(path)

    assert scrape("crawl", path, site, *LIMITS).returncode == 0
    assert count(path) > kept


def test_kills_at_any_moment_lose_nothing(site: str, archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    command = [*COMMAND, "crawl", str(path), site, *LIMITS]
    for attempt in range(6):
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, stdout=-3)
        wait_for_articles(path, attempt * 9)
        time.sleep(0.013 * attempt)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert scrape("verify", path).returncode == 0

    assert scrape(*command[2:]).returncode == 0

    with closing(sqlite3.connect(path)) as ours, closing(sqlite3.connect(archive)) as whole:
        articles = "SELECT url, title, body FROM articles ORDER BY url"
        assert ours.execute(articles).fetchall() == whole.execute(articles).fetchall()


def test_the_demo_asks_its_questions_and_has_answers(tmp_path: Path) -> None:
    done = scrape_process("demo", tmp_path / "demo.db", "--port", 0)

    assert done.returncode == 0, done.stderr
    answers = re.split(r"\n    sqlite3 .*\n", done.stdout)[1:]
    assert len(answers) == 3
    assert all(len(answer.strip().splitlines()) >= 3 for answer in answers)


def test_a_demo_on_another_port_says_that_it_is_another_site(tmp_path: Path) -> None:
    with serve():  # on the usual port, unless another process has that already
        done = scrape("demo", tmp_path / "demo.db")

    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("note: port 8427 is taken; http://127.0.0.1:")
