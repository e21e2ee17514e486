"""The run that is being recorded: batches of its outcomes, each in one transaction."""

from collections.abc import Sequence

from archive.frontier import Frontier
from archive.log_size import Log
from archive.recorder import Recorder
from archive.runs import Runs, Tally
from archive.scrub import scrub
from archive.snapshots import Snapshots
from archive.sqlite_library import Database
from archive.versions import Reread
from scraper.outcomes import Outcome


class Recording:
    """The recorder of the run in hand and what that run has come to; writes are committed."""

    def __init__(self, db: Database, frontier: Frontier, snapshots: Snapshots) -> None:
        self._db = db
        self._frontier = frontier
        self._snapshots = snapshots
        self._runs = Runs(db.conn)
        self._log = Log(db.conn)
        self._recorder: Recorder | None = None
        self._run_id = 0
        self.totals = Tally()

    def totals_of(self, run_id: int) -> Tally:
        """Return what a run has come to, nothing where another one was recorded last."""
        return self.totals if self._run_id == run_id else Tally()

    def record(self, run_id: int, outcomes: Sequence[Outcome], reread: Reread | None) -> Tally:
        """Store a batch in one transaction and return what it comes to."""
        if self._run_id != run_id:
            self._recorder, self._run_id, self.totals = None, run_id, Tally()
        try:
            return self._record(outcomes, reread)
        except UnicodeEncodeError:
            # A lone surrogate, out of a JSON escape in some page, is no text that a file
            # can hold. Rare, so the search for it is paid for only now.
            return self._record([scrub(outcome) for outcome in outcomes], reread)

    def forget(self) -> None:
        """Drop what is remembered of rows, which others have written or unmade."""
        self._recorder = None

    def _record(self, outcomes: Sequence[Outcome], reread: Reread | None) -> Tally:
        recorder = self._recorder or Recorder(
            self._db.conn, self._frontier, self._snapshots, self._run_id, reread
        )
        try:
            with self._db.atomic():
                tally = recorder.record(outcomes)
                totals = self.totals + tally
                self._runs.keep_totals(self._run_id, totals)
        except BaseException:
            # What was remembered of rows may have been rolled back with them.
            self.forget()
            self._frontier.forget()
            self._snapshots.forget()
            raise
        self._recorder, self.totals = recorder, totals
        self._log.shorten()
        return tally
