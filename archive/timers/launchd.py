"""A job of the user's launchd; a calendar missed while asleep is run at waking.

Source: launchd.plist(5).
"""

import os
import plistlib
from pathlib import Path
from typing import Any

from archive.durations import written
from archive.timers.machine import Machine, put_file
from archive.timers.plan import Plan

_EVERY = "ScrapeEvery"


class Launchd:
    """Installs, finds and removes agents."""

    name = "launchd"

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._domain = f"gui/{os.getuid()}"

    def is_usable(self) -> bool:
        """Say whether this is a Mac."""
        return self._machine.platform == "darwin"

    def job(self, plan: Plan) -> dict[str, Any]:
        """Return the job as launchd's keys."""
        calendar = plan.calendar
        intervals = []
        for hour, minute in calendar.times():
            interval = {"Minute": minute}
            if hour is not None:
                interval["Hour"] = hour
            if calendar.weekday is not None:
                interval["Weekday"] = (calendar.weekday + 1) % 7  # 0 and 7 are Sunday
            intervals.append(interval)
        log = str(self._machine.home / "Library" / "Logs" / f"{plan.name}.log")
        return {
            "Label": plan.name,
            "ProgramArguments": [*plan.command, "--quiet"],
            "WorkingDirectory": str(plan.archive.parent),
            "StartCalendarInterval": intervals,
            "ProcessType": "Background",
            "LowPriorityIO": True,
            "StandardOutPath": log,
            "StandardErrorPath": log,
            _EVERY: written(plan.every),
        }

    def shown(self, plan: Plan) -> str:
        """Return what would be written, for a person."""
        return f"# {self._path(plan.name)}\n{plistlib.dumps(self.job(plan)).decode()}"

    def install(self, plan: Plan) -> list[str]:
        """Write and load the job; return what the user should know."""
        path = self._path(plan.name)
        self._machine.run("launchctl", "bootout", f"{self._domain}/{plan.name}")
        put_file(path, plistlib.dumps(self.job(plan)).decode())
        self._machine.must("launchctl", "bootstrap", self._domain, str(path))
        return [f"launchctl print {self._domain}/{plan.name}"]

    def installed(self, name: str) -> str | None:
        """Return how often the job of this name runs, None where there is none."""
        try:
            job = plistlib.loads(self._path(name).read_bytes())
        except (OSError, plistlib.InvalidFileException, ValueError):
            return None
        return str(job.get(_EVERY, ""))

    def remove(self, name: str) -> bool:
        """Unload and delete the job of this name; say whether there was one."""
        path = self._path(name)
        if not path.exists():
            return False
        self._machine.run("launchctl", "bootout", f"{self._domain}/{name}")
        path.unlink(missing_ok=True)
        return True

    def _path(self, name: str) -> Path:
        return self._machine.home / "Library" / "LaunchAgents" / f"{name}.plist"
