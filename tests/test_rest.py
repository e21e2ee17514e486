"""A WordPress site whose API is followed: all of it once, then only what changed."""

import asyncio
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from scraper.outcomes import Fetched, Outcome, Skipped
from scraper.records import FoundBy, PageKind
from tests.sites import Site, article, page
from tests.support import Reply, Request
from tests.test_crawl import SETTINGS, Crawling

REST_ALONE = replace(SETTINGS, ways=frozenset({FoundBy.REST}))
JSON = {"Content-Type": "application/json; charset=UTF-8"}
HEAD = '<link rel="https://api.w.org/" href="/wp-json/">'


@dataclass(kw_only=True)
class WordPress(Site):
    """A site with posts by id, each a path and the time of its last edit, and a REST API."""

    posts: dict[int, tuple[str, str]] = field(default_factory=dict)
    blocked: Callable[[str], Reply | None] = lambda path: None

    def write(self, number: int, day: str = "2026-01-05", path: str = "") -> None:
        path = path or f"/post-{number}/"
        self.posts[number] = (path, f"{day}T10:00:00")
        self.pages[path] = article(path, text=f"Number {number} of {day}. " * 30)

    def delete(self, number: int) -> None:
        del self.pages[self.posts.pop(number)[0]]

    def answer(self, request: Request) -> Reply | None:
        path, query = urlsplit(request.target).path, parse_qs(urlsplit(request.target).query)
        if not path.startswith("/wp-json/"):
            return super().answer(request)
        blocked = self.blocked(path)
        if blocked is not None:
            return blocked
        if path == "/wp-json/wp/v2/types":
            types = {"post": {"slug": "post", "rest_base": "posts", "rest_namespace": "wp/v2"}}
            return Reply(body=json.dumps(types).encode(), headers=JSON)
        if path != "/wp-json/wp/v2/posts":
            return Reply(status=404, body=b'{"code":"rest_no_route"}', headers=JSON)
        return self._collection(query, f"http://{request.headers['host']}")

    def _collection(self, query: dict[str, list[str]], base: str) -> Reply:
        by_time = query["orderby"] == ["modified"]
        ordered = sorted(
            self.posts.items(),
            key=lambda item: (item[1][1] if by_time else "", item[0]),
            reverse=query["order"] == ["desc"],
        )
        number = int(query.get("page", ["1"])[0])
        size = int(query["per_page"][0])
        pages = math.ceil(len(ordered) / size)
        if number > max(pages, 1):
            return Reply(status=400, body=b'{"code":"rest_post_invalid_page_number"}', headers=JSON)
        entries = [
            {"id": key, "link": base + path, "modified_gmt": when}
            for key, (path, when) in ordered[(number - 1) * size : number * size]
        ]
        totals = {"X-WP-Total": str(len(ordered)), "X-WP-TotalPages": str(pages)}
        return Reply(body=json.dumps(entries).encode(), headers=JSON | totals)


def wordpress(count: int) -> WordPress:
    site = WordPress(pages={"/": article("/", head=HEAD)})
    for number in range(1, count + 1):
        site.write(number)
    return site


def crawl_twice(site: WordPress, change: Callable[[WordPress], None]) -> Crawling:
    """Return the second of two runs, with a change of the site between them."""

    async def run() -> Crawling:
        async with Crawling(site) as crawling:
            await crawling.run(REST_ALONE)
            assert {url for url in crawling.frontier.urls if "/post-" in url} == {
                crawling.base + path for path, _ in site.posts.values()
            }
            change(site)
            await crawling.run(REST_ALONE)
            return crawling

    return asyncio.run(run())


@dataclass
class _Two:
    first: list[Outcome]
    crawling: Crawling


def crawl_twice_closed(site: WordPress) -> _Two:
    async def run() -> _Two:
        async with Crawling(site) as crawling:
            first = list(await crawling.run(REST_ALONE))
            await crawling.run(REST_ALONE)
            return _Two(first, crawling)

    return asyncio.run(run())


def asked_of(crawling: Crawling) -> list[str]:
    """Return the posts that were asked for, and `part` for each part of the API's list."""
    return [
        "part" if "orderby=id" in target else target
        for target in crawling.targets
        if target.startswith(("/post-", "/new-")) or "orderby=id" in target
    ]


@pytest.mark.parametrize("count", [3, 230])
def test_an_unchanged_site_costs_one_request_a_type(count: int) -> None:
    second = crawl_twice(wordpress(count), lambda site: None)

    assert asked_of(second) == []
    assert sum("orderby=modified" in target for target in second.targets) == 1


def test_every_post_is_found_by_the_api_alone_and_says_so() -> None:
    second = crawl_twice(wordpress(230), lambda site: None)

    ways = second.frontier.ways
    assert sum("/post-" in url and found == {FoundBy.REST} for url, found in ways.items()) == 230


@pytest.mark.parametrize("count", [3, 230])
def test_an_edited_and_a_new_post_are_asked_for_and_nothing_else(count: int) -> None:
    def change(site: WordPress) -> None:
        site.write(2, day="2026-03-02T08:00:30"[:10])
        site.posts[2] = ("/post-2/", "2026-03-02T12:00:00")
        site.write(count + 1, day="2026-03-03")

    second = crawl_twice(wordpress(count), change)

    assert sorted(asked_of(second)) == sorted(["/post-2/", f"/post-{count + 1}/"])


@pytest.mark.parametrize("count", [3, 101, 230])
def test_a_deleted_post_is_missed_and_asked_for(count: int) -> None:
    second = crawl_twice(wordpress(count), lambda site: site.delete(2))

    assert [path for path in asked_of(second) if path != "part"] == ["/post-2/"]


def test_posts_that_move_up_a_part_are_not_taken_for_deleted_in_whatever_order_parts_come() -> None:
    site = wordpress(330)
    whole = site.answer

    def slow_first_parts(request: Request) -> Reply | None:
        reply = whole(request)
        late = "&page=1" in request.target or "&page=2" in request.target
        return replace(reply, pause_seconds=0.2) if reply and late else reply

    async def run() -> Crawling:
        settings = replace(REST_ALONE, concurrency=8)
        async with Crawling(site) as crawling:
            await crawling.run(settings)
            for number in (3, 50, 150):
                site.delete(number)
            assert crawling.server is not None
            crawling.server._answer = slow_first_parts
            await crawling.run(settings)
            return crawling

    second = asyncio.run(run())

    assert sorted(path for path in asked_of(second) if path != "part") == [
        "/post-150/",
        "/post-3/",
        "/post-50/",
    ]


@pytest.mark.parametrize("count", [3, 230])
def test_the_old_address_of_a_renamed_post_is_asked_for_too(count: int) -> None:
    def rename(site: WordPress) -> None:
        del site.pages["/post-2/"]
        site.replies["/post-2/"] = Reply(status=301, headers={"Location": "/new-2/"})
        site.write(2, day="2026-03-03", path="/new-2/")

    second = crawl_twice(wordpress(count), rename)

    assert sorted(set(asked_of(second)) - {"part"}) == ["/new-2/", "/post-2/"]


def test_a_post_that_was_written_long_ago_and_shows_now_is_found_by_the_number() -> None:
    site = wordpress(230)
    hidden = site.posts.pop(17)

    second = crawl_twice(site, lambda site: site.posts.update({17: hidden}))

    assert [path for path in asked_of(second) if path != "part"] == ["/post-17/"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=401, body=b'{"code":"rest_login_required"}', headers=JSON), "forbidden"),
        (Reply(status=403, body=b"no"), "forbidden"),
        (Reply(status=404, body=b"no"), "not-found"),
        (Reply(body=b"<html><title>Welcome</title></html>"), "not-found"),
    ],
)
def test_an_api_that_is_closed_is_told_quietly_and_left_for_a_month(
    reply: Reply, reason: str
) -> None:
    site = wordpress(3)
    site.blocked = lambda path: reply

    second = crawl_twice_closed(site)

    api = [o for o in second.first if o.page.kind is PageKind.API]
    assert {type(outcome) for outcome in api} == {Skipped}
    assert {outcome.reason for outcome in api if isinstance(outcome, Skipped)} == {reason}
    assert not [target for target in second.crawling.targets if "wp-json" in target]


def test_a_robots_rule_against_the_api_is_obeyed() -> None:
    site = wordpress(3)
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /wp-json/\n"

    async def run() -> Crawling:
        async with Crawling(site) as crawling:
            await crawling.run(REST_ALONE)
            return crawling

    crawling = asyncio.run(run())
    assert not [target for target in crawling.targets if "wp-json" in target]
    assert {o.reason for o in crawling.outcomes if isinstance(o, Skipped)} == {"robots"}


def test_a_site_without_marks_is_not_asked_for_an_api() -> None:
    async def run() -> Crawling:
        async with Crawling(Site(pages={"/": page("Hello")})) as crawling:
            await crawling.run(REST_ALONE)
            return crawling

    assert not [target for target in asyncio.run(run()).targets if "rest" in target]


def test_a_guessed_api_is_tried_in_both_forms() -> None:
    site = Site(pages={"/": article("/", head='<meta name="generator" content="WordPress 6.4">')})

    async def run() -> Crawling:
        async with Crawling(site) as crawling:
            await crawling.run(REST_ALONE)
            return crawling

    targets = asyncio.run(run()).targets
    assert "/wp-json/wp/v2/types" in targets
    assert "/?rest_route=/wp/v2/types" in targets


def test_a_type_without_pages_of_its_own_is_told_and_not_counted() -> None:
    site = wordpress(3)
    site.posts = {1: ("/?library=a", "2026-01-05T10:00:00")}

    async def run() -> Crawling:
        async with Crawling(site) as crawling:
            await crawling.run(REST_ALONE)
            return crawling

    outcomes = asyncio.run(run()).outcomes
    assert "not-public" in {o.reason for o in outcomes if isinstance(o, Skipped)}
    assert not [o for o in outcomes if isinstance(o, Fetched) and "library" in o.page.url]


def test_what_is_older_than_asked_for_costs_no_request_and_a_later_run_takes_it() -> None:
    site = wordpress(230)
    for number in (1, 120):
        site.write(number, day="2026-02-20")

    async def run() -> tuple[list[str], list[str]]:
        async with Crawling(site) as crawling:
            await crawling.run(replace(REST_ALONE, since=date(2026, 2, 1)))
            first = asked_of(crawling)
            await crawling.run(REST_ALONE)
            return first, asked_of(crawling)

    first, second = asyncio.run(run())
    assert sorted(first) == ["/post-1/", "/post-120/"]
    assert len([path for path in second if path != "part"]) == 228


@pytest.mark.parametrize("kill_after", [1, 2, 3, 4, 5, 100])
def test_a_run_killed_on_the_way_through_the_api_loses_nothing(kill_after: int) -> None:
    site = wordpress(230)

    async def run() -> Crawling:
        async with Crawling(site) as crawling:
            await crawling.run(REST_ALONE, drop_after=kill_after)
            await crawling.run(REST_ALONE)
            return crawling

    crawling = asyncio.run(run())
    posts = [crawling.base + path for path, _ in site.posts.values()]
    assert {crawling.frontier.state(url) for url in posts} == {"done"}
