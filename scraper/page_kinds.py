"""What a document is by its type, its address and its content: a web page, a list, an article."""

from scraper.content import media_type
from scraper.fetch import Answer
from scraper.numbering import is_numbered_page
from scraper.records import Extraction, FoundBy, Page, PageKind
from scraper.scope import PathRules
from scraper.urls import is_root

_HTML_TYPES = ("text/html", "application/xhtml")


def page_kind(page: Page, extraction: Extraction | None, rules: PathRules) -> PageKind:
    """Say what a page is: the address decides for front and numbered pages, then its content."""
    if is_listing_address(page.url):
        return PageKind.LISTING
    kind = PageKind(extraction.article.kind.value) if extraction else PageKind.OTHER
    if kind in (PageKind.ARTICLE, PageKind.PROFILE):
        return kind
    return PageKind.LISTING if may_be_list(page, rules) else kind


def may_be_list(page: Page, rules: PathRules) -> bool:
    """Say whether a page is a list unless its content is that of an article."""
    is_seed = page.depth == 0 and page.found_by in (FoundBy.SEED, FoundBy.REDIRECT)
    is_known = page.kind is PageKind.LISTING or rules.kind_of(page.url) is PageKind.LISTING
    return is_seed or is_known or is_listing_address(page.url)


def is_listing_address(url: str) -> bool:
    """Say whether an address is that of a front page or of a numbered page of a list."""
    return is_root(url) or is_numbered_page(url)


def is_html(answer: Answer) -> bool:
    """Say whether an answer is a web page, by its type and, where that says little, its start."""
    kind = media_type(answer.content_type)
    if kind.startswith(_HTML_TYPES):
        return True
    head = answer.body[:1000].lstrip().lower()
    if kind and not kind.startswith(("text/plain", "application/octet-stream", "application/xml")):
        return False
    return head.startswith(b"<") and (b"<html" in head or b"<!doctype html" in head)
