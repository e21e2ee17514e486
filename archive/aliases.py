"""Names that stand for one expert or outlet, as data; and making rows one that prove to be one."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from archive.errors import BadAlias
from archive.folding import outlet_key, person_key
from archive.scrub import scrub

KINDS = ("expert", "outlet")

TABLES = (
    """
    CREATE TABLE aliases (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('expert', 'outlet')),
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        target TEXT NOT NULL,
        target_key TEXT NOT NULL,
        UNIQUE (kind, name_key),
        CHECK (name_key <> target_key)
    ) STRICT
    """,
    "CREATE INDEX aliases_target ON aliases (kind, target_key)",
    "CREATE INDEX experts_url ON experts (url_key) WHERE url_key <> ''",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name and the one it stands for; `kind` is `expert` or `outlet`."""

    kind: str
    name: str
    target: str


def fold_names(conn: sqlite3.Connection) -> None:
    """Give all names of experts and outlets the keys of now, and make rows one that share them."""
    outlets: dict[str, int] = {}
    for row_id, name in conn.execute("SELECT id, name FROM outlets ORDER BY id").fetchall():
        first = outlets.setdefault(outlet_key(name), row_id)
        if first != row_id:
            _merge_outlets(conn, row_id, first)
    # Out of the way first: one's new key may be another's old one.
    conn.execute("UPDATE outlets SET name_key = 'row ' || id")
    conn.executemany("UPDATE outlets SET name_key = ? WHERE id = ?", list(outlets.items()))
    people: dict[str, int] = {}  # the first row of each name
    known: dict[tuple[str, str], int] = {}
    at_address: dict[tuple[str, str], int] = {}  # by family name
    # Those with an address first: who is named without one is the first known by that name.
    sql = "SELECT id, name, url_key FROM experts ORDER BY url_key = '', id"
    keys: dict[int, str] = {}
    for row_id, name, address in conn.execute(sql).fetchall():
        key = person_key(name)
        family = (address, key.split()[-1])
        kept = known.get((key, address)) or (at_address.get(family) if address else people.get(key))
        if kept is not None:
            _merge_experts(conn, row_id, kept)
            continue
        keys[row_id] = key
        people.setdefault(key, row_id)
        known[key, address] = row_id
        at_address.setdefault(family, row_id)
    conn.execute("UPDATE experts SET name_key = 'row ' || id")
    conn.executemany(
        "UPDATE experts SET name_key = ? WHERE id = ?", [(key, row) for row, key in keys.items()]
    )


def add_alias(conn: sqlite3.Connection, kind: str, name: str, target: str) -> int:
    """Let a name stand for another; return how many rows became one. Inside a transaction only.

    A target that is an alias itself stands for its own target; what stood for the name stands for
    the target too, so that there are no chains. Rows of all these become one, links and all.

    Raises:
        BadAlias: The names are one already, by rule or by aliases, or one of them is
            empty or no Unicode.
    """
    key_of: Callable[[str], str] = person_key if kind == "expert" else outlet_key
    if (name, target) != scrub((name, target)):
        raise BadAlias("a name is not UTF-8")
    name, target = " ".join(name.split()), " ".join(target.split())
    key, target_key = key_of(name), key_of(target)
    known = conn.execute(
        "SELECT target, target_key FROM aliases WHERE kind = ? AND name_key = ?", (kind, target_key)
    ).fetchone()
    target, target_key = known or (target, target_key)
    if not key or not target_key:
        raise BadAlias("a name is empty")
    if key == target_key:
        raise BadAlias(f"{name} and {target} are one {kind} already")
    conn.execute(
        "UPDATE aliases SET target = ?, target_key = ? WHERE kind = ? AND target_key = ?",
        (target, target_key, kind, key),
    )
    conn.execute(
        "INSERT INTO aliases (kind, name, name_key, target, target_key) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (kind, name_key) DO UPDATE"
        " SET target = excluded.target, target_key = excluded.target_key",
        (kind, name, key, target, target_key),
    )
    return _make_one(conn, kind, key, target, target_key)


def take_aliases(conn: sqlite3.Connection, aliases: Iterable[tuple[str, str, str]]) -> None:
    """Add another archive's aliases as (kind, name, target). Inside a transaction only.

    A name that stands for another one here already goes on to do so.
    """
    here = {
        (kind, key) for kind, key in conn.execute("SELECT kind, name_key FROM aliases").fetchall()
    }
    for kind, name, target in aliases:
        key = person_key(name) if kind == "expert" else outlet_key(name)
        if (kind, key) not in here:
            with suppress(BadAlias):  # what is said here makes the two one, the other way round
                add_alias(conn, kind, name, target)


def remove_alias(conn: sqlite3.Connection, kind: str, name: str) -> None:
    """Let a name stand for itself again in what is read from now on.

    Raises:
        BadAlias: It stands for no other name.
    """
    name = scrub(name)
    key = person_key(name) if kind == "expert" else outlet_key(name)
    sql = "DELETE FROM aliases WHERE kind = ? AND name_key = ?"
    if not conn.execute(sql, (kind, key)).rowcount:
        raise BadAlias(f"{name} stands for no other {kind}")


def read_aliases(conn: sqlite3.Connection) -> list[Alias]:
    """Return the aliases, by kind and by what they stand for."""
    rows = conn.execute("SELECT kind, name, target FROM aliases ORDER BY kind, target_key, name")
    return [Alias(kind=kind, name=name, target=target) for kind, name, target in rows]


def _make_one(conn: sqlite3.Connection, kind: str, key: str, target: str, target_key: str) -> int:
    """Make the rows of two names one, under the target's name; return how many went."""
    table, merge = ("experts", _merge_experts) if kind == "expert" else ("outlets", _merge_outlets)
    # The table's name is one of two written above.
    rows = conn.execute(
        f"SELECT id FROM {table} WHERE name_key IN (?1, ?2) ORDER BY name_key = ?2 DESC, id",  # noqa: S608
        (key, target_key),
    ).fetchall()
    if not rows:
        return 0
    (kept,), *others = rows
    # Of experts with the target's own name those at other addresses stay: they are others.
    gone = 0
    for (other,) in others:
        sql = f"SELECT name_key FROM {table} WHERE id = ?"  # noqa: S608
        if conn.execute(sql, (other,)).fetchone()[0] == key:
            merge(conn, other, kept)
            gone += 1
    conn.execute(
        f"UPDATE {table} SET name = ?, name_key = ? WHERE id = ?",  # noqa: S608
        (target, target_key, kept),
    )
    return gone


def _merge_experts(conn: sqlite3.Connection, gone: int, kept: int) -> None:
    conn.execute(
        "UPDATE OR IGNORE articles_experts SET expert_id = ? WHERE expert_id = ?", (kept, gone)
    )
    conn.execute("DELETE FROM articles_experts WHERE expert_id = ?", (gone,))
    url, address = conn.execute("SELECT url, url_key FROM experts WHERE id = ?", (gone,)).fetchone()
    conn.execute("DELETE FROM experts WHERE id = ?", (gone,))
    conn.execute(
        "UPDATE experts SET url = ?, url_key = ? WHERE id = ? AND url IS NULL", (url, address, kept)
    )


def _merge_outlets(conn: sqlite3.Connection, gone: int, kept: int) -> None:
    conn.execute("UPDATE articles SET outlet_id = ? WHERE outlet_id = ?", (kept, gone))
    conn.execute("DELETE FROM outlets WHERE id = ?", (gone,))
