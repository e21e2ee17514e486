"""Along the edges of a chart: the periods shown, the lines of the scale, the names that fit.

Widths are in percent, heights in pixels, so that a chart fills whatever place it gets and its text
stays as large as the text around it. What must not overlap is reckoned for two widths: `always`
fits a phone of 320 pixels, `wide` needs WIDE_PX, `narrow` is for less than that.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Shown = Literal["always", "wide", "narrow"]

# Of the drawing, beside its scale; `room-charts.css` has the same width as a container's.
NARROW_PX = 225
WIDE_PX = 560
# A digit of the labels' 12 pixels is 6 wide in the room's letter; other letters are wider.
_LETTER_PX = 7
_SPACE_PX = 10
_YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100)
_MONTH_STEPS = (1, 2, 3, 4, 6, 12)
_FEW_MONTHS = 14  # months are named; of more, the years are
FEWEST_BARS = 4  # a single year is no beam across the page
_MOST_LABELLED = 30  # of more bars, the scale says enough
_MOST_STEPS = 4
_MONTH_LETTERS = 8  # Sep 2026


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A line of the scale: its value and its place from the top."""

    value: int
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A period that is named below the bars, by its year or by its month."""

    period: str
    at: float
    by: Literal["year", "month"]
    shown: Shown


def scale(most: int, height: float) -> tuple[Step, ...]:
    """Return the lines of a scale from 0 to at least `most`, whole numbers, the lowest first."""
    step = _step(most)
    steps = max(1, math.ceil(most / step))
    return tuple(
        Step(value=step * each, y=round(height * (1 - each / steps), 2))
        for each in range(steps + 1)
    )


def _step(most: int) -> int:
    """Return 1, 2 or 5 times a power of ten, so that few steps reach `most`."""
    power = 1
    while True:
        for times in (1, 2, 5):
            if most <= times * power * _MOST_STEPS:
                return times * power
        power *= 10


def between(first: str, last: str) -> tuple[str, ...]:
    """Return all years (`YYYY`) or months (`YYYY-MM`) from the first to the last."""
    start, end = _number(first), _number(last)
    return tuple(_text(number, len(first)) for number in range(start, end + 1))


def _number(period: str) -> int:
    year, _, month = period.partition("-")
    return int(year) * 12 + int(month) - 1 if month else int(year)


def _text(number: int, length: int) -> str:
    return f"{number:04d}" if length == 4 else f"{number // 12:04d}-{number % 12 + 1:02d}"


def is_period(text: str | None) -> bool:
    """Say whether a text is a year or a month; pages name days that are none."""
    if not text or not text.isascii():
        return False
    year, dash, month = text.partition("-")
    if not (len(year) == 4 and year.isdigit() and year != "0000"):
        return False
    return not dash or (len(month) == 2 and month.isdigit() and 1 <= int(month) <= 12)


def window(counts: Mapping[str, int], most: int) -> tuple[str, ...]:
    """Return the periods to show, at most so many in a row: those where most was counted.

    One day that a page gives as 1925 does not press a century of nothing into a chart. Of windows
    that hold the same, the latest is taken.
    """
    if not counts:
        return ()
    known = sorted(counts)
    best, best_sum, running, start = (0, 0), -1, 0, 0
    for end, period in enumerate(known):
        running += counts[period]
        while _number(period) - _number(known[start]) >= most:
            running -= counts[known[start]]
            start += 1
        if running >= best_sum:
            best, best_sum = (start, end), running
    return between(known[best[0]], known[best[1]])


def latest(counts: Mapping[str, int], most: int, until: str) -> tuple[str, ...]:
    """Return the periods to show, at most so many, the last of them not after `until`."""
    known = sorted(period for period in counts if period <= until)
    if not known:
        return ()
    first = max(_number(known[0]), _number(known[-1]) - most + 1)
    return between(_text(first, len(until)), known[-1])


def ticks(periods: Sequence[str]) -> tuple[Tick, ...]:
    """Return which periods are named below the bars, so that names never touch."""
    if not periods:
        return ()
    by: Literal["year", "month"] = "year"
    named = list(periods)
    steps: Sequence[int] = _YEAR_STEPS
    letters = 4
    if len(periods[0]) > 4 and len(periods) <= _FEW_MONTHS:
        by, steps, letters = "month", _MONTH_STEPS, _MONTH_LETTERS
    elif len(periods[0]) > 4:
        named = [period for period in periods if period.endswith("-01")]
    slot = 100 / slots(len(periods))
    apart = 12 * slot if named and len(named) < len(periods) else slot
    chosen = {
        shown: _every(named, by, _wide_enough(steps, apart, width, letters))
        for shown, width in (("wide", WIDE_PX), ("narrow", NARROW_PX))
    }
    found = []
    for place, period in enumerate(periods):
        wide, narrow = period in chosen["wide"], period in chosen["narrow"]
        if wide or narrow:
            shown: Shown = "always" if wide and narrow else "wide" if wide else "narrow"
            found.append(Tick(period=period, at=round((place + 0.5) * slot, 3), by=by, shown=shown))
    return tuple(found)


def _wide_enough(steps: Sequence[int], apart: float, width: int, letters: int) -> int:
    """Return the least step at which names of so many letters stand apart on such a width."""
    needed = letters * _LETTER_PX + _SPACE_PX
    return next((step for step in steps if step * apart * width / 100 >= needed), steps[-1])


def _every(named: Sequence[str], by: str, step: int) -> set[str]:
    """Return each so many years by their number (2010, 2015), or months by their place."""
    if by == "month":
        return set(named[::step])
    return {period for period in named if int(period[:4]) % step == 0}


def slots(periods: int) -> int:
    """Return in how many places the width is divided."""
    return max(periods, FEWEST_BARS)


def fits(text: str, periods: int) -> Shown | None:
    """Return where a text fits above the bar of one of so many periods, None for nowhere."""
    if periods > _MOST_LABELLED:
        return None
    needed = len(text) * _LETTER_PX + 4
    slot = 1 / slots(periods)
    if slot * NARROW_PX >= needed:
        return "always"
    return "wide" if slot * WIDE_PX >= needed else None
