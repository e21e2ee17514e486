"""Experts, outlets and tags: one row for each, however their names are spelt in passing.

`folding` tells which spellings are one by rule, the table `aliases` which are by the user's word.
"""

import sqlite3
import unicodedata

from archive.addresses import url_key
from archive.folding import outlet_key, person_key
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
        known = self._known.get(("outlets", name))
        if known is None:
            name_now, key = self._by_alias("outlet", name, outlet_key(name))
            known = self._remember("outlets", name, self._row("outlets", name_now, key))
        return known

    def tag(self, name: str) -> int:
        """Return the id of a tag."""
        known = self._known.get(("tags", name))
        return known or self._remember("tags", name, self._row("tags", name, name_key(name)))

    def expert(self, expert: Expert) -> int:
        """Return the id of an expert: one row for each name and address.

        A page that names somebody without an address means the one known by that name; an
        address that comes later is added to the row that had none. The page of an expert is one
        person's where the family name is the same too: lists of a whole team are linked as well.
        A name that the user gave as another one's alias is that one, at whatever address.
        """
        who = Expert(name=expert.name, url=expert.url)
        known = self._known.get(("experts", who))
        if known is None:
            known = self._remember("experts", who, self._expert(expert))
        return known

    def _expert(self, expert: Expert) -> int:
        plain_key = person_key(expert.name)
        name, key = self._by_alias("expert", expert.name, plain_key)
        rows = self._conn.execute(
            "SELECT url_key, id FROM experts WHERE name_key = ? ORDER BY id", (key,)
        ).fetchall()
        if rows and (expert.url is None or key != plain_key):
            return int(rows[0][1])
        address = ""
        if expert.url is not None:
            address = url_key(expert.url)
        known = dict(rows)
        if address in known:
            return int(known[address])
        if address and (same := self._at_address(address, key)) is not None:
            return same
        if "" in known:
            self._conn.execute(
                "UPDATE experts SET url = ?, url_key = ? WHERE id = ?",
                (expert.url, address, known[""]),
            )
            return int(known[""])
        cursor = self._conn.execute(
            "INSERT INTO experts (name, url, name_key, url_key) VALUES (?, ?, ?, ?)",
            (name, expert.url, key, address),
        )
        return int(cursor.lastrowid or 0)

    def _at_address(self, address: str, key: str) -> int | None:
        """Return the expert of this page who has the same family name, or None."""
        family = key.split()[-1:]
        rows = self._conn.execute(
            "SELECT id, name_key FROM experts WHERE url_key = ? ORDER BY id", (address,)
        )
        return next((row for row, name in rows if name.split()[-1:] == family), None)

    def _by_alias(self, kind: str, name: str, key: str) -> tuple[str, str]:
        """Return the name, with its key, that the user says is meant."""
        row: tuple[str, str] | None = self._conn.execute(
            "SELECT target, target_key FROM aliases WHERE kind = ? AND name_key = ?", (kind, key)
        ).fetchone()
        return row or (name, key)

    def _remember(self, table: str, name: str | Expert, row: int) -> int:
        if len(self._known) >= REMEMBERED_NAMES:
            self._known.clear()
        self._known[table, name] = row
        return row

    def _row(self, table: str, name: str, key: str) -> int:
        # The table's name is one of two written above.
        row = self._conn.execute(f"SELECT id FROM {table} WHERE name_key = ?", (key,)).fetchone()  # noqa: S608
        if row is not None:
            return int(row[0])
        cursor = self._conn.execute(
            f"INSERT INTO {table} (name, name_key) VALUES (?, ?)",  # noqa: S608
            (name, key),
        )
        return int(cursor.lastrowid or 0)
