"""RSS and Atom."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discover.feeds import FeedEntry, looks_like_feed, read_feed
from scraper.errors import MalformedDocument, ScraperError

URL = "https://example.org/feed/"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title>
<atom:link href="https://example.org/feed/" rel="self"/><link>https://example.org</link>
<item><title>Één  &amp; <![CDATA[twee]]></title><link>https://example.org/a/?utm_source=rss</link>
<pubDate>Mon, 05 Jan 2026 10:00:00 +0100</pubDate><guid isPermaLink="false">https://example.org/?p=1</guid>
<content:encoded><![CDATA[<p><a href="https://example.org/other/">x</a></p>]]></content:encoded></item>
<item><guid>https://example.org/b/</guid><dc:date>2026-01-06T00:00:00Z</dc:date></item>
<item><title>No address</title></item></channel></rss>""".encode()
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<link href="https://example.org/"/><entry><title type="html">A</title>
<link rel="replies" href="https://example.org/a/#comments"/><link href="/a/"/>
<published>2026-01-01T00:00:00Z</published><updated>2026-02-01T00:00:00Z</updated></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="x" xmlns="http://purl.org/rss/1.0/"><channel><link>https://example.org/</link>
</channel><item><title>A</title><link>https://example.org/a</link></item></rdf:RDF>"""


def read(body: bytes) -> tuple[FeedEntry, ...]:
    return read_feed(body, url=URL).entries


def test_rss_entries_come_with_address_title_and_date() -> None:
    first, second = read(RSS)

    assert first.url == "https://example.org/a/"
    assert first.title == "Één & twee"
    assert first.modified_at == datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    assert second.url == "https://example.org/b/"
    assert second.modified_at == datetime(2026, 1, 6, tzinfo=UTC)


def test_an_atom_entry_leads_to_its_page_and_tells_its_last_change() -> None:
    (entry,) = read(ATOM)

    assert entry.url == "https://example.org/a/"
    assert entry.modified_at == datetime(2026, 2, 1, tzinfo=UTC)


def test_rss_of_the_first_generation_is_read() -> None:
    assert [entry.url for entry in read(RDF)] == ["https://example.org/a"]


def test_a_feed_in_windows_1252_that_does_not_say_so_is_read() -> None:
    body = "<rss><channel><item><title>café</title><link>https://example.org/a</link></item></channel></rss>"

    assert read(body.encode("cp1252"))[0].title == "café"


@pytest.mark.parametrize("shift", [0, 1])
def test_a_long_feed_in_utf_8_that_does_not_say_so_is_read(shift: int) -> None:
    title = "x" * shift + "é" * 100_000
    body = f"<rss><channel><item><title>{title}</title><link>/a</link></item></channel></rss>"

    assert read(body.encode())[0].title == title


def test_a_json_feed_is_read_with_its_dates_and_its_next_page() -> None:
    body = json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "News",
            "next_url": "/feed.json?page=2",
            "items": [
                {
                    "id": "1",
                    "url": "https://example.org/a/#top",
                    "title": " A  b ",
                    "date_published": "2026-01-01T00:00:00Z",
                    "date_modified": "2026-02-01T00:00:00Z",
                },
                {"id": "https://example.org/b/", "external_url": "https://elsewhere.example/"},
                {"id": 3},
            ],
        }
    ).encode()

    feed = read_feed(body, url=URL)

    assert looks_like_feed(body)
    assert feed.next_page == "https://example.org/feed.json?page=2"
    assert [entry.url for entry in feed.entries] == [
        "https://example.org/a/",
        "https://example.org/b/",
    ]
    assert feed.entries[0].title == "A b"
    assert feed.entries[0].modified_at == datetime(2026, 2, 1, tzinfo=UTC)


def test_other_json_is_no_feed() -> None:
    assert not looks_like_feed(b'{"code": "rest_no_route"}')
    assert not looks_like_feed(b"<!DOCTYPE html><html><p>How to write <rss> by hand")


def test_a_feed_says_where_it_goes_on_or_what_made_it() -> None:
    paged = ATOM.replace(b"<entry>", b'<link rel="next" href="/feed?p=2"/><entry>')
    made = RSS.replace(b"<item>", b"<generator>https://wordpress.org/?v=6.8</generator><item>", 1)

    assert read_feed(paged, url=URL).next_page == "https://example.org/feed?p=2"
    assert read_feed(made, url=URL).is_wordpress
    assert not read_feed(RSS, url=URL).is_wordpress


def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    feed = read_feed(RSS[:-30], url=URL)

    assert [entry.url for entry in feed.entries] == [
        "https://example.org/a/",
        "https://example.org/b/",
    ]
    assert feed.fault


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html/>",
        RSS[:300],
        b'{"version": "2", "items": []}',
        b'{"version": ',
        b'<!DOCTYPE r [<!ENTITY a "x">]><rss><channel/></rss>',
        b"<urlset/>",
    ],
)
def test_what_is_no_feed_is_said_to_be_malformed(body: bytes) -> None:
    with pytest.raises(MalformedDocument):
        read(body)


@given(st.binary(max_size=200), st.integers(0, len(RSS)))
def test_any_bytes_give_a_feed_or_a_clear_error(noise: bytes, cut: int) -> None:
    for body in (noise, RSS[:cut] + noise + RSS[cut:]):
        with suppress(ScraperError):
            read(body)
