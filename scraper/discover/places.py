"""Where the elements of a list stand in a page, found by one walk over its tree."""

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.discover.scripted import SCRIPTED, is_scripted

# Where a list page puts the links to what it lists. Everything else may be menu or footer.
_ENTRY_PLACES = "article, h1, h2, h3, h4, a[rel~=bookmark], .views-row, .entry-title"
# In every match of the selector of next links, which costs as much as four plain ones.
_NEXT_CLASSES = frozenset(("next", "next_page", "pager-next", "pager__item--next", "older"))
_NEXT_SIGNS = "[rel~=next], " + ", ".join(f".{name}" for name in sorted(_NEXT_CLASSES))
_HEADINGS = frozenset(("article", "h1", "h2", "h3", "h4"))


def find_places(
    tree: LexborHTMLParser,
) -> tuple[dict[int, bool], list[LexborNode], bool]:
    """Walk the tree once for what a list shows.

    Return the elements entries stand in, by id, those with an address for a script, and whether a
    link to a next page may be.
    """
    places: dict[int, bool] = {}
    scripted = []
    has_next = False
    for node in tree.css(f"{_ENTRY_PLACES}, {_NEXT_SIGNS}, {SCRIPTED}"):
        is_heading = node.tag in _HEADINGS
        if (not is_heading or node.tag == "article") and is_scripted(node):
            scripted.append(node)
        if is_heading or _is_entry_place(node.attributes):
            places[node.mem_id] = True
        elif not has_next:
            has_next = _is_next_sign(node)
    return places, scripted, has_next


def _is_entry_place(attributes: dict[str, str | None]) -> bool:
    words = (attributes.get("class") or "").split()
    relation = (attributes.get("rel") or "").lower().split()
    return "views-row" in words or "entry-title" in words or "bookmark" in relation


def _is_next_sign(node: LexborNode) -> bool:
    classes = (node.attributes.get("class") or "").split()
    relation = (node.attributes.get("rel") or "").lower().split()
    return "next" in relation or not _NEXT_CLASSES.isdisjoint(classes)


def hrefs_within(places: dict[int, bool], anchors: Sequence[LexborNode]) -> set[str | None]:
    """Return the addresses of the links in these elements; `places` learns their surroundings."""
    found: set[str | None] = set()
    for anchor in anchors if places else ():
        if _is_within(anchor, places):
            found.add(anchor.attributes.get("href"))
    return found


def _is_within(anchor: LexborNode, places: dict[int, bool]) -> bool:
    passed: list[int] = []
    node: LexborNode | None = anchor
    while node is not None:
        key = node.mem_id
        known = places.get(key)
        if known is not None:
            break
        passed.append(key)
        node = node.parent
    verdict = node is not None and places[key]
    for key in passed:
        places[key] = verdict
    return verdict
