"""Cookies, as far as they can be read.

A browser sends those of every program on a host, whatever its port. Python's parser gives up at the
first name that is no token: with an error, or without what comes after.
"""

import re
from collections.abc import Callable
from typing import Any

from archive.browse.safety import Application, Scope, Send

# Source: RFC 6265, 4.1.1; RFC 9110, 5.6.2 for a token.
_COOKIE = re.compile(rb"\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+=[\x20-\x7e]*")


def with_readable_cookies(app: Application, wanted: Callable[[], bool]) -> Application:
    """Return an ASGI application that is given no cookie that Python cannot read.

    Args:
        app: The application.
        wanted: Says for each request whether there is an archive to be read.
    """

    async def wrapped(scope: Scope, receive: Any, send: Send) -> None:
        if scope["type"] == "http" and wanted():
            headers = [
                (name, _readable(value) if name == b"cookie" else value)
                for name, value in scope["headers"]
            ]
            scope = {**scope, "headers": headers}
        await app(scope, receive, send)

    return wrapped


def _readable(header: bytes) -> bytes:
    return b";".join(part for part in header.split(b";") if _COOKIE.fullmatch(part))
