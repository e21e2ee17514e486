"""Answers that are sent piece by piece: a long export, or a page whose counts take a moment."""

from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any


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
        """Send it all. A piece that fails ends the answer in the middle, for all to see."""
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [
                    (name.encode(), value.encode()) for name, value in self.headers.items()
                ],
            }
        )
        async for piece in self.pieces:
            await send({"type": "http.response.body", "body": piece.encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
