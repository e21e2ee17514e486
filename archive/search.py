"""Full-text search, ranked, for whatever a person types, in a time that hardly grows.

FTS5's own ranking reads every article that has the words, and their lists once more to count
them: a word that half of all articles have takes longer the more there are. So a search finds
the newest CONSIDERED that answer (`newest`), which costs little, and ranks those (`ranking`).
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import msgspec

from archive import newest, queries
from archive.candidates import candidates
from archive.excerpt import SHORT, excerpt
from archive.filters import NO_FILTERS, Filters, State, conditions
from archive.newest import Question, look, patience
from archive.prefixes import Spelt
from archive.ranking import Order, best

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

# How many articles are ranked; of more, the ones that came last into the archive.
CONSIDERED = 2000
# A word of so many articles says little of any, and to count them for bm25 takes milliseconds.
COMMON = 20_000
SNIPPET_TOKENS = 24
# To walk over so many articles for the rows of a page costs no more than to look ten up.
SPAN = 20_000

# CROSS JOIN: the full text first, and then the facets of what it found, by their own index.
_FOUND_NARROWED = """
    SELECT articles_fts.rowid
    FROM articles_fts
    CROSS JOIN articles INDEXED BY articles_facets ON articles.id = articles_fts.rowid
    WHERE articles_fts MATCH :query {conditions}
    ORDER BY articles_fts.rowid DESC LIMIT :considered
"""
_SHOWN = f"""
    SELECT articles.id, articles.url, articles.title, articles.published, articles.section,
           CASE WHEN ifnull(length(articles.title), 0) + length(articles.body) <= {SHORT:d}
                THEN snippet(articles_fts, -1, :before, :after, '…', {SNIPPET_TOKENS:d}) END
    FROM articles_fts CROSS JOIN articles ON articles.id = articles_fts.rowid
    WHERE articles_fts MATCH :query AND articles_fts.rowid
"""  # noqa: S608
# One statement for the whole page: a query with a prefix takes its time before the first row.
_SHOWN_TOGETHER = f"""{_SHOWN} BETWEEN :first AND :last
    AND +articles_fts.rowid IN (SELECT value FROM json_each(:ids))"""  # noqa: S608
# A phrase takes its time after the row, looking for the next.
_SHOWN_ALONE = f"{_SHOWN} = :id"


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
    for reading in queries.readings(text):
        try:
            asked = _asked(conn, reading, filters, where, values)
            ranked = _ranked(conn, reading, asked, order, offset + limit)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                raise
            continue
        notes = [f"searched for {reading}"] if reading != text else []
        notes += [f"there is {unknown}"] if unknown else []
        return Hits(
            _show(conn, queries.wanted(ranked.query), ranked.hits[offset : offset + limit], marks),
            searched=reading,
            note="; ".join(notes + ranked.notes) or None,
        )
    return Hits()


def _asked(
    conn: sqlite3.Connection, query: str, filters: Filters, where: str, values: dict[str, object]
) -> Question:
    """Return how a valid query is put to this archive."""
    (last,) = conn.execute("SELECT ifnull(max(id), 0) FROM articles").fetchone()
    asked = Question(query=query, last=last, patience=patience(conn, query, last))
    if "*" in query and last > newest.SMALL:
        spelt = Spelt(conn, query)
        asked = replace(asked, query=spelt.query, in_full="" if spelt.whole else query)
    if not where:
        return asked
    among, value = candidates(conn, filters) if last > newest.SMALL else ("", {})
    span = " AND articles_fts.rowid >= :oldest AND articles_fts.rowid < :before"
    return replace(
        asked,
        where=where,
        values={**values, **value, "oldest": 0},
        narrowed=_FOUND_NARROWED.format(conditions=where + span),
        among=among,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranked:
    """(id, rank) of the articles considered, best first, and the query that has found them."""

    hits: list[tuple[int, float]]
    query: str
    notes: list[str]
    more: bool


def _ranked(
    conn: sqlite3.Connection, reading: str, asked: Question, order: Order, wanted: int
) -> _Ranked:
    """Return the articles considered, at least as many as are wanted where so many answer.

    A look that ended early is ranked by itself, so that the next page goes on where one ends.
    """
    ranked: list[tuple[int, float]] = []
    before: int | None = asked.last + 1
    while before is not None and (before > asked.last or len(ranked) < min(wanted, CONSIDERED)):
        seen = look(conn, asked, before, CONSIDERED - len(ranked))
        if seen.end is None and asked.in_full and not (asked.where and seen.found):
            # The words used most are in few articles: then all that begin so are in few enough.
            # With a filter that is not said, so there only what would be no answer is made sure.
            asked = replace(asked, query=asked.in_full, in_full="")
            seen = look(conn, asked, before, CONSIDERED - len(ranked))
        whole = seen.end is None and not ranked and not asked.where
        ranked += best(conn, reading, asked.query, seen, order, common=COMMON, whole=whole)
        before = seen.end
    notes = ["of the words that begin so, those used most were looked for"] if asked.in_full else []
    if before is not None and len(ranked) >= CONSIDERED:
        notes.append(f"more than {CONSIDERED} answer; the last to come in are ranked")
    elif before is not None:
        seen_of = f"{asked.last - before + 1:,} of {asked.last:,}"
        notes.append(
            f"searched the last {seen_of} articles to come in; a longer list goes further back"
        )
    return _Ranked(hits=ranked, query=asked.query, notes=notes, more=before is not None)


def _show(
    conn: sqlite3.Connection, query: str, page: list[tuple[int, float]], marks: tuple[str, str]
) -> list[Hit]:
    """Return the hits of a page. Only here is the text read."""
    if not page:
        return []
    ranks = dict(page)
    given = {"query": query, "before": marks[0], "after": marks[1]}
    span = max(ranks) - min(ranks)
    if "*" in query or (" OR " in query and span < SPAN):
        some = {
            "first": min(ranks),
            "last": max(ranks),
            "ids": msgspec.json.encode(list(ranks)).decode(),
        }
        rows = conn.execute(_SHOWN_TOGETHER, {**given, **some}).fetchall()
    else:
        alone = (conn.execute(_SHOWN_ALONE, {**given, "id": row}).fetchone() for row in ranks)
        rows = [row for row in alone if row]
    hits = {
        row[0]: Hit(
            id=row[0], url=row[1], title=row[2], published=row[3], section=row[4],
            snippet=_excerpt(conn, row[0], query, marks) if row[5] is None else row[5],
            rank=ranks[row[0]],
        )
        for row in rows
    }  # fmt: skip
    # In a damaged file one may have no row any more.
    return [hits[article_id] for article_id in ranks if article_id in hits]


def _excerpt(conn: sqlite3.Connection, row: int, query: str, marks: tuple[str, str]) -> str:
    """Return what a hit shows of a long text."""
    (text,) = conn.execute("SELECT body FROM articles WHERE id = ?", (row,)).fetchone()
    return excerpt(text, query, marks=marks, words=SNIPPET_TOKENS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The articles considered for a query, best first; `more`: there are others that answer.

    `searched` is the query as it was understood, `query` what has found them; `snippets` wants it.
    """

    ids: tuple[int, ...] = ()
    searched: str = ""
    query: str = ""
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
    for reading in queries.readings(text):
        try:
            asked = _asked(conn, reading, filters, where, values)
            if up_to is not None:
                asked = replace(asked, last=min(asked.last, up_to))
            ranked = _ranked(conn, reading, asked, order, CONSIDERED)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                raise
            continue
        ids = tuple(row for row, _ in ranked.hits)
        return Found(ids=ids, searched=reading, query=ranked.query, more=ranked.more)
    return Found()


def snippets(
    conn: sqlite3.Connection, found: Found, ids: Sequence[int], *, marks: tuple[str, str]
) -> dict[int, str]:
    """Return by id the words around what was found, marked, for some of the articles found."""
    hits = _show(conn, queries.wanted(found.query), [(row, 0.0) for row in ids], marks)
    return {hit.id: hit.snippet for hit in hits}
