"""Bytes to text: which encoding a page is in. Nothing here knows HTML beyond its charset metas."""

import codecs
import re

import webencodings

PRESCAN_BYTES = (
    1024  # HTML Standard, "prescan a byte stream": a meta later than this does not count
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"""<meta\b[^>]*?charset\s*=\s*["']?\s*([A-Za-z0-9_.:+-]+)""", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:+-]+)""", re.IGNORECASE)


def detect_encoding(body: bytes, *, content_type: str | None = None) -> str:
    """Name the encoding of a page, as a WHATWG encoding name.

    Args:
        body: The page as received, after content decoding.
        content_type: The HTTP header's value, or None.

    Returns:
        The first of: byte order mark, HTTP charset, meta in the first 1,024 bytes, UTF-8 where the
        bytes are valid UTF-8, windows-1252. Labels that name no encoding are passed over, and so is
        windows-1252 (ISO 8859-1 is another name of it) where the bytes are valid UTF-8.

    Source: HTML Standard, 13.2.3.2 "Determining the character encoding".
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name
    declared = _encoding_name(_header_label(content_type)) or _meta_encoding(body)
    if declared == "windows-1252" and not body.isascii() and _is_utf8(body):
        return "utf-8"  # no text in windows-1252 is that by chance; old templates say so of any
    if declared:
        return declared
    return "utf-8" if _is_utf8(body) else "windows-1252"


def to_utf8(body: bytes, *, content_type: str | None = None) -> tuple[bytes, str]:
    """Return the page as valid UTF-8 bytes without a mark, and the encoding it was in.

    Bytes that are wrong in their encoding become U+FFFD. No input raises.
    """
    encoding = detect_encoding(body, content_type=content_type)
    if encoding == "utf-8":
        body = body.removeprefix(codecs.BOM_UTF8)
        if _is_utf8(body):
            return body, encoding
    text, _ = webencodings.decode(body, webencodings.lookup(encoding), errors="replace")
    return text.encode("utf-8", "replace"), encoding


def text_to_utf8(text: str) -> bytes:
    """Return the text as UTF-8; half a surrogate pair becomes U+FFFD, a split pair is joined."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return joined.encode("utf-8")


def _header_label(content_type: str | None) -> str | None:
    found = _HEADER_CHARSET.search(content_type or "")
    return found[1] if found else None


def _meta_encoding(body: bytes) -> str | None:
    found = _META.search(_COMMENT.sub(b"", body[:PRESCAN_BYTES]))
    name = _encoding_name(found[1].decode("ascii")) if found else None
    # A page whose meta could be read as ASCII is not in UTF-16, whatever the meta says.
    return "utf-8" if name in ("utf-16le", "utf-16be") else name


def _encoding_name(label: str | None) -> str | None:
    encoding = webencodings.lookup(label) if label else None
    return None if encoding is None or encoding.name == "replacement" else str(encoding.name)


def _is_utf8(body: bytes) -> bool:
    if body.isascii():
        return True
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
