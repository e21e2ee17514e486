"""A reading on its way into the archive, and what became of it."""

from dataclasses import dataclass
from enum import StrEnum

from scraper.records import Extraction


class Filed(StrEnum):
    """What became of a reading."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What became of a reading, its article, and pages that show the same text elsewhere.

    `was_gone_at` is the time of a tombstone that the reading took away from an article that moved.
    """

    filed: Filed
    article_id: int
    was_gone_at: str | None = None
    twin_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading on its way into the archive, and where it came from.

    `redirected_to` says that other pages answered with a redirect to this one; `known_as` is the
    article that the page gave before; `is_kept_page` that no crawl brought it but the stored bytes
    were read again.
    """

    key: str
    page_id: int
    page_url: str
    site_id: int
    snapshot_id: int
    at: str
    extraction: Extraction
    redirected_to: bool = False
    text_digest: str | None = None
    known_as: int | None = None
    is_kept_page: bool = False
