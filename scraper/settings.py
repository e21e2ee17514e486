"""How one crawl behaves, as its caller says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from scraper.fetch import Caps
from scraper.profile import SiteProfile
from scraper.records import ALL_WAYS, FoundBy


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """What one site has of its own; None takes the crawl's."""

    profile: SiteProfile | None = None
    delay_seconds: float | None = None
    concurrency: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """How one crawl behaves.

    `delay_seconds` None takes the profile's; a Crawl-delay in robots.txt is never undercut.
    `concurrency` counts requests at once to one host, `jobs` processes that read pages (1: none
    beside this one). `max_pages` ends the run after so many pages were asked for. With `since`,
    what a sitemap or feed dates before that day is left out. `full` makes all known pages due.
    `sites` holds what single sites have of their own, by folded host.
    `ways` are those that lead to further pages.
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
    ways: frozenset[FoundBy] = ALL_WAYS
    revisits: int | None = None
    caps: Caps = field(default_factory=Caps)
    sites: Mapping[str, SiteSettings] = field(default_factory=dict)

    def site(self, folded_host: str) -> SiteSettings:
        """Return what holds for a site: its own where it says something, else the crawl's."""
        own = self.sites.get(folded_host)
        if own is None:
            return SiteSettings(
                profile=self.profile,
                delay_seconds=self.delay_seconds,
                concurrency=self.concurrency,
            )
        return SiteSettings(
            profile=own.profile or self.profile,
            delay_seconds=self.delay_seconds if own.delay_seconds is None else own.delay_seconds,
            concurrency=own.concurrency or self.concurrency,
        )


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
