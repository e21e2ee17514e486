"""The same article under two addresses: found by its text, folded into one row."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.revisions import changed_fields, decode_article, encode

# A text this short may be a notice that many pages share; then the headline must be the same too.
_FEWEST_WORDS = 20

# CROSS JOIN and the plus signs keep the order written: SQLite would rather read all articles of
# the site, though few pages share a text.
_FIND = """
    SELECT articles.id, articles.digest, articles.page_id, articles.url,
           articles.title IS ?3, articles.published IS ?4, articles.word_count,
           pages.state IN ('gone', 'moved') OR articles.gone_at IS NOT NULL, articles.gone_at
    FROM pages CROSS JOIN articles ON articles.page_id = pages.id
    WHERE pages.text_digest = ?1 AND pages.id <> ?2 AND +articles.site_id = ?5
    ORDER BY articles.id LIMIT 20
"""
_ALIAS = """
    SELECT id, url, site_id FROM pages
    WHERE article_id = ?1 AND id <> ?2 AND state = 'done' ORDER BY id LIMIT 1
"""
_SUCCESSOR = """
    SELECT twin.id FROM articles AS old
    JOIN pages AS old_page ON old_page.id = old.page_id
    CROSS JOIN pages ON pages.text_digest = old_page.text_digest AND pages.id <> old_page.id
    CROSS JOIN articles AS twin ON twin.page_id = pages.id
    WHERE old.id = ?1 AND twin.id <> old.id AND twin.gone_at IS NULL AND pages.state = 'done'
      AND +twin.site_id = old.site_id AND (
        twin.title IS old.title OR (twin.published = old.published AND twin.word_count >= ?2))
    ORDER BY twin.id LIMIT 1
"""
_TARGET = """
    WITH RECURSIVE leads (id, hops) AS (
        SELECT ?1, 0
        UNION
        SELECT pages.moved_to, leads.hops + 1 FROM pages JOIN leads ON pages.id = leads.id
        WHERE pages.state = 'moved' AND pages.moved_to IS NOT NULL AND leads.hops < 10
    )
    SELECT pages.id, pages.article_id FROM leads JOIN pages ON pages.id = leads.id
    WHERE pages.state = 'done'
"""
_IS_SAME = """
    SELECT 1 FROM articles AS a JOIN articles AS b ON b.id = ?2
    LEFT JOIN pages AS page_a ON page_a.id = a.page_id
    LEFT JOIN pages AS page_b ON page_b.id = b.page_id
    WHERE a.id = ?1 AND (a.digest = b.digest OR page_a.text_digest = page_b.text_digest
        OR (a.title = b.title AND a.published IS b.published))
"""
# What a row takes over from the one that is folded into it: its reading and its address.
_READING = (
    "canonical_url, lang, title, published, published_at, updated_at, section, summary, body,"
    " word_count, source_name, source_url, source_phrase, source_date, outlet_id, photo_credit,"
    " image, authors, digest, url, site_id, page_id, last_seen_at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """An article with the text that another page shows; `row` is what filing works with."""

    row: tuple[Any, ...]
    page_id: int
    is_gone: bool
    gone_at: str | None
    is_same: bool
    is_likely: bool


class Twins:
    """Finds and folds articles with one text, over one connection, inside a transaction only."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def of(
        self, text_digest: str, page_id: int, site_id: int, title: str | None, published: str | None
    ) -> list[Twin]:
        """Return the articles of a site that have this text under another page."""
        rows = self._conn.execute(_FIND, (text_digest, page_id, title, published, site_id))
        return [
            Twin(
                row=row[:4],
                page_id=row[2],
                is_same=bool(row[4] and row[5]),
                is_likely=bool(row[4] or (row[5] and published and row[6] >= _FEWEST_WORDS)),
                is_gone=bool(row[7]),
                gone_at=row[8],
            )
            for row in rows
        ]

    def move_to_alias(self, article_id: int, page_id: int, at: str) -> str | None:
        """Give an article whose page is lost the address of another page that shows it."""
        row = self._conn.execute(_ALIAS, (article_id, page_id)).fetchone()
        if row is None:
            return None
        alias_id, url, site_id = row
        if self._conn.execute("SELECT 1 FROM articles WHERE url = ?", (url,)).fetchone():
            return None
        self._conn.execute(
            "UPDATE articles SET url = ?, page_id = ?, site_id = ?, gone_at = NULL,"
            " last_seen_at = max(last_seen_at, ?) WHERE id = ?",
            (url, alias_id, site_id, at, article_id),
        )
        return str(url)

    def successor(self, article_id: int) -> int | None:
        """Return the article of the same site that has this one's text at another address."""
        row = self._conn.execute(_SUCCESSOR, (article_id, _FEWEST_WORDS)).fetchone()
        return int(row[0]) if row else None

    def target(self, page_id: int) -> tuple[int, int | None] | None:
        """Return the page that a redirect ends at, with its article, once that page was read."""
        row: tuple[int, int | None] | None = self._conn.execute(_TARGET, (page_id,)).fetchone()
        return row

    def is_same(self, article_id: int, other_id: int) -> bool:
        """Say whether two articles that a redirect joins are one."""
        return self._conn.execute(_IS_SAME, (article_id, other_id)).fetchone() is not None

    def fold(self, kept_id: int, folded_id: int) -> str:
        """Make two rows one, under the older id, the newer address and all readings of both.

        The full-text index must hold both rows. Returns the address.
        """
        reading = self._conn.execute(
            f"SELECT {_READING} FROM articles WHERE id = ?",  # noqa: S608
            (folded_id,),
        ).fetchone()
        self._fold_revisions(kept_id, folded_id)
        for table in ("articles_experts", "articles_tags", "links"):
            self._conn.execute(f"DELETE FROM {table} WHERE article_id = ?", (kept_id,))  # noqa: S608
            self._conn.execute(
                f"UPDATE {table} SET article_id = ? WHERE article_id = ?",  # noqa: S608
                (kept_id, folded_id),
            )
        for table, column in (("links", "target_article_id"), ("pages", "article_id")):
            self._conn.execute(
                f"UPDATE {table} SET {column} = ? WHERE {column} = ?",  # noqa: S608
                (kept_id, folded_id),
            )
        self._conn.execute("DELETE FROM articles WHERE id = ?", (folded_id,))
        marks = ", ".join(f"{name.strip()} = ?" for name in _READING.split(","))
        self._conn.execute(
            f"UPDATE articles SET {marks}, gone_at = NULL WHERE id = ?",  # noqa: S608
            (*reading, kept_id),
        )
        return str(reading[_READING.replace(" ", "").split(",").index("url")])

    def _fold_revisions(self, kept_id: int, folded_id: int) -> None:
        """Put the readings of one article behind those of another; one that says the same goes."""
        sql = (
            "SELECT id, number, digest, reading, seen_at, cause FROM revisions WHERE article_id = ?"
        )
        kept = self._conn.execute(f"{sql} ORDER BY number DESC LIMIT 1", (kept_id,)).fetchone()
        _, number, digest, before, _, _ = kept
        folded = self._conn.execute(f"{sql} ORDER BY number", (folded_id,)).fetchall()
        for revision_id, _, its_digest, reading, seen_at, cause in folded:
            if its_digest == digest:
                self._conn.execute("DELETE FROM revisions WHERE id = ?", (revision_id,))
                continue
            number += 1
            changed = changed_fields(decode_article(before), decode_article(reading))
            self._conn.execute(
                "UPDATE revisions SET article_id = ?, number = ?, changed = ?, cause = ?"
                " WHERE id = ?",
                (kept_id, number, encode(changed), _later(cause), revision_id),
            )
            if _later(cause) == "site":
                self._conn.execute(
                    "UPDATE articles SET last_changed_at = ? WHERE id = ?", (seen_at, kept_id)
                )
            digest, before = its_digest, reading


def _later(cause: str) -> str:
    """Return why a reading differs once it stands behind others: a first one moved and changed."""
    return "site" if cause == "first" else cause
