"""The sitemaps of a run that are in memory: each may name 50,000 addresses, there until stored.

The limit is on bytes that have come, not on requests under way: a host that takes a minute over a
small sitemap, or over none, must not keep two hundred others waiting. One that there is no room for
is left where it is, on the wire, until there is: nothing is asked for twice.
"""

import asyncio

MOST_BYTES = 4 * 1024 * 1024


class SitemapsInHand:
    """What the sitemaps of a run take, by the page's id, from their first bytes until stored."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes: dict[int, int] = {}
        self._first_id: int | None = None
        self._freed = asyncio.Event()
        self._reading = asyncio.Lock()
        self._reading_id: int | None = None

    def admits(self, page_id: int, size: int) -> bool:
        """Say whether a sitemap of which so many bytes have come may go on; one always may."""
        if page_id == self._first_id:
            return True
        self._bytes[page_id] = size
        if sum(self._bytes.values()) <= self._most_bytes:
            return True
        if self._first_id is not None:
            return False
        del self._bytes[page_id]
        self._first_id = page_id
        return True

    async def room(self, page_id: int, size: int) -> None:
        """Wait until a sitemap may go on."""
        while not self.admits(page_id, size):
            self._freed.clear()
            await self._freed.wait()

    async def begin_reading(self, page_id: int) -> None:
        """Wait until the addresses of every sitemap read before are stored."""
        await self._reading.acquire()
        self._reading_id = page_id

    def let_go(self, page_id: int) -> None:
        """Make room for others: the bytes of a sitemap are gone."""
        self._bytes.pop(page_id, None)
        if page_id == self._first_id:
            self._first_id = None
        self._freed.set()

    def stored(self, page_id: int) -> None:
        """Let go of a sitemap and its addresses; of one that was never in hand too."""
        self.let_go(page_id)
        if page_id == self._reading_id:
            self._reading_id = None
            self._reading.release()


class Intake:
    """The place of one sitemap among those in hand, for what fetches it; `waited` is in seconds."""

    def __init__(self, sitemaps: SitemapsInHand, page_id: int) -> None:
        self._sitemaps = sitemaps
        self._page_id = page_id
        self._limit: asyncio.Timeout | None = None
        self.waited = 0.0

    def begin(self, limit: asyncio.Timeout) -> None:
        """Begin an attempt with a limit of time, which does not run while there is no room."""
        self._limit, self.waited = limit, 0.0

    def end(self) -> None:
        """Give the place up: the attempt failed, and another may be minutes away."""
        self._sitemaps.let_go(self._page_id)

    async def room(self, size: int) -> None:
        """Wait until there is room for more than so many bytes."""
        if self._sitemaps.admits(self._page_id, size):
            return
        limit = self._limit
        deadline = limit.when() if limit is not None else None
        if limit is not None:
            limit.reschedule(None)
        began = asyncio.get_running_loop().time()
        await self._sitemaps.room(self._page_id, size)
        paused = asyncio.get_running_loop().time() - began
        self.waited += paused
        if limit is not None and deadline is not None:
            limit.reschedule(deadline + paused)
