"""Which articles a list without words holds: the cheapest way to all that meet its filters.

Each way reads the index `articles_facets`, never a text. A filter that few articles meet names
them; the others are looked at in that index.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.filters import Filters, conditions, ids_of

FACETS = "articles INDEXED BY articles_facets"
# To look an article up costs some ten times what it costs to read past it.
WORTH_NAMING = 10
# Where so many of all meet the filters, a page of them is near wherever one begins to look.
WORTH_WALKING = 20
_BY_ID = {
    "site": "SELECT id FROM articles WHERE site_id IN ({ids})",
    "outlet": "SELECT id FROM articles WHERE outlet_id IN ({ids})",
    "expert": "SELECT DISTINCT article_id AS id FROM articles_experts WHERE expert_id IN ({ids})",
    "tag": "SELECT DISTINCT article_id AS id FROM articles_tags WHERE tag_id IN ({ids})",
}
_STATES = {
    "gone": "SELECT id FROM articles INDEXED BY articles_gone WHERE gone_at IS NOT NULL",
    "changed": "SELECT id FROM articles INDEXED BY articles_changed"
    " WHERE last_changed_at > first_seen_at",
}
# A year is 2024 to before 2024~, for ~ comes after the hyphen; so is a month.
_DAYS = (
    "SELECT id FROM articles INDEXED BY articles_published"
    " WHERE published >= '{start}' AND published < '{start}~'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """What stands after FROM and after WHERE to read them, with the values there.

    `is_all` where there is no filter. `of` is how many articles were looked at where none of the
    filters names its own, else 0.
    """

    origin: str
    conditions: str
    values: dict[str, object]
    is_all: bool = False
    of: int = 0

    def is_walked(self, articles: int) -> bool:
        """Return whether to look for a page in the list's order, when it has so many articles."""
        return self.of > 0 and articles * WORTH_WALKING > self.of


def matching(conn: sqlite3.Connection, filters: Filters) -> Matching:
    """Return how to read the articles that meet all filters; `articles` is their row."""
    where, values, _ = conditions(conn, filters)
    if not where:
        return Matching(origin="articles", conditions="1", values={}, is_all=True)
    (last,) = conn.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
    origin, fewest = FACETS, int(last) // WORTH_NAMING + 1
    for ids in _named(conn, filters):
        bounded = f"SELECT count(*) FROM (SELECT 1 FROM ({ids}) LIMIT {fewest:d})"  # noqa: S608
        (count,) = conn.execute(bounded).fetchone()
        if count < fewest:
            origin = f"({ids}) AS named CROSS JOIN {FACETS} ON articles.id = named.id"
            fewest = count
    return Matching(
        origin=origin,
        conditions=f"1{where}",
        values=values,
        of=int(last) if origin == FACETS else 0,
    )


def _named(conn: sqlite3.Connection, filters: Filters) -> Iterator[str]:
    """Yield queries for ids, one for each filter that an index knows the articles of."""
    for kind, query in _BY_ID.items():
        if (name := getattr(filters, kind)) is not None:
            ids = ids_of(conn, kind, name)
            yield query.format(ids=", ".join(f"{row:d}" for row in ids))
    if filters.state in _STATES:
        yield _STATES[filters.state]
    if filters.month is not None or filters.year is not None:
        # A month comes from an address that was checked; this leaves nothing to chance.
        start = filters.month or f"{filters.year:04d}"
        if start.replace("-", "").isdigit():
            yield _DAYS.format(start=start)
