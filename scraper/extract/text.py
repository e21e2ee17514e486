"""Text out of a tree: clean strings, and the blocks a reader sees. Walks, never recurses."""

from dataclasses import dataclass, field
from itertools import pairwise

from selectolax.lexbor import LexborNode

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

# What stays in the line of text around it; every other element starts a block of its own.
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_SILENT = frozenset(
    ("script", "style", "noscript", "template", "svg", "iframe", "select", "button")
)
_NO_BOUNDARY = (
    _INLINE | _SILENT | {"img", "picture", "source", "input", "-comment", "-text", "!doctype"}
)


@dataclass(slots=True)
class BlockLink:
    """A link inside a block: its text pieces and its address as written."""

    href: str
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The link's text, clean."""
        return clean("".join(self.pieces))


@dataclass(slots=True)
class Block:
    """A run of text between block boundaries; `node` is the element it stands in.

    `lines` holds its lines as blocks of their own where single br elements part it.
    """

    node: LexborNode
    tag: str
    text: str
    links: list[BlockLink]
    lines: list["Block"] = field(default_factory=list)

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
    return " ".join(text.split()) if text else ""


def node_text(node: LexborNode) -> str:
    """Return the clean text of an element without scripts and noscripts; a br is a space."""
    pieces: list[str] = []
    for part in node.traverse(include_text=True):
        if part.is_text_node:
            parent = part.parent
            if parent is None or parent.tag not in _SILENT:
                pieces.append(part.text_content or "")
        elif part.tag not in _INLINE:
            pieces.append(" ")
    return clean("".join(pieces))


def class_words(node: LexborNode) -> set[str]:
    """Return the lower-case words of an element's class and id, split at hyphens and such."""
    attributes = node.attributes
    joined = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if joined == " ":
        return set()
    return set(joined.lower().replace("-", " ").replace("_", " ").replace(":", " ").split())


def describe(node: LexborNode) -> str:
    """Return a short CSS-like name of an element, for evidence."""
    attributes = node.attributes
    name = node.tag or "?"
    if attributes.get("id"):
        return f"{name}#{attributes['id']}"
    classes = (attributes.get("class") or "").split()
    return ".".join([name, *classes[:2]])


class _Place:
    """Where a text node stands: its block element, the link around it, and whether it is silent."""

    __slots__ = ("block", "link", "link_id", "silent")

    def __init__(
        self, block: LexborNode, link: str | None = None, link_id: int = 0, silent: bool = False
    ) -> None:
        self.block = block
        self.link = link
        self.link_id = link_id
        self.silent = silent


def read_blocks(root: LexborNode) -> list[Block]:
    """Return the blocks of text under an element, in page order, without empty ones.

    One br is a space, two or more separate blocks. Scripts, noscripts and the like are silent.
    """
    places = {root.mem_id: _Place(root)}
    blocks: list[Block] = []
    pieces: list[str] = []
    links: list[BlockLink] = []
    starts: list[tuple[int, int]] = []  # of lines: places in pieces and links
    current: LexborNode | None = None
    current_id = link_id = breaks = 0

    def close() -> None:
        if current is not None:
            block = _block(current, pieces, links)
            if block.text:
                blocks.append(block)
                bounds = [(0, 0), *starts, (len(pieces), len(links))]
                for (a, b), (c, d) in pairwise(bounds) if starts else ():
                    block.lines.append(_block(current, pieces[a:c], links[b:d]))
        pieces.clear()
        links.clear()
        starts.clear()

    for part in root.traverse(include_text=True):
        if not part.is_text_node:
            if part.tag == "br":
                breaks += 1
                pieces.append("\n")
            elif part.tag not in _NO_BOUNDARY:
                current_id = 0
            continue
        text = part.text_content or ""
        parent = part.parent
        holder = parent if parent is not None else root
        place = places.get(holder.mem_id) or _place_of(holder, places)
        if place.silent:
            continue
        blank = not text.strip()
        if place.block.mem_id != current_id or (breaks > 1 and not blank):
            if blank:
                continue
            close()
            current, current_id, link_id = place.block, place.block.mem_id, 0
        elif breaks == 1 and not blank:
            starts.append((len(pieces), len(links)))
        if not blank:
            breaks = 0
        pieces.append(text)
        if place.link is not None:
            if place.link_id != link_id:
                links.append(BlockLink(place.link))
            links[-1].pieces.append(text)
        link_id = place.link_id
    close()
    return blocks


def _block(node: LexborNode, pieces: list[str], links: list[BlockLink]) -> Block:
    kept = [link for link in links if link.text]
    return Block(node=node, tag=node.tag or "", text=clean("".join(pieces)), links=kept)


def _place_of(node: LexborNode, places: dict[int, _Place]) -> _Place:
    """Return the place of text under `node`, climbing to the nearest ancestor that is known."""
    chain: list[LexborNode] = []
    place = places.get(node.mem_id)
    while place is None:
        chain.append(node)
        parent = node.parent
        if parent is None:
            place = _Place(node)
            break
        node = parent
        place = places.get(node.mem_id)
    for element in reversed(chain):
        place = _inner_place(element, place)
        places[element.mem_id] = place
    return place


def _inner_place(element: LexborNode, outer: _Place) -> _Place:
    tag = element.tag or ""
    if outer.silent or tag in _SILENT:
        return _Place(outer.block, silent=True)
    if tag == "a":
        href = element.attributes.get("href")
        return _Place(outer.block, href, element.mem_id) if href else outer
    if tag in _INLINE:
        return outer
    return _Place(element, outer.link, outer.link_id)
