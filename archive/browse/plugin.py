"""What Datasette asks of the plugin: routes, metadata, headers, and what every template knows.

Where no archive of this program is among the databases, Datasette is left as it is.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from datasette import hookimpl

from archive.browse.cookies import with_readable_cookies
from archive.browse.database import is_archive, restrict
from archive.browse.gate import Gate, read_password, with_gate
from archive.browse.room import find_archive, room_of
from archive.browse.safety import with_safe_headers


@hookimpl
async def startup(datasette: Any) -> None:
    """Look which database is the archive, once."""
    await find_archive(datasette)
    # Datasette's own client was made before, and knows no pages of the room.
    datasette.client.app = datasette.app()


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """Return the pages of the room; all but the front page are below `/-/`."""
    if room_of(datasette) is None:
        return []
    from archive.browse.pages import ROUTES

    return list(ROUTES)


@hookimpl
def get_metadata(datasette: Any) -> dict[str, Any]:
    """Return titles, facets and canned queries for the archive."""
    from archive.browse.metadata import metadata

    room = room_of(datasette)
    return metadata(room.database, title=room.title) if room else {}


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Make sure that nothing is written to an archive, whatever is asked."""
    if is_archive(conn):
        restrict(conn)


@hookimpl
def render_cell(
    datasette: Any, row: Any, column: str, table: str | None, database: str
) -> Any | None:
    """Return how a value looks in a table."""
    room = room_of(datasette)
    if room is None or database != room.database:
        return None
    from archive.browse.cells import shown

    return shown(datasette, row, column, table)


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any | None:
    """Return one sentence for what went wrong."""
    if room_of(datasette) is None:
        return None
    from archive.browse.refusals import refuse

    return refuse(datasette, request, exception)


@hookimpl
def extra_template_vars(datasette: Any, request: Any) -> dict[str, Any]:
    """Return what every template may use: the room, the reader's language and theme."""
    from archive.browse.words import words_for

    room = room_of(datasette)
    words = words_for(request)
    return {
        "room": room,
        "_": words,
        "words": words,
        "theme": request.cookies.get("theme", "auto") if request else "auto",
    }


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Return what asks for the password, where one is set, and puts the headers of `safety` on."""
    config = datasette.plugin_config("scrape") or {}

    def has_room() -> bool:
        return room_of(datasette) is not None

    def wrapped(app: Any) -> Any:
        app = with_readable_cookies(app, has_room)
        if "password" in config:
            # None where it is to come from a variable that is not set: that opens to nobody.
            app = with_gate(app, Gate(password=read_password(str(config["password"] or ""))))
        return with_safe_headers(app, has_room)

    return wrapped
