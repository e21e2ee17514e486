"""The readings of an article one after the other; `causes` tells what makes one another."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace

import msgspec

from archive.causes import Cause
from archive.errors import ArchiveDamaged, NoSuchArticle
from archive.filing import Reading
from archive.revisions import Packer, changed_fields, content_digest, decode_article, encode
from archive.snapshots import Snapshots
from scraper.records import Article, ArticleKind, Extraction

_HEADERS = tuple[tuple[str, str], ...]
# Reads a kept page (bytes, address, content type) by the rules of now; None for no article.
Reread = Callable[[bytes, str, str | None], Extraction | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest reading kept of an article, with the rules that gave it."""

    revision_id: int
    number: int
    snapshot_id: int
    digest: str
    rules: tuple[str, str]
    article: Article


class Versions:
    """Writes revisions, over one connection, inside a transaction only.

    Without `reread` a change of page and rules at once stays unclear.
    """

    def __init__(
        self, conn: sqlite3.Connection, snapshots: Snapshots | None, reread: Reread | None
    ) -> None:
        self._conn = conn
        self._snapshots = snapshots
        self._reread = reread
        self._packer = Packer()

    def newest(self, article_id: int) -> Newest:
        """Return the newest reading of an article."""
        row = self._conn.execute(
            "SELECT id, number, snapshot_id, digest, extractor, profile, reading FROM revisions"
            " WHERE article_id = ? ORDER BY number DESC LIMIT 1",
            (article_id,),
        ).fetchone()
        if row is None:
            raise ArchiveDamaged(f"article {article_id} has no reading")
        return Newest(
            revision_id=row[0],
            number=row[1],
            snapshot_id=row[2],
            digest=row[3],
            rules=(row[4], row[5]),
            article=decode_article(row[6]),
        )

    def add_first(self, article_id: int, reading: Reading, digest: str, cause: Cause) -> None:
        """Write the first reading of an article."""
        self._add(article_id, 1, reading, digest, (), cause)

    def add(self, article_id: int, reading: Reading, digest: str) -> Cause:
        """Write a reading that a crawl found to differ; return what made the difference.

        Where the page and the rules both changed, the old page read by the new rules parts the
        two: then up to two revisions are written, and the cause returned is the last one's.
        """
        before = self.newest(article_id)
        cause = Cause.SITE
        if before.rules != rules_of(reading.extraction):
            if self._digest_of(before.snapshot_id) == self._digest_of(reading.snapshot_id):
                cause = Cause.EXTRACTOR
            elif (again := self._read_again(before, reading.extraction)) is None:
                cause = Cause.UNCLEAR
            elif (again_digest := content_digest(again.article)) == digest:
                cause = Cause.EXTRACTOR
            elif again_digest != before.digest:
                old = replace(reading, extraction=again, snapshot_id=before.snapshot_id)
                before = self.follow(before, article_id, old, again_digest, Cause.EXTRACTOR)
        self.follow(before, article_id, reading, digest, cause)
        return cause

    def follow(
        self, before: Newest, article_id: int, reading: Reading, digest: str, cause: Cause
    ) -> Newest:
        """Write a reading behind another one; return it."""
        article = reading.extraction.article
        changed = changed_fields(before.article, article)
        number = before.number + 1
        revision_id = self._add(article_id, number, reading, digest, changed, cause)
        return Newest(
            revision_id=revision_id,
            number=number,
            snapshot_id=reading.snapshot_id,
            digest=digest,
            rules=rules_of(reading.extraction),
            article=article,
        )

    def refresh(self, before: Newest, extraction: Extraction) -> None:
        """Put what comes and goes without making another reading into the newest one."""
        self._conn.execute(
            "UPDATE revisions SET reading = ?, evidence = ?, extractor = ?, profile = ?"
            " WHERE id = ?",
            (
                encode(extraction.article),
                self._packer.pack(extraction.evidence),
                *rules_of(extraction),
                before.revision_id,
            ),
        )

    def _read_again(self, before: Newest, now: Extraction) -> Extraction | None:
        """Read the page of a kept reading by the rules of now; None where that cannot be done."""
        if self._reread is None or self._snapshots is None:
            return None
        digest, url, headers = self._conn.execute(
            "SELECT snapshots.digest, pages.url, headers FROM snapshots"
            " JOIN pages ON pages.id = page_id WHERE snapshots.id = ?",
            (before.snapshot_id,),
        ).fetchone()
        try:
            body = self._snapshots.read(digest)
        except (NoSuchArticle, ArchiveDamaged):  # not kept, or lost: then it stays unclear
            return None
        again = self._reread(body, url, content_type_of(headers))
        if again is None or again.article.kind is not ArticleKind.ARTICLE:
            return None
        return again if rules_of(again) == rules_of(now) else None

    def _digest_of(self, snapshot_id: int) -> str:
        sql = "SELECT digest FROM snapshots WHERE id = ?"
        return str(self._conn.execute(sql, (snapshot_id,)).fetchone()[0])

    def _add(
        self,
        article_id: int,
        number: int,
        reading: Reading,
        digest: str,
        changed: tuple[str, ...],
        cause: Cause,
    ) -> int:
        extraction = reading.extraction
        cursor = self._conn.execute(
            "INSERT INTO revisions (article_id, number, snapshot_id, seen_at, extractor, profile,"
            " digest, changed, reading, evidence, cause)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article_id,
                number,
                reading.snapshot_id,
                reading.at,
                *rules_of(extraction),
                digest,
                encode(changed),
                encode(extraction.article),
                self._packer.pack(extraction.evidence),
                cause,
            ),
        )
        return int(cursor.lastrowid or 0)


def rules_of(extraction: Extraction) -> tuple[str, str]:
    """Return what decides how a page is read: the extractor's version and the profile."""
    return extraction.extractor, extraction.profile


def content_type_of(headers: str) -> str | None:
    """Return the content type out of headers as a snapshot keeps them."""
    pairs: tuple[tuple[str, str], ...] = msgspec.json.decode(headers, type=_HEADERS)
    return next((value for name, value in pairs if name.lower() == "content-type"), None)
