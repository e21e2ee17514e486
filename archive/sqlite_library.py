"""sqlite-utils, taken in without pandas.

It imports pandas and numpy where they are installed, to tell the types of their values: 0.3 s and
60 MB in each command of who has them, for values that never occur here.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_UNUSED = ("pandas", "numpy")


@contextmanager
def _hidden(names: tuple[str, ...]) -> Iterator[None]:
    """Let modules that are not loaded yet look as if they were not installed."""
    hidden = [name for name in names if name not in sys.modules]
    # An entry of None makes an import fail (Python's reference, "The module cache").
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with _hidden(_UNUSED):
    from sqlite_utils import Database, Migrations

__all__ = ["Database", "Migrations"]
