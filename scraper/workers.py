"""Where pages are read: in this process, or in worker processes beside it."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType

from scraper.errors import MalformedDocument
from scraper.profile import SiteProfile
from scraper.reader import Reading, read_page


class Workers:
    """Reads pages; with one job in this process, with more in as many worker processes."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    async def __aenter__(self) -> "Workers":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    async def read_page(
        self, body: bytes, url: str, content_type: str | None, profile: SiteProfile | None
    ) -> Reading:
        """Read one page.

        Raises:
            MalformedDocument: The page brought a worker process down; a new one takes its place.
        """
        if self._jobs <= 1:
            return read_page(body, url, content_type, profile)
        if self._pool is None:
            # Spawned and not forked: a fork of a process that runs threads can hang.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._jobs, mp_context=context)
        pool = self._pool
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(pool, read_page, body, url, content_type, profile)
        except BrokenProcessPool as error:
            if self._pool is pool:
                self._pool = None
                pool.shutdown(wait=False)
            raise MalformedDocument(url, "the parser broke down on it") from error
