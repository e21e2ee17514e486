"""The frontier inside the archive: every URL known, and which of them are due.

Implements `scraper.frontier.FrontierStore`. Links are taken in by `frontier_links`; what
happened to a page is written by `recorder`.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from archive import manners
from archive.edge import Edge
from archive.frontier_links import FrontierLinks
from archive.snapshots import Snapshots
from archive.sqlite_library import Database
from archive.times import from_text, from_text_or_none, to_text
from scraper.records import (
    DueCount,
    FoundBy,
    HostDelay,
    Link,
    Page,
    PageKind,
    RobotsRecord,
    Snapshot,
)

# Longer than any page is left alone.
IMPLAUSIBLY_FAR = timedelta(days=400)

_DUE = """
    SELECT id, url, kind, found_by, depth, hops, etag, last_modified, digest,
           fetched_at, changed_at, fetches, changes, failures, checked_at, text_digest,
           changed_seconds, quiet_seconds, recheck, due_at
    FROM pages INDEXED BY pages_due
    WHERE site_id = ? AND turn = ? AND due_at <= ?
    ORDER BY due_at, id LIMIT ?
"""
_DUE_HOSTS = """
    SELECT host FROM sites WHERE EXISTS (
        SELECT 1 FROM pages INDEXED BY pages_due
        WHERE site_id = sites.id AND turn IN (0, 1, 2, 3, 4, 5) AND due_at <= ?)
    ORDER BY id
"""
# The turns of `pages.turn`: what discovers, what shows a sign of change, what is new, the rest.
_DISCOVERIES, _RECHECK, _NEW, _REVISIT = (0, 1, 2), 3, 4, 5
_DUE_COUNTS = """
    SELECT host, count(*) FROM pages JOIN sites ON sites.id = site_id
    WHERE due_at <= ? GROUP BY site_id
"""
_REVISIT_COUNTS = f"""
    SELECT host, (SELECT count(*) FROM pages INDEXED BY pages_due
                  WHERE site_id = sites.id AND turn = {_REVISIT} AND due_at <= ?)
    FROM sites
"""  # noqa: S608


class Frontier:
    """The pages known, over one connection; writes are committed on return."""

    def __init__(self, db: Database, edge: Edge, snapshots: Snapshots) -> None:
        self._db = db
        self._conn = db.conn
        self._edge = edge
        self._snapshots = snapshots
        self._links = FrontierLinks(db.conn)

    def seed(self, links: Sequence[Link], *, now: datetime) -> None:
        """Add links that are not known and make all of them due now."""
        with self._edge, self._forget_on_error(), self._db.atomic():
            self.add(links, now=now)
            at = to_text(now)
            self._conn.executemany(
                "UPDATE pages SET due_at = ? WHERE url = ? AND (due_at IS NULL OR due_at > ?)",
                [(at, link.url, at) for link in links],
            )

    def make_all_due(self, hosts: Collection[str], *, now: datetime) -> int:
        """Make every article and listing of these hosts due now; return how many that changed."""
        at = to_text(now)
        with self._edge, self._db.atomic():
            cursor = self._conn.execute(
                "UPDATE pages SET due_at = ? WHERE site_id IN (SELECT id FROM sites WHERE host IN"
                " (SELECT value FROM json_each(?))) AND kind IN ('article', 'listing')"
                " AND state <> 'moved' AND (due_at IS NULL OR due_at > ?)",
                (at, json.dumps(sorted(hosts)), at),
            )
            return cursor.rowcount

    def recall(self, *, now: datetime) -> int:
        """Make due now what no schedule puts so far ahead; return how many pages that were.

        A clock that was ahead for a while leaves pages due in years. Inside a transaction only.
        """
        cursor = self._conn.execute(
            "UPDATE pages SET due_at = ? WHERE due_at > ?",
            (to_text(now), to_text(now + IMPLAUSIBLY_FAR)),
        )
        return cursor.rowcount

    def due_hosts(self, *, now: datetime) -> list[str]:
        """Return the hosts that have a page due."""
        with self._edge:
            return [host for (host,) in self._conn.execute(_DUE_HOSTS, (to_text(now),))]

    def due(
        self,
        host: str,
        *,
        now: datetime,
        limit: int,
        rechecks: bool = True,
        revisits: bool = True,
    ) -> list[Page]:
        """Return at most `limit` due pages of a host, in the order of their turns.

        Inside each, the longest due first; pages never asked for became due when they were
        found, so they come in the order of finding.
        """
        turns = (
            *_DISCOVERIES,
            *(_RECHECK,) * rechecks,
            _NEW,
            *(_REVISIT,) * revisits,
        )
        with self._edge:
            row = self._conn.execute("SELECT id FROM sites WHERE host = ?", (host,)).fetchone()
            if row is None:
                return []
            pages: list[Page] = []
            for turn in turns:
                if len(pages) >= limit:
                    break
                rows = self._conn.execute(_DUE, (row[0], turn, to_text(now), limit - len(pages)))
                pages.extend(_page(host, row) for row in rows)
            return pages

    def due_counts(self, *, now: datetime) -> dict[str, DueCount]:
        """Return how many pages each host has due; reads the whole index of due pages."""
        with self._edge:
            revisits = dict(self._conn.execute(_REVISIT_COUNTS, (to_text(now),)))
            pages = self._conn.execute(_DUE_COUNTS, (to_text(now),))
            return {host: DueCount(pages=due, revisits=revisits[host]) for host, due in pages}

    def unseen(self, urls: Collection[str]) -> set[str]:
        """Return those URLs that the frontier does not know."""
        with self._edge:
            return self._links.unseen(urls)

    def previous(self, url: str) -> Snapshot | None:
        """Return the last bytes kept of a page, or None where none are."""
        return self._snapshots.last(url)

    def article_count(self, host: str) -> int:
        """Return how many articles of a host are kept."""
        with self._edge:
            row = self._conn.execute(
                "SELECT count(*) FROM articles WHERE site_id ="
                " (SELECT id FROM sites WHERE host = ?)",
                (host,),
            ).fetchone()
            return int(row[0])

    def robots(self, host: str) -> RobotsRecord | None:
        """Return the robots.txt kept for a host."""
        with self._edge:
            return manners.read_robots(self._conn, host)

    def put_robots(self, record: RobotsRecord) -> None:
        """Keep a host's robots.txt."""
        with self._edge, self._forget_on_error(), self._db.atomic():
            manners.write_robots(self._conn, self.site_id(record.host), record)

    def delay(self, host: str) -> HostDelay | None:
        """Return the delay a host taught."""
        with self._edge:
            return manners.read_delay(self._conn, host)

    def put_delay(self, delay: HostDelay) -> None:
        """Keep the delay a host taught; 0 forgets it."""
        with self._edge, self._forget_on_error(), self._db.atomic():
            manners.write_delay(self._conn, self.site_id(delay.host), delay)

    # What follows is for `recorder`, inside its transaction.

    def site_id(self, host: str) -> int:
        """Return a host's row, made when missing. Inside a transaction only."""
        return self._links.site_id(host)

    def add(self, links: Iterable[Link], *, now: datetime, on: int | None = None) -> None:
        """Take in links found on page `on`. Inside a transaction only."""
        self._links.add(links, now=now, on=on)

    def forget(self) -> None:
        """Drop what is remembered: a rolled back transaction may have unmade it."""
        self._links.forget()

    def _forget_on_error(self) -> "_Forgetting":
        return _Forgetting(self)


class _Forgetting:
    """A `with` block after whose failure the frontier remembers nothing."""

    def __init__(self, frontier: Frontier) -> None:
        self._frontier = frontier

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._frontier.forget()


def _page(host: str, row: tuple[Any, ...]) -> Page:
    return Page(
        id=row[0],
        url=row[1],
        host=host,
        kind=PageKind(row[2]),
        found_by=FoundBy(row[3]),
        depth=row[4],
        hops=row[5],
        etag=row[6],
        last_modified=row[7],
        digest=row[8],
        fetched_at=from_text_or_none(row[9]),
        changed_at=from_text_or_none(row[10]),
        fetches=row[11],
        changes=row[12],
        failures=row[13],
        checked_at=from_text_or_none(row[14]),
        text_digest=row[15],
        changed_seconds=row[16],
        quiet_seconds=row[17],
        recheck=row[18],
        due_at=from_text(row[19]),
    )
