"""The parts a report is made of: facts for a program, and the same as a table for a person."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.run_facts import RunFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a section is made from: the archive, the run, and how many rows to show."""

    conn: sqlite3.Connection
    run: RunFacts
    limit: int

    def count(self, sql: str) -> int:
        """Return the number that a query with the run's id as its only value gives."""
        return int(self.conn.execute(sql, (self.run.id,)).fetchone()[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a report.

    `name` is its key in JSON and `facts` what stands there: records, in the order of `rows`.
    `total` counts what there is where `facts` holds only the first. A section without facts is
    told in one line with `empty`, or left out of what people read where that is empty.
    """

    name: str
    title: str
    facts: tuple[Any, ...]
    total: int
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = ""
