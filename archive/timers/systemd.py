"""A timer of the user's systemd: catches up after sleep, spreads its start, logs to the journal.

Source: systemd.service(5), systemd.timer(5), systemd.time(7), systemd.syntax(7).
"""

import os
from datetime import timedelta
from pathlib import Path

from archive.durations import written
from archive.timers.calendar import Calendar
from archive.timers.machine import Machine, put_file
from archive.timers.plan import Plan

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MOST_JITTER = timedelta(minutes=30)
_EVERY = "X-ScrapeEvery="  # systemd leaves keys that begin with X- alone


class Systemd:
    """Installs, finds and removes user units."""

    name = "systemd"

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._folder = machine.config / "systemd" / "user"

    def is_usable(self) -> bool:
        """Say whether the user has a systemd that answers."""
        return self._machine.run("systemctl", "--user", "show-environment").code == 0

    def files(self, plan: Plan) -> dict[Path, str]:
        """Return the unit files, by their paths."""
        service, timer = self._paths(plan.name)
        return {service: _service(plan), timer: _timer(plan)}

    def shown(self, plan: Plan) -> str:
        """Return what would be written, for a person."""
        return "\n".join(f"# {path}\n{text}" for path, text in self.files(plan).items())

    def install(self, plan: Plan) -> list[str]:
        """Write and start the timer; return what the user should know."""
        for path, text in self.files(plan).items():
            put_file(path, text)
        control = ("systemctl", "--user")
        self._machine.must(*control, "daemon-reload")
        self._machine.must(*control, "enable", f"{plan.name}.timer")
        # Restarted and not started: a timer that is there already takes its new times.
        self._machine.must(*control, "restart", f"{plan.name}.timer")
        lines = [f"systemctl --user list-timers {plan.name}.timer"]
        user = str(os.getuid())
        linger = self._machine.run("loginctl", "show-user", user, "--property=Linger", "--value")
        if linger.out.strip() != "yes":
            lines.append("it runs while you are logged in; `loginctl enable-linger`: always")
        return lines

    def installed(self, name: str) -> str | None:
        """Return how often the timer of this name fires, None where there is none."""
        _, timer = self._paths(name)
        try:
            text = timer.read_text(encoding="utf-8")
        except OSError:
            return None
        found = [line for line in text.splitlines() if line.startswith(_EVERY)]
        return found[0].removeprefix(_EVERY) if found else ""

    def remove(self, name: str) -> bool:
        """Stop and delete the timer of this name; say whether there was one."""
        paths = [path for path in self._paths(name) if path.exists()]
        if not paths:
            return False
        control = ("systemctl", "--user")
        self._machine.run(*control, "disable", "--now", f"{name}.timer")
        # The stamp that Persistent= leaves; a manager before version 243 knows no `clean`.
        self._machine.run(*control, "clean", "--what=state", f"{name}.timer")
        for path in paths:
            path.unlink(missing_ok=True)
        self._machine.run(*control, "daemon-reload")
        self._machine.run(*control, "reset-failed", f"{name}.service", f"{name}.timer")
        return True

    def _paths(self, name: str) -> tuple[Path, Path]:
        return self._folder / f"{name}.service", self._folder / f"{name}.timer"


def on_calendar(calendar: Calendar) -> str:
    """Write a calendar as OnCalendar= reads it."""
    day = "" if calendar.weekday is None else f"{_DAYS[calendar.weekday]} "
    hours = "*" if calendar.hours is None else ",".join(f"{hour:02}" for hour in calendar.hours)
    minutes = ",".join(f"{minute:02}" for minute in calendar.minutes)
    return f"{day}*-*-* {hours}:{minutes}:00"


def quoted(word: str) -> str:
    """Write a word of ExecStart=: in quotes, with no specifiers.

    Variables need no escape: a colon before the program turns their substitution off.
    """
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _service(plan: Plan) -> str:
    # Type=exec, since RuntimeMaxSec= means nothing to Type=oneshot. Codes 3, 4 and 130 are no
    # failure of the unit: some pages failed, another run is at it, or it was told to stop.
    return f"""[Unit]
Description=Crawl into {_plain(plan.archive)}

[Service]
Type=exec
WorkingDirectory={_plain(plan.archive.parent)}
ExecStart=:{" ".join(map(quoted, plan.command))}
SuccessExitStatus=3 4 130
RuntimeMaxSec={int(plan.limit.total_seconds())}
TimeoutStopSec=60
KillMode=mixed
Nice=10
"""


def _timer(plan: Plan) -> str:
    jitter = min(plan.every / 10, _MOST_JITTER)
    return f"""[Unit]
Description=Crawl into {_plain(plan.archive)} every {written(plan.every)}

[Timer]
OnCalendar={on_calendar(plan.calendar)}
RandomizedDelaySec={int(jitter.total_seconds())}
Persistent=true
{_EVERY}{written(plan.every)}

[Install]
WantedBy=timers.target
"""


def _plain(path: Path) -> str:
    return str(path).replace("%", "%%")
