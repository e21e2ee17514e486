"""What an archive says, to compare one with another: rows told by addresses in the place of ids."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.store import Archive

SAYS = {
    "articles": "SELECT articles.url, title, body, articles.digest, first_seen_at, last_seen_at,"
    " last_changed_at, gone_at, source_name, outlets.name, pages.url FROM articles"
    " JOIN pages ON pages.id = page_id LEFT JOIN outlets ON outlets.id = outlet_id",
    "revisions": "SELECT articles.url, revisions.digest, number, seen_at, changed, reading,"
    " extractor, snapshots.digest, snapshots.fetched_at, cause FROM revisions"
    " JOIN articles ON articles.id = article_id JOIN snapshots ON snapshots.id = snapshot_id",
    "snapshots": "SELECT pages.url, one.fetched_at, one.digest, one.status, one.headers,"
    " one.blob_id IS NULL, first.fetched_at FROM snapshots AS one"
    " JOIN pages ON pages.id = one.page_id"
    " LEFT JOIN snapshots AS first ON first.id = one.revisit_of",
    "blobs": "SELECT digest, length FROM blobs",
    "experts": "SELECT articles.url, experts.name, experts.url, role, position"
    " FROM articles_experts JOIN articles ON articles.id = article_id"
    " JOIN experts ON experts.id = expert_id",
    "tags": "SELECT articles.url, tags.name, position FROM articles_tags"
    " JOIN articles ON articles.id = article_id JOIN tags ON tags.id = tag_id",
    "links": "SELECT articles.url, links.kind, position, links.title, links.url, target.url"
    " FROM links JOIN articles ON articles.id = article_id"
    " LEFT JOIN articles AS target ON target.id = target_article_id",
    "pages": "SELECT pages.url, pages.kind, pages.state, pages.digest, pages.checked_at,"
    " pages.fetches, pages.changes, pages.failures, articles.url, moved.url FROM pages"
    " LEFT JOIN articles ON articles.id = pages.article_id"
    " LEFT JOIN pages AS moved ON moved.id = pages.moved_to",
    "events": "SELECT at, events.kind, events.url, events.reason, pages.url FROM events"
    " LEFT JOIN pages ON pages.id = page_id",
    "doubles": "SELECT min(url, other_url), max(url, other_url), similarity FROM near_duplicates",
    "aliases": "SELECT kind, name, target FROM aliases",
    "words": "SELECT articles.url FROM articles_fts"
    " JOIN articles ON articles.id = articles_fts.rowid"
    " WHERE articles_fts MATCH 'sentence OR better OR captured OR title OR paragraph'",
}
# Of these the first columns are never altered and never go.
_LASTING = {"articles": 1, "revisions": 2, "snapshots": 3, "blobs": 2, "aliases": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What one archive says, and what `verify` says of it."""

    says: dict[str, list[tuple[Any, ...]]]
    problems: tuple[str, ...]

    @property
    def facts(self) -> set[tuple[Any, ...]]:
        """Return what must be in the archive from now on."""
        return {(name, *row[:width]) for name, width in _LASTING.items() for row in self.says[name]}


def look(path: Path) -> State:
    """Read and verify an archive as a reader does, every body unpacked."""
    with Archive.open(path, read_only=True) as archive:
        problems = archive.verify().problems
        says = {name: sorted(archive.rows(sql), key=repr) for name, sql in SAYS.items()}
    return State(says=says, problems=problems)


def is_sound_sqlite(path: Path) -> bool:
    """Say whether SQLite itself finds nothing wrong with a file."""
    conn = sqlite3.connect(path)
    lines = conn.execute("PRAGMA integrity_check").fetchall()
    conn.close()
    return lines == [("ok",)]
