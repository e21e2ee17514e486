"""When a page is asked again. Pure: history and time in, a moment or None out."""

import zlib
from datetime import datetime, timedelta

from scraper.records import PageKind

_SHORTEST = {
    PageKind.ARTICLE: timedelta(days=1),
    PageKind.LISTING: timedelta(days=1),
    PageKind.PROFILE: timedelta(days=7),
    PageKind.OTHER: timedelta(days=7),
}
_LONGEST = timedelta(days=60)
_FIRST_RETRY = timedelta(hours=1)
_LAST_RETRY = timedelta(days=7)
ROBOTS_AGAIN = timedelta(days=30)
GONE_AGAIN = timedelta(days=30)
# A page that has not changed for a time will likely not change for a good part of that time.
_SHARE_OF_AGE = 0.5


def next_visit(
    url: str, kind: PageKind, *, now: datetime, last_change_at: datetime | None
) -> datetime:
    """Return when a page is due again by its age since it last changed.

    From a day (a week for profiles and static pages) to sixty days, half the age in between,
    earlier by up to a tenth so that pages fetched together do not all come back together.
    """
    shortest = _SHORTEST.get(kind, timedelta(days=1))
    age = max(timedelta(0), now - last_change_at) if last_change_at else timedelta(0)
    interval = min(max(age * _SHARE_OF_AGE, shortest), _LONGEST)
    return now + interval * (1 - 0.1 * zlib.crc32(url.encode()) / 2**32)


def retry_at(failures: int, *, now: datetime) -> datetime:
    """Return when a page that failed is tried again: an hour, doubled by each failure, to a week.

    Args:
        failures: Failed visits in a row before this one.
        now: The time of this failure.
    """
    wait: timedelta = _FIRST_RETRY * 2 ** min(failures, 10)
    return now + min(wait, _LAST_RETRY)
