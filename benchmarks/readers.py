"""Ours and each peer behind one call: page and address in, plain fields out. Peers load late."""

import logging
from collections.abc import Callable
from typing import Any

Reader = Callable[[str, str], dict[str, Any]]

_BLOCKS = frozenset(
    (
        *("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"),
        *("section", "article", "table", "tr", "td", "th", "br", "figure", "figcaption", "dt"),
        "dd",
    )
)


def ours() -> Reader:
    """Return this project's reader: the whole record, parse included."""
    from scraper.extract import extract

    def read(page: str, url: str) -> dict[str, Any]:
        article = extract(page, url)
        return {
            "title": article.title,
            "date": article.published,
            "authors": list(article.authors) or [person.name for person in article.experts],
            "body": "\n".join(article.body),
        }

    return read


def trafilatura() -> Reader:
    """Return trafilatura with metadata and without comments, which no label holds."""
    from trafilatura import bare_extraction

    def read(page: str, url: str) -> dict[str, Any]:
        found = bare_extraction(page, url=url or None, include_comments=False, with_metadata=True)
        if found is None:
            return {}
        return {
            "title": found.title,
            "date": found.date,
            "authors": (found.author or "").split(";"),
            "body": found.text,
        }

    return read


def resiliparse() -> Reader:
    """Return resiliparse's main content; it knows the title element and no day or author."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def read(page: str, url: str) -> dict[str, Any]:
        tree = HTMLTree.parse(page)
        body = extract_plain_text(
            tree, main_content=True, alt_texts=False, list_bullets=False, comments=False
        )
        return {"title": tree.title, "body": body}

    return read


def readability() -> Reader:
    """Return readability-lxml: title and summary, whose text is read block by block."""
    import lxml.html
    from readability import Document

    def read(page: str, url: str) -> dict[str, Any]:
        document = Document(page, url=url or None)
        return {
            "title": document.short_title(),
            "authors": document.author(),
            "body": _text_of(lxml.html.fromstring(document.summary(html_partial=True))),
        }

    return read


def newspaper() -> Reader:
    """Return newspaper4k without its downloads."""
    from newspaper import Article

    def read(page: str, url: str) -> dict[str, Any]:
        article = Article(url or "https://example.org/a", fetch_images=False)
        article.download(input_html=page)
        article.parse()
        return {
            "title": article.title,
            "date": str(article.publish_date or ""),
            "authors": article.authors,
            "body": article.text,
        }

    return read


def _text_of(root: Any) -> str:
    pieces: list[str] = []
    for event, element in _events(root):
        is_block = element.tag in _BLOCKS
        if event == "start":
            pieces.append(("\n" if is_block else "") + (element.text or ""))
        else:
            pieces.append(("\n" if is_block else "") + (element.tail or ""))
    return "".join(pieces)


def _events(root: Any) -> Any:
    from lxml.etree import iterwalk

    return iterwalk(root, events=("start", "end"))


READERS: dict[str, Callable[[], Reader]] = {
    "ours": ours,
    "trafilatura": trafilatura,
    "resiliparse": resiliparse,
    "readability-lxml": readability,
    "newspaper4k": newspaper,
}


def open_reader(name: str) -> Reader:
    """Return a reader by name, its library loaded and silent."""
    logging.disable(logging.CRITICAL)
    return READERS[name]()
