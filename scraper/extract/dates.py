"""Days and times: what a text or an attribute says, read strictly. A wrong date is worse than none.

Month names are Dutch and English whatever the page's language; numeric dates are day first.
"""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januari jan",
            "february februari feb febr",
            "march maart mar mrt",
            "april apr",
            "may mei",
            "june juni jun",
            "july juli jul",
            "august augustus aug",
            "september sept sep",
            "october oktober oct okt",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th|ste|de|e)?"
_WRITTEN = (
    re.compile(
        rf"(?<![\d/.-]){_DAY.format('day')}\.?\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?,?\s+"
        r"(?P<year>\d{4})\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<month>{_MONTH})\b\.?\s+{_DAY.format('day')},?\s+(?P<year>\d{{4}})\b",
        re.IGNORECASE,
    ),
)
_ISO = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)"
)
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})(?![\d/-])"
)
_PATTERNS = (*_WRITTEN, _ISO, _NUMERIC)
_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2})?(\.\d+)?\s?(Z|z|[+-]\d{2}:?\d{2}|[+-]\d{2})"
)
_URL_DAY = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")


def find_days(text: str) -> list[tuple[str, int, int]]:
    """Return the days a text names as `(YYYY-MM-DD, start, end)`, in order of place."""
    found: list[tuple[str, int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            day = _day_of(match)
            if day and not any(
                start < match.end() and match.start() < end for _, start, end in found
            ):
                found.append((day, *match.span()))
    return sorted(found, key=lambda item: item[1])


def first_day(text: str | None) -> str | None:
    """Return the first day a text names, `YYYY-MM-DD`, or None."""
    days = find_days(text) if text and any(map(str.isdigit, text)) else []
    return days[0][0] if days else None


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
        found = re.match(r"(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?!\d)", value.strip()) if value else None
        return _checked(*map(int, found.groups())) if found else None
    if timezone is None:
        return _checked(*map(int, time[:10].split("-")))
    try:
        return datetime.fromisoformat(time).astimezone(ZoneInfo(timezone)).date().isoformat()
    except OverflowError:
        return None


def url_day(url: str) -> str | None:
    """Return the day an address carries in its path (`/2021/03/05/`), or None."""
    found = _URL_DAY.search(url)
    return _checked(*map(int, found.groups())) if found else None


def days_apart(one: str, other: str) -> int:
    """Return the distance of two days `YYYY-MM-DD`, in days."""
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def _day_of(match: re.Match[str]) -> str | None:
    year, day, month_text = int(match["year"]), int(match["day"]), match["month"]
    month = _MONTHS.get(month_text.lower()) or int(month_text)
    if match.re is _NUMERIC and month > 12 >= day:  # 05/23/2017 can only be month first
        day, month = month, day
    return _checked(year, month, day)


def _checked(year: int, month: int, day: int) -> str | None:
    if not 1900 <= year <= 2100:
        return None
    try:
        return datetime(year, month, day, tzinfo=UTC).date().isoformat()
    except ValueError:
        return None
