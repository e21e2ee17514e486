"""A crawl of the open internet that a site tries to lead inside; nothing here touches a network."""

import asyncio
from collections.abc import Mapping

import httpx
import pytest

from scraper.crawl import crawl
from scraper.outcomes import Failed, Outcome
from scraper.settings import CrawlSettings
from tests.sites import article, listing
from tests.support import FakeClock, MemoryFrontier

HTML = {"Content-Type": "text/html"}


def crawled(replies: Mapping[str, httpx.Response]) -> tuple[list[str], list[Outcome]]:
    """Crawl https://e.org/ from scripted answers; return what was asked for and what came of it."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        found = replies.get(str(request.url))
        if found is None:
            return httpx.Response(404)
        return httpx.Response(found.status_code, headers=found.headers, content=found.content)

    async def run() -> list[Outcome]:
        frontier = MemoryFrontier()
        outcomes: list[Outcome] = []
        async for batch in crawl(
            ["https://e.org/"],
            store=frontier,
            settings=CrawlSettings(delay_seconds=0),
            clock=FakeClock(),
            stop=asyncio.Event(),
            transport=httpx.MockTransport(answer),
        ):
            frontier.record(batch)
            outcomes += batch
        return outcomes

    return asked, asyncio.run(run())


def page(text: str) -> httpx.Response:
    return httpx.Response(200, headers=HTML, content=text.encode())


def redirect(target: str) -> httpx.Response:
    return httpx.Response(302, headers={"Location": target})


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1/",
        "https://e.org:22/",
        "file:///etc/passwd",
        "http://0x7f.1/",
        "http://[::ffff:10.0.0.1]/",
        "//2130706433/",
    ],
)
def test_no_redirect_leads_inside_or_off_the_web(target: str) -> None:
    asked, outcomes = crawled(
        {
            "https://e.org/": page(listing(["/news/a/", "/news/b/"])),
            "https://e.org/news/a/": redirect(target),
            "https://e.org/news/b/": page(article("/news/b/", links=[target])),
        }
    )

    assert {httpx.URL(url).host for url in asked} == {"e.org"}
    assert {httpx.URL(url).port for url in asked} == {None}
    assert any(outcome.page.url == "https://e.org/news/b/" for outcome in outcomes)


def test_a_robots_that_leads_inside_closes_the_host() -> None:
    asked, outcomes = crawled(
        {
            "https://e.org/robots.txt": redirect("http://169.254.169.254/latest/"),
            "https://e.org/": page("<p>x"),
        }
    )

    assert asked == ["https://e.org/robots.txt"]
    assert [o.reason for o in outcomes if isinstance(o, Failed)] == ["blocked-address"]


def test_a_user_name_in_a_link_is_neither_sent_nor_kept() -> None:
    asked, outcomes = crawled(
        {
            "https://e.org/": page(listing(["https://me:secret@e.org/news/b/"])),
            "https://e.org/news/b/": page(article("/news/b/")),
        }
    )

    assert "https://e.org/news/b/" in asked
    assert "secret" not in "".join(asked)
    assert not [outcome for outcome in outcomes if "secret" in outcome.page.url]
