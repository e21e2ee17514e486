"""What a page says about itself to machines: metas, links and JSON-LD."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.decode import text_to_utf8
from scraper.document import Document
from scraper.extract.text import clean

_ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "BlogPosting",
        "Report",
        "ScholarlyArticle",
        "TechArticle",
        "OpinionNewsArticle",
        "AnalysisNewsArticle",
        "ReportageNewsArticle",
        "ReviewNewsArticle",
        "BackgroundNewsArticle",
        "SocialMediaPosting",
        "LiveBlogPosting",
        "PodcastEpisode",
        "Review",
        "AdvertiserContentArticle",
        "SatiricalArticle",
    ]
)
_PAGE_TYPES = frozenset(
    [
        "WebPage",
        "CollectionPage",
        "ProfilePage",
        "AboutPage",
        "ContactPage",
        "SearchResultsPage",
        "ItemPage",
        "FAQPage",
    ]
)
_CANONICAL = "link[rel='canonical' i]"
_STATED = "meta, script[type='application/ld+json' i]"
_ARTICLE_START = re.compile(r'"@type"\s*:\s*\[?\s*"((?:\w{0,20}Article|BlogPosting|Report))"')
_STRING = re.compile(
    r'"(headline|datePublished|dateModified|articleSection)"\s*:\s*("(?:[^"\\]|\\.){0,500}")'
)
_AUTHOR = re.compile(
    r'"author"\s*:\s*\[?\s*\{\s*(?:"@type"\s*:\s*"(\w+)"\s*,\s*)?'
    r'(?:"@id"\s*:\s*"[^"]*"\s*,\s*)?"name"\s*:\s*("(?:[^"\\]|\\.){0,200}")'
)
_JSON = json.JSONDecoder(strict=False)
_MAX_NODES = 5_000  # a guard: pages with product lists carry graphs of any size

Node = dict[str, Any]


@dataclass(slots=True)
class Head:
    """Metas by lower-case name or property (first one wins), and the JSON-LD nodes that matter."""

    title: str = ""
    canonical: str | None = None
    lang: str | None = None
    metas: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, list[str]] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    by_id: dict[str, Node] = field(default_factory=dict)
    article: Node = field(default_factory=dict)
    page: Node = field(default_factory=dict)

    def meta(self, *names: str) -> str | None:
        """Return the first of these metas that says something."""
        for name in names:
            if self.metas.get(name):
                return self.metas[name]
        return None

    def types(self) -> set[str]:
        """Return the types of the JSON-LD nodes of the page itself."""
        return {kind for node in (self.article, self.page) for kind in types_of(node)}

    def follow(self, value: Any) -> Any:
        """Return the node a reference points at, or the value itself."""
        if isinstance(value, dict) and isinstance(value.get("@id"), str):
            return self.by_id.get(value["@id"], {}) | value
        return value


def read_head(document: Document) -> Head:
    """Read the machine-readable part of a page. Broken JSON-LD is passed over."""
    tree = document.tree
    head = Head()
    root = tree.root
    if root is not None:
        head.lang = root.attributes.get("lang") or root.attributes.get("xml:lang")
    if tree.head is not None:
        titles = (clean(node.text()) for node in tree.head.css("head > title"))
        head.title = next(filter(None, titles), "")
        head.canonical = _canonical(document, tree.head)
    if head.canonical is None:
        head.canonical = _canonical(document, tree)
    scripts: list[str] = []
    # Metas and JSON-LD stand in the body of quite a few pages, so the whole tree is asked once.
    for node in tree.css(_STATED):
        if node.tag == "meta":
            _take_meta(head, node.attributes)
        else:
            scripts.append(node.text())
    for script in scripts:
        for found in _nodes_of(script):
            _take_node(head, found)
    _choose_nodes(head, {document.url, head.canonical or document.url})
    return head


def plain(value: Any) -> str:
    """Return a JSON-LD text without entities, clean; anything that is no text gives ''."""
    return clean(html.unescape(value)) if isinstance(value, str) else ""


def load_json(text: str) -> Any:
    """Read JSON of a page; raw line breaks in its strings are common and let pass.

    Raises:
        ValueError: It is no JSON.
        RecursionError: It is nested too deeply.
    """
    return whole_pairs(_JSON.decode(text), text)


def unwrapped(script: str) -> str:
    """Return the JSON of a script without the comments and CDATA marks some systems put around."""
    text = script.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = text.removeprefix("//<![CDATA[").removeprefix("<![CDATA[")
    return text.removesuffix("]]>").removesuffix("//").strip().rstrip(";")


def whole_pairs(value: Any, text: str) -> Any:
    """Return a value read from JSON with U+FFFD where an escape names half a surrogate pair."""
    if "\\ud" in text or "\\uD" in text:
        return json.loads(text_to_utf8(json.dumps(value, ensure_ascii=False)))
    return value


def types_of(node: Node) -> list[str]:
    """Return the types of a JSON-LD node."""
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return [each.rsplit("/", 1)[-1] for each in kinds if isinstance(each, str)]


def listed(value: Any) -> list[Any]:
    """Return a JSON-LD value as a list; None gives an empty one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _canonical(document: Document, part: LexborHTMLParser | LexborNode) -> str | None:
    links = (node.attributes.get("href") for node in part.css(_CANONICAL))
    return next(filter(None, map(document.resolve, links)), None)


def _take_meta(head: Head, attributes: dict[str, str | None]) -> None:
    name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
    # A few sites, and pages saved by some readers, say value instead of content.
    value = clean(attributes.get("content") or attributes.get("value"))
    if not name or not value:
        return
    if "&" in value:  # encoded twice by more than one plugin
        value = clean(html.unescape(value))
    name = name.lower()
    head.metas.setdefault(name, value)
    head.repeated.setdefault(name, []).append(value)


def _nodes_of(script: str) -> Iterator[Node]:
    """Yield every object of a JSON-LD block, outer ones first."""
    text = unwrapped(script)
    try:
        value = load_json(text)
    except (ValueError, RecursionError):
        yield from _salvaged(text)
        return
    waiting: list[Any] = [value]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        each = waiting.pop(0)
        if isinstance(each, list):
            waiting[:0] = each[:_MAX_NODES]
        elif isinstance(each, dict):
            yield each
            waiting.extend(v for k, v in each.items() if k in ("@graph", "mainEntity", "author"))


def _salvaged(text: str) -> Iterator[Node]:
    """Yield what a cut or mistyped block of an article still says: its own plain strings.

    What follows its first nested author is taken too: publishers put headline, day and author
    first, related things last.
    """
    start = _ARTICLE_START.search(text)
    if start is None:
        return
    node: Node = {"@type": start[1]}
    for match in _STRING.finditer(text, max(0, start.start() - 2_000)):
        if match[1] in node:
            continue
        try:
            node[match[1]] = load_json(match[2])
        except ValueError:
            continue
    author = _AUTHOR.search(text)
    if author is not None:
        with suppress(ValueError):
            name = load_json(author[2])
            node["author"] = {"@type": author[1] or "Person", "name": name}
    yield node


def _take_node(head: Head, node: Node) -> None:
    head.nodes.append(node)
    name = node.get("@id")
    if isinstance(name, str) and len(node) > 1:
        head.by_id[name] = node | head.by_id.get(name, {})


def _choose_nodes(head: Head, urls: set[str]) -> None:
    articles = [node for node in head.nodes if _ARTICLE_TYPES.intersection(types_of(node))]
    pages = [node for node in head.nodes if _PAGE_TYPES.intersection(types_of(node))]
    head.article = _about(articles, urls)
    head.page = _about(pages, urls)


def _about(nodes: list[Node], urls: set[str]) -> Node:
    """Return the node that names one of these addresses as its own, else the first."""
    folded = {_fold(url) for url in urls}
    for node in nodes:
        if folded.intersection(_fold(address) for address in _addresses(node)):
            return node
    return nodes[0] if nodes else {}


def _addresses(node: Node) -> Iterable[str]:
    for key in ("url", "@id", "mainEntityOfPage", "isPartOf"):
        for value in listed(node.get(key)):
            address = value.get("@id") if isinstance(value, dict) else value
            if isinstance(address, str) and address:
                yield address


def _fold(url: str) -> str:
    bare = url.split("#", 1)[0].split("?", 1)[0].removeprefix("https://").removeprefix("http://")
    return bare.removeprefix("www.").rstrip("/")
