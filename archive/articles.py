"""Filing a reading: which article it belongs to, and whether it is a new reading.

The columns of its row are in `article_columns`, its parts in `parts`.
"""

import sqlite3
from typing import Any

from archive.addresses import url_key
from archive.article_columns import COLUMNS, INSERT, UPDATE, columns_of
from archive.causes import Cause
from archive.filing import Filed, Filing, Reading
from archive.indexing import BatchIndex
from archive.names import Names
from archive.parts import Parts
from archive.revisions import content_digest
from archive.snapshots import Snapshots
from archive.twins import Twin, Twins
from archive.versions import Reread, Versions
from scraper.records import Article

_CHANGED_AT = "UPDATE articles SET last_changed_at = ? WHERE id = ?"
_FIND = (
    "SELECT id, digest, page_id, url FROM articles WHERE url_key = ? ORDER BY url = ? DESC LIMIT 1"
)
# A page that was its article's own address and now names another one.
_RENAMED = "SELECT id, digest, page_id, url FROM articles WHERE page_id = ? AND url = ?"
# The pages that answered with a redirect to this one, through several hops too.
CAME_FROM = """
    WITH RECURSIVE came_from (id, hops) AS (
        SELECT id, 1 FROM pages WHERE moved_to = ?1
        UNION
        SELECT pages.id, came_from.hops + 1
        FROM pages JOIN came_from ON pages.moved_to = came_from.id
        WHERE came_from.hops < 10
    )
"""
# A redirect says that it is the same article; a redesign may have changed some of its fields.
_MOVED_HERE = f"""
    {CAME_FROM}
    SELECT articles.id, articles.digest, articles.page_id, articles.url
    FROM came_from JOIN articles ON articles.page_id = came_from.id
    WHERE articles.digest = ?2 OR (articles.title = ?3 AND articles.published IS ?4)
    ORDER BY articles.digest = ?2 DESC, articles.id LIMIT 1
"""  # noqa: S608


class Articles:
    """The articles and what hangs on them, over one connection, inside a transaction only."""

    def __init__(
        self,
        conn: sqlite3.Connection,
        snapshots: Snapshots | None = None,
        reread: Reread | None = None,
    ) -> None:
        self._conn = conn
        self._names = Names(conn)
        self._parts = Parts(conn, self._names)
        self._versions = Versions(conn, snapshots, reread)
        self.twins = Twins(conn)
        self._batch = BatchIndex(conn)

    def index(self) -> None:
        """Put what was added since the last call into the full-text index."""
        self._batch.index()

    def file(self, reading: Reading) -> Filing:
        """Put a reading where it belongs; return what became of it.

        A page that gives the same article as its owner, the page that was filed first or the one
        at the article's own address, never replaces the owner's reading. So does a page with the
        headline, day and text of an article of the same site; where that one is gone, it moved.
        """
        digest = content_digest(reading.extraction.article)
        row = self._conn.execute(_FIND, (url_key(reading.key), reading.key)).fetchone()
        moved = row is None
        was_gone_at = None
        if row is None:
            row = self._under_another_address(reading, digest)
        if row is None:
            twins = self._twins_of(reading)
            pages = tuple(twin.page_id for twin in twins if not twin.is_gone)
            lost = next((twin for twin in twins if twin.is_gone and twin.is_likely), None)
            double = next((twin.row for twin in twins if twin.is_same), None)
            if lost is not None:
                row, was_gone_at = lost.row, lost.gone_at
            elif double is not None and _is_plainer(reading.key, double[3]):
                row, moved = double, False
            else:
                double_id = double[0] if double else self._was_double(reading)
                if double_id is not None:
                    return Filing(filed=Filed.UNCHANGED, article_id=double_id, twin_pages=pages)
                new_id = self._add(reading, digest)
                return Filing(filed=Filed.NEW, article_id=new_id, twin_pages=pages)
        article_id, known_digest, owner_id, url = row
        if not moved and owner_id != reading.page_id and not self._takes_over(reading, owner_id):
            return Filing(filed=Filed.UNCHANGED, article_id=article_id)
        if (owner_id, url) != (reading.page_id, reading.key):
            self._rename(article_id, reading)
        filed = Filed.MOVED if moved else Filed.UNCHANGED
        if known_digest == digest:
            self._see(article_id, reading)
        elif self._change(article_id, reading, digest):
            filed = Filed.CHANGED
        return Filing(filed=filed, article_id=article_id, was_gone_at=was_gone_at)

    def add_found(self, reading: Reading) -> int | None:
        """File a kept page that was no article before; None where its article is there already."""
        row = self._conn.execute(_FIND, (url_key(reading.key), reading.key)).fetchone()
        if row is not None or self._twins_of(reading):
            return None
        return self._add(reading, content_digest(reading.extraction.article))

    def fold(self, kept_id: int, folded_id: int) -> str:
        """Make two articles that proved to be one a single row; return its address."""
        self.index()  # the deletion's trigger takes the text out of the index
        url = self.twins.fold(kept_id, folded_id)
        self._parts.resolve(kept_id, url)
        return url

    def _under_another_address(self, reading: Reading, digest: str) -> tuple[Any, ...] | None:
        row = self._conn.execute(_RENAMED, (reading.page_id, reading.page_url)).fetchone()
        if row is None and reading.redirected_to:
            article = reading.extraction.article
            row = self._conn.execute(
                _MOVED_HERE, (reading.page_id, digest, article.title, article.published)
            ).fetchone()
        known: tuple[Any, ...] | None = row
        return known

    def _twins_of(self, reading: Reading) -> list[Twin]:
        if reading.text_digest is None:
            return []
        article = reading.extraction.article
        return self.twins.of(
            reading.text_digest,
            reading.page_id,
            reading.site_id,
            article.title,
            article.published,
        )

    def _was_double(self, reading: Reading) -> int | None:
        """Return the article this page doubled before, where its text may have changed first."""
        article = reading.extraction.article
        row = self._conn.execute(
            "SELECT id FROM articles WHERE id = ? AND page_id <> ? AND title IS ?"
            " AND published IS ? AND gone_at IS NULL",
            (reading.known_as, reading.page_id, article.title, article.published),
        ).fetchone()
        return int(row[0]) if row else None

    def _takes_over(self, reading: Reading, owner_id: int) -> bool:
        if reading.page_url == reading.key:
            return True
        row = self._conn.execute("SELECT state FROM pages WHERE id = ?", (owner_id,)).fetchone()
        return row is None or row[0] in ("gone", "moved")

    def _rename(self, article_id: int, reading: Reading) -> None:
        self._conn.execute(
            "UPDATE articles SET url = ?, page_id = ?, site_id = ?, last_seen_at = ?,"
            " gone_at = NULL WHERE id = ?",
            (reading.key, reading.page_id, reading.site_id, reading.at, article_id),
        )
        self._parts.resolve(article_id, reading.key)

    def _see(self, article_id: int, reading: Reading) -> None:
        """Keep that an article is there and reads as before."""
        self._conn.execute(
            "UPDATE articles SET last_seen_at = ?, gone_at = NULL,"
            " updated_at = coalesce(?, updated_at) WHERE id = ?",
            (reading.at, reading.extraction.article.updated_at, article_id),
        )

    def _add(self, reading: Reading, digest: str) -> int:
        article = reading.extraction.article
        cursor = self._conn.execute(
            INSERT,
            (
                *self._columns_of(article, digest),
                reading.key,
                reading.site_id,
                reading.page_id,
                *(reading.at,) * 3,
            ),
        )
        article_id = int(cursor.lastrowid or 0)
        self._batch.note(article_id)
        cause = Cause.EXTRACTOR if reading.is_kept_page else Cause.FIRST
        self._versions.add_first(article_id, reading, digest, cause)
        self._parts.add(article_id, reading.extraction)
        self._parts.resolve(article_id, reading.key)
        return article_id

    def _change(self, article_id: int, reading: Reading, digest: str) -> bool:
        """Put another reading in place of the newest; return whether the site made it another."""
        cause = self._versions.add(article_id, reading, digest)
        columns = self._columns_of(reading.extraction.article, digest)
        self.index()  # the update's trigger takes the old text out of the index
        self._conn.execute(UPDATE, (*columns, reading.at, article_id))
        if cause is Cause.SITE:
            self._conn.execute(_CHANGED_AT, (reading.at, article_id))
        self._put_parts(article_id, reading)
        return cause is Cause.SITE

    def read_again(self, article_id: int, reading: Reading) -> tuple[Article, bool]:
        """File what the rules of now read in an article's kept page: never a change by the site.

        Returns:
            The reading before, and whether this one is a revision of its own.
        """
        before = self._versions.newest(article_id)
        article = reading.extraction.article
        digest = content_digest(article)
        is_another = digest != before.digest
        if is_another:
            self._versions.follow(before, article_id, reading, digest, Cause.EXTRACTOR)
        elif article != before.article:
            self._versions.refresh(before, reading.extraction)
        else:
            return before.article, False
        # Only what differs, for the text is indexed anew wherever its columns are named.
        old, new = (
            self._columns_of(before.article, before.digest),
            self._columns_of(article, digest),
        )
        values = {
            name: is_now
            for name, was, is_now in zip(COLUMNS, old, new, strict=True)
            if was != is_now
        }
        if values:
            self.index()
            marks = ", ".join(f"{name} = ?" for name in values)
            sql = f"UPDATE articles SET {marks} WHERE id = ?"  # noqa: S608
            self._conn.execute(sql, (*values.values(), article_id))
        self._put_parts(article_id, reading)
        return before.article, is_another

    def _put_parts(self, article_id: int, reading: Reading) -> None:
        self._parts.remove(article_id)
        self._parts.add(article_id, reading.extraction)

    def _columns_of(self, article: Article, digest: str) -> tuple[object, ...]:
        return columns_of(article, digest, self._names)


def _is_plainer(url: str, other: str) -> bool:
    """Say whether of two addresses of one article this is the better: the one without a query."""
    return "?" not in url and "?" in other
