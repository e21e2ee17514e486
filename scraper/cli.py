"""The commands that need no archive: read one page, look at profiles."""

import asyncio
import sys
from pathlib import Path

import click

FAILED = 1


@click.command()
@click.argument("page", metavar="FILE|URL|-", required=False)
@click.option("--url", help="The address the page came from.")
@click.option("--profile", help="A profile's name or a TOML file.")
@click.option("--format", "form", type=click.Choice(["json", "text", "markdown"]), default="json")
@click.option(
    "--explain", is_flag=True, help="Say why each field has its value: rule, place, runners-up."
)
@click.option("--jsonl", is_flag=True, help='Read {"html", "url"} lines, write article lines.')
@click.option("--contact", help="Your e-mail or web address, for the User-Agent.")
@click.option("--allow-private", is_flag=True, help="Fetch from private addresses too.")
def extract(
    page: str | None,
    url: str | None,
    profile: str | None,
    form: str,
    explain: bool,
    jsonl: bool,
    contact: str | None,
    allow_private: bool,
) -> int:
    """Print the article of one page: a file, an address, or - for standard input."""
    from scraper.pipe import extract_lines
    from scraper.profile import load_profile
    from scraper.reader import explain_article, read_article
    from scraper.render import render

    if explain and (jsonl or form == "markdown"):
        raise click.UsageError("--explain goes with --format json or text, and with one page")
    chosen = load_profile(profile) if profile else None
    if jsonl:
        return FAILED if extract_lines(sys.stdin.buffer, sys.stdout.buffer, chosen) else 0
    if page is None:
        raise click.UsageError("give a FILE, a URL or -, or --jsonl")
    content_type = None
    if page.startswith(("http://", "https://")):
        from scraper.clock import SystemClock
        from scraper.single import fetch_page

        answer = asyncio.run(
            fetch_page(page, contact=contact, allow_private=allow_private, clock=SystemClock())
        )
        body, url, content_type = answer.body, url or answer.url, answer.content_type
    elif page == "-":
        body = sys.stdin.buffer.read()
    else:
        body = Path(page).read_bytes()
    if explain:
        extraction, explained = explain_article(body, url or "", content_type, chosen)
        click.echo(render(extraction, form, explained=explained), nl=False)
    else:
        typed = form == "markdown"
        extraction = read_article(body, url or "", content_type, chosen, typed=typed)
        click.echo(render(extraction, form), nl=False)
    return 0


@click.group()
def profile() -> None:
    """Look at site profiles."""


@profile.command("list")
def list_profiles() -> int:
    """Print the name of every built-in profile and the hosts it is for."""
    from scraper.profile import builtin_profiles

    for known in builtin_profiles():
        click.echo(f"{known.name:<12} {', '.join(known.hosts)}".rstrip())
    return 0


@profile.command("show")
@click.argument("name")
def show_profile(name: str) -> int:
    """Print a profile, defaults included, as JSON."""
    import msgspec

    from scraper.profile import load_profile

    click.echo(msgspec.json.format(msgspec.json.encode(load_profile(name))).decode())
    return 0


@profile.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def check_profiles(files: tuple[str, ...]) -> int:
    """Say whether profiles are well-formed."""
    from scraper.profile import load_profile

    for file in files:
        click.echo(f"{file}: {load_profile(file).name} is well-formed")
    return 0
