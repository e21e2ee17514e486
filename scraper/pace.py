"""When a host may be asked next: one polite line of requests per host.

The delay is the largest of three: the one asked for (option, profile, Crawl-delay), twice the time
the host takes to answer, and the one it taught by refusing. `learnt` is what outlives the run.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scraper.clock import Clock
from scraper.schedule import MOST_PUT_OFF

# A longer Retry-After is not waited for: the host's pages are left for a later run.
LONGEST_PAUSE_SECONDS = 300.0
_SLOWEST_SECONDS = 60.0
# On one's own site: it fails for a reason, and a minute between requests tells no more of it.
_SLOWEST_WITHOUT_DELAY_SECONDS = 5.0
_FIRST_PENALTY_SECONDS = 0.1
_SUCCESSES_TO_RECOVER = 3
# A host is left alone for twice as long as it worked on the last answers, half a minute at most.
_SHARE_OF_ANSWER = 2.0
_LONGEST_ADAPTED_SECONDS = 30.0
_WEIGHT_OF_LAST = 0.25
# From here on an answer is slow: the host has enough to do without us.
SLOW_ANSWER_SECONDS = 10.0
# Refusals that are no accident: so many, and so large a share of all answers.
_REFUSALS_TO_LEARN = 3
_SHARE_TO_LEARN = 0.05
_MOST_TIMES_LEARNT = 8.0
_ANSWERS_TO_TRY_FASTER = 50
_LESSON_HALVES_IN = timedelta(days=1)


class Pace:
    """Spaces the starts of requests to one host, and slows down when the host asks for it.

    With a delay of 0, which is for one's own site, the time of answers makes no delay and nothing
    is learnt for good; a refusal slows down for a while all the same.
    """

    def __init__(self, *, clock: Clock, delay_seconds: float) -> None:
        self._clock = clock
        self._base = max(0.0, delay_seconds)
        self._taught = 0.0
        self._floor = 0.0
        self._answer_seconds = 0.0
        self._delay = self._base
        self._next_start = 0.0
        self._paused_until = 0.0
        self._successes = 0
        self._in_a_row = 0
        self._answers = 0
        self._refusals = 0

    @property
    def delay_seconds(self) -> float:
        """Return the pause between two starts as it is now."""
        return self._delay

    @property
    def learnt_seconds(self) -> float:
        """Return the delay the host taught, 0 where it taught none."""
        taught = max(self._taught, self._floor)
        return taught if taught > self._base else 0.0

    def at_least(self, delay_seconds: float) -> None:
        """Raise the base delay, as a robots.txt may ask; it is never lowered."""
        self._base = max(self._base, delay_seconds)
        self._settle()

    def remember(self, learnt_seconds: float, age: timedelta) -> None:
        """Start from what the host taught in an earlier run; half of it is forgotten in a day."""
        days = max(age, timedelta(0)) / _LESSON_HALVES_IN
        seconds = min(learnt_seconds, _SLOWEST_SECONDS) * 0.5**days
        if seconds > max(self._base, _FIRST_PENALTY_SECONDS):
            self._taught = seconds
            self._floor = seconds / 2 if self._base else 0.0
            self._settle()

    @property
    def waits_too_long(self) -> bool:
        """Say whether the host asked for a pause that no run should sit out."""
        return self._paused_until - self._clock.monotonic() > LONGEST_PAUSE_SECONDS

    @property
    def left_until(self) -> datetime | None:
        """Return the end of a pause that no run should sit out, a day from now at most."""
        if not self.waits_too_long:
            return None
        left = timedelta(seconds=self._paused_until - self._clock.monotonic())
        return self._clock.now() + min(left, MOST_PUT_OFF)

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

    def succeeded(self, answer_seconds: float = 0.0) -> None:
        """Note an answer and the time it took; several in a row halve what a push-back added."""
        self._answers += 1
        if self._base:
            self._follow(answer_seconds)
        if answer_seconds > SLOW_ANSWER_SECONDS:
            self.slowed()
        if not self._taught and not self._floor:
            return
        self._successes += 1
        self._in_a_row += 1
        if self._successes >= (_SUCCESSES_TO_RECOVER if self._base else 1):
            self._successes = 0
            least = max(self._base, self._floor)
            surplus = (self._taught - least) / 2
            is_much = surplus > max(_FIRST_PENALTY_SECONDS / 4, least / 20)
            self._taught = least + surplus if is_much else 0.0
        if self._floor and self._in_a_row >= _ANSWERS_TO_TRY_FASTER:
            self._in_a_row = 0
            self._floor *= 0.9
            if self._floor <= self._base:
                self._floor = 0.0
        self._settle()

    def slowed(self) -> None:
        """Note a slow answer or one that did not come in time: double the delay."""
        self._successes = self._in_a_row = 0
        doubled = max(self._delay * 2, _FIRST_PENALTY_SECONDS)
        slowest = _SLOWEST_SECONDS if self._base else _SLOWEST_WITHOUT_DELAY_SECONDS
        self._taught = max(min(doubled, slowest), self._taught)
        self._settle()

    def pushed_back(self, retry_after_seconds: float | None, *, for_rate: bool = True) -> None:
        """Note a refusal: double the delay, and pause for as long as the host asked.

        `for_rate` says that it was for the rate of requests (429). When such refusals keep coming,
        a delay half above the one that was refused is kept as the least. What was under way when
        the first of them came says nothing new: it prolongs the pause and no more.
        """
        now = self._clock.monotonic()
        if now < self._paused_until:
            self._pause(now, retry_after_seconds)
            return
        if for_rate and self._base:
            self._refusals += 1
            share = self._refusals / (self._answers + self._refusals)
            if self._floor or (self._refusals >= _REFUSALS_TO_LEARN and share > _SHARE_TO_LEARN):
                most = min(_MOST_TIMES_LEARNT * self._base, _SLOWEST_SECONDS)
                self._floor = max(self._floor, min(self._delay * 1.5, most))
        self.slowed()
        self._pause(now, retry_after_seconds)

    def _pause(self, now: float, retry_after_seconds: float | None) -> None:
        pause = self._delay if retry_after_seconds is None else retry_after_seconds
        self._paused_until = max(self._paused_until, now + pause)

    def _follow(self, answer_seconds: float) -> None:
        before = self._answer_seconds
        if not before:
            self._answer_seconds = answer_seconds
        else:
            self._answer_seconds = before + (answer_seconds - before) * _WEIGHT_OF_LAST
        self._settle()

    def _settle(self) -> None:
        adapted = 0.0
        if self._base:
            adapted = min(self._answer_seconds * _SHARE_OF_ANSWER, _LONGEST_ADAPTED_SECONDS)
        self._delay = max(self._base, self._taught, self._floor, adapted)


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
