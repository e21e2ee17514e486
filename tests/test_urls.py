"""Addresses have one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import InvalidURL
from scraper.urls import (
    canonicalize,
    fold_host,
    host_of,
    is_root,
    origin_of,
    path_of,
    query_names,
    same_address,
    seed_host,
    without_credentials,
)


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("HTTP://Example.ORG:80/a/../b", "http://example.org/b"),
        ("https://example.org:443", "https://example.org/"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("https://example.org/%7ejan/%c3%a9", "https://example.org/~jan/%C3%A9"),
        ("https://example.org/a?utm_source=x&b=1&fbclid=2", "https://example.org/a?b=1"),
        ("https://example.org/a?PHPSESSID=1", "https://example.org/a"),
        ("https://example.org/a;jsessionid=1F?b=2", "https://example.org/a?b=2"),
        ("https://example.org/a?b=1&amp;amp;c=2", "https://example.org/a?b=1&c=2"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),
        ("http://127.1/", "http://127.0.0.1/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ],
)
def test_an_address_is_spelt_one_way(given_url: str, expected: str) -> None:
    assert canonicalize(given_url) == expected


def test_a_relative_address_is_joined_to_its_base() -> None:
    assert canonicalize("../b?x=1", "https://example.org/a/c/") == "https://example.org/a/b?x=1"


@pytest.mark.parametrize(
    "text",
    ["", "no address", "mailto:a@example.org", "javascript:void(0)", "http://[bad/", "ftp://a/"],
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidURL):
        canonicalize(text)


@given(st.text(max_size=80), st.sampled_from(["", "https://example.org/a/b?c=1"]))
def test_any_text_gives_a_canonical_address_or_a_clear_error(text: str, base: str) -> None:
    try:
        once = canonicalize(text, base)
    except InvalidURL as error:
        str(error).encode()
        return
    assert canonicalize(once) == once
    assert host_of(once)
    assert origin_of(once) + path_of(once) == once


_PATHS = st.text(st.sampled_from("ab/.%2fF~;=?&#é _-utmsid"), max_size=40)


@given(_PATHS)
def test_canonical_addresses_stay_as_they_are(path: str) -> None:
    once = canonicalize(f"https://example.org/{path}")

    assert canonicalize(once) == once


def test_parts_are_read_from_a_canonical_address() -> None:
    url = "https://www.example.org:8443/a/b?c=1&D=2"

    assert host_of(url) == "www.example.org:8443"
    assert fold_host(host_of(url)) == "example.org:8443"
    assert origin_of(url) == "https://www.example.org:8443"
    assert path_of(url) == "/a/b?c=1&D=2"
    assert query_names(url) == ("c", "d")


def test_the_front_page_is_the_root_only() -> None:
    assert is_root("https://example.org/")
    assert not is_root("https://example.org/?s=x")


def test_scheme_www_and_final_slash_make_no_other_address() -> None:
    assert same_address("http://www.example.org/a/", "https://example.org/a")
    assert not same_address("https://example.org/a", "https://example.org/b")


@pytest.mark.parametrize(
    ("text", "bare", "host"),
    [
        ("https://me:secret@e.org/a?b=c@d", "https://e.org/a?b=c@d", "e.org"),
        ("me@e.org:8080", "e.org:8080", "e.org:8080"),
        ("e.org/a@b", "e.org/a@b", "e.org"),
        ("http://a@b@e.org", "http://e.org", "e.org"),
        ("https://e.org?u=me@x", "https://e.org?u=me@x", "e.org"),
        ("https:\\\\me:secret@e.org\\a", "https:\\\\e.org\\a", None),
        ("https:/me:secret@e.org/", "https:/e.org/", None),
    ],
)
def test_a_user_name_is_taken_out_of_an_address_as_typed(
    text: str, bare: str, host: str | None
) -> None:
    assert without_credentials(text) == bare
    if host:
        assert seed_host(text) == host


@pytest.mark.parametrize(
    ("url", "spelt"),
    [
        ("/a;jsessionid=AB12?x=1", "/a?x=1"),
        ("/a;PHPSESSID=ab12/b", "/a/b"),
        ("/(S(lit3py55t21z5v55vlm25s55))/p.aspx", "/p.aspx"),
        ("/?a=1;PHPSESSID=abc&x=1", "/?a=1&x=1"),
        ("/?PHPSESSID=1&sid=2&Session-ID=3&a=1", "/?a=1"),
        ("/?s=0123456789abcdef0123456789abcdef&a=1", "/?a=1"),
        ("/?s=water&session=spring", "/?s=water&session=spring"),
        ("/?a=1&amp;amp;amp;b=2", "/?a=1&b=2"),
        ("/q&amp;amp;a/", "/q&a/"),
        ("/(notes)/x;y=1", "/(notes)/x;y=1"),
    ],
)
def test_sessions_and_repeated_escapes_are_taken_out(url: str, spelt: str) -> None:
    once = canonicalize(f"https://example.org{url}")

    assert once == f"https://example.org{spelt}"
    assert canonicalize(once) == once
