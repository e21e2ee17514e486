"""What each block of a kept text is, found by looking its words up in the page they were read from.

A reading keeps the words of a text and no more. Blocks that the page does not hold in these words
come back as paragraphs: nothing is lost, and nothing is guessed.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby

from archive.browse.kept.runs import Run, runs_of
from scraper.blocks import BlockKind, BodyBlock, BodyLink
from scraper.document import Document

# How far behind the last block the next is looked for as a part of a longer text, and in how many
# characters in all: the text of a page that has since become another one would take seconds.
_NEAR = 40
MOST_SOUGHT = 100_000_000
_LONG_CELL = 400  # characters; a table with longer cells lays out a page


def shape_body(body: Sequence[str], document: Document) -> list[BodyBlock]:
    """Return the blocks of a text with their kinds and links; cells of a row become one block."""
    runs = runs_of(document)
    placed = [
        (text, runs[place] if place is not None else None)
        for text, place in zip(body, _places(body, runs), strict=True)
    ]
    found: list[BodyBlock] = []
    table = holder = 0
    for key, group in groupby(placed, key=_key):
        cells = list(group)
        if key[0] and _is_row(cells, is_next=table == key[0]):
            found.append(_row(cells, continues=table == key[0]))
            table, holder = key[0], 0
        elif key[1] and (raw := _raw(cells)).split() == " ".join(c[0] for c in cells).split():
            found.append(BodyBlock(kind=BlockKind.PREFORMATTED, text=raw))
            table = holder = 0
        else:
            for text, run in cells:
                inside = run.standing.holder if run is not None else 0
                found.append(_block(text, run, continues=bool(inside) and inside == holder))
                table, holder = 0, inside
    return found


def _places(body: Sequence[str], runs: Sequence[Run]) -> list[int | None]:
    """Return for each block the run that says it; those that occur once anchor the others."""
    index: dict[str, list[int]] = {}
    for number, run in enumerate(runs):
        index.setdefault(run.text, []).append(number)
    texts = [" ".join(text.split()) for text in body]
    single = [places[0] if len(places := index.get(text, [])) == 1 else None for text in texts]
    ahead: list[int] = [len(runs)] * len(texts)  # where the next block that occurs once stands
    for number in range(len(texts) - 2, -1, -1):
        is_next = single[number + 1]
        ahead[number] = is_next if is_next is not None else ahead[number + 1]
    found: list[int | None] = []
    last, sought = -1, 0
    for text, one, limit in zip(texts, single, ahead, strict=True):
        if one is not None:
            place: int | None = one
        elif text in index:
            place = _nearest(index[text], last=last, limit=limit)
        elif text and sought < MOST_SOUGHT:
            near = range(max(0, last), min(len(runs), last + _NEAR))
            sought += sum(len(runs[number].text) for number in near)
            place = next((number for number in near if text in runs[number].text), None)
        else:
            place = None
        found.append(place)
        last = place if place is not None else last
    return found


def _nearest(places: list[int], *, last: int, limit: int) -> int:
    """Return which of the runs that say a text is the one behind the last."""
    if last < 0:  # the first block: the nearest before what follows it
        return places[max(0, bisect_left(places, limit) - 1)]
    behind = bisect_left(places, last + 1)
    return places[behind] if behind < len(places) else places[-1]


def _key(placed: tuple[str, Run | None]) -> tuple[int, int]:
    """Return the table and row of a block, or the `pre` it is in; zeros for none."""
    run = placed[1]
    if run is None:
        return (0, 0)
    standing = run.standing
    if standing.kind is BlockKind.TABLE_ROW:
        return (standing.table, standing.row)
    return (0, standing.holder if standing.kind is BlockKind.PREFORMATTED else 0)


def _is_row(cells: Sequence[tuple[str, Run | None]], *, is_next: bool) -> bool:
    holders = {run.standing.holder for _, run in cells if run is not None}
    is_short = all(len(text) <= _LONG_CELL for text, _ in cells)
    return is_short and len(holders) == len(cells) and (len(cells) > 1 or is_next)


def _row(cells: Sequence[tuple[str, Run | None]], *, continues: bool) -> BodyBlock:
    text, filled = "", 0
    links: list[BodyLink] = []
    for words, run in cells:
        column = max(run.standing.column if run is not None else 0, filled + 1 if text else 0)
        text += "\t" * (column - filled)
        links += _links(words, run, shift=len(text))
        text, filled = text + words, column
    return BodyBlock(kind=BlockKind.TABLE_ROW, text=text, links=tuple(links), continues=continues)


def _raw(cells: Sequence[tuple[str, Run | None]]) -> str:
    """Return preformatted text with its line breaks, each run once."""
    raws = {id(run): run.raw for _, run in cells if run is not None}
    lines = "\n".join(raw.strip("\r\n") for raw in raws.values()).expandtabs(4).splitlines()
    return "\n".join(line.rstrip() for line in lines)


def _block(text: str, run: Run | None, *, continues: bool) -> BodyBlock:
    if run is None:
        return BodyBlock(kind=BlockKind.PARAGRAPH, text=text)
    standing = run.standing
    # A part of a table or of preformatted text is a paragraph by itself.
    is_whole = standing.kind not in (BlockKind.TABLE_ROW, BlockKind.PREFORMATTED)
    kind = standing.kind if is_whole else BlockKind.PARAGRAPH
    is_part = kind in (BlockKind.LIST_ITEM, BlockKind.QUOTATION)
    return BodyBlock(
        kind=kind,
        text=text,
        level=standing.level if kind in (BlockKind.HEADING, BlockKind.LIST_ITEM) else 0,
        is_ordered=kind is BlockKind.LIST_ITEM and standing.is_ordered,
        continues=is_part and continues,
        links=tuple(_links(text, run, shift=0)),
    )


def _links(text: str, run: Run | None, *, shift: int) -> Iterator[BodyLink]:
    """Yield the links of a run that lie in a text which it says, or a part of it does."""
    if run is None or not run.links:
        return
    offset = run.text.find(text)
    if offset < 0:
        return
    for link in run.links:
        start, end = link.start - offset, link.end - offset
        if 0 <= start < end <= len(text):
            yield BodyLink(start=start + shift, end=end + shift, url=link.url)
