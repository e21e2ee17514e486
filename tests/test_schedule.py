"""When pages are asked again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from scraper.records import PageKind
from scraper.schedule import next_visit, retry_at
from tests.support import START

URL = "https://example.org/news/a/"


def days(age_days: float, kind: PageKind = PageKind.ARTICLE) -> float:
    changed = START - timedelta(days=age_days)
    return (next_visit(URL, kind, now=START, last_change_at=changed) - START) / timedelta(days=1)


def test_a_fresh_article_is_asked_again_after_about_a_day() -> None:
    assert 0.9 <= days(0) <= 1


def test_the_older_the_last_change_the_longer_the_wait() -> None:
    assert days(2) < days(20) < days(80)


def test_no_page_waits_longer_than_sixty_days() -> None:
    assert days(5000) <= 60


def test_a_static_page_waits_at_least_most_of_a_week() -> None:
    assert days(0, PageKind.OTHER) > 6


@given(st.integers(0, 4000), st.sampled_from(list(PageKind)))
def test_a_visit_is_always_ahead(age_days: int, kind: PageKind) -> None:
    assert 0 < days(age_days, kind) <= 60


def test_failures_are_retried_later_and_later_up_to_a_week() -> None:
    waits = [retry_at(failures, now=START) - START for failures in range(12)]

    assert waits[0] == timedelta(hours=1)
    assert waits[1] == timedelta(hours=2)
    assert waits[-1] == timedelta(days=7)
