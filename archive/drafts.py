"""What archives made before the first release may have otherwise, for one migration to put right.

Some migrations were still edited then. An archive that had run one kept what the draft made: crawls
of it failed for want of a column, and it could not be backed up, since `verify` compares all
definitions with those of a new archive.
"""

import sqlite3

from archive import checks
from archive.filters import FACETS
from archive.question_views import CHANGES
from archive.run_sites import RUNS_SITES
from archive.ways import WAY_VIEWS


def define_drafts_anew(conn: sqlite3.Connection) -> None:
    """Define as in a new archive what is defined otherwise; what is not costs nothing."""
    for name, sql in (*WAY_VIEWS.items(), ("changes", CHANGES)):
        conn.execute(f"DROP VIEW IF EXISTS {name}")
        conn.execute(sql)
    if _definition(conn, "articles_facets") != FACETS.strip():
        conn.execute("DROP INDEX IF EXISTS articles_facets")
        conn.execute(FACETS)
    if _definition(conn, "runs_sites") != RUNS_SITES[0].strip():
        _make_runs_sites(conn)
    _watch_anew(conn)


def _definition(conn: sqlite3.Connection, name: str) -> str | None:
    row = conn.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return row and str(row[0]).strip()


def _make_runs_sites(conn: sqlite3.Connection) -> None:
    """Make the table with its columns of now; renaming it would leave another definition."""
    conn.execute("CREATE TEMP TABLE kept AS SELECT * FROM runs_sites")
    conn.execute("DROP TABLE runs_sites")
    for statement in RUNS_SITES:
        conn.execute(statement)
    names = ", ".join(
        name for (name,) in conn.execute("SELECT name FROM pragma_table_info('kept')")
    )
    conn.execute(f"INSERT INTO runs_sites ({names}) SELECT {names} FROM temp.kept")  # noqa: S608
    conn.execute("DROP TABLE temp.kept")
    conn.execute("DELETE FROM checks WHERE table_name = 'runs_sites'")  # columns moved


def _watch_anew(conn: sqlite3.Connection) -> None:
    """Watch the tables that are watched in a new archive, and no other."""
    watched = (*checks.WATCHED, "settings")
    rows = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'checks_*'"
    )
    for (name,) in rows.fetchall():
        conn.execute(f"DROP TRIGGER {name}")
    checks.watch(conn, watched)
    for table in ("checks", "checks_due"):
        conn.execute(
            f"DELETE FROM {table} WHERE table_name NOT IN ({', '.join('?' * len(watched))})",  # noqa: S608
            watched,
        )
