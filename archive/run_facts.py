"""One run as facts: its row, how it went in words, and what failed in it and why."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from archive.errors import ArchiveDamaged, NoSuchRun
from archive.verdict import verdict

MOST_FAILURES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Pages of one host that failed in a run for one reason.

    `times` counts failures, `requests` what was asked for them; `runs_in_a_row` is how often the
    longest failing of them has failed by now, 0 where all have recovered.
    """

    host: str
    reason: str
    pages: int
    times: int
    requests: int
    runs_in_a_row: int
    example: str
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """One run; times are ISO 8601 UTC text, `seconds` None while it goes on."""

    id: int
    command: str
    seeds: tuple[str, ...]
    options: tuple[str, ...]
    started_at: str
    finished_at: str | None
    seconds: float | None
    status: str
    verdict: str
    error: str | None
    totals: Mapping[str, Any]
    failures: tuple[Failure, ...] = ()


_COLUMNS = "id, command, seeds, options, started_at, finished_at, status, error, totals"


def newest_run(
    conn: sqlite3.Connection, command: str | None = None, *, but_failed: bool = False
) -> RunFacts | None:
    """Return the newest run, of a command if one is named; one that failed only if it has to be."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM runs WHERE command = coalesce(?, command)"  # noqa: S608
        " ORDER BY ? AND status = 'failed', id DESC LIMIT 1",
        (command, but_failed),
    ).fetchone()
    return _facts(row) if row else None


def read_run(conn: sqlite3.Connection, run_id: int) -> RunFacts:
    """Return one run with its failures; raises NoSuchRun."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM runs WHERE id = ?",  # noqa: S608
        (run_id,),
    ).fetchone()
    if row is None:
        raise NoSuchRun(f"there is no run {run_id}")
    return _facts(row, _failures(conn, run_id))


def read_runs(
    conn: sqlite3.Connection, *, limit: int, before: int | None = None
) -> tuple[RunFacts, ...]:
    """Return the newest runs, newest first, without their failures."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM runs WHERE id < coalesce(?, id + 1)"  # noqa: S608
        " ORDER BY id DESC LIMIT ?",
        (before, limit),
    ).fetchall()
    return tuple(_facts(row) for row in rows)


def _facts(row: Any, failures: tuple[Failure, ...] = ()) -> RunFacts:
    run_id, command, seeds, options, started_at, finished_at, status, error, totals = row
    try:
        read_totals = msgspec.json.decode(totals, type=dict[str, Any])
        words = msgspec.json.Decoder(tuple[str, ...])
        read_seeds, read_options = words.decode(seeds), words.decode(options)
    except msgspec.DecodeError as problem:
        raise ArchiveDamaged(f"run {run_id} cannot be read: {problem}") from problem
    seconds = None
    if finished_at:
        took = datetime.fromisoformat(finished_at) - datetime.fromisoformat(started_at)
        seconds = round(took.total_seconds(), 1)
    return RunFacts(
        id=run_id,
        command=command,
        seeds=read_seeds,
        options=read_options,
        started_at=started_at,
        finished_at=finished_at,
        seconds=seconds,
        status=status,
        verdict=verdict(status, read_totals, error),
        error=error,
        totals=read_totals,
        failures=failures,
    )


def _failures(conn: sqlite3.Connection, run_id: int) -> tuple[Failure, ...]:
    rows = conn.execute(
        "SELECT host, told.reason, told.pages, times, requests, in_a_row, url, detail FROM ("
        " SELECT host, coalesce(events.reason, 'unknown') AS reason,"
        "  count(DISTINCT page_id) AS pages, sum(events.count) AS times,"
        "  sum(events.attempts) AS requests, max(pages.failures) AS in_a_row,"
        "  min(events.id) AS first"
        " FROM events JOIN pages ON pages.id = page_id JOIN sites ON sites.id = site_id"
        " WHERE run_id = ? AND events.kind = 'failed' GROUP BY host, events.reason) AS told"
        " JOIN events ON events.id = first ORDER BY told.pages DESC, host, told.reason LIMIT ?",
        (run_id, MOST_FAILURES),
    )
    return tuple(
        Failure(
            host=r[0],
            reason=r[1],
            pages=r[2],
            times=r[3],
            requests=r[4],
            runs_in_a_row=r[5],
            example=r[6],
            detail=r[7],
        )
        for r in rows
    )
