"""The articles of another archive: new ones whole, known ones with their readings in one line."""

import sqlite3
from dataclasses import dataclass

from archive.causes import settle_causes
from archive.revisions import changed_fields, decode_article, encode
from archive.tables import copied_columns, copy_rows

_PARTS = (
    ("articles_experts", "position", {"expert_id": "experts"}),
    ("articles_tags", "position", {"tag_id": "tags"}),
    ("links", "id", {"target_article_id": "articles"}),
)
# These say which row it is, or are worked out from both.
_OWN = frozenset({"url", "first_seen_at", "last_seen_at", "last_changed_at", "gone_at"})
_MAPPED = {"site_id": "sites", "page_id": "pages", "outlet_id": "outlets"}
_MERGE_TIMES = """
    UPDATE main.articles AS here SET
        first_seen_at = min(here.first_seen_at, old.first_seen_at),
        last_seen_at = max(here.last_seen_at, old.last_seen_at),
        last_changed_at = (
            SELECT coalesce(max(seen_at) FILTER (WHERE cause IN ('first', 'site')), min(seen_at))
            FROM main.revisions WHERE revisions.article_id = here.id),
        gone_at = CASE
            WHEN max(old.last_seen_at, coalesce(old.gone_at, ''))
               > max(here.last_seen_at, coalesce(here.gone_at, ''))
            THEN old.gone_at ELSE here.gone_at END
    FROM source.articles AS old WHERE old.id = ? AND here.id = ?
"""
_RESOLVE = """
    UPDATE main.links SET target_article_id =
        (SELECT articles.id FROM main.articles WHERE articles.url_key = links.url_key LIMIT 1)
    WHERE target_article_id IS NULL AND kind NOT IN ('attachment', 'embed')
      AND url_key IN (SELECT url_key FROM main.articles)
"""
# One archive has the article, the other saw that its page is gone.
_BURY = """
    UPDATE main.articles AS here SET gone_at = noticed.at FROM (
        SELECT articles.id, min(events.at) AS at
        FROM main.events JOIN main.pages ON pages.id = events.page_id AND pages.state = 'gone'
        JOIN main.articles ON articles.page_id = pages.id
        WHERE events.kind = 'gone' AND gone_at IS NULL AND events.at > last_seen_at
        GROUP BY articles.id
    ) AS noticed WHERE here.id = noticed.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One revision of either archive, in short; `ours` is that of the destination."""

    id: int
    ours: bool
    seen_at: str
    digest: str
    text: str


class ArticleMerger:
    """Merges the articles of `source` into `main`; everything they refer to is mapped already."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def add_unknown(self) -> None:
        """Add the articles whose address is not here, with all that hangs on them."""
        (last,) = self._conn.execute("SELECT coalesce(max(id), 0) FROM main.articles").fetchone()
        copy_rows(
            self._conn,
            "articles",
            "old.url_key NOT IN (SELECT url_key FROM main.articles)",
            mapped=_MAPPED,
        )
        self._conn.execute(
            "INSERT INTO temp.map_articles SELECT old.id, min(here.id) FROM source.articles AS old"
            " JOIN main.articles AS here USING (url_key) GROUP BY old.id"
        )
        new = f"SELECT m.old FROM temp.map_articles AS m WHERE m.new > {last:d}"  # noqa: S608
        added = f"old.article_id IN ({new})"
        copy_rows(
            self._conn,
            "revisions",
            added,
            mapped={"article_id": "articles", "snapshot_id": "snapshots"},
        )
        self._copy_parts(added)

    def combine_known(self, last: int) -> None:
        """Bring the readings of articles that both hold into one line, by time."""
        pairs = self._conn.execute(
            "SELECT old, new FROM temp.map_articles WHERE new <= ? ORDER BY new", (last,)
        ).fetchall()
        for old, new in pairs:
            ours = self._readings("main", new, ours=True)
            kept = interleaved(ours, self._readings("source", old, ours=False))
            if kept != ours:
                self._write(old, new, ours, kept)
            self._conn.execute(_MERGE_TIMES, (old, new))

    def link(self) -> None:
        """Let pages and links know the articles there are now, and these that a page is gone."""
        self._conn.execute(
            "UPDATE main.pages AS here SET article_id = article.new FROM source.pages AS old"
            " JOIN temp.map_pages AS m ON m.old = old.id"
            " JOIN temp.map_articles AS article ON article.old = old.article_id"
            " WHERE here.id = m.new AND here.article_id IS NULL"
        )
        self._conn.execute(_RESOLVE)
        self._conn.execute(_BURY)

    def _readings(self, schema: str, article_id: int, *, ours: bool) -> list[_Reading]:
        # The schema is one of two written above.
        rows = self._conn.execute(
            f"SELECT id, seen_at, digest, reading FROM {schema}.revisions"  # noqa: S608
            " WHERE article_id = ? ORDER BY number",
            (article_id,),
        )
        return [_Reading(id=r[0], ours=ours, seen_at=r[1], digest=r[2], text=r[3]) for r in rows]

    def _write(self, old: int, new: int, ours: list[_Reading], kept: list[_Reading]) -> None:
        staying = {reading.id for reading in kept if reading.ours}
        for reading in ours:
            if reading.id not in staying:
                self._conn.execute("DELETE FROM main.revisions WHERE id = ?", (reading.id,))
        # Numbers are unique in an article, so they step aside before they are dealt out anew.
        self._conn.execute(
            "UPDATE main.revisions SET number = -number WHERE article_id = ?", (new,)
        )
        before: _Reading | None = None
        for number, reading in enumerate(kept, 1):
            changed: tuple[str, ...] = ()
            if before is not None:
                changed = changed_fields(decode_article(before.text), decode_article(reading.text))
            if reading.ours:
                self._conn.execute(
                    "UPDATE main.revisions SET number = ?, changed = ? WHERE id = ?",
                    (number, encode(changed), reading.id),
                )
            else:
                copy_rows(
                    self._conn,
                    "revisions",
                    f"old.id = {reading.id:d}",
                    mapped={"article_id": "articles", "snapshot_id": "snapshots"},
                    fixed={"number": number, "changed": encode(changed)},
                )
            before = reading
        settle_causes(self._conn, new)
        if not kept[-1].ours:
            self._take_over(old, new)

    def _take_over(self, old: int, new: int) -> None:
        """Make the source's reading the current one."""
        columns = [name for name in copied_columns(self._conn, "articles") if name not in _OWN]
        values = [
            f"(SELECT m.new FROM temp.map_{_MAPPED[name]} AS m WHERE m.old = old.{name})"  # noqa: S608
            if name in _MAPPED
            else f"old.{name}"
            for name in columns
        ]
        self._conn.execute(
            f"UPDATE main.articles SET ({', '.join(columns)}) = ({', '.join(values)})"  # noqa: S608
            " FROM source.articles AS old WHERE old.id = ? AND main.articles.id = ?",
            (old, new),
        )
        for table, _, _ in _PARTS:
            self._conn.execute(f"DELETE FROM main.{table} WHERE article_id = ?", (new,))  # noqa: S608
        self._copy_parts(f"old.article_id = {old:d}")

    def _copy_parts(self, where: str) -> None:
        for table, order, mapped in _PARTS:
            copy_rows(
                self._conn,
                table,
                where,
                mapped={"article_id": "articles", **mapped},
                order=order,
                unless_there=order == "position",  # two experts there may be one here
            )


def interleaved(ours: list[_Reading], theirs: list[_Reading]) -> list[_Reading]:
    """Return the readings of both by time, each once; one like that before it is no reading."""
    kept: list[_Reading] = []
    for reading in sorted((*ours, *theirs), key=lambda one: (one.seen_at, not one.ours)):
        if not kept or kept[-1].digest != reading.digest:
            kept.append(reading)
    return kept
