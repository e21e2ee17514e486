"""The command line: options in, wiring, a summary out, the exit code.

Exit codes: 0 done, 1 failed, 2 wrong use or profile, 3 done but some pages failed,
4 another run holds this archive, 5 archive damaged, 130 stopped by the user.
"""

import gc
import logging
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli import archive_argument, browse, report, show, status
from archive.cli_alias import alias
from archive.cli_export import export
from archive.cli_import import import_command
from archive.cli_search import search
from archive.cli_upkeep import backup, compact, merge
from archive.cli_verify import verify
from archive.command_words import Remembering
from archive.durations import Duration
from archive.errors import (
    ArchiveDamaged,
    ArchiveError,
    ArchiveLocked,
    ArchiveMissing,
    BadAlias,
    BadCondition,
    BadManifest,
    BadOutput,
    NotAnArchive,
)
from archive.exit_codes import DAMAGED, FAILED, LOCKED, STOPPED, WRONG_USE
from archive.timers.cli import schedule
from scrape_options import crawl_options, named_seeds
from scrape_reextract import reextract
from scraper.cli import extract, profile
from scraper.errors import InvalidProfile, InvalidSites, InvalidURL, ScraperError, fault_of
from scraper.hints import hint_on
from scraper.plain import PlainFormatter, one_line
from scraper.streams import mend_streams

if TYPE_CHECKING:
    from scraper.imported import CaptureReader
    from scraper.profile import SiteProfile
    from scraper.settings import CrawlSettings

EXIT_CODES: dict[type[Exception], int] = {
    ArchiveLocked: LOCKED,
    ArchiveDamaged: DAMAGED,
    ArchiveMissing: WRONG_USE,
    NotAnArchive: WRONG_USE,
    BadAlias: WRONG_USE,
    BadCondition: WRONG_USE,
    BadManifest: WRONG_USE,
    BadOutput: WRONG_USE,
    InvalidURL: WRONG_USE,
    InvalidProfile: WRONG_USE,
    InvalidSites: WRONG_USE,
}

# A page makes thousands of objects and hardly a cycle: Python's own 700, 10, 10 have it look for
# cycles through 3 % of a crawl.
_GARBAGE_THRESHOLDS = (10_000, 20, 50)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="scrape", prog_name="scrape")
@click.option("-v", "--verbose", is_flag=True, help="Log what happens to stderr.")
def cli(verbose: bool) -> None:
    """Turn a think tank's news site into one SQLite file of clean articles."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainFormatter("%(asctime)s %(levelname)s %(message)s"))
    level = logging.INFO if verbose else logging.ERROR
    logging.basicConfig(level=level, handlers=[handler])


@cli.command(cls=Remembering)
@archive_argument
@click.argument("seeds", nargs=-1, metavar="[SEED]...", callback=named_seeds)
@crawl_options
@click.option("--max-time", type=Duration(), help="End gracefully after a time such as 2h.")
@click.option(
    "--at-most-every",
    type=Duration(),
    help="Do nothing when a good run began less than that ago: for timers that fire too often.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what the run brought to a file: .txt, .md or .json.",
)
@click.option("--report-command", help="Run this after the run, with the report on its stdin.")
@click.option("--quiet", is_flag=True, help="Print neither progress nor summary.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.pass_context
def crawl(
    context: click.Context,
    /,
    archive: Path,
    seeds: tuple[str, ...],
    max_time: timedelta | None,
    at_most_every: timedelta | None,
    report: Path | None,
    report_command: str | None,
    quiet: bool,
    as_json: bool,
    **given: Any,
) -> int:
    """Discover, fetch, extract and store; the same command resumes and updates.

    A SEED is an address, or a file: one address a line, or TOML with settings for each site.
    Without a SEED the sites that have pages due are visited.
    """
    from archive.command_words import given_options
    from archive.delivery import check_delivery
    from scrape_crawl import Order, drawable, run_order
    from scraper.sites_file import read_seeds

    check_delivery(report, report_command)
    if not seeds and not archive.exists():
        raise click.UsageError(f"{archive}: no such archive; name a SEED to begin one")
    addresses, sites = read_seeds(seeds)
    return run_order(
        Order(
            archive=archive,
            seeds=seeds,
            addresses=addresses,
            settings=_settings(**given, sites=sites),
            options=given_options(context),
            max_time=max_time,
            at_most_every=at_most_every,
            report=report,
            report_command=report_command,
            quiet=quiet,
            as_json=as_json,
            may_draw=drawable(),
        )
    )


@cli.command()
@archive_argument
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port to serve the site on.  [default: 8427, or any that is free where that is taken]",
)
def demo(archive: Path, port: int | None) -> int:
    """Crawl the bundled, invented site, served on loopback, and show what can be asked."""
    from archive.describe import as_table
    from archive.examples import EXAMPLES
    from archive.store import Archive
    from scrape_crawl import Order, run_order
    from scraper.demosite import DEFAULT_PORT, serve
    from scraper.settings import CrawlSettings

    settings = CrawlSettings(allow_private=True, concurrency=4, delay_seconds=0)
    with serve(port) as base_url:
        if port is None and not base_url.endswith(f":{DEFAULT_PORT}"):
            told = f"note: port {DEFAULT_PORT} is taken; {base_url} is another site to the archive"
            click.echo(told, err=True)
        code = run_order(
            Order(archive=archive, seeds=(f"{base_url}/",), settings=settings, command="demo")
        )
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

    if given["ways"] is None:
        del given["ways"]
    return CrawlSettings(profile=_profile(profile), since=since and since.date(), **given)


def _profile(name: str | None) -> "SiteProfile | None":
    from scraper.profile import load_profile

    return load_profile(name) if name else None


def _capture_reader(profile: str | None) -> "CaptureReader":
    from scraper.imported import CaptureReader

    return CaptureReader(_profile(profile))


cli.add_command(import_command(_capture_reader))
for command in (
    alias,
    reextract,
    extract,
    profile,
    search,
    show,
    status,
    report,
    schedule,
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
    gc.set_threshold(*_GARBAGE_THRESHOLDS)
    mend_streams()
    try:
        code = cli.main(standalone_mode=False)
    except (ScraperError, ArchiveError) as error:
        hint = error.hint or hint_on(str(error))
        code = _complain(str(error), hint, EXIT_CODES.get(type(error), FAILED))
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
    except Exception as error:
        # Nothing goes on after it; this is for who finds one line in a timer's mail.
        logging.getLogger(__name__).info("fault of this program", exc_info=error)
        hint = "what was stored before it is kept; scrape -v shows how the program came there"
        code = _complain(f"fault of this program: {fault_of(error)}", hint, FAILED)
    # The interpreter would end with a look through all objects for cycles, 0.08 s after a crawl.
    gc.freeze()
    sys.exit(code)


def _complain(message: str, hint: str | None, code: int) -> int:
    click.echo(f"error: {one_line(message)}", err=True)
    if hint:
        click.echo(f"hint: {hint}", err=True)
    return code


if __name__ == "__main__":
    main()
