"""The state of an archive as a person reads it."""

import os
from pathlib import Path

import pytest

from archive.describe_status import ago, describe_status
from archive.lock import Holder
from scraper.outcomes import Failed
from tests.archive_support import T0, Crawler, at, new_archive


def test_what_ran_what_is_broken_and_what_is_next_come_first(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        first = Crawler(archive)
        first.read("/a/", due_at=at(60 * 30))
        archive.finish_run(first.run_id, at(2), "done")
        second = Crawler(archive, at(60))
        page = second.page("/b/", at(61))
        failure = Failed(page=page, at=at(61), reason="timeout", detail="10 s", due_at=at(300))
        archive.record(second.run_id, [failure])
        archive.finish_run(second.run_id, at(62), "done")

        told = describe_status(
            archive.status(now=at(120)), now=at(120), schedule="every 6h by cron"
        )

    assert told.splitlines()[:7] == [
        "run 2     1 hour ago, took 0:02:00: did not work: 0 new, 0 changed, 0 gone;"
        " 1 of 1 pages failed",
        "run 1     2 hours ago, took 0:02:00: worked: 1 new, 0 changed, 0 gone",
        "alert     institute.example: nothing answered in the last run"
        " (since 2026-03-01T13:00:00.000000Z); it last answered 2026-03-01T12:00:00.000000Z",
        "failing   institute.example: timeout, 1 page, e.g. https://institute.example/b/ (10 s)",
        "next      0 pages due now on 0 sites, 1 more within a day;"
        " the first of those to come in 3 hours",
        "schedule  every 6h by cron",
        "sites     1 down",
    ]


@pytest.mark.parametrize(
    ("is_alive", "says"), [(True, "goes on as process"), (False, "killed; the next run goes on")]
)
def test_a_run_that_goes_on_is_told_from_one_that_was_killed(
    tmp_path: Path, is_alive: bool, says: str
) -> None:
    with new_archive(tmp_path) as archive:
        run = Crawler(archive)
        no_such_process = 2**22 + 1  # the kernel's own limit, and one more
        pid = os.getpid() if is_alive else no_such_process
        holder = Holder(pid=pid, since="now", run_id=run.run_id)

        told = describe_status(archive.status(now=at(1)), now=at(1), holder=holder)

    assert says in told


def test_an_archive_without_runs_says_so(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        told = describe_status(archive.status(now=T0), now=T0)

    assert told.startswith("nothing was crawled into this archive yet\n")


def test_times_are_told_as_so_long_ago() -> None:
    told = [
        ago(f"2026-03-01T{time}:00.000000Z", T0) for time in ("11:00", "11:59", "12:00", "13:30")
    ]

    assert told == ["1 hour ago", "1 minute ago", "just now", "in 1 hour"]
