"""The command line: options in, wiring, a summary out, the exit code.

Exit codes: 0 done, 1 failed, 2 wrong use or profile, 3 done but some pages failed,
4 another run holds this archive, 5 archive damaged, 130 stopped by the user.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli import archive_argument, browse, export, search, show, status, verify
from archive.cli_upkeep import backup, compact, merge
from archive.errors import (
    ArchiveDamaged,
    ArchiveError,
    ArchiveLocked,
    ArchiveMissing,
    BadCondition,
    NotAnArchive,
)
from scraper.cli import extract, profile
from scraper.errors import InvalidProfile, InvalidURL, ScraperError

if TYPE_CHECKING:
    from archive.runs import Tally
    from archive.store import Archive
    from scraper.profile import SiteProfile
    from scraper.progress import Progress
    from scraper.settings import CrawlSettings

FAILED, WRONG_USE, PAGES_FAILED, LOCKED, DAMAGED, STOPPED = 1, 2, 3, 4, 5, 130
EXIT_CODES: dict[type[Exception], int] = {
    ArchiveLocked: LOCKED,
    ArchiveDamaged: DAMAGED,
    ArchiveMissing: WRONG_USE,
    NotAnArchive: WRONG_USE,
    BadCondition: WRONG_USE,
    InvalidURL: WRONG_USE,
    InvalidProfile: WRONG_USE,
}


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("scrape"), prog_name="scrape")
@click.option("-v", "--verbose", is_flag=True, help="Log what happens to stderr.")
def cli(verbose: bool) -> None:
    """Turn a think tank's news site into one SQLite file of clean articles."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.ERROR,
        format="%(asctime)s %(levelname)s %(message)s",
        stream=sys.stderr,
    )


def crawl_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options that every crawling command takes."""
    for option in reversed(
        (
            click.option("--profile", help="Read pages with this profile: a name or a TOML file."),
            click.option("--max-pages", type=click.IntRange(1), help="Stop after so many pages."),
            click.option(
                "--since", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what is older."
            ),
            click.option("--full", is_flag=True, help="Ask for every known page again."),
            click.option("--contact", help="Your e-mail or web address, for the User-Agent."),
            click.option("--allow-private", is_flag=True, help="Crawl private addresses too."),
            click.option(
                "--jobs", type=click.IntRange(1), default=1, help="Processes that read pages."
            ),
            click.option(
                "--concurrency",
                type=click.IntRange(1),
                default=1,
                show_default=True,
                help="Requests at once to one host.",
            ),
            click.option(
                "--delay",
                "delay_seconds",
                type=click.FloatRange(0),
                help="Seconds between requests to one host.  [default: the profile's]",
            ),
        )
    ):
        command = option(command)
    return command


@cli.command()
@archive_argument
@click.argument("seeds", nargs=-1, metavar="[SEED]...")
@crawl_options
@click.option("--quiet", is_flag=True, help="Print neither progress nor summary.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def crawl(archive: Path, seeds: tuple[str, ...], quiet: bool, as_json: bool, **given: Any) -> int:
    """Discover, fetch, extract and store; the same command resumes and updates.

    Without a SEED the sites that have pages due are visited.
    """
    return _run(archive, seeds, _settings(**given), "crawl", quiet=quiet, as_json=as_json)


@cli.command()
@archive_argument
@click.option("--port", type=click.IntRange(0, 65535), help="Port to serve the site on.")
def demo(archive: Path, port: int | None) -> int:
    """Crawl the bundled, invented site, served on loopback, and show what can be asked."""
    from archive.describe import as_table
    from archive.examples import EXAMPLES
    from archive.store import Archive
    from scraper.demosite import serve
    from scraper.settings import CrawlSettings

    settings = CrawlSettings(allow_private=True, concurrency=4, delay_seconds=0)
    with serve(port) as base_url:
        code = _run(archive, (f"{base_url}/",), settings, "demo", quiet=False, as_json=False)
    if code in (FAILED, STOPPED):
        return code
    with Archive.open(archive, read_only=True) as opened:
        for question, sql in EXAMPLES:
            click.echo(f'\n{question}\n\n    sqlite3 {archive} "{" ".join(sql.split())}"\n')
            click.echo(as_table(opened.rows(sql)))
    program = sys.argv[0]
    click.echo(f"\nSearch it:  {program} search {archive} cables")
    click.echo(f"Browse it:  {program} browse {archive}")
    return code


def _settings(*, profile: str | None, since: datetime | None, **given: Any) -> "CrawlSettings":
    from scraper.settings import CrawlSettings

    return CrawlSettings(profile=_profile(profile), since=since and since.date(), **given)


def _profile(name: str | None) -> "SiteProfile | None":
    from scraper.profile import load_profile

    return load_profile(name) if name else None


def _run(
    path: Path,
    seeds: Sequence[str],
    settings: "CrawlSettings",
    command: str,
    *,
    quiet: bool,
    as_json: bool,
) -> int:
    """Crawl into the archive, print what it came to, return the exit code."""
    from archive.describe import describe_run
    from archive.store import Archive, json_of
    from scraper.clock import SystemClock
    from scraper.progress import Progress

    clock = SystemClock()
    shown = sys.stderr.isatty() and not quiet
    with Archive.open(path, create=True) as archive, archive.run_lock():
        started = clock.monotonic()
        run_id = archive.start_run(command, seeds, clock.now())
        try:
            with Progress(shown=shown) as progress:
                stopped = asyncio.run(_crawl(archive, run_id, seeds, settings, progress))
        except (ScraperError, ArchiveError):
            with suppress(ArchiveError):  # what stopped the run may stop this too
                archive.finish_run(run_id, clock.now(), "failed")
            raise
        totals = archive.finish_run(run_id, clock.now(), "stopped" if stopped else "done")
        articles = archive.status().articles
    if as_json:
        click.echo(json_of(totals))
    elif not quiet:
        click.echo(describe_run(totals, articles, seconds=clock.monotonic() - started))
    if stopped:
        click.echo("stopped; run the same command again to go on where it ended", err=True)
        return STOPPED
    return _verdict(totals, progress)


async def _crawl(
    archive: "Archive",
    run_id: int,
    seeds: Sequence[str],
    settings: "CrawlSettings",
    progress: "Progress",
) -> bool:
    """Store what the crawl yields, batch by batch; return whether it was stopped by a signal."""
    from scraper.clock import SystemClock
    from scraper.crawl import crawl as outcomes

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop_gracefully(signum: int) -> None:
        stop.set()
        loop.remove_signal_handler(signum)  # a second one ends the process at once
        click.echo("stopping after the requests in flight", err=True)

    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stop_gracefully, signum)
    async for batch in outcomes(
        seeds, store=archive.frontier, settings=settings, clock=SystemClock(), stop=stop
    ):
        archive.record(run_id, batch)
        progress.add(batch)
    return stop.is_set()


def _verdict(totals: "Tally", progress: "Progress") -> int:
    """Return the exit code of a run that came to its end; say why when it found nothing."""
    if progress.trouble and not (totals.fetched or totals.unchanged or totals.moved):
        click.echo(f"error: nothing could be fetched: {progress.trouble}", err=True)
        return FAILED
    return PAGES_FAILED if totals.failed else 0


for command in (
    extract,
    profile,
    search,
    show,
    status,
    verify,
    export,
    browse,
    compact,
    backup,
    merge,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line; every error is one line on stderr and an exit code."""
    try:
        code = cli.main(standalone_mode=False)
    except (ScraperError, ArchiveError) as error:
        code = _complain(str(error), error.hint, EXIT_CODES.get(type(error), FAILED))
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "scrape"
        code = _complain(error.format_message(), f"{path} --help tells more", WRONG_USE)
    except click.ClickException as error:
        code = _complain(error.format_message(), None, WRONG_USE)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        code = _complain(f"{where}{error.strerror or error}", None, FAILED)
    except (KeyboardInterrupt, click.Abort):
        code = STOPPED
    sys.exit(code)


def _complain(message: str, hint: str | None, code: int) -> int:
    click.echo(f"error: {' '.join(message.split())}", err=True)
    if hint:
        click.echo(f"hint: {hint}", err=True)
    return code


if __name__ == "__main__":
    main()
