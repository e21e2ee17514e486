"""Blocks of an article turned into the pieces that the `body.html` template prints."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from itertools import groupby

from markupsafe import Markup

from scraper.demosite.content import Page, Person
from scraper.demosite.markup import Block, inline_html

_NOTHING = Markup()
_GROUPED = frozenset({"li", "oli", "quote"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One element of the body; `many` holds list items or the paragraphs of a quotation."""

    kind: str
    html: Markup = _NOTHING
    many: tuple[Markup, ...] = ()
    number: int = 0
    file: str = ""
    caption: str = ""


def pieces(
    blocks: Iterable[Block], address: Callable[[str], str], *, entities: bool = False
) -> tuple[Piece, ...]:
    """Group list items and quotation paragraphs, and write the texts as HTML."""

    def html(text: str) -> Markup:
        return Markup(inline_html(text, address, entities=entities))  # noqa: S704

    found: list[Piece] = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        texts = [block.text for block in group]
        if kind in _GROUPED:
            found.append(Piece(kind=kind, many=tuple(html(text) for text in texts)))
        else:
            found.extend(_piece(kind, text, html) for text in texts)
    return tuple(found)


def _piece(kind: str, text: str, html: Callable[[str], Markup]) -> Piece:
    if kind in ("embed", "pdf"):
        return Piece(kind=kind, number=int(text))
    if kind == "image":
        file, _, caption = text.partition("|")
        return Piece(kind=kind, file=file, caption=caption)
    return Piece(kind=kind, html=html(text))


def source_lines(page: Page, address: Callable[[str], str]) -> tuple[Markup, ...]:
    """Write the attribution as its paragraphs: one, or the label and then the bare link."""
    source = page.source
    if source is None:
        return ()
    lines = [source.phrase]
    if source.place == "label":
        label, bracket, link = source.phrase.partition("[")
        lines = [label.strip(), bracket + link]
    written = [inline_html(line, address, entities=page.entities) for line in lines]
    if source.emphasis:
        written = [f"<em>{line}</em>" for line in written]
    return tuple(Markup(line) for line in written)  # noqa: S704


def role_line(page: Page, people: dict[str, Person], base_url: str) -> Markup:
    """Write "NAME is a ROLE at ZISS", with the names as links where the page had them so."""
    line = page.role_line
    if line is None:
        return Markup()
    names = [
        f'<a href="{base_url}/expert/{slug}/">{people[slug].name}</a>'
        if line.linked
        else people[slug].name
        for slug in line.who
    ]
    joined = (" en " if page.lang == "nl" else " and ").join(names)
    rest = escape(f"{line.verb} {line.role}{line.stop}{line.more and ' ' + line.more}", quote=False)
    return Markup(f"{joined} {rest}")  # noqa: S704
