"""A site that stops is told from one that rests."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from archive.silence import judge_silence
from tests.archive_support import Crawler, article, at, new_archive

TODAY = date(2026, 3, 1)


def days(*gaps: int, last: int) -> list[str]:
    """Return days of publication with these gaps, the last so many days ago."""
    day = TODAY - timedelta(days=last)
    found = [day]
    for gap in reversed(gaps):
        day -= timedelta(days=gap)
        found.append(day)
    return [each.isoformat() for each in reversed(found)]


@pytest.mark.parametrize(
    ("published", "is_silent"),
    [
        (days(*[3] * 20, last=31), True),
        (days(*[3] * 20, last=30), False),  # nobody is silent after a month of holiday
        (days(*[3] * 10, 40, *[3] * 10, last=75), False),  # it was as quiet before
        (days(*[3] * 10, 40, *[3] * 10, last=81), True),
        (days(*[3] * 8, last=300), False),  # too little to know a habit by
        ([*days(*[3] * 20, last=31), "2026-99-99"], True),
        ([], False),
    ],
)
def test_silence_is_longer_than_any_pause_before(published: list[str], is_silent: bool) -> None:
    assert (judge_silence(published, TODAY) is not None) is is_silent


def test_a_silent_site_is_an_alert_and_what_is_dated_ahead_breaks_no_silence(
    tmp_path: Path,
) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        for number, day in enumerate([*days(*[2] * 12, last=90), "2031-01-01"]):
            crawler.read(f"/{number}/", article(f"/{number}/", published=day))
        archive.finish_run(crawler.run_id, at(1), "done")

        status = archive.status(now=at(2))

    assert status.alerts == (
        "institute.example: nothing published after 2025-12-01 was found;"
        " the longest pause before was 2 days",
    )
