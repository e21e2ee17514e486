"""What is measured of each block of a page before the model judges it. Numbers only, no verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import sub

from selectolax.lexbor import LexborNode

from scraper.extract.places import Place, Steps, mark_headline, read_names, read_places, steps_in
from scraper.extract.signs import GROUPS
from scraper.extract.text import Block
from scraper.extract.trees import Names, Row

_TAG_NAMES = "p blockquote pre li td dd dt * div a h1 h2 h3 h4 h5 h6"
_TAGS = {tag: number for number, tag in enumerate(_TAG_NAMES.split())}
_OTHER_TAG = _TAGS["*"]
_HEADING = _TAGS["h1"]
_FAR = 15  # blocks behind in which good text is counted

# A row has this shape: what blocks share is one tuple, made once.
FEATURES: Names = (
    *("length", "link_share", "tag", "from_headline", "text_place", "good_15"),
    ("same_count", "same_good"),  # of the blocks with the same tags and classes
    # of the element around: what it holds, and steps up to where the headline stands in too
    ("parent_length", "parent_good", "parent_count", "up"),
    tuple(f"near_{group}" for group in GROUPS),  # steps up to a word of each group
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Blocks as rows in the shape of `FEATURES`, and what they have in common.

    `names` are tag and classes of each, the tag alone for an element without classes and id. Blocks
    of the same number in `pairs` have the same name, themselves and around.
    `headline` is the index of the headline, -1 where it is no block.
    """

    rows: Sequence[Row]
    names: Sequence[str]
    pairs: Sequence[int]
    headline: int


def measure(
    blocks: Sequence[Block], places: Sequence[Place], headline: LexborNode | None
) -> Measured:
    """Measure every block of a container, as `walk_blocks` found them."""
    lengths = [len(block.text) for block in blocks]
    shares = [
        min(1.0, sum([len(link.text) for link in block.links]) / length) if block.links else 0.0
        for block, length in zip(blocks, lengths, strict=True)
    ]
    tags = [_TAGS.get(block.tag, _OTHER_TAG) for block in blocks]
    # How much a block speaks for text around it: its length outside links.
    good = [
        0.0 if tag >= _HEADING or share > 0.5 else length * (1 - share) * (0.5 if tag > 2 else 1.0)
        for tag, length, share in zip(tags, lengths, shares, strict=True)
    ]
    sums = [*accumulate(good, initial=0.0)]
    total = sums[-1] or 1.0
    line = _line_of(headline, blocks)
    if headline is not None:
        mark_headline(blocks[line].place if line >= 0 else _place_of(headline, places))
    held = _read(places, [*accumulate(lengths, initial=0)], sums, total)
    names, pairs, around, near = _place(blocks)
    rows = zip(
        *(lengths, shares, tags, range(-line, len(blocks) - line)),
        [before / total for before in sums[:-1]],
        map(sub, [*sums[_FAR + 1 :], *[sums[-1]] * _FAR], sums[1:]),
        _alike(pairs, good, total),
        [held[place] for place in around],
        near,
        strict=False,
    )
    return Measured(rows=list(rows), names=names, pairs=pairs, headline=line)


def _read(
    places: Sequence[Place], lengths: Sequence[int], good: Sequence[float], total: float
) -> dict[Place, tuple[float, ...]]:
    """Read the elements with text, and return what each holds; numbers are sums of those before."""
    held: dict[Place, tuple[float, ...]] = {}
    filled = [place for place in places if place.end > place.start]
    read_places(filled)
    for place in filled:
        start, end, up = place.start, place.end, place.up
        length = lengths[end] - lengths[start]
        held[place] = (length, (good[end] - good[start]) / total, end - start, up)
    return held


def _place(blocks: Sequence[Block]) -> tuple[list[str], list[int], list[Place], list[Steps]]:
    """Return name, number of the pair, the element around and how near words are, by block."""
    numbers: dict[tuple[str, str], int] = {}
    names: list[str] = []
    pairs: list[int] = []
    around: list[Place] = []
    near: list[Steps] = []
    for block in blocks:
        place, node = block.place, block.node
        assert place is not None, "a block that was read has a place"
        if node is place.node:  # it has the element in common with others
            outer = place.outer or place
            name, outside = place.name, outer.name if outer is not place else ""
            near.append(place.near)
        else:
            outer, outside = place, place.name
            name, groups = read_names(node, block.tag)
            near.append(steps_in(place.further, groups)[0] if groups else place.further)
        names.append(name)
        pairs.append(numbers.setdefault((name, outside), len(numbers)))
        around.append(outer)
    return names, pairs, around, near


def _alike(pairs: Sequence[int], good: Sequence[float], total: float) -> list[tuple[int, float]]:
    """Return of each block how many there are of its pair, and their share of good text."""
    counts, sums = [0] * len(pairs), [0.0] * len(pairs)
    for pair, value in zip(pairs, good, strict=True):
        counts[pair] += 1
        sums[pair] += value
    same = [(count, value / total) for count, value in zip(counts, sums, strict=True)]
    return [same[pair] for pair in pairs]


def _line_of(headline: LexborNode | None, blocks: Sequence[Block]) -> int:
    """Return which block is the headline, -1 for none."""
    if headline is not None:
        name, tag = headline.mem_id, headline.tag
        for number, block in enumerate(blocks):
            if block.tag == tag and block.node.mem_id == name:
                return number
    return -1


def _place_of(node: LexborNode, places: Sequence[Place]) -> Place | None:
    """Return the element a node is, where it has texts in it."""
    name, tag = node.mem_id, node.tag
    return next((each for each in places if each.tag == tag and each.node.mem_id == name), None)
