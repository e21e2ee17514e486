"""What is measured of each block of a page before the model judges it. Numbers only, no verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from selectolax.lexbor import LexborNode

from scraper.extract.places import HELD, STANDING, Places
from scraper.extract.signs import text_signs
from scraper.extract.text import HEADINGS, Block, BlockLink

_TAGS = {"p": 0, "blockquote": 1, "pre": 2, "li": 3, "td": 4, "dd": 5, "dt": 6, "div": 8, "a": 9}
_OTHER_TAG = 7
_HEADING = 10  # h1; h6 is 15
_NO_TAG = 20  # before the first and behind the last block
_START = 40  # characters that are looked for in the page's own statement of its text
_WINDOW = 15  # blocks before and behind in which good text is counted
_LINE = 200  # characters up to which capitals are counted

FEATURES: tuple[str, ...] = (
    *("length", "words", "link_share", "tag", "number", "count", "from_end", "place"),
    *("text_place", "total", "top_good", "to_mean", "last", "capitals", "sign"),
    *("twice", "stated", "in_summary", "since_heading", "heading_sign"),
    *("length_-1", "length_1", "tag_-1", "tag_1", "links_-1", "links_1", "sign_-1", "sign_1"),
    *("length_-2", "heading_rank", "from_headline", "commas", "lines", "parent_tag"),
    *("good_5", "good_-15", "good_15", "good_before", "good_after"),
    *("same_count", "same_good", "same_links", "same_mean"),
    *(f"parent_{name}" for name in HELD),
    *(f"grand_{name}" for name in HELD),
    *STANDING,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What is known before the text is: headline, its element, summary and whole text; '' if not.

    `text` is the body as the page states it to machines.
    """

    title: str = ""
    summary: str = ""
    text: str = ""
    headline: LexborNode | None = None


def measure(
    blocks: Sequence[Block], container: LexborNode, hints: Hints
) -> list[tuple[float, ...]]:
    """Return the features of every block, in the order of `FEATURES`."""
    places = Places(container)
    own = [places.of(block.node) for block in blocks]
    lengths = [len(block.text) for block in blocks]
    linked = [
        min(length, _linked(block.links)) if block.links else 0
        for block, length in zip(blocks, lengths, strict=True)
    ]
    shares = [part / length for part, length in zip(linked, lengths, strict=True)]
    tags = [_tag_of(block.tag) for block in blocks]
    good = list(map(_good, tags, lengths, shares))
    signs = [text_signs(block.text) for block in blocks]
    texts: dict[str, int] = {}
    for block, place, length, link, value in zip(blocks, own, lengths, linked, good, strict=True):
        place.add(length, link, value)
        texts[block.text] = texts.get(block.text, 0) + 1
    total = sum(good) or 1.0
    same = _same([place.pair for place in own], lengths, linked, good, total)
    top = places.sum_up(total, hints.headline)
    stated = _squeezed(hints.text)
    texts_of = _texts(blocks, texts, stated, hints.summary)
    line = _line_of(hints.headline, blocks)
    n = len(blocks)
    longer = [length for length, value in zip(lengths, good, strict=True) if value > 60] or [1]
    mean = sum(longer) / len(longer)
    around = _around(good)
    beside = _beside(lengths, tags, shares, signs)
    headings = _headings(tags, signs)
    rows: list[tuple[float, ...]] = []
    for i, place in enumerate(own):
        parent = place.parent or place
        grand = parent.parent or parent
        before = around[i][3]
        words, commas, last, capitals, *said = texts_of[i]
        since, heading_sign, rank = headings[i]
        size = (lengths[i], words, shares[i], tags[i], i, n, n - i, i / n, before / total, total)
        shape = (top, lengths[i] / mean, last, capitals, signs[i], *said, since, heading_sign)
        tail = (rank, i - line, commas, len(blocks[i].lines), parent.tag)
        held = (*around[i], *same[place.pair], *parent.held, *grand.held)
        rows.append((*size, *shape, *beside[i], *tail, *held, *place.standing))
    return rows


def _texts(
    blocks: Sequence[Block], texts: dict[str, int], stated: str, summary: str
) -> list[tuple[float, ...]]:
    """Return words, commas, last character, capitals, times said, stated, in summary."""
    return [
        (
            text.count(" ") + 1,
            text.count(","),
            _last(text),
            _capitals(text) if len(text) < _LINE else 0.0,
            texts[text],
            (_squeezed(text[:_START]) in stated) if stated else -1,
            text[:_START] in summary,
        )
        for text in (block.text for block in blocks)
    ]


def _around(good: Sequence[float]) -> list[tuple[float, ...]]:
    """Return good text in 5 behind, 15 before, 15 behind, all before, all behind."""
    n = len(good)
    sums = [*[0.0] * _WINDOW, *accumulate(good, initial=0.0)]
    sums += [sums[-1]] * (_WINDOW + 1)
    rows: list[tuple[float, ...]] = []
    for i in range(n):
        before, behind = sums[i + _WINDOW], sums[i + _WINDOW + 1]
        near = sums[i + _WINDOW + 6 if i + 6 <= n else -1] - behind
        far = sums[i + 2 * _WINDOW + 1] - behind
        rows.append((near, before - sums[i], far, before, sums[-1] - behind))
    return rows


def _beside(
    lengths: Sequence[int], tags: Sequence[int], shares: Sequence[float], signs: Sequence[int]
) -> list[tuple[float, ...]]:
    """Return length, tag, links and sign of the block before and the one behind, then length_-2."""
    pairs: list[Iterable[tuple[float, float]]] = [
        zip([end, *column], [*column[1:], end], strict=False)
        for column, end in ((lengths, 0), (tags, _NO_TAG), (shares, 0.0), (signs, 0))
    ]
    rows = zip(*pairs, [0, 0, *lengths], strict=False)
    return [(*a, *b, *c, *d, second) for a, b, c, d, second in rows]


def _headings(tags: Sequence[int], signs: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return blocks since the last heading, its sign and its rank."""
    since, sign, rank = 99, 0, _NO_TAG
    rows: list[tuple[int, int, int]] = []
    for tag, own in zip(tags, signs, strict=True):
        since += 1
        if tag >= _HEADING:
            since, sign, rank = 0, own, tag
        rows.append((since, sign, rank))
    return rows


def _same(
    pairs: Sequence[str],
    lengths: Sequence[int],
    linked: Sequence[int],
    good: Sequence[float],
    total: float,
) -> dict[str, tuple[float, float, float, float]]:
    """Return of blocks with the same classes: number, shares of good text and links, mean."""
    held: dict[str, list[float]] = {}
    for pair, length, link, value in zip(pairs, lengths, linked, good, strict=True):
        sums = held.get(pair)
        if sums is None:
            held[pair] = [1, value, link, length]
        else:
            sums[0] += 1
            sums[1] += value
            sums[2] += link
            sums[3] += length
    return {
        pair: (count, value / total, link / length, value / count)
        for pair, (count, value, link, length) in held.items()
    }


def _line_of(headline: LexborNode | None, blocks: Sequence[Block]) -> int:
    """Return which block is the headline, -1 for none."""
    if headline is not None:
        name = headline.mem_id
        for number, block in enumerate(blocks):
            if block.node.mem_id == name:
                return number
    return -1


def _linked(links: Sequence[BlockLink]) -> int:
    return sum(sum(map(len, link.pieces)) for link in links)


def _tag_of(tag: str) -> int:
    if tag in HEADINGS:
        return _HEADING - 1 + int(tag[1])
    return _TAGS.get(tag, _OTHER_TAG)


def _good(tag: int, length: int, share: float) -> float:
    """Return how much a block speaks for text around it: its length outside links."""
    if tag >= _HEADING or share > 0.5:
        return 0.0
    return length * (1 - share) * (0.5 if tag > 2 else 1.0)


def _last(text: str) -> int:
    last = text[-1]
    if last in "”\"'’»)" and text[-2:-1] in (".", "!", "?", "…"):
        return 1
    return 0 if last in ".!?…" else 2 if last in ":;," else 3 if last.isalnum() else 4


def _capitals(text: str) -> float:
    words = text.split()
    return len([word for word in words if word[0].isupper()]) / len(words)


def _squeezed(text: str) -> str:
    return "".join(text.split()).lower()
