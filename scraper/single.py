"""Fetch one page for a person who asks for it, as politely as a crawl would."""

from scraper.agent import user_agent
from scraper.clock import Clock
from scraper.errors import FetchFailed, RobotsDenied
from scraper.fetch import Answer, Fetcher
from scraper.guard import Guard
from scraper.pace import Pace
from scraper.retry import get_patiently
from scraper.robots import read_robots
from scraper.robots_fetch import fetch_robots
from scraper.urls import canonicalize, origin_of

MAX_HOPS = 10


async def fetch_page(url: str, *, contact: str | None, allow_private: bool, clock: Clock) -> Answer:
    """Ask for a page and follow its redirects; robots.txt is asked first on every host.

    Raises:
        RobotsDenied: The host's robots.txt forbids the address, or does not answer.
        ScraperError: As `Fetcher.get`; FetchFailed also for a status that is no success.
    """
    guard = Guard(allow_private=allow_private)
    pace = Pace(clock=clock, delay_seconds=0)
    async with Fetcher(user_agent=user_agent(contact), guard=guard, clock=clock) as fetcher:
        for _ in range(MAX_HOPS + 1):
            url = canonicalize(url)
            await _check_robots(fetcher, url, pace, clock)
            attempted = await get_patiently(fetcher, url, pace=pace, clock=clock)
            answer = attempted.answer
            location = answer.header("location")
            if 300 <= answer.status < 400 and location:
                url = canonicalize(location, url)
                continue
            if not 200 <= answer.status < 300:
                raise FetchFailed(url, f"HTTP {answer.status}")
            if not answer.was_read:
                raise FetchFailed(url, "not a web page", answer.content_type or "")
            return answer
    raise FetchFailed(url, "redirect-loop", f"over {MAX_HOPS} redirects")


async def _check_robots(fetcher: Fetcher, url: str, pace: Pace, clock: Clock) -> None:
    record, trouble = await fetch_robots(fetcher, origin_of(url), pace=pace, clock=clock)
    if not read_robots(record).allows(url):
        raise RobotsDenied(url, trouble)
