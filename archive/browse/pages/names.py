"""The lists of experts and of outlets, from A to Z or by how often each is named."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from datasette import Response

from archive.browse.collation import NO_LETTER, Sorted, medium, person
from archive.browse.linking import with_query
from archive.browse.room import ask, guarded, render
from archive.folding import fold_words

# More names than these are read a letter at a time, or so many a page.
MOST_AT_ONCE = 400
# Fewer names than these need no letters to be found by.
FEW = 40
PAGE = 200
LETTERS = (*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", NO_LETTER)
# Each counted from an index that holds all that is asked.
_COUNTED = {
    "experts": """
        SELECT id, name, articles FROM experts JOIN (
            SELECT expert_id AS id, count(*) AS articles FROM articles_experts GROUP BY 1
        ) USING (id)
    """,
    "outlets": """
        SELECT id, name, articles FROM outlets JOIN (
            SELECT outlet_id AS id, count(*) AS articles FROM articles
            WHERE outlet_id IS NOT NULL GROUP BY 1
        ) USING (id)
    """,
}
_YEARS = {
    "experts": """
        SELECT expert_id, min(substr(published, 1, 4)), max(substr(published, 1, 4))
        FROM articles_experts
        CROSS JOIN articles INDEXED BY articles_facets ON articles.id = article_id
        WHERE expert_id IN (SELECT value FROM json_each(?)) GROUP BY 1
    """,
    "outlets": """
        SELECT outlet_id, min(substr(published, 1, 4)), max(substr(published, 1, 4))
        FROM articles INDEXED BY articles_facets
        WHERE outlet_id IN (SELECT value FROM json_each(?)) GROUP BY 1
    """,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One line of a list; the years are those of its first and last article, None without days."""

    id: int
    name: str
    sorted: Sorted
    articles: int
    years: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reader asks of a list: a text in the name, an order, a letter, a page from 1."""

    text: str
    by_count: bool
    letter: str | None
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The names to show, and by letter how many there are; `letter` is set where only its are."""

    names: tuple[Name, ...]
    found: int
    known: int
    by_letter: dict[str, int]
    letter: str | None
    page: int
    pages: int


@guarded
async def experts(datasette: Any, request: Any) -> Response:
    """Return the list of experts."""
    return await _list(datasette, request, "experts")


@guarded
async def outlets(datasette: Any, request: Any) -> Response:
    """Return the list of quoted sources."""
    return await _list(datasette, request, "outlets")


async def _list(datasette: Any, request: Any, kind: str) -> Response:
    wanted = _wanted(request.args)
    listing = await ask(datasette, lambda conn: read_names(conn, kind, wanted))
    groups: list[tuple[str | None, list[Name]]] = [(None, list(listing.names))]
    with_letters = not wanted.by_count and listing.found >= FEW
    if with_letters:
        by_letter = groupby(listing.names, key=lambda name: name.sorted.letter)
        groups = [(letter, list(names)) for letter, names in by_letter]

    def address(**values: object) -> str:
        order = "count" if wanted.by_count else None
        given = {"q": wanted.text, "order": order, **values}
        return with_query(datasette, f"/-/{kind}", **given)

    context = {
        "kind": kind,
        "wanted": wanted,
        "listing": listing,
        "groups": groups,
        "letters": LETTERS if with_letters else (),
        "address": address,
        "number_at": NO_LETTER,
    }
    return await render(datasette, request, "room_names.html", context)


def _wanted(args: Any) -> Wanted:
    page = args.get("page") or ""
    letter = (args.get("letter") or "").upper()
    return Wanted(
        text=" ".join((args.get("q") or "").split())[:200],
        by_count=args.get("order") == "count",
        letter=letter if letter in LETTERS else None,
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 else 1,
    )


def read_names(conn: sqlite3.Connection, kind: str, wanted: Wanted) -> Listing:
    """Return the names of a list in their order, those that are on one page of it."""
    place = person if kind == "experts" else medium
    rows = conn.execute(_COUNTED[kind]).fetchall()
    sought = " ".join(fold_words(wanted.text))
    names = [
        Name(id=row[0], name=row[1], sorted=place(row[1]), articles=row[2])
        for row in rows
        if sought in " ".join(fold_words(row[1]))
    ]
    names.sort(key=lambda name: (-name.articles if wanted.by_count else 0, name.sorted.order))
    by_letter = dict.fromkeys(LETTERS, 0)
    for name in names:
        by_letter[name.sorted.letter] += 1
    letter, page, pages, shown = None, 1, 1, names
    if wanted.by_count:
        pages = max(1, -(-len(names) // PAGE))
        page = max(1, min(wanted.page, pages))
        shown = names[(page - 1) * PAGE : page * PAGE]
    elif len(names) > MOST_AT_ONCE:
        first = next(each for each, count in by_letter.items() if count)
        letter = wanted.letter or first
        shown = [name for name in names if name.sorted.letter == letter]
    return Listing(
        names=_with_years(conn, kind, shown),
        found=len(names),
        known=len(rows),
        by_letter=by_letter,
        letter=letter,
        page=page,
        pages=pages,
    )


def _with_years(conn: sqlite3.Connection, kind: str, names: Sequence[Name]) -> tuple[Name, ...]:
    ids = json.dumps([name.id for name in names])
    years = {row[0]: (row[1], row[2]) for row in conn.execute(_YEARS[kind], (ids,)) if row[1]}
    return tuple(
        Name(
            id=name.id,
            name=name.name,
            sorted=name.sorted,
            articles=name.articles,
            years=years.get(name.id),
        )
        for name in names
    )
