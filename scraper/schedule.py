"""When a page that could not be had is tried again; `revisit` tells of those that could. Pure."""

from datetime import datetime, timedelta

from scraper.records import FoundBy, Page, PageKind

_FIRST_RETRY = timedelta(hours=1)
_LAST_RETRY = timedelta(days=7)
_LAST_RETRY_OF_NEWS = timedelta(days=1)
_NEWS = frozenset({PageKind.SITEMAP, PageKind.FEED, PageKind.API})
ROBOTS_AGAIN = timedelta(days=30)
GONE_AGAIN = timedelta(days=30)
_TEMPORARY_MOVE_AGAIN = timedelta(days=30)
_SOFT_GONE_AGAIN = timedelta(days=7)
DOUBTED_AGAIN = timedelta(days=1)
MOST_PUT_OFF = timedelta(days=1)  # no word of a host closes it for longer


def gone_again(page: Page, *, status: int) -> timedelta:
    """Return the wait before a page that was there and is not any more is looked at again.

    A site under repair answers 404 or its front page for an hour: the first time a day, then as
    long as the answer is sure, thirty days for 404 and seven for a soft 404. 410 is sure at once.
    What shows the news of a site is asked each day, but for a sitemap that another one names.
    """
    if page.kind in _NEWS and page.found_by is not FoundBy.SITEMAP:
        return _LAST_RETRY_OF_NEWS
    was_there = page.checked_at is not None and page.checked_at == page.fetched_at
    if was_there and status != 410:
        return DOUBTED_AGAIN
    return GONE_AGAIN if status in (404, 410) else _SOFT_GONE_AGAIN


def moved_again(page: Page) -> timedelta:
    """Return the wait before a page that leads elsewhere for the time being is looked at again."""
    return _LAST_RETRY_OF_NEWS if page.kind in _NEWS else _TEMPORARY_MOVE_AGAIN


def retry_at(page: Page, *, now: datetime) -> datetime:
    """Return when a page that failed is tried again: an hour, doubled by each failure, to a week.

    What shows the news of a site waits a day at most: after a week without an answer the first run
    that gets one should find them.

    Args:
        page: As it was before this failure.
        now: The time of this failure.
    """
    wait: timedelta = _FIRST_RETRY * 2 ** min(page.failures, 10)
    return now + min(wait, _LAST_RETRY_OF_NEWS if page.kind in _NEWS else _LAST_RETRY)
