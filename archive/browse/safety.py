"""Headers that keep what was taken from the web inert, on every answer.

Source: Content Security Policy Level 3; the Fetch standard's nosniff; RFC 9110.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow",
    "x-dns-prefetch-control": "off",
}

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Any, Send], Awaitable[None]]


# Files of the room's own, which change when the program does.
_STATIC = ("/-/static/", "/-/static-plugins/")


def with_safe_headers(app: Application, wanted: Callable[[], bool] = lambda: True) -> Application:
    """Return an ASGI application that sets each of HEADERS an answer does not set itself.

    Args:
        app: The application.
        wanted: Says for each answer whether there is an archive to be safe from.
    """

    async def wrapped(scope: Scope, receive: Any, send: Send) -> None:
        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start" and wanted():
                headers = list(message.get("headers", []))
                message["headers"] = _made_safe(headers, scope, message["status"])
            await send(message)

        await app(scope, receive, sending)

    return wrapped


def _made_safe(
    headers: list[tuple[bytes, bytes]], scope: Scope, status: int
) -> list[tuple[bytes, bytes]]:
    given = {bytes(name).lower(): bytes(value) for name, value in headers}
    added = dict(HEADERS)
    is_static = status < 400 and any(part in scope["path"] for part in _STATIC)
    # A crawl may be writing: a page is asked for again each time it is looked at.
    added["cache-control"] = "public, max-age=3600" if is_static else "no-cache"
    headers += [
        (name.encode(), value.encode())
        for name, value in added.items()
        if name.encode() not in given
    ]
    # The language of a page is the reader's cookie's, else the browser's.
    if given.get(b"content-type", b"").startswith(b"text/html"):
        headers = [(name, value) for name, value in headers if name.lower() != b"vary"]
        vary = [part.strip() for part in given.get(b"vary", b"").split(b",") if part.strip()]
        if b"Accept-Language" not in vary:
            vary.append(b"Accept-Language")
        headers.append((b"vary", b", ".join(vary)))
    return headers
