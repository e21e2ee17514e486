"""The front page: what is in the archive, what came last, and whether the crawl is well."""

import sqlite3
from typing import Any

from datasette import Response

from archive.browse.room import ask, guarded, render


@guarded
async def front(datasette: Any, request: Any) -> Response:
    """Return the front page."""
    context = await ask(datasette, _read)
    return await render(datasette, request, "room_front.html", context)


def _read(conn: sqlite3.Connection) -> dict[str, Any]:
    newest = conn.execute(
        "SELECT id, title, published, section FROM articles"
        " WHERE published IS NOT NULL ORDER BY published DESC, id DESC LIMIT 8"
    ).fetchall()
    (articles,) = conn.execute("SELECT count(*) FROM articles").fetchone()
    return {"newest": newest, "articles": articles}
