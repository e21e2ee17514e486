"""The attribution to another medium: "Read more in X", "Bron: X, 9 juli 2025" and their kin."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from scraper.document import Document
from scraper.extract.attribution_phrases import (
    BARE_LABEL,
    DETERMINERS,
    HINT,
    IN_PROSE,
    LABELLED,
    NAMED_WORK,
    OPENERS,
    OPENINGS,
    PROSE_SIGNS,
    REMARK,
    SIGNS,
    WORK,
    WORKS,
)
from scraper.extract.dates import find_days
from scraper.extract.links import is_pdf
from scraper.extract.text import Block, BlockLink, clean
from scraper.extract.walk import read_blocks
from scraper.records import Source

_MAX_PHRASE = 260  # characters; a longer line is prose
_MAX_OUTLET = 9  # words
_SHORT = 300  # characters; a longer paragraph beside the text is text

_NOT_OUTLET = re.compile(
    r"(?:ours?|onze?|my|mijn|this|deze?\b(?!\s[A-Z])|dit|the\s+(?:author|report|link|website|site|page|paper|study|full)"
    r"|het\s+(?:rapport|verslag)|het\b(?!\s[A-Z])|een|an?|detail|full|depth|which|who|and|or|en|of|his|her|their)\b",
    re.IGNORECASE,
)
_HERE = re.compile(r"(?:read\s+|lees\s+)?(?:here|hier|deze link|this link|link)\W*", re.IGNORECASE)
_CLOSING_HERE = re.compile(r"\s*[,(–-]?\s*\b(?:here|hier)\)?\W*$", re.IGNORECASE)
_BEFORE_DATE = re.compile(
    r"[\s,;:(|–-]*(?:\b(?:on|of|van|op|d\.d\.|dated|from)\b)?(?:\s+\w+day|\s+\w+dag)?[\s,(]*$",
    re.IGNORECASE,
)
_LEADING_IN = re.compile(r"^[\s,]*(?:in|bij|op|door|by|on|at)\s+", re.IGNORECASE)
_ON_THE_SITE = re.compile(r"^(?:the|de)\s+(?:web)?site\s+(?:of|van)\s+", re.IGNORECASE)
# An institute's own reports and posts are read "here" too.
_OWN_WORK = re.compile(
    r"\b(?:report|rapport|paper|study|studie|post|publicatie|blog)\b", re.IGNORECASE
)
# "verscheen in 1912 in kleine oplage en is nooit herdrukt": a sentence about something else.
_RUNS_ON = re.compile(
    r"^(?:1[5-9]|20)\d\d\b|^\d+$|\s(?:is|was|werd|wordt|are|were|has|had|heeft|hebben|zijn)\s"
)
_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"[’']s?\s")
_OPENING = 20  # characters, more than the longest opening has
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
    bare = phrase.strip("–—-»>→*_ ")
    if bare[:1] in "([" and bare[-1:] in ")]":
        bare = bare[1:-1].strip()
    bare = REMARK.sub("", bare)
    wording = OPENERS.get(_first_word(bare))
    if wording is None and NAMED_WORK.match(bare) is None:
        return None
    if SIGNS.isdisjoint(_WORD.findall(bare.lower())):
        return None
    wording = wording or WORK
    label = LABELLED.fullmatch(bare)
    free = wording.linked if links else wording.unlinked
    match = label or _match(wording.any, bare) or _match(free, bare)
    if match is None:
        return None
    outlet = _outlet(match.groupdict().get("outlet"), links)
    url = next(filter(None, (site.document.resolve(link.href) for link in links)), None)
    if outlet is None:
        if url is None or host_of(url) == site.host or is_pdf(url) or _OWN_WORK.search(bare):
            return None
    elif (
        not _is_outlet(outlet, links)
        or outlet.casefold() in site.own_names
        or (url is not None and host_of(url) == site.host and _is_full_address(links))
    ):
        return None
    days = find_days(bare)
    return Source(name=outlet, url=url, phrase=phrase, date=days[-1][0] if days else None)


def _may_open(phrase: str) -> bool:
    """Whether a phrase begins as an attribution may: a test that most lines fail."""
    word = _first_word(phrase)
    if word in OPENERS or word in DETERMINERS or word in WORKS:
        return True
    return ("’" in phrase or "'" in phrase) and _POSSESSIVE.search(phrase) is not None


def _first_word(phrase: str) -> str:
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
    return Attribution(source=source, blocks=(block,)) if source else None


def _match(patterns: Iterable[re.Pattern[str]], phrase: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.fullmatch(phrase) for pattern in patterns)), None)


def _outlet(text: str | None, links: Sequence[BlockLink]) -> str | None:
    """Return the outlet a phrase names, without the date and the "here" around it."""
    if text is None:
        return None
    text = _CLOSING_HERE.sub("", text)
    days = find_days(text)
    if days:
        _, start, end = days[0]
        before = _BEFORE_DATE.sub("", text[:start])
        text = before if before.strip() else _LEADING_IN.sub("", text[end:])
    text = _ON_THE_SITE.sub("", text)
    text = text.strip(" ,;:.|–-»>→*")
    if text.count("(") != text.count(")"):
        text = text.strip("()")
    for link in links:
        # "in Trouw’s weekend edition": the link says where the name ends.
        if text.startswith(link.text) and text[len(link.text) :][:1] in (",", "’", "'", "("):
            text = link.text
    if not text or _HERE.fullmatch(text) or re.fullmatch(r"https?://\S+", text):
        return None
    return clean(text.strip("“”\"‘’'")) or None


def _is_outlet(name: str, links: Sequence[BlockLink]) -> bool:
    words = name.split()
    if len(words) > _MAX_OUTLET or _NOT_OUTLET.match(name) or re.search(r"[.!?;:]\s", name):
        return False
    if _RUNS_ON.search(name):
        return False
    if re.search(r",\s*(?:which|who|that|die|dat|and|en|met|with)\b", name):
        return False
    has_capital = any(word[:1].isupper() or word[:1].isdigit() for word in words[:3])
    is_linked = any(link.text.strip(" .") == name for link in links)
    return has_capital or is_linked or bool(re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", name))


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
