"""Sites that never answered and that nobody names any more: a slip in a host's name, mostly."""

import sqlite3
from collections.abc import Collection

from archive.addresses import bare_host

# Only what a person named, and nothing that any host said: all of it can be named again.
_NEVER_ANSWERED = """
    SELECT sites.id, host FROM sites JOIN pages ON pages.site_id = sites.id
    WHERE robots_status IS NULL AND robots IS NULL
    GROUP BY sites.id HAVING min(
        found_by = 'seed' AND state = 'failed' AND pages.status IS NULL AND fetched_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM snapshots WHERE page_id = pages.id)
        AND NOT EXISTS (SELECT 1 FROM pages AS other
                        WHERE other.found_on = pages.id OR other.moved_to = pages.id))
    ORDER BY host
"""
# The events stay: what failed in those runs is told by its address.
_FORGET = (
    "UPDATE events SET page_id = NULL WHERE page_id IN (SELECT id FROM pages WHERE site_id = ?)",
    "DELETE FROM pages WHERE site_id = ?",
    "DELETE FROM runs_sites WHERE site_id = ?",
    "DELETE FROM sites WHERE id = ?",
)


def forget_unanswered(conn: sqlite3.Connection, named: Collection[str]) -> list[str]:
    """Drop the sites that never answered but for those named; return the hosts of those dropped.

    `www.` makes no difference. Inside a transaction only.
    """
    kept = set(map(bare_host, named))
    forgotten = []
    for site_id, host in conn.execute(_NEVER_ANSWERED).fetchall():
        if bare_host(host) not in kept:
            for statement in _FORGET:
                conn.execute(statement, (site_id,))
            forgotten.append(host)
    return forgotten
