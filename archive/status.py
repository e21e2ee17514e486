"""Did it work last night: what an archive holds, what is due, and what keeps failing."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from archive.drift import Drift, find_drift
from archive.errors import ArchiveDamaged
from archive.health import SiteHealth, read_health
from archive.times import to_text
from archive.verdict import verdict

LAST_RUNS = 10
FAILING = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStatus:
    """One run; `totals` is what its batches came to, `verdict` the same in words."""

    id: int
    command: str
    started_at: str
    finished_at: str | None
    status: str
    totals: Mapping[str, Any]
    error: str | None
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """Pages of a host that fail now, for one reason.

    `runs_in_a_row` is how often the longest failing of them has failed, `detail` what the example
    was last told by.
    """

    host: str
    reason: str
    pages: int
    last_at: str
    example: str
    runs_in_a_row: int
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What an archive holds; times are ISO 8601 UTC text, `file_bytes` includes the WAL."""

    articles: int
    articles_gone: int
    revisions: int
    experts: int
    outlets: int
    snapshots: int
    pages: int
    pages_by_state: Mapping[str, int]
    sites: int
    due: int
    newest_title: str | None
    newest_url: str | None
    newest_published: str | None
    last_changed_at: str | None
    runs: tuple[RunStatus, ...]
    failing: tuple[Failing, ...]
    file_bytes: int
    due_hosts: int
    due_next_at: str | None
    due_within_a_day: int
    health: tuple[SiteHealth, ...]
    drift: tuple[Drift, ...]
    alerts: tuple[str, ...]


def read_status(conn: sqlite3.Connection, path: Path, *, now: datetime) -> Status:
    """Return what an archive holds, with its newest runs first."""
    drift = find_drift(conn)
    health = read_health(conn, drift, now=now)
    left_out = {site.host for site in health if site.is_left_out}
    counts = {name: _one(conn, f"SELECT count(*) FROM {name}") for name in _COUNTED}  # noqa: S608
    states = dict(conn.execute("SELECT state, count(*) FROM pages GROUP BY state"))
    newest = conn.execute(
        "SELECT title, url, published FROM articles WHERE published IS NOT NULL"
        " ORDER BY published DESC, id DESC LIMIT 1"
    ).fetchone() or (None, None, None)
    return Status(
        **counts,
        articles_gone=_one(conn, "SELECT count(*) FROM articles WHERE gone_at IS NOT NULL"),
        pages=sum(states.values()),
        pages_by_state=states,
        due=_one(conn, "SELECT count(*) FROM pages WHERE due_at <= ?", to_text(now)),
        newest_title=newest[0],
        newest_url=newest[1],
        newest_published=newest[2],
        last_changed_at=_one(conn, "SELECT max(last_changed_at) FROM articles"),
        runs=_runs(conn),
        failing=tuple(each for each in read_failing(conn) if each.host not in left_out),
        due_hosts=sum(site.due > 0 for site in health),
        due_next_at=min((site.due_next_at for site in health if site.due_next_at), default=None),
        due_within_a_day=_one(
            conn,
            "SELECT count(*) FROM pages WHERE due_at > ? AND due_at <= ?",
            to_text(now),
            to_text(now + timedelta(days=1)),
        ),
        health=health,
        drift=drift,
        alerts=tuple(_alerts(health, [each for each in drift if each.host not in left_out])),
        file_bytes=sum(file.stat().st_size for file in _files(path) if file.exists()),
    )


_COUNTED = ("articles", "revisions", "experts", "outlets", "snapshots", "sites")


def _one(conn: sqlite3.Connection, sql: str, *values: object) -> Any:
    return conn.execute(sql, values).fetchone()[0]


def _files(path: Path) -> tuple[Path, ...]:
    return (path, path.with_name(path.name + "-wal"))


def _runs(conn: sqlite3.Connection) -> tuple[RunStatus, ...]:
    rows = conn.execute(
        "SELECT id, command, started_at, finished_at, status, totals, error FROM runs"
        " ORDER BY id DESC LIMIT ?",
        (LAST_RUNS,),
    ).fetchall()
    try:
        return tuple(
            RunStatus(
                id=r[0],
                command=r[1],
                started_at=r[2],
                finished_at=r[3],
                status=r[4],
                totals=totals,
                error=r[6],
                verdict=verdict(r[4], totals, r[6]),
            )
            for r in rows
            for totals in [msgspec.json.decode(r[5], type=dict[str, Any])]
        )
    except msgspec.DecodeError as error:
        raise ArchiveDamaged(f"the totals of a run cannot be read: {error}") from error


def read_failing(conn: sqlite3.Connection, site_id: int | None = None) -> tuple[Failing, ...]:
    """Return what fails now, the most pages first; `site_id` asks of one site alone."""
    rows = conn.execute(
        "SELECT host, coalesce(reason, 'unknown'), count(*), max(checked_at), min(url),"  # noqa: S608
        " max(failures) FROM pages JOIN sites ON sites.id = site_id WHERE state = 'failed'"
        f" {'' if site_id is None else 'AND site_id = :site'}"
        f" GROUP BY host, reason ORDER BY count(*) DESC, host LIMIT {FAILING:d}",
        {"site": site_id},
    ).fetchall()
    return tuple(
        Failing(
            host=r[0],
            reason=r[1],
            pages=r[2],
            last_at=r[3],
            example=r[4],
            runs_in_a_row=r[5],
            detail=_last_detail(conn, r[4]),
        )
        for r in rows
    )


def _last_detail(conn: sqlite3.Connection, url: str) -> str | None:
    row = conn.execute(
        "SELECT detail FROM events WHERE page_id = (SELECT id FROM pages WHERE url = ?)"
        " AND kind = 'failed' ORDER BY run_id DESC, id DESC LIMIT 1",
        (url,),
    ).fetchone()
    return row[0] if row else None


def _alerts(health: Sequence[SiteHealth], drift: Sequence[Drift]) -> Iterator[str]:
    """Say what wants somebody to look at it."""
    for site in health:
        if site.is_in_trouble:
            yield f"{site.host}: {site.says}"
    for each in drift:
        yield f"{each.host}: {each.says}"
