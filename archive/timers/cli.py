"""`scrape schedule`: put the crawl of an archive on a timer, show it, take it away."""

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

import click

from archive.command_words import given_options, lasting
from archive.durations import Duration
from archive.errors import ArchiveMissing
from archive.timers.calendar import UnevenInterval
from archive.timers.choice import KINDS, choose, install, remove
from archive.timers.machine import this_machine
from archive.timers.plan import Plan, make_plan

_EVEN = "minutes that divide an hour (5m or more), hours that divide a day, 1d or 1w"


@click.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("crawl_words", nargs=-1, type=click.UNPROCESSED, metavar="[-- CRAWL OPTIONS]")
@click.option("--every", type=Duration(), help="How often, such as 30m, 6h, 1d or 1w.")
@click.option("--print", "only_print", is_flag=True, help="Show it; install nothing.")
@click.option("--remove", "is_removal", is_flag=True, help="Take it away again.")
@click.option("--using", type=click.Choice(KINDS), help="[default: the first this machine has]")
@click.pass_context
def schedule(
    context: click.Context,
    /,
    archive: Path,
    crawl_words: tuple[str, ...],
    every: timedelta | None,
    only_print: bool,
    is_removal: bool,
    using: str | None,
) -> int:
    """Run the crawl of an archive on a timer: systemd's, launchd's or cron's.

    It crawls what the last run did, with the options it was given, or what is named after --.
    A run ends gracefully before the next is due; --max-time after -- says otherwise.
    """
    machine = this_machine(sys.platform)
    if is_removal:
        if every or only_print or crawl_words:
            raise click.UsageError("--remove goes alone")
        kinds = remove(archive, machine)
        for kind in kinds:
            click.echo(f"the timer of {kind} for {archive} is removed")
        if not kinds:
            click.echo(f"there was no timer for {archive}", err=True)
        return 0
    if every is None:
        raise click.UsageError("say how often: --every 6h")
    plan = _plan(context, archive, every, crawl_words)
    timer = choose(machine, using)
    if only_print:
        click.echo(timer.shown(plan), nl=False)
        return 0
    notes = install(timer, plan, machine)
    next_at = plan.calendar.next_after(datetime.now().astimezone())
    click.echo(f"{timer.name}: {plan.name}, next about {next_at:%Y-%m-%d %H:%M}")
    for note in notes:
        click.echo(f"  {note}")
    click.echo(f"  scrape status {archive}")
    return 0


def _plan(context: click.Context, archive: Path, every: timedelta, words: tuple[str, ...]) -> Plan:
    if not archive.resolve().parent.is_dir():
        raise ArchiveMissing(f"{archive.resolve().parent}: no such folder")
    seeds: tuple[str, ...] = ()
    options = words
    if not words:
        seeds, options = _recorded(archive)
    crawl = _parsed(context, [str(archive), *seeds, *options])
    try:
        return make_plan(
            archive,
            every=every,
            program=_program(),
            seeds=crawl.params["seeds"],
            options=given_options(crawl),
            max_time=crawl.params["max_time"],
        )
    except UnevenInterval:
        raise click.BadParameter(
            f"no timer can repeat that evenly: {_EVEN}", context, param_hint="'--every'"
        ) from None


def _parsed(context: click.Context, words: list[str]) -> click.Context:
    """Read the words as `scrape crawl` will, so that a mistake is found now and not at night."""
    group = context.find_root().command
    assert isinstance(group, click.Group)
    return group.commands["crawl"].make_context("scrape crawl", words)


def _recorded(archive: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the seeds and the lasting options of the last crawl."""
    from archive.store import Archive

    try:
        with Archive.open(archive, read_only=True) as opened:
            last = opened.last_run("crawl", but_failed=True)  # a slip of the keys is a run too
    except ArchiveMissing:
        last = None
    if last is None:
        raise click.UsageError(f"{archive} was never crawled; name what to crawl after --")
    return last.seeds, lasting(last.options)


def _program() -> tuple[str, ...]:
    """Return the words that start this program from any folder and without any PATH."""
    started = Path(sys.argv[0]).absolute()
    if started.suffix != ".py" and os.access(started, os.X_OK):
        return (str(started),)
    return (sys.executable, str(started))
