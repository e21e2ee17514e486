"""What each run did: its row, its totals, and the events worth telling."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from archive.revisions import encode
from archive.scrub import scrub
from archive.times import to_text
from scraper.render import one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many of each; `a + b` adds up. `skipped` and `failed` count pages by reason.

    `traps` counts those of the skipped that are of one endless kind, by host and shape. A batch may
    take back what one before counted: an article taken for new, or for gone, that proves to have
    moved.
    """

    fetched: int = 0
    unchanged: int = 0
    moved: int = 0
    gone: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)
    traps: Mapping[str, int] = field(default_factory=dict)
    articles_new: int = 0
    articles_changed: int = 0
    articles_unchanged: int = 0
    articles_moved: int = 0
    articles_gone: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        sums: dict[str, Any] = {}
        for name in (f.name for f in fields(self)):
            mine, theirs = getattr(self, name), getattr(other, name)
            if isinstance(mine, Mapping):
                sums[name] = {
                    reason: mine.get(reason, 0) + theirs.get(reason, 0)
                    for reason in sorted({*mine, *theirs})
                }
            else:
                sums[name] = mine + theirs
        return Tally(**sums)

    @property
    def pages(self) -> int:
        """Return how many outcomes were counted."""
        return (
            self.fetched
            + self.unchanged
            + self.moved
            + self.gone
            + sum(self.skipped.values())
            + sum(self.failed.values())
        )


# The plain numbers of a tally.
COUNTED = tuple(f.name for f in fields(Tally) if f.default == 0)


class Runs:
    """The runs and their events, over one connection, inside a transaction only."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def start(
        self, command: str, seeds: Sequence[str], at: datetime, options: Sequence[str] = ()
    ) -> int:
        """Open a run; one found open belongs to a dead process and is closed as interrupted."""
        self._conn.execute(
            "UPDATE runs SET status = 'interrupted', finished_at = coalesce("
            " (SELECT max(fetched_at) FROM snapshots WHERE id ="
            "  (SELECT max(id) FROM snapshots) AND run_id = runs.id), started_at)"
            " WHERE status = 'running'"
        )
        cursor = self._conn.execute(
            "INSERT INTO runs (command, seeds, options, started_at) VALUES (?, ?, ?, ?)",
            (command, encode(scrub(tuple(seeds))), encode(scrub(tuple(options))), to_text(at)),
        )
        return int(cursor.lastrowid or 0)

    def keep_totals(self, run_id: int, totals: object) -> None:
        """Write how far a run is, so that a killed one tells too."""
        self._conn.execute("UPDATE runs SET totals = ? WHERE id = ?", (encode(totals), run_id))

    def finish(self, run_id: int, at: datetime, status: str, error: str | None) -> None:
        """Close a run."""
        self._conn.execute(
            "UPDATE runs SET finished_at = ?, status = ?, error = ? WHERE id = ?",
            (to_text(at), status, error, run_id),
        )

    def is_since_start(self, run_id: int, at: str | None) -> bool:
        """Say whether a moment is one of this run."""
        sql = "SELECT started_at <= ? FROM runs WHERE id = ?"
        return at is not None and bool(self._conn.execute(sql, (at, run_id)).fetchone()[0])

    def tell(
        self,
        run_id: int,
        page_id: int | None,
        url: str,
        at: str,
        kind: str,
        *,
        reason: str | None = None,
        status: int | None = None,
        detail: str | None = None,
        attempts: int = 1,
    ) -> None:
        """Write one event; a failure that comes back within its run is counted in one row.

        What a page or a server said in it becomes one harmless line.
        """
        detail = one_line(detail) if detail else None
        if kind == "failed":
            again = self._conn.execute(
                "UPDATE events SET count = count + 1, attempts = attempts + ?, at = ?, status = ?,"
                " detail = ? WHERE page_id = ? AND run_id = ? AND kind = 'failed' AND reason IS ?",
                (attempts, at, status, detail, page_id, run_id, reason),
            )
            if again.rowcount:
                return
        self._conn.execute(
            "INSERT INTO events (run_id, page_id, at, kind, url, reason, status, detail, attempts)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (run_id, page_id, at, kind, one_line(url), reason, status, detail, attempts),
        )
