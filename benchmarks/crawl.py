"""CPU per page of a whole crawl, ours beside Scrapy, on the same generated site in one run.

`python -m benchmarks.crawl [--pages N] [--scrapy PYTHON]`; without a Python that has Scrapy the
peer's row is left out. Ours keeps every page's bytes, the article, its links and full text;
Scrapy writes the fields to JSON lines.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
PORT = 8951


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
    given = options.parse_args()
    seed = f"http://127.0.0.1:{PORT}/"
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.site", str(given.pages), str(PORT)],
        stdout=subprocess.PIPE,
    )
    try:
        assert server.stdout
        server.stdout.readline()
        with tempfile.TemporaryDirectory() as folder:
            rows = run_all(given, seed, Path(folder))
    finally:
        server.terminate()
        server.wait()
    peer = {name: cpu for name, _, cpu, _, _ in rows}.get("scrapy")
    print(
        "| crawler | articles kept | CPU ms a page | wall s | KB on disk a page | CPU to Scrapy |"
    )
    print("|---|---|---|---|---|---|")
    for name, kept, cpu, wall, size in rows:
        ratio = f"{cpu / peer:.2f}" if peer else ""
        per_page = cpu / given.pages * 1000
        disk = size / given.pages / 1000
        print(f"| {name} | {kept} | {per_page:.2f} | {wall:.1f} | {disk:.1f} | {ratio} |")


def run_all(
    given: argparse.Namespace, seed: str, folder: Path
) -> list[tuple[str, int, float, float, int]]:
    """Return a row (name, articles kept, CPU s, wall s, bytes on disk) for each crawler."""
    rows = []
    if given.scrapy:
        out = folder / "items.jsonl"
        spider = str(HERE / "scrapy_spider.py")
        cpu, wall = measure([given.scrapy, spider, seed, str(out), str(given.concurrency)])
        kept = len({json.loads(line)["url"] for line in out.read_text().splitlines()})
        rows.append(("scrapy", kept, cpu, wall, out.stat().st_size))
    archive = folder / "archive.db"
    command = [
        sys.executable,
        "scrape.py",
        "crawl",
        str(archive),
        seed,
        "--allow-private",
        "--quiet",
    ]
    cpu, wall = measure([*command, "--delay", "0", "--concurrency", str(given.concurrency)])
    with sqlite3.connect(archive) as connection:
        kept = connection.execute("select count(*) from articles").fetchone()[0]
    rows.append(("ours", kept, cpu, wall, archive.stat().st_size))
    cpu, wall = measure([*command, "--delay", "0", "--concurrency", str(given.concurrency)])
    rows.append(("ours, second run", kept, cpu, wall, archive.stat().st_size))
    return rows


if __name__ == "__main__":
    main()
