"""The front page: what is in the archive, what came last, and whether the crawl is well."""

from typing import Any

from datasette import Response

from archive.browse.charts import time_bars
from archive.browse.field_words import say_fields
from archive.browse.linking import articles_at
from archive.browse.overview import Overview, read_latest, read_overview
from archive.browse.remembered import ask_once
from archive.browse.room import guarded, render
from archive.browse.shapes import TimeChart
from archive.browse.words import words_for

# More bars than these are no chart any more; what lies before them is told below.
MOST_BARS = 40


@guarded
async def front(datasette: Any, request: Any) -> Response:
    """Return the front page."""
    words = words_for(request)
    overview = await ask_once(datasette, "overview", read_overview)
    latest = await ask_once(datasette, "latest", read_latest)
    years = [year for year, _ in overview.years]
    chart = _chart(datasette, overview)
    context = {
        "counts": overview.counts,
        "first_year": years[0] if years else None,
        "last_year": years[-1] if years else None,
        "chart": chart if chart and len(chart.bars) > 1 else None,
        "by_month": bool(overview.months),
        "latest": latest,
        "say_fields": lambda fields: say_fields(words, fields),
    }
    return await render(datasette, request, "room_front.html", context)


def _chart(datasette: Any, overview: Overview) -> TimeChart | None:
    """Return the chart of the newest years; within two years, of months."""
    if not overview.years:
        return None
    by = "month" if overview.months else "year"
    counts: dict[str | None, int] = (
        dict(overview.months)
        if overview.months
        else {f"{year:04d}": count for year, count in overview.years}
    )
    return time_bars(
        counts,
        lambda period: articles_at(datasette, **{by: period}),
        most=MOST_BARS,
        until=max(period for period in counts if period),
    )
