"""Long styles and scripts, which nothing reads: taken out of a page before it is parsed."""

import re

_STRIDE = 4_096  # bytes without a "<" that are worth a look
# Where all that follows up to the next tag is silent; structured data and templates are read. No
# part of it passes a "<", so that no page makes it look further than it looks itself.
_OPENING = re.compile(
    rb"<(?:style|script(?![^<>]*(?i:json|html)))"
    rb"""(?:[\t\n\f\r ]+[a-zA-Z-]+(?:=(?:"[^"<]*"|'[^'<]*'|[\w./:-]+))?)*+[\t\n\f\r ]*>"""
)
_CLOSING = (b"</style>", b"</script>")


def without_silent(markup: bytes) -> bytes:
    """Return a page without the text of long styles and scripts in which no "<" stands.

    A quarter of the bytes of most pages is such text. Looking for any "<" from place to place
    passes over it many times faster than a search for a tag or a parser does.
    """
    pieces: list[bytes] = []
    done = place = 0
    while place < len(markup):
        if markup.find(b"<", place, place + _STRIDE) < 0:
            start, end = markup.rfind(b"<", done, place), markup.find(b"<", place + _STRIDE)
            if end < 0:
                break
            opened = _OPENING.match(markup, start) if start >= 0 else None
            if opened and markup.startswith(_CLOSING, end):
                pieces.append(markup[done : opened.end()])
                done = end
            place = end
        place += _STRIDE
    return b"".join((*pieces, markup[done:])) if pieces else markup
