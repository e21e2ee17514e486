"""What a page asks of those who keep it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.directives import Directives, directive_words, read_directives

NOW = datetime(2026, 6, 26, tzinfo=UTC)


def asked(*values: str) -> Directives:
    words: set[str] = set()
    for value in values:
        words |= directive_words(value)
    return read_directives(words, now=NOW)


FREE = Directives()
HIDDEN = Directives(may_index=False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", FREE),
        ("index, follow, max-snippet:-1, max-image-preview:large", FREE),
        ("NOINDEX", HIDDEN),
        ("noindex,nofollow", Directives(may_index=False, may_follow=False)),
        ("none", Directives(may_index=False, may_follow=False, may_archive=False)),
        ("noarchive", Directives(may_archive=False)),
        ("nocache", Directives(may_archive=False)),
        ("nofollow", Directives(may_follow=False)),
        ("noindexed, nofollowing", FREE),
    ],
)
def test_words_say_what_is_kept_and_followed(value: str, expected: Directives) -> None:
    assert asked(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("otherbot: noindex", FREE),
        ("otherbot: noindex, nofollow", FREE),
        ("scrape: noindex", HIDDEN),
        ("Scrape: noindex", HIDDEN),
        ("*: noindex", HIDDEN),
        ("otherbot: nofollow, scrape: noindex", HIDDEN),
        ("noindex, otherbot: nofollow", HIDDEN),
        ("otherbot: unavailable_after: 2020-01-01", FREE),
        ("scrape: unavailable_after: 2020-01-01", HIDDEN),
    ],
)
def test_a_name_in_front_binds_that_program(value: str, expected: Directives) -> None:
    assert asked(value) == expected


@pytest.mark.parametrize(
    "date",
    [
        "2026-06-25",
        "2026-06-25T15:00:00+02:00",
        "25 Jun 2026 15:00:00 PST",
        "Thu, 25 Jun 2026 15:00:00 GMT",
        "Thursday, 25-Jun-26 15:00:00 UTC",
        "25-Jun-2026 15:00:00 EST",
    ],
)
def test_after_its_day_a_page_is_not_kept(date: str) -> None:
    assert asked(f"unavailable_after: {date}") == HIDDEN
    assert asked(f"noarchive, unavailable_after: {date}, nofollow").may_index is False
    assert asked(f"unavailable_after: {date.replace('26', '39')}") == FREE


def test_a_date_that_cannot_be_read_hides_nothing() -> None:
    assert asked("unavailable_after: soon") == FREE


def test_what_several_headers_say_adds_up() -> None:
    assert asked("otherbot: noindex", "noarchive", "nofollow") == Directives(
        may_follow=False, may_archive=False
    )


@given(st.text())
def test_any_text_is_read(value: str) -> None:
    asked(value, f"unavailable_after: {value}")
