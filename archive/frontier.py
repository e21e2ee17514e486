"""The frontier inside the archive: every URL known, and which of them are due.

Implements `scraper.frontier.FrontierStore`. What happened to a page is written by `recorder`.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from archive import manners
from archive.addresses import host_of
from archive.connection import Edge
from archive.snapshots import Snapshots
from archive.times import from_text, from_text_or_none, to_text, to_text_or_none
from scraper.records import WAYS, FoundBy, HostDelay, Link, Page, PageKind, RobotsRecord, Snapshot

# Links of a page are mostly the site's menu: remembering what is known saves asking SQLite 150
# times a page. At about 150 bytes a URL this is 15 MB at the most.
REMEMBERED_URLS = 100_000
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
_DUE_COUNTS = """
    SELECT host, count(*) FROM pages JOIN sites ON sites.id = site_id
    WHERE due_at <= ? GROUP BY site_id
"""
_ADD = """
    INSERT INTO pages (url, site_id, kind, found_by, found_on, found_at, depth, hops, due_at, ways,
        modified_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE
    SET ways = ways | excluded.ways WHERE ways | excluded.ways <> ways
"""
_ADD_WAY = "UPDATE pages SET ways = ways | ?1 WHERE url = ?2 AND ways | ?1 <> ways"
# Clocks of servers, and hours written without a zone, are up to a day apart: the finder's word is
# news when it is later than its word before and not much older than the last fetch; the first word
# on a page when it is later than the last fetch.
_SKEW = timedelta(days=1)
_MODIFIED = """
    UPDATE pages SET
        modified_at = ?2,
        planned_at = CASE WHEN {news} AND recheck IS NULL THEN due_at ELSE planned_at END,
        due_at = CASE WHEN {news} AND (due_at IS NULL OR due_at > ?4) THEN ?4 ELSE due_at END,
        recheck = CASE WHEN {news} THEN coalesce(recheck, 'modified') ELSE recheck END
    WHERE url = ?1 AND (modified_at IS NULL OR modified_at < ?2)
""".format(news="(CASE WHEN modified_at IS NULL THEN fetched_at < ?2 ELSE fetched_at < ?3 END)")
# The next page of a list: what was on the page before has moved on to it.
_PUSHED = """
    UPDATE pages SET due_at = ?3, recheck = 'modified'
    WHERE url = ?1 AND fetched_at < ?2 AND (due_at IS NULL OR due_at > ?3)
"""
# The turns of `pages.turn`: what discovers, what shows a sign of change, what is new, the rest.
_DISCOVERIES, _RECHECK, _NEW, _REVISIT = (0, 1, 2), 3, 4, 5


class Frontier:
    """The pages known, over one connection; writes are committed on return."""

    def __init__(self, db: Database, edge: Edge, snapshots: Snapshots) -> None:
        self._db = db
        self._conn = db.conn
        self._edge = edge
        self._snapshots = snapshots
        self._site_ids: dict[str, int] = {}
        self._known: dict[str, int] = {}  # the ways that are stored already
        self._settled: set[str] = set()

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

    def due_counts(self, *, now: datetime) -> dict[str, int]:
        """Return how many pages each host has due; reads the whole index of due pages."""
        with self._edge:
            return dict(self._conn.execute(_DUE_COUNTS, (to_text(now),)))

    def unseen(self, urls: Collection[str]) -> set[str]:
        """Return those URLs that the frontier does not know."""
        asked = set(urls) - self._known.keys()
        if not asked:
            return set()
        with self._edge:
            rows = self._conn.execute(
                "SELECT value FROM json_each(?) WHERE value IN (SELECT url FROM pages)",
                (json.dumps(list(asked)),),
            )
            seen = {url for (url,) in rows}
        self._remember(seen, 0)
        return asked - seen

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
        known = self._site_ids.get(host)
        if known is None:
            row = self._conn.execute("SELECT id FROM sites WHERE host = ?", (host,)).fetchone()
            if row is None:
                cursor = self._conn.execute("INSERT INTO sites (host) VALUES (?)", (host,))
                known = int(cursor.lastrowid or 0)
            else:
                known = int(row[0])
            self._site_ids[host] = known
        return known

    def add(self, links: Iterable[Link], *, now: datetime, on: int | None = None) -> None:
        """Take in links found on page `on`. Inside a transaction only.

        Unknown ones become pages due now. A known page keeps this way of finding it too; it becomes
        due when the finder says that it changed since, and learns its kind while that is unknown.
        """
        at = to_text(now)
        fresh = []
        again = []
        kinds = []
        modified = []
        pushed = []
        for link in links:
            url = link.url
            way = WAYS[link.found_by]
            ways = self._known.get(url)
            if ways is None:
                fresh.append(link)
            else:
                if not ways & way:
                    again.append((way, url))
                    self._known[url] = ways | way
                if link.kind is not PageKind.UNKNOWN and url not in self._settled:
                    kinds.append((link.kind.value, url))
            if link.modified_at is not None:
                since = to_text(link.modified_at)
                if link.kind is PageKind.LISTING:
                    pushed.append((url, since, at))
                else:
                    skewed = to_text(link.modified_at + _SKEW)
                    modified.append((url, since, skewed, at))
        if fresh:
            self._insert(fresh, at, on)
            kinds += [
                (link.kind.value, link.url) for link in fresh if link.kind is not PageKind.UNKNOWN
            ]
        if again:
            self._conn.executemany(_ADD_WAY, again)
        if kinds:
            self._conn.executemany(
                "UPDATE pages SET kind = ? WHERE url = ? AND kind = 'unknown'", kinds
            )
            self._settled.update(url for _, url in kinds)
        if modified:
            self._conn.executemany(_MODIFIED, modified)
        if pushed:
            self._conn.executemany(_PUSHED, pushed)

    def forget(self) -> None:
        """Drop what is remembered: a rolled back transaction may have unmade it."""
        self._site_ids.clear()
        self._known.clear()
        self._settled.clear()

    def _insert(self, links: list[Link], at: str, on: int | None) -> None:
        site = self.site_id
        self._conn.executemany(
            _ADD,
            [
                (
                    link.url,
                    site(host_of(link.url)),
                    link.kind.value,
                    link.found_by.value,
                    on,
                    at,
                    link.depth,
                    link.hops,
                    at,
                    WAYS[link.found_by],
                    to_text_or_none(link.modified_at),
                )
                for link in links
            ],
        )
        for link in links:
            self._remember((link.url,), WAYS[link.found_by])

    def _remember(self, urls: Collection[str], way: int) -> None:
        if len(self._known) + len(urls) > REMEMBERED_URLS:
            self._known.clear()
            self._settled.clear()
        known = self._known
        for url in urls:
            known[url] = known.get(url, 0) | way

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
