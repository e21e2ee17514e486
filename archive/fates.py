"""What becomes of the articles of a page that redirects or was deleted."""

import sqlite3

from archive.articles import Articles
from archive.runs import Runs
from scraper.records import Page


class Fates:
    """Lets articles follow their page or sets their tombstones; inside a transaction only.

    `gone`, `moved` and `not_new` count what was done since `take` was last called.
    """

    def __init__(self, conn: sqlite3.Connection, articles: Articles, run_id: int) -> None:
        self._conn = conn
        self._articles = articles
        self._runs = Runs(conn)
        self._run_id = run_id
        self.gone = self.moved = self.not_new = 0

    def take(self) -> dict[str, int]:
        """Return the counts as a tally has them, and start anew."""
        counts = {
            "articles_gone": self.gone,
            "articles_moved": self.moved,
            "articles_new": -self.not_new,
        }
        self.gone = self.moved = self.not_new = 0
        return counts

    def follow(self, page: Page, at: str) -> None:
        """Let the articles of a page go where its redirect leads, once that page has been read."""
        twins = self._articles.twins
        target = twins.target(page.id)
        if target is None:
            return
        for article_id, gone_at in self._articles_of(page):
            if target[1] == article_id:
                self._tell_renamed(page, at, twins.move_to_alias(article_id, page.id, at))
            elif target[1] is not None and twins.is_same(article_id, target[1]):
                self._tell_renamed(page, at, self._fold(article_id, target[1]))
            elif gone_at is None:
                # The page there has an article of its own, or is the home page that some sites
                # send readers of deleted pages to.
                self._set_tombstone(article_id, at)

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

    def _set_tombstone(self, article_id: int, at: str) -> None:
        self._conn.execute("UPDATE articles SET gone_at = ? WHERE id = ?", (at, article_id))
        self.gone += 1

    def _tell_renamed(self, page: Page, at: str, url: str | None) -> None:
        if url is not None:
            self._runs.tell(self._run_id, page.id, page.url, at, "renamed", detail=url)
            self.moved += 1
