"""A list of articles as an Atom feed.

Source: RFC 4287; ids are UUIDs (RFC 4122, version 5), so that they stay when an address does not.
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from archive.browse.headlines import Headline

_ATOM = "http://www.w3.org/2005/Atom"
# What no XML 1.0 document may hold, however it is written. Source: XML 1.0, 2.2 "Characters".
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed: its title, its own address, that of the page it is of, and what its id is made of."""

    title: str
    address: str
    page: str
    origin: str
    articles: str  # the address of an article without its number
    following: str | None
    opened_at: str


def write_atom(feed: Feed, headlines: Sequence[Headline]) -> str:
    """Return the feed of some articles, in their order."""
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(f"{{{_ATOM}}}feed")
    _add(root, "id", _urn(feed.origin))
    _add(root, "title", feed.title)
    updated = max((one.gone_at or one.last_changed_at for one in headlines), default=feed.opened_at)
    _add(root, "updated", updated)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.address)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    if feed.following:
        _add(root, "link", rel="next", type="application/atom+xml", href=feed.following)
    _add(root, "generator", "scrape")
    for one in headlines:
        _entry(root, feed, one)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _entry(root: ElementTree.Element, feed: Feed, one: Headline) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", _urn(f"{feed.origin.partition(' ')[0]} article {one.id}"))
    _add(entry, "title", one.title or one.url)
    _add(entry, "link", rel="alternate", type="text/html", href=f"{feed.articles}{one.id}")
    if one.url.startswith(("http://", "https://")):
        _add(entry, "link", rel="via", type="text/html", href=one.url)
    _add(entry, "updated", one.gone_at or one.last_changed_at)
    if published := _published(one):
        _add(entry, "published", published)
    author = _add(entry, "author")
    _add(author, "name", one.site)
    for name in one.experts:
        _add(_add(entry, "contributor"), "name", name)
    for term in (one.section, *one.tags):
        if term:
            _add(entry, "category", term=term)
    told = "".join(text for text, _ in one.snippet) or one.summary
    if told:
        _add(entry, "summary", told)


def _published(one: Headline) -> str | None:
    at = one.published_at or ""
    if _RFC3339.fullmatch(at):
        return at
    try:
        day = datetime.fromisoformat((one.published or "")[:10])
    except ValueError:
        return None
    return f"{day:%Y-%m-%d}T00:00:00Z"


def _add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    clean = {key: _NO_XML.sub("", value) for key, value in attributes.items()}
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", clean)
    child.text = None if text is None else _NO_XML.sub("", text)
    return child


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, name).urn
