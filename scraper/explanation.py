"""Why a field has its value, told in full: records, and the text a person reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from scraper.records import Article

_WIDTH = 72  # characters of a value that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something a page offers for a field: its value as text, the rule and, if any, its place."""

    value: str
    rule: str
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a field has its value.

    `place` is a CSS path that selects one element of the page as it was fetched. Where that is a
    script, `rule` names the JSON path in it. `runners_up` is what else the page offers.
    """

    rule: str
    place: str | None = None
    runners_up: tuple[Candidate, ...] = ()


def write_explanations(article: Article, explained: Mapping[str, Explanation]) -> str:
    """Return explanations as text, a paragraph a field, long values cut; it ends in a newline."""
    paragraphs = (
        "\n".join(_lines(name, value_text(getattr(article, name)), each))
        for name, each in explained.items()
    )
    return "\n\n".join(paragraphs) + "\n"


def value_text(value: Any) -> str:
    """Return the value of a field as text, the items of a list parted by a bar."""
    if isinstance(value, str | None):
        return value or ""
    if isinstance(value, tuple):
        return " | ".join(value_text(each) for each in value)
    return ", ".join(str(part) for part in msgspec.to_builtins(value).values() if part)


def _lines(name: str, value: str, explanation: Explanation) -> Iterator[str]:
    yield f"{name}: {_cut(value) or '(none)'}"
    if value:
        yield f"    rule   {explanation.rule}"
    if explanation.place:
        yield f"    place  {explanation.place}"
    for other in explanation.runners_up:
        yield f"    also   {_cut(other.value)}"
        yield f"           {other.rule}{f' at {other.place}' if other.place else ''}"


def _cut(text: str) -> str:
    return f"{text[: _WIDTH - 1].rstrip()}…" if len(text) > _WIDTH else text
