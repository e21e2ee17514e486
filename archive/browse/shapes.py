"""What a chart is made of, ready to be drawn: `charts` works it out, `_charts.html` draws it."""

from collections.abc import Mapping
from dataclasses import dataclass

from archive.browse.axes import Shown, Step, Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar, or one piece of a stacked one; its slot begins at `place` and is `slot` wide.

    `labelled` says where its value fits above it, None for nowhere.
    """

    period: str
    value: int
    href: str | None
    place: float
    slot: float
    x: float
    width: float
    y: float
    height: float
    series: int = 0
    labelled: Shown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One of several kinds counted; the last may be all the `rest`."""

    name: str
    index: int
    total: int
    is_rest: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeChart:
    """Bars along time, each period there from the first to the last.

    `totals` is by period; `outside` counts what lies before or after the periods shown, `undated`
    what has no period: a series counts them too. `series` is empty where nothing is stacked.
    """

    periods: tuple[str, ...]
    totals: Mapping[str, int]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    scale: tuple[Step, ...]
    height: float
    series: tuple[Series, ...] = ()
    outside: int = 0
    undated: int = 0

    @property
    def total(self) -> int:
        """Return what all bars come to."""
        return sum(self.totals.values())

    @property
    def counted(self) -> int:
        """Return what was counted, drawn or not."""
        return self.total + self.outside + self.undated

    @property
    def highest(self) -> str | None:
        """Return the first period with the most."""
        return max(self.periods, key=lambda period: self.totals[period], default=None)

    def value(self, period: str, series: int) -> int:
        """Return the value of a piece of a bar, for the table below."""
        found = (bar.value for bar in self.bars if (bar.period, bar.series) == (period, series))
        return next(found, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One of several small charts, one below the other, over the same periods."""

    name: str
    href: str | None
    total: int
    most: int
    bars: tuple[Bar, ...]
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Small charts over the same periods; `ticks` is empty where a period has no name."""

    periods: tuple[str, ...]
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """A bar that lies: `share` is percent of the longest."""

    name: str
    value: int
    share: float
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table that is coloured by its value, 0 for nothing to HEAT_LEVELS."""

    value: int
    level: int
    href: str | None
