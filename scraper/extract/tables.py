"""Tables and lists of a text: kept whole or not at all, as half of one says nothing."""

from collections.abc import Sequence

from scraper.extract.places import Place
from scraper.extract.text import Block

LONG_CELL = 400  # characters; a table with longer ones lays out a page
_FEWEST = 4  # cells
_NEAR = 3  # blocks before and behind among which text must be
_LINKED = 0.5  # share of links above which a table leads elsewhere
_LISTS = frozenset(("ul", "ol"))


def with_tables(kept: list[int], blocks: Sequence[Block], places: Sequence[Place]) -> list[int]:
    """Add the tables that stand amid text, and what is missing of lists mostly kept.

    One by one the model lets those cells and items go that are short.
    """
    text = {*kept}
    for place in places:
        if place.tag == "table" or (place.tag in _LISTS and _is_mostly(place, text)):
            items = blocks[place.start : place.end]
            if _is_amid(place, text) and _is_data(items):
                text.update(range(place.start, place.end))
    return sorted(text) if len(text) > len(kept) else kept


def _is_mostly(place: Place, text: set[int]) -> bool:
    items = range(place.start, place.end)
    return len(items) <= 2 * len(text.intersection(items)) < 2 * len(items)


def _is_amid(place: Place, text: set[int]) -> bool:
    before = range(place.start - _NEAR, place.start)
    behind = range(place.end, place.end + _NEAR)
    return not text.isdisjoint(before) and not text.isdisjoint(behind)


def _is_data(items: Sequence[Block]) -> bool:
    lengths = [len(item.text) for item in items]
    if len(items) < _FEWEST or max(lengths) > LONG_CELL:
        return False
    linked = sum(len(link.text) for item in items for link in item.links)
    return linked <= _LINKED * sum(lengths)
