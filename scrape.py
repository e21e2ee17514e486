"""The command line: options in, wiring, a summary out, the exit code.

Exit codes: 0 done, 1 failed, 2 wrong use or profile, 3 done but some pages failed,
4 another run holds this archive, 5 archive damaged, 130 stopped by the user.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from archive.errors import (
    ArchiveDamaged,
    ArchiveError,
    ArchiveLocked,
    ArchiveMissing,
    NotAnArchive,
)
from scraper.errors import InvalidProfile, InvalidURL, ScraperError

if TYPE_CHECKING:
    from archive.store import Archive
    from scraper.crawl import CrawlSettings
    from scraper.progress import Progress

EXIT_CODES: dict[type[Exception], int] = {
    ArchiveLocked: 4,
    ArchiveDamaged: 5,
    ArchiveMissing: 2,
    NotAnArchive: 2,
    InvalidURL: 2,
    InvalidProfile: 2,
}
PAGES_FAILED = 3
STOPPED = 130
VERSION = "0.1.0"

archive_argument = click.argument("archive", type=click.Path(path_type=Path, dir_okay=False))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="scrape")
@click.option("-v", "--verbose", is_flag=True, help="Log every request to stderr.")
def cli(verbose: bool) -> None:
    """Turn a think tank's news site into one SQLite file of clean articles."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(message)s",
        stream=sys.stderr,
    )


def crawl_options(command: click.decorators.FC) -> click.decorators.FC:
    """Add the options every crawling command shares."""
    for option in (
        click.option("--profile", help="Read pages with this site profile (name or TOML file)."),
        click.option("--max-pages", type=click.IntRange(1), help="Stop after this many pages."),
        click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Leave out older articles."),
        click.option("--full", is_flag=True, help="Ask for every known page again."),
        click.option("--contact", help="Your e-mail or URL, sent in the User-Agent."),
        click.option("--allow-private", is_flag=True, help="Crawl loopback and private addresses."),
        click.option("--jobs", type=click.IntRange(1), default=1, help="Processes that read pages."),
        click.option("--concurrency", type=click.IntRange(1), default=1, help="Requests at once to one host."),
        click.option("--delay", type=click.FloatRange(0), help="Seconds between requests to one host."),
        click.option("--quiet", is_flag=True, help="No progress, no summary."),
        click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON."),
    ):
        command = option(command)
    return command
