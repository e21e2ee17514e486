"""What the pages of an expert and of an outlet share: counts, names, other spellings."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from datasette import Response

from archive.browse.charts import ranked, time_bars
from archive.browse.room import render
from archive.browse.shapes import Rank
from archive.browse.words import words_for

NEWEST = 10
MOST_RANKED = 12


def read_spellings(conn: sqlite3.Connection, kind: str, key: str) -> tuple[str, ...]:
    """Return the names that stand for this one by the user's word; `kind` as in `aliases`."""
    rows = conn.execute(
        "SELECT name FROM aliases WHERE kind = ? AND target_key = ? ORDER BY name", (kind, key)
    )
    return tuple(name for (name,) in rows)


def read_names(conn: sqlite3.Connection, table: str, ids: Iterable[int]) -> dict[int, str]:
    """Return the names of experts or outlets by id."""
    sql = f"SELECT id, name FROM {table} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
    return dict(conn.execute(sql, (json.dumps(list(ids)),)).fetchall())


def summed(rows: Iterable[Any], column: int, count: int = -1) -> Counter[Any]:
    """Return the counts of rows added up by one of their columns."""
    sums: Counter[Any] = Counter()
    for row in rows:
        sums[row[column]] += row[count]
    return sums


def over_time(counts: Iterable[Any], link: Callable[..., str]) -> dict[str, Any]:
    """Return what a page shows of articles by year and section, the first columns of `counts`."""
    rows = list(counts)
    years: Counter[str | None] = summed(rows, 0)
    return {
        "total": years.total(),
        "timeline": time_bars(years, lambda year: link(year=year)),
        "sections": sections(summed(rows, 1), lambda name: link(section=name)),
        "all_articles": link(),
    }


def sections(counts: Counter[Any], link: Callable[[str], str]) -> tuple[Rank, ...]:
    """Return sections as bars; articles without one are left out."""
    named = ((name, count, link(name)) for name, count in counts.items() if name)
    return ranked(named, MOST_RANKED)


async def not_here(datasette: Any, request: Any, message: str) -> Response:
    """Return a page that says there is nothing at this address."""
    words = words_for(request)
    context = {"status": 404, "message": words(message)}
    return await render(datasette, request, "room_error.html", context, status=404)
