"""What is read for the page of charts, for one site or all, and for some years or all."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.browse.pages.naming import read_names

RUNS = 30
# So many experts are looked at: some of those named most are quoted nowhere.
_EXPERTS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What the charts are of: a host or all, and years from the first to the last, or all."""

    site: str | None = None
    first: int | None = None
    last: int | None = None

    @property
    def is_whole(self) -> bool:
        """Say whether nothing is left out."""
        return self == Span()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartFacts:
    """Counts: `articles` by host, section and year; `named` by expert, outlet and year.

    `experts` are those named most, in order; `runs` has the oldest first.
    """

    sites: tuple[str, ...]
    articles: list[tuple[str, str | None, str | None, int]]
    named: list[tuple[int, int | None, str | None, int]]
    experts: dict[int, str]
    outlets: dict[int, str]
    runs: list[Any]


_ARTICLES = """
    SELECT host, section, year, count FROM (
        SELECT site_id, section, substr(published, 1, 4) AS year, count(*) AS count
        FROM articles INDEXED BY articles_facets WHERE 1 {within} GROUP BY 1, 2, 3
    ) JOIN sites ON sites.id = site_id
"""
_MOST = """
    SELECT expert_id FROM articles_experts GROUP BY expert_id ORDER BY count(*) DESC LIMIT :most
"""
_MOST_WITHIN = """
    SELECT expert_id FROM articles INDEXED BY articles_facets
    CROSS JOIN articles_experts ON article_id = articles.id
    WHERE 1 {within} GROUP BY expert_id ORDER BY count(*) DESC LIMIT :most
"""
_NAMED = """
    SELECT expert_id, outlet_id, substr(published, 1, 4), count(*) FROM articles_experts
    CROSS JOIN articles INDEXED BY articles_facets ON articles.id = article_id
    WHERE expert_id IN (SELECT value FROM json_each(:experts)) {within} GROUP BY 1, 2, 3
"""
_RUNS = """
    SELECT run_id, started_at, sum(articles_new) AS articles_new,
           sum(articles_changed) AS articles_changed, sum(failed) AS failed
    FROM runs_sites JOIN runs ON runs.id = run_id {of_site}
    GROUP BY run_id ORDER BY run_id DESC LIMIT :runs
"""


def read_charts(conn: sqlite3.Connection, span: Span) -> ChartFacts:
    """Return the counts the charts are drawn of."""
    site = conn.execute("SELECT id FROM sites WHERE host = ?", (span.site,)).fetchone()
    # A host that is not known has no articles.
    site_id = site[0] if site else -1
    within, of_site = "", ""
    if span.site is not None:
        within, of_site = " AND site_id = :site", "WHERE site_id = :site"
    if span.first is not None:
        within += " AND substr(published, 1, 4) >= :first"
    if span.last is not None:
        within += " AND substr(published, 1, 4) <= :last"
    values: dict[str, object] = {
        "site": site_id,
        "first": f"{span.first or 0:04d}",
        "last": f"{span.last or 0:04d}",
        "most": _EXPERTS,
        "runs": RUNS,
    }

    def rows(sql: str) -> list[Any]:
        return conn.execute(sql.format(within=within, of_site=of_site), values).fetchall()

    top = [row[0] for row in rows(_MOST if span.is_whole else _MOST_WITHIN)]
    values["experts"] = json.dumps(top)
    named = [tuple(row) for row in rows(_NAMED)]
    names = read_names(conn, "experts", top)
    hosts = conn.execute(
        "SELECT host FROM sites WHERE EXISTS (SELECT 1 FROM articles WHERE site_id = sites.id)"
        " ORDER BY host"
    )
    return ChartFacts(
        sites=tuple(host for (host,) in hosts),
        articles=[tuple(row) for row in rows(_ARTICLES)],
        named=named,
        experts={key: names[key] for key in top if key in names},
        outlets=read_names(conn, "outlets", {row[1] for row in named if row[1] is not None}),
        runs=rows(_RUNS)[::-1],
    )
