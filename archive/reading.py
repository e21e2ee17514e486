"""Reading one article back: what it says, where it came from, what changed."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.addresses import host_of, same_url
from archive.errors import ArchiveDamaged, NoSuchArticle
from archive.revisions import decode_article, decode_names, unpack_evidence
from archive.snapshots import Snapshots
from scraper.records import Article, Evidence

_BY_URL = f"SELECT id FROM articles WHERE url_key = {same_url('?1')} ORDER BY url = ?1 DESC LIMIT 1"  # noqa: S608
# An address that another page has folded into its own, or that moved, still leads to the article.
_BY_PAGE = """
    SELECT coalesce(here.article_id, there.article_id) FROM pages AS here
    LEFT JOIN pages AS there ON there.id = here.moved_to WHERE here.url = ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedLink:
    """A link of an article; `target_article_id` is set where the archive holds what it leads to."""

    kind: str
    position: int
    title: str | None
    url: str
    target_article_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One reading of an article; `number` counts from 1, times are ISO 8601 UTC text.

    `cause` says who made it another reading: see `archive.causes`.
    """

    article_id: int
    number: int
    seen_at: str
    extractor: str
    profile: str
    changed: tuple[str, ...]
    cause: str
    digest: str
    snapshot_digest: str
    has_html: bool
    reading: Article
    evidence: Mapping[str, Evidence]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedArticle:
    """One article with all there is to show; times are ISO 8601 UTC text.

    `reading` is the newest revision's; the revisions are in order, the oldest first.
    """

    id: int
    url: str
    site: str
    reading: Article
    first_seen_at: str
    last_seen_at: str
    last_changed_at: str
    gone_at: str | None
    word_count: int
    links: tuple[ArchivedLink, ...]
    revisions: tuple[Revision, ...]


def find_article(conn: sqlite3.Connection, id_or_url: int | str) -> int:
    """Return the id of an article given by id or by any spelling of its address."""
    text = str(id_or_url).strip()
    if text.isascii() and text.isdigit() and len(text) < 19:
        row = conn.execute("SELECT id FROM articles WHERE id = ?", (int(text),)).fetchone()
    else:
        text = text.encode("utf-8", "replace").decode()
        scheme, mark, rest = text.partition("://")
        host = host_of(text)
        text = f"{scheme.lower()}{mark}{host.lower()}{rest[len(host) :]}" if mark else text
        row = conn.execute(_BY_URL, (text,)).fetchone()
        row = row or conn.execute(_BY_PAGE, (text,)).fetchone()
    if row is None or row[0] is None:
        raise NoSuchArticle(f"no article {text} in this archive")
    return int(row[0])


def read_article(conn: sqlite3.Connection, article_id: int) -> ArchivedArticle:
    """Return one article."""
    row = conn.execute(
        "SELECT articles.id, articles.url, sites.host, first_seen_at, last_seen_at,"
        " last_changed_at, gone_at, word_count"
        " FROM articles JOIN sites ON sites.id = site_id WHERE articles.id = ?",
        (article_id,),
    ).fetchone()
    if row is None:
        raise ArchiveDamaged(f"article {article_id}: its rows cannot be read")
    links = conn.execute(
        "SELECT kind, position, title, url, target_article_id FROM links"
        " WHERE article_id = ? ORDER BY kind, position",
        (article_id,),
    )
    revisions = read_revisions(conn, article_id)
    return ArchivedArticle(
        id=row[0],
        url=row[1],
        site=row[2],
        reading=revisions[-1].reading,
        first_seen_at=row[3],
        last_seen_at=row[4],
        last_changed_at=row[5],
        gone_at=row[6],
        word_count=row[7],
        links=tuple(
            ArchivedLink(kind=r[0], position=r[1], title=r[2], url=r[3], target_article_id=r[4])
            for r in links
        ),
        revisions=revisions,
    )


def read_revisions(
    conn: sqlite3.Connection, article_id: int, number: int | None = None
) -> tuple[Revision, ...]:
    """Return the revisions of an article, or the one with this number."""
    rows = conn.execute(
        "SELECT number, seen_at, extractor, profile, changed, revisions.digest,"
        " snapshots.digest, blob_id, reading, evidence, cause"
        " FROM revisions JOIN snapshots ON snapshots.id = snapshot_id"
        " WHERE article_id = ?1 AND (?2 IS NULL OR number = ?2) ORDER BY number",
        (article_id, number),
    ).fetchall()
    if not rows:
        raise NoSuchArticle(f"article {article_id} has no revision {number}")
    return tuple(_revision(article_id, row) for row in rows)


def read_html(
    conn: sqlite3.Connection, snapshots: Snapshots, article_id: int, number: int | None
) -> bytes:
    """Return the page a revision was read from, the newest by default."""
    revision = read_revisions(conn, article_id, number)[-1]
    if not revision.has_html:
        raise NoSuchArticle(f"article {article_id}: its page asks not to be kept (noarchive)")
    return snapshots.read(revision.snapshot_digest)


def _revision(article_id: int, row: tuple[Any, ...]) -> Revision:
    return Revision(
        article_id=article_id,
        number=row[0],
        seen_at=row[1],
        extractor=row[2],
        profile=row[3],
        changed=decode_names(row[4]),
        digest=row[5],
        snapshot_digest=row[6],
        has_html=row[7] is not None,
        reading=decode_article(row[8]),
        evidence=unpack_evidence(row[9]),
        cause=row[10],
    )
