"""How one crawl behaves, as its caller says."""

from dataclasses import dataclass, field
from datetime import date

from scraper.fetch import Caps
from scraper.profile import SiteProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """How one crawl behaves.

    `delay_seconds` None takes the profile's; a Crawl-delay in robots.txt is never undercut.
    `concurrency` counts requests at once to one host, `jobs` processes that read pages (1: none
    beside this one). `max_pages` ends the run after so many pages were asked for. With `since`,
    what a sitemap or feed dates before that day is left out. `full` makes all known pages due.
    `revisits` bounds the known pages of a host that are asked again in one run without a sign of
    change; None takes the profile's, else a share of what is known.
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
    revisits: int | None = None
    caps: Caps = field(default_factory=Caps)
