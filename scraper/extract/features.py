"""What is measured of each block of a page before the model judges it. Numbers only, no verdict."""

from collections.abc import Sequence
from itertools import accumulate, repeat
from operator import sub, truediv

from selectolax.lexbor import LexborNode

from scraper.extract.places import STANDING, Place, sum_up
from scraper.extract.signs import text_sign
from scraper.extract.text import Block

_TAG_NAMES = "p blockquote pre li td dd dt * div a h1 h2 h3 h4 h5 h6"
_TAGS = {tag: number for number, tag in enumerate(_TAG_NAMES.split())}
_OTHER_TAG = _TAGS["*"]
_HEADING = _TAGS["h1"]
_NEAR, _FAR = 5, 15  # blocks behind in which good text is counted
_TEXT = 60  # good characters from which a block counts for the mean

FEATURES: tuple[str, ...] = (
    *("length", "link_share", "tag", "count", "top_good", "to_mean", "from_headline"),
    *("sign", "heading_sign"),
    *("length_-1", "links_-1", "text_place", "good_5", "good_15", "good_after"),
    *("same_count", "same_good", "same_links", "same_mean"),
    *STANDING,
)


def measure(blocks: Sequence[Block], headline: LexborNode | None) -> list[tuple[float, ...]]:
    """Return the features of every block of a container, in the order of `FEATURES`."""
    if not blocks:
        return []
    lengths = [len(block.text) for block in blocks]
    linked = [
        min(length, sum([len(link.text) for link in block.links])) if block.links else 0
        for block, length in zip(blocks, lengths, strict=True)
    ]
    shares = list(map(truediv, linked, lengths))
    tags = [_TAGS.get(block.tag, _OTHER_TAG) for block in blocks]
    good = list(map(_good, tags, lengths, shares))
    total = sum(good) or 1.0
    standing, same, top = _stand(blocks, (lengths, linked, good), total, headline)
    longer = [length for length, value in zip(lengths, good, strict=True) if value > _TEXT] or [1]
    mean = sum(longer) / len(longer)
    line = _line_of(headline, blocks)
    n = len(blocks)
    signs = [text_sign(block.text) for block in blocks]
    columns = zip(
        *(lengths, shares, tags, repeat(n), repeat(top), [length / mean for length in lengths]),
        *(range(-line, n - line), signs, _heading_signs(tags, signs)),
        *([0, *lengths], [0.0, *shares]),
        *_around(good, total),
        strict=False,
    )
    return [
        (*own, *alike, *stand) for own, alike, stand in zip(columns, same, standing, strict=True)
    ]


def _stand(
    blocks: Sequence[Block],
    counted: tuple[Sequence[int], Sequence[int], Sequence[float]],
    total: float,
    headline: LexborNode | None,
) -> tuple[list[tuple[float, ...]], list[tuple[float, ...]], float]:
    """Return where each block stands, what blocks of its classes hold, and the top share of text.

    `counted` are lengths, lengths of links and good text.
    """
    places: list[Place] = []
    own: list[Place] = []
    pairs: dict[str, list[float]] = {}
    alike: list[str] = []
    for block, length, link, value in zip(blocks, *counted, strict=True):
        place = block.place
        assert place is not None, "a block that was read has a place"
        style = place.style or place.settle(places)
        place.length += length
        place.linked += link
        place.good += value
        place.count += 1
        own.append(place)
        sums = pairs.get(style.pair)
        if sums is None:
            pairs[style.pair] = [1, value, link, length]
        else:
            sums[0] += 1
            sums[1] += value
            sums[2] += link
            sums[3] += length
        alike.append(style.pair)
    top = sum_up(places, total, headline)
    same = {
        pair: (count, good / total, link / length, good / count)
        for pair, (count, good, link, length) in pairs.items()
    }
    return [place.standing(total) for place in own], [same[pair] for pair in alike], top


def _around(good: Sequence[float], total: float) -> tuple[Sequence[float], ...]:
    """Return share of good text before; good text in 5 behind, in 15, in all."""
    sums = [*accumulate(good, initial=0.0)]
    last = sums[-1]
    before, behind = sums[:-1], sums[1:]
    sums += [last] * _FAR
    return (
        [value / total for value in before],
        list(map(sub, sums[_NEAR + 1 :], behind)),
        list(map(sub, sums[_FAR + 1 :], behind)),
        [last - value for value in behind],
    )


def _heading_signs(tags: Sequence[int], signs: Sequence[int]) -> list[int]:
    """Return the sign of the heading each block stands under, its own for a heading."""
    under = 0
    return [
        under := sign if tag >= _HEADING else under for tag, sign in zip(tags, signs, strict=True)
    ]


def _line_of(headline: LexborNode | None, blocks: Sequence[Block]) -> int:
    """Return which block is the headline, -1 for none."""
    if headline is not None:
        name, tag = headline.mem_id, headline.tag
        for number, block in enumerate(blocks):
            if block.tag == tag and block.node.mem_id == name:
                return number
    return -1


def _good(tag: int, length: int, share: float) -> float:
    """Return how much a block speaks for text around it: its length outside links."""
    if tag >= _HEADING or share > 0.5:
        return 0.0
    return length * (1 - share) * (0.5 if tag > 2 else 1.0)
