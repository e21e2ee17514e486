"""Ranking the articles that a look found: by bm25 over the words that are not common.

FTS5 counts a word's articles once more for bm25, so a word that a great part of them has is left
out; where there are no others, articles with the words in the headline come first.
"""

import sqlite3
from typing import Literal

import msgspec

from archive import queries
from archive.newest import Look

Order = Literal["best", "recent", "newest"]

# A word in the headline says more than one in the summary, and that more than one in the text.
WEIGHTS = "10.0, 4.0, 1.0"
# A phrase whose words are all in more articles than this is not counted for bm25, its words are.
PHRASE = 3_000
# `recent`: an article so many days older than the newest counts half as much.
HALF_DAYS = 730.0
# An article without a day is taken for ten years old.
NO_DAY = 3650.0

# The plus keeps SQLite from asking the full text once for each of the ids.
_AMONG = """
    SELECT articles_fts.rowid, {score} FROM articles_fts
    WHERE articles_fts MATCH :query AND articles_fts.rowid BETWEEN :first AND :last
    AND +articles_fts.rowid IN (SELECT value FROM json_each(:ids))
"""
_SCORE = f"bm25(articles_fts, {WEIGHTS})"
_DAYS = """
    SELECT id, julianday(substr(published, 1, 10)) FROM articles INDEXED BY articles_facets
    WHERE id IN (SELECT value FROM json_each(?))
"""
_COUNT = """
    SELECT count(*) FROM (
        SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT {limit:d})
"""


def best(
    conn: sqlite3.Connection,
    reading: str,
    query: str,
    seen: Look,
    order: Order,
    *,
    common: int,
    whole: bool,
) -> list[tuple[int, float]]:
    """Return the articles of one look with their ranks, lower is better, best first.

    Args:
        conn: The archive.
        reading: The query as it is understood.
        query: The same as it was asked, with beginnings spelt out.
        seen: What it has found.
        order: What is ranked by.
        common: Words of more articles than this are not counted.
        whole: No other articles answer.
    """
    if not seen.found:
        return []
    if order == "newest":
        scores = dict.fromkeys(seen.found, 0.0)
    else:
        telling = _telling(conn, reading, query, common=common, whole=whole)
        scores = _scores(conn, telling, query, seen)
    if order != "best":
        days = dict(conn.execute(_DAYS, (_json(seen.found),)).fetchall())
        latest = max((day for day in days.values() if day), default=0.0)
        for row, score in scores.items():
            age = latest - (days.get(row) or latest - NO_DAY)
            scores[row] = age if order == "newest" else score / (1 + age / HALF_DAYS)
    # Of equals the one that came last first.
    return sorted(scores.items(), key=lambda item: (item[1], -item[0]))


def _scores(conn: sqlite3.Connection, telling: str, query: str, seen: Look) -> dict[int, float]:
    if telling:
        sql = _AMONG.format(score=_SCORE)
        return dict(conn.execute(sql, _given(telling, seen.found)).fetchall())
    scores = dict.fromkeys(seen.found, -1.0)
    headline = f"{{title}} : ({queries.wanted(query)})"
    for run in seen.runs or (seen.found,):
        sql = _AMONG.format(score="-10.0")
        scores.update(conn.execute(sql, _given(headline, run)).fetchall())
    return scores


def _given(query: str, ids: list[int]) -> dict[str, object]:
    return {"query": query, "first": ids[-1], "last": ids[0], "ids": _json(ids)}


def _telling(
    conn: sqlite3.Connection, reading: str, query: str, *, common: int, whole: bool
) -> str:
    """Return a query for what bm25 is to count: the words that are not common; "" for none."""
    terms = queries.terms(reading)
    rare: list[str] = []
    dear = False
    for term in terms:
        words = [word for phrase in queries.phrases(term) for word in phrase]
        counts = {word: _count(conn, word, common) for word in words}
        if words and min(counts.values()) > PHRASE:
            dear = True
            rare += [word for word, count in counts.items() if count <= common]
        elif len(terms) == 1 and whole:
            rare.append(term)
        # All words that begin so would be put together once more, to be counted.
        elif term.endswith("*") or _count(conn, term, common) > common:
            dear = True
        else:
            rare.append(term)
    if not dear:
        return query
    return " ".join(rare) if queries.is_plain(reading) else ""


def _count(conn: sqlite3.Connection, term: str, most: int) -> int:
    """Return how many articles have a word, `most` and one for more."""
    (count,) = conn.execute(_COUNT.format(limit=most + 1), (term,)).fetchone()
    return int(count)


def _json(ids: list[int]) -> str:
    return msgspec.json.encode(ids).decode()
