"""How a crawl behaves towards a host over several runs: robots.txt, the delay it teaches."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from scraper.crawl import crawl
from scraper.errors import RobotsDenied
from scraper.outcomes import Failed, Fetched, Outcome
from scraper.profile import SiteProfile
from scraper.records import HostDelay, RobotsRecord
from scraper.robots import MAX_ROBOTS_BYTES, STALE_FOR, after_failure, is_put_off
from scraper.single import fetch_page
from tests.sites import Site
from tests.support import START, FakeClock, MemoryFrontier, Reply, Request
from tests.test_crawl import SETTINGS, Crawling, crawl_once, paths, site_with_sitemap

RULES = "User-agent: *\nDisallow: /tag/\nSitemap: {base}/sitemap_index.xml\n"
DOWN = Reply(status=503)
GUESSES = ("/sitemap.xml", "/sitemap-index.xml", "/wp-sitemap.xml")


def reasons(crawling: Crawling) -> set[str]:
    return {outcome.reason for outcome in crawling.outcomes if isinstance(outcome, Failed)}


def after_a_good_run(days: float, reply: Reply) -> Crawling:
    """Crawl, wait, and crawl again while robots.txt is answered by `reply`."""

    async def run() -> Crawling:
        site = site_with_sitemap()
        site.pages["/robots.txt"] = RULES
        async with Crawling(site) as crawling:
            await crawling.run()
            crawling.clock.advance(days * 86_400)
            site.replies["/robots.txt"] = reply
            await crawling.run()
            return crawling

    return asyncio.run(run())


@pytest.mark.parametrize("reply", [DOWN, Reply(status=429), Reply(raw=b"")])
def test_the_copy_from_before_is_used_while_there_is_no_answer(reply: Reply) -> None:
    crawling = after_a_good_run(3, reply)

    assert "robots-unreachable" not in reasons(crawling)
    assert "/" in crawling.targets
    assert "/tag/dikes/" not in crawling.targets


def test_a_copy_older_than_the_standard_allows_is_not_used() -> None:
    crawling = after_a_good_run(31, DOWN)

    assert set(crawling.targets) == {"/robots.txt"}
    assert reasons(crawling) == {"robots-unreachable"}


def test_a_host_that_had_no_rules_and_fails_now_is_closed() -> None:
    missing = RobotsRecord(host="e.org", fetched_at=START, status=404, body=None)
    failure = RobotsRecord(host="e.org", fetched_at=START, status=503, body=None)

    assert after_failure(missing, failure) == failure


def test_the_copy_keeps_its_age_over_failures() -> None:
    kept = RobotsRecord(host="e.org", fetched_at=START, status=200, body="x")
    for days in (10, 20, 29):
        at = START + timedelta(days=days)
        kept = after_failure(kept, replace(kept, fetched_at=at, status=None, body=None))
        assert (kept.fetched_at, kept.failed_at, kept.body) == (START, at, "x")
    late = RobotsRecord(host="e.org", fetched_at=START + STALE_FOR, status=None, body=None)

    assert after_failure(kept, late) == late


def test_a_host_is_not_asked_before_the_time_it_named() -> None:
    async def run() -> list[list[str]]:
        site = site_with_sitemap()
        site.replies["/robots.txt"] = Reply(status=503, headers={"Retry-After": "7200"})
        asked = []
        async with Crawling(site) as crawling:
            for minutes in (0, 60, 120):
                crawling.clock.advance(minutes * 60)
                await crawling.run()
                asked.append(list(crawling.targets))
            (failed,) = crawling.outcomes
            assert isinstance(failed, Failed)
            assert failed.detail.startswith("robots.txt: HTTP 503; not asked again before 2026-")
            assert failed.due_at is not None
            assert failed.due_at - failed.at >= timedelta(seconds=7200)
        return asked

    first, second, third = asyncio.run(run())

    assert first == ["/robots.txt"]
    assert second == []
    assert third == ["/robots.txt"]


def test_a_long_retry_after_of_a_page_holds_for_the_runs_that_start_before_it_is_over() -> None:
    async def run() -> tuple[list[list[str]], list[Failed]]:
        site = site_with_sitemap()
        site.replies["/news/a-title-0/"] = Reply(status=503, headers={"Retry-After": "7200"})
        asked, failed = [], []
        async with Crawling(site) as crawling:
            for minutes in (0, 60, 120):
                crawling.clock.advance(minutes * 60)
                await crawling.run()
                asked.append(list(crawling.targets))
                failed += [o for o in crawling.outcomes if isinstance(o, Failed)][:1]
                site.replies.clear()
        return asked, failed

    (first, second, third), (page, host) = asyncio.run(run())

    assert first[-1] == "/news/a-title-0/"
    assert page.detail.startswith("HTTP 503; not asked again before 2026-")
    assert second == []
    assert (host.reason, host.detail) == ("asked-to-wait", page.detail.removeprefix("HTTP 503; "))
    assert page.due_at == page.at + timedelta(hours=2)
    assert host.due_at is not None
    assert host.due_at < page.due_at
    assert {*paths(12)} <= {*first, *third}


def test_a_fault_over_the_robots_of_one_host_ends_no_run() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "bad.example":
            raise AttributeError("no such thing")
        return httpx.Response(200 if request.url.path == "/" else 404, text="<html><p>x")

    async def run() -> list[Outcome]:
        frontier = MemoryFrontier()
        outcomes: list[Outcome] = []
        async for batch in crawl(
            ["http://bad.example/", "http://good.example/"],
            store=frontier,
            settings=SETTINGS,
            clock=FakeClock(),
            stop=asyncio.Event(),
            transport=httpx.MockTransport(answer),
        ):
            frontier.record(batch)
            outcomes += batch
        return outcomes

    told = {outcome.page.url: outcome for outcome in asyncio.run(run())}

    failed = told["http://bad.example/"]
    assert isinstance(failed, Failed)
    assert failed.reason == "program-fault"
    assert failed.detail.startswith("AttributeError: no such thing - at test_manners.py:")
    assert isinstance(told["http://good.example/"], Fetched)


def test_a_host_with_known_rules_is_not_asked_before_the_time_it_named_either() -> None:
    async def run() -> tuple[Crawling, list[list[str]]]:
        site = site_with_sitemap()
        site.pages["/robots.txt"] = RULES
        asked = []
        async with Crawling(site) as crawling:
            await crawling.run()
            crawling.clock.advance(3 * 86_400)
            site.replies["/robots.txt"] = Reply(status=503, headers={"Retry-After": "7200"})
            for _ in range(2):
                began = crawling.clock.monotonic()
                await crawling.run()
                asked.append(list(crawling.targets))
                assert crawling.clock.monotonic() - began < 300  # the run does not sit it out
                (failed,) = {o.detail for o in crawling.outcomes if isinstance(o, Failed)}
                assert "; not asked again before 2026-03-05 10:0" in failed
                crawling.clock.advance(600)
            del site.replies["/robots.txt"]
            crawling.clock.advance(7200)
            await crawling.run()
        return crawling, asked

    crawling, asked = asyncio.run(run())

    assert asked == [["/robots.txt"], []]
    assert "/" in crawling.targets


def test_a_host_that_is_down_is_given_up_after_its_robots_and_one_page() -> None:
    async def run() -> Crawling:
        site = site_with_sitemap()
        async with Crawling(site) as crawling:
            await crawling.run()
            crawling.clock.advance(3 * 86_400)
            site.replies |= dict.fromkeys(site.pages, Reply(status=500))
            await crawling.run()
        return crawling

    crawling = asyncio.run(run())

    assert crawling.targets == ["/robots.txt"] * 4 + ["/sitemap_index.xml"] * 4


def test_a_host_that_answers_though_its_robots_does_not_is_crawled() -> None:
    crawling = after_a_good_run(3, Reply(raw=b""))

    assert reasons(crawling) == set()
    assert "/post-sitemap.xml" in crawling.targets


def refusing(paths: set[str]) -> Crawling:
    """Crawl, wait until all is due, and crawl again while all but these paths are forbidden."""

    async def run() -> Crawling:
        site = site_with_sitemap(30)
        async with Crawling(site) as crawling:
            await crawling.run()
            crawling.clock.advance(300 * 86_400)
            site.replies |= dict.fromkeys({*site.pages, *GUESSES} - paths, Reply(status=403))
            await crawling.run(replace(SETTINGS, revisits=30))
        return crawling

    return asyncio.run(run())


def test_a_host_that_forbids_everything_is_asked_for_five_pages() -> None:
    crawling = refusing({"/robots.txt"})

    assert len(crawling.targets) == 1 + 5 + 5  # robots.txt, sitemaps and guesses, pages


def test_forbidden_pages_close_no_host_that_gives_others() -> None:
    crawling = refusing({"/robots.txt", "/"})

    assert len(crawling.targets) > 30


def test_no_host_closes_itself_for_longer_than_a_day() -> None:
    record = RobotsRecord(
        host="e.org",
        fetched_at=START,
        status=503,
        body=None,
        retry_at=START + timedelta(days=400),
    )

    assert not is_put_off(record, START)


def test_a_robots_redirected_to_another_host_is_followed() -> None:
    async def run() -> tuple[Crawling, list[str]]:
        site, other = site_with_sitemap(), site_with_sitemap()
        other.pages["/rules"] = RULES
        async with Crawling(other) as elsewhere, Crawling(site) as crawling:
            target = {"Location": f"{elsewhere.base}/rules"}
            site.replies["/robots.txt"] = Reply(status=302, headers=target)
            await crawling.run()
            assert elsewhere.server is not None
            return crawling, elsewhere.server.targets

    crawling, elsewhere = asyncio.run(run())

    assert elsewhere == ["/rules"]
    assert "/tag/dikes/" not in crawling.targets
    assert paths(12)[0] in crawling.targets


@pytest.mark.parametrize(("hops", "is_read"), [(5, True), (6, False)])
def test_five_redirects_are_followed_and_no_more(hops: int, is_read: bool) -> None:
    site = site_with_sitemap()
    site.replies["/robots.txt"] = Reply(status=301, headers={"Location": "/hop/1"})
    for hop in range(1, hops):
        site.replies[f"/hop/{hop}"] = Reply(status=301, headers={"Location": f"/hop/{hop + 1}"})
    site.replies[f"/hop/{hops}"] = Reply(body=b"User-agent: *\nDisallow: /tag/\n")

    crawling = crawl_once(site)

    assert ("/tag/dikes/" not in crawling.targets) is is_read
    assert "/" in crawling.targets


def test_of_a_robots_without_end_the_first_500_kibibytes_count() -> None:
    site = site_with_sitemap()
    filler = b"#" * 100 + b"\n"
    start = b"User-agent: *\nDisallow: /tag/\n"
    body = start + filler * (40 * MAX_ROBOTS_BYTES // len(filler)) + b"Disallow: /\n"
    site.replies["/robots.txt"] = Reply(body=body, headers={"Content-Type": "text/plain"})

    crawling = crawl_once(site)

    assert "/tag/dikes/" not in crawling.targets
    assert paths(12)[0] in crawling.targets


class Limited:
    """A host that answers 429 to whoever comes sooner than `least` seconds after the last."""

    def __init__(self, crawling: Crawling, least: float) -> None:
        self.refused = 0
        self._crawling = crawling
        self._least = least
        self._last = 0.0
        self._plain = crawling.site.answer

    def answer(self, request: Request) -> Reply | None:
        now = self._crawling.clock.monotonic()
        too_soon = now - self._last < self._least
        self._last = now
        if too_soon and request.target != "/robots.txt":
            self.refused += 1
            return Reply(status=429)
        return self._plain(request)


def test_a_host_that_limits_its_rate_teaches_a_delay_that_outlives_the_run() -> None:
    async def run() -> tuple[list[int], HostDelay]:
        site = site_with_sitemap(60)
        crawling = Crawling(site)
        limited = Limited(crawling, 3.0)
        site.answer = limited.answer  # type: ignore[method-assign]
        counts = []
        async with crawling:
            settings = replace(SETTINGS, delay_seconds=1)
            await crawling.run(settings)
            counts.append(limited.refused)
            limited.refused = 0
            await crawling.run(replace(settings, full=True))
            counts.append(limited.refused)
            (host,) = {outcome.page.host for outcome in crawling.outcomes}
            return counts, crawling.frontier.delays[host]

    (first, second), delay = asyncio.run(run())

    assert first >= 3
    assert second < first
    assert delay.seconds > 1


def test_a_day_without_asking_halves_what_was_learnt() -> None:
    async def run(days: float) -> float:
        async with Crawling(site_with_sitemap(1)) as crawling:
            host = crawling.base.partition("//")[2]
            at = crawling.clock.now() - timedelta(days=days)
            crawling.frontier.put_delay(HostDelay(host=host, seconds=16, learnt_at=at))
            before = crawling.clock.monotonic()
            await crawling.run(replace(SETTINGS, delay_seconds=1))
            return crawling.clock.monotonic() - before

    fresh, old, oldest = (asyncio.run(run(days)) for days in (0, 1, 10))

    assert fresh > old > oldest


def test_without_delay_nothing_is_waited_and_nothing_kept() -> None:
    crawling = crawl_once(site_with_sitemap())

    assert crawling.clock.slept == []
    assert crawling.frontier.delays == {}


def test_a_cookie_of_the_profile_goes_with_pages_and_not_with_robots() -> None:
    async def run() -> dict[str, str | None]:
        site = site_with_sitemap(2)
        async with Crawling(site) as crawling:
            profile = SiteProfile(name="x", hosts=("127.0.0.1",), cookie="consent=yes")
            await crawling.run(replace(SETTINGS, profile=profile))
            assert crawling.server is not None
            return {each.target: each.headers.get("cookie") for each in crawling.server.requests}

    cookies = asyncio.run(run())

    assert cookies.pop("/robots.txt") is None
    assert set(cookies.values()) == {"consent=yes"}


async def ask_by_hand(site: Site) -> None:
    async with Crawling(site) as crawling:
        url = f"{crawling.base}/tag/dikes/"
        await fetch_page(url, contact=None, allow_private=True, clock=crawling.clock)


def test_one_page_asked_for_by_hand_obeys_a_robots_that_redirects() -> None:
    site = site_with_sitemap(1)
    site.pages["/rules"] = RULES
    site.replies["/robots.txt"] = Reply(status=301, headers={"Location": "/rules"})

    with pytest.raises(RobotsDenied, match=r"robots\.txt does not allow it"):
        asyncio.run(ask_by_hand(site))


def test_one_page_asked_for_by_hand_says_that_robots_did_not_answer() -> None:
    site = site_with_sitemap(1)
    site.replies["/robots.txt"] = Reply(status=503)

    with pytest.raises(RobotsDenied, match=r"robots-unreachable: robots\.txt: HTTP 503"):
        asyncio.run(ask_by_hand(site))
