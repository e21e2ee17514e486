"""Limits on what a site can make without end: nests, calendars, facets, sessions in paths.

A page is judged when its turn comes. Patterns of addresses that lead to pages worth nothing are
closed after a handful; one that led to an article only where it repeats it. Sitemaps, feeds and the
operator vouch for what they name, so only links found in pages are counted; entries of lists get
the benefit of the doubt until thousands of them held nothing.
"""

from dataclasses import dataclass, field

from scraper.records import FoundBy, Page, PageKind
from scraper.shapes import facets_of, pattern_of, shape_fault

MAX_DEPTH = 60
# A handful for shapes that repeat by number or by nesting; more where each address is a word of
# its own, as with the pages that stand beside articles at the root of a WordPress site.
_BARREN_LIMIT = 5
_BARREN_LIMIT_PLAIN = 60
_BARREN_FACETS_LIMIT = 20
_BARREN_LISTINGS_LIMIT = 100
_BARREN_DATES_LIMIT = 12
# In a row, of a shape that led to an article once: one article under many addresses.
_REPEATS_LIMIT = 20
_HOST_LIMIT = 500
# A list without end names addresses never seen before on each of its pages.
_ENTRIES_LIMIT = 2_000
_REMEMBERED_TEXTS = 1_000
_FROM_LISTS = (FoundBy.LISTING, FoundBy.PAGINATION)
_CHECKED = (FoundBy.PAGE, FoundBy.PAGINATION, FoundBy.CANONICAL)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a page is not asked for; `family` names the trap, and is None where the page is alone."""

    why: str
    family: str | None = None


@dataclass(slots=True)
class _Pattern:
    asked: int = 0
    barren: int = 0
    refused: int = 0
    repeats: int = 0
    is_open: bool = False


@dataclass(slots=True)
class Traps:
    """The budgets of one host for one run."""

    _patterns: dict[str, _Pattern] = field(default_factory=dict)
    _facets: dict[str, int] = field(default_factory=dict)
    _texts: dict[int, int] = field(default_factory=dict)
    _barren: int = 0
    _barren_entries: int = 0

    def verdict(self, page: Page) -> Refusal | None:
        """Say why a page is not asked for, in a few words, or count it and return None."""
        if page.kind is PageKind.API:
            return None  # addresses of our own making
        shape = shape_fault(page.url)
        if shape is not None:
            return Refusal(shape, shape)
        if page.depth > MAX_DEPTH:
            return Refusal(f"more than {MAX_DEPTH} clicks from a seed", "depth")
        if page.fetched_at is not None:
            return None
        if page.found_by in _FROM_LISTS and self._barren_entries >= _ENTRIES_LIMIT:
            why = f"{_ENTRIES_LIMIT} entries of lists in a row held nothing new"
            return Refusal(why, "lists without end")
        if page.found_by not in _CHECKED:
            return None
        pattern = self._pattern(page)
        refusal = self._spent(page, pattern)
        if refusal is not None:
            pattern.refused += 1
            return refusal
        pattern.asked += 1
        return None

    def _spent(self, page: Page, pattern: _Pattern) -> Refusal | None:
        """Say which budget that a page would be taken from is used up."""
        if pattern.repeats >= _REPEATS_LIMIT:
            why = f"{pattern.repeats} pages of this shape in a row had a text known already"
            return Refusal(why, pattern_of(page.url, page.kind))
        if pattern.is_open:
            return None
        if _is_spent(pattern, _limit(page.url, page.kind)):
            why = f"{pattern.barren} pages of this shape held nothing new"
            return Refusal(why, pattern_of(page.url, page.kind))
        facets = facets_of(page.url)
        if facets is not None and self._facets.get(facets, 0) >= _BARREN_FACETS_LIMIT:
            return Refusal(f"{_BARREN_FACETS_LIMIT} views of this page held nothing new", facets)
        if self._barren >= _HOST_LIMIT:
            return Refusal(
                f"{_HOST_LIMIT} pages of this site held nothing new", "budget of the host"
            )
        return None

    def is_closed(self, url: str, kind: PageKind) -> bool:
        """Say whether a link found in a page would be refused anyway, so need not be kept."""
        if shape_fault(url) is not None:
            return True
        pattern = self._patterns.get(pattern_of(url, kind))
        # As many refused ones are kept, and so reported, as were asked for.
        if pattern is None or pattern.refused < pattern.asked:
            return False
        is_barren = not pattern.is_open and _is_spent(pattern, _limit(url, kind))
        return is_barren or pattern.repeats >= _REPEATS_LIMIT

    def came_back(
        self, page: Page, *, kind: PageKind, brought_new: bool, text_key: int | None = None
    ) -> None:
        """Note what a page turned out to be; one whose text another page has holds nothing new.

        `text_key` stands for the text of an article, or for the bytes of what is none.
        """
        is_repeat = text_key is not None and self._is_repeat(page, text_key)
        pattern = self._pattern(page)
        if kind in (PageKind.ARTICLE, PageKind.PROFILE) and not is_repeat:
            pattern.is_open = True
            pattern.repeats = self._barren_entries = 0
        elif page.found_by is FoundBy.LISTING:
            self._barren_entries += 1
        elif page.found_by in _CHECKED:
            if brought_new and not is_repeat:
                pattern.asked = pattern.barren = 0
                return
            pattern.barren += 1
            pattern.repeats += is_repeat
            self._barren += kind is not PageKind.LISTING
            facets = facets_of(page.url)
            if facets is not None:
                self._facets[facets] = self._facets.get(facets, 0) + 1

    def held_a_file(self, page: Page) -> None:
        """Note that a page is a file: others of its shape most likely are files too."""
        if page.found_by is FoundBy.PAGE:
            self.came_back(page, kind=PageKind.OTHER, brought_new=False)

    def _is_repeat(self, page: Page, text_key: int) -> bool:
        owner = self._texts.setdefault(text_key, page.id)
        if len(self._texts) > _REMEMBERED_TEXTS:
            del self._texts[next(iter(self._texts))]
        return owner != page.id

    def _pattern(self, page: Page) -> _Pattern:
        return self._patterns.setdefault(pattern_of(page.url, page.kind), _Pattern())


def _is_spent(pattern: _Pattern, limit: int) -> bool:
    # Those in flight count once the first ones held nothing, or a fast crawl would overshoot.
    return pattern.barren >= limit or (pattern.barren >= 2 and pattern.asked >= limit)


def _limit(url: str, kind: PageKind) -> int:
    pattern = pattern_of(url, kind)
    if pattern.startswith("list:"):
        if "/" in pattern:
            return _BARREN_LIMIT
        return _BARREN_DATES_LIMIT if pattern == "list:0" else _BARREN_LISTINGS_LIMIT
    nests = "*" in pattern and not pattern.endswith("*")
    is_plain = "0" not in pattern and "?" not in pattern and not nests
    return _BARREN_LIMIT_PLAIN if is_plain else _BARREN_LIMIT
