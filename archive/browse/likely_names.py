"""Names that somebody may have meant who typed one that is none here."""

import sqlite3
from difflib import get_close_matches

MOST = 3
# Comparing takes a hundredth of a millisecond a name; past this many only parts of names count.
COMPARED = 5000

_TABLES = {
    "site": ("sites", "host", "host"),
    "expert": ("experts", "name", "name_key"),
    "outlet": ("outlets", "name", "name_key"),
    "tag": ("tags", "name", "name_key"),
}


def names_like(conn: sqlite3.Connection, kind: str, name: str) -> list[str]:
    """Return the names of this kind that hold a name, or are spelt nearly as it is."""
    table, column, key = _TABLES[kind]
    wanted = " ".join(name.casefold().split())
    holding = conn.execute(
        f"SELECT {column} FROM {table} WHERE instr({key}, ?) ORDER BY length({key}), {key} LIMIT ?",  # noqa: S608
        (wanted, MOST),
    ).fetchall()
    if holding:
        return [row[0] for row in holding]
    rows = conn.execute(f"SELECT {key}, {column} FROM {table} LIMIT ?", (COMPARED + 1,)).fetchall()  # noqa: S608
    if len(rows) > COMPARED:
        return []
    by_key = {row[0]: row[1] for row in rows}
    return [by_key[found] for found in get_close_matches(wanted, by_key, n=MOST, cutoff=0.75)]
