"""A site that moved to another name, once that name is crawled too: its pages lead to the new ones.

A redirect to a site that is not crawled is noted and goes no further. When that site is named for
the first time, where those redirects led are pages of it, and their articles go on there.
"""

import sqlite3
from collections.abc import Collection
from datetime import datetime

from archive.addresses import bare_host, host_of
from archive.frontier import Frontier
from scraper.records import FoundBy, Link, PageKind

_LED_AWAY = """
    SELECT id, url, kind, depth, hops,
           (SELECT detail FROM events WHERE page_id = pages.id AND kind = 'moved'
            ORDER BY run_id DESC, id DESC LIMIT 1)
    FROM pages WHERE state = 'moved' AND moved_to IS NULL
"""


def follow_to_new_sites(
    conn: sqlite3.Connection, frontier: Frontier, named: Collection[str], now: datetime
) -> None:
    """Let pages lead to those of sites named for the first time.

    Inside a transaction only.
    """
    known = {bare_host(host) for (host,) in conn.execute("SELECT host FROM sites")}
    new = set(map(bare_host, named)) - known
    if not new:
        return
    for page_id, url, kind, depth, hops, target in conn.execute(_LED_AWAY).fetchall():
        if target is None or bare_host(host_of(target)) not in new:
            continue
        link = Link(
            url=target,
            found_by=FoundBy.REDIRECT,
            found_on=url,
            kind=PageKind(kind),
            depth=depth,
            hops=hops + 1,
        )
        frontier.add([link], now=now, on=page_id)
        conn.execute(
            "UPDATE pages SET moved_to = (SELECT id FROM pages WHERE url = ?) WHERE id = ?",
            (target, page_id),
        )
