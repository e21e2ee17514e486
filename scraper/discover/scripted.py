"""Addresses that a script leads to: cards that are pressed, choices, "load more" buttons."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from selectolax.lexbor import LexborNode

from scraper.discover.older import says_older
from scraper.document import Document
from scraper.numbering import is_numbered_page

_LOADS = ("data-next-url", "data-next-page", "data-next", "data-url", "data-href", "hx-get")
_NAMES = frozenset((*_LOADS, "onclick"))
_TAGS = frozenset(("option", "button", "noscript"))
SCRIPTED = ", ".join(
    (
        *(f"[{name}]" for name in _LOADS),
        *("[onclick*=location]", "option[value]", "button[value]", "noscript"),
    )
)
_ADDRESS = re.compile(r"(?:https?:/|\.{1,2})?/(?!/)\S*|\?\S+")
# A noscript holds text: its links are no elements.
_LINK = re.compile(r"<a\s(?![^<>]*nofollow)[^<>]*?href\s*=\s*[\"']([^\"'<>]+)", re.IGNORECASE)
_GOES_TO = re.compile(
    r"""location(?:\.href)?\s*=\s*["']([^"']+)["']|location\.(?:assign|replace)\(["']([^"']+)["']"""
)
_OF_YEAR = re.compile(r"[/=](?:19|20)\d\d/?$")
_OF_PART = re.compile(r"\d|=")
_WHEN_SEEN = ("revealed", "intersect")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripted:
    """Addresses as written: where a press leads, and where the list goes on."""

    links: tuple[str, ...] = ()
    next_page: str | None = None


def is_scripted(node: LexborNode) -> bool:
    """Say whether an element is one of those that `SCRIPTED` selects."""
    return node.tag in _TAGS or not _NAMES.isdisjoint(node.attributes)


def read_scripted(document: Document, nodes: Iterable[LexborNode]) -> Scripted:
    """Read the addresses of a page that stand in no link, from the elements `SCRIPTED` selects.

    What a script fetches is part of a page: it counts only where it is a further page of a list. Of
    choices only pages and years count: others are views of the same list.
    """
    links: dict[str, None] = {}
    next_page = None
    for node in nodes:
        if node.tag == "noscript":
            links |= dict.fromkeys(map(unescape, _LINK.findall(node.text())))
            continue
        attributes = node.attributes
        for name, address in _addresses(node, attributes):
            if not _ADDRESS.fullmatch(address):
                continue
            url = document.resolve(address) or ""
            is_pressed = name in ("onclick", "data-href")
            is_year = name == "value" and _OF_YEAR.search(url)
            if is_pressed or is_numbered_page(url) or is_year:
                links[address] = None
            is_part = _OF_PART.search(address) is not None
            if next_page is None and is_part and _is_next(node, name, attributes):
                next_page = address
    return Scripted(links=tuple(links), next_page=next_page)


def _addresses(node: LexborNode, attributes: dict[str, str | None]) -> Iterator[tuple[str, str]]:
    """Yield what may be addresses, with the attribute each stands in."""
    for name in _LOADS:
        if value := attributes.get(name):
            yield name, value.strip()
    if found := _GOES_TO.search(attributes.get("onclick") or ""):
        yield "onclick", found[1] or found[2]
    value = (attributes.get("value") or "").strip()
    if value.isdigit():  # a form asks for the page of this number
        holder = node if node.tag == "button" else node.parent
        name = (holder.attributes.get("name") or "") if holder else ""
        yield "form", f"?{name}={value}"
    elif node.tag == "option":
        yield "value", value


def _is_next(node: LexborNode, name: str, attributes: dict[str, str | None]) -> bool:
    """Say whether an address is that of what comes next: its attribute or its button says so."""
    if name in ("value", "form"):
        return False
    if name.startswith("data-next"):
        return True
    trigger = attributes.get("hx-trigger") or ""
    if name == "hx-get" and any(word in trigger for word in _WHEN_SEEN):
        return True
    texts = (node.text(), attributes.get("aria-label"), attributes.get("title"))
    return any(says_older(text) for text in texts if text)
