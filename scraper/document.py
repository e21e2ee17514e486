"""One parsed page: the tree and what is needed to read addresses in it."""

from dataclasses import dataclass

import ada_url
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from scraper.decode import text_to_utf8, to_utf8
from scraper.errors import MalformedDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A page as a tree. `base_url` resolves its relative addresses, `encoding` is what it was in.

    The tree can be changed: who takes nodes out of it says so in its docstring. A `noscript` holds
    one text node, as in a browser that runs scripts.
    """

    tree: LexborHTMLParser
    url: str
    base_url: str
    encoding: str

    def resolve(self, href: str | None) -> str | None:
        """Return the absolute http(s) address of a link of this page, or None."""
        return join_url(self.base_url, href)


def parse_document(body: bytes | str, *, url: str, content_type: str | None = None) -> Document:
    """Parse a page.

    Args:
        body: Bytes as received, or text that is decoded already.
        url: Absolute address the page came from.
        content_type: The HTTP header's value, for its charset.

    Raises:
        MalformedDocument: The parser refuses the input (it has a limit on size).
    """
    if isinstance(body, str):
        markup, encoding = text_to_utf8(body), "utf-8"
    else:
        markup, encoding = to_utf8(body, content_type=content_type)
    try:
        # Without scripting, a noscript with an image in it ends the head and moves its metas.
        tree = LexborHTMLParser(markup, scripting=True)
    except (SelectolaxError, ValueError) as error:
        raise MalformedDocument(url, f"not readable as HTML ({error})") from error
    return Document(tree=tree, url=url, base_url=_base_url(tree, url), encoding=encoding)


def join_url(base: str, href: str | None) -> str | None:
    """Return the absolute http(s) address of `href` against `base`, or None where there is none.

    Source: WHATWG URL Standard, through ada.
    """
    if not href:
        return None
    try:
        joined = ada_url.join_url(base, href.strip())
    except (ValueError, UnicodeError):
        return None
    return joined if joined.startswith(("http://", "https://")) else None


def is_selector(text: str) -> bool:
    """Whether a text is a CSS selector the parser understands."""
    try:
        LexborHTMLParser("").css_first(text)
    except SelectolaxError:
        return False
    return True


def _base_url(tree: LexborHTMLParser, url: str) -> str:
    head = tree.head
    base = head.css_first("base[href]") if head else None
    href = base.attributes.get("href") if base else None
    return join_url(url, href) or url
