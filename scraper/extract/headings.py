"""The headings of a page that may be its headline, with their texts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

from selectolax.lexbor import LexborNode

from scraper.document import join_url
from scraper.extract.sites import fold
from scraper.extract.text import clean, node_text

_PIECES = 40  # texts of a heading that are looked at
_ANCHORS = ("#", "¶", "§")  # what links of a heading to itself show


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its text and the letters of that."""

    node: LexborNode
    text: str
    key: str


def read_headings(nodes: Iterable[LexborNode]) -> Iterator[Heading]:
    """Yield the headings that say something."""
    for node in nodes:
        text = node_text(node)
        if "&" in text:  # encoded twice
            text = clean(unescape(text))
        if text.endswith(_ANCHORS) and node.css_first("a[href*='#']") is not None:
            text = text[:-1].rstrip()
        key = fold(text)
        if key:
            yield Heading(node, text, key)


def parted(text: str, node: LexborNode) -> str:
    """Return the text of a heading with a space between lines of it that are parted by style only.

    Both are of several words, and the second begins large: "iPhone" is written so too.
    """
    first = node.first_child
    if first is None or first.next is None:  # as most headings
        return text
    for left, right in pairwise(node.text(separator="\n").split("\n", _PIECES)):
        is_end = left[-1:].islower() or left.endswith((":", "?", "!"))
        if is_end and right[:1].isupper() and " " in left.strip() and " " in right.strip():
            end, start = left.split()[-1], right.split()[0]
            text = text.replace(end + start, f"{end} {start}", 1)
    return text


def is_of_site(heading: Heading, title: str, url: str) -> bool:
    """Whether a heading leads to the front page, or to one above this that ends its title."""
    node = heading.node
    link = node.css_first("a[href]")
    if link is None and node.parent is not None and node.parent.tag == "a":
        link = node.parent
    target = join_url(url, link.attributes.get("href")) if link is not None else None
    above = (target or "").split("#")[0].rstrip("/")
    if not above or url.rstrip("/") == above or not url.startswith((f"{above}/", f"{above}?")):
        return False
    return above.count("/") == 2 or fold(title).endswith(heading.key)
