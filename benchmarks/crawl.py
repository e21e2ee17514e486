"""CPU per page of a whole crawl, ours beside peers, on the same site in one run.

`python -m benchmarks.crawl [--pages N] [--scrapy PYTHON] [--crawlee PYTHON] [--site URL]`; without
a Python that has a peer its row is left out. Ours keeps every page's bytes, the article, its links
and full text; Scrapy and Crawlee write the fields to JSON lines; the least archiver keeps fields
and page. All three ask for the pages of the sitemap and follow no links, as ours does in one row.
A site given runs already, has `sitemap_index.xml` and the classes of WordPress's themes.
"""

import argparse
import compileall
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

HERE = Path(__file__).parent
PORT = 8951
SCRAPY, CRAWLEE, LEAST = "scrapy", "crawlee", "the least archiver"


def measure(command: list[str]) -> tuple[float, float]:
    """Return (CPU seconds of the process and its children, wall seconds)."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"error: {' '.join(command)} failed")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - start


def main() -> None:
    """Serve, run each in turn, print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=1000)
    options.add_argument("--concurrency", type=int, default=8)
    options.add_argument("--scrapy", help="a Python interpreter that has Scrapy")
    options.add_argument("--crawlee", help="a Python interpreter that has Crawlee")
    options.add_argument("--site", help="a running site of so many pages; else one is made")
    given = options.parse_args()
    compile_ours()
    with site(given.pages, given.site) as seed, tempfile.TemporaryDirectory() as folder:
        rows = run_all(given, seed, Path(folder))
    costs = {name: cpu for name, _, cpu, _, _ in rows}
    print(
        "| crawler | articles kept | CPU ms a page | wall s | KB on disk a page | CPU to Scrapy"
        " | CPU to the least |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, kept, cpu, wall, size in rows:
        ratios = [f"{cpu / costs[peer]:.2f}" if peer in costs else "" for peer in (SCRAPY, LEAST)]
        per_page = cpu / given.pages * 1000
        disk = size / given.pages / 1000
        shares = " | ".join(ratios)
        print(f"| {name} | {kept} | {per_page:.2f} | {wall:.1f} | {disk:.1f} | {shares} |")


def compile_ours() -> None:
    """Write this program's bytecode, as pip did for the others; compiling takes 0.15 s a start."""
    compileall.compile_dir(HERE.parent, maxlevels=0, quiet=1)
    for package in ("archive", "scraper"):
        compileall.compile_dir(HERE.parent / package, quiet=1)


@contextmanager
def site(pages: int, running: str | None) -> Iterator[str]:
    """Serve the generated site while in the block, unless another one is named."""
    if running:
        yield running
        return
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.site", str(pages), str(PORT)], stdout=subprocess.PIPE
    )
    try:
        assert server.stdout
        server.stdout.readline()
        yield f"http://127.0.0.1:{PORT}/"
    finally:
        server.terminate()
        server.wait()


def run_all(
    given: argparse.Namespace, seed: str, folder: Path
) -> list[tuple[str, int, float, float, int]]:
    """Return a row (name, articles kept, CPU s, wall s, bytes on disk) for each crawler."""
    rows = []
    peers = ((SCRAPY, given.scrapy, "scrapy_spider"), (CRAWLEE, given.crawlee, "crawlee_crawler"))
    for name, python, script in peers:
        if python:
            out = folder / f"{name}.jsonl"
            path = str(HERE / f"{script}.py")
            cpu, wall = measure([python, path, seed, str(out), str(given.concurrency)])
            kept = len({json.loads(line)["url"] for line in out.read_text().splitlines()})
            rows.append((name, kept, cpu, wall, out.stat().st_size))
    least = folder / "least.db"
    path = str(HERE / "least_archiver.py")
    cpu, wall = measure([sys.executable, path, seed, str(least), str(given.concurrency)])
    rows.append((LEAST, articles_in(least), cpu, wall, least.stat().st_size))
    command = [sys.executable, "scrape.py", "crawl"]
    options = [
        "--allow-private",
        "--quiet",
        "--delay",
        "0",
        "--concurrency",
        str(given.concurrency),
    ]
    by_sitemap = ["--ways", "sitemap"]
    for name, more in (("ours, sitemap alone", by_sitemap), ("ours", []), ("ours, second run", [])):
        archive = folder / ("sitemap.db" if more else "archive.db")
        cpu, wall = measure([*command, str(archive), seed, *options, *more])
        rows.append((name, articles_in(archive), cpu, wall, archive.stat().st_size))
    return rows


def articles_in(path: Path) -> int:
    """Return how many articles an archive holds."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])


if __name__ == "__main__":
    main()
