"""From one page to one article: pure, no network, no clock; the same bytes give the same result.

The order of reading is in `reader.py`; a module beside it knows each kind of field.
"""

from scraper.document import Document, parse_document
from scraper.errors import MalformedDocument
from scraper.extract.reader import EXTRACTOR, PageReader
from scraper.limits import MAX_READ_TAGS
from scraper.profile import SiteProfile, profile_for
from scraper.records import Article, Extraction

__all__ = ["EXTRACTOR", "extract", "extract_document"]


def extract(
    html: bytes | str,
    url: str,
    *,
    content_type: str | None = None,
    profile: SiteProfile | None = None,
) -> Article:
    """Read the article of a page.

    Args:
        html: Bytes as received, or decoded text.
        url: Address the page was fetched from; relative addresses resolve against it.
        content_type: The HTTP header's value, for its charset.
        profile: The site's profile; picked by host and markup when None.

    Raises:
        MalformedDocument: The page passes a limit of `scraper.limits`, or the parser refuses it.
    """
    document = parse_document(html, url=url, content_type=content_type)
    return _reader(document, profile).read_article()


def extract_document(
    document: Document, *, profile: SiteProfile | None = None, typed: bool = False
) -> Extraction:
    """Read the article of a parsed page, with the evidence for every field.

    Consumes the document: what is no part of the article is taken out of its tree. With `typed`
    the body's blocks come with their kinds and links, which costs a look at each of them.

    Raises:
        MalformedDocument: The page holds more than `MAX_READ_TAGS` tags. Its links can be read.
    """
    return _reader(document, profile).read(typed=typed)


def _reader(document: Document, profile: SiteProfile | None) -> PageReader:
    if document.tags > MAX_READ_TAGS:
        why = f"{document.tags:,} tags, at most {MAX_READ_TAGS:,} are read"
        raise MalformedDocument(document.url, why)
    return PageReader(document, profile or profile_for(document))
