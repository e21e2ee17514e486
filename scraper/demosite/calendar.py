"""Dates as the demo site's theme writes them, and its wall clock."""

from datetime import UTC, date, datetime, timedelta, timezone

ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
DUTCH = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip


def shown(day: date, form: str) -> str:
    """Write a day as the page shows it; `none` gives nothing."""
    english, dutch = ENGLISH[day.month - 1], DUTCH[day.month - 1]
    return {
        "mdy": f"{english} {day.day}, {day.year}",
        "dmy": f"{day.day} {english} {day.year}",
        "abbr": f"{english[:3]} {day.day}, {day.year}",
        "nl": f"{day.day} {dutch} {day.year}",
        "num": f"{day:%d/%m/%Y}",
        "none": "",
    }[form]


def amsterdam(moment: datetime) -> datetime:
    """Give a UTC moment on the clock of Amsterdam.

    Written out, since not every system has a time zone database: summer time lasts from the last
    Sunday of March to that of October, 01:00 UTC (Directive 2000/84/EC).
    """
    starts, ends = (_last_sunday(moment.year, month) for month in (3, 10))
    hours = 2 if starts <= moment.astimezone(UTC) < ends else 1
    return moment.astimezone(timezone(timedelta(hours=hours)))


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
