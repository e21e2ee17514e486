"""Taking found links into the frontier, and remembering which of them it knows already."""

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from itertools import islice

from archive.addresses import host_of
from archive.times import to_text, to_text_or_none
from scraper.records import WAYS, Link, PageKind

# Links of a page are mostly the site's menu: remembering what is known saves asking SQLite 150
# times a page. At about 200 bytes a URL this is 4 MB at the most.
REMEMBERED_URLS = 20_000
_AT_ONCE = 1_000
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


class FrontierLinks:
    """The links known, over one connection; what is remembered may be unmade by a roll-back."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._site_ids: dict[str, int] = {}
        self._known: dict[str, int] = {}  # the ways that are stored already
        self._settled: set[str] = set()

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

    def unseen(self, urls: Collection[str]) -> set[str]:
        """Return those URLs that the frontier does not know."""
        asked = set(urls) - self._known.keys()
        if not asked:
            return set()
        rows = self._conn.execute(
            "SELECT value FROM json_each(?) WHERE value IN (SELECT url FROM pages)",
            (json.dumps(list(asked)),),
        )
        seen = {url for (url,) in rows}
        self._remember(seen, 0)
        return asked - seen

    def add(self, links: Iterable[Link], *, now: datetime, on: int | None = None) -> None:
        """Take in links found on page `on`. Inside a transaction only.

        Unknown ones become pages due now. A known page keeps this way of finding it too; it becomes
        due when the finder says that it changed since, and learns its kind while that is unknown.
        """
        rest = iter(links)
        while some := list(islice(rest, _AT_ONCE)):  # a sitemap may name 50,000
            self._add(some, to_text(now), on)

    def _add(self, links: Iterable[Link], at: str, on: int | None) -> None:
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
