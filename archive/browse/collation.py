"""The order of names in a list that people look through, in Dutch and in English alike.

Accents and case do not count, and IJ stands between II and IK, as in dictionaries. People stand by
family name. Words in small letters before it do not count: "Rob de Wijk" stands under Wijk. A
capital makes them part of the name, as in Belgium and America: "Herman Van Rompuy" stands under V.
Of a medium's name the article in front does not count: "De Volkskrant" stands under V.
"""

import functools
import re
from dataclasses import dataclass

from archive.folding import TITLES_AFTER, TITLES_BEFORE, fold_words

# Where a name does not begin with a letter from A to Z.
NO_LETTER = "#"
_AFTER = TITLES_AFTER | {"jr", "sr", "ii", "iii", "iv"}
_ARTICLES = frozenset(
    (
        *("the", "a", "an", "de", "het", "een", "t", "der", "die", "das"),
        *("le", "la", "les", "el", "los", "las", "il", "lo", "gli", "os", "as"),
    )
)
# What belongs to a family name when it has a capital.
_PARTICLES = frozenset(
    (
        *("van", "von", "vander", "vanden", "de", "den", "der", "ten", "ter", "te", "het", "t"),
        *("di", "da", "del", "della", "dos", "du", "des", "le", "la", "el", "al", "bin", "ben"),
        *("mac", "st", "saint"),
    )
)
# "d'Estaing", "al-Sisi": small letters, a sign, and the name.
_SMALL_FRONT = re.compile(r"[^\W\d_]{1,4}[-'’](?=.)")
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """A name in parts: `before` with its space, `main`, by which it is sorted, and `after`."""

    before: str
    main: str
    after: str
    order: tuple[str, str, str]
    letter: str


@functools.lru_cache(maxsize=_REMEMBERED)
def person(name: str) -> Sorted:
    """Return where a person's name stands."""
    words = name.split()
    first, last = 0, len(words)
    while last - first > 1 and _folded(words[last - 1]) in _AFTER:
        last -= 1
    while last - first > 1 and _folded(words[first]) in TITLES_BEFORE:
        first += 1
    return _sorted(words, _family(words, first, last), last)


@functools.lru_cache(maxsize=_REMEMBERED)
def medium(name: str) -> Sorted:
    """Return where a medium's name stands."""
    words = name.split()
    skipped = int(len(words) > 1 and _folded(words[0]) in _ARTICLES)
    return _sorted(words, skipped, len(words))


def _family(words: list[str], first: int, last: int) -> int:
    """Return where the family name begins: after the first run of small words, or the last word."""
    start = first + 1
    while start < last and not _is_small(words[start]):
        start += 1
    while start < last - 1 and _is_small(words[start]):
        start += 1
    if start < last:
        return start
    start = max(last - 1, 0)
    while start - 1 > first and _folded(words[start - 1]) in _PARTICLES:
        start -= 1
    return start


def _is_small(word: str) -> bool:
    return word.lstrip("'’‘`")[:1].islower() and not _small_front(word)


def _small_front(word: str) -> str:
    """Return the "d'" of "d'Estaing", or nothing."""
    front = _SMALL_FRONT.match(word)
    if front and front[0].islower() and word[front.end()].isupper():
        return front[0]
    return ""


def _sorted(words: list[str], start: int, end: int) -> Sorted:
    before, main, after = map(" ".join, (words[:start], words[start:end], words[end:]))
    front = _small_front(main)
    before = f"{before} {front}" if before else front
    main = main[len(front) :]
    folded = " ".join(fold_words(main)) or main.casefold()
    letter = folded[:1].upper()
    return Sorted(
        before=before,
        main=main,
        after=after,
        order=(folded, " ".join(fold_words(before)), " ".join(words)),
        letter=letter if letter.isascii() and letter.isalpha() else NO_LETTER,
    )


def _folded(word: str) -> str:
    return "".join(fold_words(word))
