"""The front page: what is in the archive, what came last, and whether the crawl is well."""

from typing import Any
from urllib.parse import urlencode

from datasette import Response

from archive.browse.bars import Bars, bars
from archive.browse.field_words import say_fields
from archive.browse.overview import Overview, read_latest, read_overview
from archive.browse.remembered import ask_once
from archive.browse.room import guarded, render
from archive.browse.words import Words, words_for

# More bars than these are no chart any more; the years before have no bar.
MOST_BARS = 40


@guarded
async def front(datasette: Any, request: Any) -> Response:
    """Return the front page."""
    words = words_for(request)
    overview = await ask_once(datasette, "overview", read_overview)
    latest = await ask_once(datasette, "latest", read_latest)
    years = [year for year, _ in overview.years]
    chart = _chart(words, overview, datasette.urls.path("/-/articles"))
    context = {
        "counts": overview.counts,
        "first_year": years[0] if years else None,
        "last_year": years[-1] if years else None,
        "chart": chart if len(chart.bars) > 1 else None,
        "by_month": bool(overview.months),
        "before": sum(count for year, count in overview.years if _is_before(overview, year)),
        "latest": latest,
        "say_fields": lambda fields: say_fields(words, fields),
    }
    return await render(datasette, request, "room_front.html", context)


def _is_before(overview: Overview, year: int) -> bool:
    return not overview.months and year <= overview.years[-1][0] - MOST_BARS


def _chart(words: Words, overview: Overview, path: str) -> Bars:
    """Return the chart of the years, those without an article too; within two years of months."""

    def bar(label: str, said: str, count: int, **narrowed: str) -> tuple[str, str, int, str]:
        name = f"{said}: {words.many(count, 'article', 'articles')}"
        return label, name, count, f"{path}?{urlencode(narrowed)}"

    if overview.months:
        return bars(
            [
                bar(words.day(f"{month}-01", "MMM yy"), words.month(month), count, month=month)
                for month, count in overview.months[-MOST_BARS:]
            ]
        )
    counts = dict(overview.years)
    if not counts:
        return bars([])
    last = max(counts)
    first = max(min(counts), last - MOST_BARS + 1)
    return bars(
        [
            bar(str(year), str(year), counts.get(year, 0), year=f"{year:04d}")
            for year in range(first, last + 1)
        ]
    )
