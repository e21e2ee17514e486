"""The page of one expert: when, under what title, with whom, and quoted where."""

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Any

from datasette import Response

from archive.browse.charts import ranked
from archive.browse.headlines import Headline, read_headlines
from archive.browse.linking import articles_at, expert_at
from archive.browse.pages.naming import (
    MOST_RANKED,
    NEWEST,
    not_here,
    over_time,
    read_names,
    read_spellings,
    summed,
)
from archive.browse.room import ask, guarded, render

_ARTICLES = """
    FROM articles_experts
    CROSS JOIN articles INDEXED BY articles_facets ON articles.id = article_id
    WHERE expert_id = ?
"""
_TOGETHER = """
    SELECT other.expert_id, count(*) FROM articles_experts AS mine
    CROSS JOIN articles_experts AS other ON other.article_id = mine.article_id
    WHERE mine.expert_id = ?1 AND other.expert_id <> ?1 GROUP BY 1 ORDER BY 2 DESC LIMIT ?2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A title shown with a name, and the years of the first and last article that shows it."""

    role: str
    articles: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is read of one expert; `counts` is by year, section and outlet."""

    name: str
    url: str | None
    spellings: tuple[str, ...]
    roles: tuple[Role, ...]
    counts: list[Any]
    outlets: dict[int, str]
    together: dict[int, int]
    experts: dict[int, str]
    newest: list[Headline]


@guarded
async def expert(datasette: Any, request: Any) -> Response:
    """Return the page of an expert."""
    expert_id = int(request.url_vars["id"])
    facts = await ask(datasette, lambda conn: read_expert(conn, expert_id))
    if facts is None:
        return await not_here(datasette, request, "No expert has this number.")

    def link(**filters: object) -> str:
        return articles_at(datasette, expert=facts.name, **filters)

    outlets: Counter[int] = summed(facts.counts, 2)
    context = {
        "facts": facts,
        "outlets": ranked(
            ((name, outlets[key], link(outlet=name)) for key, name in facts.outlets.items()),
            MOST_RANKED,
        ),
        "together": ranked(
            (
                (name, facts.together[key], expert_at(datasette, key))
                for key, name in facts.experts.items()
            ),
            MOST_RANKED,
        ),
        **over_time(facts.counts, link),
    }
    return await render(datasette, request, "room_expert.html", context)


def read_expert(conn: sqlite3.Connection, expert_id: int) -> Facts | None:
    """Return what is known of an expert, None where there is none."""
    row = conn.execute(
        "SELECT name, url, name_key FROM experts WHERE id = ?", (expert_id,)
    ).fetchone()
    if row is None:
        return None
    counts = conn.execute(
        "SELECT substr(published, 1, 4), section, outlet_id, count(*)"
        f" {_ARTICLES} GROUP BY 1, 2, 3",
        (expert_id,),
    ).fetchall()
    quoted = {key: count for key, count in summed(counts, 2).items() if key is not None}
    together = dict(conn.execute(_TOGETHER, (expert_id, MOST_RANKED)).fetchall())
    newest = conn.execute(
        f"SELECT articles.id {_ARTICLES} ORDER BY published DESC, articles.id DESC LIMIT ?",
        (expert_id, NEWEST),
    )
    return Facts(
        name=row[0],
        url=row[1],
        spellings=read_spellings(conn, "expert", row[2]),
        roles=_roles(conn, expert_id),
        counts=counts,
        outlets=read_names(conn, "outlets", quoted),
        together=together,
        experts=read_names(conn, "experts", together),
        newest=read_headlines(conn, [article_id for (article_id,) in newest]),
    )


def _roles(conn: sqlite3.Connection, expert_id: int) -> tuple[Role, ...]:
    rows = conn.execute(
        "SELECT role, count(*), min(substr(published, 1, 4)), max(substr(published, 1, 4))"
        f" {_ARTICLES} AND role <> '' GROUP BY role ORDER BY max(published) DESC, role",
        (expert_id,),
    )
    return tuple(Role(role=r[0], articles=r[1], first=r[2], last=r[3]) for r in rows)
