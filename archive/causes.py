"""What made a reading another one than the one before it: the site, or this program's better rules.

first       the first reading of the article
site        the page says something else, read by the same rules
extractor   other rules read something else out of the same page
unclear     the page and the rules both changed, and the old page is not kept
"""

import sqlite3
from enum import StrEnum


class Cause(StrEnum):
    """Why a reading differs from the one before it."""

    FIRST = "first"
    SITE = "site"
    EXTRACTOR = "extractor"
    UNCLEAR = "unclear"


TABLES = (
    "ALTER TABLE revisions ADD COLUMN cause TEXT NOT NULL DEFAULT 'site'"
    " CHECK (cause IN ('first', 'site', 'extractor', 'unclear'))",
    "UPDATE revisions SET cause = 'first' WHERE number = 1",
    # Of readings from before nobody can ask both pages again: the same bytes read otherwise are
    # the extractor's, other bytes read by another extractor may be either's.
    """
    UPDATE revisions SET cause = told.cause FROM (
        SELECT after.id AS id,
            CASE WHEN there.digest = here.digest THEN 'extractor' ELSE 'unclear' END AS cause
        FROM revisions AS after
        JOIN revisions AS before
            ON before.article_id = after.article_id AND before.number = after.number - 1
        JOIN snapshots AS here ON here.id = after.snapshot_id
        JOIN snapshots AS there ON there.id = before.snapshot_id
        WHERE before.extractor <> after.extractor OR before.profile <> after.profile
    ) AS told WHERE revisions.id = told.id
    """,
    "DROP VIEW revision_list",
    """
    CREATE VIEW revision_list AS
    SELECT
        revisions.id,
        revisions.article_id,
        revisions.number,
        revisions.seen_at,
        articles.title,
        articles.url,
        revisions.changed,
        revisions.extractor,
        revisions.snapshot_id,
        revisions.cause
    FROM revisions
    JOIN articles ON articles.id = revisions.article_id
    """,
    """
    CREATE VIEW site_changes AS
    SELECT
        revisions.article_id,
        revisions.number,
        revisions.seen_at,
        articles.published,
        articles.title,
        articles.url,
        sites.host AS site,
        revisions.changed
    FROM revisions
    JOIN articles ON articles.id = revisions.article_id
    JOIN sites ON sites.id = articles.site_id
    WHERE revisions.cause = 'site'
    """,
)

# Where readings of another archive or of an import came to stand before or between others.
_SETTLE = """
    UPDATE revisions SET cause = CASE
        WHEN number = 1 THEN 'first'
        WHEN EXISTS (
            SELECT 1 FROM revisions AS before WHERE before.article_id = revisions.article_id
                AND before.number = revisions.number - 1
                AND before.extractor = revisions.extractor AND before.profile = revisions.profile
        ) THEN 'site'
        ELSE 'unclear' END
    WHERE article_id = ?
        AND (number > 1 AND cause = 'first' OR number = 1 AND cause IN ('site', 'unclear'))
"""


def settle_causes(conn: sqlite3.Connection, article_id: int) -> None:
    """Let the first reading of an article be called so, and no later one.

    A first one that came to stand behind another is the site's change where the same rules read
    both. Inside a transaction only.
    """
    conn.execute(_SETTLE, (article_id,))
