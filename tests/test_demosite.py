import gzip
import http.client
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

import scraper.demosite
from scraper.demosite import DemoSite, serve
from scraper.demosite.calendar import amsterdam
from tests.properties import examples

BASE = "http://127.0.0.1:8427"
KEYS = [
    "url", "canonical_url", "lang", "title", "published", "published_at", "updated_at", "section",
    "tags", "summary", "body", "source", "experts", "photo_credit", "related_news",
    "related_content", "attachments", "embeds", "image",
]  # fmt: skip
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@cache
def site(edition: int = 1) -> DemoSite:
    return DemoSite(BASE, edition=edition)


def get(url: str, edition: int = 1, **headers: str) -> tuple[int, dict[str, str], bytes]:
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    return site(edition).respond(url.removeprefix(BASE), asked)


def addresses(url: str, body: bytes) -> Iterator[str]:
    """Give the addresses on this site that a page points at with links and pictures."""
    tree = LexborHTMLParser(body)
    for css, name in (
        ("a[href]", "href"),
        ("img[src]", "src"),
        ("img[data-lazy-src]", "data-lazy-src"),
        ("link[rel=canonical], link[rel=shortlink], link[rel=stylesheet]", "href"),
        ("link[type='application/rss+xml']", "href"),
    ):
        for node in tree.css(css):
            target = urldefrag(urljoin(url, node.attributes[name] or ""))[0]
            if target.startswith(f"{BASE}/"):
                yield target


@cache
def crawled(edition: int) -> dict[str, int]:
    """Follow every link from the home page and the sitemaps: status by address."""
    seen: dict[str, int] = {}
    queue = [f"{BASE}/", *sitemap_urls(edition)]
    while queue:
        url = queue.pop()
        if url in seen:
            continue
        status, headers, body = get(url, edition)
        seen[url] = status
        if status == 301:
            queue.append(headers["Location"])
        elif status == 200 and headers["Content-Type"].startswith("text/html"):
            queue.extend(target for target in addresses(url, body) if target not in seen)
    return seen


@cache
def sitemap_urls(edition: int) -> tuple[str, ...]:
    index = ElementTree.fromstring(get("/sitemap_index.xml", edition)[2])
    children = [loc.text or "" for loc in index.iter(f"{SITEMAP}loc")]
    found = []
    for child in children:
        urlset = ElementTree.fromstring(get(child, edition)[2])
        assert all(entry.find(f"{SITEMAP}lastmod") is not None for entry in urlset)
        found += [entry.findtext(f"{SITEMAP}loc", "") for entry in urlset]
    return tuple(found)


@pytest.mark.parametrize("edition", [1, 2])
def test_no_link_inside_the_site_is_dead_but_the_forbidden_one(edition: int) -> None:
    bad = {url: status for url, status in crawled(edition).items() if status not in (200, 301)}

    assert bad == {f"{BASE}/internal/minutes/": 404}


def test_every_page_of_every_list_is_reached_by_links() -> None:
    reached = crawled(1)

    assert set(sitemap_urls(1)) <= set(reached)
    assert set(site().article_urls) <= set(reached)
    assert any("/page/2/" in url for url in reached)
    assert any("avia-element-paging=2" in url for url in reached)


@pytest.mark.parametrize("edition", [1, 2])
def test_sitemaps_hold_every_article_once(edition: int) -> None:
    urls = sitemap_urls(edition)

    assert set(site(edition).article_urls) <= set(urls)
    assert len(urls) == len(set(urls))


def test_there_are_enough_pages_and_titles_are_unlike() -> None:
    titles = [page["title"] for page in site().truth()]

    assert len(titles) >= 80
    assert len(titles) == len(set(titles))


def test_bundle_is_small() -> None:
    folder = Path(scraper.demosite.__file__).parent

    assert sum(f.stat().st_size for f in folder.rglob("*") if f.suffix != ".pyc") < 250_000


def test_truth_has_exactly_the_article_keys_in_order() -> None:
    assert all(list(page) == KEYS for page in site().truth())


@pytest.mark.parametrize("page", site().truth(), ids=lambda page: page["url"].split("/")[-2])
def test_page_shows_its_truth(page: dict[str, object]) -> None:
    tree = LexborHTMLParser(get(str(page["url"]))[2])
    (heading,) = tree.css("h1")
    whole = LexborHTMLParser(get(str(page["url"]))[2]).body
    assert whole is not None
    for hidden in whole.css("script, style, svg"):
        hidden.decompose()
    text = " ".join(whole.text(separator=" ").split())

    assert " ".join(heading.text().split()) == page["title"]
    blocks = page["body"]
    assert isinstance(blocks, list)
    squeezed = re.sub(r"\s", "", text)
    assert all(re.sub(r"\s", "", block) in squeezed for block in blocks)


def test_visible_day_is_the_day_in_amsterdam() -> None:
    for page in site().truth():
        if page["published_at"]:
            moment = datetime.fromisoformat(page["published_at"])
            assert amsterdam(moment).date().isoformat() == page["published"], page["url"]


def test_responses_are_the_same_bytes_each_time() -> None:
    other = DemoSite(BASE)

    for url in (*site().article_urls, f"{BASE}/", f"{BASE}/feed/", f"{BASE}/news/page/2/"):
        path = url.removeprefix(BASE)
        assert other.respond(path) == site().respond(path)


@pytest.mark.parametrize("path", ["/news/harbour-cranes-go-quiet/", "/news/", "/feed/", "/"])
def test_known_etag_is_answered_304_without_a_body(path: str) -> None:
    status, headers, body = get(path)
    assert status == 200
    assert body

    status, again, body = get(path, If_None_Match=headers["ETag"])

    assert (status, again["ETag"], body) == (304, headers["ETag"], b"")
    assert get(path, If_None_Match='W/"other"')[0] == 200


def test_last_modified_is_answered_304_until_the_page_changes() -> None:
    path = "/news/the-price-of-a-dry-river/"
    known = get(path)[1]["Last-Modified"]

    assert get(path, If_Modified_Since=known)[0] == 304
    assert get(path, edition=2, If_Modified_Since=known)[0] == 200
    assert get(path, If_Modified_Since="yesterday")[0] == 200


def test_gzip_holds_the_same_bytes() -> None:
    plain_body = get("/news/chips-need-water/")[2]

    _, headers, packed = get("/news/chips-need-water/", Accept_Encoding="gzip, br")

    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain_body


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/news/chips-need-water", "/news/chips-need-water/"),
        ("/expert/zoe-celik", "/expert/zoe-celik/"),
        ("/category/columns", "/category/columns/"),
        ("/news/harbour-cranes-fall-silent/", "/news/harbour-cranes-go-quiet/"),
    ],
)
def test_old_spellings_redirect(path: str, target: str) -> None:
    status, headers, _ = get(path)

    assert (status, headers["Location"]) == (301, BASE + target)


def test_shortlink_leads_to_its_page() -> None:
    tree = LexborHTMLParser(get("/news/chips-need-water/")[2])
    (link,) = tree.css("link[rel=shortlink]")

    status, headers, _ = get(link.attributes["href"] or "")

    assert (status, headers["Location"]) == (301, f"{BASE}/news/chips-need-water/")


@pytest.mark.parametrize(
    "path", ["/nope/", "/?p=99999999", "/?p=x", "/news/page/999/", "/news/page/0/", "/expert/x/"]
)
def test_nothing_at_an_address_is_404(path: str) -> None:
    assert get(path)[0] == 404


@settings(deadline=None, max_examples=examples(50))
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_path_and_headers_get_an_answer(path: str, value: str) -> None:
    headers = dict.fromkeys(("If-None-Match", "If-Modified-Since", "Accept-Encoding"), value)

    status, _, _ = site().respond("/" + path, headers)

    assert status in (200, 301, 304, 401, 404)


def test_robots_forbids_a_corner_and_names_the_sitemap() -> None:
    body = get("/robots.txt")[2].decode()

    assert "Disallow: /internal/" in body
    assert f"Sitemap: {BASE}/sitemap_index.xml" in body


def test_feed_is_rss_with_full_texts_and_pages() -> None:
    first, second = (
        ElementTree.fromstring(get(path)[2]).findall("channel/item")
        for path in ("/feed/", "/feed/?paged=2")
    )
    urls = [item.findtext("link") for item in first + second]

    assert urls == list(site().article_urls[:20])
    assert (first[0].findtext("guid") or "").startswith(f"{BASE}/?p=")
    assert first[0].find("{http://purl.org/dc/elements/1.1/}creator") is not None
    assert any(item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") for item in first)


def test_second_edition_edits_three_adds_two_drops_one_and_moves_one() -> None:
    before = {page["url"]: page for page in site().truth()}
    after = {page["url"]: page for page in site(2).truth()}

    changed = [url for url in before.keys() & after.keys() if before[url] != after[url]]
    lost = before.keys() - after.keys()
    answers = sorted(get(url, edition=2)[0] for url in lost)

    assert len(changed) == 3
    assert len(after.keys() - before.keys()) == 3
    assert answers == [301, 410]


def test_second_edition_is_dated_as_asked() -> None:
    moment = datetime(2031, 5, 6, 23, 8, 0, 999, tzinfo=UTC)
    later = DemoSite(BASE, edition=2, edited_at=moment)

    newest = later.truth()[0]

    assert newest["published_at"] == newest["updated_at"] == "2031-05-06T23:08:00+00:00"
    assert newest["published"] == "2031-05-07"
    assert b"2031-05-06T23:08:00+00:00" in later.respond("/sitemap_index.xml")[2]


def test_page_is_written_within_five_milliseconds() -> None:
    paths = [url.removeprefix(BASE) for url in site().article_urls]

    def cpu_seconds() -> float:
        start = time.process_time()
        for path in paths:
            site().respond(path)
        return time.process_time() - start

    assert min(cpu_seconds() for _ in range(3)) / len(paths) < 0.005


def test_server_speaks_http_1_1_and_keeps_the_connection() -> None:
    with serve(0) as base_url:
        connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=5)
        answers = []
        for method, path in (("GET", "/"), ("HEAD", "/news/"), ("GET", "/nope/")):
            connection.request(method, path)
            response = connection.getresponse()
            answers.append((response.version, response.status, len(response.read()) > 0))
        connection.close()

    assert answers == [(11, 200, True), (11, 200, False), (11, 404, True)]


def test_server_falls_back_to_a_free_port() -> None:
    with serve() as first, serve() as second:
        assert first != second
