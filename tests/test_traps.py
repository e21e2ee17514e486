"""What a site can make without end."""

from dataclasses import replace

import pytest

from scraper.records import FoundBy, Page, PageKind
from scraper.shapes import pattern_of, shape_fault
from scraper.traps import Traps
from tests.sites import Site, article, listing
from tests.support import Reply
from tests.test_crawl import crawl_once, paths

SITE = "https://example.org"


def page(path: str, kind: PageKind = PageKind.UNKNOWN, by: FoundBy = FoundBy.PAGE) -> Page:
    return Page(id=1, url=SITE + path, host="example.org", kind=kind, found_by=by)


def asked(traps: Traps, paths: list[str], kind: PageKind = PageKind.OTHER) -> int:
    count = 0
    for path in paths:
        if traps.verdict(page(path)) is None:
            count += 1
            traps.came_back(page(path), kind=kind, brought_new=False)
    return count


CALENDAR = [f"/calendar/{year}/{month:02}/" for year in range(2020, 2030) for month in range(1, 13)]


def test_an_endless_calendar_is_left_after_a_handful() -> None:
    assert asked(Traps(), CALENDAR) == 5


def test_a_nest_below_every_article_is_left_after_a_handful() -> None:
    assert asked(Traps(), [f"/2026/01/02/title-{n}/loop/" for n in range(50)]) == 5


def test_a_query_with_many_values_is_left_after_a_handful() -> None:
    assert asked(Traps(), [f"/find?q={n}" for n in range(50)]) == 5


def test_static_pages_beside_each_other_get_a_larger_budget() -> None:
    assert asked(Traps(), [f"/some-page-{n}x/" for n in range(200)]) == 60


def test_a_pattern_that_led_to_an_article_is_never_closed() -> None:
    traps = Traps()
    asked(traps, CALENDAR[:1], PageKind.ARTICLE)

    assert asked(traps, CALENDAR) == len(CALENDAR)


def test_a_list_that_brings_something_new_starts_the_count_again() -> None:
    traps = Traps()
    asked(traps, CALENDAR[:4])
    traps.came_back(page(CALENDAR[4]), kind=PageKind.LISTING, brought_new=True)

    assert asked(traps, CALENDAR[5:]) == 5


def test_pages_asked_for_at_once_count_once_the_first_held_nothing() -> None:
    traps = Traps()
    for path in CALENDAR[:8]:
        traps.verdict(page(path))
    for path in CALENDAR[:2]:
        traps.came_back(page(path), kind=PageKind.OTHER, brought_new=False)

    assert traps.verdict(page(CALENDAR[8])) is not None


@pytest.mark.parametrize("by", [FoundBy.SEED, FoundBy.SITEMAP, FoundBy.FEED, FoundBy.LISTING])
def test_what_a_sitemap_feed_list_or_operator_names_is_not_counted(by: FoundBy) -> None:
    traps = Traps()
    asked(traps, CALENDAR)

    assert traps.verdict(page("/calendar/1999/01/", by=by)) is None


def test_links_to_a_closed_pattern_are_kept_until_enough_were_reported() -> None:
    traps = Traps()
    asked(traps, CALENDAR[:7])

    assert not traps.is_closed(f"{SITE}/calendar/1999/01/", PageKind.UNKNOWN)

    asked(traps, CALENDAR[7:])

    assert traps.is_closed(f"{SITE}/calendar/1999/01/", PageKind.UNKNOWN)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/" + "a" * 1200, "longer"),
        ("/a/loop/loop/loop/", "repeats"),
        ("/a/b/c/a/b/c/", "repeat"),
        ("/list?a=1&b=2&c=3&d=4", "query"),
        ("/list?sort=a&order=b", "sorted"),
        ("/list?topic_id=1&region_id=2&author_id=3&id=4&type_id=5", "query"),
        ("/list?aid=1&bid=2&cid=3&did=4&a=5&b=6&c=7", "query"),
        ("/news/x/a/b/a/b/", "repeat"),
        ("/a/b/c/a/b/c/d/", "repeat"),
        ("/11/11/11/11/", "repeats"),
        ("/find?q=%252525252b", "escaped"),
    ],
)
def test_an_endless_shape_is_known_by_its_spelling(path: str, why: str) -> None:
    fault = shape_fault(SITE + path)

    assert fault is not None
    assert why in fault
    refusal = Traps().verdict(page(path))
    assert refusal is not None
    assert why in refusal.why


@pytest.mark.parametrize(
    "path",
    [
        "/news/news-today/",
        "/a/b/a/",
        "/01/01/01-title/",
        "/?p=3&x=2",
        "/2011/11/11/11/",
        "/a%2520b/",
        "/index.php?option=com_content&view=article&id=7:dikes&catid=8&Itemid=101",
        "/news/?tx_news[action]=detail&tx_news[controller]=News&tx_news[news]=7&cHash=" + "0a" * 16,
        "/index.php?option=com_content&view=category&id=8&Itemid=101&limitstart=20",
    ],
)
def test_an_ordinary_address_has_no_fault(path: str) -> None:
    assert shape_fault(SITE + path) is None


@pytest.mark.parametrize(
    ("path", "kind", "pattern"),
    [
        ("/calendar/2024/05/", PageKind.UNKNOWN, "/calendar/0/0"),
        ("/2021/01/04/a-title-7/loop/loop/", PageKind.UNKNOWN, "/0/0/0/*/loop"),
        ("/find?b=1&a=2", PageKind.UNKNOWN, "/find?a&b"),
        ("/find?f[1]=x&f[0]=y", PageKind.UNKNOWN, "/find?f[0]"),
        ("/events/2026-05-01/", PageKind.UNKNOWN, "/events/0"),
        ("/events/may-2026/", PageKind.UNKNOWN, "/events/0"),
        ("/events/2026-W18/", PageKind.UNKNOWN, "/events/0"),
        ("/news/the-2026-budget/", PageKind.UNKNOWN, "/news/*"),
        ("/tag/x/", PageKind.LISTING, "list:tag"),
        ("/tag/x/loop/", PageKind.LISTING, "list:tag/loop"),
        ("/2024/05/", PageKind.LISTING, "list:0"),
    ],
)
def test_addresses_of_one_shape_share_a_pattern(path: str, kind: PageKind, pattern: str) -> None:
    assert pattern_of(SITE + path, kind) == pattern


@pytest.mark.parametrize(
    "shape", ["/events/{y}-{m:02}-01/", "/agenda/{m:02}.{y}/", "/c?month={y}-{m}", "/c/{y}/w{m}/"]
)
def test_a_calendar_is_known_however_it_writes_its_days(shape: str) -> None:
    days = [shape.format(y=year, m=month) for year in range(2000, 2030) for month in range(1, 13)]

    assert asked(Traps(), days) == 5


def test_views_of_one_page_share_a_budget_whatever_their_facets() -> None:
    names = "abcdefghij"
    views = [f"/list?{one}=1&{two}=2" for one in names for two in names if one < two]

    assert asked(Traps(), views * 3) == 20


def repeated(traps: Traps, count: int) -> int:
    asked_for = 0
    for number in range(count):
        each = replace(page(f"/view?ref={number}"), id=100 + number)
        if traps.verdict(each) is None:
            asked_for += 1
            traps.came_back(each, kind=PageKind.ARTICLE, brought_new=False, text_key=7)
    return asked_for


def test_a_text_known_from_elsewhere_opens_no_pattern() -> None:
    traps = Traps()
    traps.came_back(page("/view/"), kind=PageKind.ARTICLE, brought_new=False, text_key=7)

    assert repeated(traps, 50) == 5


def test_one_article_under_many_addresses_is_left_after_some() -> None:
    assert repeated(Traps(), 50) == 1 + 20


def test_another_text_starts_the_count_of_repeats_again() -> None:
    traps = Traps()
    repeated(traps, 15)
    traps.came_back(page("/view?ref=x"), kind=PageKind.ARTICLE, brought_new=False, text_key=8)

    assert repeated(traps, 15) == 15


def test_lists_without_end_are_left_after_thousands_of_empty_entries() -> None:
    traps = Traps()
    count = 0
    for number in range(5000):
        entry = page(f"/item/x{number}y/", by=FoundBy.LISTING)
        if traps.verdict(entry) is None:
            count += 1
            traps.came_back(entry, kind=PageKind.OTHER, brought_new=False)

    assert count == 2000
    assert traps.verdict(page("/page/9/", PageKind.LISTING, by=FoundBy.PAGINATION)) is not None
    assert traps.verdict(page("/named/", by=FoundBy.SITEMAP)) is None


def test_an_article_gives_lists_their_budget_back() -> None:
    traps = Traps()
    for number in range(5000):
        entry = page(f"/item/x{number}y/", by=FoundBy.LISTING)
        assert traps.verdict(entry) is None
        kind = PageKind.OTHER if number % 1000 else PageKind.ARTICLE
        traps.came_back(entry, kind=kind, brought_new=False, text_key=number)


def test_what_sitemaps_name_uses_up_no_budget_of_what_pages_name() -> None:
    traps = Traps()
    for path in CALENDAR:
        traps.verdict(page(path, by=FoundBy.SITEMAP))
    for path in CALENDAR[:2]:
        traps.verdict(page(path))
        traps.came_back(page(path), kind=PageKind.OTHER, brought_new=False)

    assert traps.verdict(page(CALENDAR[3])) is None


def test_a_refusal_names_the_trap() -> None:
    traps = Traps()
    asked(traps, CALENDAR)

    refusal = traps.verdict(page(CALENDAR[9]))

    assert refusal is not None
    assert refusal.family == "/calendar/0/0"


def test_a_file_beside_each_article_is_asked_for_a_few_times() -> None:
    site = Site()
    site.pages["/"] = listing(paths(30))
    for index, path in enumerate(paths(30)):
        site.pages[path] = article(
            path, links=[f"/download/{index}"], text=f"Of dike {index}. " * 40
        )
        headers = {"Content-Type": "application/pdf"}
        site.replies[f"/download/{index}"] = Reply(body=b"%PDF", headers=headers)

    crawling = crawl_once(site)

    assert sum("download" in target for target in crawling.targets) == 5
    assert sum("a-title" in target for target in crawling.targets) == 30
