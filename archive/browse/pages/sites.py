"""The list of sites: how many articles of each, when it was last read, and how it does."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from datasette import Response

from archive.browse.linking import articles_at, site_at
from archive.browse.room import ask, guarded, render
from archive.browse.telling import HEALTH, MARKS, drift_says, health_says
from archive.browse.words import words_for
from archive.drift import Drift, find_drift
from archive.health import SiteHealth, read_health


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """How all sites do, and when the runs named began."""

    health: tuple[SiteHealth, ...]
    drift: tuple[Drift, ...]
    runs: dict[int, str]


@guarded
async def sites(datasette: Any, request: Any) -> Response:
    """Return the list of sites."""
    facts = await ask(datasette, read_sites)
    words = words_for(request)
    rows: list[dict[str, Any]] = [
        {
            "site": site,
            "href": site_at(datasette, site.host),
            "articles_href": articles_at(datasette, site=site.host) if site.articles else None,
            "mark": MARKS.get(site.word, site.word),
            "says": health_says(words, site, facts.drift),
            "last_run": facts.runs.get(site.last_run) if site.last_run else None,
        }
        for site in facts.health
    ]
    context = {
        "health_words": HEALTH,
        "rows": [row for row in rows if row["site"].word != "not reached"],
        "not_reached": [row for row in rows if row["site"].word == "not reached"],
        "alerts": [
            {
                "host": each.host,
                "href": site_at(datasette, each.host),
                "says": drift_says(words, each),
            }
            for each in facts.drift
        ],
    }
    return await render(datasette, request, "room_sites.html", context)


def read_sites(conn: sqlite3.Connection) -> Facts:
    """Return how all sites do, the worst first."""
    drift = find_drift(conn)
    health = read_health(conn, drift, now=datetime.now(UTC))
    runs = {site.last_run for site in health if site.last_run}
    marks = ", ".join("?" * len(runs))
    started = conn.execute(
        f"SELECT id, started_at FROM runs WHERE id IN ({marks})",  # noqa: S608
        tuple(runs),
    )
    return Facts(health=health, drift=drift, runs=dict(started.fetchall()))
