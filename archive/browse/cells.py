"""How a value looks in a table or an answer in SQL: articles and people as links into the room."""

import html
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

SHOWN_CHARACTERS = 80
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
_ARTICLE_VIEWS = ("article_list", "gone_articles")


def shown(datasette: Any, value: Any, column: str, table: str | None) -> Markup | None:
    """Return a cell as HTML, or None to leave it to Datasette."""
    if isinstance(value, int):
        kind = "articles" if column == "id" and table in _ARTICLE_VIEWS else _PAGES.get(column)
        if kind is None:
            return None
        path = datasette.urls.path(f"/-/{kind}/{value}")
        return Markup('<a href="{}">{}</a>').format(path, value)
    if isinstance(value, str) and _is_address(value):
        text = value if len(value) <= SHOWN_CHARACTERS else value[: SHOWN_CHARACTERS - 1] + "…"
        return Markup('<a href="{}" rel="noreferrer noopener nofollow">{}</a>').format(value, text)
    return None


def _is_address(text: str) -> bool:
    if not text.startswith(("http://", "https://")) or any(c.isspace() or c < " " for c in text):
        return False
    try:
        return bool(urlsplit(html.unescape(text)).hostname)
    except ValueError:
        return False
