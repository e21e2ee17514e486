"""Sitemaps and indexes."""

import gzip
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discover.dates import read_mail_time, read_w3c_time
from scraper.discover.sitemaps import Sitemap, read_sitemap
from scraper.discover.xml import BROKEN_OFF
from scraper.errors import MalformedDocument, ScraperError

URL = "https://example.org/sitemap.xml"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
NS = b'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
ONE = (
    HEAD
    + b"<urlset "
    + NS
    + b' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>'
    + b"<loc> https://example.org/a/?b=1&amp;c=2 </loc><lastmod>2026-01-02T03:04:05+01:00</lastmod>"
    + b"<image:image><image:loc>https://example.org/a.jpg</image:loc></image:image></url>"
    + b"<url><loc>/relative/</loc></url><url><loc>mailto:x</loc></url></urlset>"
)


def read(body: bytes) -> Sitemap:
    return read_sitemap(body, url=URL)


def test_pages_come_with_their_last_change_in_utc() -> None:
    first, second = read(ONE).entries

    assert first.url == "https://example.org/a/?b=1&c=2"
    assert first.modified_at == datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC)
    assert (second.url, second.modified_at) == ("https://example.org/relative/", None)


def test_an_index_is_told_from_a_sitemap() -> None:
    index = HEAD + b"<sitemapindex " + NS + b"><sitemap><loc>https://example.org/s.xml.gz</loc>"
    index += b"<lastmod>2026-01-02</lastmod></sitemap></sitemapindex>"

    sitemap = read(index)

    assert sitemap.is_index
    assert sitemap.entries[0].url == "https://example.org/s.xml.gz"


def test_a_gzip_file_is_unpacked() -> None:
    assert len(read(gzip.compress(ONE)).entries) == 2


def test_a_prefix_of_the_namespace_makes_no_difference() -> None:
    body = b'<s:urlset xmlns:s="x"><s:url><s:loc>https://example.org/a</s:loc></s:url></s:urlset>'

    assert read(body).entries[0].url == "https://example.org/a"


def test_a_byte_order_mark_and_blank_lines_before_the_markup_do_no_harm() -> None:
    assert len(read(b"\xef\xbb\xbf\r\n\r\n" + ONE).entries) == 2


def test_a_list_of_addresses_in_plain_text_is_a_sitemap() -> None:
    sitemap = read(b"https://example.org/a\nhttps://example.org/b\n")

    assert [entry.url for entry in sitemap.entries] == [
        "https://example.org/a",
        "https://example.org/b",
    ]


def test_a_list_needs_no_end_of_line_and_what_is_no_address_in_it_is_left_out() -> None:
    (entry,) = read(b"https://example.org/a").entries
    assert read(b"https://example.org/a\nmailto:x http://[\n").entries == (entry,)
    assert entry.url == "https://example.org/a"


BOMB = (
    b'<!DOCTYPE u [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    b"<urlset><url><loc>&b;</loc></url></urlset>"
)
OUTSIDE = b'<!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Not found</body></html>",
        HEAD + b"<urlset><url><loc>https://example.org/a</lo",
        gzip.compress(ONE, mtime=0)[:-12],
        b"\x1f\x8bnonsense",
        BOMB,
        OUTSIDE,
        b"<urlset>" + b"<a>" * 5000,
        b'<?xml version="1.0" encoding="no-such"?><urlset/>',
    ],
)
def test_what_is_no_sitemap_is_said_to_be_malformed(body: bytes) -> None:
    with pytest.raises(MalformedDocument):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        ONE.replace(b"b=1&amp;c=2", b"b=1&c=2"),
        b"<br />\n<b>Warning</b>: Undefined index in <b>/srv/x.php</b>" + ONE,
        ONE.replace(b"</lastmod>", b"</lastmod>\x08<caption>caf&eacute; \xe9</caption>"),
    ],
)
def test_faults_of_handwritten_xml_are_mended_and_told(body: bytes) -> None:
    sitemap = read(body)

    assert [entry.url for entry in sitemap.entries] == [entry.url for entry in read(ONE).entries]
    assert sitemap.fault
    assert sitemap.fault.startswith("mended")


def test_an_ampersand_is_mended_outside_cdata_only() -> None:
    body = ONE.replace(
        b" https://example.org/a/?b=1&amp;c=2 ", b"<![CDATA[https://example.org/a/?b=1&c=2]]>"
    )
    broken = body.replace(b"</urlset>", b"<url><loc>/x/?d&e</loc></url></urlset>")

    assert [entry.url for entry in read(broken).entries] == [
        "https://example.org/a/?b=1&c=2",
        "https://example.org/relative/",
        "https://example.org/x/?d&e",
    ]


@pytest.mark.parametrize("piece", [b"<![CDATA[", b"&", b"&a", b"&nbsp;", b"<a>&", b"\x01"])
def test_mending_takes_time_in_step_with_the_document(piece: bytes) -> None:
    body = b"<urlset><url><loc>https://example.org/a/</loc></url>" + piece * (
        2_000_000 // len(piece)
    )
    started = time.process_time()

    with suppress(MalformedDocument):
        read(body)

    assert time.process_time() - started < 5


def test_a_sitemap_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    sitemap = read(ONE[:-60])

    assert [entry.url for entry in sitemap.entries] == ["https://example.org/a/?b=1&c=2"]
    assert sitemap.fault
    assert sitemap.fault.startswith(BROKEN_OFF)


def test_a_broken_sitemap_of_nothing_but_odd_addresses_tells_its_fault() -> None:
    sitemap = read(ONE[: ONE.index(b"<url>")] + b"<url><loc>mailto:x</loc></url><url>")

    assert sitemap.entries == ()
    assert sitemap.fault
    assert sitemap.fault.startswith(BROKEN_OFF)


def test_a_news_sitemap_dates_its_entries_by_their_publication() -> None:
    body = (
        b'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>'
        b"<loc>https://example.org/a/</loc><news:news><news:title>A</news:title>"
        b"<news:publication_date>2026-01-02T03:04:05Z</news:publication_date></news:news></url>"
        b"</urlset>"
    )

    sitemap = read(body)

    assert sitemap.is_news
    assert sitemap.entries[0].modified_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_gzip_bomb_stops_at_fifty_mebibytes() -> None:
    with pytest.raises(MalformedDocument, match="50 MiB"):
        read(gzip.compress(bytes(60 * 1024 * 1024), 1))


@given(st.binary(max_size=200), st.integers(0, len(ONE)))
def test_any_bytes_give_a_sitemap_or_a_clear_error(noise: bytes, cut: int) -> None:
    for body in (noise, ONE[:cut] + noise + ONE[cut:]):
        with suppress(ScraperError):
            read(body)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05.250+00:00", datetime(2026, 1, 2, 3, 4, 5, 250000, UTC)),
        ("2026-01-02T03:04", datetime(2026, 1, 2, 3, 4, tzinfo=UTC)),
        ("2026-01-02", datetime(2026, 1, 2, 23, 59, 59, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", None),  # a minute more is no time
        ("9999-12-31", None),
        ("2026-01", None),
        ("2026", None),
        ("yesterday", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_w3c_times_are_read_as_utc(text: str, expected: datetime | None) -> None:
    assert read_w3c_time(text) == expected


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_none(text: str) -> None:
    for moment in (read_w3c_time(text), read_mail_time(text)):
        assert moment is None or moment.tzinfo is not None
