"""The pages of the reading room, one module for each kind; their addresses are all here."""

from collections.abc import Callable
from typing import Any

from archive.browse.pages.article_files import as_csv, as_json, atom
from archive.browse.pages.articles import articles
from archive.browse.pages.choices import choose
from archive.browse.pages.front import front

ROUTES: tuple[tuple[str, Callable[..., Any]], ...] = (
    (r"/$", front),
    (r"/-/articles$", articles),
    (r"/-/articles\.atom$", atom),
    (r"/-/articles\.csv$", as_csv),
    (r"/-/articles\.json$", as_json),
    (r"/-/choose$", choose),
)

__all__ = ["ROUTES"]
