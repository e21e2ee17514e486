"""Reading pages in other processes."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from multiprocessing import reduction
from pathlib import Path
from typing import Any

import pytest

from scraper.errors import MalformedDocument
from scraper.reader import Reading
from scraper.workers import Workers
from tests.sites import article

PAGE = article("/news/a-title/").encode()
URL = "https://example.org/news/a-title/"


def test_a_worker_reads_as_this_process_does() -> None:
    async def run(jobs: int) -> object:
        async with Workers(jobs) as workers:
            return await workers.read_page(PAGE, URL, "text/html", None)

    assert asyncio.run(run(2)) == asyncio.run(run(1))


def test_a_page_that_brings_workers_down_is_an_error_and_the_next_is_read() -> None:
    async def run() -> None:
        async with Workers(2) as workers:
            await workers.read_page(PAGE, URL, "text/html", None)
            # An argument that kills the worker as it is unpickled stands for a parser that crashes.
            with pytest.raises(MalformedDocument, match="broke down"):
                await workers.read_page(_Killer(), URL, "text/html", None)  # type: ignore[arg-type]
            reading = await workers.read_page(PAGE, URL, "text/html", None)
            assert reading.extraction is not None

    asyncio.run(run())


def test_workers_that_break_while_another_starts_are_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The pool closes its pipes then, before the one that starts has got them."""

    async def run() -> None:
        async with Workers(2) as workers:
            await workers.read_page(PAGE, URL, "text/html", None)
            await asyncio.sleep(0.2)  # the pool knows by then that its one worker is idle
            with monkeypatch.context() as slowed:
                slowed.setattr(reduction, "dump", _slowly)
                # The first occupies the one worker there is, so the second has another started.
                first, second = await asyncio.gather(
                    workers.read_page(PAGE, URL, "text/html", None),
                    workers.read_page(_Killer(), URL, "text/html", None),  # type: ignore[arg-type]
                    return_exceptions=True,
                )
            assert isinstance(first, Reading)
            assert isinstance(second, MalformedDocument)
            reading = await workers.read_page(PAGE, URL, "text/html", None)
            assert reading.extraction is not None

    asyncio.run(run())


_dump = reduction.dump


def _slowly(*what: Any) -> None:
    time.sleep(0.5)
    _dump(*what)


class _Killer:
    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)


SCRIPT = """
import asyncio, time
from scraper.reader import Reading
from scraper.workers import Workers
async def main():
    async with Workers(2) as workers:
        await workers.read_page(b"<p>x", "https://example.org/", "text/html", None)
        print(*workers._pool._processes, flush=True)
        time.sleep(60)
if __name__ == "__main__":
    asyncio.run(main())
"""


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "main.py"
    script.write_text(SCRIPT)
    parent = subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # Python complains there about what a kill leaves
        text=True,
    )
    assert parent.stdout is not None
    with parent.stdout:
        workers = [int(pid) for pid in parent.stdout.readline().split()]

    parent.send_signal(signal.SIGKILL)
    parent.wait()

    deadline = time.monotonic() + 10
    while any(map(_is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert workers
    assert not any(map(_is_running, workers))


LOADED = """
import wave
from scraper.reader import read_page
from scraper.workers import open_pool, submit
if __name__ == "__main__":
    with open_pool(1) as pool:
        submit(pool, read_page, b"<p>x", "https://example.org/", None, None).result()
        print(*submit(pool, eval, "list(__import__('sys').modules)").result())
"""


def test_a_worker_loads_neither_the_main_module_nor_an_event_loop(tmp_path: Path) -> None:
    script = tmp_path / "main.py"
    script.write_text(LOADED)

    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)

    loaded = set(done.stdout.split())
    assert "scraper.reader" in loaded
    assert loaded.isdisjoint({"wave", "asyncio"})


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
