"""What a page says, boiled down to a digest that noise leaves alone. Pure."""

import hashlib
import re
from collections.abc import Iterable

from scraper.records import Article, ArticleKind, Page

_DIGITS = re.compile(r"\d+")
_LENGTH = 32  # hex digits: 128 bits


def text_digest(article: Article) -> str | None:
    """Return a digest of what a page says, None where it says nothing.

    Nonces, menus and related entries are no part of a body. Of an article the text counts as it
    is; of any other page without its numbers: counters, prices and the date of today are no news.
    """
    text = "\n".join(" ".join(block.split()) for block in article.body).strip()
    if article.kind is not ArticleKind.ARTICLE:
        text = _DIGITS.sub("0", text)
    return _digest(text) if text else None


def entries_digest(urls: Iterable[str]) -> str | None:
    """Return a digest of what a list lists, in whatever order; None for an empty list."""
    text = "\n".join(sorted(urls))
    return _digest(text) if text else None


def is_changed(page: Page, text: str | None, digest: str) -> bool:
    """Say whether a page says something else than last time; without a text, whether its bytes."""
    if text is not None and page.text_digest is not None:
        return text != page.text_digest
    return digest != page.digest


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
