"""Seeded ways to spoil a page, each of a kind seen in the wild or worse. Pure: bytes in, bytes out.

The same seed and the same pages give the same bytes, so a find can be made again from its number.
"""

import random
import re
from collections.abc import Callable, Sequence

_TAG = re.compile(rb"</?([a-zA-Z][a-zA-Z0-9]*)[^>]*>")
_CLOSING = re.compile(rb"</([a-zA-Z][a-zA-Z0-9]*)\s*>")
_DIGITS = re.compile(rb"\d+")
_LD = re.compile(rb"(<script[^>]*ld\+json[^>]*>)(.*?)(</script>)", re.DOTALL | re.IGNORECASE)
_QUOTED = re.compile(rb'"[^"<>]{1,80}"')
_MAX_BYTES = 3_000_000

ENTITIES = (
    *(b"&", b"&#", b"&#x", b"&#0;", b"&#xD800;", b"&#xDFFF", b"&#x110000;", b"&#99999999999999;"),
    *(b"&amp", b"&amp;amp;lt;", b"&nbsp", b"&lt;p&gt;", b"&quot;>", b"&notin", b"&zwj;", b"&#13;"),
    *(b"&#xFEFF;", b"&#x202E;", b"&#128;", b"&#x1F468;&#x200D;&#x1F469;", b"&shy;" * 50),
)
TAGS = (
    *(b"div", b"p", b"table", b"td", b"li", b"ul", b"svg", b"math", b"select", b"option", b"form"),
    *(b"template", b"noscript", b"textarea", b"title", b"style", b"plaintext", b"frameset", b"a"),
    *(b"article", b"main", b"section", b"aside", b"nav", b"header", b"h1", b"h2", b"time", b"b"),
    *(b"button", b"iframe", b"figure", b"blockquote", b"pre", b"body", b"html", b"head", b"base"),
    *(b"object", b"video", b"dialog", b"details", b"ruby", b"foreignObject", b"xmp", b"br", b"hr"),
)
CLASSES = (
    *(b"caption", b"credit", b"byline", b"author", b"date", b"meta", b"kicker", b"related_title"),
    *(b"tags", b"share", b"comment", b"expert", b"wp-block-file", b"card", b"title", b"cookie"),
)
CHARSETS = (
    *("utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-7", "latin-1", "cp1252", "iso8859-15"),
    *("shift_jis", "gb18030", "koi8-r", "utf-8-sig", "cp037", "iso2022_jp"),
)
JSON_PARTS = (
    *(b"null", b"[]", b"{}", b"NaN", b"-Infinity", b"1e999", b"9" * 5000, b'"\\ud800"', b"[[[[[["),
    *(b'{"@id":"#a"}', b'{"@type":["Person",null,7],"name":[{"@value":"A B"}]}', b'""', b"true"),
    *(b'"2024-02-30T25:61:61+99:99"', b'"0000-00-00"', b'"99999-12-31"', b'"\\u0000"', b"[" * 9000),
)
VALUES = (
    *(b"", b" ", b"a" * 70_000, b"http://[", b"//", b"javascript:0", b"data:,x", b"%", b"\x00"),
    *(b"2024-13-45", b"-1", b"0000-00-00T00:00:00Z", b"9999-12-31T23:59:59-14:00", b"\xff\xfe"),
    *(b"12345678901234567890", b"https://example.org:99999/", b"http://xn--a/", b"&#xD800;"),
)

Mutation = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def mutate(number: int, pages: Sequence[bytes]) -> bytes:
    """Return the spoilt page of this number: one to six mutations of one of the pages."""
    # Nothing secret hangs on it, and it must come out the same on every machine.
    chance = random.Random(number)
    page = chance.choice(pages)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        page = chance.choice(MUTATIONS)(chance, page, pages)[:_MAX_BYTES]
    return page


def _span(chance: random.Random, page: bytes, longest: int = 20_000) -> tuple[int, int]:
    start = chance.randrange(len(page) + 1)
    return start, min(len(page), start + int(chance.random() ** 3 * longest))


def _cut_end(chance: random.Random, page: bytes, _: Sequence[bytes]) -> bytes:
    return page[: chance.randrange(len(page) + 1)]


def _cut_out(chance: random.Random, page: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(chance, page)
    return page[:start] + page[end:]


def _splice(chance: random.Random, page: bytes, pages: Sequence[bytes]) -> bytes:
    other = chance.choice(pages)
    start, end = _span(chance, other)
    at = chance.randrange(len(page) + 1)
    return page[:at] + other[start:end] + page[at:]


def _repeat(chance: random.Random, page: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(chance, page, 3_000)
    times = chance.choice((2, 10, 100, 1000))
    return page[:start] + page[start:end] * min(times, 400_000 // (end - start + 1)) + page[end:]


def _nest_boxes(chance: random.Random, page: bytes, _: Sequence[bytes]) -> bytes:
    """Nest one element with text of its own in each, as no `_nest` does."""
    tag, times = chance.choice(TAGS), chance.choice((5, 500, 2400, 4800))
    start, end = _span(chance, page, 200)
    opened = b'<%b class="%b">' % (tag, chance.choice(CLASSES))
    return page[:start] + (opened + page[start:end]) * times + page[end:]


def _leave_open(chance: random.Random, page: bytes, _: Sequence[bytes]) -> bytes:
    """Open formatting that differs and is never closed, before paragraphs without end."""
    tag = chance.choice((b"b", b"strong", b"FONT", b"nobr", b"a"))
    hidden = chance.choice((b"", b"<!--</%b>-->" % tag, b"<object></%b></object>" % tag))
    count, at = chance.choice((30, 200, 700)), chance.randrange(len(page) + 1)
    opened = b"".join(b"<%b id=%d>%b" % (tag, number, hidden) for number in range(count))
    return page[:at] + opened + b"<p>x" * chance.choice((50, 700, 5000)) + page[at:]


def _nest(chance: random.Random, page: bytes, _: Sequence[bytes]) -> bytes:
    tag, times = chance.choice(TAGS), chance.choice((1, 5, 50, 500, 5000))
    start, end = _span(chance, page)
    close = b"</" + tag + b">" if chance.random() < 0.6 else b""
    return (
        page[:start] + b"<" + (tag + b"><") * times + page[start:end] + close * times + page[end:]
    )


def _rename(chance: random.Random, page: bytes, _: Sequence[bytes]) -> bytes:
    tags = list(_TAG.finditer(page))
    if not tags:
        return page
    old, new = chance.choice(tags)[1], chance.choice(TAGS)
    return re.sub(rb"(</?)" + old + rb"\b", rb"\1" + new, page)


def _drop_closing(chance: random.Random, page: bytes, _: Sequence[bytes]) -> bytes:
    share = chance.choice((0.02, 0.3, 1.0))
    return _CLOSING.sub(lambda found: b"" if chance.random() < share else found[0], page)


def _inject(chance: random.Random, page: bytes, _: Sequence[bytes]) -> bytes:
    for _each in range(chance.choice((1, 5, 40))):
        at = chance.randrange(len(page) + 1)
        page = page[:at] + chance.choice(ENTITIES) + page[at:]
    return page


def _spoil_bytes(chance: random.Random, page: bytes, _: Sequence[bytes]) -> bytes:
    spoilt = bytearray(page)
    for _each in range(chance.choice((1, 10, 300)) if spoilt else 0):
        spoilt[chance.randrange(len(spoilt))] = chance.choice((0, 255, 60, chance.randrange(256)))
    return bytes(spoilt)


def _recode(chance: random.Random, page: bytes, _: Sequence[bytes]) -> bytes:
    text = page.decode("utf-8", "replace")
    coded = text.encode(chance.choice(CHARSETS), "replace")
    mark = chance.choice((b"", b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    return mark + coded


def _new_values(chance: random.Random, page: bytes, _: Sequence[bytes]) -> bytes:
    share = chance.choice((0.01, 0.1, 0.5))
    values = [chance.choice(VALUES) for _each in range(3)]
    return _QUOTED.sub(
        lambda found: b'"%b"' % chance.choice(values) if chance.random() < share else found[0], page
    )


def _new_numbers(chance: random.Random, page: bytes, _: Sequence[bytes]) -> bytes:
    share = chance.choice((0.02, 0.3))

    def other(found: re.Match[bytes]) -> bytes:
        if chance.random() > share:
            return found[0]
        if chance.random() < 0.05:
            return chance.choice((b"0" * 8, b"9" * 30, "²³".encode(), "٣٤".encode(), b""))
        return b"%0*d" % (len(found[0]), chance.randrange(10 ** min(len(found[0]), 9)))

    return _DIGITS.sub(other, page)


def _spoil_json(chance: random.Random, page: bytes, _: Sequence[bytes]) -> bytes:
    def other(found: re.Match[bytes]) -> bytes:
        inside = found[2]
        strings = list(_QUOTED.finditer(inside))
        for string in chance.sample(strings, min(len(strings), chance.choice((1, 3)))):
            inside = inside.replace(string[0], chance.choice(JSON_PARTS))
        return found[1] + inside + found[3]

    return _LD.sub(other, page, count=4)


MUTATIONS: tuple[Mutation, ...] = (
    *(_cut_end, _cut_out, _splice, _repeat, _nest, _rename, _drop_closing, _inject),
    *(_spoil_bytes, _recode, _new_values, _new_numbers, _spoil_json, _splice, _nest),
    *(_nest_boxes, _leave_open),
)
