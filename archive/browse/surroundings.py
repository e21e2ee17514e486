"""What stands around an article: who links to it, what says nearly the same, what came just before.

Each question reads a bounded number of rows, however large the archive.
"""

import sqlite3
from dataclasses import dataclass

MOST_LINKS = 50
_LINKS_LOOKED_AT = 500
_MOST_DOUBLES = 20
# A site with no more articles than this is looked through; of a larger one the nearest days are.
_SMALL_SITE = 1_000
_NEAREST = 1_000

# What a page of a site's menu leads to, all others link to: so many links are looked at, no more.
_LINKS_IN = """
    SELECT articles.id, articles.title, articles.published
    FROM (
        SELECT DISTINCT article_id FROM (
            SELECT article_id FROM links WHERE target_article_id = ?1 ORDER BY id DESC LIMIT ?3
        ) WHERE article_id <> ?1 LIMIT ?2
    ) AS linking
    JOIN articles ON articles.id = linking.article_id
    ORDER BY articles.published DESC, articles.id DESC
"""
_DOUBLES = """
    SELECT other_id AS id, other_title AS title, other_published AS published, similarity
    FROM near_duplicates WHERE article_id = ? ORDER BY similarity DESC, other_id LIMIT ?
"""
_IS_SMALL = "SELECT count(*) <= ?2 FROM (SELECT 1 FROM articles WHERE site_id = ?1 LIMIT ?2 + 1)"
_OF_SITE = "SELECT id, title, published FROM articles WHERE site_id = :site"
_NEAR = """
    SELECT id, title, published FROM (
        SELECT id, title, published, site_id FROM articles
        WHERE {when} ORDER BY {order} LIMIT :most
    ) WHERE site_id = :site
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The articles just before and after one by day, on the same site."""

    earlier: sqlite3.Row | None
    later: sqlite3.Row | None


def links_in(conn: sqlite3.Connection, article_id: int) -> list[sqlite3.Row]:
    """Return the articles that link to one, the newest first; one more than MOST_LINKS at most.

    Where there are more, they are those that were filed last.
    """
    values = (article_id, MOST_LINKS + 1, _LINKS_LOOKED_AT)
    return conn.execute(_LINKS_IN, values).fetchall()


def doubles(conn: sqlite3.Connection, article_id: int) -> list[sqlite3.Row]:
    """Return the articles that say nearly the same, the most alike first."""
    return conn.execute(_DOUBLES, (article_id, _MOST_DOUBLES)).fetchall()


def neighbours(
    conn: sqlite3.Connection,
    article_id: int,
    site_id: int,
    published: str | None,
    *,
    small_site: int = _SMALL_SITE,
) -> Neighbours:
    """Return the articles before and after one on its site; none for an article without a day."""
    if published is None:
        return Neighbours(earlier=None, later=None)
    values = {"site": site_id, "day": published, "id": article_id, "most": _NEAREST}
    (is_small,) = conn.execute(_IS_SMALL, (site_id, small_site)).fetchone()

    def nearest(sign: str, order: str) -> sqlite3.Row | None:
        when = f"(published, id) {sign} (:day, :id)"
        ordered = f"published {order}, id {order}"
        rows = (
            f"{_OF_SITE} AND {when} ORDER BY {ordered}"
            if is_small
            else _NEAR.format(when=when, order=ordered)
        )
        row: sqlite3.Row | None = conn.execute(f"{rows} LIMIT 1", values).fetchone()
        return row

    return Neighbours(earlier=nearest("<", "DESC"), later=nearest(">", "ASC"))
