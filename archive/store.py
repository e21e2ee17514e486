"""The archive as one object: open it, record into it, keep it whole. The work is done elsewhere.

What can be asked of it is in `readable`.

with Archive.open(path, create=True, read_only=False) as archive, archive.run_lock():
    run_id = archive.start_run("crawl", seeds, clock.now())
    async for outcomes in crawl(seeds, store=archive.frontier, ...):
        archive.record(run_id, outcomes)
    archive.finish_run(run_id, clock.now(), "done")
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from archive import (
    aliases,
    arrivals,
    checks,
    compact,
    index_checks,
    joining,
    lock,
    manners,
    merge,
    reextract,
    verify,
)
from archive.connection import connect
from archive.errors import ArchiveError
from archive.frontier import Frontier
from archive.imports.captures import Reader
from archive.imports.importer import Importer
from archive.read_only import ReadOnly
from archive.readable import Readable
from archive.recording import Recording
from archive.runs import Runs, Tally
from archive.sqlite_library import Database
from archive.versions import Reread
from scraper.outcomes import Outcome

# Digests are taken once for so many pages: each table's last slice is read again every time.
SEAL_EVERY_PAGES = 1000


class Archive(Readable):
    """One open archive; not for use by several threads at once."""

    def __init__(self, db: Database, path: Path, *, read_only: bool = False) -> None:
        super().__init__(db, path)
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
            # What else was found wrong may come of it; Ctrl-C and the like do not.
            is_told = kind is None or issubclass(kind, ArchiveError)
            if is_told and isinstance(self._db, ReadOnly):
                self._db.check_it_still_stands()

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
            self._db.close()

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
        self, run_id: int, at: datetime, status: str, *, error: str | None = None
    ) -> Tally:
        """Close a run with a word for how it ended; return what its batches came to."""
        with self._edge, self._db.atomic():
            self._runs.finish(run_id, at, status, error)
        self.seal()
        return self._recording.totals_of(run_id)

    @property
    def totals(self) -> Tally:
        """Return what the run recorded last has come to."""
        return self._recording.totals

    def reextraction(self, run_id: int, totals: reextract.Totals) -> reextract.Reextraction:
        """Return what files readings of kept pages into a run, on from where the totals end."""
        with self._edge, self._db.atomic():
            self._runs.keep_totals(run_id, totals)  # a kill before the first batch loses no place
        return reextract.Reextraction(self._db, self._edge, self.snapshots, run_id, totals)

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

    def join_up(self) -> None:
        """Join what readings leave apart, at the end of a run: other addresses, near-duplicates."""
        with self._edge:
            joining.join_up(self._db)

    # What the operator says

    def alias(self, kind: str, name: str, target: str) -> int:
        """Let a name stand for another; return how many rows became one. Raises BadAlias."""
        with self._edge, self._db.atomic():
            return aliases.add_alias(self._db.conn, kind, name, target)

    def remove_alias(self, kind: str, name: str) -> None:
        """Let a name stand for itself in what is read from now on. Raises BadAlias."""
        with self._edge, self._db.atomic():
            aliases.remove_alias(self._db.conn, kind, name)

    def keep_contact(self, contact: str) -> None:
        """Remember whom a site may write to."""
        with self._edge, self._db.atomic():
            manners.write_setting(self._db.conn, manners.CONTACT, contact)

    # The whole of it

    def verify(self, *, repair: bool = False) -> verify.Verification:
        """Check structure, references, digests and full text; problems are told, not raised.

        With `repair`, what can be worked out again from what is kept is, in one transaction; the
        problems that remain are told.
        """
        with self._edge:
            if repair:
                return verify.verify_and_repair(self._db, self.snapshots, self.path)
            return verify.verify(self._db.conn, self.snapshots, self.path)

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


def json_of(value: Any) -> str:
    """Write a value of this package (status, article, tally) as one line of JSON."""
    return msgspec.json.encode(value).decode()
