"""From an outcome to rows: one method for each kind, all inside the caller's transaction.

What becomes of the row of its page is in `page_states`.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from archive.addresses import host_of
from archive.articles import Articles
from archive.fates import Fates
from archive.filing import Filed, Reading
from archive.frontier import Frontier
from archive.page_states import PageStates
from archive.rechecks import Rechecks
from archive.run_sites import add_counts, count_fields
from archive.runs import COUNTED, Runs, Tally
from archive.snapshots import Snapshots
from archive.times import to_text
from archive.versions import Reread
from scraper.outcomes import Failed, Fetched, Gone, Moved, Outcome, Skipped, Unchanged
from scraper.records import ArticleKind, Page, PageKind

_LISTS = (PageKind.SITEMAP, PageKind.FEED)
_DOCUMENTS = (*_LISTS, PageKind.API)
_MISSING = ("not-found", "soft-404")


class Recorder:
    """Writes the outcomes of one run; not to be used again once its transaction failed."""

    def __init__(
        self,
        conn: sqlite3.Connection,
        frontier: Frontier,
        snapshots: Snapshots,
        run_id: int,
        reread: Reread | None = None,
    ) -> None:
        self._conn = conn
        self._frontier = frontier
        self._snapshots = snapshots
        self._articles = Articles(conn, snapshots, reread)
        self._pages = PageStates(conn)
        self._rechecks = Rechecks(conn)
        self._fates = Fates(conn, self._articles, run_id)
        self._runs = Runs(conn)
        self._run_id = run_id
        self._profiles: dict[int, str] = {}
        self._counts: Counter[str] = Counter()  # of the site of the outcome in hand
        self._by_site: defaultdict[int, Counter[str]] = defaultdict(Counter)
        self._skipped: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()
        self._traps: Counter[str] = Counter()
        self._told_traps: set[str] = set()

    def record(self, outcomes: Iterable[Outcome]) -> Tally:
        """Write outcomes in order; return what they come to. Inside a transaction only."""
        self._by_site.clear()
        self._skipped.clear()
        self._failed.clear()
        self._traps.clear()
        for outcome in outcomes:
            self._counts = self._by_site[self._frontier.site_id(outcome.page.host)]
            match outcome:
                case Fetched():
                    self._fetched(outcome)
                case Unchanged():
                    self._unchanged(outcome)
                case Moved():
                    self._moved(outcome)
                case Gone():
                    self._gone(outcome)
                case Skipped():
                    self._skip(outcome)
                case Failed():
                    self._fail(outcome)
            if isinstance(outcome, Gone | Skipped | Failed) and outcome.page.kind in _DOCUMENTS:
                self._rechecks.ask_origins(outcome.page.id, to_text(outcome.at))
            self._counts.update(self._fates.take())
        self._articles.index()
        add_counts(self._conn, self._run_id, self._by_site)
        total: Counter[str] = Counter()
        for site in self._by_site.values():
            total.update(site)
        counts: dict[str, Any] = {name: total[name] for name in COUNTED}
        return Tally(
            **counts,
            skipped=dict(self._skipped),
            failed=dict(self._failed),
            traps=dict(self._traps),
        )

    def _fetched(self, outcome: Fetched) -> None:
        page, snapshot = outcome.page, outcome.snapshot
        at = to_text(snapshot.fetched_at)
        snapshot_id = self._snapshots.put(
            snapshot,
            page_id=page.id,
            site_id=self._frontier.site_id(page.host),
            run_id=self._run_id,
            keep_body=outcome.keep_body,
            typical=outcome.kind is PageKind.ARTICLE,
        )
        before, known_digest, known_text, redirected_to = self._conn.execute(
            "SELECT article_id, digest, text_digest,"
            " EXISTS (SELECT 1 FROM pages WHERE moved_to = ?1) FROM pages WHERE id = ?1",
            (page.id,),
        ).fetchone()
        filed, article_id = self._file(outcome, snapshot_id, at, bool(redirected_to), before)
        # An article's page changed when its reading did; any other when what it says did, or,
        # where that is not known, when its bytes did.
        changed = filed in (None, Filed.CHANGED) and known_digest not in (None, snapshot.digest)
        if filed is None and known_text and outcome.text_digest:
            changed = known_text != outcome.text_digest
        self._pages.fetched(outcome, at, changed, article_id)
        if redirected_to:
            self._fates.leave_behind(page, at)
        if before not in (None, article_id):
            self._leave(outcome, at, article_id)
        if outcome.fault is not None:
            self._tell(page, at, "broken", reason="malformed", detail=outcome.fault)
        self._frontier.add(outcome.links, now=snapshot.fetched_at, on=page.id)
        if outcome.names_all and known_digest != snapshot.digest:
            urls = (link.url for link in outcome.links)
            self._rechecks.list_read(page.id, outcome.kind.value, urls, at)
        self._counts["fetched"] += 1

    def _leave(self, outcome: Fetched, at: str, article_id: int | None) -> None:
        """Tell of a page that gave an article before and now another one or none."""
        page = outcome.page
        if article_id is None:
            self._counts["unread"] += 1
            self._tell(page, at, "unread", reason="no-article", status=outcome.snapshot.status)
            return
        # The page was an article of its own and now names another address as the proper one.
        self._counts["articles_gone"] += self._conn.execute(
            "UPDATE articles SET gone_at = ? WHERE gone_at IS NULL AND id <> ?"
            " AND page_id = ? AND url = ?",
            (at, article_id, page.id, page.url),
        ).rowcount

    def _file(
        self,
        outcome: Fetched,
        snapshot_id: int,
        at: str,
        redirected_to: bool,
        known_as: int | None,
    ) -> tuple[Filed | None, int | None]:
        extraction = outcome.extraction
        if extraction is None or extraction.article.kind is not ArticleKind.ARTICLE:
            return None, None
        site_id = self._frontier.site_id(host_of(outcome.key))
        if self._profiles.get(site_id) != extraction.profile:
            self._conn.execute(
                "UPDATE sites SET profile = ? WHERE id = ?", (extraction.profile, site_id)
            )
            self._profiles[site_id] = extraction.profile
        reading = Reading(
            key=outcome.key,
            page_id=outcome.page.id,
            page_url=outcome.page.url,
            site_id=site_id,
            snapshot_id=snapshot_id,
            at=at,
            extraction=extraction,
            redirected_to=redirected_to,
            text_digest=outcome.text_digest,
            known_as=known_as,
        )
        filing = self._articles.file(reading)
        count_fields(extraction.article, self._counts)
        if filing.filed is Filed.MOVED:
            self._tell(outcome.page, at, "renamed", detail=outcome.key)
        if self._runs.is_since_start(self._run_id, filing.was_gone_at):
            # Its tombstone is of this run, which asked for its old address first.
            self._counts["articles_gone"] -= 1
        self._counts[f"articles_{filing.filed}"] += 1
        self._rechecks.ask_twins(filing.twin_pages, self._run_id, at)
        return filing.filed, filing.article_id

    def _unchanged(self, outcome: Unchanged) -> None:
        at = to_text(outcome.at)
        self._pages.unchanged(outcome, at)
        cursor = self._conn.execute(
            "UPDATE articles SET last_seen_at = ?, gone_at = NULL WHERE page_id = ?",
            (at, outcome.page.id),
        )
        self._counts["unchanged"] += 1
        self._counts["articles_unchanged"] += cursor.rowcount

    def _moved(self, outcome: Moved) -> None:
        page, at = outcome.page, to_text(outcome.at)
        self._frontier.add(outcome.links, now=outcome.at, on=page.id)
        before = self._pages.state(page)
        self._pages.moved(outcome, at)
        self._fates.follow(page, at, is_lasting=outcome.is_lasting)
        if page.kind in _LISTS:
            self._rechecks.list_gone(page.id, page.kind.value, at)
        if before != ("moved", None):
            self._tell(page, at, "moved", status=outcome.status, detail=outcome.target)
        self._counts["moved"] += 1

    def _gone(self, outcome: Gone) -> None:
        page, at = outcome.page, to_text(outcome.at)
        before = self._pages.state(page)
        self._pages.gone(outcome, at)
        self._fates.bury(page, at)
        if page.kind in _LISTS:
            self._rechecks.list_gone(page.id, page.kind.value, at)
        if before != ("gone", outcome.reason):
            self._tell(
                page,
                at,
                "gone",
                reason=outcome.reason,
                status=outcome.status,
                detail=outcome.detail,
            )
        self._counts["gone"] += 1

    def _skip(self, outcome: Skipped) -> None:
        page, at = outcome.page, to_text(outcome.at)
        if self._pages.state(page) != ("skipped", outcome.reason):
            self._tell(page, at, "skipped", reason=outcome.reason, detail=outcome.detail)
        self._pages.skipped(outcome, at)
        if page.kind in _LISTS and outcome.reason in _MISSING:
            self._rechecks.list_gone(page.id, page.kind.value, at)
        self._skipped[outcome.reason] += 1
        self._counts["skipped"] += 1
        if outcome.trap is not None:
            self._trapped(page, at, f"{page.host}: {outcome.trap}", outcome.detail)

    def _trapped(self, page: Page, at: str, trap: str, why: str) -> None:
        """Count a page of a trap; the run tells of each trap once, by the first page refused."""
        self._traps[trap] += 1
        if trap not in self._told_traps:
            self._told_traps.add(trap)
            self._tell(page, at, "trap", reason="trap", detail=f"{trap}: {why}")

    def _fail(self, outcome: Failed) -> None:
        page, at = outcome.page, to_text(outcome.at)
        self._pages.failed(outcome, at)
        self._runs.tell(
            self._run_id,
            page.id,
            page.url,
            at,
            "failed",
            reason=outcome.reason,
            status=outcome.status,
            detail=outcome.detail,
            attempts=outcome.attempts,
        )
        self._failed[outcome.reason] += 1
        self._counts["failed"] += 1

    def _tell(
        self,
        page: Page,
        at: str,
        kind: str,
        *,
        reason: str | None = None,
        status: int | None = None,
        detail: str | None = None,
    ) -> None:
        self._runs.tell(
            self._run_id, page.id, page.url, at, kind, reason=reason, status=status, detail=detail
        )
