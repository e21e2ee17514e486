"""What is read of one site for its page: its articles, its runs, its pages, its manners."""

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from archive.browse.pages.naming import summed
from archive.coverage import SiteCoverage, read_coverage
from archive.drift import Drift, find_drift
from archive.health import SiteHealth, read_health
from archive.manners import read_delay, read_robots
from archive.silence import Silence, find_silence
from archive.status import Failing, read_failing
from scraper.records import HostDelay, RobotsRecord

RUNS = 30
# Of the articles that the site changed, so many of the last say which fields it changes.
_CHANGED = 1000

_ARTICLES = """
    SELECT substr(published, 1, 7), section, lang, count(*), sum(gone_at IS NOT NULL)
    FROM articles INDEXED BY articles_facets WHERE site_id = ? GROUP BY 1, 2, 3
"""
_RUNS = """
    SELECT run_id, started_at, finished_at, status, fetched + unchanged + moved + gone AS answered,
           failed, articles_new, articles_changed, articles_gone
    FROM runs_sites JOIN runs ON runs.id = run_id
    WHERE site_id = ? ORDER BY run_id DESC LIMIT ?
"""
_KINDS = """
    SELECT kind, count(*) AS pages, sum(fetches) AS fetches, sum(changes) AS changes,
           sum(changed_seconds + quiet_seconds) AS seconds
    FROM pages WHERE site_id = ? AND fetches > 0 GROUP BY kind ORDER BY pages DESC
"""
_CHANGES = """
    SELECT revisions.changed FROM revisions
    WHERE number > 1 AND cause = 'site' AND article_id IN (
        SELECT id FROM articles INDEXED BY articles_facets
        WHERE site_id = ? AND last_changed_at > first_seen_at
        ORDER BY last_changed_at DESC LIMIT ?)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """One site; counters are of its articles, `health` is None where it has no pages."""

    host: str
    health: SiteHealth | None
    silence: Silence | None
    drift: tuple[Drift, ...]
    months: Counter[str | None]
    sections: Counter[str | None]
    languages: Counter[str | None]
    gone: int
    runs: list[Any]
    failing: tuple[Failing, ...]
    coverage: SiteCoverage | None
    kinds: list[Any]
    changed_fields: Counter[str]
    robots: RobotsRecord | None
    delay: HostDelay | None


def read_site(conn: sqlite3.Connection, host: str) -> SiteFacts | None:
    """Return what is known of a site, None where there is none of this name."""
    row = conn.execute("SELECT id FROM sites WHERE host = ?", (host,)).fetchone()
    if row is None:
        return None
    site_id, now = int(row[0]), datetime.now(UTC)
    drift = find_drift(conn, site_id=site_id)
    health = read_health(conn, drift, now=now, site_id=site_id)
    silent = bool(health) and health[0].word == "silent"
    articles = conn.execute(_ARTICLES, (site_id,)).fetchall()
    coverage = read_coverage(conn, site_id=site_id)
    return SiteFacts(
        host=host,
        health=health[0] if health else None,
        silence=find_silence(conn, now=now, site_id=site_id).get(site_id) if silent else None,
        drift=drift,
        months=summed(articles, 0, 3),
        sections=summed(articles, 1, 3),
        languages=summed(articles, 2, 3),
        gone=sum(row[4] for row in articles),
        runs=conn.execute(_RUNS, (site_id, RUNS)).fetchall(),
        failing=read_failing(conn, site_id),
        coverage=next((site for site in coverage if site.host == host), None),
        kinds=conn.execute(_KINDS, (site_id,)).fetchall(),
        changed_fields=_changed_fields(conn, site_id),
        robots=read_robots(conn, host),
        delay=read_delay(conn, host),
    )


def _changed_fields(conn: sqlite3.Connection, site_id: int) -> Counter[str]:
    """Return how often the site changed which field of an article, of the last it changed."""
    counts: Counter[str] = Counter()
    for (changed,) in conn.execute(_CHANGES, (site_id, _CHANGED)):
        counts.update(json.loads(changed))
    return counts
