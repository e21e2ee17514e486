"""The pages of the reading room, one module for each kind; their addresses are all here."""

from collections.abc import Callable
from typing import Any

from archive.browse.pages.choices import choose
from archive.browse.pages.front import front
from archive.browse.pages.questions import questions
from archive.browse.pages.robots import robots

ROUTES: tuple[tuple[str, Callable[..., Any]], ...] = (
    (r"/$", front),
    (r"/-/choose$", choose),
    (r"/-/questions$", questions),
    (r"/robots\.txt$", robots),
)

__all__ = ["ROUTES"]
