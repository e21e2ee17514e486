"""What came of asking for a page: one of six values, which the archive records."""

from dataclasses import dataclass
from datetime import datetime

from scraper.records import Extraction, Link, Page, PageKind, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page that answered with bytes.

    `key` is the address the reading is filed under (the canonical URL where it can be trusted).
    `extraction` is None for sitemaps, feeds and what could not be read; `links` are for the
    frontier. `due_at` says when to ask again, None for never. Without `keep_body` (noarchive)
    the digest is kept and the bytes are not. `fault` says what was broken in a document that was
    read as far as it could be. `text_digest` stands for what the page says apart
    from noise; on a first visit `quiet_seconds` is how long it says that nothing has changed.
    `names_all` where the links are all that a sitemap or feed names, so that what was named
    before and is not any more was taken out.
    """

    page: Page
    snapshot: Snapshot
    kind: PageKind
    key: str
    extraction: Extraction | None = None
    links: tuple[Link, ...] = ()
    due_at: datetime | None = None
    keep_body: bool = True
    fault: str | None = None
    text_digest: str | None = None
    quiet_seconds: float = 0.0
    names_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """A page that answered 304: what is stored still holds."""

    page: Page
    at: datetime
    due_at: datetime | None = None


LASTING_REDIRECTS = frozenset({301, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A page that answered with a redirect; `target` becomes a frontier entry of its own."""

    page: Page
    at: datetime
    status: int
    target: str
    links: tuple[Link, ...] = ()
    due_at: datetime | None = None

    @property
    def is_lasting(self) -> bool:
        """Say whether the redirect is for good, so that the page itself is no more."""
        return self.status in LASTING_REDIRECTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A page that was deleted. What was stored of it stays, with a tombstone.

    `reason` is None where the status says so (404, 410), `soft-404` where another answer does.
    """

    page: Page
    at: datetime
    status: int
    due_at: datetime | None = None
    reason: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A page that was not asked for or not kept; `reason` is a stable word such as `robots`.

    `trap` names what the page is one of many of, where that is why.
    """

    page: Page
    at: datetime
    reason: str
    detail: str = ""
    due_at: datetime | None = None
    trap: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A page that could not be fetched or read; `due_at` says when it is tried again."""

    page: Page
    at: datetime
    reason: str
    detail: str = ""
    status: int | None = None
    attempts: int = 1
    due_at: datetime | None = None


Outcome = Fetched | Unchanged | Moved | Gone | Skipped | Failed
