"""After a run: its report into a file and to a command, and a word on stderr when that fails."""

import shlex
import subprocess
from pathlib import Path

import click

from archive.errors import ArchiveError
from archive.report_render import format_of, render_report
from archive.store import Archive

COMMAND_SECONDS = 300


def check_delivery(file: Path | None, command: str | None) -> None:
    """Refuse, before a run, what cannot be delivered after it.

    Raises:
        click.UsageError: The file's suffix names no format, or the command cannot be split.
    """
    if file is not None and format_of(file) is None:
        raise click.UsageError(f"{file}: a report's name ends in .txt, .md or .json")
    if command is not None:
        try:
            words = shlex.split(command)
        except ValueError as error:
            raise click.UsageError(f"--report-command: {error}") from error
        if not words:
            raise click.UsageError("--report-command: no command")


def deliver(archive: Archive, run_id: int, file: Path | None, command: str | None) -> bool:
    """Write the report of a run where it was asked for; say whether all of it arrived."""
    if file is None and command is None:
        return True
    problems = []
    try:
        report = archive.report(run_id)
        if file is not None:
            problems += _to_file(file, render_report(report, format_of(file) or "text"))
        if command is not None:
            problems += _to_command(command, render_report(report, "text"))
    except ArchiveError as error:
        problems.append(str(error))
    for problem in problems:
        click.echo(f"error: the report of run {run_id} did not arrive: {problem}", err=True)
    return not problems


def _to_file(file: Path, text: str) -> list[str]:
    partial = file.with_name(file.name + ".part")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(file)
    except OSError as error:
        return [f"{file}: {error.strerror or error}"]
    return []


def _to_command(command: str, text: str) -> list[str]:
    # No shell: a path with a space or a dollar in it is a path.
    words = shlex.split(command)
    try:
        done = subprocess.run(  # noqa: S603
            # Its own output is no result of the crawl: stdout may be JSON for a script.
            words,
            input=text.encode(),
            stdout=2,
            check=False,
            timeout=COMMAND_SECONDS,
        )
    except OSError as error:
        return [f"{words[0]}: {error.strerror or error}"]
    except subprocess.TimeoutExpired:
        return [f"{words[0]} did not end within {COMMAND_SECONDS} s"]
    return [f"{words[0]} ended with {done.returncode}"] if done.returncode else []
