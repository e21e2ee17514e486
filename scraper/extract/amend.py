"""What the model decided, amended by where blocks stand: what is no matter of weights."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, pairwise, takewhile

from scraper.extract.galleries import without_galleries
from scraper.extract.phrases import CORRECTIONS
from scraper.extract.places import Place
from scraper.extract.signs import GROUPS
from scraper.extract.tables import with_tables
from scraper.extract.text import Block, words_of

_CORRECTION = re.compile(rf"\W*(?:{'|'.join(CORRECTIONS)})\b[^.:]{{0,60}}[:—–]", re.IGNORECASE)
_FOOTED = frozenset(("article", "main", "section", "blockquote", "figure"))  # with footers too
_MENU, _LINKED = 4, 0.8  # links, and their share of the text
_SUBHEADINGS = frozenset(("h2", "h3", "h4"))
_BOX_SHARE = 0.4  # an element with so much of the text is no box, whatever its class
# What stands in an element so called asks for money, an address or praise.
_ASKING_WORDS = frozenset(
    (
        *("donate", "donation", "donations", "testimonial", "testimonials", "signup", "promo"),
        *("cta", "newsletter", "subscribe", "sponsored"),
    )
)
_NONE: frozenset[str] = frozenset()
_ASKING = GROUPS.index("around")  # most of these words are of this group


def amended(
    kept: list[int], blocks: Sequence[Block], places: Sequence[Place], headline: int
) -> list[int]:
    """Return which blocks are text, of those the model takes for it and some it does not.

    Args:
        kept: Indexes of the blocks the model accepted, in page order.
        blocks: The blocks of a container.
        places: The elements around them.
        headline: Index of the headline, -1 where it is no block.
    """
    kept = _without_boxes(_behind_headline(kept, blocks, headline), blocks)
    kept = [index for index in kept if not _is_menu(blocks[index])]
    kept = without_galleries(_without_others(kept, blocks, headline), blocks)
    kept = _with_lists(with_tables(kept, blocks, places), blocks)
    kept = _with_headings(kept, blocks)
    return _with_corrections(kept, blocks)


def _with_lists(kept: list[int], blocks: Sequence[Block]) -> list[int]:
    """Add the items of lists of sentences: where some are text, and behind a heading of the text.

    Short items such as recommendations look like those of menus, but none is a link.
    """
    text = {*kept}
    added: set[int] = set()
    items = (index for index, block in enumerate(blocks) if block.tag == "li")
    for place, group in groupby(items, lambda index: blocks[index].place):
        run = [*group]
        if place is None or run[-1] - run[0] >= len(run) or text.issuperset(run):
            continue
        if all(map(_is_sentence, (blocks[index] for index in run))) and (
            not text.isdisjoint(run) or _follows_text(run[0], place, text, blocks)
        ):
            added.update(run)
    return sorted(text | added) if added else kept


def _is_sentence(block: Block) -> bool:
    return not block.links and block.text.endswith((".", "!", "?"))


def _follows_text(first: int, items: Place, text: set[int], blocks: Sequence[Block]) -> bool:
    """Whether a list stands behind a heading, and that behind a paragraph of the text."""
    if first < 2 or blocks[first - 1].tag not in _SUBHEADINGS or first - 2 not in text:
        return False
    around = items.outer
    return all(blocks[index].place is around for index in (first - 1, first - 2))


def _with_headings(kept: list[int], blocks: Sequence[Block]) -> list[int]:
    """Add the subheadings between blocks of the text and a list that is text too.

    Short, before a list, they look like those of boxes. Before paragraphs the model knows better.
    """
    added = [
        place
        for before, behind in pairwise(kept)
        if behind == before + 2
        and blocks[behind].tag == "li"
        and blocks[place := before + 1].tag in _SUBHEADINGS
        and not blocks[place].links
    ]
    return sorted({*kept, *added}) if added else kept


def _is_menu(block: Block) -> bool:
    """Whether a cell is links on lines of their own, as tables for a layout have at the side."""
    if block.tag != "td" or len(block.links) < _MENU or len(block.lines) < _MENU:
        return False
    return sum(len(link.text) for link in block.links) > _LINKED * len(block.text)


def _with_corrections(kept: list[int], blocks: Sequence[Block]) -> list[int]:
    """Add the lines right behind the text that tell of a correction: a change shows in them alone.

    Short, and often in italics, they look like what follows a text: the model lets some go.
    """
    end = kept[-1] + 1 if kept else len(blocks)
    behind = takewhile(lambda index: _CORRECTION.match(blocks[index].text), range(end, len(blocks)))
    return [*kept, *behind]


def _behind_headline(kept: list[int], blocks: Sequence[Block], headline: int) -> list[int]:
    """Leave out the blocks before the headline where most of the text is behind it.

    What a dialog or a sidebar says at length reads like text. Of a thousand labelled pages none
    has a line of its text there.
    """
    if headline < 0 or not kept or kept[0] >= headline:
        return kept
    before = [index for index in kept if index < headline]
    behind = kept[len(before) :]
    return behind if _length(before, blocks) < _length(behind, blocks) else kept


def _without_boxes(kept: list[int], blocks: Sequence[Block]) -> list[int]:
    """Leave out what the footer of the page and boxes that ask for something say.

    On a short page it reads like more of the text.
    """
    around = [*_around(kept, blocks)]
    # The issue of a newsletter is called so, with the headline in it, and so are its pieces.
    own = {word for place in around if place.up == 0 for word in _asking_words(place)}
    boxes = [place for place in around if place.up != 0 and _is_box(place, own)]
    for box in boxes:
        rest = [i for i in kept if not box.start <= i < box.end]
        is_small = _length(rest, blocks) > (1 - _BOX_SHARE) * _length(kept, blocks)
        if is_small or box.tag == "footer":
            kept = rest
    return kept


def _length(kept: Sequence[int], blocks: Sequence[Block]) -> int:
    return sum(len(blocks[index].text) for index in kept)


def _around(kept: Sequence[int], blocks: Sequence[Block]) -> Iterator[Place]:
    """Yield the elements around some blocks, each once."""
    seen: set[Place] = set()
    for index in kept:
        place = blocks[index].place
        while place is not None and place not in seen:
            seen.add(place)
            yield place
            place = place.outer


def _is_box(place: Place, own: Collection[str]) -> bool:
    """Whether an element is a footer, or called a box by a word that is not the page's own."""
    if place.tag == "footer":
        return not _is_of_text(place)
    return not _asking_words(place).issubset(own)


def _asking_words(place: Place) -> frozenset[str]:
    name = place.name
    if place.near[_ASKING] == 0 or "testimonial" in name or "donat" in name:
        return _ASKING_WORDS & words_of(name.replace(".", " ", 1))
    return _NONE


def _is_of_text(footer: Place) -> bool:
    """Whether a footer is that of an article or a quotation."""
    place = footer.outer
    while place is not None and place.tag not in _FOOTED:
        place = place.outer
    return place is not None


def _without_others(kept: list[int], blocks: Sequence[Block], headline: int) -> list[int]:
    """Leave out the articles, each with an h1 of its own, that a page goes on with.

    Those in the headline's own article are parts of it: the pieces of several authors.
    """
    own = _article_of(blocks[headline]) if headline >= 0 else None
    if own is None:
        return kept
    headed = [block for i, block in enumerate(blocks) if block.tag == "h1" and i != headline]
    articles = [place for block in headed if (place := _article_of(block)) is not None]
    others = [each for each in articles if each.up != 0 and not own.start <= each.start < own.end]
    return [i for i in kept if not any(other.start <= i < other.end for other in others)]


def _article_of(block: Block) -> Place | None:
    place = block.place
    while place is not None and place.tag != "article":
        place = place.outer
    return place
