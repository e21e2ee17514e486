"""Reading many kept pages again, in order, on as many processes as there are to be had.

Worker processes are told of pages by the chunk: one page alone is too little to send for.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice

from scraper.errors import MalformedDocument
from scraper.numbering import is_numbered_page
from scraper.profile import SiteProfile
from scraper.reader import read_article
from scraper.records import Extraction
from scraper.sameness import text_digest
from scraper.urls import is_root
from scraper.workers import open_pool, submit

CHUNK_PAGES = 8
_AHEAD = 3  # chunks waiting for each process, so that none is ever idle


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """The bytes of a page as they are kept."""

    body: bytes
    url: str
    content_type: str | None
    profile: SiteProfile | None = None


_Chunk = tuple[KeptPage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAgain:
    """What the rules of now read: no extraction where the page is a list or cannot be read.

    `is_broken` says that the parser broke down on it.
    """

    extraction: Extraction | None = None
    text_digest: str | None = None
    is_broken: bool = False


def read_again(page: KeptPage) -> ReadAgain:
    """Read one kept page as a crawl would."""
    if is_root(page.url) or is_numbered_page(page.url):
        return ReadAgain()
    try:
        extraction = read_article(page.body, page.url, page.content_type, page.profile)
    except MalformedDocument:
        return ReadAgain()
    return ReadAgain(extraction=extraction, text_digest=text_digest(extraction.article))


def read_all(pages: Iterable[KeptPage], *, jobs: int) -> Iterator[ReadAgain]:
    """Yield what each page says, in order; with one job it is read in this process."""
    if jobs <= 1:
        yield from map(read_again, pages)
        return
    left = iter(pages)
    reader = _Readers(jobs)
    try:
        yield from reader.read(iter(lambda: tuple(islice(left, CHUNK_PAGES)), ()))
    finally:
        reader.close()


class _Readers:
    """The worker processes; replaced when a page brings them down."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool = open_pool(jobs)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def read(self, chunks: Iterator[_Chunk]) -> Iterator[ReadAgain]:
        waiting: deque[tuple[_Chunk, Future[list[ReadAgain]]]] = deque()
        while True:
            for chunk in islice(chunks, self._jobs * _AHEAD - len(waiting)):
                waiting.append((chunk, self._send(chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                done = future.result()
            except BrokenProcessPool:
                done = [self._read_alone(page) for page in chunk]
                waiting = deque((other, self._send(other)) for other, _ in waiting)
            yield from done

    def _send(self, chunk: _Chunk) -> Future[list[ReadAgain]]:
        try:
            return submit(self._pool, _read_chunk, chunk)
        except BrokenProcessPool:
            self._replace()
            return submit(self._pool, _read_chunk, chunk)

    def _read_alone(self, page: KeptPage) -> ReadAgain:
        """Read a page of a chunk that brought the workers down; it may be the one that did."""
        try:
            return self._send((page,)).result()[0]
        except BrokenProcessPool:
            return ReadAgain(is_broken=True)

    def _replace(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = open_pool(self._jobs)


def _read_chunk(chunk: _Chunk) -> list[ReadAgain]:
    return [read_again(page) for page in chunk]
