"""`scrape reextract`: all pages kept read again by the rules of now, without network."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice, tee
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from archive.cli import archive_argument
from archive.errors import ArchiveDamaged, ArchiveError
from archive.exit_codes import DONE, PAGES_FAILED, STOPPED

if TYPE_CHECKING:
    from archive.reextract import Done, Kept, Reextraction
    from archive.store import Archive
    from scraper.profile import SiteProfile

_BATCH_PAGES = 64


@click.command()
@archive_argument
@click.option(
    "--jobs", type=click.IntRange(1), help="Processes that read pages.  [default: one a core]"
)
@click.option("--profile", help="Read pages with this profile: a name or a TOML file.")
@click.option("--restart", is_flag=True, help="From the first page on, not where a run ended.")
@click.option("--quiet", is_flag=True, help="Print neither progress nor report.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def reextract(
    archive: Path, jobs: int | None, profile: str | None, restart: bool, quiet: bool, as_json: bool
) -> int:
    """Read every page kept again with the newest extractor, offline, and tell what changed.

    A run that was killed or stopped goes on where it ended. What differs becomes a reading marked
    as the extractor's; it never counts as a change by the site.
    """
    from archive.reextract import COMMAND, Totals, totals_of
    from archive.reextract_report import describe_reextraction
    from archive.store import Archive, json_of
    from scraper.extract import EXTRACTOR
    from scraper.profile import load_profile

    chosen = load_profile(profile) if profile else None
    rules = f"{EXTRACTOR} {chosen.name if chosen else ''}".strip()
    started = perf_counter()
    with Archive.open(archive) as opened, opened.run_lock() as lock:
        last = opened.last_run(COMMAND)
        goes_on = last is not None and last.status != "done" and not restart
        totals = totals_of(last.totals, rules) if last and goes_on else Totals(rules=rules)
        if totals.through and not quiet:
            click.echo(f"going on after {totals.read_again:,} pages", err=True)
        run_id = opened.start_run(COMMAND, (), datetime.now(UTC))
        lock.name_run(run_id)
        work = opened.reextraction(run_id, totals)
        status = _run(opened, work, run_id, jobs or _cores(), chosen, quiet=quiet)
    seconds = perf_counter() - started
    if as_json:
        click.echo(
            json_of({"run": run_id, "status": status, "seconds": round(seconds, 3)})[:-1]
            + ","
            + json_of(work.totals)[1:]
        )
    elif not quiet:
        click.echo(describe_reextraction(work.totals, archive, seconds=seconds))
    if status == "stopped":
        click.echo("stopped; run the same command again to go on where it ended", err=True)
        return STOPPED
    if work.totals.damaged:
        raise ArchiveDamaged(f"{archive}: {work.totals.damaged} pages cannot be unpacked")
    return PAGES_FAILED if work.totals.broken else DONE


def _run(
    archive: "Archive",
    work: "Reextraction",
    run_id: int,
    jobs: int,
    profile: "SiteProfile | None",
    *,
    quiet: bool,
) -> str:
    """Read and file all pages; return how it ended."""
    status = "done"
    try:
        _read_and_file(work, jobs, profile, quiet=quiet)
        archive.join_up()
    except KeyboardInterrupt:
        status = "stopped"
    except ArchiveError as error:
        with suppress(ArchiveError):  # what stopped the run may stop this too
            archive.finish_run(run_id, datetime.now(UTC), "failed", error=str(error))
        raise
    archive.finish_run(run_id, datetime.now(UTC), status)
    return status


def _read_and_file(
    work: "Reextraction", jobs: int, profile: "SiteProfile | None", *, quiet: bool
) -> None:
    from archive.times import to_text

    done = read_kept(work.pages(), jobs, profile)
    is_shown = not quiet and sys.stderr.isatty()
    with click.progressbar(
        length=work.count(), label="pages", file=sys.stderr, hidden=not is_shown, show_pos=True
    ) as bar:
        while batch := list(islice(done, _BATCH_PAGES)):
            work.record(batch, to_text(datetime.now(UTC)))
            bar.update(len(batch))


def read_kept(
    pages: "Iterable[Kept]", jobs: int, profile: "SiteProfile | None"
) -> "Iterator[Done]":
    """Yield what the rules of now read in each page, in order."""
    from archive.reextract import Done
    from scraper.rereading import KeptPage, read_all

    sent, told = tee(pages)  # what is ahead of the answers is a few chunks
    bodies = (
        KeptPage(body=p.body, url=p.url, content_type=p.content_type, profile=profile) for p in sent
    )
    for read, page in zip(read_all(bodies, jobs=jobs), told, strict=True):
        yield Done(
            page=page,
            extraction=read.extraction,
            text_digest=read.text_digest,
            is_broken=read.is_broken,
        )


def _cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not everywhere
        return os.cpu_count() or 1
