"""What hangs on an article: its experts, its tags, and its links with where they lead."""

import sqlite3

from archive.addresses import url_key
from archive.names import Names
from archive.revisions import encode
from scraper.records import Extraction

_ADD_LINK = (
    "INSERT INTO links (article_id, kind, position, title, url, target_article_id)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_TARGETS = "SELECT url_key, id FROM articles WHERE url_key IN (SELECT value FROM json_each(?))"
_RESOLVE = (
    "UPDATE links SET target_article_id = ? WHERE url_key = ? AND target_article_id IS NULL"
    " AND kind NOT IN ('attachment', 'embed')"
)


class Parts:
    """The rows that belong to one article, over one connection, inside a transaction only."""

    def __init__(self, conn: sqlite3.Connection, names: Names) -> None:
        self._conn = conn
        self._names = names

    def add(self, article_id: int, extraction: Extraction) -> None:
        """Write the experts, tags and links of a reading."""
        article = extraction.article
        for position, expert in enumerate(article.experts):
            self._conn.execute(
                "INSERT OR IGNORE INTO articles_experts VALUES (?, ?, ?, ?)",
                (article_id, self._names.expert(expert), expert.role, position),
            )
        for position, tag in enumerate(article.tags):
            self._conn.execute(
                "INSERT OR IGNORE INTO articles_tags VALUES (?, ?, ?)",
                (article_id, self._names.tag(tag), position),
            )
        self._add_links(article_id, extraction)

    def remove(self, article_id: int) -> None:
        """Delete those of the reading before."""
        for table in ("articles_experts", "articles_tags", "links"):
            # The table's name is one of three written above.
            self._conn.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))  # noqa: S608

    def resolve(self, article_id: int, url: str) -> None:
        """Let links that lead to this address know the article that is kept under it."""
        self._conn.execute(_RESOLVE, (article_id, url_key(url)))

    def _add_links(self, article_id: int, extraction: Extraction) -> None:
        article = extraction.article
        leading = (
            ("related_news", article.related_news),
            ("related_content", article.related_content),
            ("body", extraction.body_links),
        )
        keys = [url_key(link.url) for _, links in leading for link in links]
        targets = dict(self._conn.execute(_TARGETS, (encode(keys),))) if keys else {}
        found = iter(map(targets.get, keys))
        rows: list[tuple[object, ...]] = [
            (article_id, kind, n, link.title, link.url, next(found))
            for kind, links in leading
            for n, link in enumerate(links)
        ]
        rows += [
            (article_id, "attachment", n, link.title, link.url, None)
            for n, link in enumerate(article.attachments)
        ]
        rows += [
            (article_id, "embed", n, None, embed.url, None)
            for n, embed in enumerate(article.embeds)
        ]
        if rows:
            self._conn.executemany(_ADD_LINK, rows)
