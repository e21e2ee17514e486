"""Several attempts at one page."""

import asyncio

import pytest

from scraper.errors import FetchFailed
from scraper.fetch import Fetcher
from scraper.guard import Guard
from scraper.pace import Pace
from scraper.retry import MAX_ATTEMPTS, Attempted, GaveUp, get_patiently
from tests.support import FakeClock, Reply, Request, Server

DROP = Reply(raw=b"")
OK = Reply(body=b"<html>")


def ask(*replies: Reply) -> tuple[Attempted | FetchFailed, FakeClock, int]:
    clock = FakeClock()
    script = iter(replies)
    pace = Pace(clock=clock, delay_seconds=0)

    def answer(_request: Request) -> Reply:
        return next(script)

    async def run() -> tuple[Attempted | FetchFailed, FakeClock, int]:
        async with (
            Server(answer) as server,
            Fetcher(user_agent="x", guard=Guard(allow_private=True), clock=clock) as fetcher,
        ):
            try:
                got = await get_patiently(fetcher, f"{server.url}/", pace=pace, clock=clock)
            except FetchFailed as error:
                return error, clock, len(server.requests)
            return got, clock, len(server.requests)

    return asyncio.run(run())


def test_a_first_answer_is_taken() -> None:
    got, clock, _ = ask(OK)

    assert isinstance(got, Attempted)
    assert got.attempts == 1
    assert clock.slept == []


def test_a_dropped_line_and_a_server_error_are_tried_again() -> None:
    got, clock, requests = ask(DROP, Reply(status=500), OK)

    assert isinstance(got, Attempted)
    assert (got.answer.status, requests) == (200, 3)
    assert clock.slept[0] > 0


def test_the_last_server_error_is_handed_back() -> None:
    got, _, requests = ask(*[Reply(status=502)] * 9)

    assert isinstance(got, Attempted)
    assert (got.answer.status, got.attempts, requests) == (502, MAX_ATTEMPTS, MAX_ATTEMPTS)


def test_no_answer_after_all_attempts_says_how_many() -> None:
    got, _, _ = ask(*[DROP] * 9)

    assert isinstance(got, GaveUp)
    assert (got.reason, got.attempts) == ("cut", MAX_ATTEMPTS)


def test_a_client_error_is_final() -> None:
    got, _, requests = ask(Reply(status=403), OK)

    assert isinstance(got, Attempted)
    assert (got.answer.status, requests) == (403, 1)


def test_retry_after_is_waited_for() -> None:
    got, clock, _ = ask(Reply(status=503, headers={"Retry-After": "40"}), OK)

    assert isinstance(got, Attempted)
    assert got.answer.status == 200
    assert sum(clock.slept) == pytest.approx(40)


def test_a_pause_too_long_for_a_run_is_not_waited_for() -> None:
    got, clock, requests = ask(Reply(status=429, headers={"Retry-After": "7200"}), OK)

    assert isinstance(got, Attempted)
    assert (got.answer.status, requests) == (429, 1)
    assert clock.slept == []
