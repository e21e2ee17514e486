"""Bytes as a tree, within the limits that the extractor keeps to as well."""

from scraper.document import Document, parse_document
from scraper.errors import MalformedDocument


def open_page(
    body: bytes, *, url: str, content_type: str | None, is_whole: bool = False
) -> Document | None:
    """Return a kept page as a tree, or None where it passes a limit or the parser refuses it.

    The bytes are decoded by the rules of the standard (byte order mark, header, meta), so that no
    other reader of them sees another page. With `is_whole` the tree has the style sheets too.
    """
    try:
        return parse_document(body, url=url, content_type=content_type, is_whole=is_whole)
    except MalformedDocument:
        return None
