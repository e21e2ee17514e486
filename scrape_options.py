"""The options that every crawling command takes, and what they take their words for."""

from collections.abc import Callable
from math import isfinite
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scraper.records import FoundBy


def _named_ways(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> "frozenset[FoundBy] | None":
    if text is None:
        return None
    from scraper.settings import ways_named

    try:
        return ways_named(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _known_profile(
    _context: click.Context, _parameter: click.Parameter, name: str | None
) -> str | None:
    """Return a profile's name once it can be read: a timer should not find a mistake at night."""
    from scraper.profile import load_profile

    if name:
        load_profile(name)
    return name


def _some_delay(
    _context: click.Context, _parameter: click.Parameter, seconds: float | None
) -> float | None:
    if seconds is not None and not isfinite(seconds):
        raise click.BadParameter(f"{seconds} is no number of seconds")
    return seconds


def named_seeds(
    _context: click.Context, _parameter: click.Parameter, seeds: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the seeds, files by their full paths."""
    from scraper.sites_file import full_path_of

    return tuple(map(full_path_of, seeds))


def crawl_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options that every crawling command takes."""
    for option in reversed(
        (
            click.option(
                "--profile",
                callback=_known_profile,
                help="Read pages with this profile: a name or a TOML file.",
            ),
            click.option("--max-pages", type=click.IntRange(1), help="Stop after so many pages."),
            click.option(
                "--since", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what is older."
            ),
            click.option("--full", is_flag=True, help="Ask for every known page again."),
            click.option(
                "--revisits",
                type=click.IntRange(0),
                help="Known pages asked again per host and run.  [default: 2 % of its articles]",
            ),
            click.option("--contact", help="Your e-mail or web address, for the User-Agent."),
            click.option("--allow-private", is_flag=True, help="Crawl private addresses too."),
            click.option(
                "--jobs", type=click.IntRange(1), default=1, help="Processes that read pages."
            ),
            click.option(
                "--concurrency",
                type=click.IntRange(1),
                default=1,
                show_default=True,
                help="Requests at once to one host.",
            ),
            click.option(
                "--delay",
                "delay_seconds",
                type=click.FloatRange(0),
                callback=_some_delay,
                help="Seconds between requests to one host.  [default: the profile's]",
            ),
            click.option(
                "--ways",
                callback=_named_ways,
                metavar="WAY,...",
                help="Look for pages only so: sitemap, feed, rest, listing, page.  [default: all]",
            ),
        )
    ):
        command = option(command)
    return command
