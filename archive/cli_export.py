"""The export command: a format, what to leave out, and where it goes."""

from pathlib import Path

import click

from archive.cli import archive_argument

# Written out, so that the help needs no import; a test compares.
FORMATS = ("csv", "jsonl", "parquet", "markdown", "bibtex", "ris", "csl-json", "warc", "wacz")
_BINARY = frozenset({"parquet", "warc", "wacz"})


@click.command()
@archive_argument
@click.option("--format", "form", type=click.Choice(FORMATS), required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write, whole or not at all.  [default: stdout]",
)
@click.option("--where", help="A condition in SQL, such as \"year >= 2020 AND lang = 'nl'\".")
def export(archive: Path, form: str, output: Path | None, where: str | None) -> int:
    """Write the articles as a table, as notes, as references, or the captures behind them.

    Markdown goes into a folder with a file for each article, or into a file where the name ends
    in .zip or .md. A condition may name every column of the CSV.
    """
    from archive.export import export_articles
    from archive.export.ending import tidied_up
    from archive.export.markdown import export_notes, write_folder, write_zip
    from archive.export.output import check_output, whole_file, whole_folder, write_stdout

    if output is None or str(output) == "-":
        write_stdout(export_articles(archive, form, where=where), is_binary=form in _BINARY)
        return 0
    kind = output.suffix.lower()
    is_folder = form == "markdown" and kind not in (".md", ".zip")
    check_output(output, archive, is_folder=is_folder)
    if is_folder:
        with tidied_up(), whole_folder(output) as folder:
            write_folder(export_notes(archive, where=where), folder)
    elif form == "markdown" and kind == ".zip":
        notes = export_notes(archive, where=where)
        with tidied_up(), whole_file(output) as file:
            write_zip(notes, file)
    else:
        chunks = export_articles(archive, form, where=where)
        with tidied_up(), whole_file(output) as file:
            file.writelines(chunks)
    return 0
