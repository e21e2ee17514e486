"""The charts on one page, for all sites and years or for some of them."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from datasette import Response

from archive.browse.axes import between
from archive.browse.charts import heat, small_rows, stacked_bars, time_bars
from archive.browse.linking import articles_at, expert_at, outlet_at
from archive.browse.pages.chart_facts import ChartFacts, Span, read_charts
from archive.browse.remembered import ask_once
from archive.browse.room import guarded, render, room_of
from archive.browse.shapes import Rows, TimeChart
from archive.browse.telling import RUN_COUNTS, run_names
from archive.browse.words import Words, words_for

Link = Callable[..., str]

_HEAT_EXPERTS = 10
_HEAT_OUTLETS = 8
_EXPERTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """The table of experts and outlets; `most` is its deepest cell: expert, outlet, articles."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Any
    most: tuple[str, str, int]


@guarded
async def charts(datasette: Any, request: Any) -> Response:
    """Return the page of charts."""
    span = _span(request.args)
    facts = await ask_once(datasette, ("charts", span), lambda conn: read_charts(conn, span))
    words = words_for(request)

    def link(**filters: object) -> str:
        year = span.first if span.first and span.first == span.last else None
        return articles_at(datasette, **{"site": span.site, "year": year, **filters})

    articles, by_section = _over_time(words, facts, link)
    context = {
        "span": span,
        "sites": facts.sites,
        "articles": articles,
        "by_section": by_section,
        "experts": _experts_over_time(facts, link, articles),
        "expert_links": {facts.experts[key]: expert_at(datasette, key) for key in facts.experts},
        "outlet_links": {facts.outlets[key]: outlet_at(datasette, key) for key in facts.outlets},
        "heat": _heat(facts, link),
        "runs": _runs(datasette, words, facts),
        "run_totals": {name: sum(run[name] for run in facts.runs) for _, name in RUN_COUNTS},
        "run_names": run_names(words, facts.runs),
    }
    return await render(datasette, request, "room_charts.html", context)


def _span(args: Any) -> Span:
    years = [
        int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None
        for text in ((args.get(name) or "").strip() for name in ("from", "to"))
    ]
    return Span(site=(args.get("site") or "").strip() or None, first=years[0], last=years[1])


def _over_time(words: Words, facts: ChartFacts, link: Link) -> tuple[TimeChart, TimeChart]:
    """Return articles by year, by site where there are several, and sections by year."""
    by_site: Counter[tuple[str | None, str]] = Counter()
    by_section: Counter[tuple[str | None, str]] = Counter()
    for host, section, year, count in facts.articles:
        by_site[year, host] += count
        if section:
            by_section[year, section] += count
    if len({host for _, host in by_site}) > 1:
        articles = stacked_bars(
            by_site,
            lambda year, host: link(site=host, **({"year": year} if year else {})),
            rest=words("other sites"),
        )
    else:
        years: Counter[str | None] = Counter()
        for (year, _), count in by_site.items():
            years[year] += count
        articles = time_bars(years, lambda year: link(year=year))
    sections = stacked_bars(
        by_section,
        lambda year, name: link(section=name, **({"year": year} if year else {})),
        rest=words("other sections"),
    )
    return articles, sections


def _experts_over_time(facts: ChartFacts, link: Link, articles: TimeChart) -> Rows:
    counts: dict[int, Counter[str]] = {key: Counter() for key in facts.experts}
    for key, _, year, count in facts.named:
        counts[key][year or ""] += count
    shown = [key for key in facts.experts if counts[key].keys() & articles.totals.keys()][:_EXPERTS]
    years = sorted({year for key in shown for year in counts[key].keys() & articles.totals.keys()})
    periods = between(years[0], years[-1]) if years else ()
    return small_rows(
        ((facts.experts[key], link(expert=facts.experts[key]), counts[key]) for key in shown),
        periods,
        lambda name, year: link(expert=name, year=year),
    )


def _heat(facts: ChartFacts, link: Link) -> Heat | None:
    """Return the experts named most by the outlets they are quoted in most, None without any."""
    counts: Counter[tuple[str, str]] = Counter()
    by_outlet: Counter[str] = Counter()
    for key, outlet_id, _, count in facts.named:
        if outlet_id is not None:
            counts[facts.experts[key], facts.outlets[outlet_id]] += count
            by_outlet[facts.outlets[outlet_id]] += count
    if not counts:
        return None
    columns = tuple(name for name, _ in by_outlet.most_common(_HEAT_OUTLETS))
    quoted = _quoted(counts, columns)
    rows = tuple(name for name in facts.experts.values() if quoted[name])[:_HEAT_EXPERTS]
    (expert, outlet), most = counts.most_common(1)[0]
    return Heat(
        rows=rows,
        columns=columns,
        cells=heat(counts, rows, columns, lambda row, column: link(expert=row, outlet=column)),
        most=(expert, outlet, most),
    )


def _quoted(counts: Mapping[tuple[str, str], int], columns: tuple[str, ...]) -> Counter[str]:
    quoted: Counter[str] = Counter()
    for (expert, outlet), count in counts.items():
        if outlet in columns:
            quoted[expert] += count
    return quoted


def _runs(datasette: Any, words: Words, facts: ChartFacts) -> Rows:
    room = room_of(datasette)
    assert room is not None
    database = room.database
    periods = [str(run["run_id"]) for run in facts.runs]
    return small_rows(
        (
            (words(name), None, {str(run["run_id"]): run[column] for run in facts.runs})
            for name, column in RUN_COUNTS
        ),
        periods,
        lambda _, run: datasette.urls.row(database, "runs", run),
        shared=False,
    )
