"""The memory of a crawl that knows a million addresses: `python -m benchmarks.memory`.

They are named in sitemaps of 50,000 behind one index a host, as the protocol has it; the crawl takes
all of them in and reads some pages. Memory is the proportional set size of the crawl's processes
together (`/proc/PID/smaps_rollup`), looked at five times a second; the peak is the highest sum.
"""

import argparse
import multiprocessing
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.many import page

_PORT = 8953
_EACH = 50_000
# Hosts, requests at once to one, processes that read.
RUNS = ((1, 1, 1), (1, 8, 1), (1, 8, 2), (20, 1, 1))
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def answer(base: str, path: str, addresses: int) -> tuple[str, str] | None:
    if path == "/robots.txt":
        return "text/plain", f"User-agent: *\nDisallow:\nSitemap: {base}/sitemap.xml\n"
    if path == "/sitemap.xml":
        rows = "".join(
            f"<sitemap><loc>{base}/sitemap-{number}.xml</loc></sitemap>"
            for number in range(-(-addresses // _EACH))
        )
        return "application/xml", f'<sitemapindex xmlns="{_NAMESPACE}">{rows}</sitemapindex>'
    if path.startswith("/sitemap-"):
        first = int(path.removeprefix("/sitemap-").removesuffix(".xml")) * _EACH
        rows = "".join(
            f"<url><loc>{base}/news/{number}/a-headline-of-some-words-{number}/</loc>"
            f"<lastmod>2026-01-{number % 28 + 1:02}T08:00:00Z</lastmod></url>"
            for number in range(first, min(first + _EACH, addresses))
        )
        return "application/xml", f'<urlset xmlns="{_NAMESPACE}">{rows}</urlset>'
    if path.startswith("/news/"):
        return "text/html", page(base, int(path.split("/")[2]))
    if path == "/":
        return "text/html", f'<title>Home</title><a href="{base}/news/0/">First</a>'
    return None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    addresses = 0

    def do_GET(self) -> None:
        found = answer(f"http://{self.headers['Host']}", self.path, self.addresses)
        kind, text = found or ("text/plain", "not here")
        body = text.encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(addresses: int) -> None:
    _Handler.addresses = addresses
    ThreadingHTTPServer(("", _PORT), _Handler).serve_forever()


def tree(pid: int) -> list[int]:
    """Return a process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in tree(int(child)))]


def memory(pid: int) -> float:
    """Return the megabytes a process and those below it take, what they share counted once."""
    total = 0
    for one in tree(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def crawl(
    archive: Path, hosts: int, pages: int, concurrency: int, jobs: int
) -> tuple[float, float, float]:
    """Return the peak in megabytes, the time it was at and the whole time, both in seconds."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "scrape.py", "crawl", str(archive), "--allow-private"]
        + [f"http://127.1.0.{number + 1}:{_PORT}/" for number in range(hosts)]
        + ["--delay", "0", "--quiet", "--max-pages", str(pages)]
        + ["--concurrency", str(concurrency), "--jobs", str(jobs)],
        stdout=subprocess.DEVNULL,
    )
    peak, peak_at = 0.0, 0.0
    while process.poll() is None:
        if (now := memory(process.pid)) > peak:
            peak, peak_at = now, time.perf_counter() - start
        time.sleep(0.2)
    if process.returncode:
        sys.exit("error: the crawl failed")
    return peak, peak_at, time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--addresses", type=int, default=1_000_000)
    parser.add_argument("--pages", type=int, default=2000)
    given = parser.parse_args()
    print("| hosts | requests at once to one | reading processes | addresses | articles", end="")
    print(" | peak MB | at s | of s |\n|---|---|---|---|---|---|---|---|")
    for hosts, concurrency, jobs in RUNS:
        server = multiprocessing.Process(
            target=serve, args=(given.addresses // hosts,), daemon=True
        )
        server.start()
        time.sleep(1)
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "memory.db"
            peak, at, whole = crawl(archive, hosts, given.pages, concurrency, jobs)
            with closing(sqlite3.connect(archive)) as conn:
                (known,) = conn.execute("SELECT count(*) FROM pages").fetchone()
                (articles,) = conn.execute("SELECT count(*) FROM articles").fetchone()
        print(
            f"| {hosts} | {concurrency} | {jobs} | {known:,} | {articles:,} | {peak:.0f} "
            f"| {at:.0f} | {whole:.0f} |",
            flush=True,
        )
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
