"""The text of an article, parted from the lines around it: credits, role lines, biographies."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from scraper.extract.asides import is_aside
from scraper.extract.attribution import Attribution, Site, read_attribution
from scraper.extract.credit import credit_of_line
from scraper.extract.labels import is_day_line
from scraper.extract.names import byline_names, is_person_like
from scraper.extract.people import RoleLine, may_name, names_one, read_byline, read_role_line
from scraper.extract.sites import fold
from scraper.extract.text import HEADINGS, Block, BlockLink
from scraper.extract.told import is_placed_day
from scraper.limits import MAX_BYTES
from scraper.records import Expert

_FIRST = 3  # blocks in which the day and the headline are looked for once more
_DISCLAIMER = ("Disclaimer:", "Disclaimer –", "DISCLAIMER:")
_FILE_SHARE = 0.8  # of the text of a line
_TAIL = 6  # characters of a text that tell most from the headline
_ROLELESS = HEADINGS | {"li", "td"}
_BYLINE = 90  # characters
_KICKER = 3  # words
# How a biography goes on after its first sentence.
_GOES_ON = re.compile(
    r"(?:(?:previously|eerder|before|he|she|they|his|her|their|hij|zij|ze|zijn|haar)\b)", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """The blocks that are the author's text, and the people its role lines introduce."""

    body: tuple[Block, ...]
    people: tuple[Expert, ...]


def read_paragraphs(scope: LexborNode) -> list[tuple[LexborNode, str]]:
    """Return the paragraphs of an element with their text as it stands.

    Where they are nested by the thousand, each holds all of the others: the rest are left out.
    """
    paragraphs: list[tuple[LexborNode, str]] = []
    left = MAX_BYTES
    for node in scope.css("p"):
        text = node.text()
        left -= len(text)
        if left < 0:
            break
        paragraphs.append((node, text))
    return paragraphs


def part_lines(blocks: Sequence[Block], site: Site, institutes: Sequence[str]) -> list[Block]:
    """Give credits, role lines and attributions that share a paragraph a block of their own.

    One br is a space inside a paragraph, but not between its text and such a line.
    """
    parted: list[Block] = []
    for block in blocks:
        if not block.lines:
            parted.append(block)
            continue
        special = [_is_special(line, site, institutes) for line in block.lines]
        if not any(special):
            parted.append(block)
            continue
        run: list[Block] = []
        for line, is_special in zip(block.lines, special, strict=True):
            if is_special:
                parted.extend(_joined(run))
                parted.append(line)
                run = []
            else:
                run.append(line)
        parted.extend(_joined(run))
    return parted


def _is_special(line: Block, site: Site, institutes: Sequence[str]) -> bool:
    if credit_of_line(line.text) or read_attribution(line.text, line.links, site):
        return True
    role = read_role_line(line.text, institutes=institutes) if institutes else None
    return role is not None and role.is_whole


def _joined(lines: Sequence[Block]) -> list[Block]:
    if not lines:
        return []
    text = " ".join(line.text for line in lines)
    links = [link for line in lines for link in line.links]
    return [Block(node=lines[0].node, tag=lines[0].tag, text=text, links=links)]


def read_prose(
    blocks: Sequence[Block],
    *,
    attribution: Attribution | None,
    credits: Collection[int],
    title: str | None,
    institutes: Sequence[str],
    names: Sequence[str],
    has_byline: bool,
) -> Prose:
    """Part the text from what stands around it.

    Args:
        blocks: Blocks behind the headline, in page order.
        attribution: The source; a line that holds nothing else leaves the text.
        credits: Places of the blocks that hold a credit and nothing else.
        title: The headline; repeated as a heading, it leaves the text.
        institutes: Names one of which a role line holds.
        names: People known already: a line on one of them needs no institute.
        has_byline: Whether a line "By NAME" above the text is a byline and no text.
    """
    folded = fold(title or "")
    lines = _role_lines(blocks, institutes, names)
    if any(fold(person.name) == folded for line in lines if line for person in line.experts):
        lines = [None] * len(blocks)  # a page on that person: the biography is its text
    is_other = [line is not None and line.is_whole for line in lines]
    _mark_furniture(blocks, is_other, folded)
    for place in credits:
        is_other[place] = True
    attributed = {id(block) for block in attribution.blocks} if attribution else ()
    for place, block in enumerate(blocks) if attributed else ():
        is_other[place] |= id(block) in attributed
    _mark_biographies(blocks, lines, is_other)
    if has_byline:
        _mark_bylines(blocks, is_other)
    body = [block for block, other in zip(blocks, is_other, strict=True) if not other]
    while body and body[-1].is_heading:
        body.pop()
    people: dict[str, Expert] = {}
    for line, other in zip(lines, is_other, strict=True) if any(lines) else ():
        for person in line.experts if line and other else ():
            people.setdefault(person.name, person)
    return Prose(body=tuple(body), people=tuple(people.values()))


def _role_lines(
    blocks: Sequence[Block], institutes: Sequence[str], names: Sequence[str]
) -> list[RoleLine | None]:
    """Return the role line each block is, if it is one of people or institutes that are known."""
    if not institutes and not names:
        return [None] * len(blocks)
    # Of the many blocks of a text nearly all fail the first test.
    return [
        _role_line(block, institutes, names)
        if block.tag not in _ROLELESS and may_name(block.text)
        else None
        for block in blocks
    ]


def _role_line(block: Block, institutes: Sequence[str], names: Sequence[str]) -> RoleLine | None:
    line = read_role_line(block.text, institutes=())
    if line is None:
        return None
    roles = {person.role or "" for person in line.experts}
    is_own = any(names_one(role, institutes) for role in roles)
    return line if is_own or any(person.name in names for person in line.experts) else None


def _mark_furniture(blocks: Sequence[Block], is_other: list[bool], folded_title: str) -> None:
    """Mark the blocks that are the headline again, a day, a disclaimer or links to PDFs."""
    for index, block in enumerate(blocks[:_FIRST]):
        is_day = is_day_line(block.text) or is_placed_day(block.text)
        is_other[index] |= is_day or _repeats(block.text, folded_title)
    for index, block in enumerate(blocks):
        if (
            (block.links and _is_file(block))
            or (block.tag in HEADINGS and _repeats(block.text, folded_title))
            or block.text.startswith(_DISCLAIMER)
            or (block.links and is_aside(block))
        ):
            is_other[index] = True


def _is_file(block: Block) -> bool:
    """Whether a block is links to PDFs and little more."""
    return all(map(_leads_to_pdf, block.links)) and block.link_share > _FILE_SHARE


def _leads_to_pdf(link: BlockLink) -> bool:
    return link.href.split("#", 1)[0].split("?", 1)[0].lower().endswith(".pdf")


def _repeats(text: str, folded_title: str) -> bool:
    """Whether a text is the headline, or the headline without its "BNR |" or "Column:"."""
    last = text[-1:].casefold()
    if last.isalnum() and not folded_title.endswith(last):  # most texts fail here
        return False
    if not folded_title.endswith(fold(text[-_TAIL:])):
        return False
    folded = fold(text)
    if not folded or not folded_title.endswith(folded):
        return False
    return folded == folded_title or (len(folded) > 12 and len(folded_title) - len(folded) < 25)


def _mark_biographies(
    blocks: Sequence[Block], lines: Sequence[RoleLine | None], is_other: list[bool]
) -> None:
    """Mark biographies of several sentences: at the very top, or with no text behind them."""
    for index, line in enumerate(lines):
        if line is None or line.is_whole or is_other[index]:
            continue
        rest = range(index + 1, len(blocks))
        is_last = all(
            is_other[i] or lines[i] is not None or _GOES_ON.match(blocks[i].text) for i in rest
        )
        if is_last:
            for i in range(index, len(blocks)):
                is_other[i] = True
        elif index == 0 or all(is_other[:index]):
            is_other[index] = True


def _mark_bylines(blocks: Sequence[Block], is_other: list[bool]) -> None:
    """Mark the lines before the first text that name the author and no more, and a kicker there."""
    kicker: int | None = None
    for index, block in enumerate(blocks):
        if is_other[index]:
            continue
        if len(block.text) <= _BYLINE and _is_byline(block.text):
            is_other[index] = True
            if kicker is not None:
                is_other[kicker] = True
        elif kicker is None and index < _FIRST and _is_kicker(block):
            kicker = index
        else:
            return


def _is_kicker(block: Block) -> bool:
    """Whether a block can be a label over a headline: a few words and no sentence."""
    return len(block.text.split()) <= _KICKER and block.text[-1:].isalnum()


def _is_byline(text: str) -> bool:
    """Whether a line is "By" in some language and the names of people."""
    if text[:5].lower().startswith(("by ", "door ")):
        return bool(read_byline(text))
    if text.endswith((".", "?")) or text.lower().startswith(("author", "auteur")):
        return False  # a report names its authors so, in a line that is its own
    names = byline_names(text)
    return bool(names) and all(map(is_person_like, names or ()))
