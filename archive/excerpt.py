"""The words around what was found in a long text, in a time that grows with its length alone.

FTS5's `snippet` weighs each place where a word stands against every other one, and no time limit
stops it: 16,000 of them in one text take 3.5 seconds.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from archive import queries

# Texts up to so many characters are left to FTS5: at worst 5,000 places, a third of a second.
SHORT = 10_000
_WORD = re.compile(r"\w+")
_BEFORE = 6  # words shown before the first one found


def excerpt(text: str, query: str, *, marks: tuple[str, str], words: int) -> str:
    """Return so many words around the first one in a text that a query has, those marked.

    A text without any gives its beginning.
    """
    wanted = [_folded(word) for term in queries.terms(query) for word in _parts(term)]
    found = next((place for place in _WORD.finditer(text) if _is_wanted(place[0], wanted)), None)
    start = _start(text, found.start()) if found else 0
    places = list(islice(_WORD.finditer(text, start), words + 1))
    behind = places.pop() if len(places) > words else None
    if not places:
        return ""
    end = places[-1].end() if behind else len(text.rstrip())
    shown = [text[start : places[0].start()]]
    for place, after in zip(places, [*places[1:], None], strict=True):
        word = place[0]
        shown.append(f"{marks[0]}{word}{marks[1]}" if _is_wanted(word, wanted) else word)
        shown.append(text[place.end() : after.start() if after else end])
    return ("…" if start else "") + "".join(shown) + ("…" if behind else "")


def _parts(term: str) -> Iterator[str]:
    """Yield the words of a term; one that ends in * stands for all that begin so."""
    yield from re.findall(r"\w+\*?", term.rpartition(" : ")[2])


def _is_wanted(word: str, wanted: list[str]) -> bool:
    folded = _folded(word)
    return any(
        folded.startswith(one[:-1]) if one.endswith("*") else folded == one for one in wanted
    )


def _folded(word: str) -> str:
    """Return a word as the index has it, without case and accents."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _start(text: str, found: int) -> int:
    """Return where the words before a place begin; no more than a line or two is looked at."""
    first = max(0, found - 200)
    starts = [place.start() for place in _WORD.finditer(text, first, found)]
    if first:
        starts = starts[1:]  # it may be the end of a word
    return starts[-_BEFORE:][0] if starts else found
