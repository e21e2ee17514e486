"""Full-text search, ranked, for whatever a person types."""

import sqlite3
from dataclasses import dataclass

# A word in the headline says more than one in the summary, and that more than one in the text.
WEIGHTS = "10.0, 4.0, 1.0"
# FTS5 refuses expressions nested deeper than 256; nobody types a query of this many words.
MAX_TERMS = 60
SNIPPET_TOKENS = 24

_SEARCH = f"""
    SELECT articles.id, articles.url, articles.title, articles.published, articles.section,
           snippet(articles_fts, -1, ?, ?, '…', {SNIPPET_TOKENS:d}),
           bm25(articles_fts, {WEIGHTS}) AS score
    FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid
    WHERE articles_fts MATCH ? ORDER BY score, articles.id LIMIT ? OFFSET ?
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


def search(
    conn: sqlite3.Connection,
    query: str,
    *,
    limit: int = 20,
    offset: int = 0,
    marks: tuple[str, str] = ("[", "]"),
) -> list[Hit]:
    """Return the articles that answer a query, best first.

    The query is FTS5's language (`AND`, `OR`, `NOT`, `"a phrase"`, `prefix*`, `title:word`);
    where it is not well-formed there, its words are looked for as they stand.
    """
    text = query.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    if not text.strip():
        return []
    try:
        rows = conn.execute(_SEARCH, (*marks, text, limit, offset)).fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
        rows = conn.execute(_SEARCH, (*marks, quoted(text), limit, offset)).fetchall()
    return [
        Hit(id=r[0], url=r[1], title=r[2], published=r[3], section=r[4], snippet=r[5], rank=r[6])
        for r in rows
    ]


def quoted(text: str) -> str:
    """Return a query in which every word is a string of its own: no syntax is left."""
    words = text.replace('"', " ").split()[:MAX_TERMS]
    return " ".join(f'"{word}"' for word in words) or '""'
