"""The numbers in the addresses of a list's pages: `/page/2/`, `?paged=2`, `?start=20`."""

import re
from collections.abc import Iterable

from scraper.urls import path_of

_PAGE = (
    r"(?:avia-element-paging|e-page-\w+|(?!per[_-]?page)(?:[\w-]*[_-])?paged?"
    r"|page(?:_?(?:no|num(?:ber)?|nr|index))|(?:current|cur)_?page|pagina|seite|sida|pg)"
)
_OFFSET = r"(?:start|offset|skip|limitstart|b_start(?::int)?|start_?(?:at|row|index))"
_NUMBER = re.compile(
    r"/(?:page|pagina|seite|sida|side|strona)[/-](\d{1,6})(?=/?(?:\?|$))/?"
    rf"|[?&]{_PAGE}=(\d{{1,6}})(?=&|$)|[?&]{_OFFSET}=(\d{{1,7}})(?=&|$)",
    re.IGNORECASE,
)
_SLASHES = re.compile("//+")


def is_numbered_page(url: str) -> bool:
    """Say whether this is a later page of a list (`/page/2/`, `?paged=2`, `?start=20`)."""
    path = path_of(url)
    # Most addresses are told apart by their end, for a third of what the pattern costs.
    if "?" not in path and not path.rstrip("/")[-1:].isdigit():
        return False
    return bool(_NUMBER.search(path))


def numbered_page(url: str) -> tuple[str, int | None]:
    """Return a list's address without its page number or offset, and that number, or None."""
    match = _NUMBER.search(url)
    if match is None:
        return _plain(url), None
    stem = url[: match.start()] + url[match.end() :]
    return _plain(stem), int(match[1] or match[2] or match[3])


def _plain(stem: str) -> str:
    """Return a stem in one spelling: `/news/&tag=x` and `/news/?tag=x` are one list."""
    if "?" not in stem:
        stem = stem.replace("&", "?", 1)
    path, mark, query = stem.partition("?")
    return path.rstrip("/") + mark + query


def _folded(stem: str) -> str:
    """Return a stem for comparison: of `/News` and `//news` a server mostly makes one list."""
    scheme, mark, rest = stem.lower().partition("://")
    return scheme + mark + _SLASHES.sub("/", rest)


def next_by_number(url: str, links: Iterable[str]) -> tuple[str, ...]:
    """Return the links to what comes next, where a list shows numbers only.

    The step of offsets is learnt from the links: the smallest that is larger. A list may count its
    pages from 0 or from 1: on its first page, which shows no number, both `1` and `2` may be next.
    """
    stem, here = numbered_page(url)
    stem = _folded(stem)
    following: dict[int, str] = {}
    for link in links:
        other, number = numbered_page(link)
        if number is not None and number > (here or 0) and _folded(other) == stem:
            following.setdefault(number, link)
    numbers = sorted(following)
    if here is None and numbers[:2] == [1, 2]:
        return following[1], following[2]
    return tuple(following[number] for number in numbers[:1])
