"""`scrape alias`: names that stand for one expert or outlet."""

from pathlib import Path

import click

from archive.cli import archive_argument


@click.command()
@archive_argument
@click.argument("kind", type=click.Choice(["expert", "outlet"]), required=False)
@click.argument("name", required=False)
@click.argument("target", required=False)
@click.option("--remove", is_flag=True, help="Let NAME stand for itself in what is read from now.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def alias(
    archive: Path,
    kind: str | None,
    name: str | None,
    target: str | None,
    remove: bool,
    as_json: bool,
) -> int:
    """Let NAME stand for TARGET, so that both are one expert or outlet; without names, list them.

    Rows that are there already become one, with all their articles.
    """
    from archive.describe import as_table, counted
    from archive.store import Archive, json_of
    from scraper.render import plain_text

    if kind is None:
        with Archive.open(archive, read_only=True) as opened:
            found = opened.aliases()
        if as_json:
            click.echo(json_of(found))
        elif found:
            click.echo(plain_text(as_table([(a.kind, a.target, a.name) for a in found])))
        return 0
    if name is None or (target is None) is not remove:
        raise click.UsageError("give a kind, a name and a target, or --remove, a kind and a name")
    with Archive.open(archive) as opened, opened.run_lock():
        if target is None:
            opened.remove_alias(kind, name)
        else:
            gone = opened.alias(kind, name, target)
            click.echo(f"{name} is {target} now; {counted(gone, 'row')} merged", err=True)
    return 0
