"""How a value looks in a table or an answer in SQL: articles and people as links into the room."""

import html
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

SHOWN_CHARACTERS = 120
# Columns of views and of answers that hold an id. A table's own are Datasette's to show.
_PAGES = {
    "article_id": "articles",
    "related_article_id": "articles",
    "from_article_id": "articles",
    "target_article_id": "articles",
    "other_id": "articles",
    "expert_id": "experts",
    "outlet_id": "outlets",
}
_ARTICLES = ("articles", "article_list", "gone_articles")


def shown(datasette: Any, row: Mapping[str, Any], column: str, table: str | None) -> Markup | None:
    """Return a cell of a row as HTML, or None to leave it to Datasette."""
    value = row[column]
    if kind := _PAGES.get(column):
        return _link(datasette, kind, value, value)
    if isinstance(value, str) and value.strip() and column == "title":
        return _link(datasette, "articles", _article_of(row, table), cut(value))
    if isinstance(value, str) and _is_address(value):
        link = Markup('<a href="{}" rel="noreferrer noopener nofollow">{}</a>')
        return link.format(value, cut(value))
    return None


def _article_of(row: Mapping[str, Any], table: str | None) -> Any:
    """Return the number of the article whose title stands in a row, or None."""
    names = row.keys()
    name = "id" if table in _ARTICLES else "article_id"
    return row[name] if name in names else None


def _link(datasette: Any, kind: str, number: Any, text: object) -> Markup | None:
    if not isinstance(number, int):
        return None
    return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"/-/{kind}/{number}"), text)


def cut(value: Any) -> str:
    """Return a value as text, cut where it is long."""
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    text = "" if value is None else str(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def _is_address(text: str) -> bool:
    if not text.startswith(("http://", "https://")) or any(c.isspace() or c < " " for c in text):
        return False
    try:
        return bool(urlsplit(html.unescape(text)).hostname)
    except ValueError:
        return False
