"""The small notation article texts are kept in, and its two readings: HTML and plain text.

One block a line: `# ` and `## ` headings, `- ` and `1. ` list items, `> ` quotation paragraphs,
`@word argument` things that are not text (`@source`, `@image file|caption`), else a paragraph.
In a line: `[text](address)`, `**strong**`, `*emphasis*`, `{br}`, `{br2}` (two breaks), `{nbsp}`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_EMPHASIS = re.compile(r"\*(.+?)\*")
_ITEM = re.compile(r"(?:-|\d+\.) +(.*)", re.DOTALL)

# WordPress writes these as numeric entities (wptexturize); older pages of the site do.
_ENTITIES = {ord(c): f"&#{ord(c)};" for c in "‘’“”–—…"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block: `kind` is p, h2, h3, li, oli, quote or the word after `@`; `text` is the rest."""

    kind: str
    text: str


def parse(source: str) -> tuple[Block, ...]:
    """Read the notation into blocks, in order."""
    return tuple(_block(line.strip()) for line in source.splitlines() if line.strip())


def _block(line: str) -> Block:
    if line.startswith("@"):
        word, _, rest = line[1:].partition(" ")
        return Block(kind=word, text=rest.strip())
    for mark, kind in (("## ", "h3"), ("# ", "h2"), ("> ", "quote")):
        if line.startswith(mark):
            return Block(kind=kind, text=line[len(mark) :])
    if item := _ITEM.fullmatch(line):
        return Block(kind="li" if line.startswith("-") else "oli", text=item[1])
    return Block(kind="p", text=line)


def inline_html(text: str, address: Callable[[str], str], *, entities: bool = False) -> str:
    """Write one line of the notation as HTML; `address` turns a link target into an href."""
    html = escape(text, quote=False)
    html = _LINK.sub(lambda m: f'<a href="{escape(address(unescape(m[2])))}">{m[1]}</a>', html)
    html = _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", html))
    html = html.replace("{br2}", "<br /><br />").replace("{br}", "<br />")
    html = html.replace("{nbsp}", "&nbsp;")
    return html.translate(_ENTITIES) if entities else html


def plain(text: str) -> tuple[str, ...]:
    """Give what a reader sees of one line: one text, more where `{br2}` parts it."""
    text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub(r"\1", _STRONG.sub(r"\1", text))
    text = text.replace("{br}", " ").replace("{nbsp}", " ")
    parts = (" ".join(part.split()) for part in text.split("{br2}"))
    return tuple(part for part in parts if part)


def links(text: str) -> tuple[tuple[str, str], ...]:
    """List the links of one line as (text, address)."""
    return tuple((" ".join(plain(m[1])), m[2]) for m in _LINK.finditer(text))
