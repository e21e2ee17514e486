"""The sitemaps of a run that are in memory: each may name 50,000 addresses, there until stored.

The limit is on bytes that have come, not on requests under way: a host that takes a minute over a
small sitemap, or over none, must not keep two hundred others waiting.
"""

import asyncio

MOST_BYTES = 8 * 1024 * 1024


class SitemapsInHand:
    """What the sitemaps of a run take, by the page's id, from their first bytes until stored."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes: dict[int, int] = {}
        self._first_id: int | None = None
        self._first_is_free = asyncio.Event()
        self._reading = asyncio.Lock()
        self._reading_id: int | None = None

    def admits(self, page_id: int, size: int) -> bool:
        """Say whether a sitemap of which so many bytes have come may go on."""
        if page_id == self._first_id:
            return True
        self._bytes[page_id] = size
        if sum(self._bytes.values()) <= self._most_bytes:
            return True
        del self._bytes[page_id]
        if self._first_id is not None:
            return False
        self._first_id = page_id
        return True

    async def come_first(self, page_id: int) -> None:
        """Wait for the one place where a sitemap may have any size."""
        while self._first_id is not None:
            self._first_is_free.clear()
            await self._first_is_free.wait()
        self._first_id = page_id

    async def begin_reading(self, page_id: int) -> None:
        """Wait until the addresses of every sitemap read before are stored."""
        await self._reading.acquire()
        self._reading_id = page_id

    def stored(self, page_id: int) -> None:
        """Let go of a sitemap; of one that was never in hand too."""
        self._bytes.pop(page_id, None)
        if page_id == self._first_id:
            self._first_id = None
            self._first_is_free.set()
        if page_id == self._reading_id:
            self._reading_id = None
            self._reading.release()
