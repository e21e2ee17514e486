"""What a page may be, so that reading it takes time and memory in step with its size.

An HTML parser that follows the standard takes time that grows with the square of nested blocks and
of one tag's attributes, and makes a copy of every open formatting element in each paragraph. So a
page is looked at before it is parsed: cheaply, and closer only where it holds that many tags.
"""

import re

from scraper.errors import MalformedDocument
from scraper.nesting import ATTRIBUTES, depths

MAX_BYTES = 20_000_000  # the largest of a thousand news pages has 1.5 million
MAX_TAGS = 400_000  # opening and closing ones; a node takes some 200 bytes of memory
MAX_READ_TAGS = 50_000  # for what reads blocks; the largest of a thousand news pages has 19,000
MAX_DEPTH = 5_000  # nested blocks: browsers stop at 512, the parser at nothing
MAX_ATTRIBUTES = 2_000  # of one tag
MAX_OPTIONS = 6_000  # of all select elements: the parser's time grows with their square
MAX_STEPS = 40_000_000  # over what is open, for each tag: a look through each takes 20 ns for one

# What is worth a closer look, which costs some parses; one page in a thousand has it.
_FEW_TAGS = 1_200  # half of them formatting, the other half paragraphs: 360,000 copies
_MANY_COPIES = 300_000  # formatting left open times tags: the most that could be made
_MANY_JOINS = 2_000_000_000  # such tags times bytes: a quarter is the most that could be copied
_STRIDE = 16_384
_DEEP_TAGS = 12_000  # half of them opened, the other half inside: fewer steps than are allowed
# Formatting that is not closed right behind its text, which one tag of it in four is not; nothing
# the pattern takes for a closing tag is anything else to the parser. A little more than the names
# meant, which costs less than an exact alternation.
_LEFT_OPEN = re.compile(
    rb"<([bBiIuUsS](?=[\s>/])|[eEtTfFcCbBsSnN][mMtToOiI]"
    rb"(?:[rR][oOiI][nNkK][gGeE]|[nNdDaA][tTeElL][lL]?|[bB][rR]|[gG]?)(?=[\s>/]))"
    rb"""(?!(?:\s+[a-zA-Z-]+=(?:"[^"<>]*"|'[^'<>]*'))*\s*>[^<]*</\1>)"""
)
_FORMATTING = re.compile(
    rb"<(/?)(?:[bius]|em|tt|font|code|big|small|strike|strong|nobr)(?=[\s>/])", re.IGNORECASE
)
# What the parser passes over in some places: it then copies the text before to join it to that
# behind, and keeps both.
_JOINING = re.compile(
    rb"<(?:(?:html|body|head|form|frame(?:set)?|caption|col|colgroup|t(?:body|head|foot|[dhr]))[\s/]"
    rb"|!doctype)" + ATTRIBUTES,
    re.IGNORECASE,
)
_CLOSING = re.compile(rb"<(/[a-zA-Z][^\s/>]*+)[\s/]" + ATTRIBUTES)
_MAYBE_JOINING = re.compile(
    rb"<(?:/[a-zA-Z][^\s/>]*+[^>]|[hHbBfFcCtT](?:[tTeErRoOaAhHdDbBfF][a-zA-Z]*+)[\s/]|![dD])"
)
# Text that stands in a table and in none of its cells, or may do: the parser moves it before the
# table, and joins all of it there in the same way.
_MAYBE_MOVED = re.compile(
    rb"(<(?:(?:table|tbody|thead|tfoot|tr|input|html|head|body|form|frame|col|!--)[^<>]*+"
    rb"|/(?:table|tbody|thead|tfoot|t[rdh]|caption|script|style|template)[^<>]*+)>)(?=\s*[^\s<])",
    re.IGNORECASE,
)
_OPTION = re.compile(rb"<[oO][pP][tT][iI][oO][nN]\b")
_ATTRIBUTE = re.compile(rb"""[^\s"'>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?""")
_TAG_START = re.compile(rb"<[a-zA-Z][a-zA-Z0-9:-]*[\s/]")


def check_size(body: bytes | str, url: str) -> None:
    """Refuse what is too long to decode.

    Raises:
        MalformedDocument: It has more than `MAX_BYTES` bytes or characters.
    """
    if len(body) > MAX_BYTES:
        raise MalformedDocument(url, f"{len(body):,} bytes, at most {MAX_BYTES:,} are read")


def check_limits(markup: bytes, url: str) -> int:
    """Return the number of tags of a page that can be parsed at a cost in step with its size.

    Raises:
        MalformedDocument: The page passes one of the limits above.
    """
    check_size(markup, url)
    tags = markup.count(b"<")
    if tags > MAX_TAGS:
        raise MalformedDocument(url, f"{tags:,} tags, at most {MAX_TAGS:,} are parsed")
    if tags > _DEEP_TAGS:
        _check_nesting(markup, url)
    if tags > MAX_OPTIONS and len(_OPTION.findall(markup)) > MAX_OPTIONS:
        raise MalformedDocument(url, f"more than {MAX_OPTIONS:,} options to choose from")
    if len(markup) > _STRIDE:
        _check_attributes(markup, url)
    return tags


def without_copies(markup: bytes, tags: int) -> bytes:
    """Return a page of which the parser need not copy more than there is of the largest page.

    Formatting that is left open is copied into each paragraph: where that is too much, all of it
    becomes spans. Text on both sides of a tag that is passed over is copied to join it: where that
    could be too much, a comment keeps it apart, and in a table, where comments stay inside, a wbr:
    one that closes itself, as in a picture all else would be in it. Closing tags lose their
    attributes. All other pages come back as they are.
    """
    if tags > _FEW_TAGS and len(_LEFT_OPEN.findall(markup)) * tags > _MANY_COPIES:
        markup = _FORMATTING.sub(rb"<\1span", markup)
    size = len(markup)
    if tags * size <= _MANY_JOINS:
        return markup
    if len(_MAYBE_MOVED.findall(markup)) * size > _MANY_JOINS:
        markup = _MAYBE_MOVED.sub(rb"\1<wbr/>", markup)
    if len(_MAYBE_JOINING.findall(markup)) * size > _MANY_JOINS:
        markup = _CLOSING.sub(rb"<\1>", _JOINING.sub(rb"\g<0><!---->", markup))
    return markup


def _check_nesting(markup: bytes, url: str) -> None:
    steps = 0
    for depth in depths(markup):
        steps += depth
        if depth > MAX_DEPTH:
            raise MalformedDocument(url, f"more than {MAX_DEPTH:,} elements in one another")
        if steps > MAX_STEPS:
            raise MalformedDocument(url, "elements too deep in one another for their number")


def _check_attributes(markup: bytes, url: str) -> None:
    """Count the attributes of each tag that is longer than two strides."""
    was_gap = False
    for place in range(0, len(markup), _STRIDE):
        is_gap = markup.find(b"<", place, place + _STRIDE) < 0
        if is_gap and not was_gap:
            start = markup.rfind(b"<", 0, place)
            is_tag = start >= 0 and _TAG_START.match(markup, start)
            if is_tag and _has_many(markup, start) and not _in_script(markup, start):
                raise MalformedDocument(url, f"a tag of more than {MAX_ATTRIBUTES:,} attributes")
        was_gap = is_gap


def _has_many(markup: bytes, start: int) -> bool:
    """Whether a tag, or what looks like one, has more attributes than a tag may have."""
    count, end = 0, start + 1
    for found in _ATTRIBUTE.finditer(markup, start + 1):
        if b">" in markup[end : found.start()]:
            return False
        count, end = count + 1, found.end()
        if count > MAX_ATTRIBUTES:
            return True
    return False


def _in_script(markup: bytes, place: int) -> bool:
    return markup.rfind(b"<script", 0, place) > markup.rfind(b"</script", 0, place)
