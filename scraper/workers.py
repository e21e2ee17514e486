"""Where pages are read: in this process, or in worker processes beside it."""

import asyncio
import logging
import multiprocessing
import sys
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib.machinery import ModuleSpec
from types import TracebackType
from typing import ParamSpec, TypeVar

from scraper.errors import MalformedDocument
from scraper.profile import SiteProfile
from scraper.reader import Reading, read_page
from scraper.worker import end_with_parent

log = logging.getLogger(__name__)
_Given = ParamSpec("_Given")
_Done = TypeVar("_Done")


class Workers:
    """Reads pages; with one job in this process, with more in as many worker processes."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None
        self._has_worked = False

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
        self,
        body: bytes,
        url: str,
        content_type: str | None,
        profile: SiteProfile | None,
        is_listing: bool = False,
        leads_on: bool = True,
    ) -> Reading:
        """Read one page.

        Raises:
            MalformedDocument: The page brought worker processes down twice.
        """
        for _ in range(2):
            if self._jobs <= 1:
                return read_page(body, url, content_type, profile, is_listing, leads_on)
            pool = self._pool = self._pool or open_pool(self._jobs)
            try:
                reading = await asyncio.wrap_future(
                    submit(pool, read_page, body, url, content_type, profile, is_listing, leads_on)
                )
            except BrokenProcessPool:
                # Pages read at the same time go down together; each is tried once more.
                self._replace(pool)
            else:
                self._has_worked = True
                return reading
        raise MalformedDocument(url, "the parser broke down on it")

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        if self._pool is not broken:
            return
        self._pool = None
        broken.shutdown(wait=False)
        if not self._has_worked:
            log.warning("workers cannot start; pages are read in one process")
            self._jobs = 1


def open_pool(jobs: int) -> ProcessPoolExecutor:
    """Return worker processes that end when this one does."""
    # Spawned and not forked: a fork would hold the archive's lock after its parent was killed.
    context = multiprocessing.get_context("spawn")
    # A spawned process runs its parent's main module again, for what is defined there, unless that
    # goes by the name of a package's: no work of ours is, and the command line takes 3 MB in each.
    sys.modules["__main__"].__spec__ = ModuleSpec("__main__", None)
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=end_with_parent)


def submit(
    pool: ProcessPoolExecutor,
    work: Callable[_Given, _Done],
    *given: _Given.args,
    **named: _Given.kwargs,
) -> Future[_Done]:
    """Give work to a worker process.

    Raises:
        BrokenProcessPool: A worker died; also while another was being started for this work, which
            the pool tells by closing the pipes it was to be given.
    """
    try:
        return pool.submit(work, *given, **named)
    except OSError as error:
        raise BrokenProcessPool(str(error)) from error
