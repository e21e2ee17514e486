"""An article to be read, with all that hangs on it; also found by its address."""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasette import Response

from archive.browse.kept.page import open_page
from archive.browse.kept.shape import shape_body
from archive.browse.pages.cite import citations
from archive.browse.readings import (
    Shown,
    article_asked,
    bytes_of,
    content_type,
    find_reading,
    kept_at,
    number_asked,
)
from archive.browse.room import ask, guarded, render, room_of
from archive.browse.surroundings import MOST_LINKS, doubles, links_in, neighbours
from archive.browse.text import pieces_of, plain_blocks
from archive.errors import ArchiveDamaged, NoSuchArticle
from archive.folding import person_key
from archive.reading import find_article
from scraper.records import Article, TitledLink

# A page longer than this is not looked into for headings and lists: it would take too long.
_MOST_BYTES = 3_000_000
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_EXPERTS = """
    SELECT experts.id, experts.name, role FROM articles_experts
    JOIN experts ON experts.id = expert_id WHERE article_id = ? ORDER BY position
"""
_BODY_LINKS = (
    "SELECT title, url FROM links WHERE article_id = ? AND kind = 'body' ORDER BY position"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An expert as the page names him or her, and the row of that expert if it is known."""

    name: str
    role: str | None
    id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A link of a list: its words, its address, and the article kept of it if there is one."""

    title: str
    url: str
    article_id: int | None = None
    published: str | None = None


@guarded
async def article(datasette: Any, request: Any) -> Response:
    """Return the reader's page of one article, in the newest reading or the one asked for."""
    article_id, number = article_asked(request), number_asked(request)
    room = room_of(datasette)
    assert room is not None
    context = await ask(datasette, lambda conn: _read(conn, room.file, article_id, number))
    return await render(datasette, request, "room_article.html", context)


@guarded
async def by_url(datasette: Any, request: Any) -> Response:
    """Lead from an address, in any spelling, to the article that is kept of it."""
    url = (request.args.get("url") or "").strip()
    if not url:
        raise NoSuchArticle("no address was given")
    article_id = await ask(datasette, lambda conn: find_article(conn, url))
    return Response.redirect(datasette.urls.path(f"/-/articles/{article_id}"))


def language_of(reading: Article) -> str | None:
    """Return the language of a text as HTML has it, or None where it is unknown."""
    lang = reading.lang or ""
    return lang if _LANGUAGE.fullmatch(lang) else None


def _read(
    conn: sqlite3.Connection, path: Path, article_id: int, number: int | None
) -> dict[str, Any]:
    shown = find_reading(conn, article_id, number)
    reading = shown.revision.reading
    blocks = _blocks(conn, path, shown)
    in_text = [link.url for block in blocks for link in block.links]
    in_lists = [*reading.related_news, *reading.related_content, *reading.attachments]
    kept = kept_at(conn, [*in_text, *(link.url for link in in_lists)])
    found = links_in(conn, article_id)
    row = shown.article
    return {
        "shown": shown,
        "article": row,
        "reading": reading,
        "lang": language_of(reading),
        "lead": _lead(reading),
        "pieces": pieces_of(blocks, {url: each["id"] for url, each in kept.items()}),
        "experts": _experts(conn, shown),
        "outlet_id": row["outlet_id"] if shown.is_newest else None,
        "related": [
            *_entries(reading.related_news, kept, article_id),
            *_entries(reading.related_content, kept, article_id),
        ],
        "attachments": _entries(reading.attachments, {}, article_id),
        "links_in": found[:MOST_LINKS],
        "has_more_links": len(found) > MOST_LINKS,
        "doubles": doubles(conn, article_id),
        "neighbours": neighbours(conn, article_id, row["site_id"], row["published"]),
        "citations": citations(shown),
    }


def _blocks(conn: sqlite3.Connection, path: Path, shown: Shown) -> list[Any]:
    """Return the blocks of a reading's text, told apart by the page it was read from."""
    body = shown.revision.reading.body
    if shown.revision.has_html and shown.snapshot["length"] <= _MOST_BYTES:
        try:
            page = bytes_of(conn, path, shown)
        except ArchiveDamaged:  # `scrape verify` tells; the text itself is kept apart from it
            page = b""
        url = shown.snapshot["page_url"]
        document = open_page(page, url=url, content_type=content_type(shown))
        if page and document is not None:
            return shape_body(body, document)
    links = [
        TitledLink(title=row["title"] or "", url=row["url"])
        for row in conn.execute(_BODY_LINKS, (shown.id,))
    ]
    return list(plain_blocks(body, links))


def _lead(reading: Article) -> str | None:
    """Return the summary, unless the text begins with it or it begins as the text does."""
    summary = " ".join((reading.summary or "").split())
    first = " ".join((reading.body[0] if reading.body else "").split())
    opening = summary.rstrip(".…[] ").casefold()
    if not opening or first.casefold().startswith(opening):
        return None
    return None if first and opening.startswith(first.casefold()) else summary


def _experts(conn: sqlite3.Connection, shown: Shown) -> list[Person]:
    rows = conn.execute(_EXPERTS, (shown.id,)).fetchall()
    if shown.is_newest:
        return [Person(name=row["name"], role=row["role"], id=row["id"]) for row in rows]
    # Who is named in an older reading alone may be nobody's row any more.
    known = {person_key(row["name"]): row["id"] for row in rows}
    return [
        Person(name=each.name, role=each.role, id=known.get(person_key(each.name)))
        for each in shown.revision.reading.experts
    ]


def _entries(
    links: Sequence[TitledLink], kept: dict[str, sqlite3.Row], article_id: int
) -> list[Entry]:
    entries = []
    for link in links:
        row = kept.get(link.url)
        if row is None or row["id"] == article_id:
            entries.append(Entry(title=link.title or link.url, url=link.url))
        else:
            title = row["title"] or link.title or link.url
            entries.append(
                Entry(title=title, url=link.url, article_id=row["id"], published=row["published"])
            )
    return entries
