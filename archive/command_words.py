"""A command's options as words again, so that a run can be ordered anew from a timer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import click
from click.core import ParameterSource

from archive.durations import written

# What belongs to one run and not to those to come; True where a value follows.
_ONCE = {
    "--full": False,
    "--json": False,
    "--quiet": False,
    "--max-pages": True,
    "--max-time": True,  # goes by the interval
    "--at-most-every": True,
}


def given_options(context: click.Context) -> tuple[str, ...]:
    """Return the options of a command as given, as words that mean the same from any folder."""
    words: list[str] = []
    for option in context.command.params:
        name = option.name or ""
        is_given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if not isinstance(option, click.Option) or not is_given:
            continue
        flag, value = option.opts[-1], context.params[name]
        for one in value if option.multiple else [value]:
            words += [flag] if option.is_flag else [flag, _word(one)]
    return tuple(words)


def lasting(words: Sequence[str]) -> tuple[str, ...]:
    """Return recorded options without those that were meant for one run."""
    kept: list[str] = []
    rest = iter(words)
    for word in rest:
        if word not in _ONCE:
            kept.append(word)
        elif _ONCE[word]:
            next(rest, None)
    return tuple(kept)


def _word(value: object) -> str:
    if isinstance(value, timedelta):
        return written(value)
    if isinstance(value, datetime):
        return str(value.date())
    if isinstance(value, Path) or Path(str(value)).is_file():
        return str(Path(str(value)).absolute())
    return str(value)
