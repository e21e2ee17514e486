"""What the first trees make of the blocks around a block, as numbers for the second ones."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import accumulate

from scraper.extract.text import HEADINGS, Block

_MOST = 2600  # log odds times 1000 from which a block counts as sure; what is beyond says no more
_NONE = -5000  # of a block or heading that is not there
_WINDOWS = (5, 15)  # blocks before and behind

CONTEXT: tuple[str, ...] = (
    *("own", "before", "behind", "near_5", "near_15", "heading_above", "heading_below"),
    *(f"{kin}_{of}" for kin in ("alike", "parent") for of in ("mean", "most", "least", "count")),
)


def measure_context(
    blocks: Sequence[Block], scores: Sequence[int], wanted: Iterable[int]
) -> list[tuple[float, ...]]:
    """Return what the scores around say of the blocks asked for, in the order of `CONTEXT`.

    Args:
        blocks: The blocks of a container, of which `measure` has been asked before.
        scores: Their log odds times 1000, one for each.
        wanted: Indexes of the blocks that are not sure.
    """
    n = len(blocks)
    own = [min(_MOST, max(-_MOST, score)) for score in scores]
    sums = [*accumulate(own, initial=0)]
    padded = [*own, _NONE]  # read at -1 too
    above, below = _headings(blocks, own)
    alike, parents = _kin(blocks)
    by_style, by_parent = _summed(alike, own), _summed(parents, own)
    rows: list[tuple[float, ...]] = []
    for i in wanted:
        near = []
        for window in _WINDOWS:
            low, high = max(0, i - window), min(n, i + window + 1)
            near.append((sums[high] - sums[low]) / (high - low))
        rows.append(
            (
                *(own[i], padded[i - 1], padded[i + 1], *near, above[i], below[i]),
                *by_style[alike[i]],
                *by_parent[parents[i]],
            )
        )
    return rows


def _headings(blocks: Sequence[Block], own: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the scores of the nearest heading before and behind each block."""
    last = _NONE
    above: list[int] = []
    places: list[int] = []
    for index, (block, score) in enumerate(zip(blocks, own, strict=True)):
        above.append(last)
        if block.tag in HEADINGS:
            last = score
            places.append(index)
    below: list[int] = []
    for place in places:
        below += [own[place]] * (place - len(below))
    below += [_NONE] * (len(blocks) - len(below))
    return above, below


def _kin(blocks: Sequence[Block]) -> tuple[list[Hashable], list[Hashable]]:
    """Return by what blocks belong together: the classes they share, and the element around."""
    alike: list[Hashable] = []
    parents: list[Hashable] = []
    for block in blocks:
        place = block.place
        assert place is not None, "the block was read"
        assert place.style is not None, "the block is measured"
        alike.append(place.style.pair)
        parents.append(place.outer or place)
    return alike, parents


def _summed(
    keys: Sequence[Hashable], own: Sequence[int]
) -> Mapping[Hashable, tuple[float, int, int, int]]:
    """Return mean, highest and lowest score of the blocks of a key, and how many they are."""
    held: dict[Hashable, list[int]] = {}
    for key, score in zip(keys, own, strict=True):
        held.setdefault(key, []).append(score)
    return {
        key: (sum(scores) / len(scores), max(scores), min(scores), len(scores))
        for key, scores in held.items()
    }
