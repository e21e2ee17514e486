"""The command that finds articles."""

from pathlib import Path
from typing import Any

import click

from archive.cli import archive_argument


@click.command()
@archive_argument
@click.argument("query")
@click.option("--site", help="Only of this host.")
@click.option("--section", help="Only of this section.")
@click.option("--expert", help="Only with this expert.")
@click.option("--outlet", help="Only what quotes this outlet.")
@click.option("--tag", help="Only with this tag.")
@click.option("--lang", help="Only in this language, such as en.")
@click.option("--year", type=int, help="Only published in this year.")
@click.option("--state", type=click.Choice(["changed", "gone", "there"]), help="Only these.")
@click.option(
    "--order",
    type=click.Choice(["best", "recent", "newest"]),
    default="best",
    show_default=True,
    help="By the words, by words and age, or by day.",
)
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out so many.")
@click.option("--json", "as_json", is_flag=True, help="Print the hits as JSON.")
def search(
    archive: Path, query: str, order: Any, limit: int, offset: int, as_json: bool, **narrowed: Any
) -> int:
    """Find articles by their text, best first.

    QUERY is words, "a phrase", begin*, title:word (summary: and body: too), AND, OR, NOT and
    brackets; case and accents are ignored.
    """
    from archive.describe import describe_hits
    from archive.filters import Filters
    from archive.store import Archive, json_of

    with Archive.open(archive, read_only=True) as opened:
        hits = opened.search(
            query, filters=Filters(**narrowed), order=order, limit=limit, offset=offset
        )
    if hits.note:
        click.echo(f"note: {hits.note}", err=True)
    if as_json:
        click.echo(json_of(list(hits)))
    elif hits:
        click.echo(describe_hits(hits))
    else:
        click.echo(f"nothing found for {query!r}", err=True)
    return 0
