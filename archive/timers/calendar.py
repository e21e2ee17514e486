"""When a timer fires: a set of minutes, hours and a weekday, set apart by the archive's path."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import product
from pathlib import Path

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
# Whoever says once a day means the night; not midnight, when everybody's timers fire.
_NIGHT = range(1, 6)


class UnevenInterval(Exception):
    """An interval that no calendar repeats evenly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Local times of firing; no hours: every hour; `weekday` from 0 for Monday, None for any."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...] | None = None
    weekday: int | None = None

    def times(self) -> Iterator[tuple[int | None, int]]:
        """Yield each hour (None for every one) with each minute."""
        yield from product(self.hours or (None,), self.minutes)

    def next_after(self, now: datetime) -> datetime:
        """Return the first firing after a local time."""
        hours = self.hours or tuple(range(24))
        return min(
            moment
            for day in range(8)
            for on in [(now + timedelta(days=day)).date()]
            if self.weekday in (None, on.weekday())
            for hour, minute in product(hours, self.minutes)
            for moment in [datetime.combine(on, time(hour, minute), tzinfo=now.tzinfo)]
            if moment > now
        )


def calendar_of(every: timedelta, archive: Path) -> Calendar:
    """Return when to fire: the same for one archive each time, spread over archives.

    Raises:
        UnevenInterval: Neither the hour nor the day is a multiple of it, nor is it a day or a week.
    """
    number = int.from_bytes(hashlib.sha256(str(archive).encode()).digest()[:8])
    minute = number % 60
    if every < HOUR and every >= timedelta(minutes=5) and HOUR % every == timedelta(0):
        step = int(every.total_seconds()) // 60
        return Calendar(minutes=tuple(range(minute % step, 60, step)))
    if HOUR <= every < DAY and every % HOUR == timedelta(0) and DAY % every == timedelta(0):
        step = every // HOUR
        if step == 1:
            return Calendar(minutes=(minute,))
        return Calendar(minutes=(minute,), hours=tuple(range(number // 60 % step, 24, step)))
    night = _NIGHT[number // 60 % len(_NIGHT)]
    if every == DAY:
        return Calendar(minutes=(minute,), hours=(night,))
    if every == WEEK:
        return Calendar(minutes=(minute,), hours=(night,), weekday=number // 3600 % 7)
    raise UnevenInterval
