"""The elements a page's blocks stand in: each read once, then summed up over what it holds."""

import re
from collections.abc import Iterable
from functools import lru_cache

from selectolax.lexbor import LexborNode

from scraper.extract.signs import GROUPS, TAG_GROUPS, WORD_GROUPS

_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_FAR = 7  # steps up at which an ancestor with a word counts as none
_NONE = (_FAR,) * len(GROUPS)
_ARTICLE = 12
_OTHER = 7
_TAG_NAMES = (
    *("div", "section", "main", "body", "p", "blockquote", "pre", "", "ul", "ol", "li", "tr"),
    *("article", "figure", "header", "aside", "a"),
)
_TAGS = {name: number for number, name in enumerate(_TAG_NAMES)}

# Of an element: length, share of links, number and share of good text of the blocks in it.
HELD = ("length", "links", "count", "good")
# Of where it stands; up and down are steps to the headline by way of the common ancestor.
STANDING = ("depth", "up", "down", "article", *(f"near_{group}" for group in GROUPS))


class Place:
    """One element: its name with class, how near each group of words is, and what it holds."""

    __slots__ = (
        *("name", "pair", "near", "beyond", "depth", "tag", "parent", "up", "down", "article"),
        *("length", "linked", "good", "count", "held", "standing"),
    )

    def __init__(self, name: str, near: tuple[int, ...], tag: int, parent: "Place | None") -> None:
        self.name = name
        self.pair = ""
        self.near = near
        self.beyond: tuple[int, ...] | None = None  # of children without names
        self.tag = tag
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else 0
        self.up = self.down = -1
        self.article = 0
        self.length = self.linked = self.count = 0
        self.good = 0.0
        self.held: tuple[float, ...] = ()
        self.standing: tuple[float, ...] = ()

    def add(self, length: int, linked: int, good: float) -> None:
        """Count a block that stands in this very element."""
        if not self.count:
            self.pair = f"{self.name} {self.parent.name}" if self.parent else self.name
        self.length += length
        self.linked += linked
        self.good += good
        self.count += 1


class Places:
    """The elements between a container and its blocks."""

    def __init__(self, container: LexborNode) -> None:
        self._known: dict[int, Place] = {}
        self._known[container.mem_id] = self._read(container, None)

    def of(self, node: LexborNode) -> Place:
        """Return the place of an element, reading its ancestors where they are not known yet."""
        known = self._known
        place = known.get(node.mem_id)
        if place is not None:
            return place
        current = node.parent
        if current is not None and (place := known.get(current.mem_id)) is not None:
            place = known[node.mem_id] = self._read(node, place)
            return place
        chain = [node]
        while current is not None and (place := known.get(current.mem_id)) is None:
            chain.append(current)
            current = current.parent
        for each in reversed(chain):
            place = known[each.mem_id] = self._read(each, place)
        assert place is not None, "the chain holds the node itself"
        return place

    def sum_up(self, total: float, headline: LexborNode | None) -> float:
        """Fill in what places hold and where they stand; call it when all blocks are counted.

        Returns the largest share of good text below nearly all of it: low where a page holds
        several texts side by side.
        """
        places = list(self._known.values())  # a parent comes before its children
        for place in reversed(places):
            parent = place.parent
            if parent is not None:
                parent.length += place.length
                parent.linked += place.linked
                parent.good += place.good
                parent.count += place.count
        self._mark_headline(headline)
        articles = 0
        for place in places:
            parent = place.parent
            if place.tag == _ARTICLE:
                articles += 1
                place.article = articles
            elif parent is not None:
                place.article = parent.article
            if place.up < 0 and parent is not None and parent.up >= 0:
                place.up, place.down = parent.up + 1, parent.down
            share = place.linked / (place.length or 1)
            place.held = (place.length, share, place.count, place.good / total)
            if place.pair:  # the others hold no block of their own
                place.standing = (place.depth, place.up, place.down, place.article, *place.near)
        return max((p.good for p in places if p.good < 0.95 * total), default=0.0) / total

    def _mark_headline(self, headline: LexborNode | None) -> None:
        place = self._known.get(headline.mem_id) if headline is not None else None
        steps = 0
        while place is not None:
            place.up, place.down = 0, steps
            place, steps = place.parent, steps + 1

    def _read(self, node: LexborNode, parent: Place | None) -> Place:
        tag = node.tag or ""
        attributes = node.attributes
        classes = attributes.get("class") or ""
        names = f"{classes} {attributes.get('id') or ''}"
        groups = _groups(names) if names != " " else ()
        own = TAG_GROUPS.get(tag)
        if groups or own or parent is None:
            near = _nearer(parent.near if parent else _NONE, (*groups, *(own or ())))
        else:
            if parent.beyond is None:
                parent.beyond = _nearer(parent.near, ())
            near = parent.beyond
        return Place(f"{tag}.{classes}", near, _TAGS.get(tag, _OTHER), parent)


@lru_cache(maxsize=4096)  # pages of one site share their class names
def _groups(names: str) -> tuple[int, ...]:
    words = {part.lower() for part in _NAME_PARTS.findall(names)}
    return tuple({WORD_GROUPS[word] for word in words if word in WORD_GROUPS})


def _nearer(outer: tuple[int, ...], groups: Iterable[int]) -> tuple[int, ...]:
    near = [step + 1 if step < _FAR else _FAR for step in outer]
    for group in groups:
        near[group] = 0
    return tuple(near)
