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


def is_inline(tag: str | None) -> bool:
    """Whether an element stays in the line of text around it."""
    return tag in _INLINE


def is_silent(tag: str | None) -> bool:
    """Whether what an element holds is not shown as text."""
    return tag in _SILENT


def node_text(node: LexborNode) -> str:
    """Return the clean text of an element without scripts and noscripts; a br is a space."""
    first = node.first_child
    if first is None:
        return ""
    if first.is_text_node and first.next is None:  # most labels and links are one text
        return clean(first.text_content) if node.tag not in _SILENT else ""
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


# Where a text node stands: its block element and that one's id, then the address and the id of the
# link around it. None for text that is silent.
_Place = tuple[LexborNode, int, str | None, int]


def read_blocks(root: LexborNode) -> list[Block]:
    """Return the blocks of text under an element, in page order, without empty ones.

    One br is a space, two or more separate blocks. Scripts, noscripts and the like are silent.
    """
    reading = _Reading(root)
    for part in root.traverse(include_text=True):
        if part.is_text_node:
            text = part.text_content or ""
            if text and not text.isspace():
                reading.take(part, text)
            elif reading.current_id:
                reading.blanks.append((part, text))
        elif (tag := part.tag) == "br":
            reading.breaks += 1
            reading.pieces.append("\n")
        elif tag not in _NO_BOUNDARY:
            reading.current_id = 0
            reading.blanks.clear()
    reading.close()
    return reading.blocks


class _Reading:
    """The block being read and those that are complete.

    `blanks` are texts of white space since the last word: between two blocks, where most of them
    stand, nobody needs to know their place. `starts` are those of lines, in pieces and links.
    """

    __slots__ = (
        *("blanks", "blocks", "breaks", "current", "current_id", "link_id", "links"),
        *("pieces", "places", "root", "starts"),
    )

    def __init__(self, root: LexborNode) -> None:
        self.root = root
        self.places: dict[int, _Place | None] = {root.mem_id: (root, root.mem_id, None, 0)}
        self.blocks: list[Block] = []
        self.blanks: list[tuple[LexborNode, str]] = []
        self.pieces: list[str] = []
        self.links: list[BlockLink] = []
        self.starts: list[tuple[int, int]] = []
        self.current: LexborNode | None = None
        self.current_id = self.link_id = self.breaks = 0

    def take(self, part: LexborNode, text: str) -> None:
        """Add a text with a word in it, to the current block or to one of its own."""
        holder = part.parent or self.root
        place = self.places.get(holder.mem_id) or _place_of(holder, self.places)
        if place is None:
            return
        if place[1] != self.current_id or self.breaks > 1:
            self.close()
            self.current, self.current_id, self.link_id = place[0], place[1], 0
        else:
            if self.blanks:
                self._add_blanks()
            if self.breaks == 1:
                self.starts.append((len(self.pieces), len(self.links)))
        self.breaks = 0
        if place[2] is not None:
            self._add(place, text)
        else:
            self.pieces.append(text)
            self.link_id = place[3]

    def close(self) -> None:
        """Complete the current block, if there is one."""
        if self.current is not None:
            block = _block(self.current, self.pieces, self.links)
            if block.text:
                self.blocks.append(block)
                if self.starts:
                    self._add_lines(block)
        self.pieces.clear()
        self.links.clear()
        self.starts.clear()
        self.blanks.clear()

    def _add_lines(self, block: Block) -> None:
        ends = (len(self.pieces), len(self.links))
        for (a, b), (c, d) in pairwise([(0, 0), *self.starts, ends]):
            block.lines.append(_block(block.node, self.pieces[a:c], self.links[b:d]))

    def _add_blanks(self) -> None:
        for part, text in self.blanks:
            place = _place_of(part.parent or self.root, self.places)
            if place is not None and place[1] == self.current_id:
                self._add(place, text)
        self.blanks.clear()

    def _add(self, place: _Place, text: str) -> None:
        self.pieces.append(text)
        _, _, href, link_id = place
        if href is not None:
            if link_id != self.link_id:
                self.links.append(BlockLink(href))
            self.links[-1].pieces.append(text)
        self.link_id = link_id


def _block(node: LexborNode, pieces: list[str], links: list[BlockLink]) -> Block:
    kept = [link for link in links if link.text] if links else []
    return Block(node=node, tag=node.tag or "", text=clean("".join(pieces)), links=kept)


def _place_of(node: LexborNode, places: dict[int, _Place | None]) -> _Place | None:
    """Return the place of text under `node`, climbing to the nearest ancestor that is known."""
    key = node.mem_id
    outer = node.parent
    if outer is not None and key not in places and (above := outer.mem_id) in places:
        place = places[key] = _inner_place(node, key, places[above])
        return place
    chain: list[tuple[LexborNode, int]] = []
    while key not in places:
        chain.append((node, key))
        parent = node.parent
        if parent is None:
            place = (node, key, None, 0)
            break
        node, key = parent, parent.mem_id
    else:
        place = places[key]
    for element, key in reversed(chain):
        place = places[key] = _inner_place(element, key, place)
    return place


def _inner_place(element: LexborNode, key: int, outer: _Place | None) -> _Place | None:
    tag = element.tag or ""
    if outer is None or tag in _SILENT:
        return None
    if tag not in _INLINE:
        return element, key, outer[2], outer[3]
    if tag == "a":
        href = element.attributes.get("href")
        return (outer[0], outer[1], href, key) if href else outer
    return outer
