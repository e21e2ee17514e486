"""Pages asked before their time: a finder's later date, an entry taken out of a list, a twin.

Why is in `pages.recheck`, the time they were due otherwise in `pages.planned_at`. What a sitemap
or feed named when it was last read is in `listed`.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import islice

TABLES = (
    "ALTER TABLE pages ADD COLUMN modified_at TEXT",
    "ALTER TABLE pages ADD COLUMN text_digest TEXT",
    "ALTER TABLE pages ADD COLUMN changed_seconds REAL NOT NULL DEFAULT 0",
    "ALTER TABLE pages ADD COLUMN quiet_seconds REAL NOT NULL DEFAULT 0",
    "ALTER TABLE pages ADD COLUMN recheck TEXT",
    "ALTER TABLE pages ADD COLUMN planned_at TEXT",
    """
    ALTER TABLE pages ADD COLUMN turn INTEGER NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN kind IN ('sitemap', 'api') THEN 0
            WHEN kind = 'feed' THEN 1
            WHEN kind = 'listing' OR (checked_at IS NOT NULL AND depth = 0
                AND found_by IN ('seed', 'redirect')) THEN 2
            WHEN recheck IS NOT NULL THEN 3
            WHEN checked_at IS NULL OR (fetched_at IS NULL AND failures > 0) THEN 4
            ELSE 5
        END
    ) VIRTUAL
    """,
    "DROP INDEX pages_due",
    "ALTER TABLE pages DROP COLUMN rank",
    "CREATE INDEX pages_due ON pages (site_id, turn, due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX pages_text ON pages (text_digest) WHERE text_digest IS NOT NULL",
    # What an archive of before knows of a page's history.
    """
    UPDATE pages SET
        quiet_seconds = max(0, 86400 * (
            julianday(fetched_at) - julianday(coalesce(changed_at, fetched_at)))),
        changed_seconds = CASE WHEN changes = 0 THEN 0 ELSE max(1, 86400 * (
            julianday(changed_at) - julianday(found_at))) END
    WHERE fetched_at IS NOT NULL
    """,
    """
    CREATE TABLE listed (
        list_id INTEGER NOT NULL REFERENCES pages(id),
        page_id INTEGER NOT NULL REFERENCES pages(id),
        PRIMARY KEY (list_id, page_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX listed_page ON listed (page_id)",
)

_TWINS_TO_ASK = 3
_AT_ONCE = 1_000  # addresses asked for in one statement; a sitemap may name 50,000
_RECHECK = """
    UPDATE pages SET
        planned_at = CASE WHEN recheck IS NULL THEN due_at ELSE planned_at END,
        due_at = CASE WHEN due_at <= ?2 THEN due_at ELSE ?2 END,
        recheck = coalesce(recheck, ?3)
    WHERE id = ?1 AND fetched_at IS NOT NULL
"""
_AS_PLANNED = """
    UPDATE pages SET due_at = planned_at, planned_at = NULL, recheck = NULL
    WHERE id = ? AND recheck IN ('unlisted', 'list-gone')
"""
_FORGET = "UPDATE pages SET etag = NULL, last_modified = NULL, digest = NULL WHERE id = ?"
_ORIGINS = """
    UPDATE pages SET due_at = ?2 WHERE moved_to = ?1 AND state = 'moved'
        AND kind IN ('sitemap', 'feed', 'api') AND (due_at IS NULL OR due_at > ?2)
"""
_ELSEWHERE = """
    SELECT page_id FROM listed JOIN pages ON pages.id = list_id
    WHERE page_id IN (SELECT value FROM json_each(?)) AND list_id <> ? AND pages.kind = ?
"""


class Rechecks:
    """Decides which pages are asked before their time; inside a transaction only."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def ask(self, page_ids: Iterable[int], reason: str, at: str) -> None:
        """Make pages that were fetched once due now."""
        self._conn.executemany(_RECHECK, [(page_id, at, reason) for page_id in page_ids])

    def ask_twins(self, page_ids: Sequence[int], run_id: int, at: str) -> None:
        """Ask whether pages with the text of a new one are still there, if this run did not yet."""
        if not page_ids:
            return
        asked = self._conn.execute(
            "SELECT id FROM pages WHERE id IN (SELECT value FROM json_each(?))"
            " AND checked_at < (SELECT started_at FROM runs WHERE id = ?) LIMIT ?",
            (json.dumps(list(page_ids)), run_id, _TWINS_TO_ASK),
        ).fetchall()
        self.ask([page_id for (page_id,) in asked], "same-text", at)

    def list_read(self, list_id: int, kind: str, urls: Iterable[str], at: str) -> None:
        """Take in all that a sitemap or feed names; what it named before and leaves out is due.

        What a sitemap leaves out and no other one names was taken out. So with feeds, but they name
        the newest only: there an entry was taken out when older ones are still named. An entry
        that was gone, or led elsewhere, and is named again is due too.
        """
        named = self._ids_of(urls)
        before = self._named_by(list_id)
        left_out, added = before - named, named - before
        if added:
            self._conn.executemany(
                "INSERT INTO listed (list_id, page_id) VALUES (?, ?)",
                ((list_id, page_id) for page_id in sorted(added)),
            )
            self._conn.executemany(_AS_PLANNED, ((page_id,) for page_id in added))
            self._ask_again_for_lost(added, at)
        if left_out:
            self._conn.executemany(
                "DELETE FROM listed WHERE list_id = ? AND page_id = ?",
                [(list_id, page_id) for page_id in left_out],
            )
            if kind == "feed":
                left_out = self._newer_than_rest(left_out, named)
            lost = left_out - self._named_elsewhere(list_id, kind, left_out)
            self._ask_for_known(lost, "unlisted", at)

    def list_gone(self, list_id: int, kind: str, at: str) -> None:
        """Forget a sitemap or feed that is not there any more; what only it named is due.

        Should it come back, all it names is news.
        """
        self._conn.execute(_FORGET, (list_id,))
        named = self._named_by(list_id)
        if named:
            self._conn.execute("DELETE FROM listed WHERE list_id = ?", (list_id,))
            lost = named - self._named_elsewhere(list_id, kind, named)
            self._ask_for_known(lost, "list-gone", at)

    def ask_origins(self, list_id: int, at: str) -> None:
        """Ask again what led to a sitemap, feed or API that is not to be had there."""
        self._conn.execute(_ORIGINS, (list_id, at))

    def _ids_of(self, urls: Iterable[str]) -> set[int]:
        rest, ids = iter(urls), set[int]()
        while some := list(islice(rest, _AT_ONCE)):
            rows = self._conn.execute(
                "SELECT id FROM pages WHERE url IN (SELECT value FROM json_each(?))",
                (json.dumps(some),),
            )
            ids.update(page_id for (page_id,) in rows)
        return ids

    def _named_by(self, list_id: int) -> set[int]:
        rows = self._conn.execute("SELECT page_id FROM listed WHERE list_id = ?", (list_id,))
        return {page_id for (page_id,) in rows}

    def _named_elsewhere(self, list_id: int, kind: str, page_ids: set[int]) -> set[int]:
        rows = self._conn.execute(_ELSEWHERE, (json.dumps(list(page_ids)), list_id, kind))
        return {page_id for (page_id,) in rows}

    def _newer_than_rest(self, page_ids: set[int], named: set[int]) -> set[int]:
        """Return those that a feed should still name, by the dates that finders gave them."""
        sql = (
            "SELECT id, modified_at FROM pages WHERE modified_at IS NOT NULL"
            " AND id IN (SELECT value FROM json_each(?))"
        )
        dates = dict(self._conn.execute(sql, (json.dumps(list(page_ids | named)),)))
        oldest = min((dates[page_id] for page_id in named if page_id in dates), default=None)
        if oldest is None:
            return set()
        return {page_id for page_id in page_ids if dates.get(page_id, "") > oldest}

    def _ask_for_known(self, page_ids: set[int], reason: str, at: str) -> None:
        sql = (
            "SELECT id FROM pages WHERE state IN ('done', 'failed')"
            " AND id IN (SELECT value FROM json_each(?))"
        )
        known = self._conn.execute(sql, (json.dumps(list(page_ids)),)).fetchall()
        self.ask([page_id for (page_id,) in known], reason, at)

    def _ask_again_for_lost(self, page_ids: set[int], at: str) -> None:
        sql = (
            "SELECT id FROM pages WHERE state IN ('gone', 'moved')"
            " AND id IN (SELECT value FROM json_each(?))"
        )
        lost = self._conn.execute(sql, (json.dumps(list(page_ids)),)).fetchall()
        self.ask([page_id for (page_id,) in lost], "listed", at)
