"""The byline of a general page: who is credited as its author."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborNode

from scraper.document import Document
from scraper.extract.byline_lines import people_of_lines
from scraper.extract.head import Head, Node, listed, plain
from scraper.extract.names import (
    is_called,
    is_person_like,
    is_single_name,
    split_names,
)
from scraper.extract.nearby import is_in_box, lines_after
from scraper.extract.people import is_name, read_byline, read_people_block
from scraper.extract.text import clean, node_text
from scraper.extract.walk import read_blocks
from scraper.records import Expert

_BYLINES = (
    'a[rel~="author"], [itemprop~="author"], [class*="byline" i], [class*="author" i],'
    ' a[href*="/author/"]'
)
_MAX_BYLINE = 160  # characters; longer is a biography
_LOOK = 1_000  # characters, white space among them, that tell a byline from a longer text
_FEW = 12
_ADDED = re.compile(r"&|\b(?:and|en|und|et|y|e|och|og)\b", re.IGNORECASE)
_PAIR = 2
_LINES = 20  # behind the headline
AUTHOR_METAS = (
    "article:author",
    "author",
    "citation_author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "article_author",
    "og:article:author",
    "cxenseparse:author",
    "byline",
    "byl",
)
_UNAUTHORED = frozenset(("Comment", "Review", "ImageObject", "WebSite", "Organization", "Person"))


def read_bylines(
    scope: LexborNode,
    body: LexborNode,
    document: Document,
    *,
    region: LexborNode | None = None,
    headline: LexborNode | None = None,
    head: Head,
    stated: tuple[Sequence[str], Sequence[str]],
    title: str = "",
) -> tuple[Expert, ...]:
    """Return the people of the first byline of an article, with their addresses.

    Where the article's own data names them, the page is not searched.

    Args:
        scope: The element of headline and text.
        body: The element of the text.
        document: Resolves addresses.
        region: Where the headline is sought when it is not in the scope.
        headline: The headline's element, if there is one.
        head: The page's own data.
        stated: Its authors, as `stated_authors` gives them.
        title: The headline's text, for pages that mark none.
    """
    if people := _stated_people(head, stated[0], document):
        return people
    alone: tuple[Expert, ...] = ()
    last = 0
    for node in _called_so(scope):
        if node.mem_id == last:  # it is found once for each selector that fits
            continue
        last = node.mem_id
        text = _short_text(node)
        if not text or (node.parent is not None and is_in_box(node.parent)):
            continue
        if people := _people_of(node, text, document):
            return people
        if not alone and (node.tag == "a" or "author" in (node.attributes.get("class") or "")):
            names = [name for name in split_names(text) if is_single_name(name)]
            alone = tuple(Expert(name=name) for name in names[:1])
    around = scope if headline is not None or region is None else region
    return people_of_lines([*islice(lines_after(around, headline, title), _LINES)]) or alone


def stated_authors(head: Head) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the persons and the organisations the article's own data names as its authors."""
    return _stated(head, head.article, _site_names(head))


def find_authors(
    head: Head, stated: tuple[tuple[str, ...], tuple[str, ...]], shown: Sequence[str]
) -> tuple[tuple[str, ...], str]:
    """Return the author names of a page and the rule: JSON-LD persons, meta, then the byline.

    Args:
        head: The page's own data.
        stated: The authors of its article, as `stated_authors` gives them.
        shown: The names of the byline.
    """
    persons, others = stated
    if any(" " in name for name in persons):
        return persons, "JSON-LD author"
    sites = _site_names(head)
    for node in head.nodes if not persons else ():
        if not persons and not _UNAUTHORED.intersection(_types(node)):
            persons, more = _stated(head, node, sites)
            others = others or more
    full = tuple(name for name in persons if " " in name)
    if full:
        return persons, "JSON-LD author"
    single: tuple[tuple[str, ...], str] | None = (persons, "JSON-LD author") if persons else None
    people, rule = _of_metas(head, sites)
    if any(" " in each for each in people):
        return people, rule
    if single is None and people and all(is_single_name(each) for each in people):
        single = people, rule
    if shown and (single is None or any(" " in name for name in shown)):
        return tuple(shown), "byline"
    if single is not None:
        return single
    return (others, "JSON-LD author") if others else ((), "none")


def _of_metas(head: Head, sites: frozenset[str]) -> tuple[tuple[str, ...], str]:
    """Return the authors of the first meta with a full name in it, else of the first with any."""
    first: tuple[tuple[str, ...], str] = ((), "none")
    for name in AUTHOR_METAS:
        texts = head.repeated.get(name)
        if not texts:
            continue
        found = [each for text in texts for each in split_names(text, sites=sites)]
        people = tuple(dict.fromkeys(each for each in found if each.lower() not in sites))
        if any(" " in each for each in people):
            return people, f"meta {name}"
        if people and not first[0]:
            first = people, f"meta {name}"
    return first


def _stated(
    head: Head, node: Node, sites: frozenset[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the persons and the organisations JSON-LD names as authors, references followed."""
    persons: dict[str, None] = {}
    others: dict[str, None] = {}
    for author in _authors_of(head, node):
        if isinstance(author, str):
            for name in split_names(plain(author), sites=sites):
                (others if name.lower() in sites else persons).setdefault(name)
        elif isinstance(author, dict):
            is_person = "Organization" not in str(author.get("@type"))
            for stated in listed(author.get("name")):
                for name in split_names(plain(stated), sites=sites) if is_person else ():
                    (others if name.lower() in sites else persons).setdefault(name)
                if not is_person and plain(stated):
                    others.setdefault(plain(stated))
    return tuple(persons), tuple(others)


def _authors_of(head: Head, node: Node) -> Iterator[Any]:
    for value in listed(node.get("author")) or listed(node.get("creator")):
        yield head.follow(value)


def _called_so(scope: LexborNode) -> Iterator[LexborNode]:
    """Yield the first few elements called a byline; mostly the first is one, and ends the look."""
    first = scope.css_first(_BYLINES)
    if first is not None:
        yield first
        yield from scope.css(_BYLINES)[1:_FEW]


def _short_text(node: LexborNode) -> str:
    """Return the text of an element, or "" where it is too long for a byline: it may hold all."""
    text = node_text(node, most=_LOOK)
    if len(text) <= _MAX_BYLINE and len(node.text()) >= _LOOK:  # much of it is white space
        text = node_text(node)
    return text if len(text) <= _MAX_BYLINE else ""


def _stated_people(head: Head, names: Sequence[str], document: Document) -> tuple[Expert, ...]:
    """Return the persons the article's data names with full names, with their addresses."""
    people = []
    for name in names:
        if not is_person_like(name):
            return ()
        urls = [
            author.get("url")
            for author in _authors_of(head, head.article)
            if isinstance(author, dict) and plain(author.get("name")) == name
        ]
        url = next((each for each in urls if isinstance(each, str)), None)
        people.append(Expert(name=name, url=document.resolve(url)))
    return tuple(people)


def _people_of(node: LexborNode, text: str, document: Document) -> tuple[Expert, ...]:
    """Return the people of one byline: a card's, those of its links, else those of its words."""
    links = [node] if node.tag == "a" else node.css("a[href]")
    is_card = bool(links) and node.tag != "a" and not read_byline(text)  # its people are linked
    card = read_people_block(read_blocks(node), document) if is_card else ()
    people: dict[str, Expert] = {}
    for link in links:
        for name in split_names(node_text(link)):
            if (is_name(name) and is_called(name)) or is_person_like(name):
                url = document.resolve(link.attributes.get("href"))
                people.setdefault(name, Expert(name=name, url=url))
    if card and all(person.url for person in card):
        # A line of several linked names reads like one name with its role.
        is_line = len(card) == 1 and len(people) > 1 and _is_line(text, people)
        if not is_line:
            return card
    if people:
        return tuple(people.values())
    text = clean(node.text(separator=" "))  # spans without a space between them
    names = [name for name in split_names(text) if is_person_like(name)]
    return tuple(Expert(name=name) for name in names)


def _is_line(text: str, names: Collection[str]) -> bool:
    """Whether a byline is a line of names: with an "and", or of three with signs between them.

    Of two the second may be where the first works.
    """
    if _ADDED.search(text):
        return True
    if len(names) <= _PAIR:
        return False
    for name in names:
        text = text.replace(name, "", 1)
    return not any(map(str.isalnum, text))


def _site_names(head: Head) -> frozenset[str]:
    publisher = head.follow(head.article.get("publisher"))
    names = [head.meta("og:site_name") or "", head.meta("application-name") or ""]
    if isinstance(publisher, dict):
        names.append(plain(publisher.get("name")))
    return frozenset(name.lower() for name in names if name)


def _types(node: Node) -> list[str]:
    return [each for each in listed(node.get("@type")) if isinstance(each, str)]
