"""Where the outcome of a capture goes: the present, as a crawl's does, or a page's past."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from archive.addresses import host_of, url_key
from archive.articles import Articles
from archive.filing import Filed, Reading
from archive.frontier import Frontier
from archive.imports.history import History, article_seen_after
from archive.recorder import Recorder
from archive.runs import Tally
from archive.snapshots import Snapshots
from archive.times import from_text_or_none, to_text
from scraper.outcomes import Fetched, Moved, Outcome
from scraper.records import ArticleKind, FoundBy, PageKind

_FRESH = """
    INSERT INTO pages (url, site_id, kind, found_by, found_at, depth, due_at)
    VALUES (?, ?, 'unknown', ?, ?, ?, NULL) ON CONFLICT (url) DO NOTHING
"""

# Id, due_at, fetched_at, checked_at, state.
_PageRow = tuple[int, str | None, str | None, str | None, str]


class Filing:
    """Files outcomes of captures, over one connection, inside a transaction only.

    `lengths` holds the length of bytes that were not kept, by their digest.
    """

    def __init__(
        self,
        conn: sqlite3.Connection,
        frontier: Frontier,
        snapshots: Snapshots,
        *,
        run_id: int,
        now: datetime,
    ) -> None:
        self._conn = conn
        self._frontier = frontier
        self._snapshots = snapshots
        self._run_id = run_id
        self._now = to_text(now)
        self._history = History(conn)
        self._recorder: Recorder | None = None
        self.lengths: dict[str, int] = {}

    def forget(self) -> None:
        """Drop what is remembered: a rolled back transaction may have unmade it."""
        self._recorder = None

    def file(self, outcomes: Sequence[Outcome]) -> Tally:
        """File outcomes in order; return what they come to."""
        tally = Tally()
        present: list[Outcome] = []
        keys: set[str] = set()
        for outcome in outcomes:
            placed, last_at = self._placed(outcome)
            key = url_key(placed.key) if isinstance(placed, Fetched) else None
            if key in keys:
                tally += self._record(present)  # what it is compared with must be there
                present, keys = [], set()
            if isinstance(placed, Fetched):
                at = to_text(placed.snapshot.fetched_at)
                if last_at is not None and at < last_at:
                    tally += self._file_past(placed, at, is_page_known=True)
                    continue
                if article_seen_after(self._conn, placed.key, placed.page.id, at) is not None:
                    tally += self._file_past(placed, at, is_page_known=False)
                    continue
            elif last_at is not None and to_text(placed.at) <= last_at:
                continue  # told before, or the page was seen since
            present.append(placed)
            if key is not None:
                keys.add(key)
        return tally + self._record(present)

    def _record(self, outcomes: Sequence[Outcome]) -> Tally:
        if not outcomes:
            return Tally()
        if self._recorder is None:
            self._recorder = Recorder(self._conn, self._frontier, self._snapshots, self._run_id)
        tally = self._recorder.record(outcomes)
        for outcome in outcomes:
            if isinstance(outcome, Fetched):
                self._mend_length(outcome)
        return tally

    def _placed(self, outcome: Outcome) -> tuple[Outcome, str | None]:
        """Give an outcome its page's row; return when the page was last asked for, too."""
        if isinstance(outcome, Moved):
            self._page(outcome.target)
        page_id, due_at, fetched_at, checked_at, state = self._page(outcome.page.url)
        placed = replace(
            outcome, page=replace(outcome.page, id=page_id), due_at=from_text_or_none(due_at)
        )
        if isinstance(outcome, Fetched) and state not in ("gone", "moved"):
            return placed, fetched_at
        return placed, checked_at

    def _page(self, url: str) -> _PageRow:
        sql = "SELECT id, due_at, fetched_at, checked_at, state FROM pages WHERE url = ?"
        row = self._conn.execute(sql, (url,)).fetchone()
        if row is None:
            site_id = self._frontier.site_id(host_of(url))
            # Nobody tells how far from a seed it was; at 0 a crawl would ask for it in every run.
            depth = int("/" in url_key(url))
            self._conn.execute(_FRESH, (url, site_id, FoundBy.IMPORT.value, self._now, depth))
            row = self._conn.execute(sql, (url,)).fetchone()
        page: _PageRow = row
        return page

    def _file_past(self, outcome: Fetched, at: str, *, is_page_known: bool) -> Tally:
        """File a capture that is older than what is known of its page or its article."""
        page, snapshot, extraction = outcome.page, outcome.snapshot, outcome.extraction
        site_id = self._frontier.site_id(page.host)
        snapshot_id = self._snapshots.put(
            snapshot,
            page_id=page.id,
            site_id=site_id,
            run_id=self._run_id,
            keep_body=outcome.keep_body,
            typical=outcome.kind is PageKind.ARTICLE,
        )
        self._mend_length(outcome)
        if not is_page_known:
            self._conn.execute(
                "UPDATE pages SET state = 'done', kind = ?, digest = ?, status = ?,"
                " checked_at = ?5, fetched_at = ?5, changed_at = ?5, fetches = 1 WHERE id = ?4",
                (outcome.kind.value, snapshot.digest, snapshot.status, page.id, at),
            )
        if extraction is None or extraction.article.kind is not ArticleKind.ARTICLE:
            return Tally(fetched=1)
        article_id = article_seen_after(self._conn, outcome.key, page.id, at)
        if article_id is None:
            return Tally(fetched=1) + self._file_lost(outcome, site_id, snapshot_id, at)
        self._conn.execute(
            "UPDATE pages SET article_id = coalesce(article_id, ?) WHERE id = ?",
            (article_id, page.id),
        )
        is_new = self._history.file(
            article_id, extraction, snapshot_id=snapshot_id, page=(page.id, page.url), at=at
        )
        return Tally(fetched=1, articles_changed=int(is_new), articles_unchanged=int(not is_new))

    def _file_lost(self, outcome: Fetched, site_id: int, snapshot_id: int, at: str) -> Tally:
        """File the article of a page that gives none any more."""
        assert outcome.extraction is not None
        articles = Articles(self._conn)
        filing = articles.file(
            Reading(
                key=outcome.key,
                page_id=outcome.page.id,
                page_url=outcome.page.url,
                site_id=site_id,
                snapshot_id=snapshot_id,
                at=at,
                extraction=outcome.extraction,
            )
        )
        articles.index()
        self._conn.execute(
            "UPDATE articles SET gone_at ="
            " (SELECT checked_at FROM pages WHERE id = ?1 AND state IN ('gone', 'moved'))"
            " WHERE id = ?2",
            (outcome.page.id, filing.article_id),
        )
        self._conn.execute(
            "UPDATE pages SET article_id = coalesce(article_id, ?) WHERE id = ?",
            (filing.article_id, outcome.page.id),
        )
        return Tally(articles_new=int(filing.filed is Filed.NEW), articles_gone=1)

    def _mend_length(self, outcome: Fetched) -> None:
        """Write the length of bytes that are told of but not kept."""
        length = self.lengths.get(outcome.snapshot.digest)
        if not outcome.keep_body and length is not None:
            self._conn.execute(
                "UPDATE snapshots SET length = ? WHERE page_id = ? AND digest = ?",
                (length, outcome.page.id, outcome.snapshot.digest),
            )
