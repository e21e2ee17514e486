"""Figures made into charts: bars over time, stacked, in rows, lying, and a table by depth.

No chart knows of an archive or of a language; addresses come from the caller.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from archive.browse.axes import Shown, Step, fits, is_period, latest, scale, slots, ticks, window
from archive.browse.shapes import Bar, Cell, Rank, Row, Rows, Series, TimeChart

Link = Callable[[str], str | None]

_BAR_SHARE = 0.78  # of the place a bar has
HEIGHT_PX = 150
ROW_PX = 30
MOST_PERIODS = 60
MOST_SERIES = 8
HEAT_LEVELS = 5


def time_bars(
    counts: Mapping[str | None, int],
    link: Link | None = None,
    *,
    height: float = HEIGHT_PX,
    most: int = MOST_PERIODS,
    until: str | None = None,
) -> TimeChart:
    """Return a bar for each year or month, those with nothing as well.

    Args:
        counts: By year or by month, not both; what is neither is counted as undated.
        link: Gives the address a period's bar leads to; bars of nothing have none.
        height: Of the drawing, in pixels, without the names below.
        most: How many periods are shown: those in a row that hold the most.
        until: The last period that may be shown; then the latest are, however little they hold.
    """
    dated = {period: count for period, count in counts.items() if period and is_period(period)}
    periods = window(dated, most) if until is None else latest(dated, most, until)
    totals = {period: dated.get(period, 0) for period in periods}
    lines = scale(max(totals.values(), default=0), height)
    bars = []
    for place, period in enumerate(periods):
        if value := totals[period]:
            bars.append(
                _bar(
                    period, place, len(periods), value, _top(value, lines, height),
                    height=height, href=link(period) if link else None,
                    labelled=fits(f"{value:,}", len(periods)),
                )
            )  # fmt: skip
    return TimeChart(
        periods=periods,
        totals=totals,
        bars=tuple(bars),
        ticks=ticks(periods),
        scale=lines,
        height=height,
        outside=sum(dated.values()) - sum(totals.values()),
        undated=sum(counts.values()) - sum(dated.values()),
    )


def stacked_bars(
    counts: Mapping[tuple[str | None, str], int],
    link: Callable[[str | None, str], str | None] | None = None,
    *,
    rest: str,
    height: float = HEIGHT_PX + 70,
    most: int = MOST_PERIODS,
    most_series: int = MOST_SERIES,
) -> TimeChart:
    """Return a bar for each period, in pieces: the largest series lowest, the small ones as one.

    Args:
        counts: By period and series.
        link: Gives the address a piece leads to, and of a series as a whole (period None).
        rest: What all series after the largest are called together.
        height: Of the drawing, in pixels.
        most: How many periods are shown.
        most_series: How many series are shown, the rest among them.
    """
    by_period: Counter[str | None] = Counter()
    for (period, _), count in counts.items():
        by_period[period] += count
    whole = time_bars(by_period, height=height, most=most)
    by_series: Counter[str] = Counter()
    for (_, name), count in counts.items():
        by_series[name] += count
    series = _largest(by_series, most_series, rest, link)
    bars = _pieces(counts, whole, series, link)
    return replace(whole, bars=bars, series=series)


def _pieces(
    counts: Mapping[tuple[str | None, str], int],
    whole: TimeChart,
    series: Sequence[Series],
    link: Callable[[str | None, str], str | None] | None,
) -> tuple[Bar, ...]:
    """Return the pieces of each bar, each on top of the ones before."""
    index = {each.name: each.index for each in series if not each.is_rest}
    values: Counter[tuple[str, int]] = Counter()
    for (period, name), count in counts.items():
        if period in whole.totals and period:
            values[period, index.get(name, len(series) - 1)] += count
    pieces = []
    for place, period in enumerate(whole.periods):
        below = 0
        for each in series:
            value = values[period, each.index]
            if not value:
                continue
            foot = _top(below, whole.scale, whole.height)
            below += value
            pieces.append(
                _bar(
                    period,
                    place,
                    len(whole.periods),
                    value,
                    _top(below, whole.scale, whole.height),
                    height=foot,
                    href=link(period, each.name) if link and not each.is_rest else None,
                    series=each.index,
                )
            )
    return tuple(pieces)


def _largest(
    totals: Counter[str],
    most: int,
    rest: str,
    link: Callable[[str | None, str], str | None] | None,
) -> tuple[Series, ...]:
    named = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    kept = named if len(named) <= most else named[: most - 1]
    series = [
        Series(name=name, index=index, total=total, href=link(None, name) if link else None)
        for index, (name, total) in enumerate(kept)
    ]
    if len(named) > len(kept):
        small = sum(total for _, total in named[len(kept) :])
        series.append(Series(name=rest, index=len(kept), total=small, is_rest=True))
    return tuple(series)


def small_rows(
    rows: Iterable[tuple[str, str | None, Mapping[str, int]]],
    periods: Sequence[str],
    link: Callable[[str, str], str | None] | None = None,
    *,
    shared: bool = True,
    height: float = ROW_PX,
) -> Rows:
    """Return small bars for each row over the same periods.

    Args:
        rows: Name, the address of the row, and its counts by period; of periods that are not
            shown, they count for the row's total.
        periods: In order; any words, but only years and months are named below.
        link: Gives the address of a row's bar: of the row's name and the period.
        shared: Whether one scale serves all rows, so that they compare; else each has its own.
        height: Of one row, in pixels.
    """
    given = [
        (name, href, sum(counts.values()), [counts.get(period, 0) for period in periods])
        for name, href, counts in rows
    ]
    highest = max((max(values, default=0) for *_, values in given), default=0)
    made = []
    for name, href, total, values in given:
        most = max(values, default=0)
        top = max(1, highest if shared else most)
        bars = tuple(
            _bar(
                period, place, len(periods), value, height * (1 - value / top),
                height=height, href=link(name, period) if link else None,
            )
            for place, (period, value) in enumerate(zip(periods, values, strict=True))
            if value
        )  # fmt: skip
        made.append(
            Row(name=name, href=href, total=total, most=most, bars=bars, values=tuple(values))
        )
    named = all(is_period(period) for period in periods)
    return Rows(
        periods=tuple(periods),
        rows=tuple(made),
        ticks=ticks(periods) if named else (),
        height=height,
    )


def ranked(items: Iterable[tuple[str, int, str | None]], most: int = 10) -> tuple[Rank, ...]:
    """Return the largest of (name, value, address), the largest first, as bars that lie."""
    kept = sorted(items, key=lambda item: (-item[1], item[0]))[:most]
    longest = max((value for _, value, _ in kept), default=0)
    return tuple(
        Rank(
            name=name,
            value=value,
            share=round(100 * value / longest, 2) if longest else 0,
            href=href,
        )
        for name, value, href in kept
    )


def heat(
    counts: Mapping[tuple[str, str], int],
    rows: Sequence[str],
    columns: Sequence[str],
    link: Callable[[str, str], str | None] | None = None,
) -> tuple[tuple[Cell, ...], ...]:
    """Return the cells of a table, row by row, each with how deep its colour is."""
    most = max((counts.get((row, column), 0) for row in rows for column in columns), default=0)
    return tuple(
        tuple(
            Cell(
                value=value,
                level=math.ceil(HEAT_LEVELS * value / most) if most else 0,
                href=link(row, column) if link and value else None,
            )
            for column in columns
            for value in [counts.get((row, column), 0)]
        )
        for row in rows
    )


def _top(value: int, lines: Sequence[Step], height: float) -> float:
    return height * (1 - value / lines[-1].value)


def _bar(
    period: str,
    place: int,
    periods: int,
    value: int,
    y: float,
    *,
    height: float,
    href: str | None,
    series: int = 0,
    labelled: Shown | None = None,
) -> Bar:
    slot = 100 / slots(periods)
    return Bar(
        period=period,
        value=value,
        href=href,
        place=round(place * slot, 3),
        slot=round(slot, 3),
        x=round((place + (1 - _BAR_SHARE) / 2) * slot, 3),
        width=round(slot * _BAR_SHARE, 3),
        y=round(y, 2),
        height=round(height - y, 2),
        series=series,
        labelled=labelled,
    )
