"""Sites that gave something new all the time and do not any more: closed, or no longer found."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise

_DAYS = 50  # of publication, looked at
_ENOUGH_DAYS = 10
_SHORTEST = timedelta(days=30)  # institutes rest in summer
_TIMES_THE_LONGEST = 2  # of the pauses before: what happened once can happen again, not twice over


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """The last day something was published, and the longest pause before it, in days."""

    last: str
    longest_pause: int


def find_silence(
    conn: sqlite3.Connection, *, now: datetime, site_id: int | None = None
) -> Mapping[int, Silence]:
    """Return by site where nothing came for longer than ever; by the days articles name.

    `site_id` asks of one site alone.
    """
    today = now.date()
    rows = conn.execute(
        "SELECT site_id, published FROM articles INDEXED BY articles_facets"  # noqa: S608
        f" WHERE published <= :today {'' if site_id is None else 'AND site_id = :site'}"
        " GROUP BY site_id, published ORDER BY site_id, published",
        {"today": today.isoformat(), "site": site_id},
    )
    found = {}
    for site_id, of_site in groupby(rows, key=lambda row: row[0]):
        silence = judge_silence([row[1] for row in of_site][-_DAYS:], today)
        if silence is not None:
            found[int(site_id)] = silence
    return found


def judge_silence(published: Sequence[str], today: date) -> Silence | None:
    """Say whether the time since the last of some days, in order, is longer than chance makes it.

    What is no day of the calendar is passed over.
    """
    days = []
    for text in published:
        try:
            days.append(date.fromisoformat(text))
        except ValueError:
            continue
    if len(days) < _ENOUGH_DAYS:
        return None
    longest = max(later - sooner for sooner, later in pairwise(days))
    if today - days[-1] <= max(_SHORTEST, longest * _TIMES_THE_LONGEST):
        return None
    return Silence(last=days[-1].isoformat(), longest_pause=longest.days)
