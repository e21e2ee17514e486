"""Dialogs among the text of an article: of consent, of privacy, modal ones. Told by structure."""

from collections.abc import Sequence
from functools import lru_cache

from selectolax.lexbor import LexborNode

from scraper.extract.text import words_of

# With a control in them these are dialogs, wherever they stand.
_WORDS = frozenset(
    (
        *("privacy", "datenschutz", "gdpr", "dsgvo", "rgpd", "cookie", "cookies", "consent"),
        *("cmp", "cmplz", "modal", "popup", "dialog", "optin"),
    )
)
_TAGS = frozenset(("div", "section", "aside", "form"))
# A button, or what a theme makes of a link: a sentence may hold a link, but to somewhere.
CONTROLS = (
    "button, input, [role='button'], a[href='#'], a[href^='javascript' i], a[class*='btn' i],"
    " a[class*='button' i]"
)
_LONGEST = 2_500  # characters
_MANY = 200  # paragraphs looked around
_UP = 5  # elements around a paragraph that can be its dialog


@lru_cache(maxsize=1024)  # most elements share their classes with others
def is_called_dialog(names: str) -> bool:
    """Whether a class, or the id of an element without one, has a word for a dialog."""
    return not _WORDS.isdisjoint(words_of(names))


def is_dialog(node: LexborNode) -> bool:
    """Whether an element so called is one: short, and with a control but no headline."""
    if node.tag not in _TAGS or len(node.text()) > _LONGEST or node.css_first("h1") is not None:
        return False
    return node.css_first(CONTROLS) is not None


def strip_dialogs(container: LexborNode, around: frozenset[int]) -> None:
    """Take the dialogs out of an element, found by the paragraphs they hold.

    Elements of the ids `around` stay.
    """
    seen = {container.mem_id, *around}
    dialogs: list[LexborNode] = []
    for paragraph in container.css("p")[:_MANY]:
        node = paragraph.parent
        for _ in range(_UP):
            if node is None or node.mem_id in seen:
                break
            seen.add(node.mem_id)
            if is_called_dialog(node.attributes.get("class") or node.id or "") and is_dialog(node):
                dialogs.append(node)
                break
            node = node.parent
    remove_dialogs(container, dialogs)


def remove_dialogs(container: LexborNode, dialogs: Sequence[LexborNode]) -> None:
    """Take dialogs out of an element of which they are the smaller part."""
    ids = {node.mem_id for node in dialogs}
    outer = [node for node in dialogs if not _is_inside(node, ids)]
    size = sum(len(node.text()) for node in outer)
    if outer and 2 * size < len(container.text()):
        for node in outer:
            node.decompose()


def _is_inside(node: LexborNode, ids: set[int]) -> bool:
    """Whether an element stands in one of others: taken out with it, it must not be touched."""
    around = node.parent
    while around is not None and around.mem_id not in ids:
        around = around.parent
    return around is not None
