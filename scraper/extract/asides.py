"""Lines of a text that are a link elsewhere behind a word such as "Read also:"."""

import re

from scraper.extract.box_names import RELATED_CONTENT
from scraper.extract.text import Block

_WORDS = re.compile(r"[\W\d_]*(?:exclusive)?([^\W\d_][^:：|»›→–]{2,40}?)\s?[:：|»›→–]", re.I)
_LONGEST = 300  # characters
_LINKED = 0.8  # of what stands behind the word, at least


def is_aside(block: Block) -> bool:
    """Whether a block leads to other articles and says no more."""
    text = block.text
    found = _WORDS.match(text) if len(text) <= _LONGEST else None
    if found is None or found[1].casefold() not in RELATED_CONTENT:
        return False
    linked = sum(len(link.text) for link in block.links)
    return linked >= _LINKED * len(text[found.end() :].strip(" ])"))
