"""One parsed page: the tree and what is needed to read addresses in it."""

import re
from dataclasses import dataclass
from functools import lru_cache

import ada_url
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, SelectolaxError

from scraper.decode import text_to_utf8, to_utf8
from scraper.errors import MalformedDocument
from scraper.limits import check_limits, check_size, without_copies
from scraper.silent import without_silent

# Addresses that resolving leaves as they are: most of most pages, and ten times faster to tell
# than to parse. A host ends in letters (no number, so no IPv4) and has no punycode; no segment of
# a path is empty or begins with a dot; nothing needs an escape. No lookahead tells the dot: in a
# possessive group Python 3.11.2 goes on behind what one has seen, and "/." matched.
_SEGMENTS = r"(?:/[A-Za-z0-9_~,:+=@!-][A-Za-z0-9_~,:+=@!.-]*+)*+/?"
PLAIN_PATH = re.compile(_SEGMENTS)
PLAIN_ABSOLUTE = re.compile(rf"(?=/){_SEGMENTS}")
PLAIN_URL = re.compile(rf"https?://(?:[a-z0-9]++[.-])++[a-z]{{2,}}+(?=/){_SEGMENTS}")


# Without what the parser copies into a select element when an option is chosen: nobody reads it.
_PLAINLY = LexborDocumentOptions.WO_EVENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A page as a tree. `base_url` resolves its relative addresses, `encoding` is what it was in.

    `tags` counts its opening and closing tags, before any is taken out.

    The tree can be changed: who takes nodes out of it says so in its docstring. A `noscript` holds
    one text node, as in a browser that runs scripts. `markup` is the page in UTF-8, whole: for who
    needs the tree untouched.
    """

    tree: LexborHTMLParser
    markup: bytes = b""
    url: str
    base_url: str
    encoding: str
    tags: int = 0

    def resolve(self, href: str | None) -> str | None:
        """Return the absolute http(s) address of a link of this page, or None."""
        return join_url(self.base_url, href)


def parse_document(
    body: bytes | str, *, url: str, content_type: str | None = None, is_whole: bool = False
) -> Document:
    """Parse a page.

    Args:
        body: Bytes as received, or text that is decoded already.
        url: Absolute address the page came from.
        content_type: The HTTP header's value, for its charset.
        is_whole: Whether the tree holds the text of long styles and scripts too.

    Raises:
        MalformedDocument: The page passes a limit of `scraper.limits`, or the parser refuses it.
    """
    check_size(body, url)
    if isinstance(body, str):
        markup, encoding = text_to_utf8(body), "utf-8"
    else:
        markup, encoding = to_utf8(body, content_type=content_type)
    parsed = markup if is_whole else without_silent(markup)
    tags = check_limits(parsed, url)
    parsed = without_copies(parsed, tags)
    try:
        # Without scripting, a noscript with an image in it ends the head and moves its metas.
        tree = LexborHTMLParser(parsed, scripting=True, options=_PLAINLY)
    except (SelectolaxError, ValueError) as error:
        raise MalformedDocument(url, f"not readable as HTML ({error})") from error
    base_url = _base_url(tree, url)
    return Document(
        tree=tree, url=url, base_url=base_url, encoding=encoding, markup=markup, tags=tags
    )


def join_url(base: str, href: str | None) -> str | None:
    """Return the absolute http(s) address of `href` against `base`, or None where there is none.

    Source: WHATWG URL Standard, through ada.
    """
    if not href:
        return None
    href = href.strip()
    if PLAIN_URL.fullmatch(href):
        return href
    if origin := _origin_of(base):
        if href[:1] == "/" and PLAIN_PATH.fullmatch(href):
            return origin + href
        # A site's own host may be a number or have a port.
        if href.startswith(origin) and PLAIN_ABSOLUTE.fullmatch(href, len(origin)):
            return href
    try:
        joined = ada_url.join_url(base, href) if base else ada_url.normalize_url(href)
    except (ValueError, UnicodeError):
        return None
    return joined if joined.startswith(("http://", "https://")) else None


@lru_cache(maxsize=16)
def _origin_of(base: str) -> str:
    """Return what stands before the path of an http(s) address, or ""."""
    if PLAIN_URL.fullmatch(base):
        return base[: base.index("/", len("https://"))]
    try:
        root = str(ada_url.join_url(base, "/"))
    except (ValueError, UnicodeError):
        return ""
    return root.removesuffix("/") if root.startswith(("http://", "https://")) else ""


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
