"""A bar chart as plain values, to be drawn by the macro of `_chart_bars.html`. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 200
# What stands under the bars, and above the highest of them.
_FOOT, _HEAD = 28, 24
# Labels closer than this run into each other.
_LABEL_WIDTH = 56
# A bar of one article beside one of ten thousand is still a bar, and still a link.
_LEAST = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar, in units of the drawing; `label` is empty where there is no room for it.

    `left` and `step` are the strip it stands in, all of which is its link. `anchor` and `at` keep
    the labels of the first and the last within the drawing; `is_told`: its value is written on it.
    """

    left: float
    step: float

    x: float
    y: float
    width: float
    height: float
    anchor: str
    at: float
    is_told: bool
    label: str
    name: str
    value: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A chart: `ground` is the height of the line that the bars stand on."""

    width: int
    height: int
    ground: int
    most: int
    bars: tuple[Bar, ...]


def bars(values: Sequence[tuple[str, str, int, str]]) -> Bars:
    """Return a chart of (label, name, value, address), from left to right.

    The label stands under a bar, the name is what a screen reader says of it.
    """
    step = WIDTH / max(1, len(values))
    width = min(step * 0.8, 48.0)
    most = max((value for _, _, value, _ in values), default=0)
    room = HEIGHT - _FOOT - _HEAD
    every = max(1, -(-_LABEL_WIDTH // max(1, int(step))))
    highest = max((n for n, value in enumerate(values) if value[2] == most), default=-1)
    made = []
    for place, (label, name, value, address) in enumerate(values):
        height = max(_LEAST, room * value / most) if value else 0.0
        middle = step * (place + 0.5)
        anchor, at = _anchor(middle)
        # Counted from the last: the newest is the one that people look for.
        is_labelled = (len(values) - 1 - place) % every == 0
        made.append(
            Bar(
                left=round(step * place, 1),
                step=round(step, 1),
                x=round(middle - width / 2, 1),
                y=round(HEIGHT - _FOOT - height, 1),
                width=round(width, 1),
                height=round(height, 1),
                anchor=anchor,
                at=at,
                is_told=place == highest,
                label=label if is_labelled else "",
                name=name,
                value=value,
                address=address,
            )
        )
    return Bars(width=WIDTH, height=HEIGHT, ground=HEIGHT - _FOOT, most=most, bars=tuple(made))


def _anchor(middle: float) -> tuple[str, float]:
    """Return SVG's `text-anchor` and `x` for a label under the middle of a bar."""
    if middle < _LABEL_WIDTH / 2:
        return "start", 0.0
    if middle > WIDTH - _LABEL_WIDTH / 2:
        return "end", float(WIDTH)
    return "middle", round(middle, 1)
