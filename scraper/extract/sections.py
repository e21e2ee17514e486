"""The boxes of a page that stand under a heading of their own: related entries, experts, tags."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from selectolax.lexbor import LexborNode

from scraper.extract import box_names
from scraper.extract.text import HEADINGS, clean, node_text

_HEADINGS = "h1, h2, h3, h4, h5, h6, p > strong:first-child, p > b:first-child"
_ENTRY_TAGS = frozenset(("article", "li", "section", "a"))
_LONG = 5_000  # characters of a heading, white space and scripts counted
_FEW = 40  # headings so long, on any page
_LONGEST = 300  # nodes or characters of a heading read
_LONGEST_NAME = 60  # characters of a heading that names a box
_MAX_BOXES = 100  # what follows each is looked through
_AROUND = " :.…"  # what a name has around it in some headings
_MORE, _FIRST = "more", 2  # what such a box is called here; elements behind its heading
_COUNTED = "counted"  # comments under a heading that ends in their number
_SURE = frozenset(("people", _COUNTED))  # no author heads a text so
_LOOSE = frozenset(("people",))  # but for one on a country
_TAGS = 120  # characters up to which what has no links can be tags
_WITH_PROSE = frozenset((*_SURE, "comments"))  # kinds of boxes that hold paragraphs
_PROSE_TAGS = frozenset(("p", "blockquote"))
_PROSE = 140  # characters of text outside links in one paragraph

# Counted, as no author counts: "5 thoughts on", "12 comments".
_COMMENTS = re.compile(
    r"\d+ (?:comments?|thoughts? on|replies|reply|responses?|reacties?|kommentare?|commentaires?"
    r"|comentarios?|commenti|komentarze|antworten)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(r"[\s:]*(?:\(\d+\)|\[\d+\]|\d+)$")  # "Comments (12)"
_KINDS = {
    **dict.fromkeys(box_names.BOXES, "box"),
    **dict.fromkeys(box_names.TAGS, "tags"),
    **dict.fromkeys(box_names.PEOPLE, "people"),
    **dict.fromkeys(box_names.RELATED_CONTENT, "related_content"),
    **dict.fromkeys(box_names.RELATED_NEWS, "related_news"),
}
_LEAD = 3  # letters at the front of a heading that tell most others from the known names
# Without spaces: a line break in a heading may stand for one.
_SQUEEZED = sorted(name.replace(" ", "") for name in (*_KINDS, *box_names.MORE_FROM))
_BY_LEAD = {lead: (*names,) for lead, names in groupby(_SQUEEZED, lambda name: name[:_LEAD])}


@dataclass(slots=True)
class Section:
    """A box: its kind, its heading with the wrappers around it, and the elements under it."""

    kind: str
    heading: LexborNode
    nodes: list[LexborNode]

    def link_texts(self) -> list[str]:
        """Return what is written on the links of the box."""
        links = [
            link for node in self.nodes for link in ([node] if node.tag == "a" else node.css("a"))
        ]
        return [text for link in links if (text := node_text(link))]

    def remove(self) -> None:
        """Take the box out of the tree."""
        for node in (self.heading, *self.nodes):
            node.decompose()


def find_sections(region: LexborNode) -> list[Section]:
    """Return the boxes of a region in page order.

    A heading with one of the known names opens a box; the box ends at the next heading of its
    rank. Where prose follows such a heading, its author wrote it: it opens no box.
    """
    openers: list[tuple[str, LexborNode]] = []
    long = 0
    for node in region.css(_HEADINGS):
        whole = node.text()
        if len(whole) > _LONG:  # headings left open hold one another, and all of the page
            long += 1
            if long > _FEW:
                break
            continue
        if "<" not in whole and not _may_open(clean(whole)):  # no markup of a noscript
            continue
        text = node_text(node, most=_LONGEST)
        kind = _kind_of(text)
        if kind and (node.tag in HEADINGS or _covers_parent(node, text)):
            openers.append((kind, node))
    del openers[_MAX_BOXES:]
    ids = {node.mem_id for _, node in openers}
    sections: list[Section] = []
    for kind, node in openers:
        wrapper = _wrapper(node, region)
        following = _following(wrapper, node, ids, holds_prose=kind in _WITH_PROSE)
        if following and _is_text(kind, node, following):
            continue
        if kind == _MORE:  # an author may begin so too
            if node.tag == "h1" or not any(map(_is_linked, following[:_FIRST])):
                continue
            kind = "related_content"
        sections.append(Section(kind=kind, heading=wrapper, nodes=following))
    return sections


def _is_text(kind: str, heading: LexborNode, following: Sequence[LexborNode]) -> bool:
    """Whether what follows the heading of a box is text of the article all the same."""
    if kind == "tags" and not any(map(_is_linked, following)):  # the topics of a conference
        return sum(len(node_text(node)) for node in following) > _TAGS
    is_sure = kind in _SURE and node_text(heading).casefold() not in _LOOSE
    return not is_sure and _is_prose(following[0])


def _kind_of(text: str) -> str | None:
    """Return the kind of box that a heading names, if it does."""
    name = text.casefold().strip(_AROUND)
    if kind := _KINDS.get(name):
        return kind
    if text[:1].isdigit() and _COMMENTS.match(text):
        return "comments"
    bare = _COUNT.sub("", name)
    if bare != name and (kind := _KINDS.get(bare)):
        return _COUNTED if kind == "box" else kind
    return _MORE if name.startswith(box_names.MORE_FROM) else None


def _is_linked(node: LexborNode) -> bool:
    return node.tag == "a" or node.css_first("a[href]") is not None


def _may_open(text: str) -> bool:
    """Whether the text of a heading, that of its buttons included, may begin with a known name."""
    if len(text) > _LONGEST_NAME:
        return False
    name = text.lstrip(_AROUND).casefold().replace(" ", "")
    return name[:1].isdigit() or name.startswith(_BY_LEAD.get(name[:_LEAD], ()))


def _covers_parent(node: LexborNode, text: str) -> bool:
    return node.parent is not None and node_text(node.parent).rstrip(" :") == text.rstrip(" :")


def _wrapper(heading: LexborNode, region: LexborNode) -> LexborNode:
    """Return the outermost element that holds the heading and no other text."""
    text = node_text(heading)
    node = heading
    while True:
        parent = node.parent
        if (
            parent is None
            or parent.mem_id == region.mem_id
            or parent.tag in ("body", "html", "main")
        ):
            return node
        if len(parent.text(strip=True)) > 4 * len(text) + 40 or node_text(parent).rstrip(
            " :"
        ) != text.rstrip(" :"):
            return node
        if parent.css_first("img, iframe, form, noscript") is not None:
            return node
        node = parent


def _following(
    wrapper: LexborNode, heading: LexborNode, openers: set[int], *, holds_prose: bool
) -> list[LexborNode]:
    nodes: list[LexborNode] = []
    others = openers - {heading.mem_id}
    rank = heading.tag if heading.tag in HEADINGS else "h6"
    crossed = wrapper.mem_id != heading.mem_id and "flex_column" in (
        wrapper.attributes.get("class") or ""
    )
    node = wrapper.next
    while node is not None:
        if node.tag not in ("-text", "-comment", None):
            if others and (
                node.mem_id in others
                or any(h.mem_id in others for h in node.css("h2,h3,h4,h5,h6,strong,b"))
            ):
                break
            own = node if node.tag in HEADINGS else _sole_heading(node)
            if (
                own is not None
                and (own.tag or "") <= (rank or "")
                and not node.css_first("a[href]")
            ):
                break
            if node.tag == "h1" or node.css_first("h1") is not None:
                break
            goes_on = nodes and node.tag in _PROSE_TAGS and not holds_prose
            if (crossed or goes_on) and _is_prose(node):
                break  # the text goes on behind the box
            nodes.append(node)
        node = node.next
    return nodes


def _sole_heading(node: LexborNode) -> LexborNode | None:
    """Return the heading of an element that is nothing but a heading."""
    if node.tag in _ENTRY_TAGS:
        return None
    heading = node.css_first("h2, h3, h4, h5, h6")
    if heading is None or node.text(strip=True) != heading.text(strip=True):
        return None
    return heading


def _is_prose(node: LexborNode) -> bool:
    """Whether an element begins with text its author wrote, and not with entries or links."""
    paragraph = node if node.tag == "p" else node.css_first("p")
    if paragraph is None:
        return False
    if node.tag != "p" and node.css_first("article, li, .relThumb, form, h3, h4") is not None:
        return False
    linked = sum(len(node_text(link)) for link in paragraph.css("a"))
    return len(node_text(paragraph)) - linked > _PROSE / 2
