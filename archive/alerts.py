"""What a run is the first to show: told once, by it. `status` tells for as long as it lasts."""

import sqlite3
from collections.abc import Collection
from datetime import datetime

from archive.drift import new_drift
from archive.health import read_health

Trouble = tuple[str, str]  # a host, and the word for what is wrong with it


def read_trouble(conn: sqlite3.Connection, *, now: datetime) -> frozenset[Trouble]:
    """Return the sites of which nothing comes any more."""
    health = read_health(conn, (), now=now)
    return frozenset((site.host, site.word) for site in health if site.is_in_trouble)


def new_alerts(
    conn: sqlite3.Connection, run_id: int, known: Collection[Trouble], *, now: datetime
) -> list[str]:
    """Say what is wrong since a run and was not `known` before it.

    That a site which gave articles has published nothing for long is no news at its first run.
    """
    alerts = [f"{drift.host}: {drift.says}" for drift in new_drift(conn, run_id)]
    first = _first_asked_by(conn, run_id)
    for site in read_health(conn, (), now=now):
        is_news = (site.host, site.word) not in known and not (site.articles and site.host in first)
        if site.is_in_trouble and is_news:
            alerts.append(f"{site.host}: {site.says}")
    return alerts


def _first_asked_by(conn: sqlite3.Connection, run_id: int) -> frozenset[str]:
    """Return the hosts that no run before this one asked."""
    rows = conn.execute(
        "SELECT host FROM runs_sites JOIN sites ON sites.id = site_id"
        " GROUP BY site_id HAVING min(run_id) = ?",
        (run_id,),
    )
    return frozenset(host for (host,) in rows)
