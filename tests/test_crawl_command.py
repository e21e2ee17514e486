"""`scrape crawl` as a timer runs it: bounded, told of, and never twice at once."""

import asyncio
import gc
import json
import os
import pty
import shlex
import signal
import sqlite3
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import click
import pytest

from archive.durations import Duration, written
from archive.lock import lock_path
from archive.store import Archive
from scraper.demosite import serve
from scraper.records import Link
from tests.cli_support import (
    LIMITS,
    ROOT,
    count,
    one_line_error,
    scrape,
    scrape_process,
    wait_for_articles,
)
from tests.sites import sitemap
from tests.support import Reply, Request, Server


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serve(0) as base_url:
        yield f"{base_url}/"


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_a_run_ends_when_its_time_is_up_and_the_next_goes_on(site: str, tmp_path: Path) -> None:
    path = tmp_path / "news.db"

    done = scrape(
        "crawl", path, site, "--allow-private", "--delay", "0.1", "--max-time", "1s", "--json"
    )

    told = json.loads(done.stdout)
    assert (done.returncode, told["status"]) == (0, "time-up")
    assert 1 <= told["seconds"] < 6
    kept = count(path)
    assert scrape("crawl", path, site, *LIMITS, "--max-pages", 60).returncode == 0
    assert count(path) > kept


def test_a_site_that_gives_nothing_is_an_alert_of_the_first_run_that_shows_it(
    site: str, tmp_path: Path
) -> None:
    path, file = tmp_path / "news.db", tmp_path / "run.json"
    asked = ("crawl", path, site, "http://nowhere.invalid/", *LIMITS)

    first = scrape(*asked, "--quiet", "--report", file)
    second = scrape(*asked, "--json")

    alert = "nowhere.invalid: nothing answered in the last run (since "
    assert f"alert: {alert}" in first.stderr
    assert first.stderr.count("alert:") == 1  # that the site is an old one is not
    assert "alert" not in second.stderr
    assert json.loads(second.stdout)["alerts"] == []
    told, *_ = json.loads(file.read_text())["sections"]["trouble"]["rows"]
    assert (told["host"], told["word"]) == ("nowhere.invalid", "down")
    assert "  nowhere.invalid  nothing answered in the last " in scrape("report", path).stdout


def test_a_mistyped_site_is_told_until_a_run_names_the_others(site: str, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    scrape("crawl", path, site, "http://nowhere.invalid/", *LIMITS)
    before = scrape("status", path).stdout

    done = scrape("crawl", path, site, *LIMITS, "--json")

    after = scrape("status", path).stdout
    assert "alert     nowhere.invalid: nothing answered " in before
    assert "hint      what never answered may be mistyped" in before
    assert json.loads(done.stdout)["failed"] == {}
    assert not any(word in after for word in ("alert     nowhere", "failing", "hint"))
    assert "it never answered; run 2 did not name it; 0 articles" in after
    assert ", 1 left out\n" in after
    assert "nowhere" not in scrape("report", path).stdout


def test_the_report_goes_to_a_file_and_to_a_command(site: str, tmp_path: Path) -> None:
    path, file, copy = tmp_path / "news.db", tmp_path / "run.json", tmp_path / "a copy.txt"
    command = shlex.join([sys.executable, "-c", _COPY, str(copy)])

    done = scrape_process(
        "crawl", path, site, *LIMITS, "--max-pages", 90, "--json",
        "--report", file, "--report-command", command,
    )  # fmt: skip

    told, report = json.loads(done.stdout), json.loads(file.read_text())
    assert done.returncode == 0, done.stderr
    assert report["run"]["id"] == told["run"] == 1
    assert report["sections"]["new"]["total"] == told["articles_new"] > 0
    assert copy.read_text().startswith("Run 1: worked: ")
    assert "not the summary" in done.stderr
    assert scrape("report", path, "--format", "json").stdout == file.read_text()


_COPY = "import sys; print('not the summary'); open(sys.argv[1], 'w').write(sys.stdin.read())"


def test_a_report_that_does_not_arrive_is_an_error(site: str, tmp_path: Path) -> None:
    path = tmp_path / "news.db"

    few = (site, *LIMITS, "--max-pages", 2)
    no_folder = scrape("crawl", path, *few, "--report", tmp_path / "none" / "a.md")
    no_command = scrape("crawl", path, *few, "--report-command", "no-such-program -x")
    no_format = scrape("crawl", path, *few, "--report", tmp_path / "a.doc")

    assert [no_folder.returncode, no_command.returncode, no_format.returncode] == [1, 1, 2]
    for done in (no_folder, no_command, no_format):
        one_line_error(done)
    assert len(rows(path, "SELECT id FROM runs")) == 2


def test_a_run_too_soon_after_a_good_one_does_nothing(site: str, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    command = ("crawl", path, site, *LIMITS, "--max-pages", 3, "--at-most-every", "1h")

    assert scrape(*command).returncode == 0
    again = scrape(*command)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE runs SET status = 'interrupted'")
    after_a_bad_one = scrape(*command)

    assert again.returncode == after_a_bad_one.returncode == 0
    assert "nothing to do" in again.stderr
    assert [run for (run,) in rows(path, "SELECT id FROM runs")] == [1, 2]


def test_a_run_that_is_told_of_no_site_says_so(tmp_path: Path) -> None:
    path = tmp_path / "news.db"

    without_archive = scrape("crawl", path)
    without_file = scrape("crawl", path, tmp_path / "sites.toml")
    was_made = path.exists()
    Archive.open(path, create=True).close()
    with_archive = scrape("crawl", path)

    assert (without_archive.returncode, without_file.returncode) == (2, 2)
    assert "no such archive; name a SEED" in without_archive.stderr
    assert "no such file" in without_file.stderr
    assert not was_made
    assert with_archive.returncode == 0
    assert "hint: nothing was due" in with_archive.stderr


def test_a_run_that_finds_no_article_says_where_to_look(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    shell = {"/": Reply(body=b"<html><title>App</title><div id=root></div></html>")}

    async def crawl() -> "subprocess.CompletedProcess[str]":
        async with Server(shell) as server:
            return await asyncio.to_thread(scrape_process, "crawl", path, f"{server.url}/", *LIMITS)

    done = asyncio.run(crawl())

    assert done.returncode == 0
    assert f"hint: no article was found; scrape status {path} tells why" in done.stderr
    assert "no page is left to ask for" in scrape("status", path).stdout


def test_the_links_of_a_stored_sitemap_are_not_held_while_the_next_comes(tmp_path: Path) -> None:
    links_there_were: list[int] = []
    url: Future[str] = Future()
    done = threading.Event()

    def answer(request: Request) -> Reply | None:
        base = url.result()
        if request.target == "/robots.txt":
            return Reply(body=f"Sitemap: {base}/1.xml\nSitemap: {base}/2.xml\n".encode())
        if request.target not in ("/1.xml", "/2.xml"):
            return None
        links_there_were.append(sum(isinstance(each, Link) for each in gc.get_objects()))
        entries = {f"{base}{request.target}/{number}/": None for number in range(500)}
        return Reply(body=sitemap(entries).encode(), headers={"Content-Type": "application/xml"})

    async def serve_until_done() -> None:
        async with Server(answer) as server:
            url.set_result(server.url)
            await asyncio.to_thread(done.wait)

    serving = threading.Thread(target=asyncio.run, args=(serve_until_done(),))
    serving.start()
    try:
        scrape(
            "crawl", tmp_path / "news.db", f"{url.result()}/", "--allow-private", "--delay", "0",
            "--max-pages", "2",
        )  # fmt: skip
    finally:
        done.set()
        serving.join()

    assert rows(tmp_path / "news.db", "SELECT count(*) FROM pages WHERE found_by = 'sitemap'") == [
        (1000,)
    ]
    before, between = links_there_were
    assert between < before + 500


def test_the_options_of_a_run_are_kept_as_words_for_any_folder(site: str, tmp_path: Path) -> None:
    path, profile = tmp_path / "news.db", ROOT / "scraper/profiles/generic.toml"

    scrape(
        "crawl", path, site, "--allow-private", "--delay", "0", "--since", "2024-01-01",
        "--max-pages", "2", "--max-time", "120m", "--profile", "scraper/profiles/generic.toml",
    )  # fmt: skip

    ((options,),) = rows(path, "SELECT options FROM runs")
    assert shlex.join(json.loads(str(options))) == (
        f"--profile {profile} --max-pages 2 --since 2024-01-01 --allow-private --delay 0"
        " --max-time 120m"
    )


def test_a_second_run_is_told_which_run_holds_the_archive(site: str, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    command = [sys.executable, "scrape.py", "crawl", str(path), site]
    slow = [*command, "--allow-private", "--delay", "0.02"]
    first = subprocess.Popen(slow, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    wait_for_articles(path, 1)

    second = scrape("crawl", path, site, *LIMITS)
    first.send_signal(signal.SIGKILL)
    first.communicate(timeout=20)
    third = scrape("crawl", path, site, *LIMITS, "--max-pages", 5)

    assert second.returncode == 4
    assert f"held by run 1, process {first.pid}, since 20" in one_line_error(second)
    assert third.returncode == 0
    assert third.stderr.startswith(f"run 1, process {first.pid}, since 20")
    assert "did not end" in third.stderr
    assert not lock_path(path).exists()
    assert rows(path, "SELECT status FROM runs") == [("interrupted",), ("done",)]


def test_a_terminal_is_drawn_on_and_left_clean(site: str, tmp_path: Path) -> None:
    """A real pseudo-terminal: the table shows the host and is gone at the end."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (40, 100))
    command = [sys.executable, "scrape.py", "crawl", str(tmp_path / "a.db"), site]
    limits = ["--allow-private", "--delay", "0.1", "--max-time", "1s"]
    with subprocess.Popen(
        [*command, *limits], cwd=ROOT, stderr=theirs, stdout=subprocess.PIPE,
        env={"TERM": "xterm", "PATH": "/usr/bin:/bin"},
    ) as process:  # fmt: skip
        output, _ = process.communicate(timeout=20)
    drawn = _drain(ours, theirs)

    assert process.returncode == 0
    assert b"in flight, every 0.1 s" in drawn
    *_, last = drawn.split(b"\r")
    assert last.strip() == b""  # the last thing is a line wiped out
    assert b"articles: " in output


def _drain(ours: int, theirs: int) -> bytes:
    os.close(theirs)
    drawn = b""
    while True:
        try:
            more = os.read(ours, 65_536)
        except OSError:  # Linux says the other end is closed
            break
        if not more:
            break
        drawn += more
    os.close(ours)
    return drawn


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        (" 6H ", timedelta(hours=6)),
        ("1d", timedelta(days=1)),
        ("1w", timedelta(weeks=1)),
    ],
)
def test_spans_of_time_are_read(text: str, span: timedelta) -> None:
    assert Duration().convert(text, None, None) == span


@pytest.mark.parametrize("text", ["", "6", "h", "0h", "-1h", "1.5h", "6 h", "1y", "9999999h", "٣h"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="no span of time"):
        Duration().convert(text, None, None)


def test_a_span_is_written_in_its_largest_unit() -> None:
    hours = [timedelta(minutes=90), timedelta(hours=24), timedelta(days=14), timedelta(seconds=61)]

    assert [written(each) for each in hours] == ["90m", "1d", "2w", "61s"]


_FAULTY = """
import archive.store
import scrape

really_record, batches = archive.store.Archive.record, []

def record(self, *given):
    batches.append(given)
    if len(batches) == 6:
        raise KeyError("a bug\\nin storing")
    return really_record(self, *given)

archive.store.Archive.record = record
scrape.main()
"""


def test_a_fault_while_storing_ends_in_one_line_and_keeps_what_was_stored(
    site: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.db"
    words = ["crawl", str(path), site, "--allow-private", "--delay", "0", "--quiet"]

    done = subprocess.run(
        [sys.executable, "-c", _FAULTY, *words, "--contact", "a@b.example"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 1
    assert one_line_error(done).startswith("error: fault of this program: KeyError: ")
    ((status, error),) = rows(path, "SELECT status, error FROM runs")
    assert (status, str(error).startswith("fault of this program: KeyError")) == ("failed", True)
    kept = rows(path, "SELECT count(*) FROM pages WHERE fetched_at IS NOT NULL")
    assert kept != [(0,)]
    assert "sound" in scrape("verify", path).stdout
    assert scrape(*words, "--contact", "a@b.example").returncode in (0, 3)
