"""The picture credit: a line of the text, a caption, or an element made for it."""

import re
from collections.abc import Iterable

from scraper.extract.text import clean

_KIND = (
    r"(?:(?:header|cover|featured|main|hero|stock|omslag|head)[\s-]?)?(?:photo(?:graph|graphy|graphs)?s?"
    r"|pictures?|images?|foto(?:[’']?s|grafie)?|beeld|afbeelding|illustrati(?:on|e)|visual)"
)
_WITH_COLON = (
    rf"(?:{_KIND}\s*(?:credits?|source|bron|by|door|via|copyright|courtesy)?"
    r"|(?:image|photo|foto)?credits?|fotobron)\s*[:|]\s*"
)
_WITH_BY = rf"{_KIND}\s+(?:credits?\s+)?(?:by|door|courtesy\s+of|via|©)\s+"
_LABEL = rf"(?:{_WITH_COLON}(?:©\s*)?(?:(?:by|door)\s+)?|{_WITH_BY}|©\s*(?!\s))"
_LINE = re.compile(rf"[\[(]?\s*{_LABEL}(?P<credit>[^\s].{{0,160}})", re.IGNORECASE)
_IN_CAPTION = re.compile(rf"(?:^|[\s(\[.|–—-]){_LABEL}(?P<credit>[^\s].*)", re.IGNORECASE)
# How a line with a credit begins, lower case: a cheap test before the pattern.
_STARTS = (
    *("photo", "foto", "beeld", "image", "picture", "credit", "afbeeld", "illustrat", "visual"),
    *("header", "cover", "featured", "main ", "hero", "stock", "omslag", "head", "©", "(", "["),
)
_YEAR_NOTICE = re.compile(r"^(?:19|20)\d\d\b")


def credit_of_line(text: str) -> str | None:
    """Return the credit where a line of text is nothing else, without its label."""
    if len(text) > 220 or not text[:10].lower().startswith(_STARTS):
        return None
    match = _LINE.fullmatch(text)
    return _tidy(match["credit"]) if match else None


def credit_of_lines(texts: Iterable[str]) -> str | None:
    """Return the first credit among lines of text."""
    return next(filter(None, map(credit_of_line, texts)), None)


def credit_in_caption(text: str) -> str | None:
    """Return the credit a caption holds, wherever it stands in it."""
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
