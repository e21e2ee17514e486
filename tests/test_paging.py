"""Lists of every common kind, followed to their end through a real server."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from scraper.discover.feeds import Feed
from scraper.discover.listing import PageLinks
from scraper.paging import MAX_PAGES, Paging, next_in_headers
from scraper.records import FoundBy
from tests.sites import Site, article, listing, page
from tests.support import Reply, Request
from tests.test_crawl import SETTINGS, Crawling, crawl_once, paths

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
        (cursor, lambda n: f'<button data-url="/?after={"abcdefgh"[n + 1]}">Load more</button>'),
        (cursor, lambda n: f'<div data-next-url="/?after={"abcdefgh"[n + 1]}"><i></i></div>'),
        (cursor, lambda n: f'<i hx-get="/?after={"abcdefgh"[n + 1]}" hx-trigger="revealed"></i>'),
        (by_query("page"), lambda n: f'<button hx-get="?page={n + 1}">+</button>'),
        (by_query("page"), lambda n: f'<select><option value="/?page={n + 1}">2</select>'),
        (by_query("page"), lambda n: f'<select name="page"><option value={n + 1}>2</select>'),
        (by_query("page"), lambda n: f'<button name="page" value="{n + 1}">More</button>'),
        (by_query("page"), lambda n: f'<noscript><a href="/?page={n + 1}">2</a></noscript>'),
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


def _cards(number: int, *, per: int, pager: str) -> str:
    """Return a page of cards that are links as a whole, with their days: it reads as an article."""
    cards = "".join(
        f'<a class="card" href="{path}"><img src="/i.jpg"><div>A title of {path[6:-1]}</div>'
        "<p>In short.</p><span>5 January 2026</span></a>"
        for path in paths(COUNT)[number * per : (number + 1) * per]
    )
    return (
        '<!doctype html><html lang="en"><head><title>News</title></head><body><main><h1>News</h1>'
        f"{cards}{pager}</main></body></html>"
    )


@pytest.mark.parametrize(
    ("list_path", "pager_path"),
    [("/news", "?3d4_page="), ("/News", "/news?page="), ("/news", "//news?page=")],
)
def test_a_list_that_reads_as_an_article_is_followed_by_its_numbers(
    list_path: str, pager_path: str
) -> None:
    site = Site(pages={path: article(path) for path in paths(COUNT)})
    site.pages["/"] = page("Institute", links=[list_path])
    for number in range(5):
        start = "" if pager_path.startswith("?") else "{base}"
        pager = f'<a href="{start}{pager_path}{number + 2}">{number + 2}</a>' if number < 4 else ""
        own = f"{pager_path}{number + 1}"
        target = list_path if number == 0 else own if own[0] == "/" else list_path + own
        site.pages[target] = _cards(number, per=PER_PAGE, pager=pager)

    async def run() -> list[list[str]]:
        async with Crawling(site) as crawling:
            return [crawling.targets for _ in range(3) if await crawling.run() is not None]

    first, second, third = asyncio.run(run())
    assert {target for target in first if "a-title" in target} == set(paths(COUNT))
    # It is asked again until it brings nothing new, and no further page is.
    assert set(second) - {"/robots.txt"} == {"/", list_path}
    assert set(third) - {"/robots.txt"} == {"/"}


def test_the_further_pages_of_an_article_are_not_asked_for() -> None:
    site = Site()
    for index, path in enumerate(paths(COUNT)):
        related = [paths(COUNT)[(index + step) % COUNT] for step in (1, 5, 9)]
        links = [*related, f"{path}?page=2", f"{path}?page=3"]
        site.pages[path] = article(path, links=links, text=f"Of dike {index} they spoke. " * 20)
    site.pages["/"] = page("Institute", links=paths(COUNT)[:2])

    crawling = crawl_once(site)

    assert {target for target in crawling.targets if "a-title" in target} == set(paths(COUNT))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('</news?after=b>; rel="next"', "/news?after=b"),
        ('</s.css>; rel=preload; as=style, </news?after=b>; title="x"; rel=next', "/news?after=b"),
        ('<?after=b>; rel="nofollow next"', "/news?after=b"),
        ('</a/>; rel="https://api.w.org/", </b/>; rel="next-post"', None),
        ('</news?after=a>; rel="prev"', None),
        ("<ftp://example.org/>; rel=next", None),
    ],
)
def test_a_header_names_the_next_page(header: str, expected: str | None) -> None:
    found = next_in_headers([header], url="https://example.org/news")

    assert found == (expected and f"https://example.org{expected}")


def test_a_list_goes_on_at_the_page_its_header_names() -> None:
    site = Site(pages={path: article(path) for path in paths(COUNT)})
    for number in range(5):
        entries = paths(COUNT)[number * PER_PAGE : (number + 1) * PER_PAGE]
        headers = {"Link": f'</?after={number + 1}>; rel="next"'} if number < 4 else {}
        reply = Reply(body=listing(entries).encode(), headers=headers)
        site.replies[f"/?after={number}" if number else "/"] = reply

    crawling = crawl_once(site)

    assert {target for target in crawling.targets if "a-title" in target} == set(paths(COUNT))


def test_a_calendar_with_numbered_pages_is_not_followed() -> None:
    site = Site(pages={"/": page("Institute", links=["/events"])})
    for month in range(1, 9):
        days = [f"/events/day/2026-{month:02}-{day:02}" for day in range(1, 10)]
        target = f"/events?page={month}" if month > 1 else "/events"
        site.pages[target] = page(f"Month {month}", links=[*days, f"/events?page={month + 1}"])

    crawling = crawl_once(site)

    assert not [target for target in crawling.targets if "page=" in target]


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
