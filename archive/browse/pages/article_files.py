"""The list of articles as a feed, and all of it as CSV and JSON, in the order of the page."""

import csv
import io
import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import fields
from functools import partial
from typing import Any

import msgspec
from datasette import Response

from archive.browse.atom import Feed, write_atom
from archive.browse.headlines import Headline, read_headlines
from archive.browse.listing import read_batch, search_all
from archive.browse.narrowing import Asked, read_address
from archive.browse.pages.articles import read_page, total_of
from archive.browse.room import ask, guarded, room_of
from archive.browse.streaming import Streamed
from archive.browse.words import words_for

BATCH = 1000
# What a search marks is for the page.
COLUMNS = tuple(
    field.name for field in fields(Headline) if field.name not in ("snippet", "marked_title")
)
LISTS = frozenset({"experts", "tags"})


@guarded
async def atom(datasette: Any, request: Any) -> Response:
    """Return the page of the list that the address names, as an Atom feed."""
    asked = read_address(request.args)
    if asked.refused:
        return _refusal(asked)
    words = words_for(request)
    listing = await read_page(datasette, asked)
    born: str = await ask(datasette, _born)
    room = room_of(datasette)
    assert room is not None

    def address(path: str, query: str) -> str:
        there: str = datasette.absolute_url(request, datasette.urls.path(path))
        return there + (f"?{query}" if query else "")

    here, following = asked.address(), listing.stand.following
    about = asked.query or ", ".join(asked.given.values()) or words("Articles")
    feed = Feed(
        title=f"{about} · {room.title}",
        address=address("/-/articles.atom", request.query_string),
        page=address("/-/articles", here),
        # Spaces are escaped in both: the first one parts the archive from the list.
        origin=f"{born} {here}",
        articles=address("/-/articles/", ""),
        following=address("/-/articles.atom", asked.address(after=following))
        if following
        else None,
        opened_at=born,
    )
    text = write_atom(feed, listing.headlines)
    return Response(text, content_type="application/atom+xml; charset=utf-8")


def _refusal(asked: Asked) -> Response:
    """Return what a program is told: a filter left out gives it more than it asked for."""
    told = ", ".join(f"{name}={value}" for name, value in asked.refused)
    return Response.text(f"not understood: {told}\n", status=400)


def _born(conn: sqlite3.Connection) -> str:
    """Return when the archive began: no other archive has that."""
    (at,) = conn.execute("SELECT min(started_at) FROM runs").fetchone()
    return at or "1970-01-01T00:00:00.000000Z"


@guarded
async def as_csv(datasette: Any, request: Any) -> Streamed | Response:
    """Return the whole list as CSV."""
    asked = read_address(request.args)
    if asked.refused:
        return _refusal(asked)
    return Streamed(
        request,
        _csv(_all(datasette, asked)),
        content_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="articles.csv"'},
    )


@guarded
async def as_json(datasette: Any, request: Any) -> Streamed | Response:
    """Return the whole list as JSON: what was asked for, and the articles."""
    asked = read_address(request.args)
    if asked.refused:
        return _refusal(asked)
    return Streamed(
        request,
        _json(asked, _all(datasette, asked)),
        content_type="application/json; charset=utf-8",
    )


async def _all(datasette: Any, asked: Asked) -> AsyncIterator[list[Headline]]:
    """Yield the articles of a list from its first page on, some at a time."""
    if asked.query:
        found = await ask(datasette, partial(search_all, asked=asked))
        for start in range(0, len(found.ids), BATCH):
            ids = found.ids[start : start + BATCH]
            yield await ask(datasette, partial(read_headlines, ids=ids))
        return
    place, total = None, await total_of(datasette, asked)
    while True:
        headlines, place = await ask(
            datasette,
            partial(read_batch, asked=asked, articles=total, place=place, size=BATCH),
        )
        yield headlines
        if place is None:
            return


def _values(one: Headline) -> dict[str, Any]:
    return {name: getattr(one, name) for name in COLUMNS}


async def _csv(batches: AsyncIterator[list[Headline]]) -> AsyncGenerator[str, None]:
    # The mark lets Excel see UTF-8; pandas, R and DuckDB read past it.
    text = io.StringIO("\ufeff", newline="")
    text.seek(0, io.SEEK_END)
    # Values as they are: a spreadsheet may take a text that begins with = for a formula.
    table = csv.writer(text, quoting=csv.QUOTE_ALL)
    table.writerow(COLUMNS)
    # Before any article: of a search that finds nothing there is no batch.
    yield _taken(text)
    async for batch in batches:
        for one in batch:
            table.writerow(
                "; ".join(value) if name in LISTS else value for name, value in _values(one).items()
            )
        yield _taken(text)


def _taken(text: io.StringIO) -> str:
    """Return what was written so far, and begin anew."""
    written = text.getvalue()
    text.seek(0)
    text.truncate()
    return written


async def _json(asked: Asked, batches: AsyncIterator[list[Headline]]) -> AsyncGenerator[str, None]:
    encode = msgspec.json.Encoder().encode
    about = {"query": asked.query, "filters": dict(asked.given), "order": asked.order}
    yield encode(about).decode()[:-1] + ',"articles":['
    separator = "\n"
    async for batch in batches:
        if batch:
            yield separator + ",\n".join(encode(_values(one)).decode() for one in batch)
            separator = ",\n"
    yield "\n]}\n"
