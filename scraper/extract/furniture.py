"""What stands in an article beside its text: captions, credits, buttons, frames."""

from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from scraper.extract.credit import credit_in_caption, credit_of_element
from scraper.extract.text import Block, describe, node_text, read_blocks
from scraper.profile import SiteProfile

_CAPTIONS = (
    "figcaption, .wp-caption-text, .caption, .image-caption, .gallery-caption, .avia-caption,"
    " .av-slideshow-caption, .av-image-caption-overlay"
)
_CREDITS = ".credit, .image-credit, .photo-credit, .avia-copyright"
_BUTTONS = ".wp-block-file, .wp-block-button, .avia-button-wrap"
_BUTTON_WORDS = frozenset(_BUTTONS.replace(".", "").split(", "))
_FRAME_TAGS = frozenset(("iframe", "noscript"))
_MAX_CAPTION = 400  # characters; longer is text
_MAX_BUTTON = 2_000  # characters, white space and scripts counted
_MANY = 100  # captions looked at for a credit
_FEW = 40  # buttons, or captions too long to be one; nested by the thousand, each holds the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """The furniture of an article, in page order; buttons are in `nodes` too."""

    nodes: tuple[LexborNode, ...]
    captions: tuple[LexborNode, ...]
    buttons: tuple[LexborNode, ...]

    def credit(self) -> tuple[str, str] | None:
        """Return the first credit a caption or an element made for credits gives, and its place."""
        long = 0
        for node in self.captions[:_MANY]:
            text = node_text(node)
            if len(text) >= _MAX_CAPTION:
                long += 1
                if long == _FEW:
                    break
                continue
            is_caption = node.css_matches(_CAPTIONS)
            credit = credit_in_caption(text) if is_caption else credit_of_element(text)
            if credit:
                return credit, describe(node)
        return None

    def button_blocks(self) -> list[Block]:
        """Return what is written on buttons."""
        short = (node for node in self.buttons[:_FEW] if len(node.text()) < _MAX_BUTTON)
        return [block for node in short for block in read_blocks(node)]

    def remove(self) -> None:
        """Take all of it out of the tree, but for what holds a headline or paragraphs."""
        for node in self.nodes:
            if node.css_first("h1, p + p") is None:
                node.decompose()


def find_furniture(scope: LexborNode, profile: SiteProfile) -> Furniture:
    """Find all furniture of an article in one look at its tree."""
    selectors = (_CAPTIONS, _CREDITS, _BUTTONS, *_FRAME_TAGS, *profile.credit)
    nodes = tuple(scope.css(", ".join(selectors)))
    buttons = tuple(node for node in nodes if _is_button(node))
    return Furniture(nodes=nodes, captions=tuple(_without(nodes, buttons)), buttons=buttons)


def _without(nodes: Iterable[LexborNode], buttons: Iterable[LexborNode]) -> list[LexborNode]:
    pressed = {node.mem_id for node in buttons}
    return [node for node in nodes if node.tag not in _FRAME_TAGS and node.mem_id not in pressed]


def _is_button(node: LexborNode) -> bool:
    words = (node.attributes.get("class") or "").split()
    return not _BUTTON_WORDS.isdisjoint(words)
