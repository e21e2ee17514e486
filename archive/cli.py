"""The commands that need only an archive: show, status, export, browse."""

import sys
from pathlib import Path

import click

archive_argument = click.argument("archive", type=click.Path(path_type=Path))


@click.command()
@archive_argument
@click.argument("article", metavar="ID|URL")
@click.option("--revision", type=click.IntRange(1), help="An earlier reading, from 1.")
@click.option("--diff", is_flag=True, help="What changed since the reading before.")
@click.option("--html", is_flag=True, help="The page as it was stored.")
@click.option("--evidence", is_flag=True, help="Where each field came from.")
def show(
    archive: Path, article: str, revision: int | None, diff: bool, html: bool, evidence: bool
) -> int:
    """Print one article."""
    from archive.describe import describe_diff, describe_history
    from archive.store import Archive, json_of
    from scraper.render import as_text

    with Archive.open(archive, read_only=True) as opened:
        if html:
            sys.stdout.buffer.write(opened.html(article, revision=revision))
            return 0
        found = opened.article(article)
        shown = opened.revision(article, revision) if revision else found.revisions[-1]
        if diff:
            click.echo(describe_diff(found, shown.number), nl=False)
        elif evidence:
            click.echo(json_of(shown.evidence))
        else:
            click.echo(as_text(shown.reading) + "\n" + describe_history(found))
    return 0


@click.command()
@archive_argument
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def status(archive: Path, as_json: bool) -> int:
    """Tell what is in the archive, what is due, and how the last runs went."""
    from archive.describe import describe_status
    from archive.store import Archive, json_of

    with Archive.open(archive, read_only=True) as opened:
        found = opened.status()
    click.echo(json_of(found) if as_json else describe_status(found))
    return 0


@click.command()
@archive_argument
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--where", help="A condition in SQL, such as \"year >= 2020 AND lang = 'nl'\".")
def export(archive: Path, form: str, output: Path | None, where: str | None) -> int:
    """Write the articles as a table or as JSON lines."""
    from archive.store import Archive

    with Archive.open(archive, read_only=True) as opened:
        chunks = opened.export(form, where=where)
        if output is None:
            for chunk in chunks:
                sys.stdout.buffer.write(chunk)
            return 0
        partial = output.with_name(output.name + ".part")
        with partial.open("wb") as file:
            file.writelines(chunks)
        partial.replace(output)
    return 0


@click.command()
@archive_argument
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--open", "open_browser", is_flag=True, help="Open a browser too.")
def browse(archive: Path, port: int, host: str, open_browser: bool) -> int:
    """Serve the archive to a browser, read-only, on loopback."""
    import webbrowser

    from archive.browse import serve

    def started(address: str) -> None:
        click.echo(f"{archive} is at {address} (Ctrl-C ends it)", err=True)
        if open_browser:
            webbrowser.open(address)

    serve(archive, host=host, port=port, started=started)
    return 0
