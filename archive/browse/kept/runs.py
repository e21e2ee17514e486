"""The runs of text of a page, each with the element it stands in and the links in it.

Far less than the extractor knows, and enough to show a text that it has found already: headings as
headings and a list as a list.
"""

from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborNode

from scraper.blocks import BlockKind, BodyLink
from scraper.document import Document

_INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del"),
        *("dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt"),
        *("ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time"),
        *("tt", "u", "var", "wbr", "math", "mrow", "mi", "mo", "mn", "mtext", "msup", "msub"),
    )
)
_SILENT = frozenset(
    (
        *("annotation", "button", "head", "iframe", "noscript", "script", "select", "style"),
        *("svg", "template", "textarea", "title"),
    )
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the elements around a text make of it.

    `holder` is the list item, quotation, cell or `pre` it is in, `outer` the table and the row;
    each is a number that only that element has, 0 for none.
    """

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    is_ordered: bool = False
    holder: int = 0
    table: int = 0
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A text between the edges of blocks, white space in single spaces; `raw` has its breaks."""

    text: str
    raw: str
    standing: Standing
    links: tuple[BodyLink, ...]


@dataclass(slots=True)
class _Runs:
    """The run that is being read and those before it."""

    document: Document
    done: list[Run] = field(default_factory=list)
    text: str = ""
    raw: list[str] = field(default_factory=list)
    links: list[BodyLink] = field(default_factory=list)
    opened: tuple[int, str] | None = None

    def add(self, raw: str) -> None:
        """Take in a text."""
        self.raw.append(raw)
        words = " ".join(raw.split())
        if raw[:1].isspace() and self.text and not self.text.endswith(" "):
            self.text += " "
        if words:
            self.text += words
            if raw[-1].isspace():
                self.text += " "

    def open_link(self, href: str) -> None:
        """Begin a link."""
        self.opened = (len(self.text), href)

    def close_link(self) -> None:
        """End a link; one without words is none."""
        if self.opened is None:
            return
        start, href = self.opened
        self.opened = None
        words = self.text[start:]
        address = self.document.resolve(href) if words.strip() else None
        if address:
            start += len(words) - len(words.lstrip())
            self.links.append(BodyLink(start=start, end=len(self.text.rstrip()), url=address))

    def end(self, standing: Standing) -> None:
        """End the run, where a block begins or ends; a link around both is cut in two."""
        again = self.opened
        self.close_link()
        if self.text.strip():
            self.done.append(
                Run(
                    text=self.text.rstrip(),
                    raw="".join(self.raw),
                    standing=standing,
                    links=tuple(self.links),
                )
            )
        self.text, self.raw, self.links = "", [], []
        if again is not None:
            self.open_link(again[1])


@dataclass(frozen=True, slots=True)
class _End:
    """Where an element ends: what the text behind it stands in."""

    tag: str
    standing: Standing


def runs_of(document: Document) -> list[Run]:
    """Return the texts of a page in order."""
    runs, standing = _Runs(document), Standing()
    body = document.tree.body
    to_do: list[LexborNode | _End | None] = [body.first_child if body is not None else None]
    was_break = False
    while to_do:
        here = to_do.pop()
        if here is None:
            continue
        if isinstance(here, _End):
            if here.tag == "a":
                runs.close_link()
            elif here.tag not in _INLINE:
                runs.end(standing)
            standing = here.standing
            continue
        to_do.append(here.next)
        if here.is_text_node:
            text = here.text_content or ""
            was_break = was_break and text.isspace()
            runs.add(text)
            continue
        tag = here.tag or ""
        if tag in _SILENT:
            continue
        if tag == "br":
            runs.add("\n")
            if was_break:  # an empty line parts paragraphs
                runs.end(standing)
            was_break = True
            continue
        if tag == "a" and (href := here.attributes.get("href")):
            runs.open_link(href)
        elif tag not in _INLINE:
            runs.end(standing)
        to_do += (_End(tag, standing), here.first_child)
        standing = _within(here, tag, standing)
    runs.end(standing)
    return runs.done


def _within(node: LexborNode, tag: str, outer: Standing) -> Standing:
    """Return what an element makes of a text in it."""
    key = node.mem_id
    if outer.kind is BlockKind.PREFORMATTED:
        return outer
    if tag in _HEADINGS:
        return replace(outer, kind=BlockKind.HEADING, level=int(tag[1]))
    if tag in ("ul", "ol", "menu"):
        level = outer.level if outer.kind is BlockKind.LIST_ITEM else 0
        return replace(outer, level=level + 1, is_ordered=tag == "ol")
    if tag == "li":
        return replace(outer, kind=BlockKind.LIST_ITEM, level=max(1, outer.level), holder=key)
    if tag == "blockquote":
        return Standing(kind=BlockKind.QUOTATION, holder=key)
    if tag == "pre":
        return Standing(kind=BlockKind.PREFORMATTED, holder=key)
    if tag == "table":
        return Standing(table=key)
    if tag == "tr":
        return Standing(table=outer.table, row=key)
    if tag in ("td", "th") and outer.row:
        return replace(outer, kind=BlockKind.TABLE_ROW, level=0, holder=key, column=_column(node))
    return outer


def _column(cell: LexborNode) -> int:
    """Return how many cells stand before one in its row."""
    count, before = 0, cell.prev
    while before is not None:
        count += before.tag in ("td", "th")
        before = before.prev
    return count
