"""The byline of a general page: who is credited as its author."""

from collections.abc import Sequence
from typing import Any

from selectolax.lexbor import LexborNode

from scraper.document import Document
from scraper.extract.head import Head, listed, plain
from scraper.extract.people import is_name, read_byline, read_people_block
from scraper.extract.text import clean, node_text, read_blocks
from scraper.records import Expert

_BYLINES = (
    'a[rel~="author"], [itemprop="author"], [class*="byline" i], [class*="author" i],'
    ' a[href*="/author/"]'
)
_MAX_BYLINE = 160  # characters; longer is a biography


def read_bylines(scope: LexborNode, body: LexborNode, document: Document) -> tuple[Expert, ...]:
    """Return the people of the first byline of an article, with their addresses."""
    for node in scope.css(_BYLINES)[:12]:
        text = node_text(node)
        if not text or len(text) > _MAX_BYLINE:
            continue
        is_card = node.tag != "a" and not read_byline(text)
        card = read_people_block(read_blocks(node), document) if is_card else ()
        if card and all(person.url for person in card):
            return card
        people: dict[str, Expert] = {}
        for link in [node] if node.tag == "a" else node.css("a[href]"):
            name = node_text(link)
            if is_name(name):
                url = document.resolve(link.attributes.get("href"))
                people.setdefault(name, Expert(name=name, url=url))
        for name in read_byline(text) or ((text,) if is_name(text) else ()):
            people.setdefault(name, Expert(name=name))
        if people:
            return tuple(people.values())
    for child in scope.css("p, div, span")[:60] if scope.mem_id != body.mem_id else ():
        text = child.text(strip=True)
        if 6 < len(text) < _MAX_BYLINE and " by " in f" {text[:16].lower()} ":
            names = read_byline(node_text(child))
            if names:
                return tuple(Expert(name=name) for name in names)
    return ()


def find_authors(head: Head, shown: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Return the author names of a page and the rule: JSON-LD persons, meta, then the byline."""
    persons, others = _stated(head, head.article)
    if persons:
        return persons, "JSON-LD author"
    for name in (
        "author",
        "citation_author",
        "article:author_name",
        "parsely-author",
        "dc.creator",
        "byl",
    ):
        values = [clean(v).removeprefix("By ") for v in head.repeated.get(name, ())]
        people = tuple(dict.fromkeys(v for value in values for v in _split(value) if " " in v))
        if people and not any(v.startswith("http") for v in people):
            return people, f"meta {name}"
    if shown:
        return tuple(shown), "byline"
    return (others, "JSON-LD author") if others else ((), "none")


def _stated(head: Head, node: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the persons and the organisations JSON-LD names as authors, references followed."""
    persons: dict[str, None] = {}
    others: dict[str, None] = {}
    for value in listed(node.get("author")) or listed(node.get("creator")):
        author = head.follow(value)
        if isinstance(author, str):
            for name in _split(plain(author)):
                persons.setdefault(name)
        elif isinstance(author, dict):
            for stated in listed(author.get("name")):
                is_person = "Organization" not in str(author.get("@type"))
                (persons if is_person else others).setdefault(plain(stated))
    return tuple(filter(None, persons)), tuple(filter(None, others))


def _split(text: str) -> list[str]:
    if text.count(",") == 1 and " and " not in text and len(text.split(",")[1].split()) == 1:
        return [text]
    parts = text.replace(" and ", ",").replace(" & ", ",").replace(";", ",").split(",")
    return [part.strip() for part in parts if part.strip()]
