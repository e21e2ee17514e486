"""The commands that keep an archive in shape: compact, backup, merge."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.cli import archive_argument


@click.command()
@archive_argument
@click.option("--json", "as_json", is_flag=True, help="Print what it came to as JSON.")
def compact(archive: Path, as_json: bool) -> int:
    """Make dictionaries anew, pack every page hard, and give the space back.

    May be stopped at any time; the next call goes on.
    """
    from archive.store import Archive, json_of

    seen = 0

    def told(count: int) -> None:
        nonlocal seen
        seen += count
        if sys.stderr.isatty():
            click.echo(f"\r{seen} bodies", err=True, nl=False)

    now = datetime.now(UTC)
    with Archive.open(archive) as opened, opened.run_lock(at=now):
        done = opened.compact(at=now, told=told)
    if sys.stderr.isatty():
        click.echo("\r", err=True, nl=False)
    if as_json:
        click.echo(json_of(done))
        return 0
    click.echo(
        f"{done.bodies} bodies packed: {done.bytes_before / 1e6:.1f} MB before,"
        f" {done.bytes_after / 1e6:.1f} MB now;"
        f" file {done.file_before / 1e6:.1f} MB before, {done.file_after / 1e6:.1f} MB now"
    )
    if done.left_as_they_are:
        click.echo(f"{done.left_as_they_are} damaged bodies left as they are", err=True)
    return 0


@click.command()
@archive_argument
@click.argument("destination", type=click.Path(path_type=Path))
def backup(archive: Path, destination: Path) -> int:
    """Copy the archive to one file, also while a crawl writes.

    The copy is checked in full before it takes the place of an older one.
    """
    from archive.backup import backup as copy

    size = copy(archive, destination)
    click.echo(f"{destination}: {size / 1e6:.1f} MB, sound")
    return 0


@click.command()
@click.argument("destination", metavar="DEST", type=click.Path(path_type=Path))
@click.argument(
    "sources", metavar="SOURCE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Print what was added as JSON lines.")
def merge(destination: Path, sources: tuple[Path, ...], as_json: bool) -> int:
    """Take other archives into DEST, which is made where it is not there.

    What both hold is kept once; merging again adds nothing. The sources are left alone.
    """
    from archive.store import Archive, json_of

    if not destination.exists():
        for source in sources:
            Archive.open(source, read_only=True).close()  # or an empty destination stays behind
    with (
        Archive.open(destination, create=True) as opened,
        opened.run_lock(at=datetime.now(UTC)),
    ):
        for source in sources:
            added = opened.merge(source)
            if as_json:
                click.echo(json_of(added))
                continue
            click.echo(
                f"{source}: {added.articles} articles, {added.revisions} readings,"
                f" {added.snapshots} snapshots, {added.pages} pages new"
            )
        opened.join_up()  # what is nearly the same may be in different sources
    return 0
