"""Full-text search, ranked, for whatever a person types, in a time that has a bound.

FTS5 ranks by reading every article that has the words, twice; a word of half a million articles
takes a second. So a search first finds the newest CONSIDERED that answer, which costs little,
and ranks those; only rare words show all there is, and those are what ranking is for.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from archive import queries
from archive.filters import NO_FILTERS, Filters, State, conditions

__all__ = ["NO_FILTERS", "Filters", "Hit", "Hits", "Order", "State", "search"]

Order = Literal["best", "recent", "newest"]

# A word in the headline says more than one in the summary, and that more than one in the text.
WEIGHTS = "10.0, 4.0, 1.0"
# How many articles are ranked; of more, the ones that came last into the archive.
CONSIDERED = 4000
# `recent`: an article so many days older than the newest counts half as much.
HALF_DAYS = 730.0
SNIPPET_TOKENS = 24

# CROSS JOIN: the full text first, and then the facets of what it found, by their own index.
_CANDIDATES = """
    SELECT articles_fts.rowid FROM articles_fts {join}
    WHERE articles_fts MATCH :query {conditions}
    ORDER BY articles_fts.rowid DESC LIMIT :considered
"""
_FACETS = "CROSS JOIN articles INDEXED BY articles_facets ON articles.id = articles_fts.rowid"
_AGE = (
    "max(0, julianday(:newest) - coalesce(julianday(substr(articles.published, 1, 10)),"
    " julianday(:newest) - 3650))"
)
_SCORES = {
    "best": f"bm25(articles_fts, {WEIGHTS})",
    "recent": f"bm25(articles_fts, {WEIGHTS}) / (1 + {_AGE} / {HALF_DAYS})",
    "newest": "-coalesce(julianday(substr(articles.published, 1, 10)), 0)",
}
_SHOWN = f"""
    SELECT articles.id, articles.url, articles.title, articles.published, articles.section,
           snippet(articles_fts, -1, :before, :after, '…', {SNIPPET_TOKENS:d})
    FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid
    WHERE articles_fts MATCH :query AND articles_fts.rowid = :id
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
    if not text.strip():
        return Hits()
    where, values, unknown = conditions(conn, filters)
    for reading in (text, queries.nearest(text), queries.words(text)):
        if not reading:
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
        notes += [f"of more than {CONSIDERED} the latest are ranked"] if more else []
        return Hits(
            (_show(conn, reading, article_id, rank, marks) for article_id, rank in page),
            searched=reading,
            note="; ".join(notes) or None,
        )
    return Hits(searched="", note="there is no word in it to search for")


def _rank(
    conn: sqlite3.Connection, query: str, where: str, values: dict[str, object], order: Order
) -> tuple[list[tuple[int, float]], bool]:
    """Return (id, rank) of the articles considered, best first, and whether there are more."""
    given = {**values, "query": query, "considered": CONSIDERED + 1}
    join = _FACETS if where else ""
    found = conn.execute(_CANDIDATES.format(join=join, conditions=where), given).fetchall()
    more = len(found) > CONSIDERED
    if not found:
        return [], False
    score = _SCORES[order]
    if order == "recent":
        (newest,) = conn.execute("SELECT max(substr(published, 1, 10)) FROM articles").fetchone()
        given["newest"] = newest
    rows = conn.execute(
        f"SELECT articles_fts.rowid, {score} AS score FROM articles_fts {_FACETS if order != 'best' or where else ''}"  # noqa: S608, E501
        f" WHERE articles_fts MATCH :query {where} AND articles_fts.rowid >= :first"
        " ORDER BY score, articles_fts.rowid DESC",
        {**given, "first": found[-1][0]},
    ).fetchall()
    return rows[:CONSIDERED], more


def _show(
    conn: sqlite3.Connection, query: str, article_id: int, rank: float, marks: tuple[str, str]
) -> Hit:
    """Return one hit. Only here is the text read, for the page that is shown."""
    given = {"query": query, "id": article_id, "before": marks[0], "after": marks[1]}
    row = conn.execute(_SHOWN, given).fetchone()
    return Hit(
        id=row[0], url=row[1], title=row[2], published=row[3], section=row[4], snippet=row[5],
        rank=rank,
    )  # fmt: skip
