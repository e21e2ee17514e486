"""The text of an article as a template writes it: pieces of spans, no markup.

Headings come out one below the other without a gap, whatever levels the page had; a link comes
with the article of the archive that it leads to, where there is one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from scraper.blocks import BlockKind, BodyBlock, BodyLink, cells_of, parted
from scraper.records import TitledLink

_TOP = 2  # the headline is the page's h1
_LOWEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Some words, and where they lead: an address, and the article kept of it if there is one."""

    text: str
    url: str | None = None
    article_id: int | None = None


Line = tuple[Span, ...]


@dataclass(slots=True, kw_only=True)
class Item:
    """An entry of a list: its paragraphs, and the lists inside it."""

    lines: list[Line]
    lists: list["Listed"] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Listed:
    """A list of one kind."""

    is_ordered: bool
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What stands by itself in a text; which of the values it has, its kind says."""

    kind: str
    level: int = 0
    lines: tuple[Line, ...] = ()
    listed: Listed | None = None
    rows: tuple[tuple[Line, ...], ...] = ()


def pieces_of(blocks: Sequence[BodyBlock], kept: Mapping[str, int]) -> list[Piece]:
    """Return the pieces of a text; `kept` has the article for each address that is kept."""
    pieces: list[Piece] = []
    levels: list[int] = []
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        match kind:
            case BlockKind.LIST_ITEM:
                pieces += [Piece(kind="list", listed=each) for each in _lists(run, kept)]
            case BlockKind.QUOTATION:
                for part in parted(run):
                    lines = tuple(_line(block.text, block.links, kept) for block in part)
                    pieces.append(Piece(kind="quotation", lines=lines))
            case BlockKind.TABLE_ROW:
                for part in parted(run):
                    rows = tuple(
                        tuple(_line(text, links, kept) for text, links in cells_of(block))
                        for block in part
                    )
                    pieces.append(Piece(kind="table", rows=rows))
            case BlockKind.HEADING:
                pieces += [_heading(block, levels, kept) for block in run]
            case _:
                pieces += [
                    Piece(kind=kind.value, lines=(_line(block.text, block.links, kept),))
                    for block in run
                ]
    return pieces


def plain_blocks(body: Sequence[str], links: Sequence[TitledLink]) -> list[BodyBlock]:
    """Return a text of which no page is kept: paragraphs, its links found by their words."""
    left = list(links)
    blocks = []
    for text in body:
        found: list[BodyLink] = []
        place = 0
        # In order: a link that stands in a later paragraph ends the search in this one.
        while left and left[0].title and (start := text.find(left[0].title, place)) >= 0:
            place = start + len(left[0].title)
            found.append(BodyLink(start=start, end=place, url=left.pop(0).url))
        blocks.append(BodyBlock(kind=BlockKind.PARAGRAPH, text=text, links=tuple(found)))
    return blocks


def _heading(block: BodyBlock, levels: list[int], kept: Mapping[str, int]) -> Piece:
    """Return a heading one below the last one of a higher rank; `levels` are the open ones."""
    while levels and levels[-1] >= block.level:
        levels.pop()
    levels.append(block.level)
    level = min(_LOWEST, _TOP + len(levels) - 1)
    line = _line(block.text, block.links, kept)
    return Piece(kind="heading", level=level, lines=(line,))


def _line(text: str, links: Sequence[BodyLink], kept: Mapping[str, int]) -> Line:
    spans: list[Span] = []
    place = 0
    for link in links:
        if not place <= link.start < link.end <= len(text):
            continue
        if link.start > place:
            spans.append(Span(text=text[place : link.start]))
        words = text[link.start : link.end]
        spans.append(Span(text=words, url=link.url, article_id=kept.get(link.url)))
        place = link.end
    if place < len(text):
        spans.append(Span(text=text[place:]))
    return tuple(spans)


def _lists(run: Iterator[BodyBlock], kept: Mapping[str, int]) -> list[Listed]:
    """Return lists, those inside others in their items; one of the other kind begins anew."""
    found: list[Listed] = []
    opened: list[tuple[int, Listed]] = []
    for block in run:
        line = _line(block.text, block.links, kept)
        if block.continues and opened:
            opened[-1][1].items[-1].lines.append(line)
            continue
        while opened and opened[-1][0] > block.level:
            opened.pop()
        is_same = opened and opened[-1][0] == block.level
        if is_same and opened[-1][1].is_ordered != block.is_ordered:
            opened.pop()
            is_same = False
        if not is_same:
            listed = Listed(is_ordered=block.is_ordered)
            (opened[-1][1].items[-1].lists if opened else found).append(listed)
            opened.append((block.level, listed))
        opened[-1][1].items.append(Item(lines=[line]))
    return found
