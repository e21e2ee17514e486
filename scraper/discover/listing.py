"""The addresses a web page names: entries, other links, the next page, feeds, and what it forbids.

Must run before extraction, which may take the tree apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from selectolax.lexbor import LexborNode

from scraper.directives import directive_words
from scraper.discover.older import find_older
from scraper.discover.places import find_places, hrefs_within
from scraper.discover.scripted import read_scripted
from scraper.discover.wordpress import API_RELATION
from scraper.document import PLAIN_ABSOLUTE, PLAIN_PATH, PLAIN_URL, Document
from scraper.errors import InvalidURL
from scraper.urls import canonicalize, host_of, origin_of, path_of

_NEXT_SELECTOR = (
    "a[rel~=next], .pagination a.next, .pagination a.next_page, nav a.next, a.next.page-numbers, "
    "li.next a, li.pager-next a, li.pager__item--next a, .nav-previous.older a"
)
# og:type will not do to tell a post: WordPress calls its static pages articles too.
_HEAD_SELECTOR = (
    "link[rel*=canonical i], link[rel*=next i], link[rel*=alternate i], link[rel*='api.w.org'], "
    "meta[name=robots i][content], meta[name=scrape i][content], "
    "meta[http-equiv=refresh i][content], "
    "meta[property='article:published_time'][content], meta[name][property][content]"
)
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_SHORT_HREF = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """What one page links to, each address once and in canonical spelling.

    `entries` are the links that stand where a list puts its entries, none where the head gives a
    date of publication; `links` all others, on the same site or off it. Links marked `nofollow`
    are in none of them. `directives` are the words of the robots metas that bind this program,
    `refresh` is what a meta has a browser load after a time, as it is written.
    """

    entries: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    next_page: str | None = None
    feeds: tuple[str, ...] = ()
    api: str | None = None
    canonical: str | None = None
    directives: frozenset[str] = frozenset()
    refresh: str | None = None


def read_links(document: Document, *, only_head: bool = False) -> PageLinks:
    """Read every followable link of a page, or what its head names; the tree is left as it was."""
    head = _read_head(document)
    bare = PageLinks(canonical=head.canonical, directives=head.directives, refresh=head.refresh)
    if not head.directives.isdisjoint(("nofollow", "none")):
        return bare
    named = replace(bare, feeds=head.feeds, api=head.api)
    if only_head:
        return named
    tree = document.tree
    next_page = head.next_page
    anchors = tree.css("a[href]")
    entry_hrefs: set[str | None] = set()
    scripted_nodes: list[LexborNode] = []
    # A page with a date of publication lists nothing; looking for entries costs as much as all
    # its links together.
    if not head.has_date:
        places, scripted_nodes, has_next = find_places(tree)
        entry_hrefs = hrefs_within(places, anchors)
        if next_page is None and has_next:
            next_page = _next_in_body(document)
    seeks_older = next_page is None and not head.has_date
    hrefs, maybe_older = _sort_out(anchors, path_of(document.url) if seeks_older else None)
    base = document.base_url
    origin = _plain_origin(base)
    entries: dict[str, None] = {}
    others: dict[str, None] = {}
    if maybe_older:
        next_page = _resolve(find_older(maybe_older), base, "")
    if scripted_nodes:
        scripted = read_scripted(document, scripted_nodes)
        hrefs |= dict.fromkeys(scripted.links)
        next_page = next_page or _resolve(scripted.next_page, base, "")
    for href in hrefs:
        url = _resolve(href, base, origin)
        if url is not None:
            (entries if href in entry_hrefs else others)[url] = None
    return replace(
        named,
        entries=tuple(entries),
        links=tuple(url for url in others if url not in entries),
        next_page=next_page,
    )


def _sort_out(
    anchors: Sequence[LexborNode], seeks_older_than: str | None
) -> tuple[dict[str, None], list[LexborNode]]:
    """Return the addresses to follow, each once, and the links that may lead to older entries.

    The latter are looked for where the path of the page is given. Looking at what each link says
    would cost half as much as all the rest.
    """
    hrefs: dict[str, None] = {}
    maybe_older: list[LexborNode] = []
    seeks = seeks_older_than is not None
    here = (seeks_older_than or "").partition("?")[0].rstrip("/")
    for node in anchors:
        attributes = node.attributes
        href = attributes.get("href")
        if not href:
            continue
        if seeks and ("?" in href or "page" in href or (here and here in href)):
            maybe_older.append(node)
        if href in hrefs:
            continue
        rel = attributes.get("rel")
        if not (rel and "nofollow" in rel.lower().split()):
            hrefs[href] = None
    return hrefs, maybe_older


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    canonical: str | None
    next_page: str | None
    feeds: tuple[str, ...]
    api: str | None
    directives: frozenset[str]
    has_date: bool
    refresh: str | None


def _read_head(document: Document) -> _Head:
    canonical = next_page = api = refresh = None
    has_date = False
    feeds: list[str] = []
    directives: set[str] = set()
    head = document.tree.head
    base = document.base_url
    for node in head.css(_HEAD_SELECTOR) if head else ():
        attributes = node.attributes
        if node.tag == "meta":
            if (attributes.get("http-equiv") or "").lower() == "refresh":
                refresh = refresh or attributes.get("content")
            elif attributes.get("property"):
                has_date = True
            elif (attributes.get("name") or "").lower() in ("robots", "scrape"):
                directives.update(directive_words(attributes.get("content") or ""))
            continue
        rel = (attributes.get("rel") or "").lower().split()
        href = attributes.get("href")
        if not href:
            continue
        if "canonical" in rel and canonical is None:
            canonical = _resolve(href, base, "")
        elif "next" in rel and next_page is None:
            next_page = _resolve(href, base, "")
        elif API_RELATION in rel and api is None:
            api = _resolve(href, base, "")
        elif "alternate" in rel and _is_feed(attributes):
            url = _resolve(href, base, "")
            if url is not None and host_of(url) == host_of(document.url):
                feeds.append(url)
    return _Head(
        canonical=canonical,
        next_page=next_page,
        feeds=tuple(dict.fromkeys(feeds)),
        api=api,
        directives=frozenset(directives),
        has_date=has_date,
        refresh=refresh,
    )


def _is_feed(attributes: dict[str, str | None]) -> bool:
    """Tell a feed of news from a feed of comments, which WordPress offers on every page."""
    if (attributes.get("type") or "").lower() not in _FEED_TYPES:
        return False
    label = f"{attributes.get('title') or ''} {attributes.get('href')}".lower()
    return not any(word in label for word in ("comment", "reactie", "oembed"))


def _next_in_body(document: Document) -> str | None:
    node: LexborNode | None = document.tree.css_first(_NEXT_SELECTOR)
    return _resolve(node.attributes.get("href"), document.base_url, "") if node else None


def _resolve(href: str | None, base: str, origin: str) -> str | None:
    if not href or len(href) > _SHORT_HREF:
        return None
    href = href.strip()
    # A site's menu repeats on each of its pages. What does not depend on the page is looked up.
    if origin and href.startswith(("/", "http://", "https://")):
        return _resolve_absolute(href, origin)
    address = href.partition("#")[0]
    if PLAIN_URL.fullmatch(address):
        return address
    if href.startswith(("#", "mailto:", "tel:", "javascript:", "data:")):
        return None
    try:
        return canonicalize(href, base)
    except InvalidURL:
        return None


def _plain_origin(base: str) -> str:
    """Return the origin of an address, or "" where it is not in canonical spelling."""
    return _checked_origin(origin_of(base))


@lru_cache(maxsize=100)
def _checked_origin(origin: str) -> str:
    try:
        return origin if canonicalize(f"{origin}/") == f"{origin}/" else ""
    except InvalidURL:
        return ""


@lru_cache(maxsize=20_000)
def _resolve_absolute(href: str, origin: str) -> str | None:
    address = href.partition("#")[0]
    if PLAIN_URL.fullmatch(address):
        return address
    if address.startswith(origin) and PLAIN_ABSOLUTE.fullmatch(address, len(origin)):
        return address
    if address[:1] == "/":
        if PLAIN_PATH.fullmatch(address):
            return origin + address
        if address[1:2] == "/":  # //host/path: only the scheme is the page's
            address = origin.partition("/")[0] + address
            if PLAIN_URL.fullmatch(address):
                return address
    try:
        return canonicalize(href, f"{origin}/")
    except InvalidURL:
        return None
