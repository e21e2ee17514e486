"""When a page that could not be had is tried again; `revisit` tells of those that could. Pure."""

from datetime import datetime, timedelta

_FIRST_RETRY = timedelta(hours=1)
_LAST_RETRY = timedelta(days=7)
ROBOTS_AGAIN = timedelta(days=30)
GONE_AGAIN = timedelta(days=30)
# Less sure than a 404: a site under repair answers so too.
SOFT_GONE_AGAIN = timedelta(days=7)


def retry_at(failures: int, *, now: datetime) -> datetime:
    """Return when a page that failed is tried again: an hour, doubled by each failure, to a week.

    Args:
        failures: Failed visits in a row before this one.
        now: The time of this failure.
    """
    wait: timedelta = _FIRST_RETRY * 2 ** min(failures, 10)
    return now + min(wait, _LAST_RETRY)
