"""The blocks of a body, told apart by what they are. No I/O."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block of the body is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list item"
    QUOTATION = "quotation"
    TABLE_ROW = "table row"
    PREFORMATTED = "preformatted"


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLink:
    """A link inside a block: the characters of the block's text it covers, and its address."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyBlock:
    """A block of the body with its kind.

    `text` is clean; in preformatted text line breaks are kept, in a table row a tab stands between
    two cells, also beside an empty one. `level` is that of a heading, 1 to 6, or how deep a list
    item is, from 1. `continues` says that the item, quotation or table of the block before goes on.
    """

    kind: BlockKind
    text: str
    level: int = 0
    is_ordered: bool = False
    continues: bool = False
    links: tuple[BodyLink, ...] = ()


def parted(run: Iterable[BodyBlock]) -> list[list[BodyBlock]]:
    """Part blocks of one kind into what goes on from the block before."""
    parts: list[list[BodyBlock]] = []
    for block in run:
        if block.continues and parts:
            parts[-1].append(block)
        else:
            parts.append([block])
    return parts


def cells_of(row: BodyBlock) -> Iterator[tuple[str, list[BodyLink]]]:
    """Yield the cells of a table row: the text of each, and its links by their place in it."""
    start = 0
    for text in row.text.split("\t"):
        end = start + len(text)
        links = [
            BodyLink(start=each.start - start, end=each.end - start, url=each.url)
            for each in row.links
            if start <= each.start and each.end <= end
        ]
        yield text, links
        start = end + 1
