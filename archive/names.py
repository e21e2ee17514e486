"""Experts, outlets and tags: one row for each, however their names are spelt in passing."""

import sqlite3
import unicodedata

from archive.addresses import url_key
from scraper.records import Expert


def name_key(name: str) -> str:
    """Return what spellings of one name share: composed accents, single spaces, folded case."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


# The same experts, tags and outlets come back all the time; past this many, asking again is fine.
REMEMBERED_NAMES = 10_000


class Names:
    """Finds or makes the row of a name, over one connection, inside a transaction only.

    It remembers what it found, so it must not outlive a transaction that was rolled back.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._known: dict[tuple[str, str | Expert], int] = {}

    def outlet(self, name: str) -> int:
        """Return the id of a quoted source."""
        return self._remembered("outlets", name)

    def tag(self, name: str) -> int:
        """Return the id of a tag."""
        return self._remembered("tags", name)

    def expert(self, expert: Expert) -> int:
        """Return the id of an expert: one row for each name and address.

        A page that names somebody without an address means the one known by that name; an
        address that comes later is added to the row that had none.
        """
        who = Expert(name=expert.name, url=expert.url)
        known = self._known.get(("experts", who))
        if known is None:
            known = self._remember("experts", who, self._expert(expert))
        return known

    def _expert(self, expert: Expert) -> int:
        key = name_key(expert.name)
        rows = self._conn.execute(
            "SELECT url_key, id FROM experts WHERE name_key = ? ORDER BY id", (key,)
        ).fetchall()
        if expert.url is None and rows:
            return int(rows[0][1])
        address = ""
        if expert.url is not None:
            address = url_key(expert.url)
        known = dict(rows)
        if address in known:
            return int(known[address])
        if "" in known:
            self._conn.execute(
                "UPDATE experts SET url = ?, url_key = ? WHERE id = ?",
                (expert.url, address, known[""]),
            )
            return int(known[""])
        cursor = self._conn.execute(
            "INSERT INTO experts (name, url, name_key, url_key) VALUES (?, ?, ?, ?)",
            (expert.name, expert.url, key, address),
        )
        return int(cursor.lastrowid or 0)

    def _remembered(self, table: str, name: str) -> int:
        known = self._known.get((table, name))
        return known or self._remember(table, name, self._named(table, name))

    def _remember(self, table: str, name: str | Expert, row: int) -> int:
        if len(self._known) >= REMEMBERED_NAMES:
            self._known.clear()
        self._known[table, name] = row
        return row

    def _named(self, table: str, name: str) -> int:
        key = name_key(name)
        # The table's name is one of two written above.
        row = self._conn.execute(f"SELECT id FROM {table} WHERE name_key = ?", (key,)).fetchone()  # noqa: S608
        if row is not None:
            return int(row[0])
        cursor = self._conn.execute(
            f"INSERT INTO {table} (name, name_key) VALUES (?, ?)",  # noqa: S608
            (name, key),
        )
        return int(cursor.lastrowid or 0)
