"""Bytes as a tree, within the limits that the extractor keeps to as well."""

from scraper.document import Document, parse_document
from scraper.errors import MalformedDocument

# As many as the extractor reads at most: no reading comes from a page with more, and to go through
# that many takes a third of a second.
_MOST_TAGS = 50_000


def open_page(
    body: bytes, *, url: str, content_type: str | None, is_whole: bool = False
) -> Document | None:
    """Return a kept page as a tree, or None where it is too large, too deep or no page at all.

    The bytes are decoded by the rules of the standard (byte order mark, header, meta), so that no
    other reader of them sees another page. With `is_whole` the tree has the style sheets too.
    """
    try:
        document = parse_document(body, url=url, content_type=content_type, is_whole=is_whole)
    except MalformedDocument:
        return None
    return document if document.tags <= _MOST_TAGS else None
