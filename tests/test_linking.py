"""From addresses to links for the frontier."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from scraper.discover.feeds import Feed, FeedEntry
from scraper.discover.listing import PageLinks
from scraper.discover.sitemaps import Sitemap, SitemapEntry
from scraper.further import FurtherLinker
from scraper.handed import REMEMBERED_URLS, HandedOn
from scraper.linking import Linked, Linker
from scraper.profile import load_profile
from scraper.records import FoundBy, Link, Page, PageKind
from scraper.scope import PathRules, Scope
from scraper.traps import Traps
from tests.support import START, MemoryFrontier

SITE = "https://example.org"
RULES = PathRules(profile=load_profile("generic"))
DAY = datetime(2026, 2, 1, 10, 0, tzinfo=UTC)


def linker(since: date | None = None) -> Linker:
    scope = Scope(sites=frozenset({"example.org"}))
    return Linker(scope=scope, store=MemoryFrontier(), since=since)


def page(path: str = "/", kind: PageKind = PageKind.LISTING, depth: int = 0) -> Page:
    return Page(id=1, url=SITE + path, host="example.org", kind=kind, depth=depth)


def sitemap(*entries: SitemapEntry, is_index: bool = False) -> Sitemap:
    return Sitemap(is_index=is_index, entries=entries)


def entry(path: str, modified_at: datetime | None = None) -> SitemapEntry:
    return SitemapEntry(url=SITE + path, modified_at=modified_at)


def listed(found: PageLinks, by: Linker, at: str = "/") -> Linked:
    return by.page(page(at), found, PageKind.LISTING, RULES, Traps(), START)


def test_a_sitemap_dates_its_pages_to_the_end_of_the_second() -> None:
    (link,) = linker().sitemap(page(), sitemap(entry("/a/", DAY)), RULES, START).links

    assert link.modified_at == DAY + timedelta(seconds=1)
    assert link.found_by is FoundBy.SITEMAP


def test_a_child_of_an_index_without_date_is_due_whenever_the_index_is_read() -> None:
    index = sitemap(entry("/s1.xml", DAY), entry("/s2.xml"), is_index=True)

    dated, undated = linker().sitemap(page(), index, RULES, START).links

    assert dated.kind is undated.kind is PageKind.SITEMAP
    assert dated.modified_at == DAY + timedelta(seconds=1)
    assert undated.modified_at == START


def test_dates_that_all_say_now_are_not_believed() -> None:
    entries = [entry(f"/a-{number}/", START) for number in range(30)]

    links = linker().sitemap(page(), sitemap(*entries), RULES, START).links

    assert {link.modified_at for link in links} == {None}


def test_one_date_for_all_that_lies_back_is_believed() -> None:
    entries = [entry(f"/a-{number}/", DAY) for number in range(30)]

    links = linker().sitemap(page(), sitemap(*entries), RULES, START).links

    assert None not in {link.modified_at for link in links}


def test_what_was_handed_on_is_remembered_up_to_a_limit() -> None:
    handed = HandedOn()
    one = Link(url=f"{SITE}/one/", found_by=FoundBy.FEED)
    links = [replace(one, url=f"{SITE}/{number}/") for number in range(REMEMBERED_URLS)]

    handed.note(links)
    handed.note(links[:9])
    assert all(handed.knows(link.url, FoundBy.FEED) for link in links)
    handed.note([one])
    assert [link for link in (one, *links) if handed.ways_of(link.url)] == [one]


def test_what_is_off_the_site_or_a_file_is_left_out() -> None:
    entries = [SitemapEntry(url="https://elsewhere.example/a/"), entry("/a.pdf"), entry("/a/")]

    links = linker().sitemap(page(), sitemap(*entries), RULES, START).links

    assert [link.url for link in links] == [f"{SITE}/a/"]


def test_entries_before_since_are_left_out_and_that_is_told() -> None:
    by = linker(since=date(2026, 1, 1))
    old, new = datetime(2025, 1, 1, tzinfo=UTC), DAY

    linked = by.sitemap(page(), sitemap(entry("/a/", old), entry("/b/", new)), RULES, START)
    fed = by.feed(
        page(), Feed(entries=(FeedEntry(url=f"{SITE}/c/", modified_at=old),)), RULES, START
    )

    assert [link.url for link in linked.links] == [f"{SITE}/b/"]
    assert not linked.is_whole
    assert not fed.is_whole
    assert fed.links == ()


def test_a_list_with_an_entry_never_seen_leads_to_its_next_page() -> None:
    found = PageLinks(entries=(f"{SITE}/a/",), next_page=f"{SITE}/page/2/")

    linked = listed(found, linker())

    assert linked.brought_new
    assert linked.links[-1] == Link(
        url=f"{SITE}/page/2/",
        found_by=FoundBy.PAGINATION,
        found_on=f"{SITE}/",
        kind=PageKind.LISTING,
        modified_at=START,
    )


def test_a_list_of_known_entries_leads_no_further() -> None:
    by = linker()
    by.store.seed([Link(url=f"{SITE}/a/", found_by=FoundBy.SITEMAP)], now=START)
    found = PageLinks(entries=(f"{SITE}/a/",), next_page=f"{SITE}/page/2/")

    linked = listed(found, by)

    assert not linked.brought_new
    assert f"{SITE}/page/2/" not in {link.url for link in linked.links}


def test_the_next_page_is_found_by_its_number_where_no_link_says_next() -> None:
    numbers = tuple(f"{SITE}/news/page/{number}/" for number in (2, 3, 4, 9))
    found = PageLinks(entries=(f"{SITE}/a/",), links=numbers)

    linked = listed(found, linker(), at="/news/page/2/")

    urls = [link.url for link in linked.links]
    assert [url for url in urls if "page" in url] == [f"{SITE}/news/page/3/"]


def test_an_address_is_handed_on_once() -> None:
    by = linker()
    found = PageLinks(links=(f"{SITE}/about/",))

    first = by.page(page("/x/"), found, PageKind.ARTICLE, RULES, Traps(), START)
    second = by.page(page("/y/"), found, PageKind.ARTICLE, RULES, Traps(), START)

    assert [link.url for link in first.links] == [f"{SITE}/about/"]
    assert second.links == ()


def test_only_a_seed_page_leads_to_feeds() -> None:
    found = PageLinks(feeds=(f"{SITE}/feed/",))

    at_seed = linker().page(page(), found, PageKind.LISTING, RULES, Traps(), START)
    deeper = linker().page(page(depth=2), found, PageKind.LISTING, RULES, Traps(), START)

    assert [link.kind for link in at_seed.links] == [PageKind.FEED]
    assert deeper.links == ()


def test_an_address_is_handed_on_once_for_each_way() -> None:
    by = linker()
    by.sitemap(page(), sitemap(entry("/a/")), RULES, START)

    first = listed(PageLinks(entries=(f"{SITE}/a/",)), by)
    again = listed(PageLinks(entries=(f"{SITE}/a/",)), by, at="/news/")

    assert [(link.url, link.found_by) for link in first.links] == [(f"{SITE}/a/", FoundBy.LISTING)]
    assert again.links == ()


def test_most_of_a_document_gone_at_once_puts_the_document_in_doubt() -> None:
    by = linker()
    urls = [f"{SITE}/a-{number}/" for number in range(100)]
    by.store.seed([Link(url=url, found_by=FoundBy.SITEMAP) for url in urls], now=START)

    few = FurtherLinker(by).vanished(page(), urls[:50], FoundBy.SITEMAP, START, of=100)
    most = FurtherLinker(by).vanished(page(), urls[:51], FoundBy.SITEMAP, START, of=100)

    assert (len(few), len(most)) == (50, 0)
