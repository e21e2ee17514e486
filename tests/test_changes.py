"""A site that changes between runs, over loopback into a real archive: what is told, what asked."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.runs import Tally
from archive.store import Archive
from scraper.crawl import crawl
from scraper.settings import CrawlSettings
from tests.archive_support import make_archive
from tests.sites import Site, article, listing, page, sitemap
from tests.support import FakeClock, Reply, Request, Server

OLD = "2026-02-01T00:00:00Z"
NOT_FOUND = page("Page not found")


def text(number: int) -> str:
    return f"In its report number {number} the council says which of the dikes must be raised. " * 5


def post(path: str, number: int, **about: Any) -> str:
    return article(path, text=text(number), **about)


def path(number: int) -> str:
    return f"/news/a-title-{number}/"


class Archiving:
    """A site with its server, an archive and a clock, over several runs."""

    def __init__(self, site: Site, folder: Path, **settings: Any) -> None:
        self.site = site
        self.clock = FakeClock()
        self.file = folder / "a.db"
        self.settings = CrawlSettings(allow_private=True, delay_seconds=0, **settings)
        self.targets: list[str] = []
        self.base = ""

    async def __aenter__(self) -> "Archiving":
        self.server = await Server(self.site.answer).__aenter__()
        self.base = self.server.url
        return self

    async def __aexit__(self, *details: object) -> None:
        await self.server.__aexit__(None, None, None)

    async def run(self, *, after: timedelta = timedelta(0)) -> Tally:
        """Let some time pass, then crawl once."""
        self.clock.advance(after.total_seconds())
        self.server.requests.clear()
        with make_archive(self.file) as archive:
            run_id = archive.start_run("crawl", [self.base], self.clock.now())
            async for batch in crawl(
                [f"{self.base}/"],
                store=archive.frontier,
                settings=self.settings,
                clock=self.clock,
                stop=asyncio.Event(),
            ):
                archive.record(run_id, batch)
            tally = archive.finish_run(run_id, self.clock.now(), "done")
        self.targets = self.server.targets
        self.clock.advance(60)
        return tally

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with Archive.open(self.file, read_only=True) as archive:
            assert archive.verify().problems == ()
            return archive.rows(sql.replace("{base}", self.base))

    def articles(self) -> dict[str, bool]:
        """Return the path of each article and whether it is gone."""
        rows = self.rows("SELECT url, gone_at IS NOT NULL FROM articles")
        return {url.removeprefix(self.base): bool(gone) for url, gone in rows}


def named_by_sitemap(posts: dict[str, str], dates: dict[str, str] | None = None) -> str:
    return sitemap({"{base}" + url: (dates or {}).get(url, OLD) for url in posts})


def mapped_site(count: int = 10) -> Site:
    posts = {path(n): post(path(n), n) for n in range(count)}
    pages = posts | {
        "/": listing([path(n) for n in range(5)]),
        "/robots.txt": "User-agent: *\nSitemap: {base}/sitemap.xml\n",
        "/sitemap.xml": named_by_sitemap(posts),
    }
    return Site(pages=pages)


def change(site: Site) -> None:
    """Edit 0, move 1 with and 2 without a redirect, delete 3 to 5, rewrap 6 to 8, publish 10."""
    posts = site.pages
    posts[path(0)] = article(path(0), text=text(0) + "Corrected on Wednesday.")
    posts["/news/a-new-name/"] = posts.pop(path(1))
    site.replies[path(1)] = Reply(status=301, headers={"Location": "/news/a-new-name/"})
    posts["/news/another-name/"] = posts.pop(path(2))
    del posts[path(3)]
    site.replies[path(4)] = Reply(status=410)
    posts[path(5)] = NOT_FOUND
    related = [path(9), path(7)]
    posts[path(6)] = post(path(6), 6, links=related, head='<meta name="nonce" content="77">')
    posts[path(7)] = post(path(7), 7) + "<!-- 4,711 readers; served on 4 March 2026 -->"
    posts[path(10)] = post(path(10), 10)
    left = {url: "" for url in posts if url.startswith("/news/")}
    del left[path(5)], left[path(4)]
    today = "2026-03-04T07:00:00Z"
    dates = {path(n): today for n in (0, 6, 7, 8, 10)}
    posts["/sitemap.xml"] = named_by_sitemap(left, dates)


def test_each_change_is_told_apart_and_asked_for_once(tmp_path: Path) -> None:
    async def run() -> tuple[Tally, Archiving]:
        async with Archiving(mapped_site(), tmp_path) as archiving:
            await archiving.run()
            change(archiving.site)
            return await archiving.run(after=timedelta(days=2)), archiving

    tally, archiving = asyncio.run(run())

    assert Counter(archiving.targets) == Counter(
        [
            *("/robots.txt", "/sitemap.xml", "/"),
            *(path(n) for n in (0, 1, 2, 3, 4, 5, 6, 7, 8, 10)),
            *("/news/a-new-name/", "/news/another-name/"),
        ]
    )
    assert (tally.articles_new, tally.articles_changed) == (1, 1)
    assert (tally.articles_moved, tally.articles_gone) == (2, 3)
    assert archiving.articles() == {
        **{path(n): False for n in (0, 6, 7, 8, 9, 10)},
        **{path(n): True for n in (3, 4, 5)},
        "/news/a-new-name/": False,
        "/news/another-name/": False,
    }
    assert archiving.rows("SELECT count(*) FROM revisions WHERE number > 1") == [(1,)]
    gone = "SELECT url, status, reason FROM pages WHERE state = 'gone' ORDER BY id"
    assert archiving.rows(gone) == [
        (archiving.base + path(2), 404, None),
        (archiving.base + path(3), 404, None),
        (archiving.base + path(4), 410, None),
        (archiving.base + path(5), 200, "soft-404"),
    ]


def test_after_the_changes_a_run_is_as_quiet_as_before(tmp_path: Path) -> None:
    async def run() -> Archiving:
        async with Archiving(mapped_site(), tmp_path) as archiving:
            await archiving.run()
            change(archiving.site)
            await archiving.run(after=timedelta(days=2))
            await archiving.run()
            return archiving

    assert asyncio.run(run()).targets == ["/sitemap.xml", "/"]


def test_noise_counts_as_no_change(tmp_path: Path) -> None:
    class Noisy(Site):
        served = 0

        def answer(self, request: Request) -> Reply | None:
            self.served += 1
            reply = super().answer(replace(request, headers={"host": request.headers["host"]}))
            if reply is None or not request.target.startswith("/news/"):
                return reply
            noise = f"<!-- {self.served} --><a href='/news/a-title-{self.served % 5}/'>x</a></body>"
            return Reply(body=reply.body.replace(b"</body>", noise.encode()))

    async def run() -> Archiving:
        site = mapped_site()
        async with Archiving(Noisy(pages=site.pages), tmp_path, full=True) as archiving:
            for _ in range(4):
                await archiving.run(after=timedelta(days=9))
            return archiving

    archiving = asyncio.run(run())

    of_articles = "FROM pages WHERE kind = 'article'"
    assert archiving.rows(f"SELECT sum(fetches), sum(changes) {of_articles}") == [(40, 0)]
    assert archiving.rows(
        "SELECT count(DISTINCT snapshots.digest) FROM snapshots JOIN pages ON"
        " pages.id = page_id WHERE kind = 'article'"
    ) == [(40,)]
    assert archiving.rows("SELECT count(*) FROM revisions") == [(10,)]
    quiet = archiving.rows(f"SELECT min(quiet_seconds), max(changed_seconds) {of_articles}")
    assert quiet[0][0] > timedelta(days=27).total_seconds()
    assert quiet[0][1] == 0
    waits = f"SELECT min(julianday(due_at) - julianday(fetched_at)) {of_articles}"
    assert archiving.rows(waits)[0][0] > 20


def test_counters_and_the_date_of_today_are_no_change_of_a_static_page(tmp_path: Path) -> None:
    class Counting(Site):
        served = 0

        def answer(self, request: Request) -> Reply | None:
            reply = super().answer(replace(request, headers={"host": request.headers["host"]}))
            if reply is None or request.target != "/about/":
                return reply
            self.served += 1
            about = "The institute studies dikes, ports and the people who keep them. " * 6
            counter = f"<p>{about}You are visitor {self.served} of 2{self.served} March.</p>"
            return Reply(body=reply.body.replace(b"<p>Words.</p>", counter.encode()))

    async def run() -> list[list[tuple[Any, ...]]]:
        site = Counting(pages={"/": listing([path(0)]), path(0): post(path(0), 0)})
        site.pages["/"] += '<a href="/about/">About</a>'
        site.pages["/about/"] = page("About us")
        seen = []
        async with Archiving(site, tmp_path) as archiving:
            for _ in range(3):
                await archiving.run(after=timedelta(days=40))
                seen.append(archiving.rows(history))
            site.pages["/about/"] = page("About us").replace("<p>", "<p>A new board.</p><p>")
            await archiving.run(after=timedelta(days=40))
            return [*seen, archiving.rows(history)]

    history = (
        "SELECT fetches, changes, julianday(due_at) - julianday(fetched_at) > 20 FROM pages"
        " WHERE url LIKE '%/about/'"
    )

    assert asyncio.run(run()) == [[(1, 0, 0)], [(2, 0, 0)], [(3, 0, 1)], [(4, 1, 1)]]


def test_a_move_without_redirect_or_sitemap_is_found_by_its_text_in_the_same_run(
    tmp_path: Path,
) -> None:
    async def run() -> tuple[Tally, Archiving]:
        pages = {path(n): post(path(n), n) for n in range(6)}
        pages["/"] = listing([path(n) for n in range(6)])
        async with Archiving(Site(pages=pages), tmp_path) as archiving:
            await archiving.run()
            pages["/news/renamed/"] = pages.pop(path(2))
            pages["/"] = listing(["/news/renamed/", path(0), path(1)])
            return await archiving.run(after=timedelta(hours=3)), archiving

    tally, archiving = asyncio.run(run())

    assert archiving.targets == ["/", "/news/renamed/", path(2)]
    assert (tally.articles_new, tally.articles_moved, tally.articles_gone) == (0, 1, 0)
    assert set(archiving.articles()) == {"/news/renamed/", *(path(n) for n in (0, 1, 3, 4, 5))}
    assert archiving.rows("SELECT id FROM articles WHERE url = '{base}/news/renamed/'") != [(7,)]


def test_an_edited_and_renamed_article_read_before_its_redirect_keeps_its_history(
    tmp_path: Path,
) -> None:
    async def run() -> tuple[Tally, Archiving]:
        pages = {path(n): post(path(n), n) for n in range(4)}
        pages["/"] = listing([path(n) for n in range(4)])
        site = Site(pages=pages)
        async with Archiving(site, tmp_path) as archiving:
            await archiving.run()
            pages["/news/b-title-2/"] = article(path(2), text=text(2) + "With a correction.")
            del pages[path(2)]
            site.replies[path(2)] = Reply(status=308, headers={"Location": "/news/b-title-2/"})
            pages["/"] = listing(["/news/b-title-2/", path(0)])
            await archiving.run(after=timedelta(hours=1))
            return await archiving.run(after=timedelta(days=60)), archiving

    tally, archiving = asyncio.run(run())

    assert tally.articles_moved == 1
    assert set(archiving.articles()) == {path(0), path(1), "/news/b-title-2/", path(3)}
    readings = "SELECT article_id, number, changed FROM revisions WHERE number > 1"
    ((article_id, number, changed),) = archiving.rows(readings)
    assert number == 2
    assert "body" in changed
    rows = archiving.rows(f"SELECT url FROM articles WHERE id = {article_id}")
    assert rows == [(archiving.base + "/news/b-title-2/",)]


def test_one_text_under_two_live_addresses_is_one_article(tmp_path: Path) -> None:
    double = path(1) + "?view=full"
    pages = {path(n): post(path(n), n) for n in range(3)}
    pages[double] = pages[path(1)]
    pages["/"] = listing([*(path(n) for n in range(3)), double])

    async def run() -> tuple[Tally, Archiving]:
        async with Archiving(Site(pages=pages), tmp_path) as archiving:
            return await archiving.run(), archiving

    tally, archiving = asyncio.run(run())

    assert (tally.articles_new, tally.articles_unchanged) == (3, 1)
    assert set(archiving.articles()) == {path(0), path(1), path(2)}


class Welcoming(Site):
    """A site that answers for every address under /news/ that it does not know with a welcome."""

    def answer(self, request: Request) -> Reply | None:
        known = super().answer(request)
        if known is not None or not request.target.startswith("/news/"):
            return known
        told = f"<p>You asked for {request.target}. {'Choose from the menu what to read. ' * 9}</p>"
        return Reply(body=page("Welcome to the institute").replace("<p>", told).encode())


def test_a_soft_404_that_does_not_say_so_is_compared_with_an_address_that_cannot_be(
    tmp_path: Path,
) -> None:
    async def run() -> tuple[Tally, Archiving]:
        site = Welcoming(pages=mapped_site().pages)
        async with Archiving(site, tmp_path) as archiving:
            await archiving.run()
            assert not any("no-such-page" in target for target in archiving.targets)
            for number in (3, 7):
                del site.pages[path(number)]
            left = {path(n): "" for n in range(10) if n not in (3, 7)}
            site.pages["/sitemap.xml"] = named_by_sitemap(left)
            return await archiving.run(after=timedelta(hours=2)), archiving

    tally, archiving = asyncio.run(run())

    assert (tally.gone, tally.articles_gone) == (2, 2)
    made_up = [target for target in archiving.targets if "no-such-page" in target]
    assert len(made_up) == 1
    assert len(archiving.targets) == 5
    assert [url for url, gone in archiving.articles().items() if gone] == [path(3), path(7)]


def test_an_article_that_leads_to_the_front_page_is_gone(tmp_path: Path) -> None:
    async def run() -> tuple[Tally, Archiving]:
        site = mapped_site()
        async with Archiving(site, tmp_path) as archiving:
            await archiving.run()
            site.replies[path(3)] = Reply(status=302, headers={"Location": "/"})
            site.pages["/sitemap.xml"] = named_by_sitemap({path(n): "" for n in (0, 1, 2)})
            return await archiving.run(after=timedelta(hours=2)), archiving

    tally, archiving = asyncio.run(run())

    assert tally.articles_gone == 1
    state = archiving.rows(f"SELECT state, reason FROM pages WHERE url = '{{base}}{path(3)}'")
    assert state == [("gone", "soft-404")]


@pytest.mark.parametrize(("revisits", "asked"), [(None, 10), (4, 4), (0, 0), (500, 30)])
def test_a_run_asks_for_no_more_known_pages_than_its_budget(
    tmp_path: Path, revisits: int | None, asked: int
) -> None:
    async def run() -> tuple[Archiving, list[str]]:
        site = mapped_site(30)
        async with Archiving(site, tmp_path, revisits=revisits) as archiving:
            await archiving.run()
            site.pages |= {path(n): post(path(n), n) for n in range(30, 50)}
            site.pages["/sitemap.xml"] = named_by_sitemap({path(n): "" for n in range(50)})
            await archiving.run(after=timedelta(days=400))
            first = archiving.targets
            await archiving.run(after=timedelta(hours=1))
            return archiving, first

    archiving, first = asyncio.run(run())

    assert known(first) == asked
    assert sum(path(n) in first for n in range(30, 50)) == 20
    # The next run goes on with those that waited, the most overdue first.
    assert known(archiving.targets) == min(asked, 30 - asked)
    assert not set(news(first)) & set(news(archiving.targets))


def news(targets: Iterable[str]) -> list[str]:
    return [target for target in targets if target.startswith("/news/")]


def known(targets: Iterable[str]) -> int:
    return sum(path(n) in targets for n in range(30))


def test_a_sitemap_that_dates_all_to_today_is_not_believed_for_long(tmp_path: Path) -> None:
    async def run() -> Archiving:
        site = mapped_site(60)
        async with Archiving(site, tmp_path) as archiving:
            await archiving.run()
            dates = {path(n): f"2026-03-02T10:00:{n:02}Z" for n in range(60)}
            site.pages["/sitemap.xml"] = named_by_sitemap(dates, dates)
            await archiving.run(after=timedelta(days=1))
            return archiving

    assert len(news(asyncio.run(run()).targets)) == 10 + 10


def test_a_sitemap_without_the_news_does_not_take_the_place_of_its_lists(tmp_path: Path) -> None:
    async def run() -> list[int]:
        site = mapped_site(6)
        site.pages["/sitemap.xml"] = named_by_sitemap({path(0): ""})
        site.pages["/"] = page("Home", links=["/category/news/"])
        found = []
        async with Archiving(site, tmp_path, revisits=0) as archiving:
            for day in range(1, 6):
                site.pages["/category/news/"] = listing([path(n) for n in range(1, day + 1)])
                await archiving.run(after=timedelta(hours=6))
                found.append(len(archiving.articles()))
        return found

    assert asyncio.run(run()) == [2, 3, 4, 5, 6]


def test_an_article_that_moves_from_one_sitemap_to_another_is_not_missed(tmp_path: Path) -> None:
    async def run() -> Archiving:
        site = mapped_site(6)
        site.pages["/robots.txt"] += "Sitemap: {base}/old.xml\n"
        site.pages["/sitemap.xml"] = named_by_sitemap({path(n): "" for n in (0, 1, 2)})
        site.pages["/old.xml"] = named_by_sitemap({path(n): "" for n in (3, 4, 5)})
        async with Archiving(site, tmp_path) as archiving:
            await archiving.run()
            site.pages["/sitemap.xml"] = named_by_sitemap({path(n): "" for n in (0, 1)})
            site.pages["/old.xml"] = named_by_sitemap({path(n): "" for n in (2, 3, 4, 5)})
            await archiving.run(after=timedelta(hours=1))
            return archiving

    archiving = asyncio.run(run())

    assert news(archiving.targets) == []
    assert archiving.rows("SELECT count(*) FROM pages WHERE recheck IS NOT NULL") == [(0,)]
