"""What each way of finding pages gave, site by site: what it knows, misses, and what stopped it.

The run report and `scrape status` print it; nothing here changes an archive.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scraper.records import WAYS, FoundBy

# The ways a person asks about, and the bits that count for each.
_BITS: Mapping[str, int] = {
    "sitemap": WAYS[FoundBy.SITEMAP],
    "feed": WAYS[FoundBy.FEED],
    "listing": WAYS[FoundBy.LISTING] | WAYS[FoundBy.PAGINATION],
    "rest": WAYS[FoundBy.REST],
}
WAY_NAMES = tuple(_BITS)
# The kind of page that serves each way.
_KINDS = {"sitemap": "sitemap", "feed": "feed", "listing": "listing", "api": "rest"}
MOST_TROUBLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why documents of one way are not read, or only in part; `example` is one of them."""

    kind: str
    reason: str
    documents: int
    example: str
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WayCoverage:
    """What one way gave on one site.

    `documents` were read so far; `known` of the site's articles it has ever named, `only` it alone,
    `missing` never; `new` pages of any kind it was the first to find in the run asked about.
    """

    way: str
    documents: int = 0
    known: int = 0
    only: int = 0
    missing: int = 0
    new: int = 0
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCoverage:
    """One site: its articles that are there now, and what each way knows of them.

    `by_links_only` of them no way named: a link in a text, a redirect or a seed led there.
    `stated` is how many entries the site's REST API counts (`X-WP-Total`, all types together),
    `listed` how many pages of any kind it has named that are there; None without an API.
    """

    host: str
    articles: int
    by_links_only: int
    stated: int | None = None
    listed: int | None = None
    ways: tuple[WayCoverage, ...] = ()

    @property
    def is_proved(self) -> bool:
        """Say whether all that the site counts is known."""
        return self.stated is not None and self.listed is not None and self.listed >= self.stated


@dataclass(slots=True)
class _Sums:
    articles: int = 0
    by_links_only: int = 0
    listed: int = 0
    known: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_BITS, 0))
    only: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_BITS, 0))


_BY_WAYS = """
    SELECT site_id, ways, sum(kind = 'article' AND state = 'done'), count(*) FROM pages
    WHERE state NOT IN ('gone', 'moved') AND kind NOT IN ('sitemap', 'feed', 'api') {of_site}
    GROUP BY 1, 2
"""
_DOCUMENTS = """
    SELECT site_id, kind, count(*) FROM pages
    WHERE kind IN ('sitemap', 'feed', 'listing', 'api') AND fetches > 0 {of_site}
    GROUP BY 1, 2
"""
_NEW = """
    SELECT site_id, found_by, count(*) FROM pages, runs
    WHERE runs.id = :run AND found_at >= started_at
        AND found_at <= coalesce(finished_at, '9999') {of_site} GROUP BY 1, 2
"""
# As it stands now: an API that was closed last month is told as closed until it is asked again.
_TROUBLES = """
    SELECT site_id, kind, state, coalesce(reason, ''), count(*), min(url) FROM pages
    WHERE kind IN ('sitemap', 'feed', 'listing', 'api') AND state IN ('failed', 'skipped')
    {of_site} GROUP BY 1, 2, 3, 4
"""
_BROKEN = """
    SELECT site_id, pages.kind, 'broken', coalesce(events.reason, ''), count(*), min(events.url)
    FROM events JOIN pages ON pages.id = page_id
    WHERE run_id = :run AND events.kind = 'broken' {of_site} GROUP BY 1, 2, 4
"""
_DETAILS = "SELECT url, detail FROM events WHERE run_id = :run AND detail IS NOT NULL"
# The newest answer of each survey; a part states the number of all of its type once more.
_STATED = """
    SELECT pages.site_id, sum(CAST(json_extract(header.value, '$[1]') AS INTEGER))
    FROM pages
    JOIN snapshots ON snapshots.id = (SELECT max(id) FROM snapshots WHERE page_id = pages.id)
    JOIN json_each(snapshots.headers) AS header
        ON lower(json_extract(header.value, '$[0]')) = 'x-wp-total'
        AND length(json_extract(header.value, '$[1]')) < 13  -- a sum of nonsense would overflow
    WHERE pages.kind = 'api' AND pages.state = 'done' AND instr(pages.url, 'orderby=modified') > 0
    {of_site} GROUP BY 1
"""


def read_coverage(
    conn: sqlite3.Connection, *, run_id: int | None = None, site_id: int | None = None
) -> list[SiteCoverage]:
    """Return what each way gave, for each site that has pages, in the order they were met.

    Args:
        conn: An open archive.
        run_id: The run whose new pages and broken documents are told; the last one by default.
        site_id: The site to tell of; all by default.
    """
    if run_id is None:
        run_id = conn.execute("SELECT max(id) FROM runs").fetchone()[0]
    asked = {"run": run_id, "site": site_id}

    def rows(sql: str) -> list[Any]:
        of_site = "" if site_id is None else "AND pages.site_id = :site"
        return conn.execute(sql.format(of_site=of_site), asked).fetchall()

    sums = _sums(rows(_BY_WAYS))
    documents = {(site, _KINDS[kind]): count for site, kind, count in rows(_DOCUMENTS)}
    new = _new(rows(_NEW))
    details = dict(rows(_DETAILS))
    troubles = _troubles([*rows(_TROUBLES), *rows(_BROKEN)], details, documents)
    stated = dict(rows(_STATED))
    hosts = conn.execute("SELECT id, host FROM sites ORDER BY id").fetchall()
    return [
        SiteCoverage(
            host=host,
            articles=sums[site].articles,
            by_links_only=sums[site].by_links_only,
            stated=stated.get(site),
            listed=sums[site].listed if site in stated else None,
            ways=tuple(
                WayCoverage(
                    way=way,
                    documents=documents.get((site, way), 0),
                    known=sums[site].known[way],
                    only=sums[site].only[way],
                    missing=sums[site].articles - sums[site].known[way],
                    new=new.get((site, way), 0),
                    troubles=tuple(troubles.get((site, way), ())[:MOST_TROUBLES]),
                )
                for way in _BITS
            ),
        )
        for site, host in hosts
        if site in sums
    ]


def _sums(rows: Iterable[Any]) -> dict[int, _Sums]:
    sums: dict[int, _Sums] = {}
    for site, ways, count, pages in rows:
        site_sums = sums.setdefault(site, _Sums())
        if ways & _BITS["rest"]:
            site_sums.listed += pages
        site_sums.articles += count
        naming = [way for way, bits in _BITS.items() if ways & bits]
        for way in naming:
            site_sums.known[way] += count
        if len(naming) == 1:
            site_sums.only[naming[0]] += count
        elif not naming:
            site_sums.by_links_only += count
    return sums


def _new(rows: Iterable[Any]) -> dict[tuple[int, str], int]:
    new: dict[tuple[int, str], int] = {}
    for site, found_by, count in rows:
        way = _way_of(found_by)
        if way is not None:
            new[site, way] = new.get((site, way), 0) + count
    return new


def _way_of(found_by: str) -> str | None:
    bit = WAYS.get(FoundBy(found_by), 0)
    return next((way for way, bits in _BITS.items() if bits & bit), None)


def _troubles(
    rows: Sequence[Any], details: Mapping[str, str], documents: Mapping[tuple[int, str], int]
) -> dict[tuple[int, str], list[Trouble]]:
    found: dict[tuple[int, str], list[Trouble]] = {}
    for site, kind, state, reason, count, url in sorted(rows, key=lambda row: -row[4]):
        place = (site, _KINDS[kind])
        if reason == "not-found" and documents.get(place):
            continue  # a place that was guessed, and the document was at another
        trouble = Trouble(
            kind=state, reason=reason, documents=count, example=url, detail=details.get(url)
        )
        found.setdefault(place, []).append(trouble)
    return found


def describe_coverage(coverage: Iterable[SiteCoverage]) -> str:
    """Return what each way gave as lines for a person, a table a site."""
    return "\n".join(line for site in coverage for line in _describe_site(site))


def _describe_site(site: SiteCoverage) -> list[str]:
    lines = [f"{site.host}: {site.articles} articles, {site.by_links_only} found by links alone"]
    if site.stated is not None:
        verdict = "all known" if site.is_proved else "some are not known"
        lines[0] += f"; its API counts {site.stated} entries, {site.listed} are known: {verdict}"
    lines.append("  way      documents  articles  only here  missing  new")
    for way in site.ways:
        lines.append(
            f"  {way.way:<8} {way.documents:>9}  {way.known:>8}  {way.only:>9}  {way.missing:>7}"
            f"  {way.new:>3}"
        )
        lines += [
            f"    {trouble.kind} {trouble.documents}: {trouble.reason}"
            + (f" ({trouble.detail})" if trouble.detail else "")
            + f", e.g. {trouble.example}"
            for trouble in way.troubles
        ]
    return lines
