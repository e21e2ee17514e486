"""Whether rows agree with one another: articles with their readings, states with counts."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from archive.article_columns import OF_CONTENT, content_of
from archive.errors import ArchiveDamaged
from archive.revisions import content_digest, decode_article, decode_names, unpack_evidence

# After so many problems of one kind the rest is noise.
SHOWN = 100

_WRONG_ROWS = (
    (
        "revision {} points at no snapshot",
        "SELECT id FROM revisions WHERE snapshot_id NOT IN (SELECT id FROM snapshots)",
    ),
    (
        "article {} has no revision",
        "SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM revisions)",
    ),
    (
        "article {} lacks one of its revisions",
        "SELECT article_id FROM revisions GROUP BY article_id"
        " HAVING count(*) <> max(number) OR min(number) <> 1",
    ),
    (
        "snapshot {} and its bytes have different digests",
        "SELECT snapshots.id FROM snapshots JOIN blobs ON blobs.id = blob_id"
        " WHERE blobs.digest <> snapshots.digest OR blobs.length <> snapshots.length",
    ),
    (
        "snapshot {} is a revisit of other bytes",
        "SELECT snapshots.id FROM snapshots JOIN snapshots AS first ON first.id ="
        " snapshots.revisit_of WHERE first.digest <> snapshots.digest"
        " OR first.revisit_of IS NOT NULL",
    ),
    (
        "page {} is done but has no snapshot",
        "SELECT id FROM pages WHERE state = 'done' AND digest IS NOT NULL"
        " AND id NOT IN (SELECT page_id FROM snapshots)",
    ),
    (
        "page {} names a digest that none of its snapshots has",
        "SELECT id FROM pages WHERE digest IS NOT NULL AND NOT EXISTS (SELECT 1 FROM snapshots"
        " WHERE page_id = pages.id AND snapshots.digest = pages.digest)",
    ),
    (
        "page {} was never fetched and has a snapshot",
        "SELECT id FROM pages WHERE fetches = 0 AND id IN (SELECT page_id FROM snapshots)",
    ),
    (
        "run {} counts more fetches than it has snapshots",
        "SELECT id FROM runs WHERE command IN ('crawl', 'demo') AND totals <> '{}'"
        " AND json_extract(totals, '$.fetched') > ("
        " SELECT count(*) FROM snapshots WHERE run_id = runs.id)",
    ),
)
_NEWEST = """
    SELECT articles.id, revisions.reading, {columns} FROM articles
    JOIN revisions ON revisions.article_id = articles.id
    WHERE number = (SELECT max(number) FROM revisions AS r WHERE r.article_id = articles.id)
"""


def row_problems(conn: sqlite3.Connection) -> Iterator[str]:
    """Tell which rows contradict others."""
    for message, sql in _WRONG_ROWS:
        for (row,) in conn.execute(f"{sql} LIMIT {SHOWN:d}"):
            yield message.format(row)


def article_problems(conn: sqlite3.Connection) -> Iterator[str]:
    """Tell which articles differ from their newest reading, and in what."""
    for article_id, names in wrong_articles(conn):
        yield f"article {article_id} differs from its newest revision in {', '.join(names)}"


def wrong_articles(conn: sqlite3.Connection) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the articles that differ from their newest reading, with the columns it gives."""
    named = ", ".join(f"articles.{name}" for name in OF_CONTENT)
    for article_id, text, *values in conn.execute(_NEWEST.format(columns=named)):
        try:
            article = decode_article(text)
        except ArchiveDamaged:
            continue  # told with the readings
        told = content_of(article, content_digest(article))
        wrong = {
            name: value
            for name, value, kept in zip(OF_CONTENT, told, values, strict=True)
            if kept != value
        }
        if wrong:
            yield article_id, wrong


def reading_problems(conn: sqlite3.Connection, totals: dict[str, int]) -> Iterator[str]:
    """Tell which readings, lists of changes or evidence cannot be read or lack their digest."""
    rows = conn.execute("SELECT id, digest, changed, reading, evidence FROM revisions")
    for row, digest, changed, reading, evidence in rows:
        try:
            article = decode_article(reading)
            decode_names(changed)
            unpack_evidence(evidence)
        except ArchiveDamaged as error:
            yield f"revision {row}: {error}"
            continue
        totals["revisions"] += 1
        if content_digest(article) != digest:
            yield f"revision {row}: the reading does not match its digest"
