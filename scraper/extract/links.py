"""Links an article carries beside its text: related entries, attached PDFs, players, its image."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from scraper.document import Document
from scraper.extract.head import Head, listed
from scraper.extract.text import HEADINGS, class_words, clean, node_text
from scraper.records import Embed, TitledLink

_ENTRY = "article, li, .relThumb, .teaser, .card, .views-row, .av-masonry-entry, .grid-entry"
_ENTRY_TAGS = frozenset(("article", "li"))
_LINK = frozenset(("a",))
_CLIMB = 100  # elements looked at around a link; no page of a thousand nests so deep
_PLACEHOLDER = re.compile(r"data:|about:|javascript:|blob:", re.IGNORECASE)
_IFRAME_SRC = re.compile(r"""<iframe\b[^>]*?\ssrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_IMG_SRC = re.compile(r"""<img\b[^>]*?\ssrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_TRACKERS = ("googletagmanager.", "doubleclick.", "facebook.com/plugins", "google.com/recaptcha")
_LAZY = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-litespeed-src",
    "data-cmplz-src",
    "src",
)


def is_pdf(url: str) -> bool:
    """Whether an address leads to a PDF by its path."""
    return urlsplit(url).path.lower().endswith(".pdf")


def read_related(nodes: Iterable[LexborNode], document: Document) -> tuple[TitledLink, ...]:
    """Return the entries of a related block: one an address, titled as shown.

    Category links and pictures of an entry are passed over for the link in its heading.
    """
    found: dict[str, str] = {}
    for node in nodes:
        links, headed, holds_entry = _look_through(node)
        plain = headed or [link for link in links if not _is_label(link)]
        if not headed and not holds_entry and node.css_matches(_ENTRY):
            plain = plain[:2]
        for link in plain:
            url = document.resolve(link.attributes.get("href"))
            title = node_text(_shown(link))
            if url and (title or url not in found):
                found[url] = found.get(url) or title
    return tuple(TitledLink(title=title, url=url) for url, title in found.items() if title)


def read_attachments(region: LexborNode, document: Document) -> tuple[TitledLink, ...]:
    """Return the PDFs linked in a region, one an address, titled by the first link with text."""
    found: dict[str, str] = {}
    for link in region.css("a[href*='.pdf' i]"):
        attributes = link.attributes
        url = document.resolve(attributes.get("href"))
        if not url or not is_pdf(url):
            continue
        title = node_text(link)
        if not title and not found.get(url):
            title = clean(attributes.get("aria-label") or attributes.get("title"))
        found[url] = found.get(url) or title
    return tuple(
        TitledLink(title=title or url.rsplit("/", 1)[-1], url=url) for url, title in found.items()
    )


def read_embeds(region: LexborNode, document: Document) -> tuple[Embed, ...]:
    """Return the players of a region, one an address, however they are loaded."""
    found: dict[str, None] = {}
    for node in region.css(
        "iframe, noscript, script[type='text/html'], .avia-video[data-original_url],"
        " audio[src], audio source[src], video[src], video source[src]"
    ):
        url = _player_url(node, document)
        if url and not any(tracker in url for tracker in _TRACKERS):
            found.setdefault(url)
    return tuple(Embed(url=url) for url in found)


def read_image(head: Head, region: LexborNode | None, document: Document) -> tuple[str | None, str]:
    """Return the picture of an article and the rule that gave it."""
    image = document.resolve(head.meta("og:image", "og:image:url", "og:image:secure_url"))
    if image:
        return image, "og:image"
    for node in (head.article, head.page):
        for key in ("image", "thumbnailUrl"):
            for value in listed(node.get(key)):
                image = _image_address(head.follow(value), document)
                if image:
                    return image, f"JSON-LD {key}"
    for picture in region.css("img, noscript")[:40] if region is not None else ():
        image = _picture_url(picture, document)
        if image:
            return image, "first picture of the article"
    return None, "none"


def _image_address(value: object, document: Document) -> str | None:
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
        value = value[0] if isinstance(value, list) and value else value
    return document.resolve(value) if isinstance(value, str) and "#" not in value else None


def _picture_url(node: LexborNode, document: Document) -> str | None:
    if node.tag == "noscript":
        found = _IMG_SRC.search(node.text())
        return document.resolve(found[1].replace("&amp;", "&")) if found else None
    attributes = node.attributes
    if attributes.get("width") == "1" or attributes.get("height") == "1" or _is_portrait(node):
        return None
    for name in _LAZY:
        value = attributes.get(name)
        if value and not _PLACEHOLDER.match(value.strip()):
            return document.resolve(value)
    return None


def _is_portrait(node: LexborNode) -> bool:
    """Whether a picture stands in a box on the author."""
    parent, depth = node.parent, 0
    while parent is not None and depth < 3:
        if {"author", "avatar", "byline"} & class_words(parent):
            return True
        parent, depth = parent.parent, depth + 1
    return False


def _player_url(node: LexborNode, document: Document) -> str | None:
    if node.tag in ("noscript", "script"):
        found = _IFRAME_SRC.search(node.text())
        return (
            document.resolve(found[1].replace("&amp;", "&").replace("&#038;", "&"))
            if found
            else None
        )
    attributes = node.attributes
    if node.tag == "div":
        template = node.css_first("script[type='text/html'], iframe")
        return None if template else document.resolve(attributes.get("data-original_url"))
    for name in _LAZY:
        value = (attributes.get(name) or "").strip()
        if value and not _PLACEHOLDER.match(value):
            return document.resolve(value)
    return None


def _look_through(node: LexborNode) -> tuple[list[LexborNode], list[LexborNode], bool]:
    """Return a block's links, those that stand in a heading or hold one, and if it is a list.

    A walk costs less than the five queries it stands for.
    """
    links: list[LexborNode] = []
    headed: set[int] = set()
    holds_entry = False
    top = node.mem_id
    for part in node.traverse():
        tag = part.tag
        if tag == "a":
            if part.attributes.get("href") is not None and (part.mem_id != top or not links):
                links.append(part)
                if _around(part, top, HEADINGS):
                    headed.add(part.mem_id)
        elif tag in HEADINGS:
            if link := _around(part, top, _LINK):
                headed.add(link.mem_id)
        elif tag in _ENTRY_TAGS and part.mem_id != top:
            holds_entry = True
    return links, [link for link in links if link.mem_id in headed], holds_entry


def _around(node: LexborNode, top: int, tags: frozenset[str]) -> LexborNode | None:
    """Return the nearest of an element and those around it, up to an id, with one of the tags."""
    current: LexborNode | None = node
    for _ in range(_CLIMB):
        if current is None or current.tag in tags:
            return current
        current = current.parent if current.mem_id != top else None
    return None


def _shown(link: LexborNode) -> LexborNode:
    """Return what titles a link: the heading in it, else all of it."""
    first = link.first_child
    if first is None or (first.is_text_node and first.next is None):
        return link
    heading = link.css_first(".av-related-title, h2, h3, h4, h5, h6")
    return link if heading is None else heading


def _is_label(link: LexborNode) -> bool:
    """Whether a link is one of an entry's labels: its category, tag or author."""
    relation = link.attributes.get("rel") or ""
    return "tag" in relation.split() or "author" in relation.split()
