"""Days as sites write them, in many languages, and what must not be read as one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract.dates import Order, find_days, first_day, machine_day, order_of, slug_day

_WRITTEN = {
    "3 mei 2020": "2020-05-03",
    "May 3rd, 2020": "2020-05-03",
    "Sept. 24, 2013": "2013-09-24",
    "3. Jänner 2022": "2022-01-03",
    "Donnerstag, 04. Februar 2022, 10:15 Uhr": "2022-02-04",
    "le 1er août 2021 à 09h00": "2021-08-01",
    "29 de enero de 2024": "2024-01-29",
    "14 set 2023": "2023-09-14",
    "venerdì 14 aprile 2023": "2023-04-14",
    "5 października 2021": "2021-10-05",
    "12 maj 2019": "2019-05-12",
    "7. desember 2020": "2020-12-07",
    "21 Ağustos 2022": "2022-08-21",
    "8 сентября 2020 г.": "2020-09-08",
    "24 лютого 2022": "2022-02-24",
    "2020年07月12日": "2020-07-12",
    "2024년 3월 5일": "2024-03-05",
    "12-Mar-2021": "2021-03-12",
    "Tue, 07 Apr 2020 07:36:07 +0530": "2020-04-07",
    "28.01.2022 06:00": "2022-01-28",
    "05/23/2017": "2017-05-23",
}


@pytest.mark.parametrize(("text", "day"), _WRITTEN.items())
def test_a_written_day_is_read_in_its_language(text: str, day: str) -> None:
    assert first_day(text) == day


@pytest.mark.parametrize(
    "text", ["31 February 2020", "version 1.2.2020.4", "12 people 2020", "2020-13-40", "5 May", ""]
)
def test_what_names_no_day_gives_none(text: str) -> None:
    assert first_day(text) is None


@pytest.mark.parametrize(
    ("order", "day"),
    [
        (Order.DAY_FIRST, "2021-05-04"),
        (Order.MONTH_FIRST, "2021-04-05"),
        (Order.UNKNOWN, None),
    ],
)
def test_a_numeric_day_follows_the_order_of_the_country(order: Order, day: str | None) -> None:
    assert first_day("04/05/2021", order=order) == day


@pytest.mark.parametrize(
    ("locale", "host", "order"),
    [
        ("en-US", "a.example", Order.MONTH_FIRST),
        ("en_GB", "a.com", Order.DAY_FIRST),
        ("nl", "a.com", Order.DAY_FIRST),
        ("en", "a.co.uk", Order.DAY_FIRST),
        ("en", "a.gov", Order.MONTH_FIRST),
        ("en", "a.com", Order.UNKNOWN),
        ("en", "a.io", Order.UNKNOWN),
        (None, "a.com", Order.UNKNOWN),
    ],
)
def test_the_order_comes_from_language_and_country(locale: str, host: str, order: Order) -> None:
    assert order_of(locale, host) is order


def test_a_short_year_is_read_only_on_request() -> None:
    assert find_days("Do 25.04.24 | 14:07 Uhr") == []
    assert find_days("Do 25.04.24 | 14:07 Uhr", short_years=True)[0][0] == "2024-04-25"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/news/brought-under-control-20200113", "2020-01-13"),
        ("https://a.example/meldungen/29-10-2021", "2021-10-29"),
        ("https://a.example/story/26034451/spring", None),
        ("https://a.example/img20210230.jpg", None),
    ],
)
def test_a_name_in_an_address_can_carry_the_day(url: str, day: str | None) -> None:
    assert slug_day(url) == day


@given(st.text())
def test_any_text_gives_none_or_a_real_day(text: str) -> None:
    for day in (first_day(text), machine_day(text), slug_day(text)):
        assert day is None or date.fromisoformat(day)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 1, 1)), st.text(max_size=20))
def test_a_day_among_other_text_is_read_or_left_but_never_raises(day: date, text: str) -> None:
    for found, start, end in find_days(f"{text} {day:%d.%m.%Y} {text}", short_years=True):
        assert date.fromisoformat(found)
        assert start < end
