"""What a run brought, as facts: a list of sections, each made by one function from SQL.

To tell something more of a run, write a function like those in `report_articles` and name it in
`SECTIONS`; text, Markdown and JSON follow by themselves.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from archive.errors import NoSuchRun
from archive.report_articles import changed, gone, moved, new
from archive.report_coverage import coverage
from archive.report_sections import drifting, failed, sites, skipped, trouble
from archive.run_facts import RunFacts, newest_run, read_run, read_runs
from archive.section import Section, Told

RUNS_BEFORE = 5

SECTIONS: tuple[Callable[[Told], Section], ...] = (
    trouble,
    sites,
    drifting,
    failed,
    coverage,
    new,
    changed,
    gone,
    moved,
    skipped,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One run, the runs before it, and what it brought."""

    run: RunFacts
    before: tuple[RunFacts, ...]
    sections: tuple[Section, ...]


def read_report(conn: sqlite3.Connection, *, run_id: int | None = None, limit: int = 100) -> Report:
    """Return what a run brought, the newest by default.

    Args:
        conn: The archive.
        run_id: The run; None for the newest.
        limit: How many rows each section may have; it tells how many there are.

    Raises:
        NoSuchRun: There is no such run, or none at all.
    """
    if run_id is None:
        newest = newest_run(conn)
        if newest is None:
            raise NoSuchRun("nothing was crawled into this archive yet")
        run_id = newest.id
    run = read_run(conn, run_id)
    told = Told(conn=conn, run=run, limit=limit)
    return Report(
        run=run,
        before=read_runs(conn, limit=RUNS_BEFORE, before=run.id),
        sections=tuple(section(told) for section in SECTIONS),
    )
