"""The elements a page's blocks stand in: what they hold, and what their classes speak of."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Optional

import msgspec
from selectolax.lexbor import LexborNode

from scraper.extract.signs import GROUPS, TAG_GROUPS, WORD_GROUPS

_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_GAPS = bytes(byte if byte in b"abcdefghijklmnopqrstuvwxyz" else 32 for byte in range(256))
_WORDS = frozenset(WORD_GROUPS)
_FAR = 7  # steps up at which an ancestor with a word counts as none

Steps = tuple[int, ...]  # up to a word of each group
_NOWHERE: Steps = (_FAR,) * len(GROUPS)


class Place(msgspec.Struct, eq=False, gc=False):  # it refers to those around it only: no cycles
    """An element with more in it than one text: the blocks `start` to `end` of the walk.

    `read_places` fills in the rest: `name` is its tag and classes, `near` how near words are to it,
    `further` the same for what stands in it and has no words of its own. `up` is how many steps up
    the headline stands in the same element, -1 where it does not.
    """

    node: LexborNode
    tag: str
    outer: Optional["Place"]
    start: int
    end: int = 0
    name: str = ""
    near: Steps = _NOWHERE
    further: Steps = _NOWHERE
    up: int = -1


def mark_headline(place: Place | None) -> None:
    """Say of the innermost element around the headline, and those around it, that it is in them."""
    while place is not None:
        place.up, place = 0, place.outer


def read_places(places: Iterable[Place]) -> None:
    """Read the classes of elements, outer ones first; the headline is marked."""
    for place in places:
        outer = place.outer
        place.name, groups = read_names(place.node, place.tag)
        if outer is None:
            place.near, place.further = steps_in(_NOWHERE, groups)
        else:
            place.near, place.further = steps_in(outer.further, groups)
            if place.up < 0 <= outer.up:
                place.up = outer.up + 1


def read_names(node: LexborNode, tag: str) -> tuple[str, Sequence[int]]:
    """Return tag and classes of an element, and the groups of words in its classes and id.

    The first is the tag alone for an element with neither.
    """
    attributes = node.attributes
    if attributes:
        return _named(tag, attributes.get("class"), attributes.get("id"))
    return tag, TAG_GROUPS.get(tag, ())


@lru_cache(maxsize=4096)
def steps_in(further: Steps, groups: Sequence[int]) -> tuple[Steps, Steps]:
    """Return how near words are to an element with some of its own, and to what stands in it."""
    near = [*further]
    for group in groups:
        near[group] = 0
    return tuple(near), tuple([min(steps + 1, _FAR) for steps in near])


@lru_cache(maxsize=4096)  # pages of one site share their class names
def _named(tag: str, classes: str | None, name: str | None) -> tuple[str, Sequence[int]]:
    groups = TAG_GROUPS.get(tag, ())
    if not classes and not name:
        return tag, groups
    names = f"{classes or ''} {name or ''}"
    if names.islower():  # most are, and need no look for humps
        words = names.encode().translate(_GAPS).decode().split()
    else:
        words = list(map(str.lower, _NAME_PARTS.findall(names)))
    if not _WORDS.isdisjoint(words):
        groups = (*groups, *{WORD_GROUPS[word] for word in _WORDS.intersection(words)})
    return f"{tag}.{classes or ''}", groups
