"""How often a page changes, and when it is looked at again."""

from datetime import timedelta
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.records import PageKind
from scraper.revisit import (
    History,
    after_visit,
    changes_per_second,
    first_history,
    next_visit,
)
from tests.support import START

URL = "https://example.org/news/a/"
DAY = 86400.0
HISTORIES = st.builds(
    History,
    changes=st.integers(0, 500),
    changed_seconds=st.floats(1, 400 * DAY),
    quiet_seconds=st.floats(0, 4000 * DAY),
)


def wait_days(history: History, kind: PageKind = PageKind.ARTICLE, url: str = URL) -> float:
    return (next_visit(url, kind, history, now=START) - START) / timedelta(days=1)


def visited(intervals: list[tuple[float, bool]]) -> History:
    history = History()
    for seconds, changed in intervals:
        history = after_visit(history, seconds=seconds, changed=changed)
    return history


@given(st.integers(1, 60), st.integers(1, 60), st.floats(3600, 30 * DAY))
def test_at_equal_intervals_it_is_the_improved_estimator_of_the_paper(
    visits: int, changes: int, interval: float
) -> None:
    changes = min(changes, visits)
    history = visited([(interval, n < changes) for n in range(visits)])

    rate = changes_per_second(history)

    assert rate is not None
    expected = -log((visits - changes + 0.5) / (visits + 0.5)) / interval
    assert rate == pytest.approx(expected, rel=1e-6)


@given(HISTORIES, st.floats(1, 100 * DAY))
def test_finding_a_change_never_lowers_the_rate(history: History, seconds: float) -> None:
    same = History(changes=0, quiet_seconds=history.quiet_seconds)

    quiet = changes_per_second(after_visit(same, seconds=seconds, changed=False))
    changed = changes_per_second(after_visit(same, seconds=seconds, changed=True))

    assert quiet is not None
    assert changed is not None
    assert changed >= quiet * (1 - 1e-9)


@given(HISTORIES, st.floats(0, 100 * DAY))
def test_more_quiet_means_no_earlier_visit(history: History, seconds: float) -> None:
    later = after_visit(history, seconds=seconds, changed=False)

    assert wait_days(later) >= wait_days(history) - 1e-9


@given(HISTORIES, st.integers(1, 100))
def test_more_changes_in_the_same_time_mean_no_later_visit(history: History, more: int) -> None:
    busier = History(
        changes=history.changes + more,
        changed_seconds=history.changed_seconds,
        quiet_seconds=history.quiet_seconds,
    )

    if history.changes:
        assert wait_days(busier) <= wait_days(history) + 1e-9


@given(HISTORIES, st.sampled_from(list(PageKind)), st.text(max_size=20))
def test_a_visit_is_hours_to_a_year_ahead(history: History, kind: PageKind, slug: str) -> None:
    days = wait_days(history, kind, URL + slug)

    assert 0.9 * 0.25 <= days <= 365
    assert days == wait_days(history, kind, URL + slug)


def test_pages_with_one_history_do_not_all_come_back_together() -> None:
    history = History(quiet_seconds=30 * DAY)

    waits = {round(wait_days(history, url=f"{URL}{n}"), 3) for n in range(50)}

    assert len(waits) > 40
    assert max(waits) - min(waits) > 1


def test_an_article_never_seen_to_change_waits_half_as_long_as_it_was_quiet() -> None:
    assert 13.5 <= wait_days(first_history(30 * DAY)) <= 15


def test_another_s_word_on_its_age_buys_a_month_at_most() -> None:
    assert wait_days(first_history(3000 * DAY)) <= 30


def test_an_article_out_now_is_asked_again_in_hours() -> None:
    assert wait_days(first_history(0)) <= 0.25


def test_an_article_that_was_edited_early_and_left_alone_since_is_left_alone() -> None:
    busy = [(6 * 3600.0, True)] * 4
    quiet = [(30 * DAY, False)] * 6

    assert wait_days(visited(busy)) < 0.3
    assert wait_days(visited(busy + quiet)) > 15


def test_a_clock_set_back_makes_no_interval() -> None:
    history = after_visit(History(quiet_seconds=5.0), seconds=-100.0, changed=False)

    assert history.quiet_seconds == 5.0


def test_a_static_page_waits_at_least_most_of_a_week_and_a_sitemap_at_most_two() -> None:
    assert wait_days(History(), PageKind.OTHER) > 6
    assert wait_days(History(quiet_seconds=4000 * DAY), PageKind.SITEMAP) <= 14


@given(HISTORIES)
def test_no_history_makes_a_page_change_less_than_never(history: History) -> None:
    rate = changes_per_second(history)

    assert rate is None or rate >= 0
