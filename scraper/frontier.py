"""What a crawl asks of the place that keeps its frontier. The archive implements it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from scraper.records import HostDelay, Link, Page, RobotsRecord, Snapshot


class FrontierStore(Protocol):
    """The pages known, which of them are due, and what each host's robots.txt said.

    A page is due when its `due_at` is set and not later than now. Nothing is marked as claimed:
    the crawl remembers what it has in flight, so a killed run leaves every such page due.
    """

    def seed(self, links: Sequence[Link], *, now: datetime) -> None:
        """Add links that are not known and make all of them due now. Committed on return."""
        ...

    def make_all_due(self, hosts: Collection[str], *, now: datetime) -> int:
        """Make every article and listing of these hosts due now (`--full`); return how many."""
        ...

    def due_hosts(self, *, now: datetime) -> list[str]:
        """Return the hosts (`name` or `name:port`) that have a page due."""
        ...

    def due(
        self,
        host: str,
        *,
        now: datetime,
        limit: int,
        rechecks: bool = True,
        revisits: bool = True,
    ) -> list[Page]:
        """Return at most `limit` due pages of a host.

        Sitemaps come first, then feeds, lists and seeds, pages with a sign of change, new ones,
        and those whose time has come, the most overdue first. Without `rechecks` pages with a
        sign of change are left out, without `revisits` those whose time has come.
        """
        ...

    def article_count(self, host: str) -> int:
        """Return how many articles of a host are kept."""
        ...

    def unseen(self, urls: Collection[str]) -> set[str]:
        """Return those URLs that the frontier does not know."""
        ...

    def previous(self, url: str) -> Snapshot | None:
        """Return the last bytes kept of a page, or None where none are."""
        ...

    def robots(self, host: str) -> RobotsRecord | None:
        """Return the robots.txt kept for a host."""
        ...

    def put_robots(self, record: RobotsRecord) -> None:
        """Keep a host's robots.txt. Committed on return."""
        ...

    def delay(self, host: str) -> HostDelay | None:
        """Return the delay kept for a host."""
        ...

    def put_delay(self, delay: HostDelay) -> None:
        """Keep the delay a host taught; 0 forgets it. Committed on return."""
        ...
