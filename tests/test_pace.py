"""One polite line per host."""

import asyncio
from datetime import timedelta
from email.utils import format_datetime

import pytest

from scraper.pace import LONGEST_PAUSE_SECONDS, SLOW_ANSWER_SECONDS, Pace, retry_after_seconds
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


def delay_after(answers: list[float], delay_seconds: float) -> float:
    pace = Pace(clock=FakeClock(), delay_seconds=delay_seconds)
    for seconds in answers:
        pace.succeeded(seconds)
    return pace.delay_seconds


def test_a_host_that_takes_its_time_is_left_alone_twice_as_long() -> None:
    assert delay_after([3.0] * 5, 1) == 6


def test_a_host_that_answers_soon_is_asked_as_often_as_was_said() -> None:
    assert delay_after([0.1] * 5, 1) == 1


def test_the_time_of_answers_follows_both_ways_and_has_an_end() -> None:
    assert delay_after([3.0] * 5 + [0.2] * 40, 1) == 1
    assert delay_after([9.9] * 5 + [3.0] * 40, 1) == pytest.approx(6, abs=0.1)
    assert delay_after([9.99] * 9, 1) == pytest.approx(19.98)
    assert delay_after([25.0] * 9, 1) >= 30


def test_without_delay_the_time_of_answers_adds_none() -> None:
    assert delay_after([5.0] * 9, 0) == 0


def test_a_slow_answer_doubles_the_delay() -> None:
    assert delay_after([SLOW_ANSWER_SECONDS + 1], 25) == 50


def refused(pace: Pace, times: int, *, for_rate: bool = True) -> None:
    for _ in range(times):
        pace.pushed_back(0, for_rate=for_rate)
        for _ in range(15):
            pace.succeeded(0.0)


def test_refusals_for_the_rate_leave_a_least_delay_behind() -> None:
    pace = Pace(clock=FakeClock(), delay_seconds=1)

    refused(pace, 4)

    assert 1 < pace.learnt_seconds <= 8
    assert pace.delay_seconds == pace.learnt_seconds


def test_an_overloaded_host_is_not_taken_for_one_that_limits() -> None:
    pace = Pace(clock=FakeClock(), delay_seconds=1)

    refused(pace, 4, for_rate=False)

    assert pace.learnt_seconds == 0


def test_a_least_delay_is_tried_faster_after_many_answers() -> None:
    pace = Pace(clock=FakeClock(), delay_seconds=1)
    refused(pace, 4)

    for _ in range(1200):
        pace.succeeded(0.0)

    assert (pace.learnt_seconds, pace.delay_seconds) == (0, 1)


def test_what_was_learnt_is_forgotten_by_half_a_day() -> None:
    def start(days: float) -> float:
        pace = Pace(clock=FakeClock(), delay_seconds=1)
        pace.remember(8, timedelta(days=days))
        return pace.delay_seconds

    assert [start(days) for days in (0, 1, 2, 3, 30)] == [8, 4, 2, 1, 1]
    assert start(-400) == 8  # a clock that was set back


def test_requests_refused_together_count_once() -> None:
    pace = Pace(clock=FakeClock(), delay_seconds=1)

    for _ in range(4):
        pace.pushed_back(5)

    assert pace.delay_seconds == 2


def test_a_delay_ends_somewhere_sooner_where_none_was_asked_for() -> None:
    slowest = []
    for delay_seconds in (0, 1):
        pace = Pace(clock=FakeClock(), delay_seconds=delay_seconds)
        for _ in range(20):
            pace.pushed_back(0)
        slowest.append(pace.delay_seconds)

    assert slowest == [5, 60]
