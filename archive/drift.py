"""Fields that used to be filled on a site and suddenly are not: a redesign, or a page gone wrong.

For each site the newest runs are held against the ones before: any number of newest runs, so that
a site with one article a night is judged as well as one with a hundred.
"""

import math
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from archive.run_sites import FIELDS

RUNS = 120  # of a site, looked at
_NEWEST = 20  # of them, at most, are held against the rest
_ENOUGH_BEFORE = 10  # articles before there is a habit to break
_ENOUGH_NOW = 3  # articles without: two odd ones in a row come from one editor
_USUAL = 0.5  # a field that fewer articles have was never there to be missed
_FALL = 0.2  # of the share, at least
# A chance of one in ten thousand: a few hundred sites with eleven fields stay quiet for months.
_UNLIKELY = math.log(1e-4)
# Texts differ in length a great deal more than titles differ in being there.
_WORDS_LEFT = 0.3
_ENOUGH_TEXTS = 10

_MISSING = {
    "title": "title IS NULL",
    "published": "published IS NULL",
    "body": "body = ''",
    "section": "section IS NULL",
    "summary": "summary IS NULL",
    "people": "authors = '[]' AND NOT EXISTS"
    " (SELECT 1 FROM articles_experts WHERE article_id = articles.id)",
    "source": "source_name IS NULL AND source_phrase IS NULL",
    "image": "image IS NULL",
    "tags": "NOT EXISTS (SELECT 1 FROM articles_tags WHERE article_id = articles.id)",
    "words": "1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One field of one site: the share of articles that had it, before and since a run.

    The field `article` counts pages that gave an article before and may give none now, as those
    that are gone, among all that were read or are as they were; of `words` the shares are words an
    article. `says` tells it to a person.
    """

    host: str
    field: str
    before: float
    now: float
    articles: int
    since_run: int
    since_at: str
    example: str | None
    says: str


def find_drift(
    conn: sqlite3.Connection, *, run_id: int | None = None, site_id: int | None = None
) -> tuple[Drift, ...]:
    """Return what drifts on any site, or on one, as of a run (the newest by default)."""
    rows = conn.execute(
        f"SELECT site_id, host, run_id, started_at, readings, unread, unchanged, words,"  # noqa: S608
        f" {_columns()}"
        " FROM runs_sites JOIN runs ON runs.id = run_id JOIN sites ON sites.id = site_id"
        " WHERE readings + unread > 0 AND run_id <= coalesce(:run, run_id)"
        f" {'' if site_id is None else 'AND site_id = :site'}"
        " ORDER BY site_id, run_id",
        {"run": run_id, "site": site_id},
    )
    found = []
    for site_id, of_site in groupby(rows, key=lambda row: row[0]):
        runs = list(of_site)[-RUNS:]
        for field, counted in _counted(runs):
            start = _words_broke(counted) if field == "words" else broke_at(counted)
            if start is not None:
                found.append(_drift(conn, site_id, field, runs, counted, start))
    return tuple(found)


def new_drift(conn: sqlite3.Connection, run_id: int) -> tuple[Drift, ...]:
    """Return what a run was the first to show as drifting: an alarm is raised once."""
    known = {(drift.host, drift.field) for drift in find_drift(conn, run_id=run_id - 1)}
    found = find_drift(conn, run_id=run_id)
    return tuple(drift for drift in found if (drift.host, drift.field) not in known)


def broke_at(counted: Sequence[tuple[int, int]]) -> int | None:
    """Return from which of these runs on a field is missing, or None.

    Args:
        counted: For each run, oldest first, how many articles were read and how many had it.

    Source: the Chernoff bound on so few successes (Hoeffding 1963, theorem 1), which for none at
    all is exact; the start that is least likely by chance is taken for the break.
    """
    least, at = _UNLIKELY, None
    articles, filled = map(sum, zip(*counted, strict=True))
    recent = recent_filled = 0
    is_newest = True
    for start in range(len(counted) - 1, max(0, len(counted) - 1 - _NEWEST), -1):
        recent += counted[start][0]
        recent_filled += counted[start][1]
        before, before_filled = articles - recent, filled - recent_filled
        if recent < _ENOUGH_NOW:
            continue
        if before < _ENOUGH_BEFORE:
            break
        usual, share = before_filled / before, recent_filled / recent
        if usual < _USUAL or share > usual - _FALL:
            if is_newest:
                return None  # whatever broke is mended
            continue
        is_newest = False
        # Half an article of each kind is added: a habit of ten articles is not a law.
        chance = -recent * _divergence(share, (before_filled + 0.5) / (before + 1))
        if chance < least:
            least, at = chance, start
    return at


def _divergence(share: float, usual: float) -> float:
    """Return the Kullback-Leibler divergence between two coins, in nats."""
    hit = share * math.log(share / usual) if share else 0.0
    miss = (1 - share) * math.log((1 - share) / (1 - usual)) if share < 1 else 0.0
    return hit + miss


def _words_broke(counted: Sequence[tuple[int, int]]) -> int | None:
    articles, words = map(sum, zip(*counted, strict=True))
    recent = recent_words = 0
    for start in range(len(counted) - 1, max(0, len(counted) - 1 - _NEWEST), -1):
        recent += counted[start][0]
        recent_words += counted[start][1]
        before, before_words = articles - recent, words - recent_words
        if min(before, recent) < _ENOUGH_TEXTS:
            continue
        if recent_words / recent < _WORDS_LEFT * before_words / before:
            return start
    return None


def _columns() -> str:
    return ", ".join(f"with_{field}" for field in FIELDS)


def _counted(runs: Sequence[Any]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    yield "article", [(row[4] + row[5] + row[6], row[4] + row[6]) for row in runs]
    yield "words", [(row[4], row[7]) for row in runs]
    for place, field in enumerate(FIELDS, 8):
        yield field, [(row[4], row[place]) for row in runs]


def _drift(
    conn: sqlite3.Connection,
    site_id: int,
    field: str,
    runs: Sequence[Any],
    counted: Sequence[tuple[int, int]],
    start: int,
) -> Drift:
    before, before_filled = map(sum, zip(*counted[:start], strict=True))
    articles, filled = map(sum, zip(*counted[start:], strict=True))
    since = runs[start]
    usual, share = before_filled / before, filled / articles
    example = _example(conn, site_id, field, since[2], since[3])
    told = f"since run {since[2]}" + (f", e.g. {example}" if example else "")
    if field == "words":
        says = f"texts of {share:.0f} words where {usual:.0f} are usual {told}"
    elif field == "article":
        says = f"{articles - filled} of {articles} pages give no article any more {told}"
    else:
        says = f"{field} on {filled} of {articles} articles where {usual:.0%} had it {told}"
    return Drift(
        host=since[1],
        field=field,
        before=round(usual, 3),
        now=round(share, 3),
        articles=articles,
        since_run=since[2],
        since_at=since[3],
        example=example,
        says=says,
    )


def _example(
    conn: sqlite3.Connection, site_id: int, field: str, run_id: int, since: str
) -> str | None:
    if field == "article":
        row = conn.execute(
            "SELECT events.url FROM events JOIN pages ON pages.id = page_id"
            " WHERE site_id = ? AND events.kind IN ('unread', 'gone', 'moved') AND run_id >= ?"
            " AND article_id IS NOT NULL"
            " ORDER BY events.id DESC LIMIT 1",
            (site_id, run_id),
        ).fetchone()
    else:
        row = conn.execute(
            "SELECT url FROM articles WHERE site_id = ? AND last_seen_at >= ?"  # noqa: S608
            f" AND {_MISSING[field]} ORDER BY last_seen_at DESC, word_count LIMIT 1",
            (site_id, since),
        ).fetchone()
    return row[0] if row else None
