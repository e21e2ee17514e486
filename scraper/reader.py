"""Read one page: bytes in, its links and what it says out. Pure, so that workers can do it."""

from collections.abc import Mapping
from dataclasses import dataclass

from scraper.discover.listing import PageLinks, read_links
from scraper.document import parse_document
from scraper.errors import MalformedDocument
from scraper.explanation import Explanation
from scraper.extract import extract_document
from scraper.profile import SiteProfile, profile_for
from scraper.records import Extraction
from scraper.sameness import text_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The links of a page and what it says; no extraction where the page could not be read.

    `text_digest` stands for its text as in `sameness`, None where there is none.
    """

    links: PageLinks
    extraction: Extraction | None
    profile: str
    text_digest: str | None = None


def read_page(
    body: bytes,
    url: str,
    content_type: str | None,
    profile: SiteProfile | None,
    is_listing: bool = False,  # positional: worker processes are called so
    leads_on: bool = True,
) -> Reading:
    """Parse a page once, read its links, then what it says; of a listing its links alone.

    Of one that is not to lead on only the links in its head are read. A page that no parser takes
    has no links and says nothing: its bytes are kept all the same.
    """
    try:
        document = parse_document(body, url=url, content_type=content_type)
    except MalformedDocument:
        return Reading(links=PageLinks(), extraction=None, profile="")
    links = read_links(document, only_head=not leads_on)
    chosen = profile or profile_for(document)
    if is_listing:
        return Reading(links=links, extraction=None, profile=chosen.name)
    try:
        extraction = extract_document(document, profile=chosen)
    except MalformedDocument:
        return Reading(links=links, extraction=None, profile=chosen.name)
    return Reading(
        links=links,
        extraction=extraction,
        profile=chosen.name,
        text_digest=text_digest(extraction.article),
    )


def read_article(
    body: bytes | str,
    url: str,
    content_type: str | None,
    profile: SiteProfile | None,
    *,
    typed: bool = False,
) -> Extraction:
    """Parse a page and read what it says, with the profile given or the one that fits.

    With `typed` the body's blocks come with their kinds.

    Raises:
        MalformedDocument: No parser takes the page.
    """
    document = parse_document(body, url=url, content_type=content_type)
    return extract_document(document, profile=profile, typed=typed)


def explain_article(
    body: bytes | str, url: str, content_type: str | None, profile: SiteProfile | None
) -> tuple[Extraction, Mapping[str, Explanation]]:
    """Read a page as `read_article` does, and explain each field of its article.

    Raises:
        MalformedDocument: No parser takes the page.
    """
    document = parse_document(body, url=url, content_type=content_type)
    from scraper.extract.explain import explain_extraction  # a crawl never explains

    extraction = extract_document(document, profile=profile)
    return extraction, explain_extraction(document, extraction)
