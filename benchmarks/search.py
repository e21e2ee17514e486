"""Search as an archive grows: time of the first page, size of the index, cost of an insert.

`python -m benchmarks.search [--articles N] [--keep FILE] [--plots FOLDER]`, and for an archive
that was kept `python -m benchmarks.search --ask FILE`
"""

import argparse
import gc
import hashlib
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from archive.search import Filters, search
from archive.store import Archive
from benchmarks.made_articles import MIDDLE_WORDS, MadeArticle, articles, sentences, vocabulary
from benchmarks.plots import line_plot

BATCH = 50  # what a crawl hands over at once
POINTS = 8
QUERIES = 1000
DAY = "2026-01-01T00:00:00.000000Z"
_INSERT = """
    INSERT INTO articles (url, site_id, page_id, lang, title, published, section, summary, body,
        word_count, digest, first_seen_at, last_seen_at, last_changed_at)
    VALUES (?, 1, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def fill(conn: sqlite3.Connection, batch: list[MadeArticle], first: int) -> float:
    """Add articles as the recorder does, in one transaction; return the CPU seconds of it."""
    rows = [
        (
            f"https://institute.example/{first + n}/", a.lang, a.title, a.published, a.section,
            a.summary, a.body, len(a.body.split()), hashlib.sha256(a.body.encode()).hexdigest(),
            DAY, DAY, DAY,
        )
        for n, a in enumerate(batch)
    ]  # fmt: skip
    start = time.process_time()
    conn.execute("BEGIN IMMEDIATE")
    conn.executemany(_INSERT, rows)
    conn.execute(
        "INSERT INTO articles_fts (rowid, title, summary, body)"
        " SELECT id, title, summary, body FROM articles WHERE id > ?",
        (first,),
    )
    conn.execute("COMMIT")
    return time.process_time() - start


def questions(pool: list[str], seed: int = 5) -> Iterator[tuple[str, str, Filters]]:
    """Yield (kind, query, filters): words as often as they are written, common ones too."""
    source = random.Random(seed)

    def words(count: int) -> list[str]:
        return [source.choice(source.choice(pool).rstrip(".").split()) for _ in range(count)]

    def phrase(length: int) -> str:
        parts = source.choice(pool).rstrip(".").split()
        at = source.randrange(len(parts) - length)
        return " ".join(parts[at : at + length])

    while True:
        yield "one word", words(1)[0], Filters()
        yield "two words", " ".join(words(2)), Filters()
        yield "three words", " ".join(words(3)), Filters()
        yield "phrase", f'"{phrase(3)}"', Filters()
        yield "prefix", words(1)[0][:4] + "*", Filters()
        yield "either", " OR ".join(words(2)), Filters()
        yield "without", " NOT ".join(words(2)), Filters()
        yield "title", f"title:{words(1)[0]}", Filters()
        yield "section", words(1)[0], Filters(section="Reports")
        yield "year", words(1)[0], Filters(year=source.randint(2000, 2024))


def ask(conn: sqlite3.Connection, pool: list[str]) -> dict[str, list[float]]:
    """Return the CPU milliseconds of the first page for each kind of question."""
    gc.freeze()  # the pool of sentences is no part of a search
    times: dict[str, list[float]] = {}
    for kind, query, filters in islice(questions(pool), QUERIES):
        start = time.process_time()
        search(conn, query, filters=filters, limit=10)
        times.setdefault(kind, []).append((time.process_time() - start) * 1000)
    return times


def percentile(values: list[float], share: float) -> float:
    """Return the value below which this share lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def sizes(conn: sqlite3.Connection) -> tuple[int, int]:
    """Return the bytes of the text and of its full-text index."""
    (text,) = conn.execute(
        "SELECT sum(length(CAST(title AS BLOB)) + length(CAST(summary AS BLOB))"
        " + length(CAST(body AS BLOB))) FROM articles"
    ).fetchone()
    (index,) = conn.execute("SELECT sum(length(block)) FROM articles_fts_data").fetchone()
    return text, index


def measure(path: Path, count: int, middle_words: int) -> list[dict[str, float]]:
    """Fill an archive in steps and measure after each; print a row a step."""
    pool = sentences(vocabulary())
    made = articles(pool, count, middle_words=middle_words)
    rows = []
    with Archive.open(path, create=True) as archive:
        conn = archive._db.conn
        conn.execute("INSERT INTO sites (host) VALUES ('institute.example')")
        conn.execute(
            "INSERT INTO pages (url, site_id, found_by, found_at) VALUES ('x', 1, 'seed', ?)",
            (DAY,),
        )
        done = 0
        for step in range(1, POINTS + 1):
            batches = []
            while done < count * step // POINTS and (batch := list(islice(made, BATCH))):
                batches.append(fill(conn, batch, done) * 1000 / len(batch))
                done += len(batch)
            times = [value for kind in ask(conn, pool).values() for value in kind]
            text, index = sizes(conn)
            row = {
                "articles": done,
                "insert ms": sum(batches) / len(batches),
                "insert p95 ms": percentile(batches, 0.95),
                "search p50 ms": percentile(times, 0.5),
                "search p95 ms": percentile(times, 0.95),
                "text MB": text / 1e6,
                "index MB": index / 1e6,
            }
            if step == 1:
                print("| " + " | ".join(row) + " |\n" + "|---" * len(row) + "|")
            print("| " + " | ".join(f"{value:,.4g}" for value in row.values()) + " |", flush=True)
            rows.append(row)
        tell(ask(conn, pool))
    return rows


def tell(times: dict[str, list[float]]) -> None:
    """Print the times of each kind of question, and of all."""
    print("\n| question | p50 ms | p95 ms |\n|---|---|---|")
    together = [value for values in times.values() for value in values]
    for kind, values in {**times, "all": together}.items():
        print(f"| {kind} | {percentile(values, 0.5):.1f} | {percentile(values, 0.95):.1f} |")


def main() -> None:
    """Measure, print tables, draw plots."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--words", type=int, default=MIDDLE_WORDS, help="of an article, mostly")
    options.add_argument("--keep", type=Path, help="leave the archive in this file")
    options.add_argument("--ask", type=Path, help="ask the questions of this archive, no more")
    options.add_argument("--plots", type=Path, help="draw two plots into this folder")
    given = options.parse_args()
    if given.ask:
        with Archive.open(given.ask, read_only=True) as archive:
            tell(ask(archive._db.conn, sentences(vocabulary())))
        return
    if given.keep and given.keep.exists():
        sys.exit(f"error: {given.keep} exists")
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(given.keep or Path(folder) / "search.db", given.articles, given.words)
    if given.plots:
        at = [row["articles"] for row in rows]
        for name, title, keys in (
            ("search-time", "first page, CPU ms", ("search p50 ms", "search p95 ms")),
            ("search-insert", "insert of an article, CPU ms", ("insert ms", "insert p95 ms")),
        ):
            lines = {key: [row[key] for row in rows] for key in keys}
            (given.plots / f"{name}.svg").write_text(line_plot(title, "articles", at, lines))


if __name__ == "__main__":
    main()
