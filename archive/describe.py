"""What a run, an archive, an article or a search comes to, as lines for a person."""

import difflib
from collections.abc import Iterable, Mapping, Sequence

from archive.errors import NoSuchArticle
from archive.reading import ArchivedArticle
from archive.runs import Tally
from archive.search import Hit
from archive.status import RunStatus, Status
from scraper.render import as_text


def describe_run(tally: Tally, articles: int, *, seconds: float) -> str:
    """Return what a run did to an archive that now holds so many articles, in a few lines."""
    asked = tally.fetched + tally.unchanged + tally.moved + tally.gone
    moved = f"{tally.articles_moved} moved, " if tally.articles_moved else ""
    lines = [
        f"{_count(articles, 'article')}: {tally.articles_new} new, "
        f"{tally.articles_changed} changed, {moved}{tally.articles_gone} gone; {seconds:.1f} s",
        f"  pages    {asked} answered: {tally.fetched} read, {tally.unchanged} not modified, "
        f"{tally.moved} moved, {tally.gone} gone",
    ]
    for word, reasons in (("skipped", tally.skipped), ("failed", tally.failed)):
        if reasons:
            lines.append(f"  {word:<8} {sum(reasons.values())}: {_by_reason(reasons)}")
    return "\n".join(lines)


def describe_status(status: Status) -> str:
    """Return what an archive holds, what is due, how the last runs went, what keeps failing."""
    size = status.file_bytes / 1e6
    states = _by_reason(status.pages_by_state) or "none"
    lines = [
        f"articles  {status.articles}, {status.articles_gone} of them gone; "
        f"{status.revisions} readings, {status.experts} experts, {status.outlets} outlets",
        f"pages     {status.pages} on {_count(status.sites, 'site')}: {states}; "
        f"{status.due} due now",
        f"file      {size:.1f} MB with {_count(status.snapshots, 'snapshot')}",
    ]
    if status.newest_title:
        lines.append(f"newest    {status.newest_published}  {status.newest_title}")
    lines += [_describe_past_run(run) for run in status.runs]
    lines += [
        f"failing   {f.host}: {f.reason}, {_count(f.pages, 'page')}, e.g. {f.example}"
        for f in status.failing
    ]
    return "\n".join(lines)


def describe_hits(hits: Iterable[Hit]) -> str:
    """Return a search's answer, two lines an article and one for the snippet."""
    blocks = []
    for hit in hits:
        about = "  ".join(part for part in (hit.published, hit.section) if part)
        snippet = " ".join(hit.snippet.split())
        blocks.append(f"{hit.id:>5}  {hit.title or '(no title)'}\n       {about}\n       {snippet}")
    return "\n\n".join(blocks)


def describe_history(article: ArchivedArticle) -> str:
    """Return where an article stands and when it was read, changed or lost."""
    lines = [f"{article.url}  (article {article.id})"]
    lines += [
        f"  reading {r.number}  {r.seen_at}  " + (", ".join(r.changed) or "first reading")
        for r in article.revisions
    ]
    if article.gone_at:
        lines.append(f"  gone since {article.gone_at}; the readings stay")
    return "\n".join(lines)


def describe_diff(article: ArchivedArticle, number: int) -> str:
    """Return a reading against the one before it, as a unified diff.

    Raises:
        NoSuchArticle: There is no reading before this one.
    """
    if number < 2:
        raise NoSuchArticle(f"reading {number} of article {article.id} is the first")
    before, after = article.revisions[number - 2], article.revisions[number - 1]
    lines = difflib.unified_diff(
        as_text(before.reading).splitlines(keepends=True),
        as_text(after.reading).splitlines(keepends=True),
        f"reading {before.number}",
        f"reading {after.number}",
        before.seen_at,
        after.seen_at,
    )
    return "".join(lines)


def as_table(rows: Sequence[Sequence[object]]) -> str:
    """Return rows in aligned columns; the last column is left as it is."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if number < len(row) - 1 else cell
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in texts
    )


def _describe_past_run(run: RunStatus) -> str:
    totals = run.totals
    new, changed = totals.get("articles_new", 0), totals.get("articles_changed", 0)
    failed = sum(totals.get("failed", {}).values())
    return (
        f"run {run.id:<5} {run.started_at}  {run.status}: {new} new, {changed} changed, "
        f"{failed} failed"
    )


def _by_reason(reasons: Mapping[str, int]) -> str:
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{reason} {count}" for reason, count in ranked)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
