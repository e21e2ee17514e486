"""The elements a page's blocks stand in: each read once, then summed up over what it holds."""

import re
from functools import lru_cache
from typing import Optional

from selectolax.lexbor import LexborNode

from scraper.extract.signs import GROUPS, TAG_GROUPS, WORD_GROUPS

_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_GAPS = bytes(byte if byte in b"abcdefghijklmnopqrstuvwxyz" else 32 for byte in range(256))
_WORDS = frozenset(WORD_GROUPS)
_FAR = 7  # steps up at which an ancestor with a word counts as none
_NEARLY_ALL = 0.95  # share of good text
_NONE = bytes((_FAR,)) * len(GROUPS)
_ONE_MORE = bytes(min(step + 1, _FAR) for step in range(256))

# Of where a block stands: what the element around its own holds (length, share of links, share of
# good text, number of blocks) and the one around that; steps to the headline, up and down by way
# of the common ancestor; steps up to a word of each group.
STANDING = (
    *(f"{around}_{held}" for around in ("parent", "grand") for held in ("length", "links", "good")),
    *("parent_count", "up", "down"),
    *(f"near_{group}" for group in GROUPS),
)


class Style:
    """What elements with the same tags and classes around them share.

    `names` are its classes and id, `pair` the tags and classes of the element and of the one
    around it; `near` says how many steps up each group of words is, a byte for each.
    """

    __slots__ = ("inner", "name", "names", "near", "pair")
    near: bytes

    def __init__(self, tag: str, classes: str, names: str, outer: "Style | None") -> None:
        self.name = f"{tag}.{classes}"
        self.names = names
        self.pair = f"{self.name} {outer.name}" if outer else self.name
        self.inner: dict[str, Style] = {}
        near = outer.near.translate(_ONE_MORE) if outer else _NONE
        groups = _groups(names) if names != " " else frozenset()
        if groups or tag in TAG_GROUPS:
            steps = bytearray(near)
            for group in (*groups, *TAG_GROUPS.get(tag, ())):
                steps[group] = 0
            near = bytes(steps)
        self.near = near


class Place:
    """One element a walk met: its tag, the one around it, and what `sum_up` counts in it."""

    __slots__ = (
        *("node", "tag", "outer", "style", "up", "down"),
        *("length", "linked", "good", "count", "around"),
    )
    style: "Style | None"
    up: int
    down: int
    length: int
    linked: int
    good: float
    count: int
    around: tuple[float, ...] | None

    def __init__(self, node: LexborNode, tag: str, outer: Optional["Place"]) -> None:
        self.node = node
        self.tag = tag
        self.outer = outer
        self.style = None

    def standing(self, total: float) -> tuple[float, ...]:
        """Return what is measured of where the blocks of this element stand, as `STANDING` says.

        `total` is the good text of the page.
        """
        outer = self.outer or self
        if outer.around is None:
            far = outer.outer or outer
            outer.around = (
                *(outer.length, outer.linked / (outer.length or 1), outer.good / total),
                *(far.length, far.linked / (far.length or 1), far.good / total, outer.count),
            )
        assert self.style is not None, "the place is settled"
        return (*outer.around, self.up, self.down, *self.style.near)

    def settle(self, places: list["Place"]) -> Style:
        """Read the classes of this element and those around it; add what is new to `places`."""
        outer = self.outer
        if outer is not None and outer.style is None:
            chain: list[Place] = []
            while outer is not None and outer.style is None:
                chain.append(outer)
                outer = outer.outer
            for place in reversed(chain):
                place._settle(places)
        return self._settle(places)

    def _settle(self, places: list["Place"]) -> Style:
        self.length = self.linked = self.count = 0
        self.good = 0.0
        self.around = None
        self.up = self.down = -1
        places.append(self)
        style = self.style = _style(self)
        return style


def sum_up(places: list[Place], total: float, headline: LexborNode | None) -> float:
    """Fill in what settled places hold and where they stand; blocks are counted before.

    Returns the largest share of good text below nearly all of it: low where a page holds several
    texts side by side.
    """
    for place in reversed(places):  # an outer one comes before its inner ones
        outer = place.outer
        if outer is not None:
            outer.length += place.length
            outer.linked += place.linked
            outer.good += place.good
            outer.count += place.count
    _mark_headline(places, headline)
    top = 0.0
    most = _NEARLY_ALL * total
    for place in places:
        if top < place.good < most:
            top = place.good
        outer = place.outer
        if outer is not None and place.up < 0 <= outer.up:
            place.up, place.down = outer.up + 1, outer.down
    return top / total


def _mark_headline(places: list[Place], headline: LexborNode | None) -> None:
    if headline is None:
        return
    tag, name = headline.tag, headline.mem_id
    place = next((p for p in places if p.tag == tag and p.node.mem_id == name), None)
    steps = 0
    while place is not None:
        place.up, place.down = 0, steps
        place, steps = place.outer, steps + 1


def _style(place: Place) -> Style:
    attributes = place.node.attributes
    classes, name = "", ""
    if attributes:
        classes, name = attributes.get("class") or "", attributes.get("id") or ""
    outer = place.outer.style if place.outer is not None else None
    if outer is None:
        return Style(place.tag, classes, f"{classes} {name}", None)
    key = f"{place.tag} {classes} {name}"
    style = outer.inner.get(key)
    if style is None:
        style = outer.inner[key] = Style(place.tag, classes, f"{classes} {name}", outer)
    return style


@lru_cache(maxsize=4096)  # pages of one site share their class names
def _groups(names: str) -> frozenset[int]:
    if names.islower():  # most are, and need no look for humps
        words = _WORDS.intersection(names.encode().translate(_GAPS).decode().split())
    else:
        words = _WORDS.intersection(map(str.lower, _NAME_PARTS.findall(names)))
    return frozenset(map(WORD_GROUPS.__getitem__, words))
