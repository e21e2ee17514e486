"""Taking another archive in: what both know is kept once, what one knows is kept.

Rows are told to be the same by what they say, never by their ids: a site by its host, a page by
its address, a body by its digest, a snapshot by page, time and digest, an article by its address,
a revision by time and digest. So merging twice adds nothing. All of one source lands in one
transaction, on disk and not in memory; articles that both hold are in `merge_articles`.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.aliases import take_aliases
from archive.connection import connect_to_read
from archive.errors import ArchiveDamaged, NotAnArchive
from archive.indexing import INDEX_FROM
from archive.merge_articles import ArticleMerger
from archive.merge_bodies import merge_bodies
from archive.names import Names
from archive.opening import address_to_read
from archive.sqlite_library import Database
from archive.tables import copied_columns, copy_rows
from scraper.records import Expert

COUNTED = ("pages", "snapshots", "blobs", "articles", "revisions", "runs", "events")
# Each maps the ids of the source to those of the destination.
MAPS = (
    *("sites", "runs", "pages", "dictionaries", "blobs", "snapshots"),
    *("outlets", "tags", "experts", "articles"),
)

# What a page's last visit taught; it comes from whichever archive visited last.
_VISITED = (
    "kind",
    "state",
    "reason",
    "etag",
    "last_modified",
    "digest",
    "status",
    "checked_at",
    "fetched_at",
    "changed_at",
    "due_at",
    "failures",
    "modified_at",
    "text_digest",
    "changed_seconds",
    "quiet_seconds",
    "recheck",
    "planned_at",
)
_BOTH = "FROM source.pages AS old JOIN temp.map_pages AS m ON m.old = old.id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """How many rows a merge added."""

    pages: int
    snapshots: int
    blobs: int
    articles: int
    revisions: int
    runs: int
    events: int


def merge(db: Database, destination: Path, source: Path) -> Merged:
    """Take one archive into another; the caller holds the destination's run lock.

    Raises:
        NotAnArchive: The source is none, or is the destination.
        ArchiveDamaged: The source names a row that it does not have.
    """
    if source.exists() and source.samefile(destination):
        raise NotAnArchive(f"{source}: the archive itself")
    conn = db.conn
    given = connect_to_read(source)  # ours, whole, of this version
    with closing(given.conn), _attached(conn, source):
        before = _counts(conn)
        with db.atomic():
            broken = conn.execute("PRAGMA source.foreign_key_check").fetchone()
            if broken is not None:
                raise ArchiveDamaged(f"{source}: a row of {broken[0]} names one that is not there")
            _merge(conn)
            given.check_it_still_stands()
        after = _counts(conn)
    return Merged(**{name: after[name] - before[name] for name in COUNTED})


@contextmanager
def _attached(conn: sqlite3.Connection, source: Path) -> Iterator[None]:
    conn.execute("ATTACH ? AS source", (address_to_read(source),))
    try:
        for name in MAPS:
            # The names are those of the tuple above.
            conn.execute(f"CREATE TEMP TABLE map_{name} (old INTEGER PRIMARY KEY, new INTEGER)")
        yield
    finally:
        for name in MAPS:
            conn.execute(f"DROP TABLE IF EXISTS temp.map_{name}")
        conn.execute("DETACH source")


def _counts(conn: sqlite3.Connection) -> dict[str, int]:
    counts = {}
    for name in COUNTED:
        (counts[name],) = conn.execute(f"SELECT count(*) FROM main.{name}").fetchone()  # noqa: S608
    return counts


def _merge(conn: sqlite3.Connection) -> None:
    steps: tuple[Callable[[sqlite3.Connection], None], ...] = (
        _merge_sites,
        _merge_runs,
        _merge_pages,
        merge_bodies,
        _merge_snapshots,
        _merge_events,
        _merge_lists,
        _merge_names,
        _merge_articles,
    )
    for step in steps:
        step(conn)


def _merge_sites(conn: sqlite3.Connection) -> None:
    copy_rows(conn, "sites", "old.host NOT IN (SELECT host FROM main.sites)")
    conn.execute(
        "INSERT INTO temp.map_sites SELECT old.id, here.id"
        " FROM source.sites AS old JOIN main.sites AS here USING (host)"
    )
    conn.execute(
        "UPDATE main.sites AS here SET (robots, robots_status, robots_fetched_at)"
        " = (old.robots, old.robots_status, old.robots_fetched_at)"
        " FROM source.sites AS old WHERE old.host = here.host"
        " AND old.robots_fetched_at > coalesce(here.robots_fetched_at, '')"
    )
    conn.execute(
        "UPDATE main.sites AS here SET profile = coalesce(here.profile, old.profile),"
        " delay_seconds = coalesce(here.delay_seconds, old.delay_seconds)"
        " FROM source.sites AS old WHERE old.host = here.host"
    )


def _merge_runs(conn: sqlite3.Connection) -> None:
    same = "(here.command, here.seeds, here.started_at) = (old.command, old.seeds, old.started_at)"
    copy_rows(conn, "runs", f"NOT EXISTS (SELECT 1 FROM main.runs AS here WHERE {same})")  # noqa: S608
    conn.execute(
        "INSERT INTO temp.map_runs SELECT old.id, min(here.id)"  # noqa: S608
        f" FROM source.runs AS old JOIN main.runs AS here ON {same} GROUP BY old.id"
    )
    # A run that was going on when it was merged before has ended since.
    conn.execute(
        "UPDATE main.runs AS here SET (finished_at, status, totals, error)"
        " = (old.finished_at, old.status, old.totals, old.error)"
        " FROM source.runs AS old JOIN temp.map_runs AS m ON m.old = old.id"
        " WHERE here.id = m.new AND old.finished_at > coalesce(here.finished_at, '')"
    )


def _merge_pages(conn: sqlite3.Connection) -> None:
    """Add pages and take over later visits; what pages refer to follows once all are there."""
    copy_rows(
        conn,
        "pages",
        "old.url NOT IN (SELECT url FROM main.pages)",
        mapped={"site_id": "sites"},
        later=("found_on", "moved_to", "article_id"),
    )
    conn.execute(
        "INSERT INTO temp.map_pages SELECT old.id, here.id"
        " FROM source.pages AS old JOIN main.pages AS here USING (url)"
    )
    conn.execute(
        "UPDATE main.pages AS here SET (found_at, found_by, found_on)"  # noqa: S608
        f" = (old.found_at, old.found_by, finder.new) {_BOTH}"
        " LEFT JOIN temp.map_pages AS finder ON finder.old = old.found_on"
        " WHERE here.id = m.new AND (old.found_at < here.found_at"
        " OR old.found_at = here.found_at AND here.found_on IS NULL)"
    )
    names = ", ".join(_VISITED)
    values = ", ".join(f"old.{name}" for name in _VISITED)
    conn.execute(
        f"UPDATE main.pages AS here SET ({names}, moved_to) = ({values}, target.new) {_BOTH}"  # noqa: S608
        " LEFT JOIN temp.map_pages AS target ON target.old = old.moved_to"
        " WHERE here.id = m.new AND (old.checked_at > coalesce(here.checked_at, '')"
        " OR old.checked_at IS here.checked_at AND here.moved_to IS NULL"
        " AND old.moved_to IS NOT NULL)"
    )
    conn.execute(
        "UPDATE main.pages AS here SET fetches = max(here.fetches, old.fetches),"  # noqa: S608
        " changes = max(here.changes, old.changes), depth = min(here.depth, old.depth),"
        f" ways = here.ways | old.ways, hops = min(here.hops, old.hops) {_BOTH}"
        " WHERE here.id = m.new"
    )


def _merge_snapshots(conn: sqlite3.Connection) -> None:
    same = (
        "here.page_id = (SELECT m.new FROM temp.map_pages AS m WHERE m.old = old.page_id)"
        " AND here.fetched_at = old.fetched_at AND here.digest = old.digest"
    )
    (last,) = conn.execute("SELECT coalesce(max(id), 0) FROM main.snapshots").fetchone()
    copy_rows(
        conn,
        "snapshots",
        f"NOT EXISTS (SELECT 1 FROM main.snapshots AS here WHERE {same})",  # noqa: S608
        mapped={"page_id": "pages", "run_id": "runs", "blob_id": "blobs"},
        later=("revisit_of",),
    )
    conn.execute(
        "INSERT INTO temp.map_snapshots SELECT old.id, min(here.id)"  # noqa: S608
        f" FROM source.snapshots AS old JOIN main.snapshots AS here ON {same} GROUP BY old.id"
    )
    # The first fetch of the same bytes, over both archives, is what the others revisit.
    conn.execute(
        "UPDATE main.snapshots AS one SET revisit_of = nullif((SELECT first.id"
        " FROM main.snapshots AS first WHERE first.digest = one.digest"
        " ORDER BY first.fetched_at, first.id LIMIT 1), one.id)"
        " WHERE digest IN (SELECT digest FROM main.snapshots WHERE id > ?)",
        (last,),
    )


def _merge_names(conn: sqlite3.Connection) -> None:
    names = Names(conn)
    for table, find in (("outlets", names.outlet), ("tags", names.tag)):
        rows = conn.execute(f"SELECT id, name FROM source.{table} ORDER BY id")  # noqa: S608
        for old, name in rows.fetchall():
            conn.execute(f"INSERT INTO temp.map_{table} VALUES (?, ?)", (old, find(name)))  # noqa: S608
    for old, name, url in conn.execute("SELECT id, name, url FROM source.experts").fetchall():
        new = names.expert(Expert(name=name, url=url))
        conn.execute("INSERT INTO temp.map_experts VALUES (?, ?)", (old, new))


def _merge_articles(conn: sqlite3.Connection) -> None:
    (last,) = conn.execute("SELECT coalesce(max(id), 0) FROM main.articles").fetchone()
    merger = ArticleMerger(conn)
    merger.add_unknown()
    merger.combine_known(last)
    merger.link()
    conn.execute(INDEX_FROM, (last + 1,))


def _merge_events(conn: sqlite3.Connection) -> None:
    columns = [name for name in copied_columns(conn, "events") if name not in ("run_id", "page_id")]
    names = ", ".join(columns)
    values = ", ".join(f"old.{name}" for name in columns)
    conn.execute(
        f"INSERT INTO main.events (run_id, page_id, {names})"  # noqa: S608
        f" SELECT run.new, page.new, {values} FROM source.events AS old"
        " JOIN temp.map_runs AS run ON run.old = old.run_id"
        " LEFT JOIN temp.map_pages AS page ON page.old = old.page_id"
        f" EXCEPT SELECT run_id, page_id, {names} FROM main.events"
    )


def _merge_lists(conn: sqlite3.Connection) -> None:
    """Add what runs did on each site, what sitemaps and feeds named, aliases and the contact."""
    columns = [n for n in copied_columns(conn, "runs_sites") if n not in ("run_id", "site_id")]
    names = ", ".join(columns)
    conn.execute(
        f"INSERT OR IGNORE INTO main.runs_sites (run_id, site_id, {names})"  # noqa: S608
        f" SELECT run.new, site.new, {', '.join(f'old.{name}' for name in columns)}"
        " FROM source.runs_sites AS old JOIN temp.map_runs AS run ON run.old = old.run_id"
        " JOIN temp.map_sites AS site ON site.old = old.site_id"
    )
    conn.execute(
        "INSERT OR IGNORE INTO main.listed (list_id, page_id) SELECT list.new, page.new"
        " FROM source.listed AS old JOIN temp.map_pages AS list ON list.old = old.list_id"
        " JOIN temp.map_pages AS page ON page.old = old.page_id"
    )
    sql = "SELECT kind, name, target FROM source.aliases ORDER BY id"
    take_aliases(conn, conn.execute(sql).fetchall())
    conn.execute(
        "INSERT OR IGNORE INTO main.settings (name, value) SELECT name, value FROM source.settings"
    )
