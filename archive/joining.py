"""Joining what single readings leave apart: links to other addresses of an article, its doubles.

A link is joined as it is filed where its address is the article's own, whichever comes first. What
leads there by a redirect, or by a page that names the article's address as the proper one, is known
only once those pages were asked for: such links are joined at the end of a run.
"""

import sqlite3

from archive.addresses import TRACKING, same_url, untracked
from archive.duplicates import find_duplicates
from archive.sqlite_library import Database

# Articles sketched in one transaction: a fifth of a second at most.
JOINED_AT_ONCE = 500

# Other addresses of articles: pages that answer with an article filed under another address, and
# those that lead to one through redirects.
_OTHER_ADDRESSES = f"""
    CREATE TEMP TABLE other_addresses AS
    WITH RECURSIVE leads (url, page_id, hops) AS (
        SELECT url, moved_to, 1 FROM pages WHERE moved_to IS NOT NULL AND state = 'moved'
        UNION
        SELECT leads.url, pages.moved_to, leads.hops + 1
        FROM leads JOIN pages ON pages.id = leads.page_id
        WHERE pages.state = 'moved' AND pages.moved_to IS NOT NULL AND leads.hops < 10
    ),
    known (url, article_id) AS (
        SELECT pages.url, pages.article_id FROM pages
        JOIN articles ON articles.id = pages.article_id
        WHERE pages.state <> 'moved' AND articles.page_id <> pages.id
        UNION
        SELECT leads.url, pages.article_id FROM leads JOIN pages ON pages.id = leads.page_id
        WHERE pages.article_id IS NOT NULL AND pages.state <> 'moved'
    )
    SELECT {same_url("url")} AS url_key, min(article_id) AS article_id FROM known GROUP BY 1
"""  # noqa: S608
_JOIN = """
    UPDATE links SET target_article_id = other_addresses.article_id
    FROM other_addresses
    WHERE links.url_key = other_addresses.url_key AND links.target_article_id IS NULL
        AND links.kind NOT IN ('attachment', 'embed')
"""
_IS_TRACKED = " OR ".join(f"instr(url_key, '{name}')" for name in TRACKING)
_TRACKED = f"""
    SELECT id, url_key FROM links
    WHERE target_article_id IS NULL AND kind NOT IN ('attachment', 'embed')
        AND instr(url_key, '?') AND ({_IS_TRACKED})
"""  # noqa: S608
_JOIN_ONE = """
    UPDATE links SET target_article_id = articles.id FROM articles
    WHERE links.id = ? AND articles.url_key = ?
"""


def join_up(db: Database) -> None:
    """Join links and find near-duplicates, in transactions of its own."""
    with db.atomic():
        join_links(db.conn)
    while True:
        with db.atomic():
            if not find_duplicates(db.conn, limit=JOINED_AT_ONCE):
                return


def join_links(conn: sqlite3.Connection) -> int:
    """Join links to articles that go by another address; return how many. In a transaction."""
    conn.execute(_OTHER_ADDRESSES)
    joined = conn.execute(_JOIN).rowcount
    conn.execute("DROP TABLE other_addresses")
    for link_id, key in conn.execute(_TRACKED).fetchall():
        joined += conn.execute(_JOIN_ONE, (link_id, untracked(key))).rowcount
    return joined
