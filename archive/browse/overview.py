"""What the front page says of an archive as a whole, each piece from an index."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from archive.browse.headlines import Headline, read_headlines
from archive.errors import ArchiveDamaged
from archive.revisions import decode_names
from archive.verdict import verdict

NEWEST, CHANGED, GONE = 8, 6, 5

_COUNTED = ("sites", "articles", "experts", "outlets")
_NEWEST = """
    SELECT id FROM articles INDEXED BY articles_published
    WHERE published IS NOT NULL ORDER BY published DESC, id DESC LIMIT ?
"""
_CHANGED = """
    SELECT id FROM articles INDEXED BY articles_changed
    WHERE last_changed_at > first_seen_at ORDER BY last_changed_at DESC, id DESC LIMIT ?
"""
_GONE = """
    SELECT id FROM articles INDEXED BY articles_gone
    WHERE gone_at IS NOT NULL ORDER BY gone_at DESC, id DESC LIMIT ?
"""
_LAST_CHANGE = """
    SELECT number, seen_at, changed FROM site_changes WHERE article_id = ?
    ORDER BY number DESC LIMIT 1
"""
# Imports and re-extractions are runs too; how the crawl does is told by the last one of those.
_LAST_RUN = """
    SELECT id, command, started_at, finished_at, status, totals, error FROM runs
    ORDER BY command = 'crawl' DESC, id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The last crawl: `word` is how it went, the rest what it brought."""

    started_at: str
    finished_at: str | None
    word: str
    new: int
    changed: int
    gone: int
    failed: int
    asked: int
    sites: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the site changed last in an article."""

    article: Headline
    number: int
    seen_at: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The counts of whole tables, and articles by year or, within few years, by month."""

    counts: Mapping[str, int]
    years: tuple[tuple[int, int], ...]
    months: tuple[tuple[str, int], ...]


def read_overview(conn: sqlite3.Connection) -> Overview:
    """Count the archive; it takes a moment where it is large, and holds until something changes."""
    counts = {
        table: conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        for table in _COUNTED
    }
    years = conn.execute(
        "SELECT year, count(*) FROM articles INDEXED BY articles_year"
        " WHERE year > 0 GROUP BY year ORDER BY year"
    )
    by_year = tuple((row[0], row[1]) for row in years)
    by_month: tuple[tuple[str, int], ...] = ()
    if by_year and by_year[-1][0] - by_year[0][0] < 2:
        months = conn.execute(
            "SELECT month, count(*) FROM articles INDEXED BY articles_month"
            " WHERE month IS NOT NULL GROUP BY month ORDER BY month"
        )
        by_month = tuple((row[0], row[1]) for row in months)
    return Overview(counts=counts, years=by_year, months=by_month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """What came, changed and went last."""

    newest: list[Headline]
    changed: list[Change]
    gone: list[Headline]
    run: Run | None


def read_latest(conn: sqlite3.Connection) -> Latest:
    """Return what the front page shows of single articles and of the last run."""
    newest, changed, gone = (
        [row[0] for row in conn.execute(sql, (limit,))]
        for sql, limit in ((_NEWEST, NEWEST), (_CHANGED, CHANGED), (_GONE, GONE))
    )
    return Latest(
        newest=read_headlines(conn, newest),
        changed=[
            change
            for article in read_headlines(conn, changed)
            if (change := _last_change(conn, article))
        ],
        gone=read_headlines(conn, gone),
        run=_last_run(conn),
    )


def _last_change(conn: sqlite3.Connection, article: Headline) -> Change | None:
    row = conn.execute(_LAST_CHANGE, (article.id,)).fetchone()
    if row is None:
        return None
    return Change(article=article, number=row[0], seen_at=row[1], fields=decode_names(row[2]))


def _last_run(conn: sqlite3.Connection) -> Run | None:
    row = conn.execute(_LAST_RUN).fetchone()
    if row is None:
        return None
    run_id, _, started_at, finished_at, status, text, error = row
    try:
        totals = msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, TypeError) as problem:
        raise ArchiveDamaged(f"the totals of run {run_id} cannot be read: {problem}") from problem
    failed = sum(totals.get("failed", {}).values())
    asked = sum(totals.get(name, 0) for name in ("fetched", "unchanged", "moved", "gone"))
    (sites,) = conn.execute(
        "SELECT count(*) FROM runs_sites WHERE run_id = ?", (run_id,)
    ).fetchone()
    return Run(
        started_at=started_at,
        finished_at=finished_at,
        word=verdict(status, totals, error).partition(":")[0],
        new=totals.get("articles_new", 0),
        changed=totals.get("articles_changed", 0),
        gone=totals.get("articles_gone", 0),
        failed=failed,
        asked=asked + failed,
        sites=sites,
    )
