"""What stands around every page and belongs to none: frame, dialogs, scripts. Takes them out."""

import re
from collections.abc import Collection, Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract.dialogs import CONTROLS
from scraper.extract.sites import fold
from scraper.extract.text import node_text
from scraper.profile import SiteProfile

# The frames of common themes, which no article is written in. A query costs by selectors times
# elements: what most elements of most pages stand in goes first, asked for by few selectors, and
# ids are told from one list of all, which is what one selector costs. A template has no content in
# the tree.
_LARGE = "svg, nav, [role], body > header, body > footer"
_NAMES = (
    "style, link, script:not([type='text/html']), dialog, [hidden], [aria-modal='true'],"
    " .skip-link, .screen-reader-text, .visually-hidden, .sr-only"
)
_IDS = frozenset(("header", "footer", "onetrust-banner-sdk", "usercentrics-root"))
_SILENT = frozenset(("svg", "style", "template", "link", "script"))
_HOLDERS = frozenset(("div", "section"))  # of a text
_MUCH = 500  # characters of paragraphs that can be an article
_SOME = 60  # characters of paragraphs from which a panel holds text
_FEW = 200  # paragraphs looked at
_LABEL = 300  # characters, white space counted, of what opens a panel
_OPENERS = frozenset(("h2", "h3", "h4", "h5", "h6", "button", "dt"))
_OPENING = "[aria-expanded], [aria-controls]"
_UNTIL_FOUND = "until-found"  # a browser shows such text when it is searched for
_NO_ELEMENTS = frozenset(("-text", "-comment"))
_MANY = 50  # elements that look like frame and hold the article; a page has one or two
_STREAMED = "S:"  # React sends text late, hidden in elements so named, for a script to move
_FRAME_ROLES = frozenset(
    ("navigation", "contentinfo", "banner", "search", "dialog", "alertdialog", "menu", "menubar")
)
# Recognised by id or class wherever they stand, unless the article itself is in them.
_CONSENT_WORDS = ("gdpr", "cookie", "consent")
_CONSENT_WORD = re.compile("|".join(_CONSENT_WORDS), re.IGNORECASE)
# WordPress names an entry's categories and tags so: what they speak of is no plugin.
_TOPIC = re.compile(r"\b(?:category|tag)-\S*")
_CONSENT = ", ".join(f"[class*='{word}' i]" for word in _CONSENT_WORDS)
_CONSENT_TAGS = frozenset(("div", "section", "aside", "form", "p", "span", "a", "button"))


def strip_frame(tree: LexborHTMLParser, profile: SiteProfile, titles: Collection[str] = ()) -> None:
    """Take out of a tree what is no part of any article. Changes the tree, not its head.

    A header with a heading among `titles`, in folded letters, is the article's own and stays.
    """
    page = tree.body or tree.root
    if page is None:
        return
    keeper = _Keeper(page, titles)
    last = 0
    for node in page.css(_LARGE):
        if node.mem_id == last:  # an element comes once for every selector it fits
            continue
        last = node.mem_id
        if node.tag == "svg" or (_is_frame(node) and not keeper.keeps(node)):
            node.decompose()
    if profile.remove:
        for node in page.css(", ".join(profile.remove)):
            if node.tag not in ("body", "html", "main") and not keeper.keeps(node):
                node.decompose()
    for node in page.css(f"{_NAMES}, {_CONSENT}"):
        tag = node.tag
        if tag in _SILENT:
            node.decompose()
        elif _is_consent(node):
            _strip_consent(node, keeper)
        elif _is_frame(node) and not (
            keeper.keeps(node) or keeper.is_panel(node) or keeper.is_most(node)
        ):
            node.decompose()
    for node in page.css("[id]"):
        name = node.id or ""
        if _CONSENT_WORD.search(name):
            _strip_consent(node, keeper)
        elif name in _IDS and _is_frame(node) and not keeper.keeps(node):
            node.decompose()


def _strip_consent(node: LexborNode, keeper: "_Keeper") -> None:
    is_box = node.tag in _CONSENT_TAGS and not _is_within_text(node)
    if (is_box or _has_frame_role(node)) and not (keeper.keeps(node) or keeper.is_most(node)):
        node.decompose()


def _is_consent(node: LexborNode) -> bool:
    """Whether an element's class tells of a consent plugin."""
    names = node.attributes.get("class") or ""
    if "category-" in names or "tag-" in names:
        names = _TOPIC.sub("", names)
    return _CONSENT_WORD.search(names) is not None


def _is_frame(node: LexborNode) -> bool:
    """Whether what an element is called or is for may be frame."""
    tag, attributes = node.tag, node.attributes
    role = attributes.get("role")
    if role is not None and role not in _FRAME_ROLES and tag not in ("nav", "dialog"):
        return False
    is_late = (attributes.get("id") or "").startswith(_STREAMED)
    return not is_late and tag not in ("body", "html", "main")


def _has_frame_role(node: LexborNode) -> bool:
    return node.tag in ("nav", "dialog") or node.attributes.get("role") in _FRAME_ROLES


def find_region(tree: LexborHTMLParser, profile: SiteProfile) -> LexborNode:
    """Return the element the article and its boxes stand in: the profile's, else the body."""
    for selector in profile.main:
        node = tree.css_first(selector)
        if node is not None:
            return node
    region = tree.body or tree.root
    assert region is not None, "the parser makes a root for any input"
    return region


def find_scope(
    region: LexborNode, headline: LexborNode | None, container: LexborNode, profile: SiteProfile
) -> LexborNode:
    """Return the element that holds headline and text: the article with its pictures."""
    if profile.main and region.tag != "body":
        return region
    if headline is None:
        return container
    inner = set()
    node: LexborNode | None = headline
    while node is not None:
        inner.add(node.mem_id)
        node = node.parent
    node = container
    while node is not None and node.mem_id not in inner:
        node = node.parent
    common = node
    while node is not None and node.tag not in ("body", "html"):
        if node.tag in ("article", "main"):
            return node
        node = node.parent
    return common if common is not None else region


class _Keeper:
    """Tells which elements that look like frame stay; where very many do, all others too.

    Nested by the thousand, each would be looked through for what it holds.
    """

    def __init__(self, page: LexborNode, titles: Collection[str]) -> None:
        self.page = page
        self.titles = titles
        self.left = _MANY
        self.looks = _MANY  # at what elements hold
        self.whole = -1  # characters of paragraphs of the page, once they are asked for
        self.headed = _ids_around(page.css("h1"))

    def keeps(self, node: LexborNode) -> bool:
        """Whether an element holds the article, or enough others did."""
        if self.left > 0 and (
            node.mem_id not in self.headed or not _holds_article(node, self.titles)
        ):
            return False
        self.left -= 1
        return True

    def is_most(self, node: LexborNode) -> bool:
        """Whether an element holds most of the text of the page, and nothing to press or fill in.

        Some sites hide a text until a script has run; some name a text by what it speaks of.
        """
        if self.looks <= 0 or node.tag not in _HOLDERS:
            return False
        self.looks -= 1
        if len(node.text()) < _MUCH:  # as nearly all that is so called
            return False
        held = _paragraph_text(node)
        if held < _MUCH or node.css_first(CONTROLS) is not None:
            return False
        if self.whole < 0:
            self.whole = _paragraph_text(self.page)
        return 2 * held > self.whole

    def is_panel(self, node: LexborNode) -> bool:
        """Whether a hidden element is text that the heading or button right before it opens."""
        attributes = node.attributes
        if self.looks <= 0 or node.tag not in _HOLDERS or "hidden" not in attributes:
            return False
        before = node.prev
        while before is not None and before.tag in _NO_ELEMENTS:
            before = before.prev
        if attributes["hidden"] != _UNTIL_FOUND and (before is None or not _is_opener(before)):
            return False
        self.looks -= 1
        return _paragraph_text(node) >= _SOME and node.css_first(CONTROLS) is None


def _is_opener(node: LexborNode) -> bool:
    """Whether an element is what a reader presses to see the text behind it."""
    if node.tag in _OPENERS:
        return True
    return len(node.text()) < _LABEL and node.css_matches(_OPENING)


def _paragraph_text(node: LexborNode) -> int:
    return sum(len(paragraph.text()) for paragraph in node.css("p")[:_FEW])


def _ids_around(nodes: Iterable[LexborNode]) -> set[int]:
    """Return the ids of elements and of all around them: cheaper than to look into each."""
    ids: set[int] = set()
    for node in nodes:
        current: LexborNode | None = node
        while current is not None and current.mem_id not in ids:
            ids.add(current.mem_id)
            current = current.parent
    return ids


def _holds_article(node: LexborNode, titles: Collection[str]) -> bool:
    """Whether an element that looks like frame holds headline and text: a misused name."""
    if node.tag in ("svg", "style", "template", "link", "script", "span", "a", "p"):
        return False
    heading = node.css_first("h1")
    if heading is None:
        return False
    is_header = node.tag == "header" or node.attributes.get("role") == "banner"
    if is_header and fold(node_text(heading)) in titles:
        return True
    text = sum(len(paragraph.text()) for paragraph in node.css("p")[:12])
    return text > 500 or node.css_first("article") is not None


def _is_within_text(node: LexborNode) -> bool:
    """Whether a plugin's word is on an element of the article's own text (a category's name)."""
    parent, depth = node.parent, 0
    while parent is not None and depth < 4:
        words = (parent.attributes.get("class") or "").split()
        if "entry-content" in words or "avia_textblock" in words:
            return node.css_first(CONTROLS) is None
        parent, depth = parent.parent, depth + 1
    return False
