"""The page of one site: how its crawl does, what finds its pages, what changes on it."""

import functools
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from datasette import Response

from archive.browse.charts import ranked, small_rows, time_bars
from archive.browse.field_words import field_name
from archive.browse.linking import articles_at
from archive.browse.pages.naming import not_here, sections
from archive.browse.pages.site_facts import SiteFacts, read_site
from archive.browse.room import ask, guarded, render, room_of
from archive.browse.telling import (
    HEALTH,
    KINDS,
    MARKS,
    RUN_COUNTS,
    TROUBLES,
    WAYS,
    drift_says,
    health_says,
    interval,
    language_name,
    pause,
    reason_name,
    run_names,
)
from archive.browse.words import Words, words_for

_MONTHS = 48
_RUN_ROWS = 10
# How a run ended, as `runs.status` has it.
ENDS = {
    "running": "going on, or cut off",
    "interrupted": "cut off",
    "done": "completed",
    "time-up": "its time was up",
    "stopped": "stopped by hand",
    "failed": "broke off",
}


@guarded
async def site(datasette: Any, request: Any) -> Response:
    """Return the page of a site."""
    host = unquote(request.url_vars["host"])
    facts = await ask(datasette, lambda conn: read_site(conn, host))
    if facts is None:
        return await not_here(datasette, request, "No site of this name is known.")
    words = words_for(request)
    this_month = f"{datetime.now(UTC):%Y-%m}"

    def link(**filters: object) -> str:
        return articles_at(datasette, site=host, **filters)

    context = {
        "facts": facts,
        "total": facts.months.total(),
        "all_articles": link(),
        "gone_articles": link(state="gone"),
        "months": time_bars(
            facts.months, lambda month: link(month=month), most=_MONTHS, until=this_month
        ),
        "sections": sections(facts.sections, lambda name: link(section=name)),
        "languages": [
            (language_name(words, code), count, link(lang=code))
            for code, count in facts.languages.most_common(8)
            if code
        ],
        "ends": ENDS,
        "health_words": HEALTH,
        "ways": WAYS,
        "troubles": TROUBLES,
        "reason_name": functools.partial(reason_name, words),
        "page_kinds": KINDS,
        "run_rows": facts.runs[:_RUN_ROWS],
        "changed_fields": ranked(
            (field_name(words, field), count, None) for field, count in facts.changed_fields.items()
        ),
        **_health(words, facts),
        **_runs(datasette, words, facts),
    }
    return await render(datasette, request, "room_site.html", context)


def _health(words: Words, facts: SiteFacts) -> dict[str, Any]:
    """Return how the site does in words, and how often what kind of page changes."""
    health = facts.health
    return {
        "mark": MARKS.get(health.word, health.word) if health else "not-reached",
        "says": health_says(words, health, facts.drift, facts.silence) if health else "",
        "drift": [(drift_says(words, each), each.example) for each in facts.drift],
        "kinds": [
            (row, interval(words, row["seconds"] / row["changes"]) if row["changes"] else None)
            for row in facts.kinds
        ],
        "delay": pause(words, facts.delay.seconds) if facts.delay else None,
    }


def _runs(datasette: Any, words: Words, facts: SiteFacts) -> dict[str, Any]:
    """Return the runs as small charts, the oldest first, each bar leading to the run's row."""
    room = room_of(datasette)
    assert room is not None
    oldest_first = facts.runs[::-1]
    periods = [str(run["run_id"]) for run in oldest_first]
    addresses = {run: datasette.urls.row(room.database, "runs", run) for run in periods}
    chart = small_rows(
        [
            (words(name), None, {str(run["run_id"]): run[column] for run in oldest_first})
            for name, column in RUN_COUNTS
        ],
        periods,
        lambda _, run: addresses[run],
        shared=False,
    )
    return {
        "runs_chart": chart,
        "run_addresses": addresses,
        "run_names": run_names(words, oldest_first),
    }
