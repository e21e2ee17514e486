"""Kill crawls at random instants, check the archive after each, and count what was lost.

    python -m benchmarks.kills SITE ARTICLES [--kills 500] [--reset URL] [--stats URL]

SITE is a running site of ARTICLES articles, best one that fails, drops and stalls. A crawl is
killed and started again until it is through, then the next begins with a new archive. `--reset` is
asked before each crawl; `--stats` after it: what the site counted, `requests` and `distinct_paths` in JSON.
"""

import argparse
import json
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from archive.store import Archive

_IN_FLIGHT = 8
_OPTIONS = ("--allow-private", "--delay", "0", "--concurrency", str(_IN_FLIGHT), "--quiet")
_LATEST_SECONDS = 3.0  # of a crawl at which a kill falls; the earliest is its very start
_KILLS_A_CRAWL = 30  # then it may end: the last pages may fail for longer than three seconds
_HALF_WRITTEN = {
    "page without its snapshot": "SELECT count(*) FROM pages WHERE state = 'done'"
    " AND id NOT IN (SELECT page_id FROM snapshots)",
    "snapshot without its bytes": "SELECT count(*) FROM snapshots"
    " WHERE revisit_of IS NULL AND blob_id IS NULL AND length > 0",
    "article without a revision": "SELECT count(*) FROM articles"
    " WHERE id NOT IN (SELECT article_id FROM revisions)",
    "article kept twice": "SELECT count(*) - count(DISTINCT url_key) FROM articles",
}


@dataclass
class Tally:
    """What all crawls came to."""

    kills: int = 0
    crawls: int = 0
    articles: int = 0
    wanted: int = 0
    again: int = 0
    faults: Counter[str] = field(default_factory=Counter)


def crawl_to_the_end(site: str, path: Path, chance: random.Random, tally: Tally, most: int) -> None:
    """Start, kill and check until a crawl is through."""
    command = [sys.executable, "scrape.py", "crawl", str(path), site, *_OPTIONS]
    stored: set[str] = set()
    for attempt in range(_KILLS_A_CRAWL + 1):
        process = subprocess.Popen(command, stderr=subprocess.PIPE)
        is_last = tally.kills >= most or attempt == _KILLS_A_CRAWL
        wait = None if is_last else chance.uniform(0, _LATEST_SECONDS)
        try:
            process.communicate(timeout=wait)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            tally.kills += 1
            stored = check(path, stored, tally)
            continue
        check(path, stored, tally)
        if process.returncode not in (0, 3):
            tally.faults[f"exit code {process.returncode}"] += 1
        return


def check(path: Path, stored: set[str], tally: Tally) -> set[str]:
    """Count what is wrong with an archive; return the addresses of the articles in it."""
    if not path.exists() or path.stat().st_size == 0:
        return stored
    try:
        with Archive.open(path, create=True) as archive:  # it may have no tables yet
            tally.faults.update(f"verify: {problem}" for problem in archive.verify().problems)
    except sqlite3.Error as error:
        tally.faults[f"sqlite: {error}"] += 1
        return stored
    with closing(sqlite3.connect(path)) as conn:
        for name, sql in _HALF_WRITTEN.items():
            tally.faults[name] += conn.execute(sql).fetchone()[0]
        now = {url for (url,) in conn.execute("SELECT url FROM articles")}
    tally.faults["article lost again"] += len(stored - now)
    return now


def ask(url: str) -> dict[str, int]:
    with urllib.request.urlopen(url, timeout=30) as answer:
        told: dict[str, int] = json.load(answer)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site")
    parser.add_argument("articles", type=int)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--reset")
    parser.add_argument("--stats")
    given = parser.parse_args()
    chance, tally, started = random.Random(given.seed), Tally(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        while tally.kills < given.kills:
            if given.reset:
                ask(given.reset)
            path = Path(folder) / f"{tally.crawls}.db"
            crawl_to_the_end(given.site, path, chance, tally, given.kills)
            with closing(sqlite3.connect(path)) as conn:
                tally.articles += conn.execute("SELECT count(*) FROM articles").fetchone()[0]
            tally.crawls, tally.wanted = tally.crawls + 1, tally.wanted + given.articles
            if given.stats:
                told = ask(given.stats)
                tally.again += told["requests"] - told["distinct_paths"]
            print(
                f"{tally.kills} kills, {tally.crawls} crawls, {tally.articles} of {tally.wanted}"
                f" articles, {tally.again} requests asked again,"
                f" faults {dict(+tally.faults)}, {time.monotonic() - started:.0f} s",
                flush=True,
            )
            for old in Path(folder).glob("*"):
                old.unlink()
    lost = tally.wanted - tally.articles
    print(f"lost {lost}; a kill may cost the {_IN_FLIGHT} in flight, and faults cost attempts")
    sys.exit(bool(lost or +tally.faults))


if __name__ == "__main__":
    main()
