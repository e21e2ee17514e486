"""Read spoilt pages for a while and report every one that breaks a promise of the reader.

`python -m benchmarks.fuzz --minutes 60 [--data FOLDER ...] [--keep FOLDER] [--start N]`

A folder is searched for `*.html` and `*.html.gz`; without one the pages of the tests serve. The
promises: nothing raised but MalformedDocument with a message of one line; CPU and memory within
the limits of docs/article.md; a result that can be written as JSON, text and Markdown without half
a surrogate pair, and is the same the second time. A find is kept with its number, made smaller.
"""

import argparse
import gzip
import hashlib
import multiprocessing
import random
import resource
import signal
import sys
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.mutate import mutate
from scraper.document import parse_document
from scraper.errors import MalformedDocument
from scraper.extract import extract_document
from scraper.profile import builtin_profiles
from scraper.records import Extraction
from scraper.render import FORMATS, render

BATCH = 200
CPU_BASE, CPU_PER_BYTE = 1.0, 1 / 10e6
MEMORY_BASE, MEMORY_PER_BYTE = 256e6, 10
HARD_SECONDS, HARD_BYTES = 60, 4 * 1024**3
URLS = (
    "https://www.example.org/news/2024/03/05/a-quiet-harbour/",
    "https://hcss.nl/news/a-quiet-harbour/",
    "",
    "https://example.org",
    "http://[::1]:99999/%",
)


def read_once(page: bytes | str, number: int) -> Extraction | None:
    """Read a page as its number says: address, header, profile. None is a refusal."""
    chance = random.Random(number)
    url = chance.choice((URLS[0], URLS[0], *URLS))
    content_type = chance.choice((None, None, "text/html; charset=utf-8", "text/html;charset=x"))
    profile = chance.choice((None, None, None, *builtin_profiles()))
    try:
        document = parse_document(page, url=url, content_type=content_type)
        return extract_document(document, profile=profile)
    except MalformedDocument as error:
        if "\n" in str(error):
            raise ValueError("a message of more than one line") from error
        return None


def break_of(page: bytes, number: int) -> str | None:
    """Return what promise this page breaks, or None."""
    given: bytes | str = page
    if number % 7 == 0:
        given = page.decode("utf-8", "surrogateescape")
    try:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        first = read_once(given, number)
        spent = time.process_time() - start
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
        if spent > CPU_BASE + CPU_PER_BYTE * len(page):  # once more: other work disturbs
            start = time.process_time()
            read_once(given, number)
            spent = min(spent, time.process_time() - start)
        if spent > CPU_BASE + CPU_PER_BYTE * len(page):
            return f"slow: {spent:.2f} s for {len(page):,} bytes"
        if grown > MEMORY_BASE + MEMORY_PER_BYTE * len(page):
            return f"large: {grown / 1e6:.0f} MB for {len(page):,} bytes"
        second = read_once(given, number)
        if first is None or second is None:
            return None if first is second else "unstable: refused once"
        written = render(first, "json").encode()
        if written != render(second, "json").encode() or first.evidence != second.evidence:
            return "unstable: two results"
        for form in FORMATS:
            render(first, form).encode()
    except RecursionError as error:
        return f"raised: {error!r:.200}"
    except Exception as error:  # noqa: BLE001 (finding what is raised is what this is for)
        return f"raised: {type(error).__name__} {_place_of(error)} {str(error)[:120]!r}"
    return None


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""


def read_pages(folders: Sequence[Path]) -> list[bytes]:
    """Return the pages of these folders, in order of their names."""
    pages = []
    for folder in folders:
        for path in sorted(folder.rglob("*.html*")):
            raw = path.read_bytes()
            pages.append(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    return pages


def _work(numbers: range, pages: Sequence[bytes], report: Connection) -> None:
    """Try these numbers in a process that the system ends where a page passes a hard limit."""
    resource.setrlimit(resource.RLIMIT_AS, (HARD_BYTES, HARD_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    for number in numbers:
        used = int(time.process_time())
        resource.setrlimit(resource.RLIMIT_CPU, (used + 2 * HARD_SECONDS, resource.RLIM_INFINITY))
        report.send((number, None))
        page = number_page(number, pages)
        report.send((number, break_of(page, number) or ""))
    report.send((-1, ""))


def number_page(number: int, pages: Sequence[bytes]) -> bytes:
    """Return the spoilt page of this number; every thousandth is one of the pages as it is."""
    return pages[number // 1000 % len(pages)] if number % 1000 == 0 else mutate(number, pages)


def run_apart(numbers: range, pages: Sequence[bytes]) -> tuple[int, list[tuple[int, str]]]:
    """Try these numbers in a process of their own; return how many were tried, and the finds."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(
        target=_work, args=(numbers, pages, theirs)
    )
    process.start()
    theirs.close()
    tried, finds, current, ended = 0, [], -1, False
    while not ended:
        try:
            number, found = ours.recv()
        except EOFError:
            break
        if found is None:
            current, tried = number, tried + 1
        elif found:
            finds.append((number, found))
        ended = number < 0
    process.join()
    if not ended:
        finds.append((current, f"ended the process: {process.exitcode}"))
    return tried, finds


def shrink(page: bytes, number: int, kind: str, *, seconds: float = 60) -> bytes:
    """Return a smaller page that breaks the same promise, as far as the time allows."""
    until = time.monotonic() + seconds
    part = len(page) // 2
    while part >= 1 and time.monotonic() < until:
        at = 0
        while at < len(page) and time.monotonic() < until:
            smaller = page[:at] + page[at + part :]
            found = break_of(smaller, number)
            if found and found.split(":")[0] == kind:
                page = smaller
            else:
                at += part
        part //= 2
    return page


def main() -> int:
    """Run until the time is over; print finds as they come and a summary."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--data", type=Path, action="append", default=[])
    options.add_argument("--keep", type=Path, default=Path(".fuzz"))
    options.add_argument("--start", type=int, default=0, help="the first number to try")
    options.add_argument("--only", type=int, help="try this number alone and say what it breaks")
    given = options.parse_args()
    pages = read_pages(given.data or [Path("tests")])
    if given.only is not None:
        print(break_of(number_page(given.only, pages), given.only))
        return 0
    began, number, tried, seen = time.monotonic(), given.start, 0, 0
    while time.monotonic() - began < given.minutes * 60:
        count, finds = run_apart(range(number, number + BATCH), pages)
        tried += count
        number += count
        for found, what in finds:
            seen += 1
            keep(given.keep, found, what, pages)
        if number // BATCH % 50 == 0 or finds:
            minutes = (time.monotonic() - began) / 60
            print(f"{minutes:.1f} minutes, {tried} pages tried, {seen} finds", flush=True)
    print(f"done: {given.minutes:g} minutes, {tried} pages of {len(pages)} seeds, {seen} finds")
    return int(seen > 0)


def keep(folder: Path, number: int, what: str, pages: Sequence[bytes]) -> None:
    """Print a find and write its page, made smaller where that is safe to do here."""
    print(f"find {number}: {what}", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    page = number_page(number, pages)
    if what.startswith(("raised", "unstable")):
        page = shrink(page, number, what.split(":")[0])
    name = hashlib.sha256(what.encode()).hexdigest()[:8]
    (folder / f"{number}-{name}.html").write_bytes(page)
    (folder / f"{number}-{name}.txt").write_text(what + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
