"""Copying rows of one attached archive into another, whatever columns their tables have."""

import sqlite3
from collections.abc import Mapping


def copied_columns(conn: sqlite3.Connection, table: str) -> list[str]:
    """Return the names of a table's columns but for its id and what is generated."""
    rows = conn.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (table,))
    return [name for name, hidden in rows if name != "id" and not hidden]


def copy_rows(
    conn: sqlite3.Connection,
    table: str,
    where: str,
    *,
    mapped: Mapping[str, str] | None = None,
    fixed: Mapping[str, object] | None = None,
    later: tuple[str, ...] = (),
    order: str = "id",
    unless_there: bool = False,
) -> None:
    """Insert rows of `source.table` into `main.table` with new ids, in the order of the old.

    Args:
        conn: Holds both archives and the maps of ids.
        table: One of an archive's; all names given here are written in this package.
        where: A condition on the row `old`.
        mapped: Columns that hold an id, and the table whose map translates it.
        fixed: Columns that get a value of ours.
        later: Columns that are left NULL.
        order: The column to go by.
        unless_there: Leave out a row that is there under the same key.
    """
    mapped, fixed = mapped or {}, fixed or {}
    columns = [name for name in copied_columns(conn, table) if name not in later]
    values = []
    for name in columns:
        source = f"old.{name}"
        if name in mapped:
            of = f"temp.map_{mapped[name]}"
            source = f"(SELECT m.new FROM {of} AS m WHERE m.old = old.{name})"  # noqa: S608
        values.append("?" if name in fixed else source)
    verb = "INSERT OR IGNORE" if unless_there else "INSERT"
    conn.execute(
        f"{verb} INTO main.{table} ({', '.join(columns)}) SELECT {', '.join(values)}"  # noqa: S608
        f" FROM source.{table} AS old WHERE {where} ORDER BY old.{order}",
        tuple(fixed[name] for name in columns if name in fixed),
    )
