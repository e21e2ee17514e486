"""What is remembered of how to behave: robots.txt, the delay a host taught, the operator's contact.

Reads and writes rows over one connection; transactions are the caller's.
"""

import sqlite3

from archive.scrub import scrub
from archive.sqlite_library import Database
from archive.times import from_text, from_text_or_none, to_text, to_text_or_none
from scraper.records import HostDelay, RobotsRecord

CONTACT = "contact"


def add_manners(db: Database) -> None:
    """Add what the crawl remembers of its hosts and its operator."""
    for statement in (
        "ALTER TABLE sites ADD COLUMN robots_failed_at TEXT",
        "ALTER TABLE sites ADD COLUMN robots_retry_at TEXT",
        "ALTER TABLE sites ADD COLUMN delay_learnt_at TEXT",
        "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    ):
        db.conn.execute(statement)


# By name alone there is no slice of rows to take a digest of.
NUMBER_SETTINGS = (
    "CREATE TABLE numbered"
    " (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, value TEXT NOT NULL) STRICT",
    "INSERT INTO numbered (name, value) SELECT name, value FROM settings",
    "DROP TABLE settings",
    "ALTER TABLE numbered RENAME TO settings",
)


def read_robots(conn: sqlite3.Connection, host: str) -> RobotsRecord | None:
    """Return the robots.txt kept for a host."""
    row = conn.execute(
        "SELECT robots_fetched_at, robots_status, robots, robots_failed_at, robots_retry_at"
        " FROM sites WHERE host = ?",
        (host,),
    ).fetchone()
    if row is None or row[0] is None:
        return None
    return RobotsRecord(
        host=host,
        fetched_at=from_text(row[0]),
        status=row[1],
        body=row[2],
        failed_at=from_text_or_none(row[3]),
        retry_at=from_text_or_none(row[4]),
    )


def write_robots(conn: sqlite3.Connection, site_id: int, record: RobotsRecord) -> None:
    """Keep a host's robots.txt."""
    conn.execute(
        "UPDATE sites SET robots = ?, robots_status = ?, robots_fetched_at = ?,"
        " robots_failed_at = ?, robots_retry_at = ? WHERE id = ?",
        (
            None if record.body is None else scrub(record.body),
            record.status,
            to_text(record.fetched_at),
            to_text_or_none(record.failed_at),
            to_text_or_none(record.retry_at),
            site_id,
        ),
    )


def read_delay(conn: sqlite3.Connection, host: str) -> HostDelay | None:
    """Return the delay a host taught."""
    row = conn.execute(
        "SELECT delay_seconds, delay_learnt_at FROM sites WHERE host = ?", (host,)
    ).fetchone()
    if row is None or row[0] is None or row[1] is None:
        return None
    return HostDelay(host=host, seconds=row[0], learnt_at=from_text(row[1]))


def write_delay(conn: sqlite3.Connection, site_id: int, delay: HostDelay) -> None:
    """Keep the delay a host taught; 0 forgets it."""
    known = delay.seconds > 0
    conn.execute(
        "UPDATE sites SET delay_seconds = ?, delay_learnt_at = ? WHERE id = ?",
        (delay.seconds if known else None, to_text(delay.learnt_at) if known else None, site_id),
    )


def read_setting(conn: sqlite3.Connection, name: str) -> str | None:
    """Return a setting of this archive."""
    row = conn.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def write_setting(conn: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a setting of this archive."""
    conn.execute(
        "INSERT INTO settings (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
