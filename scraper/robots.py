"""What a host's robots.txt allows. Reads and answers; the crawl fetches and keeps."""

import codecs
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from protego import Protego

from scraper.records import RobotsRecord
from scraper.robots_text import read_robots_text
from scraper.schedule import MOST_PUT_OFF

PRODUCT_TOKEN = "scrape"  # noqa: S105 - the name robots.txt groups are matched against
MAX_ROBOTS_BYTES = 500 * 1024  # RFC 9309 section 2.5
KEPT_FOR = timedelta(hours=24)  # RFC 9309 section 2.4
STALE_FOR = timedelta(days=30)  # RFC 9309 section 2.3.1.4, "a reasonably long period of time"
MAX_ROBOTS_REDIRECTS = 5  # RFC 9309 section 2.3.1.2
# A Crawl-delay beyond this is taken for a mistake or a "no"; waiting longer archives nothing.
MAX_CRAWL_DELAY_SECONDS = 300.0


class RobotsAccess(Enum):
    """How the answer to a robots.txt request binds."""

    RULES = "rules"
    ALLOW_ALL = "allow all"
    DENY_ALL = "deny all"


def robots_access(status: int | None) -> RobotsAccess:
    """Say how an answer binds; status None means there was none.

    Source: RFC 9309 section 2.3.1. 429 is "slow down" and so not a yes. A redirect that does not
    end within five hops counts as unavailable, which allows.
    """
    if status is None or status == 429 or status >= 500:
        return RobotsAccess.DENY_ALL
    return RobotsAccess.RULES if 200 <= status < 300 else RobotsAccess.ALLOW_ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsPolicy:
    """The answer for one host: may this address be asked, how slowly, and where are sitemaps."""

    access: RobotsAccess
    crawl_delay_seconds: float = 0.0
    sitemaps: tuple[str, ...] = ()
    token: str = PRODUCT_TOKEN
    _rules: Protego | None = None

    def allows(self, url: str) -> bool:
        """Say whether a canonical address may be requested."""
        if self.access is not RobotsAccess.RULES:
            return self.access is RobotsAccess.ALLOW_ALL
        return self._rules is None or bool(self._rules.can_fetch(url, self.token))


def read_robots(record: RobotsRecord, *, token: str = PRODUCT_TOKEN) -> RobotsPolicy:
    """Read what was kept of a robots.txt for the program called `token`; no text makes this fail.

    A web page in place of the file has no rules. A `Crawl-delay` that is no number is ignored.
    """
    access = robots_access(record.status)
    token = token.lower()
    if access is not RobotsAccess.RULES:
        return RobotsPolicy(access=access, token=token)
    text = record.body or ""
    if text.lstrip("\ufeff \t\r\n")[:1] == "<":
        return RobotsPolicy(access=RobotsAccess.ALLOW_ALL, token=token)
    said = read_robots_text(text, token)
    try:
        rules = Protego.parse(said.rules)
    except (ValueError, OverflowError, TypeError, RecursionError):
        return RobotsPolicy(access=RobotsAccess.ALLOW_ALL, token=token)
    return RobotsPolicy(
        access=access,
        crawl_delay_seconds=min(said.delay_seconds, MAX_CRAWL_DELAY_SECONDS),
        sitemaps=said.sitemaps,
        token=token,
        _rules=rules,
    )


def decode_robots(body: bytes) -> str:
    """Decode the first 500 KiB, as UTF-8 without its byte order mark.

    A file that a mark shows to be in UTF-16, as some editors save it, is meant for somebody too.
    """
    is_utf16 = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return body[:MAX_ROBOTS_BYTES].decode("utf-16" if is_utf16 else "utf-8-sig", "replace")


def is_current(record: RobotsRecord, now: datetime) -> bool:
    """Say whether a kept answer may be used without asking again.

    A denial for want of an answer may not: the next run should find the site open again.
    """
    if robots_access(record.status) is RobotsAccess.DENY_ALL:
        return False
    return timedelta(0) <= now - record.fetched_at < KEPT_FOR


def is_put_off(record: RobotsRecord, now: datetime) -> bool:
    """Say whether the host asked not to be asked yet."""
    return record.retry_at is not None and now < record.retry_at <= now + MOST_PUT_OFF


def after_failure(kept: RobotsRecord | None, failure: RobotsRecord) -> RobotsRecord:
    """Return what holds after an attempt without an answer: the copy there was, while it may be.

    A copy is used for thirty days; whatever else was known of the host, a failure denies.

    Source: RFC 9309 sections 2.3.1.4 and 2.4.
    """
    if kept is None or kept.body is None:
        return failure
    if abs(failure.fetched_at - kept.fetched_at) >= STALE_FOR:
        return failure
    return replace(kept, failed_at=failure.fetched_at, retry_at=failure.retry_at)
