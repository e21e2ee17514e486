"""What an archive remembers of its hosts and its operator."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from archive.describe import describe_run
from archive.schema import MIGRATIONS
from archive.store import Archive
from scraper.outcomes import Failed, Skipped
from scraper.records import HostDelay, RobotsRecord
from tests.archive_support import HOST, T0, Crawler, at, make_archive, new_archive


def test_a_failure_beside_the_copy_from_before_is_kept(archive: Archive) -> None:
    record = RobotsRecord(host=HOST, fetched_at=at(1), status=200, body="User-agent: *\n")
    failed = replace(record, failed_at=at(5), retry_at=at(9))

    archive.frontier.put_robots(failed)
    assert archive.frontier.robots(HOST) == failed

    archive.frontier.put_robots(record)
    assert archive.frontier.robots(HOST) == record


def test_a_delay_is_kept_over_runs_and_forgotten_when_it_is_gone(tmp_path: Path) -> None:
    delay = HostDelay(host=HOST, seconds=4.5, learnt_at=at(3))
    with new_archive(tmp_path) as archive:
        assert archive.frontier.delay(HOST) is None
        archive.frontier.put_delay(delay)
    with new_archive(tmp_path) as archive:
        assert archive.frontier.delay(HOST) == delay
        archive.frontier.put_delay(replace(delay, seconds=0))
        assert archive.frontier.delay(HOST) is None
        assert archive.rows("SELECT delay_seconds, delay_learnt_at FROM sites") == [(None, None)]


def test_a_contact_is_kept_and_replaced(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        assert archive.contact() is None
        archive.keep_contact("old@example.org")
        archive.keep_contact("")
    with new_archive(tmp_path) as archive:
        assert archive.contact() == ""


def test_an_archive_of_an_earlier_version_gets_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with make_archive(path) as archive:
        archive.frontier.put_robots(RobotsRecord(host=HOST, fetched_at=T0, status=404, body=None))
    with closing(sqlite3.connect(path)) as db, db:
        for column in ("robots_failed_at", "robots_retry_at", "delay_learnt_at"):
            db.execute(f"ALTER TABLE sites DROP COLUMN {column}")
        db.execute("DROP TABLE settings")
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'remember_manners'")

    with Archive.open(path) as archive:
        archive.keep_contact("me@example.org")

        assert archive.frontier.robots(HOST) is not None
        assert not MIGRATIONS.pending(archive._db)


def test_a_trap_is_told_once_a_run_and_counted_in_the_report(archive: Archive) -> None:
    crawler = Crawler(archive)
    trapped = [
        Skipped(
            page=crawler.page(f"/calendar/2026/{month:02}/"),
            at=T0,
            reason="trap",
            detail="5 pages of this shape held nothing new",
            trap="/calendar/0/0",
        )
        for month in range(1, 4)
    ]

    tally = archive.record(crawler.run_id, trapped[:2]) + archive.record(
        crawler.run_id, trapped[2:]
    )

    assert tally.traps == {f"{HOST}: /calendar/0/0": 3}
    assert f"trap     {HOST}: /calendar/0/0, 3 pages left alone" in describe_run(
        tally, 0, seconds=1
    )
    assert crawler.all("SELECT url, detail FROM events WHERE kind = 'trap'") == [
        (
            trapped[0].page.url,
            f"{HOST}: /calendar/0/0: 5 pages of this shape held nothing new",
        )
    ]


def test_what_a_server_said_becomes_one_harmless_line(archive: Archive) -> None:
    crawler = Crawler(archive)
    failure = Failed(
        page=crawler.page("/a/"), at=T0, reason="protocol", detail="bad\r\nERROR \x1b[31m\u202eline"
    )

    archive.record(crawler.run_id, [failure])

    assert crawler.one("SELECT detail FROM events") == "bad ERROR \\x1b[31m\\u202eline"
