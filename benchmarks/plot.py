"""Curves over a logarithmic size as a small SVG that reads in light and dark."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_WIDTH, _HEIGHT, _LEFT, _TOP = 640, 320, 56, 36
_COLOURS = ("#1f77b4", "#d95f02", "#2ca02c", "#7b3294")


@dataclass
class Curve:
    """Values by size, both above 0."""

    name: str
    points: list[tuple[float, float]] = field(default_factory=list)

    def add(self, size: float, value: float) -> None:
        self.points.append((size, value))


def write_plot(path: Path, title: str, curves: Sequence[Curve]) -> None:
    """Write the curves; sizes on a logarithmic axis, values on a linear one from 0."""
    sizes = sorted({size for curve in curves for size, _ in curve.points})
    top = max(value for curve in curves for _, value in curve.points) * 1.1
    low, high = math.log10(sizes[0]), math.log10(sizes[-1])

    def x(size: float) -> float:
        return _LEFT + (math.log10(size) - low) / ((high - low) or 1) * (_WIDTH - _LEFT - 150)

    def y(value: float) -> float:
        return _HEIGHT - 40 - value / top * (_HEIGHT - 40 - _TOP)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        f' font-family="sans-serif" font-size="12" fill="#777"><title>{title}</title>',
        f'<text x="{_LEFT}" y="18" font-size="14">{title}</text>',
    ]
    parts += [
        f'<text x="{x(size):.0f}" y="{_HEIGHT - 20}" text-anchor="middle">{_short(size)}</text>'
        for size in sizes
    ]
    for step in range(5):
        value = top * step / 4
        parts.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - 150}" y1="{y(value):.1f}" y2="{y(value):.1f}"'
            f' stroke="#999" stroke-opacity=".3"/><text x="{_LEFT - 6}" y="{y(value) + 4:.1f}"'
            f' text-anchor="end">{value:.3g}</text>'
        )
    for curve, colour in zip(curves, _COLOURS, strict=False):
        line = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in curve.points)
        last_size, last = curve.points[-1]
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(
            f'<text x="{x(last_size) + 8:.0f}" y="{y(last) + 4:.0f}" fill="{colour}">{curve.name}</text>'
        )
    path.write_text("\n".join([*parts, "</svg>\n"]), encoding="utf-8")


def _short(size: float) -> str:
    for unit, name in ((1e6, "M"), (1e3, "k")):
        if size >= unit:
            return f"{size / unit:g}{name}"
    return f"{size:g}"
