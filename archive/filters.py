"""What a search is narrowed to: site, section, people, outlet, tag, language, year, state."""

import sqlite3
from dataclasses import dataclass
from typing import Literal

from archive.folding import outlet_key, person_key
from archive.names import name_key
from archive.revisions import encode
from archive.scrub import scrub

State = Literal["changed", "gone", "there"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Each one given must hold; names are compared without regard to case.

    An expert or outlet may be named by an alias.
    `site` is a host, with or without `www.`; `lang` takes in its regions (`en` finds `en-GB`);
    `month` is `YYYY-MM`; `state` is `changed` (by the site), `gone`, or `there` (not gone).
    """

    site: str | None = None
    section: str | None = None
    expert: str | None = None
    outlet: str | None = None
    tag: str | None = None
    lang: str | None = None
    year: int | None = None
    month: str | None = None
    state: State | None = None


NO_FILTERS = Filters()
# The index of a migration. By id first: a filter reads this row of 100 bytes and not the article's
# text.
FACETS = (
    "CREATE INDEX articles_facets ON articles (id, site_id, section, lang, published,"
    " outlet_id, gone_at, first_seen_at, last_changed_at)"
)
# The index of a migration: what changed lately is asked for on the front page.
CHANGED = (
    "CREATE INDEX articles_changed ON articles (last_changed_at, first_seen_at)"
    " WHERE last_changed_at > first_seen_at"
)
_STATES = {
    "changed": "articles.last_changed_at > articles.first_seen_at",
    "gone": "articles.gone_at IS NOT NULL",
    "there": "articles.gone_at IS NULL",
}
_SITES = (
    "SELECT id FROM sites WHERE host IN"
    " (?1, 'www.' || ?1, CASE WHEN ?1 LIKE 'www.%' THEN substr(?1, 5) END)"
)
_KEYS = {"outlet": outlet_key, "expert": person_key}
# What a name stands for, and the name itself: a merged archive may bring a row of its own for it.
_NAMED = {
    "outlet": (
        "SELECT id FROM outlets WHERE name_key IN"
        " (?1, (SELECT target_key FROM aliases WHERE kind = 'outlet' AND name_key = ?1))",
        "articles.outlet_id = {id}",
    ),
    "tag": (
        "SELECT id FROM tags WHERE name_key = ?1",
        "EXISTS (SELECT 1 FROM articles_tags WHERE article_id = articles.id AND tag_id = {id})",
    ),
    "expert": (
        "SELECT id FROM experts WHERE name_key IN"
        " (?1, (SELECT target_key FROM aliases WHERE kind = 'expert' AND name_key = ?1))",
        "EXISTS (SELECT 1 FROM articles_experts"
        " WHERE article_id = articles.id AND expert_id = {id})",
    ),
}


def ids_of(conn: sqlite3.Connection, kind: str, name: str) -> list[int]:
    """Return the rows a name stands for; `kind` is `site`, `outlet`, `tag` or `expert`."""
    if kind == "site":
        found = conn.execute(_SITES, (name.strip().lower(),))
    else:
        found = conn.execute(_NAMED[kind][0], (_KEYS.get(kind, name_key)(name),))
    return [row for (row,) in found]


def conditions(conn: sqlite3.Connection, filters: Filters) -> tuple[str, dict[str, object], str]:
    """Return conditions over `articles` (as `AND ...`), their values, and a note.

    The columns named are those of the index articles_facets, so that no text is read. The note
    says when a name given is none in this archive.
    """
    filters = scrub(filters)
    parts: list[str] = []
    values: dict[str, object] = {}
    unknown: list[str] = []

    def any_of(found: list[int], one: str) -> None:
        parts.append(f"({' OR '.join(one.format(id=f'{row:d}') for row in found) or '0'})")

    if filters.site is not None:
        found = ids_of(conn, "site", filters.site)
        unknown += [] if found else [f"no site {filters.site}"]
        any_of(found, "articles.site_id = {id}")
    for kind, (_, condition) in _NAMED.items():
        name = getattr(filters, kind)
        if name is not None:
            found = ids_of(conn, kind, name)
            unknown += [] if found else [f"no {kind} {name!r}"]
            any_of(found, condition)
    if filters.section is not None:
        parts.append("articles.section COLLATE NOCASE IN (SELECT value FROM json_each(:sections))")
        values["sections"] = encode(_sections(conn, filters.section))
    if filters.lang is not None:
        parts.append(
            "(articles.lang = :lang COLLATE NOCASE"
            " OR substr(articles.lang, 1, length(:lang) + 1) = (:lang || '-') COLLATE NOCASE)"
        )
        values["lang"] = filters.lang
    if filters.year is not None:
        # Not `year`: SQLite works a generated column out from the row, though an index has it.
        parts.append("substr(articles.published, 1, 4) = :year")
        values["year"] = f"{filters.year:04d}"
    if filters.month is not None:
        parts.append("substr(articles.published, 1, 7) = :month")
        values["month"] = filters.month
    if filters.state is not None:
        parts.append(_STATES[filters.state])
    return "".join(f" AND {part}" for part in parts), values, ", ".join(unknown)


def _sections(conn: sqlite3.Connection, name: str) -> list[str]:
    """Return the spellings of a section's name by case; SQLite knows the case of ASCII alone."""
    if name.isascii():
        return [name]
    rows = conn.execute("SELECT DISTINCT section FROM articles WHERE section IS NOT NULL")
    return [section for (section,) in rows if section.casefold() == name.casefold()]
