"""When a host may be asked next: one polite line of requests per host."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scraper.clock import Clock

# A longer Retry-After is not waited for: the host's pages are left for a later run.
LONGEST_PAUSE_SECONDS = 300.0
_SLOWEST_SECONDS = 60.0
_FIRST_PENALTY_SECONDS = 0.1
_SUCCESSES_TO_RECOVER = 3


class Pace:
    """Spaces the starts of requests to one host, and slows down when the host asks for it."""

    def __init__(self, *, clock: Clock, delay_seconds: float) -> None:
        self._clock = clock
        self._base = max(0.0, delay_seconds)
        self._delay = self._base
        self._next_start = 0.0
        self._paused_until = 0.0
        self._successes = 0

    @property
    def delay_seconds(self) -> float:
        """Return the pause between two starts as it is now."""
        return self._delay

    def at_least(self, delay_seconds: float) -> None:
        """Raise the base delay, as a robots.txt may ask; it is never lowered."""
        self._base = max(self._base, delay_seconds)
        self._delay = max(self._delay, self._base)

    @property
    def waits_too_long(self) -> bool:
        """Say whether the host asked for a pause that no run should sit out."""
        return self._paused_until - self._clock.monotonic() > LONGEST_PAUSE_SECONDS

    async def turn(self) -> None:
        """Wait until the host may be asked, and take that moment. With delay 0 this is free."""
        now = self._clock.monotonic()
        while True:
            start = max(self._next_start, self._paused_until)
            if start <= now:
                break
            # The slot is taken before the wait, so that requests started together line up.
            self._next_start = start + self._delay
            await self._clock.sleep(start - now)
            now = self._clock.monotonic()
            if self._paused_until <= now:
                return
        self._next_start = now + self._delay

    def succeeded(self) -> None:
        """Note an answer; several in a row halve what a push-back added."""
        if self._delay == self._base:
            return
        self._successes += 1
        if self._successes >= _SUCCESSES_TO_RECOVER:
            self._successes = 0
            surplus = (self._delay - self._base) / 2
            self._delay = self._base + (surplus if surplus > _FIRST_PENALTY_SECONDS / 4 else 0.0)

    def pushed_back(self, retry_after_seconds: float | None) -> None:
        """Note a 429 or 503: double the delay, and pause for as long as the host asked."""
        self._successes = 0
        self._delay = min(max(self._delay * 2, _FIRST_PENALTY_SECONDS), _SLOWEST_SECONDS)
        self._delay = max(self._delay, self._base)
        now = self._clock.monotonic()
        pause = self._delay if retry_after_seconds is None else retry_after_seconds
        self._paused_until = max(self._paused_until, now + pause)


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """Read a Retry-After header, seconds or HTTP date; None where it says nothing readable.

    Source: RFC 9110 section 10.2.3.
    """
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:12]), 10**9))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
