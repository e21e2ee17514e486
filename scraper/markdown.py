"""Markdown out of text: what a text would say by accident is escaped. Pure.

Source: CommonMark 0.31; tables are those of GitHub Flavored Markdown.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from scraper.blocks import BlockKind, BodyBlock, BodyLink, cells_of, parted

_SPECIAL = re.compile(r"[\\`*_\[\]<>~]|&(?=#?\w+;)")
# What opens a list, a heading or a table at the start of a line; ">" is special everywhere.
_START = re.compile(r"(\d{1,9})([.)])(?=\s|$)|([-+#|])")
_SPACE = re.compile(r"\s")
_IN_ADDRESS = re.compile(r"[\s()<>\\`\x00-\x1f\x7f]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_BACKTICKS = re.compile(r"`+")
_CLOSING = re.compile(r"#+$")  # taken for the heading's own mark


def escape(text: str, *, is_start: bool = True) -> str:
    """Return a text as Markdown that shows it word for word, on one line.

    `is_start` says that it may stand at the start of a line.
    """
    escaped = _SPECIAL.sub(r"\\\g<0>", _SPACE.sub(" ", text))
    if not is_start:
        return escaped
    escaped = escaped.lstrip()
    found = _START.match(escaped)
    if found is None:
        return escaped
    place = found.start(2) if found[2] else 0
    return f"{escaped[:place]}\\{escaped[place:]}"


def link(title: str, url: str) -> str:
    """Return a link; its title stands in no line's start, as a bracket is before it."""
    target = _IN_ADDRESS.sub(lambda found: "".join(f"%{b:02X}" for b in found[0].encode()), url)
    target = _ENTITY.sub(r"\\&", target)
    return f"[{escape(title, is_start=False)}]({target})"


def heading(text: str, level: int) -> str:
    """Return a heading of level 1 to 6; its text is Markdown."""
    return f"{'#' * level} {_CLOSING.sub(_escaped, text)}"


def write_body(blocks: Sequence[BodyBlock]) -> list[str]:
    """Return the pieces of a body, between which a blank line belongs; headings below a title."""
    pieces: list[str] = []
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        match kind:
            case BlockKind.LIST_ITEM:
                pieces.append(_list_of(list(run)))
            case BlockKind.QUOTATION:
                pieces += ["\n>\n".join(f"> {_inline(b)}" for b in part) for part in parted(run)]
            case BlockKind.TABLE_ROW:
                pieces += [_table_of(part) for part in parted(run)]
            case BlockKind.PREFORMATTED:
                pieces += [_fenced(block.text) for block in run]
            case BlockKind.HEADING:
                pieces += [heading(_inline(b, is_start=False), max(2, b.level)) for b in run]
            case _:
                pieces += [_inline(block) for block in run]
    return pieces


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _inline(block: BodyBlock, *, is_start: bool = True) -> str:
    return _linked(block.text, block.links, is_start=is_start)


def _linked(text: str, links: Sequence[BodyLink], *, is_start: bool) -> str:
    """Return a text with its links; one that lies in another is left out."""
    pieces: list[str] = []
    place = 0
    for each in links:
        if not place <= each.start < each.end <= len(text):
            continue
        before = escape(text[place : each.start], is_start=is_start and not place)
        # With a link behind it, an exclamation mark makes a picture.
        pieces.append(f"{before[:-1]}\\!" if before.endswith("!") else before)
        pieces.append(link(text[each.start : each.end], each.url))
        place = each.end
    pieces.append(escape(text[place:], is_start=is_start and not place))
    return "".join(pieces)


def _list_of(items: Sequence[BodyBlock]) -> str:
    """Return list items, each as deep as it is, numbers counted anew in each list."""
    lines: list[str] = []
    open_lists: list[tuple[int, bool, int, int]] = []  # level, ordered, number, width of its mark
    for item in items:
        if item.continues and open_lists:
            indent = " " * sum(each[3] for each in open_lists)
            lines += ["", f"{indent}{_inline(item)}"]
            continue
        number = 1
        while open_lists and open_lists[-1][0] >= item.level:
            level, is_ordered, last, _ = open_lists.pop()
            if level == item.level and is_ordered == item.is_ordered:
                number = last + 1
            elif level == item.level:
                lines.append("")  # a list of the other kind begins
        mark = f"{number}. " if item.is_ordered else "- "
        indent = " " * sum(each[3] for each in open_lists)
        open_lists.append((item.level, item.is_ordered, number, len(mark)))
        lines.append(f"{indent}{mark}{_inline(item)}")
    return "\n".join(lines)


def _table_of(rows: Sequence[BodyBlock]) -> str:
    """Return rows of cells as a table; the first is its head."""
    # A bar parts cells even where it is escaped twice, in an address too.
    table = [
        [_linked(text, links, is_start=False).replace("|", "\\|") for text, links in cells_of(row)]
        for row in rows
    ]
    width = max(map(len, table))
    lines = [f"| {' | '.join([*cells, *[''] * (width - len(cells))])} |" for cells in table]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _fenced(text: str) -> str:
    """Return preformatted text between fences longer than any run of backticks in it."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"
