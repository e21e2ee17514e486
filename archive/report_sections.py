"""The sections of a report on sites: what each gave, what failed there, what was left alone."""

from dataclasses import dataclass
from statistics import median

from archive.drift import Drift, find_drift
from archive.health import read_health
from archive.section import Section, Told
from archive.times import from_text

_RUNS_COMPARED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTold:
    """What a run did on one site; `usual_…` is the median of up to ten runs before it there.

    `left` counts pages still due when the run had ended: what it did not come to.
    """

    host: str
    answered: int
    new: int
    changed: int
    gone: int
    failed: int
    skipped: int
    left: int
    usual_new: float | None
    usual_failed: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipTold:
    """Pages of one host that a run was the first to leave alone for one reason."""

    host: str
    reason: str
    detail: str | None
    pages: int
    example: str


_SITES = """
    SELECT host, site_id, fetched + unchanged + moved + gone, articles_new, articles_changed,
           articles_gone, failed, skipped,
           (SELECT count(*) FROM pages
            WHERE pages.site_id = runs_sites.site_id AND due_at <= ?2
              AND (checked_at IS NULL OR checked_at < ?3))
    FROM runs_sites JOIN sites ON sites.id = site_id
    WHERE run_id = ?1 ORDER BY failed > 0 DESC, articles_new DESC, host LIMIT ?4
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleTold:
    """A site of which nothing comes any more; `word` and `says` as in `scrape status`."""

    host: str
    word: str
    says: str


def trouble(told: Told) -> Section:
    """Tell which sites give nothing any more and why; of the newest run alone, as of its end."""
    run = told.run
    facts: tuple[TroubleTold, ...] = ()
    if told.count("SELECT max(id) = ? FROM runs"):
        health = read_health(told.conn, (), now=from_text(run.finished_at or run.started_at))
        facts = tuple(
            TroubleTold(host=site.host, word=site.word, says=site.says)
            for site in health
            if site.is_in_trouble
        )
    return Section(
        name="trouble",
        title="Sites that give nothing",
        facts=facts[: told.limit],
        total=len(facts),
        header=("site", "what is wrong", "and"),
        rows=tuple(
            (site.host, what, more)
            for site in facts[: told.limit]
            for what, _, more in [site.says.partition("; ")]
        ),
    )


def sites(told: Told) -> Section:
    """Tell what the run did on each site, beside what is usual there."""
    run = told.run
    rows = told.conn.execute(
        _SITES, (run.id, run.finished_at or run.started_at, run.started_at, told.limit)
    ).fetchall()
    facts = []
    for host, site_id, *counts in rows:
        before = told.conn.execute(
            "SELECT articles_new, failed FROM runs_sites WHERE site_id = ? AND run_id < ?"
            " ORDER BY run_id DESC LIMIT ?",
            (site_id, run.id, _RUNS_COMPARED),
        ).fetchall()
        answered, new, changed, gone, failed, skipped, left = counts
        facts.append(
            SiteTold(
                host=host,
                answered=answered,
                new=new,
                changed=changed,
                gone=gone,
                failed=failed,
                skipped=skipped,
                left=left,
                usual_new=median(row[0] for row in before) if before else None,
                usual_failed=median(row[1] for row in before) if before else None,
            )
        )
    return Section(
        name="sites",
        title="Sites",
        facts=tuple(facts),
        total=told.count("SELECT count(*) FROM runs_sites WHERE run_id = ?"),
        header=("site", "answered", "new", "changed", "gone", "failed", "skipped", "left", "usual"),
        rows=tuple(
            (
                *map(
                    str,
                    (s.host, s.answered, s.new, s.changed, s.gone, s.failed, s.skipped, s.left),
                ),
                _usual(s),
            )
            for s in facts
        ),
        empty="No site was asked for anything.",
    )


def drifting(told: Told) -> Section:
    """Tell which fields are missing that used to be there."""
    found = find_drift(told.conn, run_id=told.run.id)
    return Section(
        name="drift",
        title="Fields that went missing",
        facts=found[: told.limit],
        total=len(found),
        header=("site", "field", "before", "now", "since", "example"),
        rows=tuple(
            (d.host, d.field, share(d, d.before), f"{share(d, d.now)} of {d.articles}",
             f"run {d.since_run}", d.example or "")
            for d in found[: told.limit]
        ),
    )  # fmt: skip


def failed(told: Told) -> Section:
    """Tell what failed and why."""
    facts = told.run.failures[: told.limit]
    return Section(
        name="failed",
        title="Failed",
        facts=facts,
        total=len(told.run.failures),
        header=("site", "reason", "pages", "requests", "runs in a row", "example", "detail"),
        rows=tuple(
            (f.host, f.reason, str(f.pages), str(f.requests), str(f.runs_in_a_row), f.example,
             f.detail or "")
            for f in facts
        ),
        empty="Nothing failed.",
    )  # fmt: skip


def skipped(told: Told) -> Section:
    """Tell what was left alone, and why: robots.txt, traps, pages that are not there."""
    rows = told.conn.execute(
        "SELECT host, events.reason, detail, count(DISTINCT page_id), min(events.url)"
        " FROM events JOIN pages ON pages.id = page_id JOIN sites ON sites.id = site_id"
        " WHERE run_id = ? AND events.kind = 'skipped' GROUP BY host, events.reason, detail"
        " ORDER BY 4 DESC, host, events.reason",
        (told.run.id,),
    ).fetchall()
    facts = tuple(
        SkipTold(host=r[0], reason=r[1], detail=r[2], pages=r[3], example=r[4])
        for r in rows[: told.limit]
    )
    return Section(
        name="skipped",
        title="Left alone for the first time",
        facts=facts,
        total=len(rows),
        header=("site", "reason", "pages", "example", "detail"),
        rows=tuple((s.host, s.reason, str(s.pages), s.example, s.detail or "") for s in facts),
    )


def share(drift: Drift, value: float) -> str:
    """Write one side of a drift for a person."""
    return f"{value:.0f} words" if drift.field == "words" else f"{value:.0%}"


def _usual(site: SiteTold) -> str:
    if site.usual_new is None:
        return "first run here"
    text = f"{site.usual_new:g} new"
    return f"{text}, {site.usual_failed:g} failed" if site.usual_failed else text
