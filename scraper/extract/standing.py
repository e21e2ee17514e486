"""Where values stand: the smallest elements that hold them, found in an untouched tree."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from selectolax.lexbor import LexborNode

from scraper.document import Document
from scraper.extract import dates
from scraper.extract.sites import fold
from scraper.extract.text import describe, is_silent

_DEEPEST = 100  # levels a search goes down; hostile pages nest without end
_LABEL = 160  # characters of an element whose day counts as shown
_PLAYERS = "iframe, audio, video, source, embed, noscript, script, [data-original_url]"


class Standing:
    """Finds the elements of a page that hold a value."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._folded: Folded | None = None
        self._links: dict[str, list[LexborNode]] | None = None
        self._players: dict[str, list[LexborNode]] | None = None
        self._markup: list[tuple[LexborNode, str]] = []
        self._order: dict[int, int] | None = None

    def holds(self, node: LexborNode, text: str) -> bool:
        """Whether an element's text holds a text, white space, case and marks apart."""
        return self._text().holds(node, fold(text))

    def of_text(self, text: str, *, within: LexborNode | None = None) -> Iterator[LexborNode]:
        """Yield the smallest elements that hold a text, in no order but from the first down."""
        root = within or self._document.tree.body
        wanted = fold(text)
        shown = self._text()
        if root is None or not wanted or not shown.holds(root, wanted):
            return
        waiting = [(root, 0)]
        while waiting:
            node, depth = waiting.pop()
            inner = [
                child
                for child in node.iter(include_text=False)
                if depth < _DEEPEST and shown.holds(child, wanted)
            ]
            if inner:
                waiting += [(child, depth + 1) for child in reversed(inner)]
            else:
                yield node

    def of_link(self, url: str) -> list[LexborNode]:
        """Return the links that lead to an address."""
        if self._links is None:
            self._links = {}
            for node in self._document.tree.css("a[href]"):
                target = self._document.resolve(node.attributes.get("href"))
                if target:
                    self._links.setdefault(target, []).append(node)
        return self._links.get(url, [])

    def of_player(self, url: str) -> list[LexborNode]:
        """Return the elements that load an address, or whose text holds it: a noscript's markup."""
        if self._players is None:
            self._players, self._markup = {}, []
            for node in self._document.tree.css(_PLAYERS):
                for target in map(self._document.resolve, node.attributes.values()):
                    if target:
                        self._players.setdefault(target, []).append(node)
                if text := node.text():
                    text = text.replace("&amp;", "&").replace("&#038;", "&")
                    self._markup.append((node, text))
        tail = url.split("://", 1)[-1]
        return self._players.get(url) or [node for node, text in self._markup if tail in text]

    def of_picture(self, url: str) -> list[LexborNode]:
        """Return the pictures of an address."""
        tail = url.rsplit("/", 1)[-1]
        return [
            node
            for node in self._document.tree.css("img, noscript")
            if any(self._document.resolve(each) == url for each in node.attributes.values())
            or tail in node.text()
        ]

    def of_day(self, day: str) -> Iterator[LexborNode]:
        """Yield the short elements that show a day, the first and its innermost first."""
        for node in self._document.tree.css("body *"):
            if node.tag in ("script", "style", "noscript"):
                continue
            text = node.text(separator=" ")
            if len(text) <= _LABEL and any(map(str.isdigit, text)) and _names(text, day):
                inner = [each for each in node.css("*") if _names(each.text(separator=" "), day)]
                yield from (*reversed(inner), node)

    def nearest(
        self, nodes: Sequence[LexborNode], headline: LexborNode | None
    ) -> LexborNode | None:
        """Return the element nearest to a headline, one behind it first; without one the first."""
        if self._order is None:
            everything = self._document.tree.css("*")
            self._order = {node.mem_id: place for place, node in enumerate(everything)}
        order = self._order
        start = order.get(headline.mem_id) if headline is not None else None
        if start is None or not nodes:
            return next(iter(nodes), None)
        # Of elements in one another the innermost stands last in the page.
        outer = {each.mem_id for node in nodes for each in _up(node.parent)}
        inner = [node for node in nodes if node.mem_id not in outer]
        places = {node.mem_id: order[node.mem_id] - start for node in inner}
        return min(inner, key=lambda node: (places[node.mem_id] < 0, abs(places[node.mem_id])))

    def of_name(self, name: str, is_right: Callable[[LexborNode], bool]) -> LexborNode | None:
        """Return the first element of a short name, as `describe` gives it, that is right."""
        tag = name.split("#")[0].split(".")[0]
        for node in self._document.tree.css(tag) if tag.isalnum() else ():
            if describe(node) == name and is_right(node):
                return node
        return None

    def of_body(self, name: str, texts: Sequence[str]) -> LexborNode | None:
        """Return the element of a short name that holds the first and last text of a body."""
        ends = texts if len(texts) < 3 else (texts[0], texts[-1])
        holder = smallest_holder([list(self.of_text(text)) for text in ends])
        return next((node for node in _up(holder) if describe(node) == name), holder)

    def _text(self) -> "Folded":
        if self._folded is None:
            self._folded = Folded(self._document.tree.root)
        return self._folded


class Folded:
    """The letters and digits of a page in one text, and from where to where each element has them.

    Folded element by element, the text of each would be read as often as elements are around it.
    """

    def __init__(self, root: LexborNode | None) -> None:
        self._spans: dict[int, tuple[int, int]] = {}
        pieces: list[str] = []
        open_now: list[tuple[LexborNode, int]] = []
        size = 0
        for node in root.traverse(include_text=True) if root is not None else ():
            above = node.parent
            while open_now and (above is None or open_now[-1][0].mem_id != above.mem_id):
                element, start = open_now.pop()
                self._spans[element.mem_id] = start, size
            if not node.is_text_node:
                open_now.append((node, size))
            elif above is None or not is_silent(above.tag):
                pieces.append(fold(node.text_content or ""))
                size += len(pieces[-1])
        for element, start in open_now:
            self._spans[element.mem_id] = start, size
        self._all = "".join(pieces)

    def holds(self, node: LexborNode, folded: str) -> bool:
        """Whether the letters and digits of an element hold these."""
        start, end = self._spans.get(node.mem_id, (0, 0))
        return self._all.find(folded, start, end) >= 0


def smallest_holder(groups: Iterable[Sequence[LexborNode]]) -> LexborNode | None:
    """Return the smallest element that holds an element of every group, the first of equals."""
    kept = [group for group in groups if group]
    held: dict[int, set[int]] = {}
    best: LexborNode | None = None
    depths: dict[int, int] = {}
    most = -1
    for number, group in enumerate(kept):
        for node in group:
            chain = list(_up(node))
            for depth, element in enumerate(reversed(chain)):
                key = element.mem_id
                held.setdefault(key, set()).add(number)
                depths[key] = depth
                if len(held[key]) == len(kept) and depth > most:
                    best, most = element, depth
    return best


def _up(node: LexborNode | None) -> Iterator[LexborNode]:
    while node is not None and node.is_element_node:
        yield node
        node = node.parent


def _names(text: str, day: str) -> bool:
    orders = (dates.Order.DAY_FIRST, dates.Order.MONTH_FIRST)
    return any(
        found == day
        for order in orders
        for found, _, _ in dates.find_days(text, order=order, short_years=True)
    )
