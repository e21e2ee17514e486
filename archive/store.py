"""The archive as one object: open it, record into it, find in it. The parts are in their modules.

with Archive.open(path, create=True, read_only=False) as archive, archive.run_lock():
    run_id = archive.start_run("crawl", seeds, clock.now())
    async for outcomes in crawl(seeds, store=archive.frontier, ...):
        tally += archive.record(run_id, outcomes)
    archive.finish_run(run_id, clock.now(), "done", tally)
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
from sqlite_utils import Database

from archive import (
    aliases,
    arrivals,
    checks,
    compact,
    coverage,
    drift,
    health,
    index_checks,
    joining,
    lock,
    manners,
    merge,
    reading,
    reextract,
    report,
    run_facts,
    search,
    status,
    verify,
)
from archive.connection import Edge, connect
from archive.export import export_articles
from archive.frontier import Frontier
from archive.imports.captures import Reader
from archive.imports.importer import Importer
from archive.manifest import Comparison, manifest_lines
from archive.manifest import compare as compare_manifest
from archive.recording import Recording
from archive.runs import Runs, Tally
from archive.snapshots import Snapshots
from archive.versions import Reread
from scraper.outcomes import Outcome

# Digests are taken once for so many pages: each table's last slice is read again every time.
SEAL_EVERY_PAGES = 1000


class Archive:
    """One open archive; not for use by several threads at once."""

    def __init__(self, db: Database, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self._db = db
        self._edge = Edge(path)
        self.snapshots = Snapshots(db.conn, self._edge)
        self.frontier = Frontier(db, self._edge, self.snapshots)
        self._runs = Runs(db.conn)
        self._recording = Recording(db, self.frontier, self.snapshots)
        self._unsealed_pages = 0
        self._sealed_changes = db.conn.total_changes
        self._read_only = read_only
        # Given by who knows the extractor: tells its changes from the site's.
        self.reread: Reread | None = None

    @classmethod
    def open(cls, path: Path | str, *, create: bool = False, read_only: bool = False) -> "Archive":
        """Open an archive, making the file or bringing its tables up to date where needed.

        Raises:
            ArchiveMissing: No such file, or not readable.
            NotAnArchive: A folder, a text file or somebody else's database.
            ArchiveTooNew: Written by a later version; the file is left alone.
            ArchiveDamaged: SQLite cannot read the file.
            ArchiveFull: The file cannot be written.
        """
        path = Path(path)
        return cls(connect(path, create=create, read_only=read_only), path, read_only=read_only)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            changed = self._db.conn.total_changes > self._sealed_changes
            if kind is None and changed and not self._read_only:
                self.seal()
        finally:
            self.close()

    def seal(self, *, with_index: bool = True) -> None:
        """Take the digests of what was written; a run does it too, and leaving the `with`.

        Those of the full-text index take a look at all of it: not while a run goes on.
        """
        with self._edge, self._db.atomic():
            checks.seal(self._db.conn)
            if with_index:
                index_checks.seal(self._db.conn)
        self._unsealed_pages = 0
        self._sealed_changes = self._db.conn.total_changes

    def close(self) -> None:
        """Close the file; what is committed is in it already."""
        with self._edge:
            self._db.conn.close()

    # One run

    def run_lock(self, *, at: datetime | None = None) -> AbstractContextManager[lock.RunLock]:
        """Hold the archive for one run; raises ArchiveLocked while another process does."""
        return lock.run_lock(self.path, at=at or datetime.now(UTC))

    def start_run(
        self, command: str, seeds: Sequence[str], at: datetime, options: Sequence[str] = ()
    ) -> int:
        """Open a run and return its id; runs that a dead process left open become interrupted.

        `options` are the words of its command line, so that a schedule can say them again. Pages
        that a clock once ahead of the true time put off for years are due again.
        """
        with self._edge, self._db.atomic():
            self.frontier.recall(now=at)
            return self._runs.start(command, seeds, at, options)

    def name_sites(self, hosts: Collection[str], at: datetime) -> None:
        """Take in the hosts a run names: what led to those named for the first time leads there."""
        with self._edge, self._db.atomic():
            arrivals.follow_to_new_sites(self._db.conn, self.frontier, hosts, at)

    def record(self, run_id: int, outcomes: Sequence[Outcome]) -> Tally:
        """Store a batch in one transaction and return what it comes to.

        Page state, snapshot, article and links of an outcome land together or not at all; the
        same batch may be given again after an error.
        """
        with self._edge:
            tally = self._recording.record(run_id, outcomes, self.reread)
            self._unsealed_pages += len(outcomes)
            if self._unsealed_pages >= SEAL_EVERY_PAGES:
                self.seal(with_index=False)
            return tally

    def finish_run(
        self,
        run_id: int,
        at: datetime,
        status: str,
        totals: Tally | None = None,
        *,
        error: str | None = None,
    ) -> Tally:
        """Close a run with a word for how it ended; return its totals (its batches' by default)."""
        with self._edge, self._db.atomic():
            self._runs.finish(run_id, at, status, totals, error)
        self.seal()
        return totals or self._recording.totals_of(run_id)

    @property
    def totals(self) -> Tally:
        """Return what the run recorded last has come to."""
        return self._recording.totals

    def reextraction(self, run_id: int, totals: reextract.Totals) -> reextract.Reextraction:
        """Return what files readings of kept pages into a run, on from where the totals end."""
        with self._edge, self._db.atomic():
            self._runs.keep_totals(run_id, totals)  # a kill before the first batch loses no place
        return reextract.Reextraction(self._db, self._edge, self.snapshots, run_id, totals)

    def join_up(self) -> None:
        """Join what readings leave apart, at the end of a run: other addresses, near-duplicates."""
        with self._edge:
            joining.join_up(self._db)

    # Names that stand for others

    def alias(self, kind: str, name: str, target: str) -> int:
        """Let a name stand for another; return how many rows became one. Raises BadAlias."""
        with self._edge, self._db.atomic():
            return aliases.add_alias(self._db.conn, kind, name, target)

    def remove_alias(self, kind: str, name: str) -> None:
        """Let a name stand for itself in what is read from now on. Raises BadAlias."""
        with self._edge, self._db.atomic():
            aliases.remove_alias(self._db.conn, kind, name)

    def aliases(self) -> list[aliases.Alias]:
        """Return the names that stand for others."""
        with self._edge:
            return aliases.read_aliases(self._db.conn)

    # What the operator said

    def contact(self) -> str | None:
        """Return whom a site may write to, as it was given to an earlier run."""
        with self._edge:
            return manners.read_setting(self._db.conn, manners.CONTACT)

    def keep_contact(self, contact: str) -> None:
        """Remember whom a site may write to."""
        with self._edge, self._db.atomic():
            manners.write_setting(self._db.conn, manners.CONTACT, contact)

    def importer(self, run_id: int, reader: Reader) -> Importer:
        """Return what takes captures of other programs into the archive, under a run."""
        return Importer(
            self._db,
            self._edge,
            self.frontier,
            self.snapshots,
            run_id=run_id,
            reader=reader,
            now=datetime.now(UTC),
        )

    # What is in it

    def search(
        self,
        query: str,
        *,
        filters: search.Filters = search.NO_FILTERS,
        order: search.Order = "best",
        limit: int = 20,
        offset: int = 0,
        marks: tuple[str, str] = ("[", "]"),
    ) -> search.Hits:
        """Return the articles that answer a query, best first; any text is a query."""
        with self._edge:
            return search.search(
                self._db.conn,
                query,
                filters=filters,
                order=order,
                limit=limit,
                offset=offset,
                marks=marks,
            )

    def article(self, id_or_url: int | str) -> reading.ArchivedArticle:
        """Return one article by id or any spelling of its address; raises NoSuchArticle."""
        with self._edge:
            return reading.read_article(
                self._db.conn, reading.find_article(self._db.conn, id_or_url)
            )

    def revision(self, id_or_url: int | str, number: int) -> reading.Revision:
        """Return one reading of an article, counted from 1; raises NoSuchArticle."""
        with self._edge:
            article_id = reading.find_article(self._db.conn, id_or_url)
            return reading.read_revisions(self._db.conn, article_id, number)[0]

    def html(self, id_or_url: int | str, *, revision: int | None = None) -> bytes:
        """Return the page an article was read from; raises NoSuchArticle."""
        with self._edge:
            article_id = reading.find_article(self._db.conn, id_or_url)
            return reading.read_html(self._db.conn, self.snapshots, article_id, revision)

    def status(self, *, now: datetime | None = None) -> status.Status:
        """Return what the archive holds, what is due and what keeps failing."""
        with self._edge:
            return status.read_status(self._db.conn, self.path, now=now or datetime.now(UTC))

    def last_run(
        self, command: str | None = None, *, but_failed: bool = False
    ) -> run_facts.RunFacts | None:
        """Return the newest run, of a command if one is named; without its failures."""
        with self._edge:
            return run_facts.newest_run(self._db.conn, command, but_failed=but_failed)

    def run_facts(self, run_id: int) -> run_facts.RunFacts:
        """Return one run and what failed in it; raises NoSuchRun."""
        with self._edge:
            return run_facts.read_run(self._db.conn, run_id)

    def new_drift(self, run_id: int) -> tuple[drift.Drift, ...]:
        """Return the fields that a run was the first to show as gone missing."""
        with self._edge:
            return drift.new_drift(self._db.conn, run_id)

    def in_trouble(self, *, now: datetime) -> dict[tuple[str, str], str]:
        """Return what is wrong with sites of which nothing comes any more, by host and kind."""
        with self._edge:
            sites = health.read_health(self._db.conn, (), now=now)
        return {(site.host, site.word): site.says for site in sites if site.is_in_trouble}

    def report(self, run_id: int | None = None, *, limit: int = 100) -> report.Report:
        """Return what a run brought (the newest by default), at most `limit` rows a section."""
        with self._edge:
            return report.read_report(self._db.conn, run_id=run_id, limit=limit)

    def coverage(self, *, run_id: int | None = None) -> list[coverage.SiteCoverage]:
        """Return what each way of finding pages gave on each site; of the last run by default."""
        with self._edge:
            return coverage.read_coverage(self._db.conn, run_id=run_id)

    def verify(self, *, repair: bool = False) -> verify.Verification:
        """Check structure, references, digests and full text; problems are told, not raised.

        With `repair`, what can be worked out again from what is kept is, in one transaction; the
        problems that remain are told.
        """
        with self._edge:
            if repair:
                return verify.verify_and_repair(self._db, self.snapshots, self.path)
            return verify.verify(self._db.conn, self.snapshots, self.path)

    def manifest(self) -> Iterator[str]:
        """Yield the lines of a list of all fetches with their digests, the last its own."""
        with self._edge:
            yield from manifest_lines(self._db.conn)

    def compare(self, lines: Iterable[str]) -> Comparison:
        """Compare what is kept with a list that `manifest` gave; raises BadManifest."""
        with self._edge:
            return compare_manifest(self._db.conn, lines)

    def compact(
        self, *, at: datetime, told: Callable[[int], None] | None = None
    ) -> compact.Compacted:
        """Pack every body anew and give the space back; hold the run lock around it."""
        with self._edge:
            try:
                return compact.compact(self._db, self.path, at=at, told=told)
            finally:
                self.snapshots.forget()

    def merge(self, source: Path) -> merge.Merged:
        """Take another archive in; hold the run lock around it. Merging twice adds nothing."""
        with self._edge:
            try:
                return merge.merge(self._db, self.path, source)
            finally:
                self.frontier.forget()
                self.snapshots.forget()
                self._recording.forget()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query of one's own."""
        with self._edge:
            return self._db.conn.execute(sql).fetchall()

    def export(self, format: str, *, where: str | None = None) -> Iterator[bytes]:
        """Yield the articles as chunks of one file, read through a connection of its own.

        `warc` and `wacz` hold the captures behind them.

        Raises:
            BadCondition: `where` is no condition over the columns of `article_list`.
        """
        if format in ("warc", "wacz"):
            from archive.export.wacz import CAPTURES  # no other command needs zip and HTTP

            return CAPTURES[format](self.path, where=where)
        return export_articles(self.path, format, where=where)


def json_of(value: Any) -> str:
    """Write a value of this package (status, article, tally) as one line of JSON."""
    return msgspec.json.encode(value).decode()
