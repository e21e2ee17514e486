"""The state of an archive for a person: did it work last night, what is broken, what is next."""

from datetime import datetime, timedelta

from archive.describe import by_reason, counted
from archive.health import count_words
from archive.lock import Holder
from archive.status import Failing, RunStatus, Status
from archive.times import from_text

_RUNS_SHOWN = 5
_SITES_SHOWN = 20
_MISTYPED = (
    "hint      what never answered may be mistyped: crawl the others by name to leave it out"
)


def describe_status(
    status: Status,
    *,
    now: datetime,
    schedule: str | None = None,
    holder: Holder | None = None,
) -> str:
    """Return what ran last, what is broken, what is next and what there is.

    Args:
        status: What to tell.
        now: Times are told as so long ago.
        schedule: A line on when the next run is set for, where one is.
        holder: Who the archive's lock file names, where there is one.
    """
    lines = [_describe_run(run, now, holder) for run in status.runs[:_RUNS_SHOWN]]
    lines = lines or ["nothing was crawled into this archive yet"]
    lines += [f"alert     {alert}" for alert in status.alerts]
    if any(site.is_in_trouble and site.last_answer_at is None for site in status.health):
        lines.append(_MISTYPED)
    lines += [_describe_failing(failing) for failing in status.failing]
    if not status.alerts and not status.failing and status.runs:
        lines.append("broken    nothing")
    lines += _describe_next(status, now)
    if schedule:
        lines.append(f"schedule  {schedule}")
    lines += _describe_sites(status, now)
    lines += _describe_holdings(status)
    return "\n".join(lines)


def ago(then: str, now: datetime) -> str:
    """Write a time as so long ago, or from now."""
    span = now - from_text(then)
    ahead = span < timedelta(0)
    seconds = int(abs(span).total_seconds())
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            text = counted(seconds // size, unit)
            return f"in {text}" if ahead else f"{text} ago"
    return "in a moment" if ahead else "just now"


def _describe_run(run: RunStatus, now: datetime, holder: Holder | None) -> str:
    took = ""
    if run.status == "running":
        if holder is not None and holder.is_alive:
            took = f", goes on as process {holder.pid}"
        else:
            took = ", killed; the next run goes on where it was"
    if run.finished_at:
        seconds = (from_text(run.finished_at) - from_text(run.started_at)).total_seconds()
        took = f", took {timedelta(seconds=round(seconds))}"
    return f"run {run.id:<5} {ago(run.started_at, now)}{took}: {run.verdict}"


def _describe_failing(failing: Failing) -> str:
    often = f", up to {failing.runs_in_a_row} runs in a row" if failing.runs_in_a_row > 1 else ""
    detail = f" ({failing.detail})" if failing.detail else ""
    return (
        f"failing   {failing.host}: {failing.reason}, {counted(failing.pages, 'page')}{often},"
        f" e.g. {failing.example}{detail}"
    )


def _describe_next(status: Status, now: datetime) -> list[str]:
    if not status.pages:
        return []
    text = f"next      {counted(status.due, 'page')} due now on {counted(status.due_hosts, 'site')}"
    if status.due_within_a_day:
        text += f", {status.due_within_a_day} more within a day"
    if status.due_next_at:
        text += f"; the first of those to come {ago(status.due_next_at, now)}"
    return [text]


def _describe_sites(status: Status, now: datetime) -> list[str]:
    words = ", ".join(f"{count} {word}" for word, count in count_words(status.health).items())
    lines = [f"sites     {words}"] if words else []
    for site in status.health[:_SITES_SHOWN]:
        newest = f"newest found {ago(site.last_new_at, now)}" if site.last_new_at else "none yet"
        lines.append(
            f"  {site.host}: {site.says}; {counted(site.articles, 'article')}, {newest};"
            f" {site.due} due"
        )
    if len(status.health) > _SITES_SHOWN:
        lines.append(f"  and {counted(len(status.health) - _SITES_SHOWN, 'site')} more")
    return lines


def _describe_holdings(status: Status) -> list[str]:
    states = by_reason(status.pages_by_state) or "none"
    lines = [
        f"articles  {status.articles}, {status.articles_gone} of them gone; "
        f"{status.revisions} readings, {status.experts} experts, {status.outlets} outlets",
        f"pages     {status.pages} on {counted(status.sites, 'site')}: {states}",
        f"file      {status.file_bytes / 1e6:.1f} MB with {counted(status.snapshots, 'snapshot')}",
    ]
    if status.newest_title:
        lines.append(f"newest    {status.newest_published}  {status.newest_title}")
    return lines
