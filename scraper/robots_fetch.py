"""Ask a host for its robots.txt: redirects followed, the first 500 KiB read, a refusal noted."""

from dataclasses import replace
from datetime import datetime, timedelta

from scraper.clock import Clock
from scraper.errors import BlockedAddress, InvalidURL, ScraperError
from scraper.fetch import Answer, Fetcher
from scraper.pace import Pace, retry_after_seconds
from scraper.records import RobotsRecord
from scraper.retry import get_patiently
from scraper.robots import (
    MAX_ROBOTS_BYTES,
    MAX_ROBOTS_REDIRECTS,
    RobotsAccess,
    decode_robots,
    robots_access,
)
from scraper.schedule import MOST_PUT_OFF
from scraper.urls import canonicalize, host_of

# A host that refuses its robots.txt without a word on when to come back.
_RETRY_SECONDS = 60.0


async def fetch_robots(
    fetcher: Fetcher, origin: str, *, pace: Pace, clock: Clock
) -> tuple[RobotsRecord, str]:
    """Return what a host answers for its robots.txt, and what went wrong where nothing came.

    Past five redirects the file counts as unavailable, which allows.

    Raises:
        BlockedAddress: The guard refuses the host, or one that it redirects to.
        InvalidURL: A port that is never asked.

    Source: RFC 9309 section 2.3.1.2.
    """
    host = host_of(f"{origin}/")
    url = f"{origin}/robots.txt"
    for _ in range(MAX_ROBOTS_REDIRECTS + 1):
        try:
            attempted = await get_patiently(
                fetcher, url, pace=pace, clock=clock, any_type=True, first_bytes=MAX_ROBOTS_BYTES
            )
        except (BlockedAddress, InvalidURL):
            raise
        except ScraperError as error:
            return _record(host, None, clock.now()), str(error)
        answer = attempted.answer
        if robots_access(answer.status) is RobotsAccess.DENY_ALL:
            return _refused(host, answer, clock.now()), f"robots.txt: HTTP {answer.status}"
        location = answer.header("location")
        if not 300 <= answer.status < 400 or not location:
            body = decode_robots(answer.body) if 200 <= answer.status < 300 else None
            return _record(host, answer.status, clock.now(), body), ""
        try:
            url = canonicalize(location, url)
        except InvalidURL:
            break
    return _record(host, 404, clock.now()), ""


def _refused(host: str, answer: Answer, now: datetime) -> RobotsRecord:
    wait = retry_after_seconds(answer.header("retry-after"), now)
    seconds = _RETRY_SECONDS if wait is None else min(wait, MOST_PUT_OFF.total_seconds())
    return replace(_record(host, answer.status, now), retry_at=now + timedelta(seconds=seconds))


def _record(host: str, status: int | None, now: datetime, body: str | None = None) -> RobotsRecord:
    return RobotsRecord(host=host, fetched_at=now, status=status, body=body)
