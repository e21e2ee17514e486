"""What each block of the body is, by the element it stands in, and where its links are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from selectolax.lexbor import LexborNode

from scraper.blocks import BlockKind, BodyBlock, BodyLink
from scraper.document import Document
from scraper.extract.tables import LONG_CELL
from scraper.extract.text import Block, is_inline, is_silent
from scraper.records import TitledLink

_LISTS = frozenset(("ul", "ol", "menu"))
_CELLS = frozenset(("td", "th"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """Where a block stands: the nearest element that says what it is, and the lists around it.

    `holder`, `table` and `row` are ids of elements, 0 for none.
    """

    kind: BlockKind = BlockKind.PARAGRAPH
    holder: int = 0
    depth: int = 0
    is_ordered: bool = False
    table: int = 0
    row: int = 0


def type_blocks(
    blocks: Sequence[Block], container: LexborNode, document: Document
) -> tuple[BodyBlock, ...]:
    """Return the blocks of a body with their kinds, page order.

    The cells of a row become one block; so does all text of one `pre`.

    Args:
        blocks: The blocks of the body.
        container: The element they stand in; what is outside it makes no block a list or table.
        document: Resolves addresses.
    """
    above = container.parent
    outside = {above.mem_id: _Standing()} if above is not None else {}
    placed = [(block, _standing(block.node, outside)) for block in blocks]
    found: list[BodyBlock] = []
    holder = 0
    for (kind, key), group in groupby(placed, key=lambda each: _key(*each)):
        run = list(group)
        if kind is BlockKind.TABLE_ROW and _is_row(run, is_next=bool(found) and holder == key[0]):
            found.append(_row_of(run, document, continues=holder == key[0]))
            holder = key[0]
        elif kind is BlockKind.PREFORMATTED:
            found.append(BodyBlock(kind=kind, text=_raw_text(run)))
            holder = 0
        else:
            for block, standing in run:
                continues = bool(standing.holder) and standing.holder == holder
                found.append(_typed(block, standing, document, continues=continues))
                holder = standing.holder
    return tuple(found)


def links_of(blocks: Sequence[Block], document: Document) -> tuple[TitledLink, ...]:
    """Return the links of blocks, in order, with absolute addresses."""
    found = []
    for block in blocks:
        for link in block.links:
            url = document.resolve(link.href)
            if url:
                found.append(TitledLink(title=link.text, url=url))
    return tuple(found)


def _key(block: Block, standing: _Standing) -> tuple[BlockKind, tuple[int, int]]:
    """Return what blocks of one row or of one `pre` have in common."""
    if block.is_heading:
        return BlockKind.HEADING, (0, 0)
    if standing.kind is BlockKind.TABLE_ROW:
        return standing.kind, (standing.table, standing.row)
    return standing.kind, (0, standing.holder)


def _is_row(run: Sequence[tuple[Block, _Standing]], *, is_next: bool) -> bool:
    """Whether blocks are the cells of a row, and not paragraphs of a page laid out as a table."""
    cells = {standing.holder for _, standing in run}
    is_short = all(len(block.text) <= LONG_CELL for block, _ in run)
    return is_short and len(cells) == len(run) and (len(cells) > 1 or is_next)


def _row_of(
    run: Sequence[tuple[Block, _Standing]], document: Document, *, continues: bool
) -> BodyBlock:
    text, filled = "", 0
    links: list[BodyLink] = []
    for block, standing in run:
        # A cell without text, or one that is no part of the body, keeps its column.
        column = max(_column(block.node, standing.holder), filled + 1 if text else 0)
        text += "\t" * (column - filled)
        links += [
            BodyLink(start=len(text) + each.start, end=len(text) + each.end, url=each.url)
            for each in _links_of(block, document)
        ]
        text, filled = text + block.text, column
    kind = BlockKind.TABLE_ROW
    return BodyBlock(kind=kind, text=text, links=tuple(links), continues=continues)


def _column(node: LexborNode, cell: int) -> int:
    """Return how many cells stand before the one an element is in."""
    current: LexborNode | None = node
    while current is not None and current.mem_id != cell:
        current = current.parent
    before = current.prev if current is not None else None
    count = 0
    while before is not None:
        count += before.tag in _CELLS
        before = before.prev
    return count


def _typed(block: Block, standing: _Standing, document: Document, *, continues: bool) -> BodyBlock:
    kind, level = standing.kind, 0
    if block.is_heading:
        kind, level = BlockKind.HEADING, int(block.tag[1])
    elif kind is BlockKind.LIST_ITEM:
        level = max(1, standing.depth)
    elif kind is BlockKind.TABLE_ROW:
        kind = BlockKind.PARAGRAPH
    is_part = kind in (BlockKind.LIST_ITEM, BlockKind.QUOTATION)
    return BodyBlock(
        kind=kind,
        text=block.text,
        level=level,
        is_ordered=kind is BlockKind.LIST_ITEM and standing.is_ordered,
        continues=is_part and continues,
        links=tuple(_links_of(block, document)),
    )


def _standing(node: LexborNode, known: dict[int, _Standing]) -> _Standing:
    """Return where text of an element stands, climbing to the nearest one that is known."""
    chain: list[LexborNode] = []
    current: LexborNode | None = node
    while current is not None and current.mem_id not in known:
        chain.append(current)
        current = current.parent
    standing = known[current.mem_id] if current is not None else _Standing()
    for element in reversed(chain):
        standing = known[element.mem_id] = _within(element, standing)
    return standing


def _within(element: LexborNode, outer: _Standing) -> _Standing:
    tag, key = element.tag or "", element.mem_id
    if outer.kind is BlockKind.PREFORMATTED:
        return outer
    if tag in _LISTS:
        return _Standing(
            kind=outer.kind,
            holder=outer.holder,
            depth=outer.depth + 1,
            is_ordered=tag == "ol",
        )
    if tag == "li":
        return _Standing(
            kind=BlockKind.LIST_ITEM, holder=key, depth=outer.depth, is_ordered=outer.is_ordered
        )
    if tag == "blockquote":
        return _Standing(kind=BlockKind.QUOTATION, holder=key)
    if tag == "pre":
        return _Standing(kind=BlockKind.PREFORMATTED, holder=key)
    if tag == "table":
        return _Standing(table=key)
    if tag == "tr":
        return _Standing(table=outer.table, row=key)
    if tag in _CELLS and outer.row:
        return _Standing(kind=BlockKind.TABLE_ROW, holder=key, table=outer.table, row=outer.row)
    return outer


def _raw_text(run: Sequence[tuple[Block, _Standing]]) -> str:
    """Return preformatted text with its line breaks; blocks inside it are lines of it."""
    texts: dict[int, str] = {}
    for block, _ in run:
        pieces: list[str] = []
        for part in block.node.traverse(include_text=True):
            if part.is_text_node:
                pieces.append(part.text_content or "")
            elif part.tag == "br":
                pieces.append("\n")
        texts.setdefault(block.node.mem_id, "".join(pieces).strip("\r\n"))
    lines = "\n".join(texts.values()).expandtabs(4).splitlines()
    return "\n".join(line.rstrip() for line in lines)


def _links_of(block: Block, document: Document) -> Iterator[BodyLink]:
    """Yield the links of a block by their place in its text, in order."""
    if not block.links:
        return
    text, marks = _marked_text(block.node)
    offset = text.find(block.text)
    if offset < 0:
        return
    shown = marks[offset : offset + len(block.text)]
    start = 0
    for href, run in groupby(shown):
        size = len(list(run))
        words = block.text[start : start + size]
        url = document.resolve(href[1]) if href is not None else None
        if url and words.strip():
            before = len(words) - len(words.lstrip())
            yield BodyLink(start=start + before, end=start + len(words.rstrip()), url=url)
        start += size


def _marked_text(node: LexborNode) -> tuple[str, list[tuple[int, str] | None]]:
    """Return the clean text of an element and, for each character, the link it stands in."""
    characters: list[str] = []
    marks: list[tuple[int, str] | None] = []
    for part in node.traverse(include_text=True):
        if not part.is_text_node:
            text, mark = ("" if is_inline(part.tag) else " "), None
        else:
            is_silent, mark = _link_around(part)
            text = "" if is_silent else part.text_content or ""
        for character in text:
            if not character.isspace():
                characters.append(character)
                marks.append(mark)
            elif characters and characters[-1] != " ":
                characters.append(" ")
                marks.append(mark)
    return "".join(characters), marks


def _link_around(part: LexborNode) -> tuple[bool, tuple[int, str] | None]:
    """Return whether a text is silent, and the link it stands in."""
    current = part.parent
    mark = None
    while current is not None:
        tag = current.tag or ""
        if is_silent(tag):
            return True, None
        if tag == "a" and mark is None and (href := current.attributes.get("href")):
            mark = current.mem_id, href
        current = current.parent
    return False, mark
