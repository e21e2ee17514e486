"""Filing a reading that is older than what the archive holds: it takes its place in the past.

Whatever the order captures come in, the newest stays the current reading. One exception is left:
a reading put between two others that said the same does not split them.
"""

import sqlite3
from typing import Any

from archive.addresses import url_key
from archive.causes import Cause, settle_causes
from archive.revisions import Packer, changed_fields, content_digest, decode_article, encode
from scraper.records import Article, Extraction

_FIND = """
    SELECT id, page_id, digest, last_seen_at FROM articles WHERE url_key = ?
    ORDER BY url = ? DESC LIMIT 1
"""
_BY_PAGE = """
    SELECT articles.id, articles.page_id, articles.digest, last_seen_at
    FROM pages JOIN articles ON articles.id = pages.article_id WHERE pages.id = ?
"""
_NEIGHBOUR = """
    SELECT id, number, digest, reading, seen_at, snapshot_id, extractor, profile, evidence
    FROM revisions WHERE article_id = ?1 AND seen_at {comparison} ?2
    ORDER BY number {order} LIMIT 1
"""
# Written as first readings; what each is follows from where it comes to stand.
_INSERT = """
    INSERT INTO revisions (article_id, number, snapshot_id, seen_at, extractor, profile, digest,
        changed, reading, evidence, cause)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def article_seen_after(conn: sqlite3.Connection, key: str, page_id: int, at: str) -> int | None:
    """Return the article that a reading belongs to, if it was seen after this reading was taken."""
    row = conn.execute(_FIND, (url_key(key), key)).fetchone()
    row = row or conn.execute(_BY_PAGE, (page_id,)).fetchone()
    return int(row[0]) if row is not None and row[3] > at else None


class History:
    """The earlier readings of articles, over one connection, inside a transaction only."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._packer = Packer()

    def file(
        self,
        article_id: int,
        extraction: Extraction,
        *,
        snapshot_id: int,
        page: tuple[int, str],
        at: str,
    ) -> bool:
        """Put a reading where its time says; return whether it is one that was not known."""
        conn, article = self._conn, extraction.article
        digest = content_digest(article)
        owner_id, url, current, last_seen_at = conn.execute(
            "SELECT page_id, url, digest, last_seen_at FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        if owner_id != page[0] and url_key(url) != url_key(page[1]):
            return False  # a print view or another copy: never a reading of its own
        conn.execute(
            "UPDATE articles SET first_seen_at = min(first_seen_at, ?) WHERE id = ?",
            (at, article_id),
        )
        before = self._neighbour(article_id, at, earlier=True)
        after = self._neighbour(article_id, at, earlier=False)
        if before is not None and before[2] == digest:
            return False
        if after is not None and after[2] == digest:
            self._take_back(after[0], extraction, snapshot_id, at)
            return False
        number = 1 if before is None else before[1] + 1
        self._make_room(article_id, number, 1 if after is not None else 2)
        known = None if before is None else decode_article(before[3])
        self._insert(article_id, number, extraction, snapshot_id, at, digest, known)
        if after is not None:
            self._conn.execute(
                "UPDATE revisions SET changed = ? WHERE id = ?",
                (encode(changed_fields(article, decode_article(after[3]))), after[0]),
            )
        elif before is not None and current == before[2]:
            self._return_to(article_id, number + 1, before, article, owner_id, at, last_seen_at)
        settle_causes(conn, article_id)
        return True

    def _neighbour(self, article_id: int, at: str, *, earlier: bool) -> tuple[Any, ...] | None:
        comparison, order = ("<=", "DESC") if earlier else (">", "ASC")
        sql = _NEIGHBOUR.format(comparison=comparison, order=order)
        row: tuple[Any, ...] | None = self._conn.execute(sql, (article_id, at)).fetchone()
        return row

    def _take_back(
        self, revision_id: int, extraction: Extraction, snapshot_id: int, at: str
    ) -> None:
        """Let a revision begin at the earlier capture that says the same."""
        self._conn.execute(
            "UPDATE revisions SET seen_at = ?, snapshot_id = ?, extractor = ?, profile = ?,"
            " evidence = ?, reading = ? WHERE id = ?",
            (
                at,
                snapshot_id,
                extraction.extractor,
                extraction.profile,
                self._packer.pack(extraction.evidence),
                encode(extraction.article),
                revision_id,
            ),
        )

    def _make_room(self, article_id: int, number: int, places: int) -> None:
        # By way of negative numbers: a row moved up must not meet the one that moves next.
        for change in (f"-(number + {places:d})", "-number"):
            self._conn.execute(
                f"UPDATE revisions SET number = {change}"  # noqa: S608
                " WHERE article_id = ? AND (number >= ? OR number < 0)",
                (article_id, number),
            )

    def _insert(
        self,
        article_id: int,
        number: int,
        extraction: Extraction,
        snapshot_id: int,
        at: str,
        digest: str,
        before: Article | None,
    ) -> None:
        article = extraction.article
        self._conn.execute(
            _INSERT,
            (
                article_id,
                number,
                snapshot_id,
                at,
                extraction.extractor,
                extraction.profile,
                digest,
                encode(() if before is None else changed_fields(before, article)),
                encode(article),
                self._packer.pack(extraction.evidence),
                Cause.FIRST,
            ),
        )

    def _return_to(
        self,
        article_id: int,
        number: int,
        before: tuple[Any, ...],
        between: Article,
        owner_id: int,
        at: str,
        last_seen_at: str,
    ) -> None:
        """Say that the page went back: it was seen later with the reading before this one."""
        snapshot = self._conn.execute(
            "SELECT id, fetched_at FROM snapshots WHERE page_id = ? AND fetched_at > ?"
            " ORDER BY fetched_at LIMIT 1",
            (owner_id, at),
        ).fetchone()
        # Seen as "not modified" only: then no bytes came, and the earlier ones stand for it.
        snapshot_id, seen_at = snapshot or (before[5], last_seen_at)
        self._conn.execute(
            _INSERT,
            (
                article_id,
                number,
                snapshot_id,
                seen_at,
                before[6],
                before[7],
                before[2],
                encode(changed_fields(between, decode_article(before[3]))),
                before[3],
                before[8],
                Cause.FIRST,
            ),
        )
