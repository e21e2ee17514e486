"""Which timer a machine has, and the same three acts with each: install, find, remove."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from click import BadParameter

from archive.durations import Duration, written
from archive.timers.calendar import calendar_of
from archive.timers.cron import Cron
from archive.timers.launchd import Launchd
from archive.timers.machine import Machine
from archive.timers.plan import CannotSchedule, Plan, timer_name
from archive.timers.systemd import Systemd
from archive.times import from_text

KINDS = ("systemd", "launchd", "cron")
# A run may be late by jitter, by sleep, by the run before: twice the interval is no lateness.
_LATE = 2


class Timer(Protocol):
    """What systemd, launchd and cron have in common."""

    name: str

    def is_usable(self) -> bool:
        """Say whether this machine has it."""
        ...

    def shown(self, plan: Plan) -> str:
        """Return what would be written, for a person."""
        ...

    def install(self, plan: Plan) -> list[str]:
        """Install a plan in place of an earlier one; return what the user should know."""
        ...

    def installed(self, name: str) -> str | None:
        """Return how often the timer of this name fires, None where there is none."""
        ...

    def remove(self, name: str) -> bool:
        """Remove the timer of this name; say whether there was one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A timer found for an archive; `next_at` is local time and before any jitter.

    `is_late` says that no run began for more than twice the interval.
    """

    kind: str
    name: str
    every: str
    next_at: str | None
    is_late: bool
    says: str


def timers(machine: Machine) -> tuple[Timer, ...]:
    """Return every kind, the better first: a Mac has a cron too, which sleeps when the Mac does."""
    return (Systemd(machine), Launchd(machine), Cron(machine))


def choose(machine: Machine, kind: str | None) -> Timer:
    """Return the timer of a kind, or the first that this machine has.

    Raises:
        CannotSchedule: It has none.
    """
    for timer in timers(machine):
        if timer.name == kind or (kind is None and timer.is_usable()):
            return timer
    raise CannotSchedule(
        "this machine answers for no systemd user instance, launchd or crontab",
        "--print --using cron shows the line for another machine, or for root's crontab",
    )


def install(timer: Timer, plan: Plan, machine: Machine) -> list[str]:
    """Install a plan, and take away what another kind of timer had for the same archive."""
    notes = timer.install(plan)
    for other in timers(machine):
        if other.name != timer.name and other.installed(plan.name) is not None:
            other.remove(plan.name)
            notes.append(f"the one of {other.name} was taken away")
    return notes


def remove(archive: Path, machine: Machine) -> Sequence[str]:
    """Take away every timer of an archive; return what kinds there were."""
    name = timer_name(archive.resolve())
    return [timer.name for timer in timers(machine) if timer.remove(name)]


def find(
    archive: Path, machine: Machine, *, now: datetime, last_started_at: str | None
) -> Schedule | None:
    """Return the timer of an archive, where one is installed.

    Args:
        archive: The archive, in any spelling of its path.
        machine: Where to look.
        now: Local time, aware.
        last_started_at: When the last run began.
    """
    archive = archive.resolve()
    name = timer_name(archive)
    for timer in timers(machine):
        try:
            text = timer.installed(name)
        except CannotSchedule:
            continue
        if text is None:
            continue
        try:
            every = Duration().convert(text, None, None)
        except BadParameter:
            says = f"{timer.name}: {name}, edited by hand"
            return Schedule(
                kind=timer.name, name=name, every=text, next_at=None, is_late=False, says=says
            )
        next_at = calendar_of(every, archive).next_after(now)
        late = last_started_at is not None and now - from_text(last_started_at) > every * _LATE
        told = f"every {text} by {timer.name} ({name}), next about {next_at:%Y-%m-%d %H:%M}"
        if late:
            told += f"; late: no run began for {_rough(now - from_text(last_started_at or ''))}"
        return Schedule(
            kind=timer.name,
            name=name,
            every=text,
            next_at=next_at.isoformat(timespec="minutes"),
            is_late=late,
            says=told,
        )
    return None


def _rough(span: timedelta) -> str:
    hours = int(span.total_seconds()) // 3600
    return (
        written(timedelta(hours=hours)) if hours else written(timedelta(minutes=span.seconds // 60))
    )
