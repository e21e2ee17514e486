"""When pages that could not be had are tried again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scraper.records import FoundBy, Page, PageKind
from scraper.schedule import gone_again, moved_again, retry_at
from tests.support import START

PAGE = Page(id=1, url="https://a.example/", host="a.example")


@pytest.mark.parametrize(
    ("status", "first", "then"), [(404, 1, 30), (410, 30, 30), (200, 1, 7), (302, 1, 7)]
)
def test_a_page_that_is_suddenly_gone_is_looked_at_again_soon(
    status: int, first: int, then: int
) -> None:
    there = Page(
        id=1, url="https://a.example/", host="a.example", checked_at=START, fetched_at=START
    )
    gone = replace(there, checked_at=START + timedelta(days=1))

    assert gone_again(there, status=status) == timedelta(days=first)
    assert gone_again(gone, status=status) == timedelta(days=then)


def test_a_sitemap_or_feed_that_is_gone_or_leads_elsewhere_is_looked_at_each_day() -> None:
    was_gone = replace(PAGE, checked_at=START, fetched_at=START - timedelta(days=9))
    for kind in (PageKind.SITEMAP, PageKind.FEED, PageKind.API):
        document = replace(was_gone, kind=kind, found_by=FoundBy.ROBOTS)
        assert gone_again(document, status=404) == timedelta(days=1)
        assert moved_again(document) == timedelta(days=1)

    child = replace(was_gone, kind=PageKind.SITEMAP, found_by=FoundBy.SITEMAP)
    assert gone_again(child, status=404) == timedelta(days=30)
    assert moved_again(was_gone) == timedelta(days=30)


def test_failures_are_retried_later_and_later_up_to_a_week() -> None:
    waits = [
        retry_at(replace(PAGE, failures=failures), now=START) - START for failures in range(12)
    ]

    assert waits[0] == timedelta(hours=1)
    assert waits[1] == timedelta(hours=2)
    assert waits[-1] == timedelta(days=7)


@pytest.mark.parametrize("kind", [PageKind.SITEMAP, PageKind.FEED, PageKind.API])
def test_what_shows_the_news_is_tried_again_within_a_day(kind: PageKind) -> None:
    waits = [
        retry_at(replace(PAGE, kind=kind, failures=failures), now=START) - START
        for failures in (0, 4, 5, 99)
    ]

    assert waits == [timedelta(hours=hours) for hours in (1, 16, 24, 24)]
