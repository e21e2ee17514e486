"""How one crawl behaves, as its caller says."""

from dataclasses import dataclass, field
from datetime import date

from scraper.fetch import Caps
from scraper.profile import SiteProfile
from scraper.records import ALL_WAYS, FoundBy


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """How one crawl behaves.

    `delay_seconds` None takes the profile's; a Crawl-delay in robots.txt is never undercut.
    `concurrency` counts requests at once to one host, `jobs` processes that read pages (1: none
    beside this one). `max_pages` ends the run after so many pages were asked for. With `since`,
    what a sitemap or feed dates before that day is left out. `full` makes all known pages due.
    `ways` are those that lead to further pages.
    """

    contact: str | None = None
    allow_private: bool = False
    concurrency: int = 1
    delay_seconds: float | None = None
    max_pages: int | None = None
    since: date | None = None
    full: bool = False
    jobs: int = 1
    profile: SiteProfile | None = None
    ways: frozenset[FoundBy] = ALL_WAYS
    caps: Caps = field(default_factory=Caps)


def ways_named(text: str) -> frozenset[FoundBy]:
    """Return the ways of finding pages that a list such as `sitemap,rest` names.

    Raises:
        ValueError: No way, or one that is none; the message says which.
    """
    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    known = {way.value: way for way in ALL_WAYS}
    for word in words:
        if word not in known:
            raise ValueError(f"{word!r} is none of {', '.join(sorted(known))}")
    if not words:
        raise ValueError(f"none of {', '.join(sorted(known))}")
    return frozenset(known[word] for word in words)
