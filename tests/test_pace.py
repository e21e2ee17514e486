"""One polite line per host."""

import asyncio
from datetime import timedelta
from email.utils import format_datetime

import pytest

from scraper.pace import LONGEST_PAUSE_SECONDS, Pace, retry_after_seconds
from tests.support import START, FakeClock


async def starts(pace: Pace, clock: FakeClock, count: int) -> list[float]:
    moments: list[float] = []

    async def take() -> None:
        await pace.turn()
        moments.append(clock.monotonic())

    await asyncio.gather(*(take() for _ in range(count)))
    return [round(moment - moments[0], 3) for moment in moments]


def test_starts_are_apart_by_the_delay_even_when_asked_at_once() -> None:
    clock = FakeClock()
    pace = Pace(clock=clock, delay_seconds=2)

    assert asyncio.run(starts(pace, clock, 4)) == [0, 2, 4, 6]


def test_without_delay_nothing_waits() -> None:
    clock = FakeClock()
    pace = Pace(clock=clock, delay_seconds=0)

    assert asyncio.run(starts(pace, clock, 50)) == [0] * 50
    assert clock.slept == []


def test_time_that_passed_anyway_is_not_waited_again() -> None:
    clock = FakeClock()
    pace = Pace(clock=clock, delay_seconds=2)
    asyncio.run(pace.turn())
    clock.advance(1.5)

    asyncio.run(pace.turn())

    assert clock.slept == [0.5]


def test_a_push_back_pauses_the_host_and_doubles_its_delay() -> None:
    clock = FakeClock()
    pace = Pace(clock=clock, delay_seconds=1)

    pace.pushed_back(30)
    asyncio.run(pace.turn())

    assert clock.slept == [30]
    assert pace.delay_seconds == 2


def test_a_push_back_without_delay_makes_one() -> None:
    pace = Pace(clock=FakeClock(), delay_seconds=0)

    pace.pushed_back(None)

    assert pace.delay_seconds > 0


def test_successes_bring_the_delay_back() -> None:
    pace = Pace(clock=FakeClock(), delay_seconds=0)
    for _ in range(3):
        pace.pushed_back(None)

    for _ in range(40):
        pace.succeeded()

    assert pace.delay_seconds == 0


def test_a_crawl_delay_raises_the_delay_and_never_lowers_it() -> None:
    pace = Pace(clock=FakeClock(), delay_seconds=2)

    pace.at_least(5)
    pace.at_least(1)

    assert pace.delay_seconds == 5


def test_a_pause_no_run_sits_out_is_told() -> None:
    pace = Pace(clock=FakeClock(), delay_seconds=0)

    pace.pushed_back(LONGEST_PAUSE_SECONDS + 1)

    assert pace.waits_too_long


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        (format_datetime(START + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(START - timedelta(seconds=90), usegmt=True), 0),
        ("soon", None),
        ("", None),
        (None, None),
        ("-5", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, START) == seconds
