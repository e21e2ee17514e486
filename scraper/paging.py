"""Where a list or a feed goes on: by the link that says so, or by the numbers in addresses."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from scraper.discover.feeds import Feed
from scraper.discover.listing import PageLinks
from scraper.errors import InvalidURL
from scraper.numbering import is_numbered_page, next_by_number, numbered_page
from scraper.urls import canonicalize

# Of one list or feed in one run: what goes on longer makes its entries up.
MAX_PAGES = 2_000
_PAGED = re.compile(r"[?&]paged=\d+$")
_NEXT_IN_HEADER = re.compile(r'<([^<>]+)>[^<]*?;\s*rel\s*=\s*"?(?:[\w ]+ )?next(?![\w-])', re.I)


def next_in_headers(values: Iterable[str], *, url: str) -> str | None:
    """Return the address that the `Link` headers of a page call its next one, or None.

    Source: RFC 8288 section 3.
    """
    for value in values:
        if match := _NEXT_IN_HEADER.search(value):
            try:
                return canonicalize(match[1], url)
            except InvalidURL:
                continue
    return None


def is_paged(url: str, found: PageLinks) -> bool:
    """Say whether a page shows numbers of its own further pages, as a list does.

    An article in several pages does so too: this makes no list of it, but tells where it goes on.
    """
    links = (*found.links, found.next_page) if found.next_page else found.links
    return bool(next_by_number(url, filter(is_numbered_page, links)))


@dataclass(slots=True)
class Paging:
    """Follows the lists and feeds of one run, each up to a bound."""

    _followed: Counter[str] = field(default_factory=Counter)

    def after_list(self, url: str, found: PageLinks) -> tuple[str, ...]:
        """Return the addresses that a page of a list goes on at."""
        following = (found.next_page,) if found.next_page else next_by_number(url, found.links)
        return tuple(each for each in following if each != url) if self._may_go_on(url) else ()

    def after_feed(self, url: str, feed: Feed) -> str | None:
        """Return the address that a feed goes on at, as far as it says or its system is known.

        Source: RFC 5005 section 3; WordPress's `paged`.
        """
        following = feed.next_page
        if following is None and feed.is_wordpress:
            _, number = numbered_page(url)
            bare = _PAGED.sub("", url)
            following = f"{bare}{'&' if '?' in bare else '?'}paged={(number or 1) + 1}"
        if following is None or following == url or not self._may_go_on(url):
            return None
        return following

    def _may_go_on(self, url: str) -> bool:
        # Without the query: a cursor in it makes each page an address of its own.
        stem = numbered_page(url)[0].partition("?")[0]
        self._followed[stem] += 1
        return self._followed[stem] <= MAX_PAGES
