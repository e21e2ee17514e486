"""Full-text search, ranked, for whatever a person types, in a time that hardly grows.

FTS5's own ranking reads every article that has the words, and their lists once more to count
them: a word that half of all articles have takes longer the more there are. So a search finds
the newest CONSIDERED that answer, which costs little, and ranks those: by bm25 over the words
that are not COMMON, or, where there are no others, those with the words in the headline first.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from archive import queries
from archive.filters import NO_FILTERS, Filters, State, conditions

__all__ = [
    "NO_FILTERS",
    "Filters",
    "Found",
    "Hit",
    "Hits",
    "Order",
    "State",
    "find",
    "search",
    "snippets",
]

Order = Literal["best", "recent", "newest"]

# A word in the headline says more than one in the summary, and that more than one in the text.
WEIGHTS = "10.0, 4.0, 1.0"
# How many articles are ranked; of more, the ones that came last into the archive.
CONSIDERED = 2000
# A word of so many articles says little of any, and to count them for bm25 takes milliseconds.
COMMON = 20_000
# `recent`: an article so many days older than the newest counts half as much.
HALF_DAYS = 730.0
# An article without a day is taken for ten years old.
NO_DAY = 3650.0
SNIPPET_TOKENS = 24

_FOUND = """
    SELECT articles_fts.rowid FROM articles_fts
    WHERE articles_fts MATCH :query ORDER BY articles_fts.rowid DESC LIMIT :considered
"""
# CROSS JOIN: the full text first, and then the facets of what it found, by their own index.
_FOUND_NARROWED = """
    SELECT articles_fts.rowid
    FROM articles_fts
    CROSS JOIN articles INDEXED BY articles_facets ON articles.id = articles_fts.rowid
    WHERE articles_fts MATCH :query {conditions}
    ORDER BY articles_fts.rowid DESC LIMIT :considered
"""
# The plus keeps SQLite from asking the full text once for each of the ids.
_AMONG = """
    SELECT articles_fts.rowid, {score} FROM articles_fts
    WHERE articles_fts MATCH :query AND articles_fts.rowid >= :first
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
# One statement for the whole page: a query with a prefix takes its time before the first row.
_SHOWN = f"""
    SELECT articles.id, articles.url, articles.title, articles.published, articles.section,
           snippet(articles_fts, -1, :before, :after, '…', {SNIPPET_TOKENS:d})
    FROM articles_fts CROSS JOIN articles ON articles.id = articles_fts.rowid
    WHERE articles_fts MATCH :query AND articles_fts.rowid BETWEEN :first AND :last
    AND +articles_fts.rowid IN (SELECT value FROM json_each(:ids))
"""  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article found; `rank` is lower for better, `snippet` has the words found marked."""

    id: int
    url: str
    title: str | None
    published: str | None
    section: str | None
    snippet: str
    rank: float


class Hits(list[Hit]):
    """The articles found, and how the question was taken.

    `searched` is the query as it was understood, `note` says what a person should know of it:
    that it was read otherwise than typed, that a name is not known, that there is more.
    """

    def __init__(
        self, hits: Iterable[Hit] = (), *, searched: str = "", note: str | None = None
    ) -> None:
        super().__init__(hits)
        self.searched = searched
        self.note = note


def search(
    conn: sqlite3.Connection,
    query: str,
    *,
    filters: Filters = NO_FILTERS,
    order: Order = "best",
    limit: int = 20,
    offset: int = 0,
    marks: tuple[str, str] = ("[", "]"),
) -> Hits:
    """Return the articles that answer a query, best first.

    Args:
        conn: The archive.
        query: FTS5's language (`AND`, `OR`, `NOT`, `"a phrase"`, `prefix*`, `title:word`); what
            is not well-formed there is read as the nearest query that is.
        filters: What an article must be besides.
        order: `best` by the words alone, `recent` with the age weighed in, `newest` by day.
        limit: How many at most.
        offset: How many of the first to leave out.
        marks: What stands around words found in a snippet.
    """
    text = queries.plain(query)
    where, values, unknown = conditions(conn, filters)
    for reading in dict.fromkeys((text, queries.nearest(text), queries.words(text))):
        if not reading.strip():
            continue
        try:
            ranked, more = _rank(conn, reading, where, values, order)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                raise
            continue
        page = ranked[offset : offset + limit]
        notes = [f"searched for {reading}"] if reading != text else []
        notes += [f"there is {unknown}"] if unknown else []
        notes += [f"more than {CONSIDERED} answer; the last to come in are ranked"] if more else []
        return Hits(
            _show(conn, reading, page, marks),
            searched=reading,
            note="; ".join(notes) or None,
        )
    return Hits()


def _rank(
    conn: sqlite3.Connection, query: str, where: str, values: dict[str, object], order: Order
) -> tuple[list[tuple[int, float]], bool]:
    """Return (id, rank) of the articles considered, best first, and whether there are more."""
    sql = _FOUND_NARROWED.format(conditions=where) if where else _FOUND
    given = {**values, "query": query, "considered": CONSIDERED + 1}
    found = [row for (row,) in conn.execute(sql, given)]
    more = len(found) > CONSIDERED
    found = found[:CONSIDERED]
    if not found:
        return [], False
    if order == "newest":
        scores = dict.fromkeys(found, 0.0)
    else:
        scores = _scores(conn, query, found, whole=not more and not where)
    if order != "best":
        days = dict(conn.execute(_DAYS, (_json(found),)).fetchall())
        newest = max((day for day in days.values() if day), default=0.0)
        for row, score in scores.items():
            age = newest - (days.get(row) or newest - NO_DAY)
            scores[row] = age if order == "newest" else score / (1 + age / HALF_DAYS)
    # Of equals the one that came last first.
    return sorted(scores.items(), key=lambda item: (item[1], -item[0])), more


def _scores(
    conn: sqlite3.Connection, query: str, found: list[int], *, whole: bool
) -> dict[int, float]:
    """Return how well each article found answers, lower is better; `whole`: there are no more."""
    terms = queries.terms(query)
    rare = [term for term in terms if (len(terms) == 1 and whole) or not _common(conn, term)]
    given = {"first": found[-1], "ids": _json(found)}
    if len(rare) == len(terms) or (rare and queries.is_plain(query)):
        telling = query if len(rare) == len(terms) else " ".join(rare)
        sql = _AMONG.format(score=_SCORE)
        return dict(conn.execute(sql, {**given, "query": telling}).fetchall())
    scores = dict.fromkeys(found, -1.0)
    headline = {**given, "query": f"{{title}} : ({query})"}
    scores.update(conn.execute(_AMONG.format(score="-10.0"), headline).fetchall())
    return scores


def _common(conn: sqlite3.Connection, term: str) -> bool:
    if term.endswith("*"):
        return True  # all words that begin so would be put together once more, to be counted
    (count,) = conn.execute(_COUNT.format(limit=COMMON + 1), (term,)).fetchone()
    return int(count) > COMMON


def _json(ids: list[int]) -> str:
    return msgspec.json.encode(ids).decode()


def _show(
    conn: sqlite3.Connection, query: str, page: list[tuple[int, float]], marks: tuple[str, str]
) -> list[Hit]:
    """Return the hits of a page. Only here is the text read."""
    if not page:
        return []
    ranks = dict(page)
    given = {
        "query": query,
        "first": min(ranks),
        "last": max(ranks),
        "ids": _json(list(ranks)),
        "before": marks[0],
        "after": marks[1],
    }
    hits = {
        row[0]: Hit(
            id=row[0], url=row[1], title=row[2], published=row[3], section=row[4],
            snippet=row[5], rank=ranks[row[0]],
        )
        for row in conn.execute(_SHOWN, given)
    }  # fmt: skip
    # In a damaged file one may have no row any more.
    return [hits[article_id] for article_id in ranks if article_id in hits]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The articles considered for a query, best first; `more`: there are others that answer.

    `searched` is the query as it was understood; `snippets` wants it.
    """

    ids: tuple[int, ...] = ()
    searched: str = ""
    more: bool = False


def find(
    conn: sqlite3.Connection,
    query: str,
    *,
    filters: Filters = NO_FILTERS,
    order: Order = "best",
    up_to: int | None = None,
) -> Found:
    """Return all that `search` ranks, without what it shows; `up_to` leaves out later articles."""
    text = queries.plain(query)
    where, values, _ = conditions(conn, filters)
    if up_to is not None:
        where += " AND articles_fts.rowid <= :up_to"
        values["up_to"] = up_to
    for reading in dict.fromkeys((text, queries.nearest(text), queries.words(text))):
        if not reading.strip():
            continue
        try:
            ranked, more = _rank(conn, reading, where, values, order)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                raise
            continue
        return Found(ids=tuple(row for row, _ in ranked), searched=reading, more=more)
    return Found()


def snippets(
    conn: sqlite3.Connection, found: Found, ids: Sequence[int], *, marks: tuple[str, str]
) -> dict[int, str]:
    """Return by id the words around what was found, marked, for some of the articles found."""
    hits = _show(conn, found.searched, [(row, 0.0) for row in ids], marks)
    return {hit.id: hit.snippet for hit in hits}
