"""A command's options as words again, so that a run can be ordered anew from a timer."""

from collections.abc import Sequence
from pathlib import Path

import click

_WORDS = "archive.command_words"
# What belongs to one run and not to those to come; True where a value follows.
_ONCE = {
    "--full": False,
    "--json": False,
    "--quiet": False,
    "--max-pages": True,
    "--max-time": True,  # goes by the interval
    "--at-most-every": True,
}


class Remembering(click.Command):
    """A command that keeps the words it was called with."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the words, and read them."""
        ctx.meta[_WORDS] = tuple(args)
        return super().parse_args(ctx, args)


def given_options(context: click.Context) -> tuple[str, ...]:
    """Return the options of a `Remembering` command as given, the same from any folder.

    They are read from the words and not from the values, which a callback may have made into
    something that cannot be written down.
    """
    parser = context.command.make_parser(context)
    values, _, _ = parser.parse_args(args=list(context.meta[_WORDS]))
    words: list[str] = []
    for option in context.command.params:
        if not isinstance(option, click.Option) or option.name not in values:
            continue
        flag, value = option.opts[-1], values[option.name]
        for one in value if option.multiple else [value]:
            words += [flag] if option.is_flag else [flag, _anywhere(option, str(one))]
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


def _anywhere(option: click.Option, word: str) -> str:
    """Return a word that leads to the same file from any folder, where it is one's name."""
    path = Path(word)
    return str(path.absolute()) if isinstance(option.type, click.Path) or path.is_file() else word
