"""Which articles a filter leaves, by an index: where they are few, search starts from them."""

import sqlite3

from archive.filters import Filters, ids_of

# Those that leave fewest first.
_BY_ID = (
    ("expert", "SELECT DISTINCT article_id AS id FROM articles_experts WHERE expert_id IN ({ids})"),
    ("tag", "SELECT DISTINCT article_id AS id FROM articles_tags WHERE tag_id IN ({ids})"),
    ("outlet", "SELECT id FROM articles INDEXED BY articles_outlet WHERE outlet_id IN ({ids})"),
)
_GONE = "SELECT id FROM articles INDEXED BY articles_gone WHERE gone_at IS NOT NULL"
_CHANGED = (
    "SELECT id FROM articles INDEXED BY articles_changed WHERE last_changed_at > first_seen_at"
)
_YEAR = "SELECT id FROM articles INDEXED BY articles_year WHERE year = :among"
_MONTH = "SELECT id FROM articles INDEXED BY articles_month WHERE month = :among"
_SPELT = "SELECT id FROM articles INDEXED BY articles_{column} WHERE {column} = :among"
# One seek for each value, however many articles have it.
_SPELLINGS = """
    WITH RECURSIVE spelt (value, number) AS (
        SELECT min({column}), 1 FROM articles
        UNION ALL
        SELECT (SELECT min({column}) FROM articles WHERE {column} > spelt.value), number + 1
        FROM spelt WHERE spelt.value IS NOT NULL AND number < {most:d}
    )
    SELECT value, number FROM spelt
"""
_MOST_VALUES = 500


def candidates(conn: sqlite3.Connection, filters: Filters) -> tuple[str, dict[str, object]]:
    """Return a statement for the ids that one of the filters leaves, and its values.

    The filters are still to be checked, all of them. "" is returned where no index helps.
    """
    for kind, sql in _BY_ID:
        name = getattr(filters, kind)
        if name is not None:
            return sql.format(ids=", ".join(f"{row:d}" for row in ids_of(conn, kind, name))), {}
    if filters.state == "gone":
        return _GONE, {}
    if filters.state == "changed":
        return _CHANGED, {}
    if filters.month is not None:
        return _MONTH, {"among": filters.month}
    if filters.year is not None:
        return _YEAR, {"among": filters.year}
    for column in ("section", "lang"):
        wanted = getattr(filters, column)
        spelt = _spellings(conn, column, wanted) if wanted is not None else []
        # Several would have to be sorted together; a walk is no dearer than that.
        if len(spelt) == 1:
            return _SPELT.format(column=column), {"among": spelt[0]}
    return "", {}


def _spellings(conn: sqlite3.Connection, column: str, wanted: str) -> list[str]:
    """Return the values of a column that a filter takes; none where the column has too many."""
    rows = conn.execute(_SPELLINGS.format(column=column, most=_MOST_VALUES)).fetchall()
    if len(rows) >= _MOST_VALUES:
        return []
    values = [value for value, _ in rows if value is not None]
    regions = column == "lang"
    low = wanted.lower()
    return [
        value
        for value in values
        if value.lower() == low or (regions and value.lower().startswith(f"{low}-"))
    ]
