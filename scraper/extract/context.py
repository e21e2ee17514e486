"""What the first trees make of the blocks around a block, as numbers for the second ones."""

from collections.abc import Sequence

from scraper.extract.features import FEATURES, Measured
from scraper.extract.signs import text_sign
from scraper.extract.text import HEADINGS, Block
from scraper.extract.trees import Names, Row

_MOST = 2000  # log odds times 1000 from which a block counts as sure; what is beyond says no more
_NONE = -5000  # of a block or heading that is not there

# The shape of a row: that of the block by itself, and what is around it.
CONTEXT: Names = (
    FEATURES,
    *("sign", "own", "before", "behind"),
    ("heading_above", "heading_below"),
    ("alike_mean", "alike_most", "alike_least", "alike_count"),
)


def measure_context(
    blocks: Sequence[Block], measured: Measured, scores: Sequence[int], wanted: Sequence[int]
) -> list[Row]:
    """Return what the scores around say of the blocks asked for, in the shape of `CONTEXT`.

    Args:
        blocks: The blocks of a container.
        measured: What `measure` says of them.
        scores: Their log odds times 1000, one for each.
        wanted: Indexes of the blocks that are not sure, in page order.
    """
    own = [score if -_MOST < score < _MOST else _MOST if score > 0 else -_MOST for score in scores]
    padded = [*own, _NONE]  # read at -1 too
    rows, pairs = measured.rows, measured.pairs
    alike = _summed(pairs, own, wanted)
    return [
        (
            *(rows[i], text_sign(blocks[i].text), own[i], padded[i - 1], padded[i + 1]),
            *(headings, alike[pairs[i]]),
        )
        for i, headings in zip(wanted, _headings(blocks, own, wanted), strict=True)
    ]


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


def _summed(
    pairs: Sequence[int], own: Sequence[int], wanted: Sequence[int]
) -> dict[int, tuple[float, int, int, int]]:
    """Return mean, highest and lowest score and the number of blocks of the pairs asked for."""
    held: dict[int, list[int]] = {pairs[i]: [] for i in wanted}
    for pair, score in zip(pairs, own, strict=True):
        if pair in held:
            held[pair].append(score)
    return {
        pair: (sum(scores) / len(scores), max(scores), min(scores), len(scores))
        for pair, scores in held.items()
    }
