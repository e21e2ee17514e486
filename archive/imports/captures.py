"""What a file of captures gives, before it is known whether a page of it is worth keeping."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from scraper.outcomes import Outcome
from scraper.records import Extraction, Page, PageKind, Snapshot

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """The capture that an identical one refers to; whatever of it the file tells.

    `record_id` and `payload_digest` are as written in the file.
    """

    record_id: str | None = None
    payload_digest: str | None = None
    url: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """What is told of bytes that were not kept (noarchive): digest, length, and the reading."""

    digest: str
    length: int
    key: str
    extraction: Extraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One answer of a web server as a file keeps it.

    `url` is as written there. `body` is without transfer encoding; `encoding` names the content
    encoding it is still in. `headers` are as the server sent them, as far as that can be known.
    `record_id` and `payload_digest` are what later revisits name it by. `kind` is what an archive
    of this program kept it as; nobody else's file tells.
    """

    url: str
    fetched_at: datetime
    status: int
    headers: Headers
    body: bytes = b""
    encoding: str = ""
    elapsed_seconds: float = 0.0
    record_id: str | None = None
    payload_digest: str | None = None
    revisit: Revisit | None = None
    withheld: Withheld | None = None
    kind: PageKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something that a file holds and that is not a capture to keep; `reason` is a stable word."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A place where a file cannot be read; `offset` in bytes from its start."""

    offset: int
    why: str


class Reader(Protocol):
    """What makes a page of a capture: handed in, because the archive knows no extractor."""

    def snapshot(
        self,
        url: str,
        *,
        fetched_at: datetime,
        status: int,
        headers: Headers,
        body: bytes,
        encoding: str = "",
        elapsed_seconds: float = 0.0,
    ) -> Snapshot | str:
        """Spell the address and decode the body as the crawl does; a word says why not."""
        ...

    def read(self, page: Page, snapshot: Snapshot) -> Outcome:
        """Read a page as the crawl does; no links for the frontier, no time to ask again."""
        ...
