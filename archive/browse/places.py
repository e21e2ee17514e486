"""Pages of a list that keep their place: each begins after an article, not after a number.

What comes in or goes meanwhile shifts no page. A search is ranked as a whole, so its pages are
numbers; the newest article of its first page stays the newest of the others.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.browse.matching import FACETS, Matching


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """A part of an order: what is in it, what it is sorted by, and the index that has it so.

    `{row}` stands for the row in that index.
    """

    condition: str
    key: str
    descending: bool
    index: str


_NO_DAY = "{row}.published IS NULL"
_DAY = "{row}.published IS NOT NULL"
_CHANGED = "{row}.last_changed_at > {row}.first_seen_at"
ORDERS = {
    "newest": (
        _Stretch(
            condition=_DAY, key="{row}.published", descending=True, index="articles_published"
        ),
        _Stretch(condition=_NO_DAY, key="''", descending=True, index="articles_published"),
    ),
    "oldest": (
        _Stretch(
            condition=_DAY, key="{row}.published", descending=False, index="articles_published"
        ),
        _Stretch(condition=_NO_DAY, key="''", descending=False, index="articles_published"),
    ),
    # What never changed comes after what did.
    "changed": (
        _Stretch(
            condition=_CHANGED,
            key="{row}.last_changed_at",
            descending=True,
            index="articles_changed",
        ),
        _Stretch(
            condition=f"NOT ({_CHANGED})",
            key="{row}.last_changed_at",
            descending=True,
            index="articles_last_changed",
        ),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an article stands in an order, and how many stood before it when it was seen."""

    stretch: int
    key: str
    id: int
    before: int

    def __str__(self) -> str:
        return f"{self.stretch}~{self.key}~{self.id}~{self.before}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """The articles of one page, and what `after` and `before` are in the addresses beside it.

    `start` is the number of the first, from 0; what came in meanwhile is not counted.
    """

    ids: tuple[int, ...]
    start: int
    following: str | None = None
    previous: str | None = None


def read_place(text: str | None) -> Place | None:
    """Return the place that an address names, or None for none and for nonsense."""
    parts = (text or "").split("~")
    if len(parts) < 4 or parts[0] not in ("0", "1"):
        return None
    article, before = parts[-2:]
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (article, before)):
        return None
    key = "~".join(parts[1:-2])
    return Place(stretch=int(parts[0]), key=key, id=int(article), before=int(before))


def page(
    conn: sqlite3.Connection,
    found: Matching,
    order: str,
    *,
    after: Place | None = None,
    before: Place | None = None,
    size: int,
    articles: int = 0,
) -> Stand:
    """Return one page of a list without words: the first, or the one after or before a place.

    `articles` is about how many it has, 0 where that is not known.
    """
    backwards = before is not None and after is None
    beside = before if backwards else after
    rows = list(
        _walk(
            conn,
            found,
            order,
            beside,
            backwards=backwards,
            limit=size + 1,
            in_order=found.is_all or found.is_walked(articles),
        )
    )
    is_more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
        assert beside is not None
        start = max(0, beside.before - len(rows)) if is_more else 0
        if not is_more and len(rows) < size:
            # It has become the first page: fill it up.
            return page(conn, found, order, size=size, articles=articles)
    else:
        start = beside.before + 1 if beside else 0
    places = [
        Place(stretch=stretch, key=key, id=row, before=start + number)
        for number, (stretch, key, row) in enumerate(rows)
    ]
    has_following = bool(rows) and (is_more or backwards)
    has_previous = bool(rows) and (is_more if backwards else beside is not None)
    return Stand(
        ids=tuple(place.id for place in places),
        start=start,
        following=str(places[-1]) if has_following else None,
        previous=str(places[0]) if has_previous else None,
    )


def _walk(
    conn: sqlite3.Connection,
    found: Matching,
    order: str,
    beside: Place | None,
    *,
    backwards: bool,
    limit: int,
    in_order: bool,
) -> Iterator[tuple[int, str, int]]:
    """Yield (stretch, key, id) from a place on, the next one first."""
    numbered = list(enumerate(ORDERS[order]))
    for number, stretch in reversed(numbered) if backwards else numbered:
        if beside is not None and (
            number > beside.stretch if backwards else number < beside.stretch
        ):
            continue
        down = stretch.descending is not backwards
        origin, row_name = _origin(found, stretch, in_order=in_order)
        key = stretch.key.format(row=row_name)
        where = f"{found.conditions} AND {stretch.condition.format(row=row_name)}"
        values = dict(found.values)
        if beside is not None and number == beside.stretch:
            sign = "<" if down else ">"
            where += f" AND ({key}, {row_name}.id) {sign} (:beside_key, :beside_id)"
            values |= {"beside_key": beside.key, "beside_id": beside.id}
        way = "DESC" if down else "ASC"
        rows = conn.execute(
            f"SELECT {row_name}.id, {key} FROM {origin} WHERE {where}"  # noqa: S608
            f" ORDER BY {key} {way}, {row_name}.id {way} LIMIT {limit:d}",
            values,
        ).fetchall()
        for row, value in rows:
            yield number, value, row
        limit -= len(rows)
        if limit <= 0:
            return


def _origin(found: Matching, stretch: _Stretch, *, in_order: bool) -> tuple[str, str]:
    """Return where to read a stretch from, and the name of the row that is sorted by."""
    if found.is_all:
        return f"articles INDEXED BY {stretch.index}", "articles"
    if in_order:
        walked = f"articles AS walked INDEXED BY {stretch.index}"
        return f"{walked} CROSS JOIN {FACETS} ON articles.id = walked.id", "walked"
    return found.origin, "articles"


def page_of_ranked(ids: tuple[int, ...], pin: int, *, place: str | None, size: int) -> Stand:
    """Return one page of a search: the place is the newest article there was, and a number."""
    _, start = read_pin(place) or (pin, 0)
    start = min(start, len(ids))
    return Stand(
        ids=ids[start : start + size],
        start=start,
        following=f"{pin}~{start + size}" if start + size < len(ids) else None,
        previous=f"{pin}~{max(0, start - size)}" if start else None,
    )


def read_pin(text: str | None) -> tuple[int, int] | None:
    """Return the newest article and the number that a search's address names, or None."""
    pin, separator, start = (text or "").partition("~")
    if not separator or not all(part.isascii() and part.isdigit() for part in (pin, start)):
        return None
    if len(pin) >= 19 or len(start) >= 19:
        return None
    return int(pin), int(start)
