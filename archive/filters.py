"""What a search is narrowed to: site, section, people, outlet, tag, language, year, state."""

import sqlite3
from dataclasses import dataclass
from typing import Literal

from archive.folding import outlet_key, person_key
from archive.names import name_key

State = Literal["changed", "gone", "there"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Each one given must hold; names are compared without regard to case.

    `site` is a host, with or without `www.`; `lang` takes in its regions (`en` finds `en-GB`);
    `state` is `changed` (has several readings), `gone`, or `there` (not gone).
    """

    site: str | None = None
    section: str | None = None
    expert: str | None = None
    outlet: str | None = None
    tag: str | None = None
    lang: str | None = None
    year: int | None = None
    state: State | None = None


NO_FILTERS = Filters()
# The index of a migration. By id first: a filter reads this row of 100 bytes and not the article's
# text.
FACETS = (
    "CREATE INDEX articles_facets ON articles (id, site_id, section, lang, published,"
    " outlet_id, gone_at, first_seen_at, last_changed_at)"
)
_STATES = {
    "changed": "articles.last_changed_at > articles.first_seen_at",
    "gone": "articles.gone_at IS NOT NULL",
    "there": "articles.gone_at IS NULL",
}
_SITES = "SELECT id FROM sites WHERE host IN (?1, 'www.' || ?1, substr(?1, 5))"
KEYS = {"outlet": outlet_key, "expert": person_key}
NAMED = {
    "outlet": ("SELECT id FROM outlets WHERE name_key = ?1", "articles.outlet_id = {id}"),
    "tag": (
        "SELECT id FROM tags WHERE name_key = ?1",
        "EXISTS (SELECT 1 FROM articles_tags WHERE article_id = articles.id AND tag_id = {id})",
    ),
    "expert": (
        "SELECT id FROM experts WHERE name_key = ?1",
        "EXISTS (SELECT 1 FROM articles_experts"
        " WHERE article_id = articles.id AND expert_id = {id})",
    ),
}


def conditions(conn: sqlite3.Connection, filters: Filters) -> tuple[str, dict[str, object], str]:
    """Return conditions over `articles` (as `AND ...`), their values, and a note.

    The columns named are those of the index articles_facets, so that no text is read. The note
    says when a name given is none in this archive.
    """
    parts: list[str] = []
    values: dict[str, object] = {}
    unknown: list[str] = []

    def any_of(found: list[int], one: str) -> None:
        parts.append(f"({' OR '.join(one.format(id=f'{row:d}') for row in found) or '0'})")

    if filters.site is not None:
        host = filters.site.strip().lower()
        found = [row for (row,) in conn.execute(_SITES, (host,))]
        unknown += [] if found else [f"no site {filters.site}"]
        any_of(found, "articles.site_id = {id}")
    for kind, (look_up, condition) in NAMED.items():
        name = getattr(filters, kind)
        if name is not None:
            found = [row for (row,) in conn.execute(look_up, (KEYS.get(kind, name_key)(name),))]
            unknown += [] if found else [f"no {kind} {name!r}"]
            any_of(found, condition)
    if filters.section is not None:
        parts.append("articles.section = :section COLLATE NOCASE")
        values["section"] = filters.section
    if filters.lang is not None:
        parts.append("(articles.lang = :lang COLLATE NOCASE OR articles.lang LIKE :lang || '-%')")
        values["lang"] = filters.lang
    if filters.year is not None:
        # Not `year`: SQLite works a generated column out from the row, though an index has it.
        parts.append("substr(articles.published, 1, 4) = :year")
        values["year"] = f"{filters.year:04d}"
    if filters.state is not None:
        parts.append(_STATES[filters.state])
    return "".join(f" AND {part}" for part in parts), values, ", ".join(unknown)
