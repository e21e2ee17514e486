"""Where the text of an article stands, and which of its blocks are text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode

from scraper.extract.amend import amended
from scraper.extract.dialogs import is_called_dialog, is_dialog, remove_dialogs, strip_dialogs
from scraper.extract.features import measure
from scraper.extract.judge import Model, default_model
from scraper.extract.text import Block, class_words, describe, words_of
from scraper.extract.walk import read_blocks, walk_blocks
from scraper.limits import MAX_BYTES
from scraper.profile import SiteProfile

_PARAGRAPH = 60  # characters from which a p counts as text
_SHARE = 0.95  # of the paragraph text the container must hold
_DEEPEST = 100  # elements between a text and its region; no page of a thousand has so many
_TOLD_SHARE = 0.25  # of it, below which what a selector gives is not the text
_LITTLE = 500  # characters of paragraph text below which the whole page is the container
_COMMENT = re.compile("comment(?!ar)")  # a commentary is an article
_SOME = 800  # characters of paragraphs below which they may be those of a footer or of captions
_PART = 3  # of the text of a page, below which what holds its paragraphs may not be the text
_BARE_TAGS, _LONG = frozenset(("div", "td", "section", "article", "center", "main")), 200
_ASIDE_TAGS = frozenset(
    ("nav", "footer", "aside", "form", "figcaption", "button", "dialog", "table")
)
_BOX_TAGS = frozenset(("figcaption", "nav", "footer", "form", "button", "dialog"))
_KEPT_SHARE = 0.4  # an element with so much of the text is no boilerplate, whatever its class
_BEHIND = 4  # blocks in which a source may stand that the model does not take for text
_BOX_WORDS = frozenset(
    (
        *("newsletter", "nieuwsbrief", "mc4wp", "mailchimp", "mc_embed", "subscribe", "disclaimer"),
        *("caption", "credit", "avia-copyright", "comments", "share", "sharing"),
    )
)


def find_container(
    region: LexborNode, profile: SiteProfile, headline: LexborNode | None = None
) -> tuple[LexborNode, str, dict[int, float]]:
    """Return the element that holds the text, the rule that found it, and shares of text by node.

    The profile's selectors come first; else the deepest element with nearly all paragraph text.
    Of several elements a selector gives, the one with most text is meant; a small part of what
    there is, where the model is to judge, is a box made in the same way. Takes dialogs out of the
    region, but none that the headline stands in.
    """
    around = _ids_around(headline)
    if not profile.prune:
        for selector in profile.body:
            node = region if selector in profile.main else region.css_first(selector)
            if node is not None:
                strip_dialogs(node, around)
                return node, f"profile {selector}", {}
    dense = densest(region, around)  # before elements are held: it takes some out
    for selector in profile.body if profile.prune else ():
        nodes = [region] if selector in profile.main else region.css(selector)
        told = [node for node in nodes if node.text(strip=True)]
        if told:
            shares = dense[2]
            best = max(told, key=lambda node: shares.get(node.mem_id, 0.0))
            if shares and shares.get(best.mem_id, 0.0) < _TOLD_SHARE:
                break
            return best, f"profile {selector}", {}
    return dense


def _ids_around(node: LexborNode | None) -> frozenset[int]:
    ids = set()
    while node is not None:
        ids.add(node.mem_id)
        node = node.parent
    return frozenset(ids)


def text_blocks(container: LexborNode, shares: dict[int, float]) -> list[Block]:
    """Return the blocks of a container without captions and boxes, page order."""
    verdicts = {container.mem_id: False}
    return [
        block
        for block in read_blocks(container)
        if not _in_boilerplate(block.node, verdicts, shares)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The blocks the model takes for text, and the few that stand right behind the last of them."""

    blocks: tuple[Block, ...]
    behind: tuple[Block, ...]


def judge_blocks(
    container: LexborNode,
    headline: LexborNode | None,
    *,
    is_told: bool = False,
    model: Model | None = None,
) -> Judged:
    """Part the blocks of a container by the model, the packaged one unless another is given.

    Where a profile told the container, the blocks in doubt are text.
    """
    blocks, places = walk_blocks(container)
    measured = measure(blocks, places, headline)
    accepted = (model or default_model()).accept(blocks, measured, is_told=is_told)
    kept = [
        index
        for index, (block, is_text) in enumerate(zip(blocks, accepted, strict=True))
        if is_text and (measured.names[index] == block.tag or not _in_box(block))
    ]
    kept = amended(kept, blocks, places, measured.headline)
    end = kept[-1] + 1 if kept else 0
    return Judged(
        blocks=tuple(blocks[index] for index in kept),
        behind=tuple(blocks[end : end + _BEHIND]),
    )


def _in_box(block: Block) -> bool:
    attributes = block.node.attributes
    return bool(attributes) and _is_box(
        f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    )


@lru_cache(maxsize=1024)  # most blocks share their classes with others
def _is_box(names: str) -> bool:
    return not _BOX_WORDS.isdisjoint(words_of(names))


def after_title(blocks: Sequence[Block], title: LexborNode | None) -> list[Block]:
    """Return the blocks behind the headline, or all of them where it is not among them.

    Some pages show the headline once more below the text: what stands before it is then no kicker.
    """
    if title is not None:
        for index, block in enumerate(blocks):
            if block.node.mem_id == title.mem_id:
                before = sum(len(each.text) for each in blocks[:index])
                after = sum(len(each.text) for each in blocks[index:])
                return list(blocks if before > after else blocks[index + 1 :])
    return list(blocks)


def densest(region: LexborNode, around: frozenset[int]) -> tuple[LexborNode, str, dict[int, float]]:
    """Return the deepest element that holds nearly all paragraph text, with every node's share.

    Takes dialogs out of the region but for those of the ids `around`.
    """
    sums: dict[int, int] = {}
    plain = 0  # characters in paragraphs
    nodes: dict[int, LexborNode] = {}
    left = MAX_BYTES
    for paragraph in region.css("p, pre"):
        is_pre = paragraph.tag == "pre"
        if is_pre and _is_in_pre(paragraph.parent):
            continue  # nested without end, each holds the rest
        size = len(paragraph.text(strip=True))
        left -= size
        if left < 0:
            break  # nested by the thousand, each holds the rest
        if size >= _PARAGRAPH and (parent := paragraph.parent) is not None:
            name = parent.mem_id
            plain += 0 if is_pre else size
            sums[name] = sums.get(name, 0) + size
            nodes[name] = parent
    held = {region.mem_id: region}
    ways: dict[int, tuple[int, ...] | None] = {region.mem_id: (region.mem_id,)}
    totals: dict[int, int] = {}
    dialogs: dict[int, LexborNode] = {}
    for name, parent in nodes.items():
        for key in _way(parent, ways, held, dialogs, around) or ():
            totals[key] = totals.get(key, 0) + sums[name]
    remove_dialogs(region, [node for key, node in dialogs.items() if key not in around])
    total = totals.get(region.mem_id, 0)
    if total < _LITTLE:
        return region, "the whole page: little text", {}
    best = max(
        (key for key in totals if totals[key] >= _SHARE * total),
        key=lambda key: len(ways[key] or ()),
    )
    if plain < _SOME and _is_elsewhere(held[best], region, plain):
        return region, "the whole page: text without paragraphs", {}
    shares = {key: value / total for key, value in totals.items()}
    return held[best], f"densest text: {describe(held[best])}", shares


def _is_elsewhere(container: LexborNode, region: LexborNode, plain: int) -> bool:
    """Whether most of the text of a page is in no paragraphs, but in elements outside a container.

    Where br elements part a text, the paragraphs of a footer or of comments are all there are.
    """
    if _PART * len(container.text()) > len(region.text()):  # as on most pages
        return False
    bare = [block for block in read_blocks(region) if block.tag in _BARE_TAGS]
    long = [block for block in bare if len(block.text) >= _LONG and block.link_share < 0.5]
    return sum(len(block.text) for block in long) > 2 * plain


def _way(
    node: LexborNode,
    ways: dict[int, tuple[int, ...] | None],
    held: dict[int, LexborNode],
    dialogs: dict[int, LexborNode],
    around: frozenset[int],
) -> tuple[int, ...] | None:
    """Return the elements from the region down to a node, or None where an aside lies between.

    What the headline stands in, one of the ids `around`, is no aside.

    None too for a node deeper than any browser nests, which would take time without end. `ways`,
    `held` and `dialogs`, the ways and elements by id, are added to.
    """
    chain: list[LexborNode] = []
    current: LexborNode | None = node
    while current is not None and current.mem_id not in ways:
        if len(chain) == _DEEPEST:
            return None
        chain.append(current)
        current = current.parent
    way = ways[current.mem_id] if current is not None else None
    for element in reversed(chain):
        if way is not None:
            name = element.mem_id
            attributes = element.attributes
            classes = attributes.get("class") or ""
            is_called = "comment" in classes and _COMMENT.search(classes) is not None
            is_aside = element.tag in _ASIDE_TAGS or (is_called and name not in around)
            names = classes or attributes.get("id")
            if names and not is_aside and is_called_dialog(names) and is_dialog(element):
                dialogs[name], is_aside = element, True
            way = None if is_aside or len(way) == _DEEPEST else (*way, name)
            held[name] = element
        ways[element.mem_id] = way
    return way


def _is_in_pre(node: LexborNode | None) -> bool:
    for _ in range(_DEEPEST):
        if node is None or node.tag == "pre":
            return node is not None
        node = node.parent
    return True


def _in_boilerplate(node: LexborNode, verdicts: dict[int, bool], shares: dict[int, float]) -> bool:
    chain: list[LexborNode] = []
    current: LexborNode | None = node
    while current is not None and current.mem_id not in verdicts:
        chain.append(current)
        current = current.parent
    verdict = verdicts[current.mem_id] if current is not None else False
    for element in reversed(chain):
        if not verdict:
            is_kept = shares.get(element.mem_id, 0.0) > _KEPT_SHARE
            verdict = not is_kept and (
                element.tag in _BOX_TAGS or not _BOX_WORDS.isdisjoint(class_words(element))
            )
        verdicts[element.mem_id] = verdict
    return verdict
