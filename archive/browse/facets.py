"""What a list can be narrowed by: the values there are in it, each with its number of articles."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from archive.browse.matching import FACETS, Matching

KINDS = ("year", "month", "site", "section", "expert", "outlet", "tag", "lang", "state")
# So many values of each kind are named; the rest is counted.
NAMED = 40
# A list of so few articles is counted by its rows; of a longer one SQLite counts each kind.
FEW = 20_000
# Kinds that are counted at the same time, each part about as much work.
PARTS = (("expert", "site"), ("tag", "state"), ("year", "month", "section", "outlet", "lang"))

_IS_CHANGED = "articles.last_changed_at > articles.first_seen_at"
_COLUMNS = {
    "site": "articles.site_id",
    "section": "articles.section",
    "year": "substr(articles.published, 1, 4)",
    "month": "substr(articles.published, 1, 7)",
    "outlet": "articles.outlet_id",
    "lang": "articles.lang",
}
# Without filters each kind has an index of its own, a tenth of the size.
_ALL = {
    "site": "articles INDEXED BY articles_site",
    "section": "articles INDEXED BY articles_section",
    "year": "articles INDEXED BY articles_year",
    "month": "articles INDEXED BY articles_month",
    "outlet": "articles INDEXED BY articles_outlet",
    "lang": "articles INDEXED BY articles_lang",
}
_JOINED = {"expert": ("articles_experts", "expert_id"), "tag": ("articles_tags", "tag_id")}
_NAMES = {
    "site": "SELECT id, host FROM sites WHERE id IN (SELECT value FROM json_each(?))",
    "outlet": "SELECT id, name FROM outlets WHERE id IN (SELECT value FROM json_each(?))",
    "expert": "SELECT id, name FROM experts WHERE id IN (SELECT value FROM json_each(?))",
    "tag": "SELECT id, name FROM tags WHERE id IN (SELECT value FROM json_each(?))",
}

Counts = Mapping[object, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One kind: its values as they stand in an address, the most frequent first (years: the last).

    `left_out` is how many values there are besides.
    """

    kind: str
    values: tuple[tuple[str, int], ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many articles a list has, and what it can be narrowed by."""

    articles: int
    facets: tuple[Facet, ...]

    @classmethod
    def joined(cls, parts: Sequence["Counted | None"]) -> "Counted | None":
        """Return what was counted in parts, in the order of KINDS; None where none of them was."""
        counted = [part for part in parts if part is not None]
        if not counted:
            return None
        facets = sorted(
            (facet for part in counted for facet in part.facets),
            key=lambda facet: KINDS.index(facet.kind),
        )
        return cls(articles=counted[0].articles, facets=tuple(facets))


def wanted_kinds(given: Collection[str]) -> tuple[str, ...]:
    """Return the kinds that a list can still be narrowed by; months are of a year."""
    taken = set(given)
    if "month" in taken:
        taken.add("year")
    if "year" not in taken or "month" in taken:
        taken.add("month")
    return tuple(kind for kind in KINDS if kind not in taken)


def count_few(conn: sqlite3.Connection, found: Matching, kinds: Iterable[str]) -> Counted | None:
    """Count a list without words; None where it is so long that `count_part` has to do it."""
    if found.is_all:
        (articles,) = conn.execute("SELECT count(*) FROM articles").fetchone()
        return _counted(conn, articles, {kind: _count_all(conn, kind) for kind in kinds})
    if count_articles(conn, found) > FEW:
        return None
    sql = f"{_FEW_ROWS} FROM {found.origin} WHERE {found.conditions}"
    return _count_rows(conn, conn.execute(sql, found.values).fetchall(), kinds)


def count_part(conn: sqlite3.Connection, found: Matching, kinds: Iterable[str]) -> Counted:
    """Count some of the kinds of a long list."""
    if found.is_all:
        counts = {kind: _count_all(conn, kind) for kind in kinds}
    else:
        counts = {kind: _count_many(conn, found, kind) for kind in kinds}
    return _counted(conn, count_articles(conn, found), counts)


def count_articles(conn: sqlite3.Connection, found: Matching) -> int:
    """Return how many articles there are in a list."""
    sql = f"SELECT count(*) FROM {found.origin} WHERE {found.conditions}"  # noqa: S608
    (articles,) = conn.execute(sql, found.values).fetchone()
    return int(articles)


def count_found(conn: sqlite3.Connection, ids: Sequence[int], kinds: Iterable[str]) -> Counted:
    """Count what a search found."""
    rows = conn.execute(
        f"{_FEW_ROWS} FROM {FACETS} WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608
        (_json(ids),),
    ).fetchall()
    return _count_rows(conn, rows, kinds)


_FEW_ROWS = (
    "SELECT articles.id, "
    + ", ".join(_COLUMNS.values())
    + f", {_IS_CHANGED}, articles.gone_at IS NOT NULL"
)


def _count_rows(
    conn: sqlite3.Connection, rows: Sequence[Sequence[object]], kinds: Iterable[str]
) -> Counted:
    ids, *columns = zip(*rows, strict=True) if rows else [()] * (3 + len(_COLUMNS))
    by_kind = dict(zip((*_COLUMNS, "changed", "gone"), columns, strict=True))
    counts: dict[str, Counts] = {}
    for kind in kinds:
        if kind == "state":
            counts[kind] = {state: sum(by_kind[state]) for state in ("changed", "gone")}
        elif kind in _JOINED:
            table, column = _JOINED[kind]
            counts[kind] = dict(
                map(
                    tuple,
                    conn.execute(
                        f"SELECT {column}, count(*) FROM {table} WHERE article_id IN"  # noqa: S608
                        " (SELECT value FROM json_each(?)) GROUP BY 1",
                        (_json(ids),),
                    ),
                )
            )
        else:
            counts[kind] = Counter(by_kind[kind])
    return _counted(conn, len(rows), counts)


def _count_all(conn: sqlite3.Connection, kind: str) -> Counts:
    if kind == "state":
        states = (
            ("changed", f"articles_changed WHERE {_IS_CHANGED}"),
            ("gone", "articles_gone WHERE gone_at IS NOT NULL"),
        )
        return {
            state: conn.execute(f"SELECT count(*) FROM articles INDEXED BY {where}").fetchone()[0]  # noqa: S608
            for state, where in states
        }
    if kind in _JOINED:
        table, column = _JOINED[kind]
        return _pairs(conn, f"SELECT {column}, count(*) FROM {table} GROUP BY 1", {})  # noqa: S608
    # `year` and `month` themselves, for their indexes; NULL is left out, as an index does it.
    column = kind if kind in ("year", "month") else _COLUMNS[kind]
    sql = f"SELECT {column}, count(*) FROM {_ALL[kind]} WHERE {column} IS NOT NULL GROUP BY 1"  # noqa: S608
    return _pairs(conn, sql, {})


def _count_many(conn: sqlite3.Connection, found: Matching, kind: str) -> Counts:
    where = f"FROM {found.origin} WHERE {found.conditions}"
    if kind == "state":
        sql = f"SELECT total({_IS_CHANGED}), count(articles.gone_at) {where}"
        changed, gone = conn.execute(sql, found.values).fetchone()
        return {"changed": int(changed), "gone": gone}
    if kind in _JOINED:
        table, column = _JOINED[kind]
        joined = f"CROSS JOIN {table} ON {table}.article_id = articles.id"
        where = f"FROM {found.origin} {joined} WHERE {found.conditions}"
        return _pairs(conn, f"SELECT {column}, count(*) {where} GROUP BY 1", found.values)
    return _pairs(conn, f"SELECT {_COLUMNS[kind]}, count(*) {where} GROUP BY 1", found.values)


def _pairs(conn: sqlite3.Connection, sql: str, values: Mapping[str, object]) -> Counts:
    return {row[0]: row[1] for row in conn.execute(sql, values)}


def _counted(conn: sqlite3.Connection, articles: int, counts: Mapping[str, Counts]) -> Counted:
    facets = (_facet(conn, kind, of_kind, articles) for kind, of_kind in counts.items())
    return Counted(articles=articles, facets=tuple(facet for facet in facets if facet.values))


def _facet(conn: sqlite3.Connection, kind: str, counts: Counts, articles: int) -> Facet:
    pairs = [(value, count) for value, count in counts.items() if value not in (None, "") and count]
    if kind in ("section", "lang"):
        pairs = _as_filtered(pairs, with_regions=kind == "lang")
    # The same for every article: it narrows nothing.
    if len(pairs) == 1 and pairs[0][1] == articles:
        return Facet(kind=kind, values=())
    if kind in ("year", "month"):
        pairs.sort(key=lambda pair: str(pair[0]), reverse=True)
    else:
        pairs.sort(key=lambda pair: (-pair[1], str(pair[0])))
    named = pairs[:NAMED]
    if kind in _NAMES:
        names = dict(map(tuple, conn.execute(_NAMES[kind], (_json([row for row, _ in named]),))))
        named = [(names[row], count) for row, count in named if row in names]
    merged: Counter[str] = Counter()  # two people of one name are one filter
    for value, count in named:
        merged[str(value)] += count
    return Facet(kind=kind, values=tuple(merged.items()), left_out=len(pairs) - len(named))


def _as_filtered(
    pairs: Iterable[tuple[object, int]], *, with_regions: bool
) -> list[tuple[object, int]]:
    """Return counts as the filters take them: whatever the case, and a language with its regions.

    Of several spellings the one used most is shown.
    """
    spelt: dict[bytes, str] = {}
    counts: Counter[bytes] = Counter()
    for value, count in sorted(pairs, key=lambda pair: (-pair[1], str(pair[0]))):
        key = str(value).encode().lower()  # as SQLite does: of ASCII alone
        spelt.setdefault(key, str(value))
        counts[key] += count
    sums = counts.copy()
    for key, count in counts.items() if with_regions else ():
        wider = key
        while b"-" in wider:
            wider = wider.rpartition(b"-")[0]
            if wider in spelt:
                sums[wider] += count
    return [(spelt[key], count) for key, count in sums.items()]


def _json(ids: Iterable[object]) -> str:
    return msgspec.json.encode(list(ids)).decode()
