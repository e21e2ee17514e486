"""Answers that are sent piece by piece: a long export, or a page whose counts take a moment."""

import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

from archive.errors import ArchiveError

log = logging.getLogger(__name__)


class Streamed:
    """What Datasette takes for a response: it sends the pieces as they come."""

    def __init__(
        self,
        pieces: AsyncIterator[str],
        *,
        content_type: str,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.pieces = pieces
        self.headers = {"content-type": content_type, **(headers or {})}

    async def asgi_send(self, send: Callable[[MutableMapping[str, Any]], Awaitable[None]]) -> None:
        """Send it all; where the archive fails midway the end is left out, for all to see."""
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [
                    (name.encode(), value.encode()) for name, value in self.headers.items()
                ],
            }
        )
        try:
            async for piece in self.pieces:
                body = {"type": "http.response.body", "body": piece.encode(), "more_body": True}
                await send(body)
        except (ArchiveError, sqlite3.Error) as error:
            log.warning("broke off an answer: %s", error)
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})
