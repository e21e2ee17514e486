"""The commands that need only an archive: show, status, report, browse."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click

archive_argument = click.argument("archive", type=click.Path(path_type=Path))


@click.command()
@archive_argument
@click.argument("article", metavar="ID|URL")
@click.option("--revision", type=click.IntRange(1), help="An earlier reading, from 1.")
@click.option("--diff", is_flag=True, help="What changed since the reading before, by words.")
@click.option("--html", is_flag=True, help="The page as it was stored.")
@click.option("--evidence", is_flag=True, help="Where each field came from.")
def show(
    archive: Path, article: str, revision: int | None, diff: bool, html: bool, evidence: bool
) -> int:
    """Print one article."""
    from archive.describe import describe_history
    from archive.difference import describe_difference
    from archive.store import Archive, json_of
    from scraper.render import as_text, plain_text

    if html + diff + evidence > 1:
        raise click.UsageError("--html, --diff and --evidence show different things: give one")
    with Archive.open(archive, read_only=True) as opened:
        if html:
            sys.stdout.buffer.write(opened.html(article, revision=revision))
            return 0
        found = opened.article(article)
        shown = opened.revision(article, revision) if revision else found.revisions[-1]
        if diff:
            colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
            click.echo(describe_difference(found, shown.number, colour=colour), nl=False)
        elif evidence:
            click.echo(json_of(shown.evidence))
        else:
            click.echo(plain_text(as_text(shown.reading) + "\n" + describe_history(found)))
    return 0


@click.command()
@archive_argument
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def status(archive: Path, as_json: bool) -> int:
    """Tell how the last runs went, what is broken, what is next, and what there is."""
    import msgspec

    from archive.describe_status import describe_status
    from archive.lock import holder_of
    from archive.store import Archive, json_of
    from archive.timers.choice import find
    from archive.timers.machine import this_machine
    from scraper.render import plain_text

    now = datetime.now(UTC)
    with Archive.open(archive, read_only=True) as opened:
        found = opened.status(now=now)
    last = next((run.started_at for run in found.runs if run.command == "crawl"), None)
    timer = find(archive, this_machine(sys.platform), now=now.astimezone(), last_started_at=last)
    if as_json:
        click.echo(json_of({**msgspec.to_builtins(found), "schedule": timer}))
    else:
        says = timer.says if timer else None
        click.echo(
            plain_text(describe_status(found, now=now, schedule=says, holder=holder_of(archive)))
        )
    return 0


@click.command()
@archive_argument
@click.option("--run", type=click.IntRange(1), help="The run's number.  [default: the newest]")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), help="[default: text]"
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--limit", type=click.IntRange(1), default=100, show_default=True, help="Rows a section."
)
def report(
    archive: Path, run: int | None, form: str | None, output: Path | None, limit: int
) -> int:
    """Tell what a run brought: new, changed, gone, and what failed and why, site by site.

    Without --format, a file's name says it: .txt, .md or .json.
    """
    from archive.report_render import format_of, render_report
    from archive.store import Archive

    chosen = form or (format_of(output) if output else None) or "text"
    with Archive.open(archive, read_only=True) as opened:
        text = render_report(opened.report(run, limit=limit), chosen)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
    return 0


@click.command()
@archive_argument
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="A host name to answer to beside localhost, such as a proxy's; repeatable.",
)
@click.option(
    "--password-file",
    type=click.File(encoding="utf-8"),
    help="Ask for the password in this file: user:password, or a password alone.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open a browser too.")
def browse(
    archive: Path,
    port: int,
    host: str,
    names: tuple[str, ...],
    password_file: TextIO | None,
    open_browser: bool,
) -> int:
    """Serve the archive to a browser, read-only, on loopback."""
    import webbrowser

    from archive.browse.gate import is_loopback, read_password
    from archive.browse.server import serve
    from archive.opening import reads_as_it_stands

    try:
        password = read_password(password_file.read()) if password_file else None
    except ValueError as error:  # text that is no UTF-8, too
        raise click.BadParameter(str(error), param_hint="--password-file") from error
    if not is_loopback(host):
        click.echo(f"warning: {_who_can_read(host, has_password=bool(password))}", err=True)

    def started(address: str) -> None:
        click.echo(f"{archive} is at {address} (Ctrl-C ends it)", err=True)
        if reads_as_it_stands(archive):
            told = "you may not write here: while a crawl writes, a page may fail; ask again then"
            click.echo(f"note: {told}", err=True)
        if open_browser:
            webbrowser.open(address)

    serve(archive, host=host, port=port, names=names, password=password, started=started)
    return 0


def _who_can_read(host: str, *, has_password: bool) -> str:
    if has_password:
        return f"the password goes to {host} unencrypted; put a server with HTTPS in front"
    return (
        f"everybody who can reach {host} can read this archive and ask it in SQL;"
        " --password-file FILE asks them for a password"
    )
