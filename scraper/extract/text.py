"""Text out of a tree: clean strings, and what a block of them is; `walk` finds the blocks."""

from collections.abc import Sequence
from itertools import islice

import msgspec
from selectolax.lexbor import LexborNode

from scraper.extract.places import Place

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

# What stays in the line of text around it; every other element starts a block of its own.
INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del"),
        *("dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt"),
        *("ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time"),
        *("tt", "u", "var", "wbr"),
    )
)
FORMULA = frozenset(
    (
        *("math", "semantics", "mrow", "mi", "mo", "mn", "mtext", "mstyle", "msup", "msub"),
        *("msubsup", "mfrac", "msqrt", "mroot", "mover", "munder", "munderover", "mfenced"),
    )
)
# Not shown as text; what stands in a player is for browsers without it.
SILENT = frozenset(
    (
        *("annotation", "script", "style", "noscript", "template", "svg", "iframe", "select"),
        *("button", "textarea", "datalist", "audio", "video", "canvas"),
    )
)
_MOST, _CHAIN = 2_000, 64  # nodes or characters of a label; elements around one text alone


class BlockLink(msgspec.Struct, gc=False):
    """A link inside a block: its address as written and its clean text."""

    href: str
    text: str = ""


class Block(msgspec.Struct, gc=False):
    """A run of text between block boundaries; `node` is the element it stands in.

    `lines` holds its lines as blocks of their own where single br elements part it. `place` is
    where the walk found the text: its own element, or the one around that where it is all of it.
    """

    node: LexborNode
    tag: str
    text: str
    links: Sequence[BlockLink]
    lines: Sequence["Block"] = ()
    place: Place | None = None

    @property
    def is_heading(self) -> bool:
        """Whether the block is a heading."""
        return self.tag in HEADINGS

    @property
    def link_share(self) -> float:
        """Share of the text that stands in links, 0 to 1."""
        linked = sum(len(link.text) for link in self.links)
        return linked / len(self.text) if self.text else 0.0

    @property
    def sole_link(self) -> BlockLink | None:
        """The link that covers the whole block, if one does."""
        if len(self.links) == 1 and self.links[0].text == self.text:
            return self.links[0]
        return None


def clean(text: str | None) -> str:
    """Return the text with runs of white space, NBSP among them, as one space, ends trimmed."""
    if not text:
        return ""
    text = text.strip()
    if text.isprintable() and "  " not in text:  # no white space but single spaces
        return text
    return " ".join(text.split())


def is_inline(tag: str | None) -> bool:
    """Whether an element stays in the line of text around it."""
    return tag in INLINE or tag in FORMULA


def is_silent(tag: str | None) -> bool:
    """Whether what an element holds is not shown as text."""
    return tag in SILENT


def node_text(node: LexborNode, *, most: int = _MOST) -> str:
    """Return the clean text of an element without scripts and noscripts; a br is a space.

    It is cut after `most` nodes or characters: where elements are nested by the thousand, each
    holds all of the others.
    """
    inner, chain = node, 0
    # Most labels and links are one text, in one element or a few that hold nothing else.
    while (first := inner.first_child) is not None and first.next is None and chain < _CHAIN:
        if inner.tag in SILENT:
            return ""
        if first.is_text_node:
            return clean((first.text_content or "")[:most])
        inner, chain = first, chain + 1
    pieces: list[str] = []
    left = most
    for part in islice(inner.traverse(include_text=True), most):
        if part.is_text_node:
            parent = part.parent
            if left > 0 and (parent is None or parent.tag not in SILENT):
                pieces.append((part.text_content or "")[:left])
                left -= len(pieces[-1])
        elif part.tag not in INLINE:
            pieces.append(" ")
    return clean("".join(pieces))


def class_words(node: LexborNode) -> set[str]:
    """Return the lower-case words of an element's class and id, split at hyphens and such."""
    attributes = node.attributes
    joined = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return words_of(joined) if joined != " " else set()


def words_of(names: str) -> set[str]:
    """Return the lower-case words of classes and ids, split at hyphens and such."""
    return set(names.lower().replace("-", " ").replace("_", " ").replace(":", " ").split())


def describe(node: LexborNode) -> str:
    """Return a short CSS-like name of an element, for evidence."""
    attributes = node.attributes
    name = node.tag or "?"
    if attributes.get("id"):
        return f"{name}#{attributes['id']}"
    classes = (attributes.get("class") or "").split()
    return ".".join([name, *classes[:2]])
