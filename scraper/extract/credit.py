"""The picture credit: a line of the text, a caption, or an element made for it."""

import re
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborNode

from scraper.extract.found import Found
from scraper.extract.text import Block, clean, describe, node_text

IN_TEXT = "line of the text"
_KIND = (
    r"(?:(?:header|cover|featured|main|hero|stock|omslag|head)[\s-]?)?(?:photo(?:graph|graphy|graphs)?s?"
    r"|pictures?|images?|foto(?:[’']?s|gra[fp]h?[ií]a|grafie)?|beeld|afbeelding|illustrati(?:on|e)|visual"
    r"|bild(?:er)?|imagen|immagine|imagem)"
)
_WITH_COLON = (
    rf"(?:{_KIND}\s*(?:credits?|source|bron|by|door|via|copyright|courtesy)?"
    r"|(?:image|photo|foto)?credits?|fotobron|(?:bild|foto)(?:quelle|nachweis|credit|rechte)s?"
    r"|crédits?(?:\s+(?:de\s+(?:la\s+)?)?(?:photos?|images?|foto|imagen))?|créditos?(?:\s+(?:da\s+|de\s+(?:la\s+)?)?(?:foto|imagen|imagem))?"
    r"|credito(?:\s+(?:fotografico|foto))?)\s*[:|]\s*"
)
_WITH_BY = rf"{_KIND}\s+(?:credits?\s+)?(?:by|door|courtesy\s+of|via|©)\s+"
_LABEL = rf"(?:{_WITH_COLON}(?:©\s*)?(?:(?:by|door)\s+)?|{_WITH_BY}|©\s*(?!\s))"
_LINE = re.compile(rf"[\[(]?\s*{_LABEL}(?P<credit>[^\s].{{0,160}})", re.IGNORECASE)
_IN_CAPTION = re.compile(rf"(?:^|[\s(\[.|–—-]){_LABEL}(?P<credit>[^\s].*)", re.IGNORECASE)
# One of these is in every label, lower case: a cheap test before the pattern.
_STEMS = (
    *("©", "photo", "foto", "picture", "image", "beeld", "afbeelding", "illustrati", "visual"),
    *("credit", "crédit", "bild", "imagen", "immagine", "imagem"),
)
# How a line with a credit begins, lower case: a cheap test before the pattern.
_STARTS = (
    *("photo", "foto", "beeld", "image", "picture", "credit", "afbeeld", "illustrat", "visual"),
    *("header", "cover", "featured", "main ", "hero", "stock", "omslag", "head", "©", "(", "["),
    *("crédit", "bild", "imagen", "immagine", "imagem"),
)
_FRONTS = frozenset(start[:4] for start in _STARTS)
_MARKS = frozenset("©([<")  # the markup of a noscript may stand before a credit
_INITIALS = frozenset("".join(start[0] + start[0].upper() for start in _STARTS))
_LONGEST = 220  # characters of a line with a credit and nothing else
_YEAR_NOTICE = re.compile(r"^(?:19|20)\d\d\b")


def credit_of_line(text: str) -> str | None:
    """Return the credit where a line of text is nothing else, without its label."""
    if len(text) > _LONGEST or not text[:10].lower().startswith(_STARTS):
        return None
    match = _LINE.fullmatch(text)
    return _tidy(match["credit"]) if match else None


def credit_of_paragraphs(nodes: Iterable[LexborNode]) -> str | None:
    """Return the first credit among paragraphs that hold nothing else."""
    for node in nodes:
        text = node.text().lstrip()
        if (text[:4].lower() in _FRONTS or text[:1] in _MARKS) and (
            credit := credit_of_line(node_text(node))
        ):
            return credit
    return None


def credits_of_text(
    blocks: Sequence[Block], behind: Sequence[Block]
) -> tuple[dict[int, str], Found | None]:
    """Return the credits among the lines of a text by their places, and the one that counts.

    That is the last in the text, else the first of the lines right behind it.
    """
    credits = credits_by_place([block.text for block in blocks])
    for place in reversed(credits):
        return credits, _found(credits[place], IN_TEXT, blocks[place])
    for place, credit in credits_by_place([block.text for block in behind]).items():
        return credits, _found(credit, "line behind the text", behind[place])
    return credits, None


def _found(credit: str, rule: str, block: Block) -> Found:
    return Found(value=credit, rule=rule, place=describe(block.node))


def credits_by_place(texts: Sequence[str]) -> dict[int, str]:
    """Return the credits among lines of text by their places."""
    found = {}
    for place, text in enumerate(texts):
        # Of the many lines of a text nearly all fail here.
        if text[:1] in _INITIALS and len(text) <= _LONGEST and (credit := credit_of_line(text)):
            found[place] = credit
    return found


def credit_in_caption(text: str) -> str | None:
    """Return the credit a caption holds, wherever it stands in it."""
    if not any(map(text.lower().__contains__, _STEMS)):
        return None
    found = _IN_CAPTION.search(text)
    return _tidy(found["credit"]) if found else None


def credit_of_element(text: str) -> str | None:
    """Return the text of an element made for credits, without a label."""
    return credit_of_line(text) or credit_in_caption(text) or _tidy(text)


def _tidy(text: str) -> str | None:
    bare = clean(text).lstrip("© ")
    while bare[:1] in "([" and bare[-1:] in ")]" and bare:
        bare = bare[1:-1].strip()
    for opening, closing in ("()", "[]"):
        if bare.endswith(closing) and bare.count(closing) > bare.count(opening):
            bare = bare[:-1].rstrip()
    bare = bare.removesuffix(".").strip()
    return None if not bare or _YEAR_NOTICE.match(bare) else bare
