"""The row of a page: how each outcome leaves it, and when it is due again."""

import sqlite3

from archive.times import to_text_or_none
from scraper.outcomes import Failed, Fetched, Gone, Moved, Skipped, Unchanged
from scraper.records import Page, Snapshot

# Seconds since the last fetch; a clock set back makes none of it.
_ELAPSED = "max(0, 86400 * (julianday(?6) - julianday(fetched_at)))"
_PAGE_READ = f"""
    UPDATE pages SET state = 'done', reason = NULL, kind = ?1, etag = ?2,
        last_modified = ?3, digest = ?4, status = ?5, checked_at = ?6, fetched_at = ?6,
        changed_at = CASE WHEN ?7 OR digest IS NULL THEN ?6 ELSE changed_at END,
        changes = changes + ?7, fetches = fetches + 1, failures = 0, due_at = ?8,
        changed_seconds = changed_seconds + CASE WHEN ?7 THEN {_ELAPSED} ELSE 0 END,
        quiet_seconds = quiet_seconds + CASE
            WHEN fetched_at IS NULL THEN ?12 WHEN ?7 THEN 0 ELSE {_ELAPSED} END,
        text_digest = ?11, recheck = NULL, planned_at = NULL,
        moved_to = NULL, article_id = coalesce(?9, article_id)
    WHERE id = ?10
"""  # noqa: S608


class PageStates:
    """Writes what came of asking for pages; over one connection, inside a transaction only."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def state(self, page: Page) -> tuple[str, str | None]:
        """Return the state a page was left in, and why."""
        row: tuple[str, str | None] = self._conn.execute(
            "SELECT state, reason FROM pages WHERE id = ?", (page.id,)
        ).fetchone()
        return row

    def fetched(self, outcome: Fetched, at: str, changed: bool, article_id: int | None) -> None:
        """Keep what a page was read as; `changed` is whether it says something else than before."""
        snapshot = outcome.snapshot
        etag, last_modified = _validators(snapshot)
        self._conn.execute(
            _PAGE_READ,
            (
                outcome.kind.value,
                etag,
                last_modified,
                snapshot.digest,
                snapshot.status,
                at,
                changed,
                to_text_or_none(outcome.due_at),
                article_id,
                outcome.page.id,
                outcome.text_digest,
                outcome.quiet_seconds,
            ),
        )

    def unchanged(self, outcome: Unchanged, at: str) -> None:
        """Keep that a page is as it was."""
        self._conn.execute(
            "UPDATE pages SET state = 'done', reason = NULL, status = 304, checked_at = ?1,"
            " fetched_at = ?1, fetches = fetches + 1, failures = 0, due_at = ?2, moved_to = NULL,"
            " quiet_seconds = quiet_seconds + coalesce(max(0, 86400 * (julianday(?1) -"
            " julianday(fetched_at))), 0), recheck = NULL, planned_at = NULL WHERE id = ?3",
            (at, to_text_or_none(outcome.due_at), outcome.page.id),
        )

    def moved(self, outcome: Moved, at: str) -> None:
        """Keep where a page redirects to, if that is a page known; as for one that is gone."""
        target = self._conn.execute(
            "SELECT id FROM pages WHERE url = ?", (outcome.target,)
        ).fetchone()
        target_id = target[0] if target else None
        self._conn.execute(
            "UPDATE pages SET state = 'moved', reason = NULL, status = ?, checked_at = ?,"
            " due_at = ?, failures = 0, moved_to = ?, recheck = NULL, planned_at = NULL,"
            " etag = NULL, last_modified = NULL WHERE id = ?",
            (outcome.status, at, to_text_or_none(outcome.due_at), target_id, outcome.page.id),
        )

    def gone(self, outcome: Gone, at: str) -> None:
        """Keep that a page was there and is gone. Should it come back, it is read anew."""
        self._conn.execute(
            "UPDATE pages SET state = 'gone', reason = ?, status = ?, checked_at = ?, due_at = ?,"
            " failures = 0, recheck = NULL, planned_at = NULL, etag = NULL, last_modified = NULL"
            " WHERE id = ?",
            (outcome.reason, outcome.status, at, to_text_or_none(outcome.due_at), outcome.page.id),
        )

    def skipped(self, outcome: Skipped, at: str) -> None:
        """Keep why a page was not taken."""
        self._conn.execute(
            "UPDATE pages SET state = 'skipped', reason = ?, checked_at = ?, due_at = ?,"
            " recheck = NULL, planned_at = NULL WHERE id = ?",
            (outcome.reason, at, to_text_or_none(outcome.due_at), outcome.page.id),
        )

    def failed(self, outcome: Failed, at: str) -> None:
        """Keep that a page could not be had, once more."""
        self._conn.execute(
            "UPDATE pages SET state = 'failed', reason = ?, status = ?, checked_at = ?,"
            " due_at = ?, failures = failures + 1 WHERE id = ?",
            (outcome.reason, outcome.status, at, to_text_or_none(outcome.due_at), outcome.page.id),
        )


def _validators(snapshot: Snapshot) -> tuple[str | None, str | None]:
    etag = last_modified = None
    for name, value in snapshot.headers:
        lower = name.lower()
        if lower == "etag":
            etag = value
        elif lower == "last-modified":
            last_modified = value
    return etag, last_modified
