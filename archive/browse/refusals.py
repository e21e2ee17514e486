"""What a reader is told when something cannot be answered: one sentence, never a traceback."""

import logging
import sqlite3
from typing import Any

from datasette import Response
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError

from archive.browse.room import render, room_of
from archive.browse.words import Words, words_for
from archive.edge import translate

log = logging.getLogger(__name__)


async def refuse(datasette: Any, request: Any, exception: Exception) -> Response:
    """Return the answer to a request that failed, as a page or as JSON."""
    status, message = _explain(datasette, words_for(request), exception)
    if status >= 500:
        log.error("no answer to %r: %r", request.path, exception)
    if request.path.endswith(".json"):
        error = {"ok": False, "error": message, "status": status, "title": None}
        return Response.json(error, status=status)
    context = {"status": status, "message": message, "settings": datasette.settings_dict()}
    if status == 400 and request.args.get("sql"):  # to be mended where it was written
        given = [(name, request.args[name]) for name in request.args if name != "sql"]
        context |= {"sql": request.args["sql"], "given": given}
    return await render(datasette, request, "room_error.html", context, status=status)


def _explain(datasette: Any, words: Words, exception: Exception) -> tuple[int, str]:
    _ = words
    # Datasette tells of the time limit in HTML, and tells nothing else so.
    is_markup = isinstance(exception, DatasetteError) and exception.message_is_html
    if is_markup or isinstance(exception, QueryInterrupted):
        limit = words.many(datasette.sql_time_limit_ms / 1000, "second", "seconds")
        return 400, _("This took longer than {n} and was stopped.", n=limit)
    if isinstance(exception, DatasetteError):
        return exception.status, str(exception.message)
    if isinstance(exception, Base400):
        message = str(exception.args[0]) if exception.args else ""
        if exception.status == 404 and message in ("", "404", "Database not found"):
            message = _("There is no page at this address.")
        return exception.status, message
    if isinstance(exception, sqlite3.Error):
        room = room_of(datasette)
        assert room is not None
        return 500, str(translate(exception, room.file))
    if isinstance(exception, ValueError):  # a parameter of an address that is no number
        return 400, _("The address asks for something that is not understood.")
    return 500, _("Something went wrong in making this page.")
