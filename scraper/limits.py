"""What a page may be, so that reading it takes time and memory in step with its size.

An HTML parser that follows the standard takes time that grows with the square of nested blocks and
of one tag's attributes, and makes a copy of every open formatting element in each paragraph. So a
page is looked at before it is parsed: cheaply, and closer only where it holds that many tags.
"""

import re

from scraper.errors import MalformedDocument

MAX_BYTES = 20_000_000  # the largest of a thousand news pages has 1.5 million
MAX_TAGS = 400_000  # opening and closing ones; a node takes some 200 bytes of memory
MAX_READ_TAGS = 50_000  # for what reads blocks; the largest of a thousand news pages has 19,000
MAX_DEPTH = 5_000  # nested blocks: browsers stop at 512, the parser at nothing
MAX_ATTRIBUTES = 2_000  # of one tag
MAX_OPTIONS = 6_000  # of all select elements: the parser's time grows with their square
MAX_COPIES = 300_000  # of formatting elements, for paragraphs that begin while they are open

MAX_STEPS = 100_000_000  # over what is open, for each tag: the parser takes 4 ns for one

# What is worth a closer look, which costs three parses; one page in a hundred has it.
_FEW_TAGS = 2_000
_MANY_COPIES = 1_000_000  # formatting tags times tags: the most that could be made
_STRIDE = 16_384
_DEEP_TAGS = 16_000  # the parser nests so many in half a second
# A little more than is meant, which costs half of an exact alternation.
_FORMATTING = re.compile(rb"<(?:[bBiIuUsS][\s>/]|[eEtTfFcCbBsS][mMtToOiI][\s>nNdDgGaArR])")
_OPTION = re.compile(rb"<[oO][pP][tT][iI][oO][nN]\b")
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ATTRIBUTE = re.compile(rb"""[^\s"'>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?""")
_TAG_START = re.compile(rb"<[a-zA-Z][a-zA-Z0-9:-]*[\s/]")
_FORMATTING_NAMES = frozenset(
    (b"b", b"i", b"u", b"s", b"em", b"tt", b"font", b"code", b"big", b"small", b"strike", b"strong")
)
_INLINE_NAMES = _FORMATTING_NAMES | {b"a", b"span", b"label", b"nobr"}
# Void, or closed by the next of their kind.
_FLAT_NAMES = frozenset(
    (
        *(b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta"),
        *(b"source", b"track", b"wbr", b"param", b"p", b"li", b"dt", b"dd", b"option", b"tr"),
        *(b"td", b"th", b"tbody", b"thead", b"tfoot", b"path"),
    )
)


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
    if tags > _FEW_TAGS:
        formatting = len(_FORMATTING.findall(markup))
        if tags > _DEEP_TAGS or formatting * tags > _MANY_COPIES:
            _check_nesting(markup, url)
    if tags > MAX_OPTIONS and len(_OPTION.findall(markup)) > MAX_OPTIONS:
        raise MalformedDocument(url, f"more than {MAX_OPTIONS:,} options to choose from")
    if len(markup) > _STRIDE:
        _check_attributes(markup, url)
    return tags


def _check_nesting(markup: bytes, url: str) -> None:
    """Follow what is open: blocks, inline elements, and formatting that has to be copied."""
    opened: dict[bytes, int] = {}
    depth = inline = formatting = copies = steps = 0
    for close, name in _TAG.findall(markup):
        name = name.lower()
        is_inline = name in _INLINE_NAMES
        if name not in _FLAT_NAMES and (not close or opened.get(name)):
            change = -1 if close else 1
            opened[name] = opened.get(name, 0) + change
            formatting += change if name in _FORMATTING_NAMES else 0
            inline += change if is_inline else 0
            depth += 0 if is_inline else change
        if not is_inline:
            copies += formatting
            steps += depth + inline
        if depth > MAX_DEPTH or steps > MAX_STEPS:
            raise MalformedDocument(url, f"more than {MAX_DEPTH:,} elements in one another")
        if copies > MAX_COPIES:
            raise MalformedDocument(url, "formatting left open over too many paragraphs")


def _check_attributes(markup: bytes, url: str) -> None:
    """Count the attributes of each tag that is longer than two strides."""
    was_gap = False
    for place in range(0, len(markup), _STRIDE):
        is_gap = markup.find(b"<", place, place + _STRIDE) < 0
        if is_gap and not was_gap:
            start = markup.rfind(b"<", 0, place)
            if start >= 0 and _TAG_START.match(markup, start) and not _in_script(markup, start):
                _check_tag(markup, start, url)
        was_gap = is_gap


def _check_tag(markup: bytes, start: int, url: str) -> None:
    count, end = 0, start + 1
    for found in _ATTRIBUTE.finditer(markup, start + 1):
        if b">" in markup[end : found.start()]:
            return
        count, end = count + 1, found.end()
        if count > MAX_ATTRIBUTES:
            raise MalformedDocument(url, f"a tag of more than {MAX_ATTRIBUTES:,} attributes")


def _in_script(markup: bytes, place: int) -> bool:
    return markup.rfind(b"<script", 0, place) > markup.rfind(b"</script", 0, place)
