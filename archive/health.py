"""How each site does: what it last gave, what fails there and since when, what is due next."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from archive.addresses import bare_host
from archive.barren import find_barren
from archive.drift import Drift
from archive.silence import Silence, find_silence
from archive.times import to_text

_RUNS = 30
# Worst first: the order in which sites are told.
WORDS = ("down", "failing", "drifting", "silent", "not reached", "well")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteHealth:
    """One site; times are ISO 8601 UTC text.

    `word` is `down` (asked, and every request failed), `failing` (some did), `drifting` (fields
    went missing), `silent` (nothing new for longer than ever, or no article at all, or it moved
    away), `not reached` (nothing of it was ever asked for) or `well`; `says` is the same for a
    person. `is_left_out` says that the last run which named its sites did not name this one.
    """

    host: str
    word: str
    says: str
    articles: int
    pages: int
    pages_failing: int
    due: int
    due_next_at: str | None
    last_answer_at: str | None
    last_new_at: str | None
    last_run: int | None
    is_left_out: bool = False

    @property
    def is_in_trouble(self) -> bool:
        """Say whether nothing comes of it any more, so that somebody should look at it."""
        return self.word in ("down", "silent") and not self.is_left_out


def read_health(
    conn: sqlite3.Connection,
    drift: Sequence[Drift],
    *,
    now: datetime,
    site_id: int | None = None,
) -> tuple[SiteHealth, ...]:
    """Return how each site does, the worst first; `site_id` asks of one site alone."""
    of_site = "" if site_id is None else "WHERE site_id = :site"
    asked = {"now": to_text(now), "site": site_id}
    runs = _last_runs(conn, of_site, asked)
    articles = _articles(conn, of_site, asked)
    silence = find_silence(conn, now=now, site_id=site_id)
    barren = find_barren(conn, site_id=site_id)
    refusals = _refusals(conn, of_site, asked)
    named_by, named = _last_named(conn)
    missing: dict[str, list[str]] = {}
    for each in drift:
        missing.setdefault(each.host, []).append(each.field)
    rows = _pages(conn, of_site, asked)
    health = []
    for row_id, host, pages, failing, due, due_next_at, last_answer_at in rows:
        past = runs.get(row_id, [])
        refusal = refusals.get(row_id)
        word, says = _judge(past, failing, pages, missing.get(host, []), last_answer_at, refusal)
        # Some pages that fail hide no site of which nothing comes: they are told one by one.
        if word != "down" and past and row_id in barren:
            word, says = "silent", barren[row_id]
        elif word != "down" and row_id in silence:
            word, says = "silent", _of_silence(silence[row_id])
        is_left_out = bool(past) and past[0][1] < named_by and bare_host(host) not in named
        count, last_new_at = articles.get(row_id, (0, None))
        health.append(
            SiteHealth(
                host=host,
                word=word,
                says=f"{says}; run {named_by} did not name it" if is_left_out else says,
                articles=count,
                pages=pages,
                pages_failing=failing,
                due=int(due),
                due_next_at=due_next_at,
                last_answer_at=last_answer_at,
                last_new_at=last_new_at,
                last_run=past[0][1] if past else None,
                is_left_out=is_left_out,
            )
        )
    order = {word: place for place, word in enumerate(WORDS)}
    return tuple(sorted(health, key=lambda s: (s.is_left_out, order[s.word], s.host)))


def _of_silence(quiet: Silence) -> str:
    days = f"{quiet.longest_pause} day{'s' * (quiet.longest_pause != 1)}"
    return f"nothing published after {quiet.last} was found; the longest pause before was {days}"


def count_words(health: Sequence[SiteHealth]) -> Mapping[str, int]:
    """Return how many sites do well, fail and so on, the worst first; those left out apart."""
    named = [site.word for site in health if not site.is_left_out]
    counts = {word: named.count(word) for word in WORDS}
    counts["left out"] = len(health) - len(named)
    return {word: count for word, count in counts.items() if count}


def _pages(conn: sqlite3.Connection, of_site: str, asked: Mapping[str, object]) -> sqlite3.Cursor:
    """Return by site its id and host, how its pages are, what is due, and its last answer."""
    return conn.execute(
        "SELECT site_id, host, count(*), sum(state = 'failed'), total(due_at <= :now),"  # noqa: S608
        " min(CASE WHEN due_at > :now THEN due_at END), max(fetched_at)"
        f" FROM pages JOIN sites ON sites.id = site_id {of_site} GROUP BY site_id",
        asked,
    )


def _articles(
    conn: sqlite3.Connection, of_site: str, asked: Mapping[str, object]
) -> dict[int, tuple[int, str | None]]:
    """Return by site how many articles there are, and when the last was first seen."""
    rows = conn.execute(
        "SELECT site_id, count(*), max(first_seen_at)"  # noqa: S608
        f" FROM articles INDEXED BY articles_facets {of_site} GROUP BY site_id",
        asked,
    )
    return {site_id: (count, newest) for site_id, count, newest in rows}


def _last_runs(
    conn: sqlite3.Connection, of_site: str, asked: Mapping[str, object]
) -> dict[int, list[Any]]:
    """Return by site its last rows (site, run, start, answered, failed), newest first."""
    rows = conn.execute(
        "SELECT site_id, run_id, started_at, fetched + unchanged + moved + gone, failed FROM"  # noqa: S608
        " (SELECT *, row_number() OVER (PARTITION BY site_id ORDER BY run_id DESC) AS place"
        f"  FROM runs_sites {of_site}) JOIN runs ON runs.id = run_id"
        f" WHERE place <= {_RUNS:d} ORDER BY site_id, run_id DESC",
        asked,
    )
    return {site_id: list(group) for site_id, group in groupby(rows, key=lambda row: row[0])}


def _last_named(conn: sqlite3.Connection) -> tuple[int, frozenset[str]]:
    """Return the last run that came to the end of the sites it named, and those; `www.` is none.

    Each was asked for its seed at least.
    """
    (run_id,) = conn.execute(
        "SELECT coalesce(max(id), 0) FROM runs WHERE command = 'crawl' AND status = 'done'"
        " AND seeds <> '[]' AND instr(options, '--max-pages') = 0"
    ).fetchone()
    rows = conn.execute(
        "SELECT host FROM runs_sites JOIN sites ON sites.id = site_id WHERE run_id = ?", (run_id,)
    )
    return run_id, frozenset(bare_host(host) for (host,) in rows)


def _refusals(
    conn: sqlite3.Connection, of_site: str, asked: Mapping[str, object]
) -> dict[int, str]:
    """Return by site what it answered in place of pages in its last run, where most failed so.

    A robots.txt that cannot be had fails pages without a status; the site has it, unless that is
    of an older copy.
    """
    rows = conn.execute(
        "SELECT pages.site_id, reason, CASE WHEN reason <> 'robots-unreachable' THEN pages.status"  # noqa: S608
        " WHEN robots_failed_at IS NULL THEN robots_status END AS told, count(*)"
        f" FROM (SELECT * FROM pages {of_site}) AS pages"
        " JOIN sites ON sites.id = pages.site_id JOIN"
        f" (SELECT site_id, max(run_id) AS run_id FROM runs_sites {of_site} GROUP BY site_id)"
        " AS last ON last.site_id = pages.site_id JOIN runs ON runs.id = last.run_id"
        " WHERE state = 'failed' AND checked_at >= runs.started_at"
        " GROUP BY pages.site_id, reason, told ORDER BY count(*)",
        asked,
    )
    most = {site_id: (reason, status) for site_id, reason, status, _ in rows}
    return {site: f"{reason}, HTTP {status}" for site, (reason, status) in most.items() if status}


def _judge(
    past: Sequence[Any],
    failing: int,
    pages: int,
    missing: Sequence[str],
    answered_at: str | None,
    refusal: str | None,
) -> tuple[str, str]:
    down = 0
    for *_, answered, failed in past:
        if answered or not failed:
            break
        down += 1
    if down:
        since = past[down - 1][2]
        often = "in the last run" if down == 1 else f"in the last {down} runs"
        if refusal:
            before = f"; the last page came {answered_at}" if answered_at else "; no page ever came"
            return "down", f"every request failed {often} (since {since}): {refusal}{before}"
        before = f"; it last answered {answered_at}" if answered_at else "; it never answered"
        return "down", f"nothing answered {often} (since {since}){before}"
    if failing:
        return "failing", f"{failing} of {pages} pages fail"
    if missing:
        return "drifting", f"went missing: {', '.join(missing)}"
    if answered_at is None and not past:
        return "not reached", "known from a link or a seed, never asked for"
    return "well", "works"
