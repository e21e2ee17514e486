"""The times of sitemaps and feeds: W3C date-time and the dates of e-mail."""

import re
from datetime import MAXYEAR, MINYEAR, UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime

_YEAR_OR_MONTH = re.compile(r"(\d{4})(?:-(\d{2}))?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_w3c_time(text: str) -> datetime | None:
    """Read a W3C date-time as aware UTC, or None where it is none.

    A bare day is taken for its last second: the page may still change on the day it names, and
    asking once more with a validator costs little. A time without zone is taken for UTC. A bare
    month or year is too coarse to decide anything and gives None.

    Source: W3C NOTE-datetime, as sitemaps.org 0.9 and RFC 4287 use it.
    """
    text = text.strip()
    if _YEAR_OR_MONTH.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        if _DAY.fullmatch(text):
            moment = datetime.combine(moment.date(), time(23, 59, 59), UTC)
        return _as_utc(moment)
    except (ValueError, OverflowError):
        return None


def read_mail_time(text: str) -> datetime | None:
    """Read an RSS date (RFC 822 with four-digit years) as aware UTC, or None where it is none."""
    try:
        return _as_utc(parsedate_to_datetime(text.strip()))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def read_feed_time(text: str) -> datetime | None:
    """Read a feed's date in either form: RSS feeds carry both."""
    return read_mail_time(text) or read_w3c_time(text)


def _as_utc(moment: datetime) -> datetime | None:
    if moment.year in (MINYEAR, MAXYEAR):
        return None  # "never" and "for good": no time to reckon with, nor one to add a minute to
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    offset = moment.utcoffset()
    if offset is None or abs(offset) > timedelta(hours=24):
        return None
    return moment.astimezone(UTC)
