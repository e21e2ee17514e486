"""What a re-extraction changed, field by field, as lines for a person."""

from pathlib import Path

from archive.describe import as_table, counted
from archive.reextract import Totals


def describe_reextraction(totals: Totals, archive: Path, *, seconds: float) -> str:
    """Return how many pages were read again and what differs, the most changed field first."""
    version = totals.rules.split()[0]
    lines = [
        f"{counted(totals.read_again, 'page')} read again by extractor {version}: "
        f"{counted(totals.articles, 'article')}, {totals.revised} with another reading, "
        f"{totals.refreshed} with other related links or times; {seconds:.1f} s"
    ]
    for count, what in (
        (totals.found, "taken for articles for the first time"),
        (totals.unread, "articles no longer seen on their page; kept as they were"),
        (totals.broken, "that the parser broke down on"),
        (totals.damaged, "whose bytes cannot be unpacked"),
    ):
        if count:
            lines.append(f"  {count} {what}")
    ranked = sorted(
        totals.fields.items(), key=lambda item: -(item[1].gained + item[1].lost + item[1].changed)
    )
    if ranked:
        rows = [("  field", "changed", "gained", "lost", "articles such as")]
        rows += [
            (
                f"  {name}",
                str(tally.changed),
                str(tally.gained),
                str(tally.lost),
                ", ".join(map(str, tally.examples)),
            )
            for name, tally in ranked
        ]
        lines.append(as_table(rows))
        example = ranked[0][1].examples[0]
        lines.append(f"  scrape show {archive} {example} --diff shows one")
    return "\n".join(lines)
