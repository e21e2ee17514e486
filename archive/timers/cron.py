"""A line in the user's crontab, between two comments that say whose it is.

cron does not catch up: a run of once a day or rarer is looked for every hour, and the crawl does
nothing where the last good one is young enough. Source: crontab(5) of Debian's cron.
"""

import re
import shlex
from datetime import timedelta
from pathlib import Path

from archive.durations import written
from archive.timers.calendar import DAY
from archive.timers.machine import Machine
from archive.timers.plan import CannotSchedule, Plan

# cron cuts a command past MAX_COMMAND characters, 1,000 with its end.
_LONGEST = 990
_READ_DIFFERENTLY = re.compile(r"\\[\\%]")
_DAEMONS = {"cron", "crond", "anacron", "fcron", "busybox", "dcron"}


class Cron:
    """Installs, finds and removes lines of a crontab."""

    name = "cron"

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def is_usable(self) -> bool:
        """Say whether the user may have a crontab."""
        answer = self._machine.run("crontab", "-l")
        return answer.code == 0 or "no crontab for" in answer.err

    def block(self, plan: Plan) -> str:
        """Return the lines of the crontab.

        Raises:
            CannotSchedule: The command is too long for cron.
        """
        begin, end = _marks(plan.name)
        note = f"every {written(plan.every)}, into {plan.archive}"
        return f"{begin} {note}\n{self.line(plan)}\n{end}\n"

    def line(self, plan: Plan) -> str:
        """Return when and what, as cron reads it."""
        calendar = plan.calendar
        # What cron mails should be worth reading: errors, not summaries.
        words = [*plan.command, "--quiet"]
        hours = calendar.hours
        if plan.every >= DAY:
            hours = None
            words += ["--at-most-every", written(plan.every)]
        command = (
            f"cd {shlex.quote(str(plan.archive.parent))} && {self._limited(words, plan.limit)}"
        )
        if _READ_DIFFERENTLY.search(command):
            raise CannotSchedule("crons disagree on what a backslash before \\ or % means")
        command = command.replace("%", "\\%")  # a bare one ends the command
        if len(command.encode()) > _LONGEST:
            raise CannotSchedule(
                f"the command takes {len(command.encode()):,} bytes; cron reads {_LONGEST}",
                "crawl them once by hand, then name only options after --: the sites are known",
            )
        minutes = ",".join(map(str, calendar.minutes))
        return f"{minutes} {','.join(map(str, hours)) if hours else '*'} * * * {command}"

    def shown(self, plan: Plan) -> str:
        """Return what would be written, for a person."""
        return f"# crontab -e\n{self.block(plan)}"

    def install(self, plan: Plan) -> list[str]:
        """Put the line in, in place of an earlier one; return what the user should know."""
        block = self.block(plan)
        rest, _ = self._without(plan.name)
        self._machine.must("crontab", "-", stdin=rest + block)
        lines = ["crontab -l"]
        if not _daemon_runs():
            lines.append("no cron daemon seems to run on this machine")
        return lines

    def installed(self, name: str) -> str | None:
        """Return how often the line of this name runs, None where there is none."""
        _, found = self._without(name)
        if found is None:
            return None
        begin, _ = _marks(name)
        return found.removeprefix(f"{begin} every ").partition(",")[0]

    def remove(self, name: str) -> bool:
        """Take the line of this name out; say whether there was one. The rest stays as it is."""
        rest, found = self._without(name)
        if found is None:
            return False
        if rest:
            self._machine.must("crontab", "-", stdin=rest)
        else:
            self._machine.must("crontab", "-r")
        return True

    def _limited(self, words: list[str], limit: timedelta) -> str:
        if self._machine.run("timeout", "--version").code == 0:
            words = ["timeout", "-k", "60", str(int(limit.total_seconds())), *words]
        return shlex.join(words)

    def _without(self, name: str) -> tuple[str, str | None]:
        """Return the crontab without the block of this name, and the block's first line."""
        answer = self._machine.run("crontab", "-l")
        if answer.code and "no crontab for" not in answer.err and answer.code != 127:
            raise CannotSchedule(f"crontab -l: {answer.err}")
        return without_block("" if answer.code else answer.out, name)


def without_block(crontab: str, name: str) -> tuple[str, str | None]:
    """Return a crontab without the lines of one timer, and the first of those lines.

    Where somebody deleted one of the comments, nothing of theirs goes with the rest.
    """
    begin, end = _marks(name)
    kept: list[str] = []
    found = None
    # Not splitlines: it also splits at characters that are part of a path to cron.
    lines = crontab.split("\n")
    for number, line in enumerate(lines):
        is_ours = line.startswith(f"{begin} ") or line == end
        behind_ours = number > 0 and lines[number - 1].startswith(f"{begin} ")
        if line.startswith(f"{begin} "):
            found = line
        elif not is_ours and not (behind_ours and " crawl " in line):
            kept.append(line)
    rest = "\n".join(kept)
    return rest + ("\n" if rest and not rest.endswith("\n") else ""), found


def _marks(name: str) -> tuple[str, str]:
    return f"# {name} (scrape schedule)", f"# {name} ends"


def _daemon_runs() -> bool:
    """Say whether a cron can be seen; True where processes cannot be looked at."""
    names = list(Path("/proc").glob("[0-9]*/comm"))
    found = set()
    for name in names:
        try:
            found.add(name.read_text(errors="replace").strip())
        except OSError:
            continue
    return not names or not found.isdisjoint(_DAEMONS)
