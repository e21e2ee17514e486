"""Lines of a text that are a link elsewhere behind a word such as "Read also:"."""

import re
from collections.abc import Sequence

from scraper.extract.box_names import RELATED_CONTENT
from scraper.extract.text import Block

_WORDS = re.compile(r"[\W\d_]*(?:exclusive)?([^\W\d_][^:|»›→–]{2,40}?)\s?[:|»›→–]", re.IGNORECASE)
_LONGEST = 300  # characters
_LINKED = 0.6  # of them, at least


def without_asides(kept: list[int], blocks: Sequence[Block]) -> list[int]:
    """Leave out the lines that lead to other articles."""
    return [index for index in kept if not (blocks[index].links and _is_aside(blocks[index]))]


def _is_aside(block: Block) -> bool:
    if len(block.text) > _LONGEST or block.link_share < _LINKED:
        return False
    found = _WORDS.match(block.text)
    return found is not None and found[1].casefold() in RELATED_CONTENT
