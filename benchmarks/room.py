"""The reading room over HTTP as a reader meets it: time to the first byte and to the last.

`python -m benchmarks.room [--articles N] [--archive FILE] [--times N]`
"""

import argparse
import http.client
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.made_archive import HOSTS, fill

START_SECONDS = 60
# A word in most articles, and one in a few.
COMMON, RARE = 0.3, 0.0005


def main() -> None:
    """Serve an archive with `scrape browse`, ask for its pages, print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--archive", type=Path, help="this one; it is made where there is none")
    options.add_argument("--times", type=int, default=40, help="requests for each kind of page")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.archive or Path(folder) / "room.db"
        if not path.exists():
            fill(path, given.articles)
        pages = dict(addresses(path, given.times))
        with served(path) as (process, port):
            ask(port, "/")  # templates are compiled when they are first used
            print("| page | first byte p50 ms | p95 | most | last byte p50 ms | p95 | CPU ms |")
            print("|---|--:|--:|--:|--:|--:|--:|")
            for name, asked in pages.items():
                before = cpu_seconds(process)
                answers = [ask(port, address) for address in asked]
                report(name, answers, (cpu_seconds(process) - before) * 1000 / len(asked))


def addresses(path: Path, times: int) -> Iterator[tuple[str, list[str]]]:
    """Yield each kind of page with the addresses to ask for, in turn."""
    conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    source = random.Random(7)
    (articles,) = conn.execute("SELECT max(id) FROM articles").fetchone()
    common, rare = words(conn, articles, source)
    experts = [name for (name,) in conn.execute("SELECT name FROM experts ORDER BY id LIMIT 20")]
    ids = [source.randint(1, articles) for _ in range(times)]
    conn.close()

    def lists(*narrowed: dict[str, str]) -> list[str]:
        return [f"/-/articles?{urlencode(narrowed[n % len(narrowed)])}" for n in range(times)]

    yield "front", ["/"] * times
    yield "list", ["/-/articles"] * times
    yield "list, a site", lists(*({"site": host} for host in HOSTS))
    yield "list, a language", lists({"lang": "en"}, {"lang": "nl"})
    yield "list, a year", lists(*({"year": f"{year}"} for year in range(2000, 2024)))
    yield "list, an expert", lists(*({"expert": name} for name in experts))
    yield "list, site and section", lists(*({"site": h, "section": "News"} for h in HOSTS))
    yield "list, changed", lists({"state": "changed", "order": "changed"})
    yield "search, common word", lists(*({"q": word} for word in common))
    yield "search, rare word", lists(*({"q": word} for word in rare))
    yield (
        "search, two words",
        lists(*({"q": f"{c} {r}"} for c, r in zip(common, rare, strict=True))),
    )
    yield "search, common, a site", lists(*({"q": w, "site": HOSTS[0]} for w in common))
    deep = [{"after": f"0~{2001 + n % 4}-06-01~{n}~90000"} for n in range(times)]
    yield "list, deep page", lists(*deep)
    yield "search, deep page", lists(*({"q": w, "after": f"{articles}~1900"} for w in common))
    yield "article", [f"/-/articles/{article}" for article in ids]
    yield "Atom feed", ["/-/articles.atom"] * times


def words(
    conn: sqlite3.Connection, articles: int, source: random.Random
) -> tuple[list[str], list[str]]:
    """Return words that many articles have, and words that few have."""
    common: list[str] = []
    rare: list[str] = []
    while len(common) < 10 or len(rare) < 10:
        (body,) = conn.execute(
            "SELECT body FROM articles WHERE id = ?", (source.randint(1, articles),)
        ).fetchone()
        word = source.choice(re.findall(r"\w+", body)).lower()
        (share,) = conn.execute(
            "SELECT count(*) * 1.0 / ? FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ?"
            " LIMIT ?)",
            (articles, f'"{word}"', int(articles * COMMON) + 1),
        ).fetchone()
        if share >= COMMON and word not in common:
            common.append(word)
        elif share <= RARE and word not in rare:
            rare.append(word)
    return common[:10], rare[:10]


@contextmanager
def served(path: Path) -> Iterator[tuple[int, int]]:
    """Run `scrape browse` in a process of its own; give its id and its port."""
    command = [str(Path(sys.executable).with_name("scrape")), "browse", str(path), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as p:
        try:
            assert p.stdout is not None
            for line in p.stdout:
                if found := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
                    yield p.pid, int(found[1])
                    return
            sys.exit("error: the server did not start")
        finally:
            p.terminate()


def ask(port: int, address: str) -> tuple[int, float, float]:
    """Return the status, and the milliseconds to the first and to the last byte of the body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
    connection.connect()
    start = time.perf_counter()
    connection.request("GET", address)
    response = connection.getresponse()
    response.read(1)
    first = time.perf_counter()
    response.read()
    last = time.perf_counter()
    connection.close()
    return response.status, (first - start) * 1000, (last - start) * 1000


def cpu_seconds(process: int) -> float:
    """Return the CPU seconds a process has taken; 0 where that cannot be asked (not on Linux)."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def report(name: str, answers: list[tuple[int, float, float]], cpu: float) -> None:
    """Print a row; of a page that is not there, that."""
    wrong = [status for status, _, _ in answers if status != 200]
    if wrong:
        print(f"| {name} | answered {wrong[0]} ||||||")
        return
    first = [at for _, at, _ in answers]
    last = [at for _, _, at in answers]
    values = (at(first, 0.5), at(first, 0.95), max(first), at(last, 0.5), at(last, 0.95), cpu)
    print(f"| {name} | " + " | ".join(f"{value:.0f}" for value in values) + " |", flush=True)


def at(values: list[float], share: float) -> float:
    """Return the value below which this share lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


if __name__ == "__main__":
    main()
