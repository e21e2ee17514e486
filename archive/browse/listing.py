"""One list of articles, read: its page, what it can be narrowed by, and what to know of it."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

import msgspec

from archive.browse.facets import (
    Counted,
    count_articles,
    count_few,
    count_found,
    count_part,
    wanted_kinds,
)
from archive.browse.headlines import MARKS, Headline, read_headlines
from archive.browse.likely_names import names_like
from archive.browse.matching import FACETS, matching
from archive.browse.narrowing import Asked, other_than
from archive.browse.places import Stand, page, page_of_ranked, read_pin, read_place
from archive.filters import Filters, ids_of
from archive.queries import OPERATORS
from archive.search import Found, Order, find, snippets

# So many on a page.
SIZE = 25
MOST_NEARBY = 6
# What looks names up; the other filters hold values of the articles themselves.
_NAMES: tuple[Literal["site", "expert", "outlet", "tag"], ...] = (
    "site",
    "expert",
    "outlet",
    "tag",
)
_IN_ORDER = {
    "oldest": "published IS NULL, published, id",
    "changed": "last_changed_at > first_seen_at DESC, last_changed_at DESC, id DESC",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of a list of so many articles.

    `searched` is the query as it was understood, `found` all that it ranks, `more` says that others
    answer too; `unknown` has (kind, name) of filters that name nothing here.
    """

    stand: Stand
    headlines: list[Headline]
    articles: int
    searched: str = ""
    found: tuple[int, ...] = ()
    more: bool = False
    unknown: tuple[tuple[str, str], ...] = ()


def count_total(conn: sqlite3.Connection, asked: Asked) -> int:
    """Return how many articles a list without words has."""
    return count_articles(conn, matching(conn, asked.filters))


def read_listing(conn: sqlite3.Connection, asked: Asked, articles: int) -> Listing:
    """Return the page of a list that an address names; `articles` is what `count_total` says."""
    filters = asked.filters
    unknown = tuple(_unknown(conn, filters))
    if asked.query:
        pin = read_pin(asked.after or asked.before)
        found = search_all(conn, asked, pin=pin[0] if pin else None)
        newest = pin[0] if pin else max(found.ids, default=0)
        stand = page_of_ranked(found.ids, newest, place=asked.after or asked.before, size=SIZE)
        told = snippets(conn, found, stand.ids, marks=MARKS) if stand.ids else {}
        return Listing(
            stand=stand,
            headlines=read_headlines(conn, stand.ids, told),
            articles=len(found.ids),
            searched=found.searched,
            found=found.ids,
            more=found.more,
            unknown=unknown,
        )
    stand = page(
        conn,
        matching(conn, filters),
        asked.order,
        after=read_place(asked.after),
        before=read_place(asked.before),
        size=SIZE,
        articles=articles,
    )
    return Listing(
        stand=stand,
        headlines=read_headlines(conn, stand.ids),
        articles=articles,
        unknown=unknown,
    )


def search_all(conn: sqlite3.Connection, asked: Asked, *, pin: int | None = None) -> Found:
    """Return all that a search ranks, in the order asked for."""
    ranking = cast(Order, asked.order if asked.order in ("best", "recent", "newest") else "newest")
    found = find(conn, asked.query, filters=asked.filters, order=ranking, up_to=pin)
    if asked.order not in _IN_ORDER or not found.ids:
        return found
    rows = conn.execute(
        f"SELECT id FROM {FACETS} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
        f" ORDER BY {_IN_ORDER[asked.order]}",
        (_json(found.ids),),
    )
    return replace(found, ids=tuple(row[0] for row in rows))


def count_listing(conn: sqlite3.Connection, asked: Asked, found: Sequence[int]) -> Counted | None:
    """Return what a list can be narrowed by; a search's are counted among what it `found`.

    None for a long one: `count_part_of` counts it in parts.
    """
    kinds = wanted_kinds(asked.given)
    if asked.query:
        return count_found(conn, found, kinds)
    return count_few(conn, matching(conn, asked.filters), kinds)


def count_part_of(conn: sqlite3.Connection, asked: Asked, part: Collection[str]) -> Counted:
    """Return what a long list can be narrowed by, of one of the PARTS of the kinds."""
    kinds = [kind for kind in wanted_kinds(asked.given) if kind in part]
    return count_part(conn, matching(conn, asked.filters), kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """Another list than one that is empty, with how many articles it has; `more` than that."""

    asked: Asked
    articles: int
    more: bool


def find_nearby(conn: sqlite3.Connection, asked: Asked) -> list[Nearby]:
    """Return the lists nearest to an empty one, of which each has something."""
    nearby = []
    for other in (*_named_alike(conn, asked), *_variations(asked)):
        if other.query:
            found = find(conn, other.query, filters=other.filters)
            articles, more = len(found.ids), found.more
        else:
            articles, more = count_articles(conn, matching(conn, other.filters)), False
        if articles:
            nearby.append(Nearby(asked=other, articles=articles, more=more))
        if len(nearby) == MOST_NEARBY:
            break
    return nearby


def _named_alike(conn: sqlite3.Connection, asked: Asked) -> Iterator[Asked]:
    """Yield the same list with names that are like one that nobody here has."""
    for kind, name in _unknown(conn, asked.filters):
        for alike in names_like(conn, kind, name):
            yield other_than(asked, asked.query, {**asked.given, kind: alike})


def _variations(asked: Asked) -> Iterator[Asked]:
    """Yield what asks for less: each filter taken away, other words, none."""
    if len(asked.given) > 1 or not asked.query:
        for kind in asked.given:
            rest = {key: value for key, value in asked.given.items() if key != kind}
            if rest or asked.query:
                yield other_than(asked, asked.query, rest)
    if asked.query and asked.given:
        yield other_than(asked, asked.query, {})
    words = asked.query.replace('"', " ").split()
    others = []
    if words:
        others.append(" ".join(f"{word.rstrip('*')}*" for word in words))
    if len(words) > 1:
        others.append(" OR ".join(map(_quoted, words)))
    for query in others:
        yield other_than(asked, query, asked.given)
    if asked.given:
        for query in others:
            yield other_than(asked, query, {})
        if asked.query:
            yield other_than(asked, "", asked.given)


def _quoted(word: str) -> str:
    is_bare = word.isascii() and word.isalnum() and word not in OPERATORS
    return word if is_bare else f'"{word}"'


def read_batch(
    conn: sqlite3.Connection, asked: Asked, articles: int, place: str | None, size: int
) -> tuple[list[Headline], str | None]:
    """Return so many articles of a whole list from a place on, and the place they end at."""
    found = matching(conn, asked.filters)
    after = read_place(place)
    stand = page(conn, found, asked.order, after=after, size=size, articles=articles)
    return read_headlines(conn, stand.ids), stand.following


def _unknown(conn: sqlite3.Connection, filters: Filters) -> Iterator[tuple[str, str]]:
    for kind in _NAMES:
        name = getattr(filters, kind)
        if name is not None and not ids_of(conn, kind, name):
            yield kind, name


def _json(ids: Sequence[int]) -> str:
    return msgspec.json.encode(list(ids)).decode()
