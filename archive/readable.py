"""What can be asked of an open archive. Nothing here writes; what does is in `store`."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive import (
    alerts,
    aliases,
    coverage,
    manners,
    reading,
    report,
    run_facts,
    search,
    status,
)
from archive.edge import Edge
from archive.export import export_articles
from archive.manifest import Comparison, manifest_lines
from archive.manifest import compare as compare_manifest
from archive.snapshots import Snapshots
from archive.sqlite_library import Database


class Readable:
    """The questions an archive answers, over its one connection."""

    def __init__(self, db: Database, path: Path) -> None:
        self.path = path
        self._db = db
        self._edge = Edge(path)
        self.snapshots = Snapshots(db.conn, self._edge)

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

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query of one's own."""
        with self._edge:
            return self._db.conn.execute(sql).fetchall()

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

    def trouble(self, *, now: datetime) -> frozenset[alerts.Trouble]:
        """Return the sites of which nothing comes any more, and the word for why."""
        with self._edge:
            return alerts.read_trouble(self._db.conn, now=now)

    def new_alerts(
        self, run_id: int, known: Collection[alerts.Trouble], *, now: datetime
    ) -> list[str]:
        """Return what a run is the first to show as wrong, beside the trouble known before it."""
        with self._edge:
            return alerts.new_alerts(self._db.conn, run_id, known, now=now)

    def report(self, run_id: int | None = None, *, limit: int = 100) -> report.Report:
        """Return what a run brought (the newest by default), at most `limit` rows a section."""
        with self._edge:
            return report.read_report(self._db.conn, run_id=run_id, limit=limit)

    def coverage(self, *, run_id: int | None = None) -> list[coverage.SiteCoverage]:
        """Return what each way of finding pages gave on each site; of the last run by default."""
        with self._edge:
            return coverage.read_coverage(self._db.conn, run_id=run_id)

    def manifest(self) -> Iterator[str]:
        """Yield the lines of a list of all fetches with their digests, the last its own."""
        with self._edge:
            yield from manifest_lines(self._db.conn)

    def compare(self, lines: Iterable[str]) -> Comparison:
        """Compare what is kept with a list that `manifest` gave; raises BadManifest."""
        with self._edge:
            return compare_manifest(self._db.conn, lines)

    def aliases(self) -> list[aliases.Alias]:
        """Return the names that stand for others."""
        with self._edge:
            return aliases.read_aliases(self._db.conn)

    def contact(self) -> str | None:
        """Return whom a site may write to, as it was given to an earlier run."""
        with self._edge:
            return manners.read_setting(self._db.conn, manners.CONTACT)

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
