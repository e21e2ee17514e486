"""What a list shows of an article: its day, headline, people, and what became of it."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

Pieces = tuple[tuple[str, bool], ...]
# Where a snippet's marks begin and end; text that has these signs itself is marked oddly, no more.
MARKS = ("\x02", "\x03")

# The state of an article from the index: in its row it stands behind the whole text.
_ROWS = """
    SELECT articles.id, articles.url, articles.title, articles.published, articles.published_at,
           articles.section, articles.lang, articles.summary, sites.host, outlets.name,
           state.gone_at, state.first_seen_at, state.last_changed_at
    FROM articles
    CROSS JOIN articles AS state INDEXED BY articles_facets ON state.id = articles.id
    JOIN sites ON sites.id = state.site_id
    LEFT JOIN outlets ON outlets.id = state.outlet_id
    WHERE articles.id IN (SELECT value FROM json_each(?))
"""
_EXPERTS = """
    SELECT article_id, name FROM articles_experts JOIN experts ON experts.id = expert_id
    WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY article_id, position
"""
_TAGS = """
    SELECT article_id, name FROM articles_tags JOIN tags ON tags.id = tag_id
    WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY article_id, position
"""
_CHANGES = """
    SELECT article_id, count(*) FROM revisions
    WHERE article_id IN (SELECT value FROM json_each(?)) AND number > 1 AND cause = 'site'
    GROUP BY article_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One article of a list; times are ISO 8601 UTC text, `changes` is how often the site made any.

    `snippet` has the words around what was searched for, cut into (text, is it what was found);
    where that is the headline, `marked_title` has it.
    """

    id: int
    url: str
    title: str | None
    published: str | None
    published_at: str | None
    section: str | None
    lang: str | None
    summary: str | None
    site: str
    outlet: str | None
    gone_at: str | None
    first_seen_at: str
    last_changed_at: str
    experts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    changes: int = 0
    snippet: Pieces = ()
    marked_title: Pieces = ()


def read_headlines(
    conn: sqlite3.Connection, ids: Sequence[int], snippets: Mapping[int, str] | None = None
) -> list[Headline]:
    """Return the articles with these ids in this order; one that is not there is left out."""
    wanted = _json(ids)
    rows = {row[0]: tuple(row) for row in conn.execute(_ROWS, (wanted,))}
    experts = _grouped(conn.execute(_EXPERTS, (wanted,)))
    tags = _grouped(conn.execute(_TAGS, (wanted,)))
    changed = [row[0] for row in rows.values() if row[12] > row[11]]
    changes = {row[0]: row[1] for row in conn.execute(_CHANGES, (_json(changed),))}
    told = {row: cut(text) for row, text in (snippets or {}).items()}
    titles = {row[0]: row[2] for row in rows.values()}
    in_title = {row for row, pieces in told.items() if _text(pieces) == titles.get(row)}
    return [
        Headline(
            id=row[0],
            url=row[1],
            title=row[2],
            published=row[3],
            published_at=row[4],
            section=row[5],
            lang=row[6],
            summary=row[7],
            site=row[8],
            outlet=row[9],
            gone_at=row[10],
            first_seen_at=row[11],
            last_changed_at=row[12],
            experts=tuple(experts.get(row[0], ())),
            tags=tuple(tags.get(row[0], ())),
            changes=changes.get(row[0], 0),
            snippet=() if row[0] in in_title else told.get(row[0], ()),
            marked_title=told[row[0]] if row[0] in in_title else (),
        )
        for row in (rows[article] for article in ids if article in rows)
    ]


def cut(snippet: str) -> Pieces:
    """Return a snippet in pieces, each with whether it is what was searched for."""
    pieces: list[tuple[str, bool]] = []
    before, *rest = snippet.split(MARKS[0])
    if before:
        pieces.append((before, False))
    for piece in rest:
        found, _, after = piece.partition(MARKS[1])
        pieces += [(text, is_found) for text, is_found in ((found, True), (after, False)) if text]
    return tuple(pieces)


def _text(pieces: Pieces) -> str:
    return "".join(text for text, _ in pieces)


def _grouped(rows: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for article, name in rows:
        found.setdefault(article, []).append(name)
    return found


def _json(ids: Sequence[int]) -> str:
    return msgspec.json.encode(list(ids)).decode()
