"""What stands in an article beside its text: captions, credits, buttons, frames."""

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from scraper.extract.credit import credit_in_caption, credit_of_element, credit_of_paragraphs
from scraper.extract.found import Found
from scraper.extract.text import Block, describe, node_text
from scraper.extract.walk import read_blocks
from scraper.profile import SiteProfile

_CAPTION_WORDS = frozenset(
    (
        *("wp-caption-text", "caption", "image-caption", "gallery-caption", "avia-caption"),
        *("av-slideshow-caption", "av-image-caption-overlay"),
    )
)
_CREDIT_WORDS = frozenset(("credit", "image-credit", "photo-credit", "avia-copyright"))
_BUTTON_WORDS = frozenset(("wp-block-file", "wp-block-button", "avia-button-wrap"))
_CAPTIONS = ", ".join(("figcaption", *(f".{word}" for word in sorted(_CAPTION_WORDS))))
_FRAME_TAGS = frozenset(("iframe", "noscript"))
_WORDS = _CAPTION_WORDS | _CREDIT_WORDS
# A few pieces of names find what many names would, in half the time; the names are told then.
_LIKELY = (
    "figcaption, iframe, noscript, [class*='caption'], [class*='credit'], .avia-copyright,"
    " .wp-block-file, .wp-block-button, .avia-button-wrap"
)
_MAX_CAPTION = 400  # characters; longer is text
_MAX_BUTTON = 2_000  # characters, white space and scripts counted
_FIRST = 12  # paragraphs that may be a credit
_MANY = 100  # captions looked at for a credit
_FEW = 40  # buttons, or captions too long to be one; nested by the thousand, each holds the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """The furniture of an article, in page order; buttons are in `nodes` too."""

    nodes: tuple[LexborNode, ...]
    captions: tuple[LexborNode, ...]
    buttons: tuple[LexborNode, ...]

    def credit(self, beside: LexborNode | None = None) -> Found:
        """Return the first credit of a caption or an element made for credits, else of paragraphs.

        `beside` is the element around the text that these stand in.
        """
        long = 0
        for node in self.captions[:_MANY]:
            text = node_text(node)
            if len(text) >= _MAX_CAPTION:
                long += 1
                if long == _FEW:
                    break
                continue
            credit = credit_in_caption(text) if _is_caption(node) else credit_of_element(text)
            if credit:
                return Found(value=credit, rule="caption", place=describe(node))
        credit = credit_of_paragraphs(beside.css("p")[:_FIRST]) if beside is not None else None
        return Found(value=credit, rule="line beside the text" if credit else "none")

    def button_blocks(self) -> list[Block]:
        """Return what is written on buttons."""
        short = (node for node in self.buttons[:_FEW] if len(node.text()) < _MAX_BUTTON)
        return [block for node in short for block in read_blocks(node)]

    def remove(self) -> None:
        """Take all of it out of the tree, but for what holds a headline or paragraphs."""
        for node in self.nodes:
            if node.tag in _FRAME_TAGS or node.css_first("h1, p + p") is None:
                node.decompose()


def find_furniture(scope: LexborNode, profile: SiteProfile) -> Furniture:
    """Find all furniture of an article in one look at its tree."""
    told: frozenset[int] = frozenset()
    if profile.credit:
        told = frozenset(node.mem_id for node in scope.css(", ".join(profile.credit)))
    nodes: list[LexborNode] = []
    captions: list[LexborNode] = []
    buttons: list[LexborNode] = []
    last = 0
    for node in scope.css(", ".join((_LIKELY, *profile.credit))):
        if node.mem_id == last:  # an element comes once for every selector it fits
            continue
        last = node.mem_id
        tag, names = node.tag, (node.attributes.get("class") or "").split()
        if not _BUTTON_WORDS.isdisjoint(names):
            buttons.append(node)
        elif tag in _FRAME_TAGS:
            pass
        elif tag == "figcaption" or not _WORDS.isdisjoint(names) or node.mem_id in told:
            captions.append(node)
        else:
            continue
        nodes.append(node)
    return Furniture(nodes=tuple(nodes), captions=tuple(captions), buttons=tuple(buttons))


def _is_caption(node: LexborNode) -> bool:
    """Whether an element is a caption or holds one."""
    names = (node.attributes.get("class") or "").split()
    is_one = node.tag == "figcaption" or not _CAPTION_WORDS.isdisjoint(names)
    return is_one or node.css_matches(_CAPTIONS)
