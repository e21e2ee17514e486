"""Several attempts at one page, each in the host's turn. tenacity counts, the pace waits."""

import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

from scraper.clock import Clock
from scraper.errors import FetchFailed
from scraper.fetch import Answer, Fetcher
from scraper.in_hand import Intake
from scraper.pace import Pace, retry_after_seconds
from scraper.reasons import is_passing

MAX_ATTEMPTS = 4
_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 20.0
# A name that does not exist, a bad certificate or an odd encoding will not differ in a second. A
# name that could not be looked up may. A body that trickles in holds a place for long each time.
_FINAL_REASONS = frozenset({"dns", "tls", "encoding", "protocol", "too-slow"})
_TOO_SLOW = frozenset({"timeout", "too-slow"})


class _TryAgain(Exception):
    """An attempt that another may mend; holds what it brought."""

    def __init__(self, answer: Answer | None, error: FetchFailed | None) -> None:
        self.answer = answer
        self.error = error


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempted:
    """What the last attempt brought, and how many there were."""

    answer: Answer
    attempts: int


class GaveUp(FetchFailed):
    """No usable answer after all attempts; `attempts` says how many."""

    def __init__(self, error: FetchFailed, attempts: int) -> None:
        super().__init__(error.url, error.reason, error.detail)
        self.attempts = attempts


async def get_patiently(
    fetcher: Fetcher,
    url: str,
    *,
    pace: Pace,
    clock: Clock,
    etag: str | None = None,
    last_modified: str | None = None,
    any_type: bool = False,
    first_bytes: int | None = None,
    cookie: str | None = None,
    intake: Intake | None = None,
) -> Attempted:
    """Ask up to four times, with growing waits, while the answer is 5xx, 429 or none at all.

    The last answer is returned even when it is a 5xx or 429. Every 429 and 503 slows the host
    down; when it asks for a longer pause than a run sits out, there is no further attempt.

    Raises:
        GaveUp: The last attempt brought no answer.
        ScraperError: As `Fetcher.get`, for what another attempt cannot mend.
    """

    def ask() -> Awaitable[Answer]:
        return fetcher.get(
            url,
            etag=etag,
            last_modified=last_modified,
            any_type=any_type,
            first_bytes=first_bytes,
            cookie=cookie,
            intake=intake,
        )

    async def attempt() -> Answer:
        try:
            return await _attempt(ask, pace, clock)
        except _TryAgain:
            if intake is not None:
                intake.end()
            raise

    try:
        # Nearly every page answers at once: tenacity is called for those that do not.
        return Attempted(answer=await attempt(), attempts=1)
    except _TryAgain as failed:
        return await _attempt_again(url, attempt, failed, pace=pace, clock=clock)


async def _attempt_again(
    url: str,
    attempt: Callable[[], Awaitable[Answer]],
    first: _TryAgain,
    *,
    pace: Pace,
    clock: Clock,
) -> Attempted:
    """Go on after an attempt that failed; it counts as the first of them."""
    waiting: list[_TryAgain] = [first]

    async def next_attempt() -> Answer:
        if waiting:
            raise waiting.pop()
        return await attempt()

    def is_enough(state: RetryCallState) -> bool:
        return stop_after_attempt(MAX_ATTEMPTS)(state) or pace.waits_too_long

    retrying = AsyncRetrying(
        stop=is_enough,
        wait=lambda state: _wait_seconds(url, state.attempt_number),
        retry=retry_if_exception_type(_TryAgain),
        sleep=clock.sleep,
        reraise=True,
    )
    try:
        answer: Answer | None = await retrying(next_attempt)
        error = None
    except _TryAgain as last:
        answer, error = last.answer, last.error
    attempts = retrying.statistics["attempt_number"]
    if answer is not None:
        return Attempted(answer=answer, attempts=attempts)
    assert error is not None
    raise GaveUp(error, attempts) from error


async def _attempt(ask: Callable[[], Awaitable[Answer]], pace: Pace, clock: Clock) -> Answer:
    """Ask once, in the host's turn; raises _TryAgain for what another attempt may mend."""
    await pace.turn()
    try:
        answer = await ask()
    except FetchFailed as error:
        if error.reason in _TOO_SLOW:
            pace.slowed()
        if error.reason in _FINAL_REASONS and not is_passing(error):
            raise
        raise _TryAgain(None, error) from error
    if answer.status in (429, 503):
        pause = retry_after_seconds(answer.header("retry-after"), clock.now())
        pace.pushed_back(pause, for_rate=answer.status == 429)
        raise _TryAgain(answer, None)
    if answer.status >= 500:
        raise _TryAgain(answer, None)
    pace.succeeded(answer.elapsed_seconds)
    return answer


def _wait_seconds(url: str, attempt: int) -> float:
    """Double from attempt to attempt, spread by up to half: by the address, not by chance."""
    spread = zlib.crc32(f"{url} {attempt}".encode()) / 2**32
    doubled: float = _FIRST_WAIT_SECONDS * 2 ** (attempt - 1)
    return min(doubled, _LONGEST_WAIT_SECONDS) * (1 + spread / 2)
