"""When pages that could not be had are tried again."""

from datetime import timedelta

from scraper.schedule import retry_at
from tests.support import START


def test_failures_are_retried_later_and_later_up_to_a_week() -> None:
    waits = [retry_at(failures, now=START) - START for failures in range(12)]

    assert waits[0] == timedelta(hours=1)
    assert waits[1] == timedelta(hours=2)
    assert waits[-1] == timedelta(days=7)
