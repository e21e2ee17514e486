"""Pages that send the reader elsewhere."""

import pytest

from scraper.outcomes import Failed, Fetched, Moved
from scraper.redirects import refresh_target
from tests.sites import Site, article, listing
from tests.support import Reply
from tests.test_crawl import crawl_once, paths

HERE = "https://e.org/old/a.html"


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0; url=/en/", "https://e.org/en/"),
        ("0;URL='en/index.html'", "https://e.org/old/en/index.html"),
        ('3 , "https://other.org/"', "https://other.org/"),
        ("0.5; ?lang=en", "https://e.org/old/a.html?lang=en"),
        ("600; url=/en/", None),
        ("0; url=a.html#top", None),
        ("5", None),
        ("0; url=javascript:go()", None),
        ("now; url=/en/", None),
        ("", None),
        (None, None),
    ],
)
def test_a_refresh_is_read_as_browsers_read_it(content: str | None, target: str | None) -> None:
    assert refresh_target(content, HERE) == target


def news(front: Reply) -> Site:
    """Return a site whose list is not its front page."""
    pages = {path: article(path) for path in paths(3)}
    return Site(pages=pages | {"/en/": listing(paths(3))}, replies={"/": front})


@pytest.mark.parametrize(
    "front",
    [
        Reply(body=b'<html><head><meta http-equiv="Refresh" content="0; url=/en/"></head></html>'),
        Reply(body=b"<p>wait", headers={"Refresh": "1; url=/en/"}),
    ],
    ids=["meta", "header"],
)
def test_a_front_page_that_loads_another_leads_to_it(front: Reply) -> None:
    crawling = crawl_once(news(front))

    assert isinstance(crawling.by_path()["/"], Moved)
    assert set(paths(3)) <= set(crawling.targets)


def test_an_article_is_read_whatever_it_loads_later_or_without_scripts() -> None:
    refresh = '<meta http-equiv="refresh" content="0; url=/nojs/">'
    site = news(Reply(body=listing(paths(3)).encode()))
    site.pages[paths(3)[0]] = article(paths(3)[0], head=f"<noscript>{refresh}</noscript>")
    site.pages[paths(3)[1]] = article(paths(3)[1], head=refresh)

    crawling = crawl_once(site)

    assert isinstance(crawling.by_path()[paths(3)[0]], Fetched)
    assert isinstance(crawling.by_path()[paths(3)[1]], Fetched)


def test_a_ring_of_redirects_is_told_with_the_cookie_it_sets() -> None:
    site = news(Reply(status=302, headers={"Location": "/check", "Set-Cookie": "seen=1"}))
    site.replies["/check"] = Reply(status=302, headers={"Location": "/"})

    crawling = crawl_once(site)

    told = crawling.by_path()["/check"]
    assert isinstance(told, Failed)
    assert told.reason == "redirect-loop"
    assert told.detail.endswith(
        "by " + crawling.base + "/ and sets a cookie, which is not sent back"
    )
