"""An archive of invented articles with all that the reading room shows: sites, people, versions.

Rows are written as the recorder writes them, without the bytes of the pages: all share one.
"""

import hashlib
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import zstandard

from archive.article_columns import COLUMNS, columns_of
from archive.names import Names
from archive.parts import Parts
from archive.revisions import Packer, content_digest, encode
from archive.store import Archive
from benchmarks.made_articles import MadeArticle, articles, sentences, vocabulary
from scraper.records import Article, Evidence, Expert, Extraction, Source, TitledLink

BATCH = 500
HOSTS = tuple(f"{name}.example" for name in ("harbour", "delta", "north", "lowland", "treaty"))
EXPERTS, OUTLETS, TAGS = 800, 250, 1500
RUNS = 200
CHANGED, CHANGED_TWICE, GONE = 0.06, 0.02, 0.015
_INSERT_COLUMNS = (*COLUMNS, "id", "url", "site_id", "page_id", "first_seen_at", "last_seen_at",
                   "last_changed_at", "gone_at")  # fmt: skip
_INSERT = (
    f"INSERT INTO articles ({', '.join(_INSERT_COLUMNS)})"
    f" VALUES ({', '.join('?' * len(_INSERT_COLUMNS))})"
)


class _Cast:
    """The people, media and subjects: a few come back all the time, most hardly ever."""

    def __init__(self, words: list[str], source: random.Random) -> None:
        self._source = source
        self._latest: list[tuple[str, str]] = []

        def name(parts: int) -> str:
            return " ".join(source.choice(words[400:]).capitalize() for _ in range(parts))

        self._experts = [name(2) for _ in range(EXPERTS)]
        self._outlets = [name(2) for _ in range(OUTLETS)]
        self._tags = [name(1) for _ in range(TAGS)]

    def _some(self, names: list[str], count: int) -> list[str]:
        picked = (int(len(names) * self._source.random() ** 2.5) for _ in range(count))
        return list(dict.fromkeys(names[at] for at in picked))

    def article(self, made: MadeArticle, url: str) -> Article:
        """Return an article with people, a source and tags."""
        source = self._source
        outlet = self._some(self._outlets, 1)[0]
        article = Article(
            url=url,
            canonical_url=url,
            lang=made.lang,
            title=made.title,
            published=made.published,
            section=made.section,
            summary=made.summary,
            tags=tuple(self._some(self._tags, source.randint(0, 4))),
            body=tuple(made.body.split("\n\n")),
            source=Source(name=outlet, url=None, phrase=f"Published by {outlet}")
            if source.random() < 0.4
            else None,
            experts=tuple(
                Expert(name=name, role="Analyst")
                for name in self._some(self._experts, source.choice((0, 1, 1, 1, 2, 3)))
            ),
            related_news=tuple(TitledLink(title=title, url=at) for title, at in self._latest),
        )
        self._latest = [(made.title, url), *self._latest[:2]]
        return article


def fill(path: Path, count: int, seed: int = 11) -> None:
    """Make an archive of so many articles."""
    source = random.Random(seed)
    words = vocabulary()
    made = articles(sentences(words), count)
    with Archive.open(path, create=True) as archive:
        writer = _Writer(archive, _Cast(words, source), source, count)
        while batch := list(islice(made, BATCH)):
            writer.add(batch)


class _Writer:
    def __init__(self, archive: Archive, cast: _Cast, source: random.Random, count: int) -> None:
        self._conn = archive._db.conn
        self._cast, self._source, self._count = cast, source, count
        self._packer = Packer()
        self._done = 0
        self._ground()

    def _ground(self) -> None:
        body = b"<!doctype html><title>Invented</title><p>Invented."
        self._digest = hashlib.sha256(body).hexdigest()
        conn = self._conn
        conn.execute("BEGIN IMMEDIATE")
        conn.executemany("INSERT INTO sites (host) VALUES (?)", [(host,) for host in HOSTS])
        conn.execute(
            "INSERT INTO blobs (digest, codec, length, data) VALUES (?, 'zstd', ?, ?)",
            (self._digest, len(body), _packed(body)),
        )
        for run in range(RUNS):
            totals = {"fetched": 500, "unchanged": 40, "articles_new": 480, "articles_changed": 9}
            conn.execute(
                "INSERT INTO runs (command, started_at, finished_at, status, totals)"
                " VALUES ('crawl', ?, ?, 'done', ?)",
                (_run_at(run), _run_at(run), encode(totals)),
            )
            conn.executemany(
                "INSERT INTO runs_sites (run_id, site_id, fetched, articles_new, readings, words,"
                " with_title, with_published, with_body) VALUES (?, ?, 100, 96, 98, 78400, 98, 98,"
                " 98)",
                [(run + 1, site + 1) for site in range(len(HOSTS))],
            )
        conn.execute("COMMIT")

    def add(self, batch: list[MadeArticle]) -> None:
        """Add articles in one transaction."""
        conn, source = self._conn, self._source
        conn.execute("BEGIN IMMEDIATE")
        names = Names(conn)
        parts = Parts(conn, names)
        first = self._done
        for made in batch:
            number = self._done + 1
            site = 1 + int(len(HOSTS) * source.random() ** 1.7)
            url = f"https://{HOSTS[site - 1]}/{made.section.lower()}/{number}/"
            run = self._done * RUNS // self._count
            article = self._cast.article(made, url)
            changes = 1 + (source.random() < CHANGED) + (source.random() < CHANGED_TWICE)
            changed_run = min(RUNS - 1, run + source.randint(1, 60)) if changes > 1 else run
            gone_run = min(RUNS - 1, run + source.randint(1, 90))
            gone_at = _run_at(gone_run) if source.random() < GONE else None
            conn.execute(
                "INSERT INTO pages (id, url, site_id, kind, state, found_by, found_at, fetched_at,"
                " checked_at, due_at, ways) VALUES (?, ?, ?, 'article', ?, 'sitemap', ?, ?, ?, ?,"
                " 4)",
                (number, url, site, "gone" if gone_at else "done", *(_run_at(run),) * 3,
                 None if gone_at else _run_at(RUNS + number % 30)),
            )  # fmt: skip
            digest = content_digest(article)
            conn.execute(
                _INSERT,
                (*columns_of(article, digest, names), number, url, site, number, _run_at(run),
                 _run_at(RUNS), _run_at(changed_run), gone_at),
            )  # fmt: skip
            conn.execute("UPDATE pages SET article_id = id WHERE id = ?", (number,))
            parts.add(number, Extraction(article=article, profile="generic", extractor="1"))
            for version, at in enumerate(_spread(run, changed_run, changes), 1):
                self._revision(number, version, at, article, digest)
            self._done += 1
        conn.execute(
            "INSERT INTO articles_fts (rowid, title, summary, body)"
            " SELECT id, title, summary, body FROM articles WHERE id > ?",
            (first,),
        )
        conn.execute("COMMIT")

    def _revision(self, number: int, version: int, run: int, article: Article, digest: str) -> None:
        cursor = self._conn.execute(
            "INSERT INTO snapshots (page_id, run_id, fetched_at, status, headers, digest, length,"
            " blob_id) VALUES (?, ?, ?, 200, '[]', ?, 50, 1)",
            (number, run + 1, _run_at(run), self._digest),
        )
        evidence = {"title": Evidence(rule="h1", place="main > h1")}
        self._conn.execute(
            "INSERT INTO revisions (article_id, number, snapshot_id, seen_at, extractor, profile,"
            " digest, changed, reading, evidence, cause) VALUES (?, ?, ?, ?, '1', 'generic', ?, ?,"
            " ?, ?, ?)",
            (number, version, cursor.lastrowid, _run_at(run), digest if version == 1 else
             hashlib.sha256(f"{digest}{version}".encode()).hexdigest(),
             '[]' if version == 1 else '["title", "body"]', encode(article),
             self._packer.pack(evidence), "first" if version == 1 else "site"),
        )  # fmt: skip


def _spread(first: int, last: int, count: int) -> Iterator[int]:
    for at in range(count):
        yield first + (last - first) * at // max(1, count - 1)


def _run_at(run: int) -> str:
    return f"{2024 + run // 336:04d}-{run % 336 // 28 + 1:02d}-{run % 28 + 1:02d}T04:00:00.000000Z"


def _packed(body: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(body)
