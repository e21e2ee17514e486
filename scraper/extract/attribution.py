"""The attribution to another medium: "Read more in X", "Bron: X, 9 juli 2025" and their kin."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from scraper.document import Document
from scraper.extract.attribution_outlet import (
    BYLINE,
    OF_THE_SITE,
    PLATFORM,
    REMARK,
    is_outlet,
    outlet_of,
)
from scraper.extract.attribution_phrases import (
    BARE_LABEL,
    DETERMINERS,
    HINT,
    IN_PROSE,
    LABELLED,
    LABELS,
    NAMED_WORK,
    OPENERS,
    OPENINGS,
    PROSE_SIGNS,
    SIGNS,
    WORK,
    WORKS,
)
from scraper.extract.attribution_tongues import FIRST_WORDS, TONGUES, WORKS_ABROAD
from scraper.extract.dates import find_days
from scraper.extract.links import is_pdf
from scraper.extract.sites import fold
from scraper.extract.text import Block, BlockLink
from scraper.extract.walk import read_blocks
from scraper.records import Source

_MAX_PHRASE = 260  # characters; a longer line is prose
_SHORT = 300  # characters; a longer paragraph beside the text is text

# An institute's own reports and posts are read "here" too.
_OWN_WORK = re.compile(
    r"\b(?:report|rapport|paper|study|studie|post|publicatie|blog)\b", re.IGNORECASE
)
_LABELS_FIRST = LABELS | {"original", "originally", "oorspronkelijk", "oorspronkelijke"}
_ABROAD = FIRST_WORDS | WORKS_ABROAD | WORKS | TONGUES.keys()
_FIRST_WORDS = frozenset((*OPENERS, *DETERMINERS, *WORKS, *LABELS)) | _ABROAD
_TELLING = SIGNS | LABELS | TONGUES.keys()
_NEAR = 4  # elements around a line
_PARTS = frozenset(("aside", "figure", "table", "details"))
_SHOWN = "img, picture, figure, table, canvas"
_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"[’']s?\s")
_OPENING = 24  # characters, more than the longest opening has
# The mark stands first: a look behind at every character of a text is dear.
_SENTENCE_END = re.compile(
    r"[.!?…](?<!\b[A-Z]\.)(?<!\b[Dd]r\.)(?<!\b[Pp]rof\.)(?<!\b[Dd]rs\.)(?<!\b[Mm]r\.)(?<!\bGen\.)"
    r"[”\"’')\]]*\s+(?=[“\"‘'(]?[A-Z0-9À-Þ])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """A source found, and the blocks that hold nothing else (they are no part of the body)."""

    source: Source
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What an attribution must not point at: the site itself, by host and by its own names."""

    document: Document
    host: str
    own_names: frozenset[str]


def find_attribution(blocks: Sequence[Block], site: Site) -> Attribution | None:
    """Return the attribution of an article: a line of its own, else a sentence in its text."""
    for index, block in enumerate(blocks):
        if len(block.text) <= _MAX_PHRASE and _may_open(block.text):
            found = _from_line(block, next(iter(blocks[index + 1 : index + 2]), None), site)
            if found:
                return found
    for block in blocks:
        if block.is_heading or block.tag == "li" or not _may_attribute(block.text):
            continue
        for sentence in sentences(block.text):
            if sentence == block.text or not IN_PROSE.match(sentence):
                continue
            source = read_attribution(sentence, _links_in(block, sentence), site)
            if source:
                return Attribution(source=source)
    return None


def read_attribution(phrase: str, links: Sequence[BlockLink], site: Site) -> Source | None:
    """Return what a line or sentence attributes, or None where it attributes nothing."""
    if len(phrase) > _MAX_PHRASE or not _may_open(phrase):
        return None
    words = _WORD.findall(phrase.lower())
    if _TELLING.isdisjoint(words):  # as most lines, before what is dear
        return None
    bare = phrase.strip("–—-»>→*_ ")
    if bare[:1] in "([" and bare[-1:] in ")]":
        bare = bare[1:-1].strip()
    bare = REMARK.sub("", bare)
    match = _worded(bare, words, links, site)
    if match is None or _is_of_the_site(bare, links, site):
        return None
    outlet = outlet_of(match.groupdict().get("outlet"), links)
    url = next(filter(None, (site.document.resolve(link.href) for link in links)), None)
    if outlet is None:
        if url is None or host_of(url) == site.host or is_pdf(url) or _OWN_WORK.search(bare):
            return None
    elif (
        not is_outlet(outlet, links)
        or _is_own(outlet, site)
        or (url is not None and host_of(url) == site.host and _is_full_address(links))
    ):
        return None
    days = find_days(bare)
    return Source(name=outlet, url=url, phrase=phrase, date=days[-1][0] if days else None)


def _is_of_the_site(bare: str, links: Sequence[BlockLink], site: Site) -> bool:
    """Whether a line is the page's own: a byline, the names of categories, a platform's button."""
    if BYLINE.match(bare) or PLATFORM.match(bare):
        return True
    line = OF_THE_SITE.match(bare)
    return (
        line is not None
        and (bool(links) or line[0].endswith("by"))
        and not _leads_away(links, site)
    )


def _worded(
    bare: str, words: Sequence[str], links: Sequence[BlockLink], site: Site
) -> re.Match[str] | None:
    """Return the match of the pattern that a line fits, tried by the words it has."""
    first = _first_word(bare)
    if first in _LABELS_FIRST and (label := LABELLED.fullmatch(bare)):
        return label
    wording = OPENERS.get(first) or (WORK if NAMED_WORK.match(bare) else None)
    if wording is None and first not in _ABROAD:
        return None
    if wording is not None and not SIGNS.isdisjoint(words):
        free = wording.linked if links else wording.unlinked
        if match := _match(wording.any, bare) or _match(free, bare):
            return match
    if first not in _ABROAD:
        return None
    for tongue in dict.fromkeys(each for word in words for each in TONGUES.get(word, ())):
        match = _match(tongue.any, bare)
        if match is None and _leads_away(links, site):
            match = _match(tongue.linked, bare)
        if match:
            return match
    return None


def _leads_away(links: Sequence[BlockLink], site: Site) -> bool:
    """Whether a link leads to another site."""
    urls = (site.document.resolve(link.href) for link in links)
    return any(url and host_of(url) != site.host for url in urls)


def _is_own(outlet: str, site: Site) -> bool:
    """Whether an outlet is the site itself, by one of its names or by its host."""
    name, *labels = site.host.split(".")
    own = {site.host, name, *labels[:-1]}
    return any(
        each.casefold() in site.own_names or fold(each) in map(fold, own)
        for each in (outlet, outlet.split(",")[0])
    )


def _may_open(phrase: str) -> bool:
    """Whether a phrase begins as an attribution may: a test that most lines fail."""
    word = _first_word(phrase)
    if word in _FIRST_WORDS:
        return True
    return ("’" in phrase or "'" in phrase) and _POSSESSIVE.search(phrase) is not None


def _first_word(phrase: str) -> str:
    word = phrase.partition(" ")[0]
    if word.isalnum():  # as nearly all are: cheaper than to look for it
        return word.lower()
    first = _WORD.search(phrase)
    return first[0].lower() if first is not None else ""


def _may_attribute(text: str) -> bool:
    """Whether a long text is worth splitting into sentences."""
    if not text[:_OPENING].lower().startswith(OPENINGS) and HINT.search(text) is None:
        return False
    return any(map(text.lower().__contains__, PROSE_SIGNS))


def sentences(text: str) -> Iterator[str]:
    """Split a text into sentences, their end marks kept."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        yield text[start : end.end()].strip()
        start = end.end()
    yield text[start:].strip()


def host_of(url: str) -> str:
    """Return the host of an absolute URL without `www.` and port."""
    return url.split("/", 3)[2].rsplit("@", 1)[-1].split(":", 1)[0].lower().removeprefix("www.")


def _from_line(block: Block, following: Block | None, site: Site) -> Attribution | None:
    if block.tag in ("li", "td"):
        return None
    if following is not None and following.sole_link and BARE_LABEL.fullmatch(block.text):
        phrase = f"{block.text.rstrip(' :')}: {following.text}"
        source = read_attribution(phrase, following.links, site)
        return Attribution(source=source, blocks=(block, following)) if source else None
    source = read_attribution(block.text, block.links, site)
    if source is None or (_first_word(block.text) in LABELS and _is_of_a_part(block)):
        return None
    return Attribution(source=source, blocks=(block,))


def _is_of_a_part(block: Block) -> bool:
    """Whether a "Source:" is that of a picture, a table or a box, which is around or before it."""
    around: LexborNode | None = block.node
    for _ in range(_NEAR):
        if around is None:
            break
        if around.tag in _PARTS:
            return True
        around = around.parent
    if block.node.css_first(_SHOWN) is not None:
        return True
    before = block.node.prev
    while before is not None and before.tag in ("-text", "-comment", "br"):
        before = before.prev
    if before is None:
        return False
    is_shown = before.css_matches(_SHOWN) or before.css_first(_SHOWN) is not None
    return is_shown and (before.tag == "table" or not before.text(strip=True))


def _match(patterns: Iterable[re.Pattern[str]], phrase: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.fullmatch(phrase) for pattern in patterns)), None)


def _is_full_address(links: Sequence[BlockLink]) -> bool:
    """Whether a link is written with its host, as those to the site's own pages are."""
    return any(link.href.strip().startswith(("http:", "https:")) for link in links)


def _links_in(block: Block, sentence: str) -> list[BlockLink]:
    return [link for link in block.links if link.text in sentence or sentence in link.text]


def short_lines(
    paragraphs: Iterable[tuple[LexborNode, str]], blocks: Sequence[Block]
) -> list[Block]:
    """Return the short ones of an article's paragraphs that stand beside these blocks.

    Args:
        paragraphs: Elements with their text as it stands.
        blocks: The blocks of the text.
    """
    inside = {block.node.mem_id for block in blocks}
    lines: list[Block] = []
    for node, text in paragraphs:
        if len(text) < _SHORT and text and node.mem_id not in inside:
            lines += read_blocks(node)
    return lines
