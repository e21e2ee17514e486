"""The data that scripts of a page carry for other scripts: states, calls and streams."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from scraper.decode import text_to_utf8
from scraper.extract.head import whole_pairs

# Bounded, so that no page makes them look at its text more than once.
_ASSIGNED = re.compile(
    r"\b(?:__\w{1,40}__|\w{0,40}?(?:state|data|props|store)\w{0,40})\s{0,9}=\s{0,9}(?=[{\[])", re.I
)
_PUSH = ".push({"
_PUSHED_TO = re.compile(r"(\w{1,40})[\"']?\]?$")
_SCRIPT_TYPES = frozenset(("", "text/javascript", "application/javascript", "module"))
_ATTRIBUTE = re.compile(r"""\b(type|id)\s*=\s*["']?([^"'\s>]+)""")
_LONGEST_TAG, _LONGEST_NAME = 1_000, 44
_LEAST = 400  # characters of a script that can hold an article
# What React sends behind the page: pieces of one text, whose rows each begin with their number.
# Source: React's ReactFlightClient; Next.js keeps the pieces in scripts of their own.
_PIECE = re.compile(rb'self\.__next_f\.push\(\[1,("(?:[^"\\]|\\.)*+")\]\)', re.DOTALL)
_ROW = re.compile(rb"([0-9a-f]{0,8}):(?:T([0-9a-f]{1,8}),|([\[{])|)")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The value of a state; `texts` are what references in it stand for: "$1f", or a number."""

    name: str
    value: Any
    texts: Mapping[str | int, str] = field(default_factory=dict)

    def referred(self, value: Any) -> Any:
        """Return the text that a value stands for, or the value itself."""
        return self.texts.get(value, value) if type(value) in (int, str) else value


def read_states(markup: bytes) -> Iterator[State]:
    """Yield every state that scripts of a page carry; `markup` is the page in UTF-8."""
    for attributes, text in _scripts(markup):
        kind = attributes.get("type", "").lower()
        name = attributes.get("id") or "script"
        if "json" in kind:
            starts = [(name, len(text) - len(text.lstrip()))] if "ld+json" not in kind else []
        elif kind in _SCRIPT_TYPES:
            starts = _starts(text)
        else:
            continue
        end = 0
        for name, start in starts:
            if start < end:
                continue  # inside the state before
            try:
                value, end = json.JSONDecoder(strict=False).raw_decode(text, start)
            except (ValueError, RecursionError):
                continue
            value = whole_pairs(value, text[start:end])
            yield State(name=name, value=value, texts=_numbered(value))
    yield from _streamed(markup)


def _starts(script: str) -> list[tuple[str, int]]:
    """Return where a script assigns a state, or hands it to a list, with the name of either."""
    assigned = [(each[0].split("=")[0].strip(), each.end()) for each in _ASSIGNED.finditer(script)]
    return sorted((*assigned, *_pushed(script)), key=lambda each: each[1])


def _pushed(script: str) -> Iterator[tuple[str, int]]:
    place = script.find(_PUSH)
    while place >= 0:
        name = _PUSHED_TO.search(script, max(0, place - _LONGEST_NAME), place)
        if name is not None:
            yield name[1], place + len(_PUSH) - 1
        place = script.find(_PUSH, place + 1)


def _numbered(state: Any) -> dict[str | int, str]:
    """Return the texts of a flat state (Nuxt 3), which holds every value once, by number."""
    if not isinstance(state, list):
        return {}
    return {number: each for number, each in enumerate(state) if isinstance(each, str)}


def _streamed(markup: bytes) -> Iterator[State]:
    """Yield the rows of React's stream that hold values, with the texts they refer to."""
    if b"__next_f" not in markup:
        return
    stream = text_to_utf8("".join(_pieces(markup)))
    texts: dict[str | int, str] = {}
    rows: list[Any] = []
    place = 0
    while row := _ROW.match(stream, place):
        number, size, opening = row.groups()
        if size is not None:
            place = row.end() + int(size, 16)
            texts[f"${number.decode()}"] = stream[row.end() : place].decode(errors="replace")
            continue
        end = stream.find(b"\n", row.end())
        place = end + 1 if end >= 0 else len(stream)
        if opening is not None:
            with suppress(ValueError, RecursionError):
                rows.append(json.loads(stream[row.start(3) : place]))
    for value in rows:
        yield State(name="__next_f", value=value, texts=texts)


def _pieces(markup: bytes) -> Iterator[str]:
    for piece in _PIECE.finditer(markup):
        with suppress(ValueError):
            yield json.loads(piece[1], strict=False)


def _scripts(markup: bytes) -> Iterator[tuple[dict[str, str], str]]:
    """Yield attributes and text of the scripts of a page; finding them needs no second tree."""
    end = 0
    while (start := markup.find(b"<script", end)) >= 0:
        opened = markup.find(b">", start)
        end = markup.find(b"</script", opened) if opened >= 0 else -1
        if end < 0:
            return
        if end - opened > _LEAST:
            tag = markup[start : min(opened, start + _LONGEST_TAG)].decode(errors="replace")
            text = markup[opened + 1 : end].decode(errors="replace")
            yield dict(_ATTRIBUTE.findall(tag)), text
