"""The command line as tests call it: in this process, or started as one of its own.

Most tests want what is printed and the exit code. To start Python and load what a crawl needs takes
most of a second each time, so they call `scrape`. Where the process is the point (signals, kills,
limits, terminals, bytes that are no text) it is `scrape_process`, or a Popen of `COMMAND`.
"""

import gc
import io
import logging
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from scrape import main

ROOT = Path(__file__).parent.parent
COMMAND = (sys.executable, "scrape.py")
LIMITS = ("--allow-private", "--delay", "0", "--concurrency", "4")


def scrape(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    """Call the command line in this process, with streams of its own; only in the main thread."""
    words = ["scrape.py", *map(str, arguments)]
    with _own_process(words, stdin) as (stdout, stderr):
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        sys.stderr.flush()
        told = stdout.getvalue().decode(), stderr.getvalue().decode()
    code = ended.value.code or 0
    assert isinstance(code, int), code
    return subprocess.CompletedProcess(words, code, *told)


@contextmanager
def _own_process(words: list[str], stdin: bytes) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """Lend the caller what a process has for itself, and put back what the tests' had."""
    streams, argv = (sys.stdin, sys.stdout, sys.stderr), sys.argv
    handlers, level, thresholds = logging.root.handlers, logging.root.level, gc.get_threshold()
    stdout, stderr = io.BytesIO(), io.BytesIO()
    sys.argv = words
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(stdout, encoding="utf-8")
    sys.stderr = io.TextIOWrapper(stderr, encoding="utf-8", errors="backslashreplace")
    # pytest's own handlers would make `logging.basicConfig` do nothing.
    logging.root.handlers = []
    logging.root.setLevel(logging.WARNING)
    try:
        yield stdout, stderr
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
        sys.argv = argv
        logging.root.handlers = handlers
        logging.root.setLevel(level)
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def scrape_process(
    *arguments: object, stdin: bytes = b"", limit_bytes: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does; with a limit, no file grows beyond so many bytes."""

    def limit() -> None:
        if limit_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))

    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        timeout=60,
        preexec_fn=limit,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def one_line_error(done: subprocess.CompletedProcess[str]) -> str:
    """Return the error's text after checking that it is all there is, but for a hint."""
    lines = done.stderr.splitlines()
    assert lines, done
    assert lines[0].startswith("error: "), done.stderr
    assert all(line.startswith("hint: ") for line in lines[1:]), done.stderr
    return lines[0]


def count(path: Path, table: str = "articles") -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def wait_for_articles(path: Path, number: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if path.exists() and count(path) >= number:
                return
        except sqlite3.OperationalError:
            pass
        time.sleep(0.01)
    pytest.fail(f"no {number} articles in time")
