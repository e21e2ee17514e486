"""The command that takes in what other programs captured."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli import archive_argument
from archive.errors import ArchiveError
from archive.exit_codes import DONE, PAGES_FAILED

if TYPE_CHECKING:
    from archive.imports.captures import Reader
    from archive.imports.importer import Importer
    from archive.store import Archive


def import_command(make_reader: "Callable[[str | None], Reader]") -> click.Command:
    """Return the command; `make_reader` makes what reads pages, with a profile's name or None."""

    @click.command("import")
    @archive_argument
    @click.argument(
        "files", nargs=-1, required=True, type=click.Path(path_type=Path),
        metavar="FILE...",
    )  # fmt: skip
    @click.option("--base-url", help="Where a saved folder was on the web, for pages silent on it.")
    @click.option("--profile", help="Read pages with this profile: a name or a TOML file.")
    @click.option("--quiet", is_flag=True, help="Print no summary.")
    @click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
    def run_import(
        archive: Path,
        files: tuple[Path, ...],
        base_url: str | None,
        profile: str | None,
        quiet: bool,
        as_json: bool,
    ) -> int:
        """Take in WARC and WACZ files, and saved pages or folders of them.

        Pages are read as crawled ones are, at the time they were captured; what is in the archive
        already adds nothing, so an import that was stopped is given again.
        """
        from archive.store import Archive, json_of

        if base_url is not None and not base_url.startswith(("http://", "https://")):
            raise click.UsageError("--base-url begins with http:// or https://")
        _refuse_what_holds_nothing(files)
        reader = make_reader(profile)
        with Archive.open(archive, create=True) as opened, opened.run_lock():
            importer, damaged = _import(opened, reader, files, base_url)
        if importer.left_out["no-address"]:
            click.echo("hint: --base-url tells where pages without an address were", err=True)
        if as_json:
            click.echo(json_of(_summary(importer, damaged)))
        elif not quiet:
            click.echo(_describe(importer))
        return PAGES_FAILED if damaged else DONE

    return run_import


def _refuse_what_holds_nothing(files: tuple[Path, ...]) -> None:
    """Refuse an archive in place of captures, and files of which none can hold any.

    Among others a file of another kind is left out in silence: `saved/*` names pictures too.
    """
    from archive.connection import MAGIC
    from archive.imports.files import is_importable

    strange = []
    for file in files:
        if not file.exists():
            raise click.UsageError(f"{file}: no such file or folder")
        if not (file.is_dir() or file.is_file()):  # it is read more than once, and not in order
            raise click.UsageError(f"{file}: a pipe or a device; import a file")
        if file.is_dir() or is_importable(file):
            continue
        with file.open("rb") as opened:
            if opened.read(len(MAGIC)) == MAGIC:
                raise click.UsageError(f"{file}: an SQLite file; scrape merge takes in archives")
        strange.append(file)
    if len(strange) == len(files):
        raise click.UsageError(f"{strange[0]}: neither WARC nor WACZ nor a web page")


def _import(
    archive: "Archive", reader: "Reader", files: tuple[Path, ...], base_url: str | None
) -> "tuple[Importer, int]":
    from archive.imports.files import import_files

    damaged = 0
    run_id = archive.start_run("import", [str(file) for file in files], datetime.now(UTC))
    try:
        importer = archive.importer(run_id, reader)
        for file in import_files(importer, files, base_url=base_url):
            if file.trouble:
                damaged += 1
                click.echo(f"damaged: {file.trouble}", err=True)
        archive.join_up()
    except BaseException as error:
        with suppress(ArchiveError):  # what stopped the import may stop this too
            status = "failed" if isinstance(error, Exception) else "stopped"
            archive.finish_run(run_id, datetime.now(UTC), status)
        raise
    archive.finish_run(run_id, datetime.now(UTC), "done")
    return importer, damaged


def _summary(importer: "Importer", damaged: int) -> dict[str, object]:
    return {
        "imported": importer.totals,
        "known": importer.known,
        "left_out": dict(sorted(importer.left_out.items())),
        "damaged_files": damaged,
    }


def _describe(importer: "Importer") -> str:
    totals = importer.totals
    lines = [
        f"{totals.fetched} captures imported, {importer.known} were there already",
        f"articles: {totals.articles_new} new, {totals.articles_changed} with another reading,"
        f" {totals.articles_unchanged} seen again",
    ]
    left_out = Counter({reason: n for reason, n in importer.left_out.items() if n})
    if left_out:
        told = ", ".join(f"{count} {reason}" for reason, count in left_out.most_common())
        lines.append(f"left out: {told}")
    return "\n".join(lines)
