"""Limits on what a site can make without end: nests, calendars, facets, sessions in paths.

A page is judged when its turn comes. Patterns of addresses that lead to pages worth nothing are
closed after a handful; one that leads to an article is never closed. Sitemaps, feeds, lists and
the operator vouch for what they name, so only links found in the text of pages are counted.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from scraper.records import FoundBy, Page, PageKind
from scraper.urls import path_of, query_names

MAX_URL_LENGTH = 1000
MAX_DEPTH = 60
MAX_QUERY_NAMES = 3
_MAX_SAME_SEGMENT = 3
# A handful for shapes that repeat by number or by nesting; more where each address is a word of
# its own, as with the pages that stand beside articles at the root of a WordPress site.
_BARREN_LIMIT = 5
_BARREN_LIMIT_PLAIN = 60
_BARREN_LISTINGS_LIMIT = 100
_BARREN_DATES_LIMIT = 12
_HOST_LIMIT = 500
_DIGITS = re.compile(r"\d+")
_HEX = re.compile(r"(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,}", re.IGNORECASE)
_SORTING = frozenset({"sort", "sortby", "order", "orderby", "dir", "filter", "view", "limit"})
_CHECKED = (FoundBy.PAGE, FoundBy.PAGINATION, FoundBy.CANONICAL)


@dataclass(slots=True)
class _Pattern:
    asked: int = 0
    barren: int = 0
    refused: int = 0
    is_open: bool = False


@dataclass(slots=True)
class Traps:
    """The budgets of one host for one run."""

    _patterns: dict[str, _Pattern] = field(default_factory=dict)
    _barren: int = 0

    def verdict(self, page: Page) -> str | None:
        """Say why a page is not asked for, in a few words, or count it and return None."""
        if page.kind is PageKind.API:
            return None  # addresses of our own making
        shape = shape_fault(page.url)
        if shape is not None:
            return shape
        if page.depth > MAX_DEPTH:
            return f"more than {MAX_DEPTH} clicks from a seed"
        if page.found_by not in _CHECKED or page.fetched_at is not None:
            return None
        pattern = self._pattern(page)
        if not pattern.is_open:
            if _is_spent(pattern, _limit(page.url, page.kind)):
                pattern.refused += 1
                return f"{pattern.barren} pages of this shape held nothing new"
            if self._barren >= _HOST_LIMIT:
                return f"{_HOST_LIMIT} pages of this site held nothing new"
        pattern.asked += 1
        return None

    def is_closed(self, url: str, kind: PageKind) -> bool:
        """Say whether a link found in a page would be refused anyway, so need not be kept."""
        if shape_fault(url) is not None:
            return True
        pattern = self._patterns.get(pattern_of(url, kind))
        if pattern is None or pattern.is_open:
            return False
        # As many refused ones are kept, and so reported, as were asked for.
        return pattern.refused >= pattern.asked and _is_spent(pattern, _limit(url, kind))

    def came_back(self, page: Page, *, kind: PageKind, brought_new: bool) -> None:
        """Note what a page turned out to be."""
        pattern = self._pattern(page)
        if kind in (PageKind.ARTICLE, PageKind.PROFILE):
            pattern.is_open = True
        elif page.found_by in _CHECKED:
            if brought_new:
                pattern.asked = pattern.barren = 0
            else:
                pattern.barren += 1
                self._barren += kind is not PageKind.LISTING

    def _pattern(self, page: Page) -> _Pattern:
        return self._patterns.setdefault(pattern_of(page.url, page.kind), _Pattern())


def _is_spent(pattern: _Pattern, limit: int) -> bool:
    # Those in flight count once the first ones held nothing, or a fast crawl would overshoot.
    return pattern.barren >= limit or (pattern.barren >= 2 and pattern.asked >= limit)


def shape_fault(url: str) -> str | None:
    """Say what in the spelling of an address marks it as endless, or None."""
    if len(url) > MAX_URL_LENGTH:
        return f"address longer than {MAX_URL_LENGTH} characters"
    path, _, query = path_of(url).partition("?")
    segments = [part for part in path.split("/") if part]
    if len(segments) > 2 and len(set(segments)) < len(segments):
        if max(map(segments.count, segments)) >= _MAX_SAME_SEGMENT:
            return "a path segment repeats"
        half = len(segments) // 2
        if half >= 2 and segments[-half:] == segments[-2 * half : -half]:
            return "path segments repeat"
    if query:
        names = query_names(url)
        if len(names) > MAX_QUERY_NAMES:
            return f"more than {MAX_QUERY_NAMES} query parameters"
        if len(_SORTING.intersection(names)) > 1:
            return "a sorted or filtered view"
    return None


@lru_cache(maxsize=20_000)
def pattern_of(url: str, kind: PageKind) -> str:
    """Return the shape of an address: numbers, codes and slugs are blanked, nests collapsed.

    `/calendar/2024/05/` is `/calendar/0/0`; `/2021/01/04/a-title-7/loop/loop/` is
    `/0/0/0/*/loop`; lists are one family per first segment: `/tag/x/` is `list:tag`.
    """
    path, _, query = path_of(url).partition("?")
    segments = [part for part in path.split("/") if part]
    if kind is PageKind.LISTING and not query:
        family = segments[0] if len(segments) > 1 else ""
        deeper = "/" + _blanked(segments[-1]) if len(segments) > 2 else ""
        return "list:0" if family.isdigit() else f"list:{family}{deeper}"
    shape: list[str] = []
    for segment in segments:
        blank = _blanked(segment)
        if not shape or shape[-1] != blank or blank == "0":
            shape.append(blank)
    names = "?" + "&".join(sorted(set(query_names(url)))) if query else ""
    return "/" + "/".join(shape) + names


def _blanked(segment: str) -> str:
    if segment.isdigit():
        return "0"
    if "-" in segment or "%" in segment or len(segment) > 24 or _HEX.fullmatch(segment):
        return "*"
    return _DIGITS.sub("0", segment)


def _limit(url: str, kind: PageKind) -> int:
    pattern = pattern_of(url, kind)
    if pattern.startswith("list:"):
        if "/" in pattern:
            return _BARREN_LIMIT
        return _BARREN_DATES_LIMIT if pattern == "list:0" else _BARREN_LISTINGS_LIMIT
    nests = "*" in pattern and not pattern.endswith("*")
    is_plain = "0" not in pattern and "?" not in pattern and not nests
    return _BARREN_LIMIT_PLAIN if is_plain else _BARREN_LIMIT
