"""Spans of time as people write them on a command line: 90s, 30m, 6h, 1d, 1w."""

import re
from datetime import timedelta
from typing import Any

import click

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_WRITTEN = re.compile(r"([0-9]{1,6})([smhdw])")


class Duration(click.ParamType):  # type: ignore[type-arg]
    """A click type: text such as `6h` in, a timedelta out."""

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Read a span; a wrong one is wrong use."""
        if isinstance(value, timedelta):
            return value
        found = _WRITTEN.fullmatch(str(value).strip().lower())
        if found is None or int(found[1]) == 0:
            self.fail(f"{value!r} is no span of time such as 30m, 6h, 1d or 1w", param, ctx)
        return timedelta(**{_UNITS[found[2]]: int(found[1])})


def written(span: timedelta) -> str:
    """Write a span in its largest whole unit: what `Duration` reads."""
    seconds = int(span.total_seconds())
    for unit, size in (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
