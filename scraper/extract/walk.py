"""The blocks of text under an element, as a reader sees them. Walks, never recurses."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract.places import Place
from scraper.extract.text import FORMULA, HEADINGS, INLINE, SILENT, Block, BlockLink, clean

_HEADS = HEADINGS | {"dt"}
_ICONS = 6  # nodes beside a button, white space counted
_LINE, _LINK, _BLOCK, _BREAK, _NOTHING = range(5)  # the first three hold text
_KINDS = {
    **dict.fromkeys([*INLINE, *FORMULA, "picture"], _LINE),
    **dict.fromkeys([*SILENT, "img", "source", "input", "-comment", "!doctype"], _NOTHING),
    "a": _LINK,
    "br": _BREAK,
}
_TEXT, _COMMENT, _MOST_NUMBERS = 2, 4, 1_000  # of the parser: LXB_TAG__TEXT, LXB_TAG__EM_COMMENT
_MORE_TAGS = (
    *("img", "source", "input", "br", "picture", "div", "p", "section", "article", "header"),
    *("footer", "main", "nav", "aside", "ul", "ol", "li", "dl", "dt", "dd", "table", "tbody"),
    *("thead", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "pre"),
    *("figure", "figcaption", "form", "video", "audio", "object", "embed", "center", "address"),
    *("details", "summary", "body", "html"),
)


def read_blocks(root: LexborNode) -> list[Block]:
    """Return the blocks of text under an element, in page order, without empty ones.

    One br is a space, two or more separate blocks. Scripts, noscripts and the like are silent.
    """
    return walk_blocks(root)[0]


def walk_blocks(root: LexborNode) -> tuple[list[Block], list[Place]]:
    """Return the blocks under an element, and the elements around them, outer ones first."""
    known = _known_tags()
    blocks: list[Block] = []
    # The block being read: where it stands, its text and links, the last link's element, the
    # number of breaks at its end, and where its lines start in pieces and links.
    current: Place | None = None
    pieces: list[str] = []
    links: list[tuple[str, list[str]]] = []
    anchor: LexborNode | None = None
    breaks = 0
    starts: list[tuple[int, int]] = []
    place, link = Place(root, root.tag or "", None, 0), None
    places = [place]
    node = root.first_child
    around: list[tuple[LexborNode, Place | None, LexborNode | None]] = [(root, None, None)]
    while True:
        while node is None:
            element, outer, link = around.pop()
            if outer is not place:  # so it was a block that ends
                if current is not None:
                    _close(blocks, current, pieces, links, starts)
                    current = None
                place.end = len(blocks)
                if outer is None:
                    return blocks, places
                place = outer
            node = element.next
        number, text_link = node.tag_id, link
        if number == _TEXT:
            # Half of all texts are white space between elements, cheaper to tell than to read.
            if place is not current and node.is_empty_text_node:
                node = node.next
                continue
            text = node.text_content or ""
        else:
            kind, tag = known.get(number) or _by_name(node)
            if kind == _BLOCK and current is not None:
                _close(blocks, current, pieces, links, starts)
                current = None
            elif kind == _BREAK:
                breaks += 1
            elif kind == _NOTHING and tag == "button" and _is_whole_heading(node):
                kind = _LINE
            inner = node.first_child if kind <= _BLOCK else None
            if inner is None:
                node = node.next
                continue
            second = inner.next if inner.tag_id == _TEXT else inner  # None for one text alone
            if kind == _BLOCK:
                if second is None and link is None:  # as most paragraphs and headings
                    if text := clean(inner.text_content):
                        blocks.append(Block(node, tag, text, (), (), place))
                        breaks = 0
                    node = node.next
                    continue
                around.append((node, place, link))
                place = Place(node, tag, place, len(blocks))
                places.append(place)
                node = second if inner.is_empty_text_node else inner
                continue
            if second is not None:
                around.append((node, place, link))
                if kind == _LINK:
                    link = node
                node = inner
                continue
            text = inner.text_content or ""
            if kind == _LINK:
                text_link = node
        if not text.isspace():
            if place is not current or breaks > 1:
                if current is not None:
                    _close(blocks, current, pieces, links, starts)
                current, anchor = place, None
            elif breaks:
                starts.append((len(pieces), len(links)))
                pieces.append(" ")
            breaks = 0
            pieces.append(text)
            if text_link is None:
                anchor = None
            elif text_link is anchor:
                links[-1][1].append(text)
            elif href := text_link.attributes.get("href"):
                anchor = text_link
                links.append((href, [text]))
        elif place is current:
            pieces.append(" ")
            if anchor is not None and text_link is anchor:
                links[-1][1].append(" ")
        node = node.next


def _is_whole_heading(button: LexborNode) -> bool:
    """Whether a button is all of a heading or a term: pressed, it shows the text below."""
    heading = button.parent
    if heading is None or heading.tag not in _HEADS:
        return False
    return not (_has_text_beside(button, "prev") or _has_text_beside(button, "next"))


def _has_text_beside(node: LexborNode, step: str) -> bool:
    """Whether there is text on one side of a node, or more there than the icons of a heading."""
    beside = getattr(node, step)
    for _ in range(_ICONS):
        if beside is None:
            return False
        if beside.tag != "-comment" and beside.text(strip=True):
            return True
        beside = getattr(beside, step)
    return beside is not None


@cache
def _known_tags() -> dict[int, tuple[int, str]]:
    """Return kind and name of elements by the parser's number, which is read faster than a name."""
    make = LexborHTMLParser("").create_node
    names = [*INLINE, *FORMULA, *SILENT, *_MORE_TAGS]
    known = {make(name).tag_id: (_KINDS.get(name, _BLOCK), name) for name in names}
    # What it has no number for gets one of its own in each document.
    return {number: each for number, each in known.items() if number < _MOST_NUMBERS} | {
        _COMMENT: (_NOTHING, "-comment")
    }


def _by_name(node: LexborNode) -> tuple[int, str]:
    tag = node.tag or ""
    return _KINDS.get(tag, _BLOCK), tag


def _close(
    blocks: list[Block],
    place: Place,
    pieces: list[str],
    links: list[tuple[str, list[str]]],
    starts: list[tuple[int, int]],
) -> None:
    """Make the pieces a block; they, the links and the starts of lines are empty then."""
    block = _block(place, pieces, links)
    if block.text:
        blocks.append(block)
        if starts:
            ends = (len(pieces), len(links))
            block.lines = [
                _block(place, pieces[a:c], links[b:d])
                for (a, b), (c, d) in pairwise([(0, 0), *starts, ends])
            ]
            starts.clear()
    links.clear()
    pieces.clear()


def _block(place: Place, pieces: list[str], links: list[tuple[str, list[str]]]) -> Block:
    text = clean(pieces[0] if len(pieces) == 1 else "".join(pieces))
    if not links:
        read: Sequence[BlockLink] = ()
    elif len(links) == 1 and links[0][1] == pieces:  # it covers the block
        read = [BlockLink(links[0][0], text)]
    else:
        read = [BlockLink(href, clean("".join(parts))) for href, parts in links]
    return Block(place.node, place.tag, text, read, (), place)
