"""The section of a report on the ways pages are found: what each gave, missed, and why."""

from dataclasses import dataclass

from archive.coverage import WAY_NAMES, SiteCoverage, Trouble, WayCoverage, read_coverage
from archive.section import Section, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageTold:
    """What one way knows of a site; `stated` entries the site's API counts, `listed` are known."""

    host: str
    articles: int
    by_links_only: int
    stated: int | None
    listed: int | None
    way: str
    documents: int
    known: int
    only: int
    missing: int
    new: int
    troubles: tuple[Trouble, ...]


def coverage(told: Told) -> Section:
    """Tell what each way of finding pages gave on each site, and what stopped it."""
    rows = told.conn.execute(
        "SELECT host FROM runs_sites JOIN sites ON sites.id = site_id WHERE run_id = ?",
        (told.run.id,),
    )
    hosts = {host for (host,) in rows}
    asked = [site for site in read_coverage(told.conn, run_id=told.run.id) if site.host in hosts]
    # Hundreds of sites have more ways than a report shows rows.
    asked.sort(key=lambda site: not _is_stopped(site))
    found = [_told(site, way) for site in asked for way in site.ways]
    shown = tuple(found[: told.limit])
    return Section(
        name="coverage",
        title="Ways of finding pages",
        facts=shown,
        total=len(found),
        header=("site", "way", "documents", "articles", "only here", "missing", "new", "trouble"),
        rows=tuple(row for each in shown for row in _rows(each)),
    )


def _is_stopped(site: SiteCoverage) -> bool:
    """Say whether a way failed or broke off; what is not there, as on most sites, is no trouble."""
    return any(trouble.kind != "skipped" for way in site.ways for trouble in way.troubles)


def _rows(each: CoverageTold) -> list[tuple[str, ...]]:
    """Return the row of a way, and behind a site's last one what none of them knows."""
    counts = (each.documents, each.known, each.only, each.missing, each.new)
    trouble = "; ".join([*_proof(each), *map(_trouble, each.troubles)])
    rows = [(each.host, each.way, *map(str, counts), trouble)]
    if each.way == WAY_NAMES[-1] and each.by_links_only:
        alone = str(each.by_links_only)
        rows.append((each.host, "none", "", alone, alone, "", "", "found by links alone"))
    return rows


def _told(site: SiteCoverage, way: WayCoverage) -> CoverageTold:
    return CoverageTold(
        host=site.host,
        articles=site.articles,
        by_links_only=site.by_links_only,
        stated=site.stated if way.way == "rest" else None,
        listed=site.listed if way.way == "rest" else None,
        way=way.way,
        documents=way.documents,
        known=way.known,
        only=way.only,
        missing=way.missing,
        new=way.new,
        troubles=way.troubles,
    )


def _proof(each: CoverageTold) -> list[str]:
    if each.stated is None:
        return []
    return [f"the API counts {each.stated} entries, {each.listed} are known"]


def _trouble(trouble: Trouble) -> str:
    return f"{trouble.kind} {trouble.documents}: {trouble.reason}, e.g. {trouble.example}"
