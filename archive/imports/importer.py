"""Captures into the archive, by the way crawled pages take; what is there already adds nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from archive.addresses import host_of
from archive.edge import Edge
from archive.frontier import Frontier
from archive.imports.captures import Capture, LeftOut, Reader
from archive.imports.filing import Filing
from archive.imports.originals import Originals
from archive.log_size import Log
from archive.runs import Runs, Tally
from archive.scrub import scrub
from archive.snapshots import Snapshots
from archive.sqlite_library import Database
from archive.times import from_text_or_none, to_text
from scraper.outcomes import Failed, Fetched, Outcome, Skipped, Unchanged
from scraper.records import FoundBy, Page, PageKind, Snapshot

# A batch is one transaction; it ends at the first of these.
BATCH_PAGES = 100
BATCH_BYTES = 32 * 1024 * 1024


class Importer:
    """Takes captures one by one and stores them in batches under one run."""

    def __init__(
        self,
        db: Database,
        edge: Edge,
        frontier: Frontier,
        snapshots: Snapshots,
        *,
        run_id: int,
        reader: Reader,
        now: datetime,
    ) -> None:
        self._db = db
        self._conn = db.conn
        self._edge = edge
        self._frontier = frontier
        self._snapshots = snapshots
        self._run_id = run_id
        self._reader = reader
        self._now = now
        self._log = Log(db.conn)
        self._filing = Filing(db.conn, frontier, snapshots, run_id=run_id, now=now)
        self._batch: list[Outcome] = []
        self._urls: set[str] = set()
        self._bytes = 0
        self._originals = Originals(db.conn, edge, snapshots, reader, now=now)
        self._unresolved: list[Capture] = []
        self.totals = Tally()
        self.left_out: Counter[str] = Counter()
        self.known = 0

    def take(self, capture: Capture) -> None:
        """Take one capture; it is stored once its batch is full or `flush` is called."""
        if capture.revisit is not None and not 200 <= capture.status < 300:
            capture = replace(capture, revisit=None)  # a redirect again: no bytes are asked for
        if capture.revisit is not None:
            found = self._originals.find(capture, capture.revisit)
            if found is None and self._batch:
                self.flush()  # its bytes may be in the batch
                found = self._originals.find(capture, capture.revisit)
            if isinstance(found, LeftOut):
                self.left_out[found.reason] += 1
                return
            if found is None:
                self._unresolved.append(capture)
                return
            capture = found
        read = self._reader.snapshot(
            capture.url,
            fetched_at=capture.fetched_at,
            status=capture.status,
            headers=capture.headers,
            body=capture.body,
            encoding=capture.encoding,
            elapsed_seconds=capture.elapsed_seconds,
        )
        if isinstance(read, str):
            self._originals.remember(capture, LeftOut(reason=read))
            self.left_out[read] += 1
            return
        if capture.withheld is not None:
            read = replace(read, digest=capture.withheld.digest)
        self._originals.remember(capture, read.digest)
        if read.url in self._urls:
            self.flush()  # what comes before must be known before what comes after is judged
        if self._is_known(read):
            self.known += 1
            return
        self._add(capture, read)

    def finish(self) -> None:
        """Store what is left, and the revisits whose original came in a later file."""
        self.flush()
        waiting, self._unresolved = self._unresolved, []
        for capture in waiting:
            self.take(capture)
        self.flush()
        self.left_out["revisit"] += len(self._unresolved)

    def tell(self, name: str, kind: str, reason: str, detail: str) -> None:
        """Write an event about a file."""
        with self._edge, self._db.atomic():
            Runs(self._conn).tell(
                self._run_id,
                None,
                scrub(name),
                to_text(self._now),
                kind,
                reason=reason,
                detail=scrub(detail),
            )

    def flush(self) -> None:
        """Store the batch in one transaction."""
        if not self._batch:
            return
        with self._edge:
            try:
                tally = self._store(self._batch)
            except UnicodeEncodeError:
                tally = self._store([scrub(outcome) for outcome in self._batch])
            self._log.shorten()
        self.totals += tally
        self._batch, self._urls, self._bytes = [], set(), 0

    def _add(self, capture: Capture, snapshot: Snapshot) -> None:
        page = self._page(snapshot.url)
        outcome: Outcome
        if capture.withheld is not None:
            told = capture.withheld
            outcome = Fetched(
                page=page,
                snapshot=snapshot,
                kind=PageKind.OTHER if told.extraction is None else PageKind.ARTICLE,
                key=told.key,
                extraction=told.extraction,
                keep_body=False,
            )
            self._filing.lengths[snapshot.digest] = told.length
        else:
            outcome = self._reader.read(page, snapshot)
            is_refused = isinstance(outcome, Skipped | Failed) and 200 <= snapshot.status < 300
            if is_refused and capture.kind is not None:
                # An archive kept it: a document of an API, or what was read otherwise then.
                outcome = Fetched(page=page, snapshot=snapshot, kind=capture.kind, key=page.url)
        if isinstance(outcome, Skipped):
            self.left_out[outcome.reason] += 1
            return
        if isinstance(outcome, Unchanged) and page.id == 0:
            self.left_out["revisit"] += 1  # "not modified" since a time that nobody captured
            return
        if isinstance(outcome, Failed):
            self.left_out[outcome.reason] += 1
            self.tell(page.url, "failed", outcome.reason, outcome.detail)
            return
        self._batch.append(outcome)
        self._urls.add(snapshot.url)
        self._bytes += len(snapshot.body)
        if len(self._batch) >= BATCH_PAGES or self._bytes >= BATCH_BYTES:
            self.flush()

    def _store(self, batch: Sequence[Outcome]) -> Tally:
        try:
            with self._db.atomic():
                tally = self._filing.file(batch)
                Runs(self._conn).keep_totals(self._run_id, self.totals + tally)
        except BaseException:
            # What was remembered of rows may have been rolled back with them.
            self._frontier.forget()
            self._snapshots.forget()
            self._filing.forget()
            raise
        return tally

    def _is_known(self, snapshot: Snapshot) -> bool:
        with self._edge:
            return (
                self._conn.execute(
                    "SELECT 1 FROM pages JOIN snapshots ON page_id = pages.id"
                    " WHERE url = ? AND snapshots.fetched_at = ? AND snapshots.digest = ?",
                    (snapshot.url, to_text(snapshot.fetched_at), snapshot.digest),
                ).fetchone()
                is not None
            )

    def _page(self, url: str) -> Page:
        """Return what is known of a page; id 0 where it is not known yet."""
        with self._edge:
            row = self._conn.execute(
                "SELECT id, kind, depth, digest, fetched_at, changed_at, found_by FROM pages"
                " WHERE url = ?",
                (url,),
            ).fetchone()
        host = host_of(url)
        if row is None:
            return Page(id=0, url=url, host=host, found_by=FoundBy.IMPORT)
        return Page(
            id=row[0],
            url=url,
            host=host,
            kind=PageKind(row[1]),
            depth=row[2],
            digest=row[3],
            fetched_at=from_text_or_none(row[4]),
            changed_at=from_text_or_none(row[5]),
            found_by=FoundBy(row[6]),
        )
