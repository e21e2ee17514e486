"""Answers that are sent piece by piece: a long export, or a page whose counts take a moment.

Nothing more is read from the archive for a reader who left.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping
from typing import Any

from archive.errors import ArchiveError

log = logging.getLogger(__name__)


class Streamed:
    """What Datasette takes for a response: it sends the pieces as they come."""

    def __init__(
        self,
        request: Any,
        pieces: AsyncGenerator[str, None],
        *,
        content_type: str,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.request = request
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
        left = asyncio.ensure_future(_leaving(self.request.receive))
        try:
            async for piece in self.pieces:
                # The server takes what is sent to nobody, and never says so.
                if left.done() or self.request.method == "HEAD":
                    break
                body = {"type": "http.response.body", "body": piece.encode(), "more_body": True}
                await send(body)
        except (ArchiveError, sqlite3.Error) as error:
            log.warning("broke off an answer: %s", error)
            return
        finally:
            left.cancel()
            await self.pieces.aclose()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _leaving(receive: Callable[[], Awaitable[MutableMapping[str, Any]]]) -> None:
    """Wait until the reader has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass
