"""Days and times: what a text or an attribute says, read strictly. A wrong date is worse than none.

Month names are those of `months.py` whatever the page's language. A numeric date is day first
unless it can only be month first, or the caller knows better.
"""

import re
from datetime import UTC, date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from scraper.extract.months import MONTHS

_WORD = r"[^\W\d_]{3,12}"
_CLOCK = r"(?:\d{1,2}:\d{2}:\d{2}\s(?:[A-Z]{2,5}\s)?)?"  # Java: "May 3 14:07:00 UTC 2021"
_NTH = r"(?:st|nd|rd|th|ste|de|er|e|º|ª|°)?"
_DAY_MONTH = re.compile(
    rf"(?<![\d/.-])(?P<day>\d{{1,2}}){_NTH}(?:\.|\.?[\s/-])\s*(?:(?:of|de|di)\s|d[’'])?"
    rf"(?P<month>{_WORD})\b\.?,?[\s/-]\s*(?:(?:de|del|of)\s)?(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"\b(?P<month>{_WORD})\b\.?\s+(?P<day>\d{{1,2}}){_NTH}\s?,?\s+{_CLOCK}(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)"
)
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})(?P<mark>[-/.])(?:(?<=\.)\s)?(?P<month>\d{1,2})(?P=mark)"
    r"(?:(?<=\.)\s)?(?P<year>\d{4})(?![\d/-]|\.\d)"
)
# Hungary ("2024. január 5.") and Lithuania ("2024 m. sausio 5 d."), East Asia ("2024.01.05").
_YEAR_FIRST = re.compile(
    rf"(?<![\d.])(?P<year>\d{{4}})(?:\.|\s?m\.)(?:\s|(?=\d\d\.\d\d))(?P<month>{_WORD}|\d{{1,2}}(?=\.))"
    r"[\s.]\s?(?P<day>\d{1,2})(?!\d|\.\d)",
    re.IGNORECASE,
)
_SHORT_YEAR = re.compile(
    r"(?<![\d/.:-])(?P<day>\d{1,2})(?P<mark>[/.])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{2})(?![\d/.:-])"
)
# Year, month and day signs of Chinese, Japanese and Korean.
_SIGNED = re.compile(
    r"(?<!\d)(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]"
)
_PATTERNS = (_DAY_MONTH, _MONTH_DAY, _ISO, _NUMERIC, _SIGNED, _YEAR_FIRST)
_YEAR = re.compile(r"\d{4}")  # all of them have one
_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2})?(\.\d+)?\s?(Z|z|[+-]\d{2}:?\d{2}|[+-]\d{2})"
)
_URL_DAY = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
_SLUG_DAY = re.compile(r"(?<![\dA-Za-z])((?:19|20)\d{2})-?(\d{2})-?(\d{2})(?![\d])")
_SLUG_DAY_LAST = re.compile(r"[/~](\d{2})-?(\d{2})-?(20\d{2})(?!\d)")
_EARLIEST, _LATEST = 1900, 2100
_FARTHEST = 14 * 3600  # seconds between UTC and any clock

_LONGEST_DAY = 40  # characters of a day with its day of the week


class Order(Enum):
    """Which comes first in a numeric date; UNKNOWN reads only what has one reading."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNKNOWN = "unknown"


def find_days(
    text: str, *, order: Order = Order.DAY_FIRST, short_years: bool = False
) -> list[tuple[str, int, int]]:
    """Return the days a text names as `(YYYY-MM-DD, start, end)`, in order of place.

    Args:
        text: Any text.
        order: How a numeric date that has two readings is read.
        short_years: Whether `25.04.24` is a day too.
    """
    found: list[tuple[str, int, int]] = []
    patterns = _PATTERNS if _YEAR.search(text) else ()
    for pattern in (*patterns, _SHORT_YEAR) if short_years else patterns:
        for match in pattern.finditer(text):
            day = _day_of(match, order)
            if day and not any(
                start < match.end() and match.start() < end for _, start, end in found
            ):
                found.append((day, *match.span()))
    return sorted(found, key=lambda item: item[1])


def first_day(text: str | None, *, order: Order = Order.DAY_FIRST) -> str | None:
    """Return the first day a text names, `YYYY-MM-DD`, or None."""
    days = find_days(text, order=order) if text and any(map(str.isdigit, text)) else []
    return days[0][0] if days else None


def is_day_alone(text: str) -> bool:
    """Whether a text names one day and nothing else but a day of the week or the like."""
    days = find_days(text) if len(text) <= _LONGEST_DAY else []
    return len(days) == 1 and len((text[: days[0][1]] + text[days[0][2] :]).split()) <= 1


def order_of(locale: str | None, host: str = "") -> Order:
    """Return the order of numeric dates in a language and country (`en-US`, `de`).

    Only English is written both ways. The country of the site's own domain goes before the
    declared one, which is often the default of a system made in the United States.
    """
    language, _, country = (locale or "").replace("_", "-").lower().partition("-")
    if language != "en":
        return Order.DAY_FIRST if language else Order.UNKNOWN
    domain = host.rsplit(".", 1)[-1]
    if domain in _AMERICAN_DOMAINS:
        return Order.MONTH_FIRST
    if len(domain) == 2 and domain not in _LOOSE_DOMAINS:
        return Order.DAY_FIRST
    if country:
        return Order.MONTH_FIRST if country in ("us", "ph") else Order.DAY_FIRST
    return Order.UNKNOWN


_AMERICAN_DOMAINS = frozenset(("us", "gov", "mil", "edu", "ph"))
# Country domains that are sold to anyone: they tell no country.
_LOOSE_DOMAINS = frozenset(("io", "co", "ai", "me", "tv", "ly", "gg", "fm", "to", "cc", "ws", "eu"))


def normal_time(value: str | None) -> str | None:
    """Return a machine-readable time as RFC 3339 with its offset as given, or None.

    `+0100` becomes `+01:00`. A time without an offset says no instant and gives None.
    """
    match = _TIME.fullmatch(value.strip()) if value else None
    if not match:
        return None
    day, clock, seconds, fraction, offset = match.groups()
    if offset not in "Zz":
        offset = offset if ":" in offset else f"{offset[:3]}:{offset[3:] or '00'}"
    text = f"{day}T{clock}{seconds or ':00'}{fraction or ''}{offset.upper()}"
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text


def machine_day(value: str | None, *, timezone: str | None = None) -> str | None:
    """Return the day of a machine-readable time: in `timezone`, or as stated when that is None."""
    time = normal_time(value)
    if time is None:
        found = (
            re.match(r"(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?!\d(?!\d{5}))", value.strip())
            if value
            else None
        )
        return _checked(*map(int, found.groups())) if found else None
    if timezone is None:
        return _checked(*map(int, time[:10].split("-")))
    try:
        return datetime.fromisoformat(time).astimezone(ZoneInfo(timezone)).date().isoformat()
    except OverflowError:
        return None


def is_utc(value: str) -> bool:
    """Whether a machine-readable time is stated in UTC, as a server's clock and no reader's."""
    return value.strip().endswith(("Z", "z", "+00:00", "+0000"))


def local_day(instant: str, stated: str) -> str | None:
    """Return the day of `stated` where it names the same instant by another clock than UTC.

    A time without offset does where it is whole quarters of an hour away, at most 14 hours, and
    its minutes and seconds are none that two times share by chance.
    """
    try:
        utc = datetime.fromisoformat(normal_time(instant) or "").astimezone(UTC)
        local = datetime.fromisoformat(normal_time(stated) or stated.strip())
    except (ValueError, OverflowError):
        return None
    if local.tzinfo is not None:
        return local.date().isoformat() if local == utc and local.utcoffset() else None
    away = abs((local.replace(tzinfo=UTC) - utc).total_seconds())
    is_rare = bool(local.second or local.minute % 15)
    return local.date().isoformat() if is_rare and away <= _FARTHEST and away % 900 == 0 else None


def url_day(url: str) -> str | None:
    """Return the day an address carries in its path (`/2021/03/05/`), or None."""
    found = _URL_DAY.search(url)
    return _checked(*map(int, found.groups())) if found else None


def slug_day(url: str) -> str | None:
    """Return the day an address carries in a name (`-20200113`, `/29-10-2021`), or None."""
    found = _SLUG_DAY.search(url)
    if found:
        return _checked(*map(int, found.groups()))
    found = _SLUG_DAY_LAST.search(url)
    return _checked(int(found[3]), int(found[2]), int(found[1])) if found else None


def days_apart(one: str, other: str) -> int:
    """Return the distance of two days `YYYY-MM-DD`, in days."""
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def _day_of(match: re.Match[str], order: Order) -> str | None:
    year, day, month_text = int(match["year"]), int(match["day"]), match["month"]
    if not month_text.isdigit():
        month = MONTHS.get(month_text.lower().replace("\u0307", ""))  # the dot of a Turkish İ
        return _checked(year, month, day) if month else None
    month = int(month_text)
    if match.re is _SHORT_YEAR:
        year += 2000
    elif match.re is not _NUMERIC:
        return _checked(year, month, day)
    if month > 12 >= day:  # 05/23/2017 can only be month first
        day, month = month, day
    elif day <= 12 and day != month and match["mark"] in "/-":
        if order is Order.UNKNOWN:
            return None
        if order is Order.MONTH_FIRST:
            day, month = month, day
    return _checked(year, month, day)


def _checked(year: int, month: int, day: int) -> str | None:
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return datetime(year, month, day, tzinfo=UTC).date().isoformat()
    except ValueError:
        return None
