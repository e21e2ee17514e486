"""One run from its options to its exit code: wiring that `crawl` and `demo` share."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import msgspec

from archive.delivery import deliver
from archive.describe import describe_run
from archive.durations import written
from archive.errors import ArchiveError
from archive.exit_codes import DONE, FAILED, PAGES_FAILED, STOPPED
from archive.lock import RunLock
from archive.runs import Tally
from archive.store import Archive, json_of
from archive.times import from_text
from scrape_reading import reread_with
from scraper.activity import Watch
from scraper.clock import Clock, SystemClock
from scraper.contact import Contact, choose_contact
from scraper.crawl import crawl, seed_address
from scraper.errors import InvalidURL, ScraperError, fault_of
from scraper.hints import hint_on
from scraper.progress import Progress
from scraper.progress_view import View, choose_view, ticking
from scraper.settings import CrawlSettings
from scraper.urls import host_of, seed_host, without_credentials

# A timer fires a little early or late: so much of the span may be missing, at most.
_EARLY_SHARE, _EARLY_AT_MOST = 0.05, timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One run as ordered: what to crawl, how long, and how to tell of it.

    `seeds` and `options` are the words it was ordered with, kept for the schedule; `addresses` are
    the seeds where some of those words name files.
    """

    archive: Path
    seeds: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    settings: CrawlSettings
    command: str = "crawl"
    options: tuple[str, ...] = ()
    max_time: timedelta | None = None
    at_most_every: timedelta | None = None
    report: Path | None = None
    report_command: str | None = None
    quiet: bool = False
    as_json: bool = False
    may_draw: bool = True


def run_order(order: Order) -> int:
    """Crawl into the archive, print what it came to, return the exit code."""
    clock = SystemClock()
    order = _without_passwords(order)
    with Archive.open(order.archive, create=True) as archive, archive.run_lock() as lock:
        if _is_too_early(archive, order, clock):
            return DONE
        _tell_of_a_dead_run(lock, order)
        contact = _contact(archive, order, clock)
        order = replace(order, settings=replace(order.settings, contact=contact.contact))
        started = clock.monotonic()
        archive.reread = reread_with(order.settings)
        if order.settings.delay_seconds != 0:
            archive.snapshots.take_time()
        _name_sites(archive, order, clock)
        known = archive.trouble(now=clock.now())
        run_id = archive.start_run(order.command, order.seeds, clock.now(), order.options)
        lock.name_run(run_id)
        try:
            ended, progress = asyncio.run(_crawl(archive, run_id, order, clock))
            if ended != "stopped":  # a stop is to be quick; the next run makes up for it
                archive.join_up()
        except Exception as error:
            is_known = isinstance(error, ScraperError | ArchiveError)
            why = str(error) if is_known else f"fault of this program: {fault_of(error)}"
            with suppress(ArchiveError):  # what stopped the run may stop this too
                archive.finish_run(run_id, clock.now(), "failed", error=why)
                deliver(archive, run_id, order.report, order.report_command)
            raise
        totals = archive.totals
        error_text = _why_nothing_came(totals, progress) if ended != "stopped" else None
        status = "failed" if error_text else ended
        archive.finish_run(run_id, clock.now(), status, error=error_text)
        is_empty = not archive.rows("SELECT 1 FROM articles LIMIT 1")
        is_through = status == "done" and order.settings.max_pages is None
        # Where nothing could be had of any site, that is what is wrong.
        alerts = [] if error_text else archive.new_alerts(run_id, known, now=clock.now())
        # The report first: a terminal that is gone or a full disk behind stdout is no reason.
        is_told = deliver(archive, run_id, order.report, order.report_command)
        _print(archive, run_id, order, totals, alerts, seconds=clock.monotonic() - started)
    code = _code(ended, totals, error_text, is_told=is_told)
    if contact.hint and not order.quiet:
        click.echo(f"hint: {contact.hint}", err=True)
    if not (order.seeds or totals.pages or order.quiet):
        click.echo("hint: nothing was due; scrape status tells what is next", err=True)
    elif is_empty and is_through and not order.quiet:
        click.echo(f"hint: no article was found; scrape status {order.archive} tells why", err=True)
    return code


def _without_passwords(order: Order) -> Order:
    """Return the order with addresses that name no user: those are neither sent nor stored."""
    return replace(
        order,
        seeds=tuple(map(without_credentials, order.seeds)),
        addresses=tuple(map(without_credentials, order.addresses)),
    )


def _contact(archive: Archive, order: Order, clock: Clock) -> Contact:
    """Return whom the sites may write to; a person at the terminal is asked on the first run."""

    def ask(question: str) -> str:
        return str(click.prompt(question, default="", show_default=False, err=True))

    hosts = list(map(seed_host, order.addresses or order.seeds))
    hosts = hosts or archive.frontier.due_hosts(now=clock.now())
    is_attended = sys.stdin.isatty() and sys.stderr.isatty() and not order.quiet
    chosen = choose_contact(
        order.settings.contact, archive.contact(), hosts, ask=ask if is_attended else None
    )
    if chosen.is_new:
        archive.keep_contact(chosen.contact or "")
    return chosen


def _is_too_early(archive: Archive, order: Order, clock: Clock) -> bool:
    """Say whether a good run began so lately that this one is not wanted yet."""
    if order.at_most_every is None:
        return False
    last = archive.last_run(order.command)
    if last is None or last.status not in ("done", "time-up"):
        return False
    age = clock.now() - from_text(last.started_at)
    early = min(order.at_most_every * _EARLY_SHARE, _EARLY_AT_MOST)
    if not timedelta(0) <= age < order.at_most_every - early:
        return False
    if not order.quiet:
        click.echo(
            f"run {last.id} began at {last.started_at}, less than "
            f"{written(order.at_most_every)} ago; nothing to do",
            err=True,
        )
    return True


def _tell_of_a_dead_run(lock: RunLock, order: Order) -> None:
    if lock.left_by is not None and not order.quiet:
        click.echo(f"{lock.left_by} did not end; this run goes on where it was", err=True)


def _name_sites(archive: Archive, order: Order, clock: Clock) -> None:
    """Let the archive know the sites that this run names."""
    with suppress(InvalidURL):  # the crawl refuses it
        if seeds := order.addresses or order.seeds:
            archive.name_sites({host_of(seed_address(seed)) for seed in seeds}, clock.now())


async def _crawl(archive: Archive, run_id: int, order: Order, clock: Clock) -> tuple[str, Progress]:
    """Store what the crawl yields, batch by batch; return how it ended and what it came to."""
    stop, watch = asyncio.Event(), Watch()
    progress = Progress(
        clock=clock,
        watch=watch,
        due=lambda: archive.frontier.due_counts(now=clock.now()),
        max_pages=order.settings.max_pages,
        max_seconds=order.max_time.total_seconds() if order.max_time else None,
    )
    view = choose_view(progress, clock=clock, quiet=order.quiet, may_draw=order.may_draw)
    outcomes = crawl(
        order.addresses or order.seeds,
        store=archive.frontier,
        settings=order.settings,
        clock=clock,
        stop=stop,
        watch=watch,
        listed=frozenset(order.addresses) - frozenset(order.seeds),
    )
    with view:
        async with _ends(order.max_time, stop, clock, view) as ended, ticking(view, clock):
            async for batch in outcomes:
                archive.record(run_id, batch)
                progress.add(batch)
                del batch  # or a sitemap's links stay while the next one is read
    return (ended[0] if ended else "done"), progress


@asynccontextmanager
async def _ends(
    max_time: timedelta | None, stop: asyncio.Event, clock: Clock, view: View
) -> AsyncIterator[list[str]]:
    """Set `stop` at a signal or when the time is up; the list says which came first."""
    loop = asyncio.get_running_loop()
    ended: list[str] = []

    def end(word: str, told: str) -> None:
        ended.append(word)
        stop.set()
        view.say(told)

    def stop_gracefully(signum: int) -> None:
        loop.remove_signal_handler(signum)  # a second one ends the process at once
        if signum == signal.SIGHUP:  # but of a closed terminal the shell and the kernel send one
            signal.signal(signum, signal.SIG_IGN)
        end("stopped", "stopping after the requests in flight")

    async def watch_the_time(span: timedelta) -> None:
        await clock.sleep(span.total_seconds())
        end("time-up", f"{written(span)} are over: ending after the requests in flight")

    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(signum) is not signal.SIG_IGN:  # as `nohup` wants it
            loop.add_signal_handler(signum, stop_gracefully, signum)
    timer = asyncio.ensure_future(watch_the_time(max_time)) if max_time else None
    try:
        yield ended
    finally:
        if timer is not None:
            timer.cancel()


def _print(
    archive: Archive,
    run_id: int,
    order: Order,
    totals: Tally,
    alerts: Sequence[str],
    *,
    seconds: float,
) -> None:
    ((articles,),) = archive.rows("SELECT count(*) FROM articles")
    for alert in alerts:  # with --quiet too: a timer's mail should tell of a redesign
        click.echo(f"alert: {alert}", err=True)
    if order.as_json:
        about = archive.run_facts(run_id)
        whole: dict[str, Any] = msgspec.to_builtins(totals)
        whole |= {"run": run_id, "seconds": round(seconds, 3), "articles": articles}
        whole |= {"status": about.status, "verdict": about.verdict, "failures": about.failures}
        whole |= {"alerts": alerts}
        click.echo(json_of(whole))
    elif not order.quiet:
        click.echo(describe_run(totals, articles, seconds=seconds))


def _why_nothing_came(totals: Tally, progress: Progress) -> str | None:
    """Return an error where something was wanted and nothing could be had."""
    if progress.trouble and not (totals.fetched or totals.unchanged or totals.moved):
        return f"nothing could be fetched: {progress.trouble}"
    return None


def _code(ended: str, totals: Tally, error: str | None, *, is_told: bool) -> int:
    if ended == "stopped":
        click.echo("stopped; run the same command again to go on where it ended", err=True)
        return STOPPED
    if error is not None:
        click.echo(f"error: {' '.join(error.split())}", err=True)
        if hint := hint_on(error):
            click.echo(f"hint: {hint}", err=True)
        return FAILED
    if not is_told:
        return FAILED
    return PAGES_FAILED if totals.failed else DONE


def drawable() -> bool:
    """Say whether a live table may be drawn: not where the log goes to the same terminal."""
    context = click.get_current_context(silent=True)
    root = context.find_root() if context else None
    return not (root and root.params.get("verbose"))
