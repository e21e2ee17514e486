"""The page of one quoted source: when it was quoted, with which experts, and in what words."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from datasette import Response

from archive.browse.charts import ranked
from archive.browse.headlines import Headline, read_headlines
from archive.browse.linking import articles_at
from archive.browse.pages.naming import (
    MOST_RANKED,
    NEWEST,
    not_here,
    over_time,
    read_names,
    read_spellings,
)
from archive.browse.room import ask, guarded, render

_PHRASES = 6
_COUNTS = """
    SELECT substr(published, 1, 4), section, count(*)
    FROM articles INDEXED BY articles_facets WHERE outlet_id = ? GROUP BY 1, 2
"""
_EXPERTS = """
    SELECT expert_id, count(*) FROM articles INDEXED BY articles_outlet
    CROSS JOIN articles_experts ON article_id = articles.id
    WHERE outlet_id = ? GROUP BY 1 ORDER BY 2 DESC LIMIT ?
"""
_NEWEST = """
    SELECT id FROM articles INDEXED BY articles_facets
    WHERE outlet_id = ? ORDER BY published DESC, id DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is read of one outlet; `counts` is by year and section, `phrases` by how often."""

    name: str
    spellings: tuple[str, ...]
    counts: list[Any]
    together: dict[int, int]
    experts: dict[int, str]
    phrases: list[Any]
    newest: list[Headline]


@guarded
async def outlet(datasette: Any, request: Any) -> Response:
    """Return the page of an outlet."""
    outlet_id = int(request.url_vars["id"])
    facts = await ask(datasette, lambda conn: read_outlet(conn, outlet_id))
    if facts is None:
        return await not_here(datasette, request, "No outlet has this number.")

    def link(**filters: object) -> str:
        return articles_at(datasette, outlet=facts.name, **filters)

    context = {
        "facts": facts,
        "together": ranked(
            ((name, facts.together[key], link(expert=name)) for key, name in facts.experts.items()),
            MOST_RANKED,
        ),
        **over_time(facts.counts, link),
    }
    return await render(datasette, request, "room_outlet.html", context)


def read_outlet(conn: sqlite3.Connection, outlet_id: int) -> Facts | None:
    """Return what is known of a quoted source, None where there is none."""
    row = conn.execute("SELECT name, name_key FROM outlets WHERE id = ?", (outlet_id,)).fetchone()
    if row is None:
        return None
    together = dict(conn.execute(_EXPERTS, (outlet_id, MOST_RANKED)).fetchall())
    newest = conn.execute(_NEWEST, (outlet_id, NEWEST))
    return Facts(
        name=row[0],
        spellings=read_spellings(conn, "outlet", row[1]),
        counts=conn.execute(_COUNTS, (outlet_id,)).fetchall(),
        together=together,
        experts=read_names(conn, "experts", together),
        phrases=_phrases(conn, outlet_id),
        newest=read_headlines(conn, [article_id for (article_id,) in newest]),
    )


def _phrases(conn: sqlite3.Connection, outlet_id: int) -> list[Any]:
    """Return (phrase, how often, language of one of the articles), the usual first."""
    return conn.execute(
        "SELECT source_phrase, count(*), max(lang) FROM articles"
        " WHERE outlet_id = ? AND source_phrase <> ''"
        " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?",
        (outlet_id, _PHRASES),
    ).fetchall()
