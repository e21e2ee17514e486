"""The room's own words, in the reader's language; dates and numbers the way that language has them.

English is what the templates say; `words/nl.toml` has the Dutch for it. What it lacks stays
English, and a test says so.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

LANGUAGES = ("en", "nl")
# Days and times are written as in Britain: 3 March 2024, 14:05.
_LOCALES = {"en": "en_GB", "nl": "nl_NL"}


@dataclass(frozen=True, slots=True)
class Words:
    """One language: call it with an English text, and with what stands in its braces."""

    language: str
    catalogue: Mapping[str, str]

    def __call__(self, text: str, **values: object) -> str:
        """Return a text in this language, with values put in their places."""
        found = self.catalogue.get(text, text)
        return found.format(**values) if values else found

    @property
    def locale(self) -> Locale:
        """Return Babel's locale."""
        return Locale.parse(_LOCALES[self.language])

    def number(self, value: float) -> str:
        """Return a number with its groups: 12,345 or 12.345."""
        return format_decimal(value, locale=self.locale)

    def many(self, count: float, one: str, more: str) -> str:
        """Return a count with its noun: 1 article, 12 articles; the nouns in English."""
        return f"{self.number(count)} {self(one if count == 1 else more)}"

    def day(self, text: str | None, form: str = "d MMMM y") -> str:
        """Return a day (`YYYY-MM-DD…`) in words; what is no day comes back as it is."""
        try:
            return format_date(date.fromisoformat((text or "")[:10]), form, locale=self.locale)
        except ValueError:
            return text or ""

    def month(self, text: str | None) -> str:
        """Return a month (`YYYY-MM`) in words."""
        return self.day(f"{text}-01", "MMMM y") if text else ""

    def moment(self, text: str | None) -> str:
        """Return a time (ISO 8601 UTC text) in words, to the minute."""
        try:
            moment = datetime.fromisoformat(text or "").astimezone(UTC)
        except ValueError:
            return text or ""
        return format_datetime(moment, "d MMMM y, HH:mm 'UTC'", locale=self.locale)


@functools.cache
def words_in(language: str) -> Words:
    """Return the words of one of LANGUAGES."""
    if language == "en":
        return Words(language, {})
    text = (files("archive.browse") / "words" / f"{language}.toml").read_text(encoding="utf-8")
    return Words(language, tomllib.loads(text))


def words_for(request: Any) -> Words:
    """Return the words of the language the reader chose, or whose browser asks for it."""
    chosen = request.cookies.get("language") if request else None
    if chosen not in LANGUAGES:
        chosen = _wanted(request.headers.get("accept-language", "") if request else "")
    return words_in(chosen)


def _wanted(header: str) -> str:
    """Return the language that an Accept-Language header likes best. Source: RFC 9110, 12.5.4."""
    liked: dict[str, float] = {}
    for part in header.split(","):
        language, _, quality = part.partition(";q=")
        code = language.strip().lower().partition("-")[0]
        try:
            liked.setdefault(code, float(quality or 1))
        except ValueError:
            continue
    known = [code for code in LANGUAGES if liked.get(code, 0) > 0]
    return max(known, key=lambda code: liked[code], default="en")
