"""One reading of an article with what proves it: where it came from, when, and its bytes."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.addresses import url_key
from archive.edge import Edge
from archive.errors import ArchiveDamaged, NoSuchArticle
from archive.export.selection import Exported
from archive.reading import Revision, read_revisions
from archive.revisions import encode
from archive.snapshots import Snapshots
from archive.versions import content_type_of

_ARTICLE = """
    SELECT articles.id, articles.url, articles.site_id, sites.host AS site, articles.outlet_id,
        outlets.name AS outlet, articles.published, articles.year, articles.month, word_count,
        first_seen_at, last_seen_at, last_changed_at, gone_at,
        (SELECT max(number) FROM revisions WHERE article_id = articles.id) AS readings
    FROM articles
    JOIN sites ON sites.id = articles.site_id
    LEFT JOIN outlets ON outlets.id = articles.outlet_id
    WHERE articles.id = ?
"""
_SNAPSHOT = """
    SELECT pages.url AS page_url, snapshots.fetched_at, snapshots.status, headers, length
    FROM revisions
    JOIN snapshots ON snapshots.id = revisions.snapshot_id
    JOIN pages ON pages.id = snapshots.page_id
    WHERE revisions.article_id = ? AND number = ?
"""
_KEPT = """
    SELECT url_key, id, title, published FROM articles
    WHERE url_key IN (SELECT value FROM json_each(?))
"""
_MOST_DIGITS = 15  # what SQLite and a browser both count exactly


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A reading that is shown: the article's row, the reading, and the fetch it was read from."""

    article: sqlite3.Row
    revision: Revision
    snapshot: sqlite3.Row

    @property
    def id(self) -> int:
        """Return the article's id."""
        return int(self.article["id"])

    @property
    def is_newest(self) -> bool:
        """Whether no later reading is kept."""
        return bool(self.revision.number == self.article["readings"])

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Return the headers that the page came with."""
        return [(name, value) for name, value in json.loads(self.snapshot["headers"])]

    def exported(self) -> Exported:
        """Return what a citation of this reading is made of."""
        row = self.article
        return Exported(
            id=self.id,
            url=row["url"],
            site=row["site"],
            outlet=row["outlet"],
            word_count=row["word_count"],
            year=row["year"],
            month=row["month"],
            revisions=row["readings"],
            archived_at=self.snapshot["fetched_at"],
            snapshot_digest=self.revision.snapshot_digest,
            first_seen_at=row["first_seen_at"],
            last_seen_at=row["last_seen_at"],
            last_changed_at=row["last_changed_at"],
            gone_at=row["gone_at"],
            article=self.revision.reading,
        )


def number_asked(request: Any, name: str = "revision") -> int | None:
    """Return the number of a reading out of an address, or None where it names none.

    Raises:
        NoSuchArticle: It is no number.
    """
    text = request.args.get(name) or ""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise NoSuchArticle(f"no reading {text[:40]}")
    return int(text)


def article_asked(request: Any) -> int:
    """Return the id of an article out of an address; raises NoSuchArticle for one too long."""
    text = str(request.url_vars["id"])
    if len(text) > _MOST_DIGITS:
        raise NoSuchArticle(f"no article {text[:40]}… in this archive")
    return int(text)


def find_reading(conn: sqlite3.Connection, article_id: int, number: int | None) -> Shown:
    """Return a reading of an article, the newest by default.

    Raises:
        NoSuchArticle: There is no such article, or it has no such reading.
    """
    article = conn.execute(_ARTICLE, (article_id,)).fetchone()
    if article is None:
        raise NoSuchArticle(f"no article {article_id} in this archive")
    if article["readings"] is None:
        raise ArchiveDamaged(f"article {article_id} has no reading")
    number = article["readings"] if number is None else number
    (revision,) = read_revisions(conn, article_id, number)
    snapshot = conn.execute(_SNAPSHOT, (article_id, number)).fetchone()
    if snapshot is None:
        raise ArchiveDamaged(f"article {article_id}: the page of reading {number} is unknown")
    return Shown(article=article, revision=revision, snapshot=snapshot)


def bytes_of(conn: sqlite3.Connection, path: Path, shown: Shown) -> bytes:
    """Return the page that a reading was read from.

    Raises:
        NoSuchArticle: Only its digest is kept.
        ArchiveDamaged: What is kept does not decode to the bytes it was.
    """
    if not shown.revision.has_html:
        raise NoSuchArticle(f"article {shown.id}: its page asks not to be kept (noarchive)")
    return Snapshots(conn, Edge(path)).read(shown.revision.snapshot_digest)


def content_type(shown: Shown) -> str | None:
    """Return the content type that a page came with."""
    return content_type_of(shown.snapshot["headers"])


def kept_at(conn: sqlite3.Connection, urls: Iterable[str]) -> dict[str, sqlite3.Row]:
    """Return the article (id, title, published) for each address that one is kept of."""
    keys = {url: url_key(url) for url in urls}
    rows = conn.execute(_KEPT, (encode(tuple(set(keys.values()))),))
    found = {row["url_key"]: row for row in rows}
    return {url: found[key] for url, key in keys.items() if key in found}
