"""What becomes of the articles of a page that redirects or was deleted.

A redirect for the time being, as to a question for consent, says of no article that it is gone.
"""

import sqlite3

from archive.articles import CAME_FROM, Articles
from archive.runs import Runs
from scraper.outcomes import LASTING_REDIRECTS
from scraper.records import Page

# Those that lead here for the time being are told by the run that asked them.
_LEFT_BEHIND = f"""
    {CAME_FROM}
    SELECT articles.id, pages.id, pages.url, pages.status FROM came_from
    JOIN pages ON pages.id = came_from.id JOIN articles ON articles.page_id = pages.id
    WHERE articles.gone_at IS NULL AND (pages.status IN ({", ".join(map(str, LASTING_REDIRECTS))})
        OR pages.checked_at >= (SELECT started_at FROM runs WHERE id = ?2))
    ORDER BY articles.id
"""  # noqa: S608
# The page it leads to was asked for, and could not be had.
_LEADS_NOWHERE = """
    SELECT 1 FROM pages JOIN pages AS target ON target.id = pages.moved_to
    WHERE pages.id = ? AND target.state IN ('failed', 'gone', 'skipped')
"""

_TOLD_BY_THE_SITE = ("unlisted", "modified")  # of `pages.recheck`


class Fates:
    """Lets articles follow their page or sets their tombstones; inside a transaction only.

    `gone`, `moved`, `unread` and `not_new` count what was done since `take` was last called.
    `unread` are the articles that a page gives no more, gone or not, but for deleted ones that the
    site's sitemaps, feeds or API told of: that is how an editor deletes, and no site breaks.
    """

    def __init__(self, conn: sqlite3.Connection, articles: Articles, run_id: int) -> None:
        self._conn = conn
        self._articles = articles
        self._runs = Runs(conn)
        self._run_id = run_id
        self.gone = self.moved = self.unread = self.not_new = 0

    def take(self) -> dict[str, int]:
        """Return the counts as a tally has them, and start anew."""
        counts = {
            "articles_gone": self.gone,
            "articles_moved": self.moved,
            "articles_new": -self.not_new,
            "unread": self.unread,
        }
        self.gone = self.moved = self.unread = self.not_new = 0
        return counts

    def follow(self, page: Page, at: str, *, is_lasting: bool) -> None:
        """Let the articles of a page go where its redirect leads, once that page has been read.

        Where it could not be had, they stay as they are.
        """
        twins = self._articles.twins
        target = twins.target(page.id)
        if target is None and not self._conn.execute(_LEADS_NOWHERE, (page.id,)).fetchone():
            return
        other = target[1] if target else None
        for article_id, gone_at in self._articles_of(page):
            if other == article_id:
                self._tell_renamed(page, at, twins.move_to_alias(article_id, page.id, at))
            elif other is not None and twins.is_same(article_id, other):
                self._tell_renamed(page, at, self._fold(article_id, other))
            elif gone_at is None:
                # The page there has an article of its own, or is the home page that some sites
                # send readers of deleted pages to.
                is_gone = is_lasting and target is not None
                self._leave(article_id, page.id, page.url, at, is_gone=is_gone)

    def leave_behind(self, page: Page, at: str) -> None:
        """Leave the articles whose page redirects here and which are not what is here."""
        rows = self._conn.execute(_LEFT_BEHIND, (page.id, self._run_id)).fetchall()
        for article_id, page_id, url, status in rows:
            self._leave(article_id, page_id, url, at, is_gone=status in LASTING_REDIRECTS)

    def bury(self, page: Page, at: str) -> None:
        """Set tombstones on the articles of a deleted page but for those that are elsewhere."""
        twins = self._articles.twins
        for article_id, gone_at in self._articles_of(page):
            if gone_at is not None:
                continue
            url = twins.move_to_alias(article_id, page.id, at)
            if url is None:
                successor = twins.successor(article_id)
                url = self._fold(article_id, successor) if successor else None
            if url is None:
                self._set_tombstone(article_id, at)
                self.unread -= page.recheck in _TOLD_BY_THE_SITE
            else:
                self._tell_renamed(page, at, url)

    def _articles_of(self, page: Page) -> list[tuple[int, str | None]]:
        return self._conn.execute(
            "SELECT id, gone_at FROM articles WHERE page_id = ?", (page.id,)
        ).fetchall()

    def _fold(self, article_id: int, newer_id: int) -> str:
        first_run = self._conn.execute(
            "SELECT run_id FROM revisions JOIN snapshots ON snapshots.id = snapshot_id"
            " WHERE article_id = ? ORDER BY number LIMIT 1",
            (newer_id,),
        ).fetchone()
        self.not_new += first_run == (self._run_id,)  # this run took it for a new one
        return self._articles.fold(article_id, newer_id)

    def _leave(self, article_id: int, page_id: int, url: str, at: str, *, is_gone: bool) -> None:
        if is_gone:
            self._set_tombstone(article_id, at)
        else:
            self._runs.tell(self._run_id, page_id, url, at, "unread", reason="leads-elsewhere")
            self.unread += 1

    def _set_tombstone(self, article_id: int, at: str) -> None:
        self._conn.execute("UPDATE articles SET gone_at = ? WHERE id = ?", (at, article_id))
        self.gone += 1
        self.unread += 1

    def _tell_renamed(self, page: Page, at: str, url: str | None) -> None:
        if url is not None:
            self._runs.tell(self._run_id, page.id, page.url, at, "renamed", detail=url)
            self.moved += 1
