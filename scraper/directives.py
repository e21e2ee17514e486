"""What a page asks of those who keep it: robots metas and X-Robots-Tag headers.

There is no standard. Source: the grammar that search engines publish, which agree on the words
read here; of several that apply, each counts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scraper.robots import PRODUCT_TOKEN

_OURS = frozenset({PRODUCT_TOKEN, "*"})
_UNAVAILABLE = "unavailable_after"
# Directives with a value, which look like the name of a program and a directive.
_VALUED = ("max-", _UNAVAILABLE)
# What follows on a comma may be the rest of a date: `Saturday, 25-Jun-26 15:00:00 UTC`.
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)\w*", re.IGNORECASE)
_ZONES = {"pst": "-0800", "pdt": "-0700", "est": "-0500", "edt": "-0400", "cet": "+0100"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Directives:
    """What of a page is kept and followed."""

    may_index: bool = True
    may_follow: bool = True
    may_archive: bool = True


def directive_words(content: str) -> set[str]:
    """Return the words of a robots meta or an X-Robots-Tag value that bind every crawler or us.

    `otherbot: noindex` binds another program, up to the next name. A date to go by comes as
    `unavailable_after:` and the date as written.
    """
    words: set[str] = set()
    bound = True
    parts = [part.strip() for part in content.split(",")]
    for number, part in enumerate(parts):
        name, colon, rest = (piece.strip() for piece in part.partition(":"))
        name = name.lower()
        if colon and not name.startswith(_VALUED):
            bound = name in _OURS
            name, colon, rest = (piece.strip() for piece in rest.partition(":"))
            name = name.lower()
        if not bound or name.startswith("max-"):
            continue
        if name == _UNAVAILABLE:
            if _WEEKDAY.fullmatch(rest) and number + 1 < len(parts):
                rest = parts[number + 1]
            words.add(f"{_UNAVAILABLE}:{rest}")
        elif not colon:
            words.add(name)
    return words


def read_directives(words: Iterable[str], *, now: datetime) -> Directives:
    """Say what the words of a page's metas and headers come to; unknown ones say nothing.

    `none` is `noindex` and `nofollow`. `unavailable_after` a time that has passed is `noindex`; a
    date that cannot be read has not passed.
    """
    said = set(words)
    is_over = any(_has_passed(word, now) for word in said if word.startswith(_UNAVAILABLE))
    return Directives(
        may_index=said.isdisjoint({"noindex", "none"}) and not is_over,
        may_follow=said.isdisjoint({"nofollow", "none"}),
        may_archive=said.isdisjoint({"noarchive", "nocache", "none"}),
    )


def _has_passed(word: str, now: datetime) -> bool:
    moment = _read_date(word.partition(":")[2].strip())
    return moment is not None and moment <= now


def _read_date(text: str) -> datetime | None:
    """Read ISO 8601, RFC 850 and RFC 5322 dates, without a zone as UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        head, _, zone = text.rpartition(" ")
        zone = _ZONES.get(zone.lower(), zone)
        try:
            moment = parsedate_to_datetime(f"{head.replace('-', ' ')} {zone}".strip())
        except (ValueError, TypeError, OverflowError):
            return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def directives_of(
    header_values: Iterable[str], words_of_page: Iterable[str], *, now: datetime
) -> Directives:
    """Return what a page asks of robots, in its head or in the `X-Robots-Tag` of its answer."""
    words = set(words_of_page)
    for value in header_values:
        words |= directive_words(value)
    return read_directives(words, now=now)
