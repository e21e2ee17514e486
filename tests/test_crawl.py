"""The line from seeds to outcomes, against a real server."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from scraper.agent import user_agent
from scraper.crawl import crawl
from scraper.errors import BlockedAddress, InvalidURL
from scraper.outcomes import Failed, Fetched, Gone, Moved, Outcome, Skipped, Unchanged
from scraper.reader import Reading
from scraper.reader import read_page as really_read
from scraper.records import FoundBy, Link, PageKind
from scraper.settings import CrawlSettings, SiteSettings
from tests.sites import Site, article, listing, page, sitemap
from tests.support import FakeClock, MemoryFrontier, Reply, Request, Server

_XML = {"Content-Type": "application/xml"}
SETTINGS = CrawlSettings(allow_private=True, delay_seconds=0)


class Crawling:
    """A site with its server, frontier and clock, over several runs."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.clock = FakeClock()
        self.frontier = MemoryFrontier()
        self.outcomes: list[Outcome] = []
        self.targets: list[str] = []
        self.server: Server | None = None
        self.batches_of_sitemaps: list[int] = []

    async def __aenter__(self) -> "Crawling":
        self.server = await Server(self.site.answer).__aenter__()
        return self

    async def __aexit__(self, *details: object) -> None:
        assert self.server is not None
        await self.server.__aexit__(None, None, None)

    @property
    def base(self) -> str:
        assert self.server is not None
        return self.server.url

    async def run(
        self,
        settings: CrawlSettings = SETTINGS,
        *,
        seeds: tuple[str, ...] = ("/",),
        stop_after: int | None = None,
        drop_after: int | None = None,
    ) -> list[Outcome]:
        """Run once; `stop_after` so many outcomes ask it to stop, `drop_after` kills it."""
        assert self.server is not None
        self.server.requests.clear()
        self.outcomes = []
        stop = asyncio.Event()
        batches = crawl(
            [self.base + seed for seed in seeds],
            store=self.frontier,
            settings=settings,
            clock=self.clock,
            stop=stop,
        )
        async for batch in batches:
            self.frontier.record(batch)
            sitemaps = [o for o in batch if isinstance(o, Fetched) and o.kind is PageKind.SITEMAP]
            self.batches_of_sitemaps.append(len(sitemaps))
            self.outcomes.extend(batch)
            if stop_after is not None and len(self.outcomes) >= stop_after:
                stop.set()
            if drop_after is not None and len(self.outcomes) >= drop_after:
                await batches.aclose()  # type: ignore[attr-defined]
                break
        self.targets = self.server.targets
        self.clock.advance(60)
        return self.outcomes

    def by_path(self) -> dict[str, Outcome]:
        return {outcome.page.url.removeprefix(self.base): outcome for outcome in self.outcomes}


def crawl_once(site: Site, settings: CrawlSettings = SETTINGS) -> Crawling:
    async def run() -> Crawling:
        async with Crawling(site) as crawling:
            await crawling.run(settings)
            return crawling

    return asyncio.run(run())


def paths(count: int) -> list[str]:
    return [f"/news/a-title-{number}/" for number in range(count)]


def site_with_sitemap(count: int = 12, more: str = "") -> Site:
    """Return a site whose sitemap names all articles, with two pages of lists."""
    pages = {path: article(path, links=["/tag/dikes/", "/"]) for path in paths(count)}
    pages["/"] = listing(paths(count)[:5], next_page="/page/2/", more=more)
    pages["/page/2/"] = listing(paths(count)[5:10])
    pages["/tag/dikes/"] = listing(paths(count)[:5], next_page="/tag/dikes/page/2/")
    pages["/robots.txt"] = "User-agent: *\nDisallow: /private/\nSitemap: {base}/sitemap_index.xml\n"
    pages["/sitemap_index.xml"] = sitemap(
        {"{base}/post-sitemap.xml": "2026-02-01T00:00:00Z"}, is_index=True
    )
    pages["/post-sitemap.xml"] = sitemap(
        {"{base}" + path: "2026-02-01T00:00:00Z" for path in paths(count)}
    )
    return Site(pages=pages)


def site_of_lists(count: int = 12) -> Site:
    """Return a site with nothing but a paged list."""
    pages = {path: article(path) for path in paths(count)}
    last = (count - 1) // 4 + 1
    for number in range(1, last + 1):
        entries = paths(count)[(number - 1) * 4 : number * 4]
        following = f"/page/{number + 1}/" if number < last else None
        pages["/" if number == 1 else f"/page/{number}/"] = listing(entries, next_page=following)
    return Site(pages=pages)


def test_a_site_with_a_sitemap_is_read_without_paging_through_its_lists() -> None:
    crawling = crawl_once(site_with_sitemap())

    kinds = Counter(o.kind for o in crawling.outcomes if isinstance(o, Fetched))
    assert kinds[PageKind.ARTICLE] == 12
    assert Counter(crawling.targets) == Counter(
        ["/robots.txt", "/sitemap_index.xml", "/post-sitemap.xml", "/", "/tag/dikes/", *paths(12)]
    )


def test_lists_wait_for_the_sitemaps_however_many_requests_go_at_once() -> None:
    crawling = crawl_once(site_with_sitemap(), replace(SETTINGS, concurrency=8))

    assert "/page/2/" not in crawling.targets
    assert len(crawling.targets) == 17


def site_of_sitemaps(count: int, *, bytes_each: int = 0, pause_seconds: float = 0.0) -> Site:
    site = Site()
    site.pages["/robots.txt"] = "Sitemap: {base}/all.xml\n"
    names = [f"/posts-{number}.xml" for number in range(count)]
    site.pages["/all.xml"] = sitemap({"{base}" + name: None for name in names}, is_index=True)
    for name in names:
        body = sitemap({"{base}" + name.replace("xml", "html"): None}).encode()
        body += b"<!-- " + bytes_each * b"a" + b" -->"
        site.replies[name] = Reply(body=body, headers=_XML, pause_seconds=pause_seconds)
    return site


def test_sitemaps_are_asked_for_together_and_read_one_at_a_time() -> None:
    async def run() -> tuple[int, list[int]]:
        async with Crawling(site_of_sitemaps(8, pause_seconds=0.05)) as crawling:
            await crawling.run(replace(SETTINGS, concurrency=8, max_pages=10))
            assert crawling.server is not None
            return crawling.server.most_at_once, crawling.batches_of_sitemaps

    most_at_once, read_together = asyncio.run(run())
    assert most_at_once == 8
    assert sum(read_together) == 9
    assert max(read_together) == 1


def test_large_sitemaps_wait_for_room_and_are_asked_for_once() -> None:
    large = 7 * 1024 * 1024

    crawling = crawl_once(
        site_of_sitemaps(5, bytes_each=large), replace(SETTINGS, concurrency=8, max_pages=7)
    )

    names = {f"/posts-{number}.xml" for number in range(5)}
    asked = Counter(target for target in crawling.targets if target in names)
    assert {o.page.url.removeprefix(crawling.base) for o in crawling.outcomes} >= names
    assert all(isinstance(o, Fetched) for o in crawling.outcomes if o.page.url.endswith(".xml"))
    assert asked == dict.fromkeys(names, 1)


def test_a_site_without_sitemap_is_paged_through_to_its_end() -> None:
    crawling = crawl_once(site_of_lists(12))

    articles = [o for o in crawling.outcomes if isinstance(o, Fetched) and o.extraction]
    assert len(articles) == 12
    assert {"/page/2/", "/page/3/"} <= set(crawling.targets)
    assert max(Counter(crawling.targets).values()) == 1


def test_a_second_run_asks_only_what_discovers_and_with_validators() -> None:
    async def run() -> tuple[list[Outcome], Crawling]:
        async with Crawling(site_with_sitemap()) as crawling:
            await crawling.run()
            return await crawling.run(), crawling

    outcomes, crawling = asyncio.run(run())

    assert crawling.targets == ["/sitemap_index.xml", "/"]
    assert all(isinstance(outcome, Unchanged) for outcome in outcomes)


def test_a_later_lastmod_makes_an_article_due_and_nothing_else() -> None:
    async def run() -> Crawling:
        site = site_with_sitemap()
        async with Crawling(site) as crawling:
            await crawling.run()
            crawling.clock.advance(3600)
            changed, day = paths(12)[3], "2026-03-02T09:00:30Z"
            site.pages[changed] = article(changed, text="Another text by now. " * 30)
            dates = {"{base}" + path: "2026-02-01T00:00:00Z" for path in paths(12)}
            site.pages["/post-sitemap.xml"] = sitemap(dates | {"{base}" + changed: day})
            site.pages["/sitemap_index.xml"] = sitemap(
                {"{base}/post-sitemap.xml": day}, is_index=True
            )
            await crawling.run()
            return crawling

    crawling = asyncio.run(run())

    assert sorted(crawling.targets) == [
        "/",
        "/news/a-title-3/",
        "/post-sitemap.xml",
        "/sitemap_index.xml",
    ]
    assert isinstance(crawling.by_path()["/news/a-title-3/"], Fetched)


def test_a_new_article_on_page_one_pages_on_until_nothing_is_new() -> None:
    async def run() -> list[list[str]]:
        site = site_of_lists(12)
        async with Crawling(site) as crawling:
            await crawling.run()
            quiet = (await crawling.run(), crawling.targets)[1]
            fresh = "/news/fresh-1/"
            site.pages[fresh] = article(fresh)
            site.pages["/"] = listing([fresh, *paths(3)], next_page="/page/2/")
            await crawling.run()
            return [quiet, crawling.targets]

    quiet, busy = asyncio.run(run())

    assert "/page/2/" not in quiet
    assert "/news/fresh-1/" in busy
    assert "/page/2/" in busy
    assert "/page/3/" not in busy


def test_robots_rules_are_obeyed_and_told() -> None:
    site = site_with_sitemap(more='<a href="/private/x/">x</a>')

    crawling = crawl_once(site)

    assert "/private/x/" not in crawling.targets
    outcome = crawling.by_path()["/private/x/"]
    assert isinstance(outcome, Skipped)
    assert outcome.reason == "robots"


@pytest.mark.parametrize("status", [500, 429])
def test_an_unreachable_robots_closes_the_host_until_the_next_run(status: int) -> None:
    async def run() -> tuple[list[Outcome], list[str], list[Outcome]]:
        site = site_with_sitemap()
        site.replies["/robots.txt"] = Reply(status=status)
        async with Crawling(site) as crawling:
            first = await crawling.run()
            targets = list(crawling.targets)
            del site.replies["/robots.txt"]
            crawling.clock.advance(86_400)
            return first, targets, await crawling.run()

    first, targets, second = asyncio.run(run())

    assert set(targets) == {"/robots.txt"}
    assert [o.reason for o in first if isinstance(o, Failed)] == ["robots-unreachable"]
    assert sum(isinstance(o, Fetched) and o.kind is PageKind.ARTICLE for o in second) == 12


def test_robots_is_asked_once_a_day() -> None:
    async def run() -> list[bool]:
        async with Crawling(site_with_sitemap()) as crawling:
            asked = []
            for hours in (0, 1, 24):
                crawling.clock.advance(hours * 3600)
                await crawling.run()
                asked.append("/robots.txt" in crawling.targets)
            return asked

    assert asyncio.run(run()) == [True, False, True]


def test_a_robots_that_redirects_is_followed() -> None:
    site = site_with_sitemap(more='<a href="/private/x/">x</a>')
    site.pages["/rules.txt"] = site.pages["/robots.txt"]
    site.replies["/robots.txt"] = Reply(status=301, headers={"Location": "/rules.txt"})

    crawling = crawl_once(site)

    assert "/private/x/" not in crawling.targets
    assert "/post-sitemap.xml" in crawling.targets


def test_places_of_sitemaps_are_guessed_one_after_the_other() -> None:
    site = site_with_sitemap()
    site.pages["/robots.txt"] = "User-agent: *\nDisallow:\n"
    site.pages["/wp-sitemap.xml"] = site.pages.pop("/sitemap_index.xml")

    crawling = crawl_once(site)

    assert crawling.targets[1:4] == ["/sitemap_index.xml", "/wp-sitemap.xml", "/post-sitemap.xml"]
    assert "/sitemap.xml" not in crawling.targets


def test_a_crawl_delay_is_not_undercut() -> None:
    site = site_with_sitemap(3)
    site.pages["/robots.txt"] += "Crawl-delay: 7\n"

    crawling = crawl_once(site)

    assert sum(crawling.clock.slept) >= 7 * (len(crawling.targets) - 2)


def test_a_feed_named_on_the_front_page_is_read() -> None:
    site = site_of_lists(4)
    feed = '<link rel="alternate" type="application/rss+xml" href="/news.xml">'
    site.pages["/"] = site.pages["/"].replace("</head>", f"{feed}</head>")
    site.pages["/news.xml"] = (
        '<?xml version="1.0"?><rss><channel><item><link>{base}/news/only-here/</link></item>'
        "</channel></rss>"
    )
    site.pages["/news/only-here/"] = article("/news/only-here/")

    crawling = crawl_once(site)

    outcome = crawling.by_path()["/news/only-here/"]
    assert outcome.page.found_by is FoundBy.FEED


def test_the_feed_of_a_wordpress_site_is_read_though_no_link_names_it() -> None:
    site = site_of_lists(1)
    generator = '<meta name="generator" content="WordPress 6.8">'
    site.pages["/"] = site.pages["/"].replace("</head>", f"{generator}</head>")
    site.pages["/feed/"] = (
        '<?xml version="1.0"?><rss><channel><item><link>{base}/news/only-here/</link></item>'
        "</channel></rss>"
    )

    assert "/news/only-here/" in crawl_once(site).targets


def test_a_redirect_to_an_unescaped_address_is_followed() -> None:
    site = site_of_lists(1)
    location = "/news/café/".encode().decode("latin-1")
    site.replies["/news/a-title-0/"] = Reply(status=301, headers={"Location": location})

    assert "/news/caf%C3%A9/" in crawl_once(site).targets


def test_a_redirect_is_a_move_with_a_link_to_its_target() -> None:
    site = site_of_lists(2)
    site.replies["/news/a-title-0/"] = Reply(status=301, headers={"Location": "/news/new-name/"})
    site.pages["/news/new-name/"] = article("/news/new-name/")

    crawling = crawl_once(site)

    moved = crawling.by_path()["/news/a-title-0/"]
    assert isinstance(moved, Moved)
    assert (moved.status, moved.target) == (301, f"{crawling.base}/news/new-name/")
    assert isinstance(crawling.by_path()["/news/new-name/"], Fetched)


def test_redirects_in_a_ring_end() -> None:
    site = site_of_lists(2)
    ring = ["/news/a-title-0/", "/b/", "/c/", "/news/a-title-0/"]
    for here, there in pairwise(ring):
        site.replies[here] = Reply(status=302, headers={"Location": there})
    site.replies["/news/a-title-1/"] = Reply(status=302, headers={"Location": "/news/a-title-1/"})

    crawling = crawl_once(site)

    assert Counter(crawling.targets)["/b/"] == 1
    itself = crawling.by_path()["/news/a-title-1/"]
    assert isinstance(itself, Failed)
    assert itself.reason == "redirect-loop"


def test_a_redirect_without_end_is_left_after_ten_hops() -> None:
    site = site_of_lists(1)
    site.replies = {
        f"/news/a-title-{hop}/": Reply(
            status=302, headers={"Location": f"/news/a-title-{hop + 1}/"}
        )
        for hop in range(40)
    }

    crawling = crawl_once(site)

    assert crawling.targets.count("/news/a-title-10/") == 1
    assert "/news/a-title-11/" not in crawling.targets
    assert isinstance(crawling.by_path()["/news/a-title-10/"], Failed)


def test_a_redirect_off_the_site_is_not_followed() -> None:
    site = site_of_lists(1)
    elsewhere = "http://127.0.0.2/"
    site.replies["/news/a-title-0/"] = Reply(status=301, headers={"Location": elsewhere})

    crawling = crawl_once(site)

    moved = crawling.by_path()["/news/a-title-0/"]
    assert isinstance(moved, Moved)
    assert moved.links == ()


def test_a_deleted_article_is_gone_and_a_dead_link_was_never_there() -> None:
    async def run() -> Crawling:
        site = site_with_sitemap(3, more='<a href="/dead-link/">x</a>')
        async with Crawling(site) as crawling:
            await crawling.run()
            dead = crawling.by_path()["/dead-link/"]
            assert isinstance(dead, Skipped)
            assert dead.reason == "not-found"
            del site.pages["/news/a-title-1/"]
            site.replies["/news/a-title-1/"] = Reply(status=410)
            await crawling.run(replace(SETTINGS, full=True))
            return crawling

    crawling = asyncio.run(run())

    gone = crawling.by_path()["/news/a-title-1/"]
    assert isinstance(gone, Gone)
    assert gone.status == 410
    assert isinstance(crawling.by_path()["/news/a-title-2/"], Unchanged)


def test_a_page_that_keeps_failing_is_due_again_later() -> None:
    site = site_of_lists(2)
    site.replies["/news/a-title-0/"] = Reply(status=500)

    crawling = crawl_once(site)

    failed = crawling.by_path()["/news/a-title-0/"]
    assert isinstance(failed, Failed)
    assert (failed.reason, failed.status, failed.attempts) == ("server-error", 500, 4)
    assert failed.due_at is not None
    assert timedelta(0) < failed.due_at - failed.at <= timedelta(hours=1)


def test_a_run_of_days_looks_past_what_it_had_in_hand() -> None:
    site = site_with_sitemap(150)
    for path in paths(150)[:140]:
        # Each fails by its content, so the host is not taken for down.
        site.replies[path] = Reply(status=403)
    plain = site.answer

    async def run() -> Crawling:
        crawling = Crawling(site)

        def answer(request: Request) -> Reply | None:
            crawling.clock.advance(3600)
            return plain(request)

        site.answer = answer  # type: ignore[method-assign]
        async with crawling:
            await crawling.run()
        return crawling

    crawling = asyncio.run(run())

    asked = Counter(crawling.targets)
    assert set(paths(150)) <= set(asked)
    assert asked.pop("/robots.txt") == 7  # each day of the run
    assert max(asked.values()) == 1


def test_a_host_that_goes_down_is_left_with_its_pages_due() -> None:
    site = site_with_sitemap(30)
    for path in paths(30)[3:]:
        site.replies[path] = Reply(raw=b"")

    crawling = crawl_once(site)

    failed = [o for o in crawling.outcomes if isinstance(o, Failed)]
    host = crawling.base.removeprefix("http://")
    assert len(failed) == 5
    assert len(crawling.frontier.due(host, now=crawling.clock.now(), limit=99)) > 20


def test_a_host_that_asks_for_a_long_pause_is_left_for_a_later_run() -> None:
    site = site_with_sitemap(10)
    site.replies["/news/a-title-0/"] = Reply(status=429, headers={"Retry-After": "7200"})

    crawling = crawl_once(site)

    assert "/news/a-title-1/" not in crawling.targets
    assert crawling.targets.count("/news/a-title-0/") == 1
    assert max(crawling.clock.slept, default=0) < 300


@pytest.mark.parametrize("kind", ["", "html", "; charset=utf-8", "*/*", "unknown/unknown"])
def test_a_page_whose_type_says_nothing_is_known_by_its_start(kind: str) -> None:
    site = site_with_sitemap()
    body = site.pages["/news/a-title-0/"].encode()
    site.replies["/news/a-title-0/"] = Reply(body=body, headers={"Content-Type": kind})

    outcome = crawl_once(site).by_path()["/news/a-title-0/"]

    assert isinstance(outcome, Fetched)
    assert outcome.kind is PageKind.ARTICLE


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(body=b" \n"), "malformed"),
        (Reply(status=202, body=b"<html>Checking your browser"), "no-page"),
        (Reply(status=204), "no-page"),
        (Reply(status=206, body=b"<html>The first bytes"), "no-page"),
    ],
    ids=["empty", "202", "204", "206"],
)
def test_an_answer_without_the_page_is_a_failure_and_asked_again(reply: Reply, reason: str) -> None:
    async def run() -> tuple[Outcome, Outcome]:
        site = site_with_sitemap()
        site.replies["/news/a-title-0/"] = reply
        async with Crawling(site) as crawling:
            await crawling.run()
            failed = crawling.by_path()["/news/a-title-0/"]
            site.replies.clear()
            crawling.clock.advance(3600)
            await crawling.run()
            return failed, crawling.by_path()["/news/a-title-0/"]

    failed, fetched = asyncio.run(run())

    assert isinstance(failed, Failed)
    assert failed.reason == reason
    assert isinstance(fetched, Fetched)


def test_an_article_whose_page_shows_none_is_looked_at_a_day_later() -> None:
    async def run() -> Outcome:
        site = site_with_sitemap()
        async with Crawling(site) as crawling:
            await crawling.run()
            site.pages["/news/a-title-0/"] = page("Down for repair")
            crawling.clock.advance(100 * 86_400)
            await crawling.run(replace(SETTINGS, full=True))
            return crawling.by_path()["/news/a-title-0/"]

    outcome = asyncio.run(run())

    assert isinstance(outcome, Fetched)
    assert outcome.kind is PageKind.OTHER
    assert outcome.due_at == outcome.snapshot.fetched_at + timedelta(days=1)


def test_traps_cost_a_handful_of_requests() -> None:
    traps = ["/calendar/2026/01/", "/?sid=3f2a", "?replytocom=4", "?print=1", "loop/"]
    site = site_with_sitemap()
    for path in paths(12):
        site.pages[path] = article(path, links=traps)
    base_answer: Callable[..., Reply | None] = site.answer

    def answer(request: object) -> Reply | None:
        target: str = request.target  # type: ignore[attr-defined]
        if target.startswith("/calendar/"):
            year, month = (int(part) for part in target.strip("/").split("/")[1:])
            later = f"/calendar/{year + month // 12}/{month % 12 + 1:02}/"
            return Reply(body=page("Calendar", links=[later]).encode())
        if target.endswith("/loop/"):
            return Reply(body=page("Loop", links=["loop/"]).encode())
        return base_answer(request)

    site.answer = answer  # type: ignore[method-assign]
    crawling = crawl_once(site)

    calendar = [target for target in crawling.targets if "calendar" in target]
    loops = [target for target in crawling.targets if "loop" in target]
    assert 0 < len(calendar) <= 5
    assert 0 < len(loops) <= 10
    assert not [target for target in crawling.targets if "?" in target]
    assert any(isinstance(o, Skipped) and o.reason == "trap" for o in crawling.outcomes)
    assert (
        sum(isinstance(o, Fetched) and o.kind is PageKind.ARTICLE for o in crawling.outcomes) == 12
    )


def test_what_is_not_to_be_kept_is_not_kept_and_still_leads_on() -> None:
    site = site_of_lists(3)
    robots = '<meta name="robots" content="{}">'
    first, second, third = paths(3)
    site.pages[first] = article(first, head=robots.format("noindex"), links=["/news/behind/"])
    site.pages["/news/behind/"] = article("/news/behind/")
    site.pages[second] = article(second, head=robots.format("noarchive"))
    site.pages[third] = article(third, head=robots.format("nofollow"), links=["/news/hidden/"])

    crawling = crawl_once(site)
    outcomes = crawling.by_path()

    skipped, bare = outcomes[first], outcomes[second]
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "noindex"
    assert "/news/behind/" in crawling.targets
    assert isinstance(bare, Fetched)
    assert not bare.keep_body
    assert "/news/hidden/" not in crawling.targets


def test_a_robots_header_says_the_same_as_a_meta() -> None:
    site = site_of_lists(1)
    body = article("/news/a-title-0/").encode()
    site.replies["/news/a-title-0/"] = Reply(body=body, headers={"X-Robots-Tag": "noindex"})

    outcome = crawl_once(site).by_path()["/news/a-title-0/"]

    assert isinstance(outcome, Skipped)
    assert outcome.reason == "noindex"


def test_a_reading_is_filed_under_the_canonical_address() -> None:
    site = site_of_lists(3)
    first, second, third = paths(3)
    link = '<link rel="canonical" href="{}">'
    site.pages[first] = article(first, head=link.format(second))
    site.pages[second] = article(second, head=link.format("/"))
    site.pages[third] = article(third, head=link.format("https://elsewhere.example/x/"))

    crawling = crawl_once(site)

    keys = {
        url.removeprefix(crawling.base): key.removeprefix(crawling.base)
        for url, key in crawling.frontier.keys.items()
    }
    assert (keys[first], keys[second], keys[third]) == (second, second, third)


def test_what_is_no_page_is_skipped_by_its_type() -> None:
    site = site_of_lists(2)
    pdf = Reply(body=b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
    site.replies["/news/a-title-0/"] = pdf

    outcome = crawl_once(site).by_path()["/news/a-title-0/"]

    assert isinstance(outcome, Skipped)
    assert (outcome.reason, outcome.detail) == ("type", "application/pdf")


def test_a_broken_sitemap_is_told_and_the_crawl_goes_on() -> None:
    site = site_with_sitemap()
    site.pages["/post-sitemap.xml"] = site.pages["/post-sitemap.xml"][:120]

    crawling = crawl_once(site)

    broken = crawling.by_path()["/post-sitemap.xml"]
    assert isinstance(broken, Failed)
    assert broken.reason == "malformed"
    assert isinstance(crawling.by_path()["/news/a-title-0/"], Fetched)


def test_where_pages_do_not_lead_on_only_lists_have_their_links_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_links: dict[str, bool] = {}

    def read_page(body: bytes, url: str, *more: Any) -> Reading:
        reading = really_read(body, url, *more)
        with_links[url] = bool(reading.links.links or reading.links.entries)
        return reading

    monkeypatch.setattr("scraper.workers.read_page", read_page)
    ways = frozenset({FoundBy.SITEMAP, FoundBy.LISTING})
    site = site_with_sitemap()
    site.pages["/post-sitemap.xml"] = sitemap(
        {"{base}" + path: "2026-02-01T00:00:00Z" for path in (*paths(12), "/tag/dikes/")}
    )

    crawling = crawl_once(site, replace(SETTINGS, ways=ways))

    lists = {f"{crawling.base}{path}" for path in ("/", "/tag/dikes/")}
    assert {url for url, has_links in with_links.items() if has_links} == lists
    assert with_links.keys() - lists == {f"{crawling.base}{path}" for path in paths(12)}


def test_a_page_that_this_program_cannot_cope_with_ends_no_run(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def read_page(body: bytes, url: str, *more: Any) -> Reading:
        if url.endswith("-3/"):
            raise IndexError("list index out of range")
        return really_read(body, url, *more)

    caplog.set_level(logging.INFO)
    # No page is known to do this: the next one is.
    monkeypatch.setattr("scraper.workers.read_page", read_page)

    crawling = crawl_once(site_with_sitemap())

    failed = [outcome for outcome in crawling.outcomes if isinstance(outcome, Failed)]
    assert [outcome.page.url for outcome in failed] == [f"{crawling.base}/news/a-title-3/"]
    assert failed[0].reason == "program-fault"
    assert failed[0].detail.startswith("IndexError: list index out of range - at test_crawl.py:")
    assert failed[0].due_at
    told = [record for record in caplog.records if record.exc_info]
    assert [record.levelname for record in told] == ["INFO"]  # a user sees none but with -v
    assert isinstance(crawling.by_path()["/news/a-title-11/"], Fetched)


def test_a_sitemap_that_breaks_off_is_read_told_and_asked_again() -> None:
    site = site_with_sitemap()
    site.pages["/post-sitemap.xml"] = site.pages["/post-sitemap.xml"][:500]

    crawling = crawl_once(site)

    broken = crawling.by_path()["/post-sitemap.xml"]
    assert isinstance(broken, Fetched)
    assert broken.fault
    assert broken.links
    assert broken.due_at == broken.snapshot.fetched_at


def test_a_wordpress_feed_is_paged_through_while_it_brings_new_entries() -> None:
    def feed(entries: list[str]) -> str:
        items = "".join(f"<item><link>{{base}}{path}</link></item>" for path in entries)
        made = "<generator>https://wordpress.org/?v=6.8</generator>"
        return f'<?xml version="1.0"?><rss><channel>{made}{items}</channel></rss>'

    head = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
    site = Site(pages={path: article(path) for path in paths(25)} | {"/": article("/", head=head)})
    site.pages["/feed/"] = feed(paths(25)[:10])
    site.pages["/feed/?paged=2"] = feed(paths(25)[10:20])
    site.pages["/feed/?paged=3"] = feed(paths(25)[20:])
    alone = replace(SETTINGS, ways=frozenset({FoundBy.FEED}))

    async def run() -> tuple[list[str], list[str]]:
        async with Crawling(site) as crawling:
            await crawling.run(alone)
            first = crawling.targets
            await crawling.run(alone)
            return first, crawling.targets

    first, second = asyncio.run(run())
    assert {target for target in first if "a-title" in target} == set(paths(25))
    assert [target for target in second if "feed" in target] == ["/feed/"]


def test_a_run_ends_at_the_most_pages_asked_for() -> None:
    crawling = crawl_once(site_with_sitemap(), replace(SETTINGS, max_pages=5))

    assert len(crawling.outcomes) == 5
    assert crawling.frontier.due_hosts(now=crawling.clock.now())


def test_since_leaves_out_what_a_sitemap_dates_before_and_a_later_run_takes_it() -> None:
    async def run() -> tuple[list[str], list[str]]:
        site = site_of_lists(0)
        site.pages["/"] = page("Welcome")
        old, new = paths(2)
        site.pages |= {old: article(old), new: article(new)}
        site.pages["/sitemap_index.xml"] = sitemap(
            {"{base}" + old: "2020-01-01", "{base}" + new: "2026-02-01"}
        )
        async with Crawling(site) as crawling:
            await crawling.run(replace(SETTINGS, since=date(2025, 1, 1)))
            first = list(crawling.targets)
            await crawling.run()
            return first, crawling.targets

    first, second = asyncio.run(run())

    assert paths(2)[1] in first
    assert paths(2)[0] not in first
    assert paths(2)[0] in second


def test_what_is_too_old_for_since_is_not_asked_for_by_a_link_either() -> None:
    site = site_with_sitemap()
    old = paths(12)[:9]
    entries = {path: "2020-01-01" if path in old else "2026-02-01" for path in paths(12)}
    entries.pop(paths(12)[4])  # listed on the front page alone: nothing says how old it is
    site.pages["/post-sitemap.xml"] = sitemap(
        {"{base}" + path: day for path, day in entries.items()}
    )

    crawling = crawl_once(site, replace(SETTINGS, since=date(2025, 1, 1)))

    asked = {target for target in crawling.targets if target in paths(12)}
    assert asked == {paths(12)[4], *paths(12)[9:]}


@pytest.mark.parametrize("concurrency", [1, 4])
def test_no_more_requests_at_once_than_allowed(concurrency: int) -> None:
    async def run() -> int:
        site = site_with_sitemap(20)
        plain = site.answer
        site.answer = lambda request: replace(  # type: ignore[method-assign]
            plain(request) or Reply(status=404), pause_seconds=0.005
        )
        async with Crawling(site) as crawling:
            await crawling.run(replace(SETTINGS, concurrency=concurrency))
            assert crawling.server is not None
            return crawling.server.most_at_once

    assert asyncio.run(run()) == concurrency


@pytest.mark.parametrize("kill_after", [1, 4, 9, 14])
def test_a_killed_run_loses_nothing_and_repeats_at_most_what_was_in_flight(kill_after: int) -> None:
    async def run() -> tuple[Counter[str], Crawling]:
        async with Crawling(site_with_sitemap(20)) as crawling:
            settings = replace(SETTINGS, concurrency=3)
            await crawling.run(settings, drop_after=kill_after)
            asked = Counter(crawling.targets)
            stored = {o.page.url.removeprefix(crawling.base) for o in crawling.outcomes}
            await crawling.run(settings)
            again = Counter(t for t in crawling.targets if t in asked and t not in stored)
            assert not [t for t in crawling.targets if t in stored and "news" in t]
            return again, crawling

    again, crawling = asyncio.run(run())

    assert sum(again.values()) <= 3
    assert all(crawling.frontier.state(crawling.base + path) == "done" for path in paths(20))


def test_a_stopped_run_ends_soon_and_the_next_one_goes_on() -> None:
    async def run() -> Crawling:
        async with Crawling(site_with_sitemap(20)) as crawling:
            first = await crawling.run(stop_after=6)
            assert len(first) < 10
            await crawling.run()
            return crawling

    crawling = asyncio.run(run())

    assert all(crawling.frontier.state(crawling.base + path) == "done" for path in paths(20))


def test_worker_processes_read_the_same_as_one() -> None:
    async def run(jobs: int) -> list[tuple[str, object]]:
        async with Crawling(site_of_lists(3)) as crawling:
            await crawling.run(replace(SETTINGS, jobs=jobs))
            return sorted(
                (outcome.page.url.removeprefix(crawling.base), outcome.kind)
                for outcome in crawling.outcomes
                if isinstance(outcome, Fetched)
            )

    assert asyncio.run(run(2)) == asyncio.run(run(1))


def test_without_seeds_the_sites_with_pages_due_are_visited() -> None:
    async def run() -> list[str]:
        async with Crawling(site_of_lists(3)) as crawling:
            link = Link(url=f"{crawling.base}/", found_by=FoundBy.SEED)
            crawling.frontier.seed([link], now=crawling.clock.now())
            await crawling.run(seeds=())
            return crawling.targets

    assert set(paths(3)) <= set(asyncio.run(run()))


def test_a_private_seed_is_refused_with_a_hint() -> None:
    async def run() -> None:
        async for _ in crawl(
            ["http://192.168.1.1/"],
            store=MemoryFrontier(),
            settings=CrawlSettings(),
            clock=FakeClock(),
            stop=asyncio.Event(),
        ):
            pass

    with pytest.raises(BlockedAddress, match="not public"):
        asyncio.run(run())


def test_a_name_that_resolves_to_a_private_address_is_told_as_blocked() -> None:
    async def run() -> tuple[list[Outcome], list[str]]:
        async with Server(site_of_lists(1).answer) as server:
            frontier = MemoryFrontier()
            outcomes: list[Outcome] = []
            async for batch in crawl(
                [server.url.replace("127.0.0.1", "localhost")],
                store=frontier,
                settings=CrawlSettings(),
                clock=FakeClock(),
                stop=asyncio.Event(),
            ):
                frontier.record(batch)
                outcomes.extend(batch)
            return outcomes, server.targets

    outcomes, targets = asyncio.run(run())

    assert targets == []
    assert [o.reason for o in outcomes if isinstance(o, Failed)] == ["blocked-address"]


def test_a_seed_that_is_no_address_is_refused() -> None:
    async def run() -> None:
        async for _ in crawl(
            ["mailto:someone@example.org://"],
            store=MemoryFrontier(),
            settings=CrawlSettings(),
            clock=FakeClock(),
            stop=asyncio.Event(),
        ):
            pass

    with pytest.raises(InvalidURL):
        asyncio.run(run())


def test_the_user_agent_names_program_and_contact() -> None:
    assert user_agent("me@example.org").startswith("scrape/")
    assert user_agent("me@example.org").endswith(" (+me@example.org)")
    assert "\n" not in user_agent("a\r\nX-Bad: 1")
    assert "(" not in user_agent(None)
    assert user_agent("zoë@example.org\u2028").endswith(" (+zo%C3%AB@example.org)")


def test_a_slow_site_holds_up_no_other_and_each_has_its_own_settings() -> None:
    slow, quick = site_with_sitemap(6), site_with_sitemap(6)

    async def run() -> tuple[list[str], FakeClock]:
        order: list[str] = []
        clock = FakeClock()

        async with Server(slow.answer) as first, Server(quick.answer) as second:
            sites = {
                first.host: SiteSettings(delay_seconds=30.0),
                second.host: SiteSettings(delay_seconds=0.0, concurrency=4),
            }
            settings = CrawlSettings(allow_private=True, delay_seconds=0, sites=sites)
            frontier = MemoryFrontier()
            async for batch in crawl(
                [f"{first.url}/", f"{second.url}/"],
                store=frontier,
                settings=settings,
                clock=clock,
                stop=asyncio.Event(),
            ):
                frontier.record(batch)
                order += ["slow" if o.page.host == first.host else "quick" for o in batch]
            assert first.most_at_once == 1
        return order, clock

    order, clock = asyncio.run(run())

    assert order.count("slow") == order.count("quick")
    assert order.index("slow") < order.index("quick") + 4  # both begin at once
    last_quick = len(order) - 1 - order[::-1].index("quick")
    assert order[last_quick + 1 :].count("slow") >= 3
    assert sum(clock.slept) >= 30 * (order.count("slow") - 1)
