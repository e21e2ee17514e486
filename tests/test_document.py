import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.document import PLAIN_PATH, PLAIN_URL, join_url, parse_document
from scraper.errors import MalformedDocument
from scraper.urls import canonicalize

URL = "https://example.org/news/a/"


def test_base_href_resolves_relative_addresses() -> None:
    document = parse_document(b'<head><base href="/files/"></head><a href="b.pdf">', url=URL)

    assert document.resolve("b.pdf") == "https://example.org/files/b.pdf"


@pytest.mark.parametrize(
    "href", [None, "", "mailto:a@example.org", "javascript:void(0)", "http://["]
)
def test_what_is_no_web_address_resolves_to_none(href: str | None) -> None:
    assert join_url(URL, href) is None


def test_address_keeps_its_query() -> None:
    assert join_url(URL, " ../b?x=1&y=é ") == "https://example.org/news/b?x=1&y=%C3%A9"


def test_lone_surrogate_does_not_empty_the_document() -> None:
    document = parse_document("<p>be\ud800fore", url=URL)

    assert document.tree.body is not None
    assert document.tree.body.text() == "be\ufffdfore"


def test_image_in_a_head_noscript_leaves_the_head_whole() -> None:
    markup = b"<head><noscript><img src=p.gif></noscript><base href=/x/></head>"

    assert parse_document(markup, url=URL).base_url == "https://example.org/x/"


@given(st.binary(max_size=300))
def test_any_bytes_parse_or_are_malformed(body: bytes) -> None:
    try:
        document = parse_document(body, url=URL)
    except MalformedDocument:
        return
    assert document.tree.root is not None


# Every plain address is such an origin and path; drawn in one piece, four in five are none.
ORIGINS = st.from_regex(r"https?://([a-z0-9]+[.-])+[a-z]{2,}", fullmatch=True)
PATHS = st.from_regex(PLAIN_PATH, fullmatch=True)


@pytest.mark.parametrize("path", ["/.", "/a/.", "/..", "/a/./b"])
def test_a_path_with_dots_of_its_own_is_not_plain(path: str) -> None:
    assert not PLAIN_PATH.fullmatch(path)
    assert not PLAIN_URL.fullmatch(f"https://a.example{path}")


@given(
    st.builds(str.__add__, ORIGINS, PATHS.map(lambda path: "/" + path.removeprefix("/"))).filter(
        PLAIN_URL.fullmatch
    )
)
def test_a_plain_address_is_its_own_canonical_spelling(url: str) -> None:
    assert canonicalize(url) == url
    assert join_url(URL, f" {url}\n") == url


@given(PATHS)
def test_a_plain_path_is_kept_as_written(path: str) -> None:
    expected = canonicalize(path, URL) if path else None

    assert join_url(URL, path) == expected
    assert expected is None or expected == f"https://example.org{path}"


@pytest.mark.parametrize(
    "url",
    [
        *("https://1.2.3.4/", "https://a.0x7f/", "https://xn--a.org/", "https://Example.org/"),
        *("https://example.org", "https://example.org/a/../b", "https://example.org/./a"),
        *("https://example.org//a", "https://example.org/a b", "https://example.org/é"),
        *("https://u@example.org/", "https://example.org:443/", "https://example.org/a?b"),
    ],
)
def test_an_address_that_may_be_spelt_otherwise_is_not_plain(url: str) -> None:
    assert not PLAIN_URL.fullmatch(url)


@pytest.mark.parametrize("base", ["file:///a/b", "about:blank", ""])
def test_a_path_has_no_web_address_without_a_web_base(base: str) -> None:
    assert join_url(base, "/a") is None


@pytest.mark.parametrize("url", ["https://example.org:8080/a", "https://example.org/a?b=c"])
def test_a_full_address_needs_no_base(url: str) -> None:
    assert join_url("", url) == url
