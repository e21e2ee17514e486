"""Captions of galleries: numbered, one picture after the other, and no text of the article."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from scraper.extract.text import Block

# "1/50", "2 of 12", "Bild 3 von 8": how far one has come in a gallery.
_NUMBERED = re.compile(
    r"\W*(?:\w{1,12}\s)?(\d{1,3})\s?(?:/|of|out of|von|van|sur|de|di|av|af|z|из|з)\s?(\d{1,3})\b",
    re.IGNORECASE,
)
_FRONT = 16  # characters in which the first number must stand
_FEWEST = 3  # pictures of a gallery
_LONGEST = 8  # blocks of one caption
_ENOUGH = 1_000  # characters of text besides; without them the captions are the article


def without_galleries(kept: list[int], blocks: Sequence[Block]) -> list[int]:
    """Leave out the captions of a gallery where the page has a text besides."""
    starts = [*_starts(blocks)]
    if len(starts) < _FEWEST:
        return kept
    sizes = [after - before for before, after in pairwise(starts)]
    if max(sizes) > _LONGEST:
        return kept
    gallery = range(starts[0], starts[-1] + sizes[-1])
    rest = [index for index in kept if index not in gallery]
    return rest if sum(len(blocks[index].text) for index in rest) >= _ENOUGH else kept


def _starts(blocks: Sequence[Block]) -> Iterator[int]:
    """Yield where captions begin: at 1, 2, 3 and so on, of one total."""
    wanted, total = 1, ""
    for index, block in enumerate(blocks):
        text = block.text
        if str(wanted) in text[:_FRONT] and (found := _NUMBERED.match(text)):
            number, of = found.groups()
            if number == str(wanted) and of == (total or of) and int(of) >= _FEWEST:
                wanted, total = wanted + 1, of
                yield index
