"""The list of articles: searched, narrowed, sorted, page by page."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import Any, TypeVar

from archive.browse import narrowed_words as said
from archive.browse.facets import PARTS, Counted
from archive.browse.listing import (
    Listing,
    Nearby,
    count_listing,
    count_part_of,
    count_total,
    find_nearby,
    read_listing,
)
from archive.browse.narrowing import Asked, read_address
from archive.browse.remembered import ask_once
from archive.browse.room import ask, guarded
from archive.browse.streaming import Streamed
from archive.browse.words import words_for

T = TypeVar("T")
Question = Callable[[sqlite3.Connection], T | None]
# Where the counts go in the page made without them. No text can hold it: it would be escaped.
_GAP = "<!--counts-->"


@guarded
async def articles(datasette: Any, request: Any) -> Streamed:
    """Return a page of the list; what it can be narrowed by follows once it is counted."""
    asked = read_address(request.args)
    words = words_for(request)
    listing = await read_page(datasette, asked)
    nearby: list[Nearby] | None = None
    if not listing.articles and asked.is_narrowed:
        nearby = await ask(datasette, in_time(partial(find_nearby, asked=asked)))
    context = {
        "asked": asked,
        "listing": listing,
        "chips": said.chips(words, asked),
        "orders": said.orders(words, asked),
        "notes": said.notes(words, asked, listing),
        "nearby": said.nearby(words, asked, nearby or []),
    }
    html = await datasette.render_template("room_articles.html", context, request=request)
    return Streamed(
        request,
        _in_two(datasette, request, asked, listing, html),
        content_type="text/html; charset=utf-8",
    )


async def read_page(datasette: Any, asked: Asked) -> Listing:
    """Return the page of a list that an address names."""
    total = await total_of(datasette, asked)
    return await ask(datasette, partial(read_listing, asked=asked, articles=total))


async def total_of(datasette: Any, asked: Asked) -> int:
    """Return how many articles a list has; of a search that is told by what is found."""
    if asked.query:
        return 0
    key = ("total", tuple(asked.given.items()))
    return await ask_once(datasette, key, partial(count_total, asked=asked))


async def _in_two(
    datasette: Any, request: Any, asked: Asked, listing: Listing, html: str
) -> AsyncGenerator[str, None]:
    """Yield the page up to the counts, and then the rest of it."""
    before, _, after = html.partition(_GAP)
    yield before
    counted = await _count(datasette, asked, listing.found)
    words = words_for(request)
    context = {
        "asked": asked,
        "groups": said.groups(words, asked, counted.facets) if counted else [],
        "counted": counted,
        "among": listing.articles if listing.more else 0,
    }
    yield await datasette.render_template("_room_facets.html", context, request=request)
    yield after


async def _count(datasette: Any, asked: Asked, found: tuple[int, ...]) -> Counted | None:
    """Return what a list can be narrowed by, as far as it can be counted in time."""
    # A later page of a search may leave out what came in since the first: its newest tells.
    key = ("counts", asked.query, tuple(asked.given.items()), max(found, default=0))
    question = in_time(partial(count_listing, asked=asked, found=found))
    counted = await ask_once(datasette, key, question)
    if counted is not None or asked.query:
        return counted
    parts = await asyncio.gather(
        *(
            ask_once(
                datasette, (*key, part), in_time(partial(count_part_of, asked=asked, part=part))
            )
            for part in PARTS
        )
    )
    return Counted.joined(parts)


def in_time(question: Question[T]) -> Question[T]:
    """Return a question with the answer None where it cannot be answered: a list is one without.

    None is an answer that is kept, so that what takes too long is not asked again and again.
    """

    def asked(conn: sqlite3.Connection) -> T | None:
        try:
            return question(conn)
        except sqlite3.OperationalError:
            return None

    return asked
