"""What the first trees make of the blocks around a block, as numbers for the second ones."""

from collections.abc import Hashable, Sequence
from itertools import accumulate
from operator import attrgetter

from scraper.extract.text import HEADINGS, Block

_MOST = 2600  # log odds times 1000 from which a block counts as sure; what is beyond says no more
_NONE = -5000  # of a block or heading that is not there
_NEAR, _FAR = 5, 15  # blocks before and behind of which the mean is taken
_PAIR, _AROUND = attrgetter("place.style.pair"), attrgetter("place.outer")

CONTEXT: tuple[str, ...] = (
    *("own", "before", "behind", "near_5", "near_15", "heading_above", "heading_below"),
    *(f"{kin}_{of}" for kin in ("alike", "parent") for of in ("mean", "most", "least", "count")),
)


def measure_context(
    blocks: Sequence[Block], scores: Sequence[int], wanted: Sequence[int]
) -> list[tuple[float, ...]]:
    """Return what the scores around say of the blocks asked for, in the order of `CONTEXT`.

    Args:
        blocks: The blocks of a container, of which `measure` has been asked before.
        scores: Their log odds times 1000, one for each.
        wanted: Indexes of the blocks that are not sure, in page order.
    """
    if not wanted:
        return []
    own = [score if -_MOST < score < _MOST else _MOST if score > 0 else -_MOST for score in scores]
    sums = [*accumulate(own, initial=0)]
    padded = [*own, _NONE]  # read at -1 too
    headings = _headings(blocks, own, wanted)
    alike, parents = _kin(blocks)
    by_style = _summed(alike, own, wanted)
    by_parent = _summed(parents, own, wanted)
    return [
        (
            *(own[i], padded[i - 1], padded[i + 1]),
            *(_mean(sums, i, _NEAR), _mean(sums, i, _FAR)),
            *(*around, *by_style[alike[i]], *by_parent[parents[i]]),
        )
        for i, around in zip(wanted, headings, strict=True)
    ]


def _mean(sums: Sequence[int], index: int, reach: int) -> float:
    low, high = max(0, index - reach), min(len(sums) - 1, index + reach + 1)
    return (sums[high] - sums[low]) / (high - low)


def _headings(
    blocks: Sequence[Block], own: Sequence[int], wanted: Sequence[int]
) -> list[tuple[int, int]]:
    """Return the scores of the nearest headings before and behind the blocks asked for."""
    places = [index for index, block in enumerate(blocks) if block.tag in HEADINGS]
    found = [_NONE, *[own[place] for place in places], _NONE]
    places.append(len(blocks))
    passed = 0  # headings that stand before the block
    pairs: list[tuple[int, int]] = []
    for index in wanted:
        while places[passed] < index:
            passed += 1
        is_heading = places[passed] == index
        pairs.append((found[passed], found[passed + 1 + is_heading]))
    return pairs


def _kin(blocks: Sequence[Block]) -> tuple[list[Hashable], list[Hashable]]:
    """Return by what blocks belong together: the classes they share, and the element around."""
    root = blocks[0].place
    while root is not None and root.outer is not None:
        root = root.outer
    return list(map(_PAIR, blocks)), [outer or root for outer in map(_AROUND, blocks)]


def _summed(
    keys: Sequence[Hashable], own: Sequence[int], wanted: Sequence[int]
) -> dict[Hashable, tuple[float, int, int, int]]:
    """Return mean, highest and lowest score and the number of blocks of each key asked for."""
    held: dict[Hashable, list[int]] = {keys[i]: [] for i in wanted}
    for key, score in zip(keys, own, strict=True):
        if key in held:
            held[key].append(score)
    return {
        key: (sum(scores) / len(scores), max(scores), min(scores), len(scores))
        for key, scores in held.items()
    }
