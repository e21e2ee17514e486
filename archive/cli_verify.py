"""The command that proves an archive, repairs it, and compares it with a list of digests."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli import archive_argument
from archive.errors import ArchiveDamaged

if TYPE_CHECKING:
    from archive.store import Archive
    from archive.verify import Verification

a_file = click.Path(path_type=Path, dir_okay=False)


@click.command()
@archive_argument
@click.option(
    "--repair", is_flag=True, help="Put right what can be; stored bytes stay as they are."
)
@click.option("--manifest", type=a_file, help="Write a list of all digests to this file.")
@click.option("--against", type=a_file, help="Compare with a list written before.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def verify(
    archive: Path, repair: bool, manifest: Path | None, against: Path | None, as_json: bool
) -> int:
    """Check every digest, every reference and every index."""
    from archive.store import Archive, json_of

    with ExitStack() as stack:
        opened = stack.enter_context(Archive.open(archive, read_only=not repair))
        if repair:
            stack.enter_context(opened.run_lock())
        found = opened.verify(repair=repair)
        missing = _compare(opened, against) if against else 0
        if manifest and not (found.problems or missing):
            _write(opened, manifest)
    if as_json:
        click.echo(json_of(found))
    else:
        _tell(found)
    problems = len(found.problems) + missing
    if problems:
        raise ArchiveDamaged(f"{archive}: {problems} problem{'s' * (problems > 1)}")
    return 0


def _tell(found: "Verification") -> None:
    for line in found.repaired:
        click.echo(f"repaired: {line}")
    if found.problems:
        click.echo("\n".join(found.problems))
        return
    click.echo(
        f"sound: {found.blobs} bodies, {found.revisions} readings, all digests match; "
        f"{found.rows} rows as they were written"
    )
    if found.unsealed:
        click.echo(
            f"{found.unsealed} rows have no digest yet: a run is at work or was killed", err=True
        )


def _compare(opened: "Archive", against: Path) -> int:
    # Bytes that are no UTF-8 are no reason to stop: the digest of the lines tells.
    with against.open(encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        found = opened.compare(file)
    for line in found.missing:
        click.echo(f"missing: {line}")
    click.echo(
        f"against {against}: {found.same} the same, {found.missing_count} missing, "
        f"{found.newer} newer",
        err=True,
    )
    return found.missing_count


def _write(opened: "Archive", manifest: Path) -> None:
    partial = manifest.with_name(manifest.name + ".part")
    with partial.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in opened.manifest())
    partial.replace(manifest)
