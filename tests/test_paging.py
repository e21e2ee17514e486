"""Lists of every common kind, followed to their end through a real server."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from scraper.discover.feeds import Feed
from scraper.discover.listing import PageLinks
from scraper.paging import MAX_PAGES, Paging
from scraper.records import FoundBy
from tests.sites import Site, article, listing
from tests.support import Reply, Request
from tests.test_crawl import SETTINGS, Crawling, paths

LISTS_ALONE = replace(SETTINGS, ways=frozenset({FoundBy.LISTING}))
COUNT, PER_PAGE = 23, 5
Pager = Callable[[int], str]


class PagedSite(Site):
    """A site of one list; `pager` gives the links below its page of this number, from 0."""

    def __init__(self, where: Callable[[Request], int | None], pager: Pager) -> None:
        super().__init__(pages={path: article(path) for path in paths(COUNT)})
        self._where = where
        self._pager = pager

    def answer(self, request: Request) -> Reply | None:
        number = self._where(request)
        entries = paths(COUNT)
        if number is None or number * PER_PAGE >= len(entries):
            return super().answer(request)
        part = entries[number * PER_PAGE : (number + 1) * PER_PAGE]
        is_last = (number + 1) * PER_PAGE >= len(entries)
        text = listing(part, more="" if is_last else self._pager(number))
        return Reply(body=text.encode())


def by_query(name: str, *, first: int = 0, step: int = 1) -> Callable[[Request], int | None]:
    def where(request: Request) -> int | None:
        parts = urlsplit(request.target)
        if parts.path != "/":
            return None
        value = int(parse_qs(parts.query).get(name, [str(first)])[0])
        return (value - first) // step

    return where


def by_path(request: Request) -> int | None:
    path = request.target
    if path == "/":
        return 0
    return int(path.split("/")[2]) - 1 if path.startswith(("/page/", "/seite/")) else None


def cursor(request: Request) -> int | None:
    """Return the page of a cursor that is a word: no number in its address tells its place."""
    words = "abcdefgh"
    parts = urlsplit(request.target)
    if parts.path != "/":
        return None
    return words.index(parse_qs(parts.query).get("after", ["a"])[0])


@pytest.mark.parametrize(
    ("where", "pager"),
    [
        (by_path, lambda n: f'<a class="next page-numbers" href="/page/{n + 2}/">Next</a>'),
        (by_path, lambda n: f'<a href="/seite/{n + 2}/">{n + 2}</a>'),
        (by_path, lambda n: f'<div class="x"><a href="/page/{n + 2}/">Older posts</a></div>'),
        (by_query("paged", first=1), lambda n: f'<a href="/?paged={n + 2}">{n + 2}</a>'),
        (by_query("page"), lambda n: f'<a href="/?page={n + 1}">{n + 2}</a>'),  # Drupal's
        (by_query("start", step=5), lambda n: f'<a href="/?start={5 * n + 5}">&gt;</a>'),
        (by_query("offset", step=5), lambda n: f'<a href="/?offset={5 * n + 5}">Meer laden</a>'),
        (by_query("pp", first=1), lambda n: f'<a href="/?pp={n + 2}">Ältere Beiträge</a>'),
        (cursor, lambda n: f'<a href="/?after={"abcdefgh"[n + 1]}" rel="next">more</a>'),
        (cursor, lambda n: f'<a href="/?after={"abcdefgh"[n + 1]}">Load more</a>'),
    ],
)
def test_a_list_is_followed_to_its_end(
    where: Callable[[Request], int | None], pager: Pager
) -> None:
    async def run() -> tuple[list[str], list[str]]:
        async with Crawling(PagedSite(where, pager)) as crawling:
            await crawling.run(LISTS_ALONE)
            first = crawling.targets
            await crawling.run(LISTS_ALONE)
            return first, crawling.targets

    first, second = asyncio.run(run())
    assert {target for target in first if "a-title" in target} == set(paths(COUNT))
    # Nothing is new on the first page, so no further page is asked for.
    assert [target for target in second if target != "/robots.txt"] == ["/"]


def test_a_feed_goes_on_where_it_says_or_by_what_made_it() -> None:
    said = Feed(entries=(), next_page="https://example.org/feed?page=2")
    made = Feed(entries=(), is_wordpress=True)
    paging = Paging()

    assert paging.after_feed("https://example.org/feed", said) == said.next_page
    assert (
        paging.after_feed("https://example.org/feed/", made) == "https://example.org/feed/?paged=2"
    )
    assert (
        paging.after_feed("https://example.org/feed/?paged=2", made)
        == "https://example.org/feed/?paged=3"
    )
    assert (
        paging.after_feed("https://example.org/?feed=rss2", made)
        == "https://example.org/?feed=rss2&paged=2"
    )
    assert paging.after_feed("https://example.org/feed", Feed(entries=())) is None


def test_a_list_without_end_is_left_after_so_many_pages() -> None:
    paging = Paging()
    found = PageLinks(next_page="https://example.org/news/?cursor=z")

    followed = [
        paging.after_list(f"https://example.org/news/?cursor={number}", found)
        for number in range(MAX_PAGES + 2)
    ]

    assert all(followed[:MAX_PAGES])
    assert not any(followed[MAX_PAGES:])
