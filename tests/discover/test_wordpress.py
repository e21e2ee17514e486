"""The REST API of WordPress, in the shapes that WordPress 4.7 to 6.8 gives."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discover.wordpress import (
    first_documents,
    is_part,
    is_types,
    part_of,
    read_collection,
    read_types,
    refusal_of,
    root_in_headers,
)
from scraper.errors import MalformedDocument

SITE = "https://example.org"
PRETTY = f"{SITE}/wp-json/"
PLAIN = f"{SITE}/index.php?rest_route=/"
TYPES = {
    "post": {"name": "Posts", "slug": "post", "rest_base": "posts", "rest_namespace": "wp/v2"},
    "page": {"name": "Pages", "slug": "page", "rest_base": "pages"},
    "attachment": {"name": "Media", "slug": "attachment", "rest_base": "media"},
    "wp_block": {"name": "Patterns", "slug": "wp_block", "rest_base": "blocks"},
    "nav_menu_item": {"slug": "nav_menu_item", "rest_base": "menu-items"},
    "publication": {"slug": "publication", "rest_base": False, "rest_namespace": "acme/v1"},
    "odd": {"slug": "odd", "rest_base": "../../users"},
}
ENTRIES = [
    {"id": 7, "link": f"{SITE}/a/?utm_source=x#top", "modified_gmt": "2026-02-01T10:00:00"},
    {"id": 8, "link": f"{SITE}/b/", "modified_gmt": None},
    {"id": 9, "link": f"{SITE}/?elementor_library=header", "modified_gmt": "2026-02-01T10:00:00"},
    {"id": 10, "link": None},
]


@pytest.mark.parametrize(
    ("root", "types", "posts"),
    [
        (PRETTY, f"{SITE}/wp-json/wp/v2/types", f"{SITE}/wp-json/wp/v2/posts?per_page=100&"),
        (PLAIN, f"{PLAIN}wp/v2/types", f"{PLAIN}wp/v2/posts&per_page=100&"),
    ],
)
def test_types_and_posts_are_asked_first_in_both_forms(root: str, types: str, posts: str) -> None:
    first, second = first_documents(root)

    assert first == types
    assert second.startswith(posts)
    assert is_types(first)
    assert not is_types(second)


def test_a_part_is_in_the_order_of_ids_which_no_edit_shifts() -> None:
    _, survey = first_documents(PRETTY)

    part = part_of(survey, 3)

    assert "orderby=modified&order=desc" in survey
    assert "orderby=id&order=asc" in part
    assert part.endswith("&page=3")
    assert (is_part(survey), is_part(part)) == (False, True)


def test_types_with_pages_of_their_own_are_surveyed_and_machinery_is_not() -> None:
    surveys = read_types(json.dumps(TYPES).encode(), url=f"{PRETTY}wp/v2/types")

    paths = [url.partition("?")[0].removeprefix(PRETTY) for url in surveys]
    assert paths == ["wp/v2/posts", "wp/v2/pages", "acme/v1/publication"]


def test_entries_have_canonical_addresses_and_times_in_utc() -> None:
    body = json.dumps(ENTRIES).encode()

    found = read_collection(body, url=f"{PRETTY}wp/v2/posts", total="201", pages="3")

    assert [entry.url for entry in found.entries] == [f"{SITE}/a/", f"{SITE}/b/"]
    assert found.entries[0].modified_at == datetime(2026, 2, 1, 10, tzinfo=UTC)
    assert found.entries[1].modified_at is None
    assert (found.total, found.pages) == (201, 3)


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 20, "-4", "٣", ""])
def test_a_number_that_no_site_has_is_none(number: str) -> None:
    found = read_collection(b"[]", url=f"{PRETTY}wp/v2/posts", total=number, pages=number)

    assert (found.total, found.pages) == (None, None)


def test_without_pretty_addresses_a_query_is_an_address() -> None:
    body = json.dumps([{"id": 1, "link": f"{SITE}/?p=1"}]).encode()

    found = read_collection(body, url=f"{PLAIN}wp/v2/posts", total="many", pages=None)

    assert [entry.url for entry in found.entries] == [f"{SITE}/?p=1"]
    assert (found.total, found.pages) == (None, None)


@pytest.mark.parametrize("body", [b"<html>", b"", b"\xff\xfe", b'{"code":"rest_no_route"}', b"3"])
def test_anything_else_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedDocument):
        read_collection(body, url=PRETTY)
    with pytest.raises(MalformedDocument):
        read_types(body, url=PRETTY)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, b'{"code":"rest_login_required"}', ("forbidden", "HTTP 401 rest_login_required")),
        (403, b"<html>no</html>", ("forbidden", "HTTP 403")),
        (404, b'{"code":"rest_no_route","data":{}}', ("not-found", "HTTP 404 rest_no_route")),
        (400, b"", ("not-found", "HTTP 400")),
    ],
)
def test_a_refusal_has_a_word_and_the_code_it_came_with(
    status: int, body: bytes, expected: tuple[str, str]
) -> None:
    assert refusal_of(status, body) == expected


def test_the_root_is_read_from_the_header_whatever_else_stands_in_it() -> None:
    values = [
        '</style.css>; rel=preload; as=style, </wp-json/>; rel="https://api.w.org/"',
        f'<{SITE}/other/>; rel="https://api.w.org/"',
    ]

    assert root_in_headers(values, url=f"{SITE}/a/") == PRETTY
    assert root_in_headers(['<https://x/>; rel="next"'], url=SITE) is None


@given(st.binary(max_size=200), st.integers(0, 400))
def test_any_bytes_give_a_document_or_a_clear_error(noise: bytes, cut: int) -> None:
    for body in (noise, json.dumps(ENTRIES).encode()[:cut] + noise):
        with suppress(MalformedDocument):
            read_collection(body, url=f"{PRETTY}wp/v2/posts", total="x", pages="٣")
        with suppress(MalformedDocument):
            read_types(body, url=f"{PRETTY}wp/v2/types")
        refusal_of(404, body)
