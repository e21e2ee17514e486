"""What a run, an archive, an article or a search comes to, as lines for a person."""

from collections.abc import Iterable, Mapping, Sequence

from archive.reading import ArchivedArticle
from archive.runs import Tally
from archive.search import Hit

MOST_TRAPS = 5
CAUSES = {
    "extractor": " (by a newer extractor)",
    "unclear": " (by the site or a newer extractor)",
}


def describe_run(tally: Tally, articles: int, *, seconds: float) -> str:
    """Return what a run did to an archive that now holds so many articles, in a few lines."""
    asked = tally.fetched + tally.unchanged + tally.moved + tally.gone
    moved = f"{tally.articles_moved} moved, " if tally.articles_moved else ""
    lines = [
        f"{counted(articles, 'article')}: {tally.articles_new} new, "
        f"{tally.articles_changed} changed, {moved}{tally.articles_gone} gone; {seconds:.1f} s",
        f"  pages    {asked} answered: {tally.fetched} read, {tally.unchanged} not modified, "
        f"{tally.moved} moved, {tally.gone} gone",
    ]
    for word, reasons in (("skipped", tally.skipped), ("failed", tally.failed)):
        if reasons:
            lines.append(f"  {word:<8} {sum(reasons.values())}: {by_reason(reasons)}")
    worst = sorted(tally.traps.items(), key=lambda item: (-item[1], item[0]))
    for trap, pages in worst[:MOST_TRAPS]:
        lines.append(f"  trap     {trap}, {counted(pages, 'page')} left alone")
    if len(worst) > MOST_TRAPS:
        lines.append(f"  traps    {len(worst) - MOST_TRAPS} more, among the events of this run")
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
        f"  reading {r.number}  {r.seen_at}  "
        + (", ".join(r.changed) or "first reading")
        + CAUSES.get(r.cause, "")
        for r in article.revisions
    ]
    if article.gone_at:
        lines.append(f"  gone since {article.gone_at}; the readings stay")
    return "\n".join(lines)


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


def by_reason(reasons: Mapping[str, int]) -> str:
    """Return `word count, word count`, the most first."""
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{reason} {count}" for reason, count in ranked)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it takes one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
