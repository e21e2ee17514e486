"""Charts as values: nothing overlaps, nothing is lost, whatever is counted."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from archive.browse.axes import (
    NARROW_PX,
    WIDE_PX,
    Shown,
    between,
    is_period,
    latest,
    scale,
    ticks,
    window,
)
from archive.browse.charts import (
    HEAT_LEVELS,
    heat,
    ranked,
    small_rows,
    stacked_bars,
    time_bars,
)

years = st.integers(1, 9999).map(lambda year: f"{year:04d}")
months = st.tuples(st.integers(1, 9999), st.integers(1, 12)).map(
    lambda at: f"{at[0]:04d}-{at[1]:02d}"
)
near = st.integers(1990, 2030).map(str)
counted = st.dictionaries(st.one_of(st.none(), st.text(max_size=8), near), st.integers(0, 10**6))
by_month = st.dictionaries(months, st.integers(0, 500))
names = st.sampled_from([f"Section {number}" for number in range(15)])


@given(st.integers(0, 10**9), st.integers(10, 500))
def test_a_scale_has_few_whole_steps_and_reaches_the_highest(most: int, height: int) -> None:
    steps = scale(most, height)

    values = [step.value for step in steps]
    assert values[0] == 0
    assert values[-1] >= most
    assert 2 <= len(values) <= 5
    assert len({later - sooner for sooner, later in pairwise(values)}) == 1
    assert steps[0].y == height
    assert steps[-1].y == 0
    assert values[-1] <= max(1, 2.5 * most)


@given(st.dictionaries(st.one_of(years), st.integers(1, 100), min_size=1), st.integers(1, 70))
def test_a_window_holds_the_most_and_ends_at_something(counts: dict[str, int], most: int) -> None:
    shown = window(counts, most)

    assert 1 <= len(shown) <= most
    assert shown[0] in counts
    assert shown[-1] in counts
    held = sum(counts.get(period, 0) for period in shown)
    for first in counts:
        other = [each for each in counts if int(first) <= int(each) < int(first) + most]
        assert held >= sum(counts[each] for each in other)


def test_one_wrong_year_does_not_press_a_century_into_a_chart() -> None:
    chart = time_bars({"1925": 1, "2020": 30, "2022": 40})

    assert chart.periods == ("2020", "2021", "2022")
    assert chart.outside == 1


@given(counted)
def test_bars_stand_in_the_drawing_and_nothing_counted_is_lost(
    counts: dict[str | None, int],
) -> None:
    chart = time_bars(counts, lambda period: f"/{period}")

    assert chart.total + chart.outside + chart.undated == sum(counts.values())
    assert chart.periods == (between(chart.periods[0], chart.periods[-1]) if chart.periods else ())
    for bar in chart.bars:
        assert bar.href == f"/{bar.period}"
        assert 0 <= bar.place <= bar.x
        assert bar.x + bar.width <= bar.place + bar.slot <= 100.01
        assert abs(bar.y + bar.height - chart.height) < 0.02
        assert bar.y >= 0
    for left, right in pairwise(chart.bars):
        assert left.x + left.width <= right.x


def test_what_has_nothing_is_shown_as_nothing_and_leads_nowhere() -> None:
    chart = time_bars({"2023-11": 2, "2024-02": 1}, lambda period: period)

    assert chart.periods == ("2023-11", "2023-12", "2024-01", "2024-02")
    assert chart.totals["2023-12"] == 0
    assert [bar.period for bar in chart.bars] == ["2023-11", "2024-02"]


@given(st.lists(st.one_of(years, months), min_size=1, max_size=1), st.integers(1, 300))
def test_names_below_the_bars_never_touch(start: list[str], length: int) -> None:
    last = _later(start[0], length)
    periods = between(start[0], last)

    named = ticks(periods)

    widths: tuple[tuple[Shown, int], ...] = (("narrow", NARROW_PX), ("wide", WIDE_PX))
    for shown, width in widths:
        seen = [tick for tick in named if tick.shown in (shown, "always")]
        letters = [4 if tick.by == "year" else 8 for tick in seen]
        for (left, right), room in zip(pairwise(seen), letters, strict=False):
            assert (right.at - left.at) * width / 100 >= room * 7


def _later(period: str, length: int) -> str:
    year, _, month = period.partition("-")
    if not month:
        return f"{min(9999, int(year) + length):04d}"
    number = min(9999 * 12 + 11, int(year) * 12 + int(month) - 1 + length)
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def test_years_are_named_by_round_numbers_and_few_months_by_themselves() -> None:
    long = [tick.period for tick in ticks(between("1990", "2029")) if tick.shown != "wide"]
    short = [tick.period for tick in ticks(between("2025-03", "2025-08")) if tick.shown == "wide"]

    assert long == ["1990", "2000", "2010", "2020"]
    assert short == ["2025-04", "2025-06", "2025-08"]


@given(st.text())
def test_a_period_is_a_year_or_a_month(text: str) -> None:
    if is_period(text):
        assert between(text, text) == (text,)


@given(by_month, st.integers(1, 48), months)
def test_the_latest_periods_end_where_they_are_told_to(
    counts: dict[str, int], most: int, until: str
) -> None:
    shown = latest(counts, most, until)

    assert len(shown) <= most
    assert all(period <= until for period in shown)
    assert not shown or shown[-1] == max(period for period in counts if period <= until)


@given(st.dictionaries(st.tuples(near, names), st.integers(1, 900)))
def test_pieces_stand_on_each_other_and_come_to_the_whole(
    counts: dict[tuple[str | None, str], int],
) -> None:
    chart = stacked_bars(counts, lambda period, name: f"{period} {name}", rest="others")

    totals: Counter[str] = Counter()
    tops: dict[str, float] = {}
    for piece in chart.bars:
        totals[piece.period] += piece.value
        foot = tops.get(piece.period, chart.height)
        assert abs(piece.y + piece.height - foot) < 0.02
        tops[piece.period] = piece.y
    assert totals == {period: count for period, count in chart.totals.items() if count}
    assert len(chart.series) <= 8
    sizes = [series.total for series in chart.series if not series.is_rest]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(series.total for series in chart.series) == chart.total


def test_what_is_small_is_one_series_that_leads_nowhere() -> None:
    counts: dict[tuple[str | None, str], int] = {
        ("2024", f"Section {number:02d}"): 20 - number for number in range(12)
    }

    chart = stacked_bars(counts, lambda period, name: name, rest="others")

    rest = chart.series[-1]
    assert (rest.name, rest.is_rest, rest.href) == ("others", True, None)
    assert rest.total == sum(20 - number for number in range(7, 12))
    assert [bar.href for bar in chart.bars if bar.series == rest.index] == [None]


def test_small_rows_share_a_scale_or_have_their_own() -> None:
    rows = [("Ada", None, {"2023": 10}), ("Bram", None, {"2024": 5})]

    shared = small_rows(rows, ("2023", "2024"), height=30)
    own = small_rows(rows, ("2023", "2024"), shared=False, height=30)

    assert [row.bars[0].height for row in shared.rows] == [30, 15]
    assert [row.bars[0].height for row in own.rows] == [30, 30]
    assert shared.rows[1].values == (0, 5)


@given(st.lists(st.tuples(st.text(), st.integers(0, 99), st.none())))
def test_the_longest_lying_bar_fills_its_place(items: list[tuple[str, int, None]]) -> None:
    ranks = ranked(items)

    assert len(ranks) <= 10
    assert all(0 <= rank.share <= 100 for rank in ranks)
    assert not ranks or ranks[0].value == 0 or ranks[0].share == 100


@given(
    st.dictionaries(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), st.integers(0, 99))
)
def test_only_cells_with_something_have_a_colour_and_an_address(
    counts: dict[tuple[str, str], int],
) -> None:
    cells = heat(counts, "ab", "xyz", lambda row, column: row + column)

    for row in cells:
        for cell in row:
            assert 0 <= cell.level <= HEAT_LEVELS
            assert bool(cell.value) == bool(cell.level) == bool(cell.href)
