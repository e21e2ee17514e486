"""The machine a timer is installed on: its folders and its programs, as one argument."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from archive.timers.plan import CannotSchedule

_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a program said; 127 for one that is not there."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The user's home, where systemd looks for the user's units, and the programs.

    `environment` is added for the programs; `platform` is as `sys.platform`.
    """

    home: Path
    config: Path
    platform: str
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str, stdin: str = "") -> Answer:
        """Run a program to its end."""
        environment = {**os.environ, "LC_ALL": "C", **self.environment}
        found = shutil.which(words[0], path=environment.get("PATH"))
        if found is None:
            return Answer(code=127, out="", err=f"{words[0]}: not found")
        try:
            done = subprocess.run(  # noqa: S603
                [found, *words[1:]],
                input=stdin.encode(),
                capture_output=True,
                check=False,
                timeout=_SECONDS,
                env=environment,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return Answer(code=126, out="", err=str(error))
        return Answer(
            code=done.returncode,
            out=done.stdout.decode(errors="surrogateescape"),
            err=done.stderr.decode(errors="replace").strip(),
        )

    def must(self, *words: str, stdin: str = "") -> str:
        """Run a program that has to succeed; return what it printed.

        Raises:
            CannotSchedule: It did not.
        """
        answer = self.run(*words, stdin=stdin)
        if answer.code:
            said = " ".join(answer.err.split()) or f"ended with {answer.code}"
            raise CannotSchedule(f"{' '.join(words)}: {said}")
        return answer.out


def this_machine(platform: str) -> Machine:
    """Return the machine the program runs on.

    systemd itself goes by XDG_CONFIG_HOME, so its units are put where that says.
    """
    home = Path.home()
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    return Machine(home=home, config=config, platform=platform)


def put_file(path: Path, text: str) -> None:
    """Write a file whole, or not at all.

    Raises:
        CannotSchedule: It cannot be written.
    """
    partial = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise CannotSchedule(f"{path}: {error.strerror or error}") from error
