"""What a reader chooses, language and theme, kept in a cookie: it works without JavaScript."""

from typing import Any
from urllib.parse import urlsplit

from datasette import Response

from archive.browse.words import LANGUAGES

CHOICES = {"language": LANGUAGES, "theme": ("auto", "light", "dark")}
_YEAR_SECONDS = 365 * 24 * 3600


async def choose(datasette: Any, request: Any) -> Response:
    """Keep the choices that are named and go back to where the reader was."""
    response = Response.redirect(_back(request.args.get("back")) or datasette.urls.path("/"))
    for name, allowed in CHOICES.items():
        if (value := request.args.get(name)) in allowed:
            response.set_cookie(name, value, max_age=_YEAR_SECONDS, samesite="lax", httponly=True)
    return response


def _back(address: str | None) -> str | None:
    """Return the address of a page here; None for none, and for what is no address."""
    try:
        back = urlsplit(address or "")
    except ValueError:
        return None
    path = back.path.lstrip("/\\")  # never another host
    if not path and not back.query:
        return None
    return f"/{path}" + (f"?{back.query}" if back.query else "")
