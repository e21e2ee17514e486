"""The migrations that make the tables of an archive; `docs/schema.md` tells each column.

Their statements are in the modules of their subjects, those of the first in `first_tables`. Nothing
is created or altered by inserting. A change is a new migration; an old one is never edited.
"""

from archive import checks
from archive.aliases import TABLES as ALIASES
from archive.aliases import fold_names
from archive.article_columns import DROP_SOFT_HYPHENS
from archive.causes import TABLES as CAUSES
from archive.compression import DELTAS
from archive.drafts import define_drafts_anew
from archive.duplicates import TABLES as DUPLICATES
from archive.filters import CHANGED, FACETS
from archive.first_tables import CRAWL_TABLES, FULL_TEXT, INDEXES, READING_TABLES
from archive.index_checks import TABLES as INDEX_CHECKS
from archive.indexing import INDEX_BY_BATCH
from archive.manners import NUMBER_SETTINGS, add_manners
from archive.question_views import QUESTION_VIEWS
from archive.rechecks import TABLES as RECHECK_TABLES
from archive.run_sites import TABLES as RUN_SITES
from archive.sqlite_library import Database, Migrations
from archive.views import VIEWS
from archive.ways import KEEP_EVERY_WAY

MIGRATIONS = Migrations("scrape")
MIGRATION_NAMES = frozenset(
    {
        "create_tables",
        "index_whole_batches",
        "tell_runs_by_site",
        "keep_every_way",
        "remember_manners",
        "learn_rechecks",
        "tell_causes",
        "fold_names_further",
        "link_duplicates",
        "add_question_views",
        "keep_checks",
        "keep_versions_as_deltas",
        "index_changed_articles",
        "check_settings_and_index",
        "drop_soft_hyphens",
        "settle_drafts",
    }
)

# "scrp": what `file` and PRAGMA application_id tell of the file.
APPLICATION_ID = 0x73637270


@MIGRATIONS()
def create_tables(db: Database) -> None:
    """Make the first tables, indexes, views and the full-text index."""
    for statement in (*CRAWL_TABLES, *READING_TABLES, *INDEXES, *FULL_TEXT, *VIEWS):
        db.conn.execute(statement)
    db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")


@MIGRATIONS()
def index_whole_batches(db: Database) -> None:
    """Leave it to the writer of a batch to index its new articles, all with one statement."""
    db.conn.execute(INDEX_BY_BATCH)


@MIGRATIONS()
def tell_runs_by_site(db: Database) -> None:
    """Keep what a run did on each site, with what options, and how often a failure came back."""
    for statement in RUN_SITES:
        db.conn.execute(statement)


@MIGRATIONS()
def keep_every_way(db: Database) -> None:
    """Let a page keep all the ways it was found, and ask for documents of an API early."""
    for statement in KEEP_EVERY_WAY:
        db.conn.execute(statement)


@MIGRATIONS()
def remember_manners(db: Database) -> None:
    """Make room for what hosts taught and for the operator's contact."""
    add_manners(db)


@MIGRATIONS()
def learn_rechecks(db: Database) -> None:
    """Keep what tells when a page is asked again: its history, its text, finders' dates, lists."""
    for statement in RECHECK_TABLES:
        db.conn.execute(statement)


@MIGRATIONS()
def tell_causes(db: Database) -> None:
    """Tell of each reading whether the site or the extractor made it another one."""
    for statement in CAUSES:
        db.conn.execute(statement)


@MIGRATIONS()
def fold_names_further(db: Database) -> None:
    """Keep names that stand for others; make one what titles, accents or hyphens kept apart."""
    for statement in ALIASES:
        db.conn.execute(statement)
    fold_names(db.conn)


@MIGRATIONS()
def link_duplicates(db: Database) -> None:
    """Keep what near-duplicate articles are found by, and which those are."""
    for statement in DUPLICATES:
        db.conn.execute(statement)


@MIGRATIONS()
def add_question_views(db: Database) -> None:
    """Add the views that count, and those of changes, of what is gone, of links and snapshots."""
    for statement in QUESTION_VIEWS:
        db.conn.execute(statement)


@MIGRATIONS()
def keep_checks(db: Database) -> None:
    """Keep digests over the rows of every table, and an index that holds what a search filters by.

    The first seal after this covers all rows that are there.
    """
    for statement in checks.TABLES:
        db.conn.execute(statement)
    checks.watch(db.conn, checks.WATCHED)
    db.conn.execute(FACETS)


@MIGRATIONS()
def keep_versions_as_deltas(db: Database) -> None:
    """Let a body refer to the version before it, and dictionaries be compressed themselves."""
    for statement in DELTAS:
        db.conn.execute(statement)


@MIGRATIONS()
def index_changed_articles(db: Database) -> None:
    """Find what changed lately without reading past all that did not."""
    db.conn.execute(CHANGED)


@MIGRATIONS()
def check_settings_and_index(db: Database) -> None:
    """Keep digests over the settings and the full-text index too."""
    for statement in (*NUMBER_SETTINGS, *INDEX_CHECKS):
        db.conn.execute(statement)
    checks.watch(db.conn, ["settings"])


@MIGRATIONS()
def drop_soft_hyphens(db: Database) -> None:
    """Make words whole that soft hyphens part, for the full-text index and for queries in SQL."""
    db.conn.execute(DROP_SOFT_HYPHENS)


@MIGRATIONS()
def settle_drafts(db: Database) -> None:
    """Define as in a new archive what drafts of the migrations above made otherwise."""
    define_drafts_anew(db.conn)
