"""What is to run, how often and how long: the same for every kind of timer."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from archive.durations import written
from archive.errors import ArchiveError
from archive.timers.calendar import Calendar, calendar_of

# A run that is not done by then ends gracefully: the next one is due, and goes on.
_SHARE_OF_INTERVAL = 0.9
_GRACE = timedelta(minutes=15)  # after its own end, before the machine ends it
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class CannotSchedule(ArchiveError):
    """No timer can be made of this, or the machine refused it."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A crawl to repeat.

    `archive` is absolute with symlinks followed; `command` are all words of it, the program first;
    `limit` is how long the machine lets it run, longer than it lets itself.
    """

    archive: Path
    command: tuple[str, ...]
    every: timedelta
    limit: timedelta

    @property
    def name(self) -> str:
        """Return what the timer is called."""
        return timer_name(self.archive)

    @property
    def calendar(self) -> Calendar:
        """Return when it fires."""
        return calendar_of(self.every, self.archive)


def timer_name(archive: Path) -> str:
    """Return the name of the timer of an archive, the same each time, unlike any other's."""
    stem = re.sub(r"[^A-Za-z0-9]+", "-", archive.stem).strip("-")[:40] or "archive"
    return f"scrape-{stem}-{hashlib.sha256(str(archive).encode()).hexdigest()[:8]}"


def make_plan(
    archive: Path,
    *,
    every: timedelta,
    program: Sequence[str],
    seeds: Sequence[str],
    options: Sequence[str],
    max_time: timedelta | None,
) -> Plan:
    """Return what is to run.

    Args:
        archive: The archive, in any spelling of its path.
        every: How often; `calendar_of` has to know it.
        program: The words that start this program from any folder.
        seeds: What to crawl; none for what the archive knows.
        options: Of `scrape crawl`, as words.
        max_time: The `--max-time` among them, if one is.

    Raises:
        CannotSchedule: A word holds what no unit file or crontab can.
        UnevenInterval: No calendar repeats it.
    """
    archive = archive.resolve()
    calendar_of(every, archive)
    words = [*program, "crawl", str(archive), *seeds, *options]
    if max_time is None:
        max_time = timedelta(seconds=int(every.total_seconds() * _SHARE_OF_INTERVAL))
        words += ["--max-time", written(max_time)]
    for word in words:
        if _CONTROL.search(word):
            raise CannotSchedule(f"{word!r}: a timer can hold no control characters")
    return Plan(archive=archive, command=tuple(words), every=every, limit=max_time + _GRACE)
