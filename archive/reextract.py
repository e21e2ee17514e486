"""Filing what the rules of now read in the pages kept: every page once, in order, batch by batch.

The extractor is the caller's. How far a run came is in its totals, so that the next goes on there.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from archive.addresses import host_of
from archive.articles import Articles
from archive.edge import Edge
from archive.errors import ArchiveDamaged, NoSuchArticle
from archive.filing import Reading
from archive.log_size import Log
from archive.runs import Runs
from archive.scrub import scrub
from archive.snapshots import Snapshots
from archive.sqlite_library import Database
from archive.versions import content_type_of
from scraper.records import Article, ArticleKind, Extraction

COMMAND = "reextract"
EXAMPLES = 3
_FIELDS = tuple(
    name for name in Article.__dataclass_fields__ if name not in ("url", "canonical_url", "kind")
)
_PAGES_AT_ONCE = 100
# Of each page the newest fetch alone; where that asked not to be kept, older ones do not count.
_PAGES = """
    SELECT pages.id, pages.url, pages.site_id, pages.kind, pages.article_id,
        articles.page_id = pages.id, newest.id, newest.digest, newest.headers, newest.fetched_at
    FROM pages
    JOIN snapshots AS newest
        ON newest.id = (SELECT id FROM snapshots WHERE page_id = pages.id
            ORDER BY fetched_at DESC, id DESC LIMIT 1)
    LEFT JOIN articles ON articles.id = pages.article_id
    WHERE pages.id > ? AND pages.kind NOT IN ('sitemap', 'feed', 'api')
        AND newest.blob_id IS NOT NULL
        AND (articles.page_id = pages.id OR (pages.article_id IS NULL AND pages.state = 'done'))
    ORDER BY pages.id LIMIT ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page to be read again. `article_id` is set where it gives an article's reading.

    `is_damaged` says that its bytes cannot be had; they are empty then.
    """

    page_id: int
    url: str
    site_id: int
    kind: str
    article_id: int | None
    snapshot_id: int
    fetched_at: str
    content_type: str | None
    body: bytes
    is_damaged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A page read again; `text_digest` stands for what it says, `is_broken` for no answer."""

    page: Kept
    extraction: Extraction | None
    text_digest: str | None = None
    is_broken: bool = False


class FieldTally(msgspec.Struct, kw_only=True):
    """How often a field became another one: filled, emptied, or both sides say something."""

    gained: int = 0
    lost: int = 0
    changed: int = 0
    examples: list[int] = msgspec.field(default_factory=list)


class Totals(msgspec.Struct, kw_only=True):
    """What a re-extraction comes to; `through` is the last page done, `rules` what read it.

    `revised` counts articles with another reading, `refreshed` those where only what comes and
    goes differs, `found` pages that were no articles before, `unread` articles kept as they were
    because the rules of now see none on their page.
    """

    read_again: int = 0
    articles: int = 0
    revised: int = 0
    refreshed: int = 0
    found: int = 0
    unread: int = 0
    broken: int = 0
    damaged: int = 0
    fields: dict[str, FieldTally] = msgspec.field(default_factory=dict)
    through: int = 0
    rules: str = ""


class Reextraction:
    """One re-extraction over an open archive, in the run that is told."""

    def __init__(
        self, db: Database, edge: Edge, snapshots: Snapshots, run_id: int, totals: Totals
    ) -> None:
        self._db = db
        self._conn: sqlite3.Connection = db.conn
        self._edge = edge
        self._snapshots = snapshots
        self._runs = Runs(self._conn)
        self._log = Log(self._conn)
        self._run_id = run_id
        self.totals = totals

    def count(self) -> int:
        """Return how many pages there are still to read, at most: all past the last one done."""
        with self._edge:
            sql = "SELECT count(*) FROM pages WHERE id > ? AND kind IN ('article', 'other')"
            return int(self._conn.execute(sql, (self.totals.through,)).fetchone()[0])

    def pages(self) -> Iterator[Kept]:
        """Yield the pages from where an earlier run ended, by their ids."""
        after = self.totals.through
        while True:
            with self._edge:
                rows = self._conn.execute(_PAGES, (after, _PAGES_AT_ONCE)).fetchall()
            if not rows:
                return
            for row in rows:
                with self._edge:
                    page = self._kept(row)
                yield page
            after = rows[-1][0]

    def _kept(self, row: tuple[object, ...]) -> Kept:
        page_id, url, site_id, kind, article_id, is_owner, snapshot_id, digest, headers, at = row
        body, is_damaged = b"", False
        try:
            body = self._snapshots.read(str(digest))
        except (ArchiveDamaged, NoSuchArticle):
            is_damaged = True
        return Kept(
            page_id=page_id,  # type: ignore[arg-type]  # columns of STRICT tables
            url=url,  # type: ignore[arg-type]
            site_id=site_id,  # type: ignore[arg-type]
            kind=kind,  # type: ignore[arg-type]
            article_id=article_id if is_owner else None,  # type: ignore[arg-type]
            snapshot_id=snapshot_id,  # type: ignore[arg-type]
            fetched_at=at,  # type: ignore[arg-type]
            content_type=content_type_of(str(headers)),
            body=body,
            is_damaged=is_damaged,
        )

    def record(self, batch: Sequence[Done], at: str) -> None:
        """File a batch in one transaction, with how far the run is."""
        try:
            self._record(batch, at)
        except UnicodeEncodeError:
            # A lone surrogate out of a JSON escape in some page is no text that a file can hold.
            self._record([scrub(done) for done in batch], at)

    def _record(self, batch: Sequence[Done], at: str) -> None:
        totals = msgspec.json.decode(msgspec.json.encode(self.totals), type=Totals)
        with self._edge, self._db.atomic():
            # Made anew each time: what it remembers of names must not outlive a rolled back batch.
            articles = Articles(self._conn, self._snapshots)
            for done in batch:
                self._file(done, at, articles, totals)
                totals.through = done.page.page_id
            articles.index()
            self._runs.keep_totals(self._run_id, totals)
        self.totals = totals
        with self._edge:
            self._log.shorten()

    def _file(self, done: Done, at: str, articles: Articles, totals: Totals) -> None:
        page, extraction = done.page, done.extraction
        totals.read_again += 1
        totals.articles += page.article_id is not None
        if page.is_damaged or done.is_broken:
            totals.damaged += page.is_damaged
            totals.broken += done.is_broken
            reason = "damaged" if page.is_damaged else "malformed"
            self._runs.tell(self._run_id, page.page_id, page.url, at, "failed", reason=reason)
            return
        if extraction is None or extraction.article.kind is not ArticleKind.ARTICLE:
            if page.article_id is not None:
                totals.unread += 1
                self._runs.tell(
                    self._run_id, page.page_id, page.url, at, "unread", reason="no-article"
                )
            return
        reading = Reading(
            key=_key(page, extraction.article),
            page_id=page.page_id,
            page_url=page.url,
            site_id=page.site_id,
            snapshot_id=page.snapshot_id,
            at=at if page.article_id is not None else page.fetched_at,
            extraction=extraction,
            text_digest=done.text_digest,
            is_kept_page=True,
        )
        if page.article_id is None:
            self._find(page, reading, articles, totals)
        else:
            before, is_another = articles.read_again(page.article_id, reading)
            if before is not extraction.article:
                totals.revised += is_another
                totals.refreshed += (
                    _tell_fields(totals, page.article_id, before, extraction.article)
                    and not is_another
                )
        self._conn.execute(
            "UPDATE pages SET text_digest = ?1 WHERE id = ?2 AND text_digest IS NOT ?1",
            (done.text_digest, page.page_id),
        )

    def _find(self, page: Kept, reading: Reading, articles: Articles, totals: Totals) -> None:
        """File a page that is an article by the rules of now and was none before."""
        article_id = articles.add_found(reading)
        if article_id is not None:
            totals.found += 1
            self._conn.execute(
                "UPDATE pages SET kind = 'article', article_id = ? WHERE id = ?",
                (article_id, page.page_id),
            )


def totals_of(kept: object, rules: str) -> Totals:
    """Return the totals of a run to go on with, or new ones where other rules read its pages."""
    try:
        totals = msgspec.convert(kept, Totals)
    except msgspec.ValidationError:
        totals = Totals()
    return totals if totals.rules == rules else Totals(rules=rules)


def _tell_fields(totals: Totals, article_id: int, before: Article, after: Article) -> bool:
    """Count the fields that differ; return whether there are any."""
    is_any = False
    for name in _FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        is_any = True
        tally = totals.fields.setdefault(name, FieldTally())
        tally.gained += not old
        tally.lost += not new
        tally.changed += bool(old and new)
        if len(tally.examples) < EXAMPLES:
            tally.examples.append(article_id)
    return is_any


def _key(page: Kept, article: Article) -> str:
    """Return the address to file under: the canonical one where it is a page of the same host."""
    canonical = article.canonical_url
    if canonical is None or host_of(canonical) != host_of(page.url):
        return page.url
    is_root = canonical.rstrip("/").endswith(host_of(canonical))
    return page.url if is_root else canonical
