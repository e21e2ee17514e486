"""The page as it was: in a frame of ours, by itself, and its bytes as a file.

What the frame shows is written anew from the page's tree (`kept.inert`), not the bytes with parts
cut out: a parser that reads the bytes otherwise than ours finds nothing that we overlooked.
"""

import sqlite3
from pathlib import Path
from typing import Any

from datasette import Response

from archive.browse.kept.inert import POLICY, SANDBOX, addresses_in, make_inert
from archive.browse.kept.page import open_page
from archive.browse.pages.article import language_of
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
from archive.errors import ArchiveDamaged, ArchiveError
from archive.export.citations import key_of

_MOST_LINKS = 5_000
# A sandbox and a window are of different origins, and an answer that asks to be alone in its group
# of windows is refused to a sandbox.
_PAGE_HEADERS = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "unsafe-none",
}


@guarded
async def snapshot(datasette: Any, request: Any) -> Response:
    """Return our page around the frame: when, what, and how to prove it."""
    article_id, number = article_asked(request), number_asked(request)
    room = room_of(datasette)
    assert room is not None

    def read(conn: sqlite3.Connection) -> dict[str, Any]:
        shown = find_reading(conn, article_id, number)
        return {
            "shown": shown,
            "article": shown.article,
            "lang": language_of(shown.revision.reading),
            "is_damaged": _is_damaged(conn, room.file, shown),
            "sandbox": SANDBOX,
        }

    context = await ask(datasette, read)
    return await render(datasette, request, "room_snapshot.html", context)


@guarded
async def page(datasette: Any, request: Any) -> Response:
    """Return the page itself, inert."""
    article_id, number = article_asked(request), number_asked(request)
    room = room_of(datasette)
    assert room is not None

    def read(conn: sqlite3.Connection) -> str:
        shown = find_reading(conn, article_id, number)
        body = bytes_of(conn, room.file, shown)
        url = shown.snapshot["page_url"]
        document = open_page(body, url=url, content_type=content_type(shown), is_whole=True)
        if document is None:
            raise ArchiveError("this page is too large or too deep to be shown; its bytes are kept")
        kept = kept_at(conn, addresses_in(document, most=_MOST_LINKS))
        leads = {
            address: datasette.urls.path(f"/-/articles/{row['id']}")
            for address, row in kept.items()
        }
        return make_inert(document, leads)

    html = await ask(datasette, read)
    return Response.html(html, headers=_PAGE_HEADERS)


@guarded
async def kept_bytes(datasette: Any, request: Any) -> Response:
    """Return the bytes as they came, as a file to be kept and never to be shown."""
    article_id, number = article_asked(request), number_asked(request)
    room = room_of(datasette)
    assert room is not None

    def read(conn: sqlite3.Connection) -> tuple[Shown, bytes]:
        shown = find_reading(conn, article_id, number)
        return shown, bytes_of(conn, room.file, shown)

    shown, body = await ask(datasette, read)
    name = f"{key_of(shown.exported())}-{shown.revision.number}.html"
    return Response(
        body,
        content_type="application/octet-stream",
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "content-security-policy": "sandbox; default-src 'none'",
        },
    )


def _is_damaged(conn: sqlite3.Connection, path: Path, shown: Shown) -> bool:
    if not shown.revision.has_html:
        return False
    try:
        bytes_of(conn, path, shown)
    except ArchiveDamaged:
        return True
    return False
