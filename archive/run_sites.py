"""What each run did on each site, and how many of the articles it read had which field.

One row a run and site, added to with every batch: cheap to write, and cheap to compare with the
runs before, which `drift`, `health` and `report` do.
"""

import sqlite3
from collections import Counter
from collections.abc import Mapping

from scraper.records import Article

# Both name columns that a migration made: one more of them is a migration more.
# Fields whose share on a site is watched.
FIELDS = (
    "title",
    "published",
    "body",
    "section",
    "summary",
    "people",
    "source",
    "image",
    "tags",
)
COUNTS = (
    "fetched",
    "unchanged",
    "moved",
    "gone",
    "skipped",
    "failed",
    "articles_new",
    "articles_changed",
    "articles_unchanged",
    "articles_moved",
    "articles_gone",
    "readings",
    "unread",
    "words",
    *(f"with_{field}" for field in FIELDS),
)

RUNS_SITES = (
    f"""
    CREATE TABLE runs_sites (
        run_id INTEGER NOT NULL REFERENCES runs(id),
        site_id INTEGER NOT NULL REFERENCES sites(id),
        {", ".join(f"{name} INTEGER NOT NULL DEFAULT 0" for name in COUNTS)},
        PRIMARY KEY (run_id, site_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX runs_sites_site ON runs_sites (site_id, run_id)",
)
TABLES = (
    "ALTER TABLE runs ADD COLUMN options TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE runs ADD COLUMN error TEXT",
    "ALTER TABLE events ADD COLUMN count INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE events ADD COLUMN attempts INTEGER NOT NULL DEFAULT 1",
    "CREATE INDEX events_page ON events (page_id, run_id)",
    "CREATE INDEX snapshots_run ON snapshots (run_id)",
    "CREATE INDEX revisions_snapshot ON revisions (snapshot_id)",
    *RUNS_SITES,
)

_ADD = (
    f"INSERT INTO runs_sites (run_id, site_id, {', '.join(COUNTS)})"  # noqa: S608
    f" VALUES ({', '.join('?' * (len(COUNTS) + 2))}) ON CONFLICT (run_id, site_id) DO UPDATE SET "
    + ", ".join(f"{name} = {name} + excluded.{name}" for name in COUNTS)
)


def add_counts(conn: sqlite3.Connection, run_id: int, by_site: Mapping[int, Counter[str]]) -> None:
    """Add what a batch came to, site by site. Inside a transaction only."""
    conn.executemany(
        _ADD,
        [
            (run_id, site_id, *(counts[name] for name in COUNTS))
            for site_id, counts in by_site.items()
        ],
    )


def count_fields(article: Article, counts: Counter[str]) -> None:
    """Count a reading, its words and the fields it has."""
    counts["readings"] += 1
    counts["words"] += sum(len(block.split()) for block in article.body)
    filled = (
        article.title,
        article.published,
        article.body,
        article.section,
        article.summary,
        article.experts or article.authors,
        article.source,
        article.image,
        article.tags,
    )
    for field, value in zip(FIELDS, filled, strict=True):
        if value:
            counts[f"with_{field}"] += 1
