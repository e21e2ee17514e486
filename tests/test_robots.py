"""robots.txt, as RFC 9309 has it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.records import RobotsRecord
from scraper.robots import (
    MAX_ROBOTS_BYTES,
    RobotsAccess,
    RobotsPolicy,
    decode_robots,
    is_current,
    read_robots,
    robots_access,
)
from tests.support import START


def policy(body: str, status: int | None = 200) -> RobotsPolicy:
    return read_robots(RobotsRecord(host="example.org", fetched_at=START, status=status, body=body))


@pytest.mark.parametrize(
    ("status", "access"),
    [
        (200, RobotsAccess.RULES),
        (404, RobotsAccess.ALLOW_ALL),
        (403, RobotsAccess.ALLOW_ALL),
        (301, RobotsAccess.ALLOW_ALL),
        (429, RobotsAccess.DENY_ALL),
        (503, RobotsAccess.DENY_ALL),
        (None, RobotsAccess.DENY_ALL),
    ],
)
def test_the_status_says_how_robots_binds(status: int | None, access: RobotsAccess) -> None:
    assert robots_access(status) is access


def test_the_longest_rule_wins() -> None:
    rules = policy("User-agent: *\nDisallow: /a/\nAllow: /a/b/\nDisallow: /*.php$\n")

    assert not rules.allows("https://example.org/a/x")
    assert rules.allows("https://example.org/a/b/x")
    assert not rules.allows("https://example.org/x.php")
    assert rules.allows("https://example.org/x.php?y=1")


def test_a_group_of_our_own_goes_before_the_common_one() -> None:
    rules = policy("User-agent: *\nDisallow: /\n\nUser-agent: Scrape\nDisallow: /private/\n")

    assert rules.allows("https://example.org/")
    assert not rules.allows("https://example.org/private/x")


def test_server_error_on_robots_denies_everything() -> None:
    assert not policy("", status=500).allows("https://example.org/")


def test_a_missing_robots_allows_everything() -> None:
    assert policy("User-agent: *\nDisallow: /", status=404).allows("https://example.org/")


def test_a_web_page_in_place_of_robots_has_no_rules() -> None:
    assert policy("<html>\nUser-agent: *\nDisallow: /\n</html>").allows("https://example.org/a")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_file_saved_as_utf_16_binds(encoding: str) -> None:
    body = decode_robots("\ufeffUser-agent: *\r\nDisallow: /\r\n".encode(encoding))

    assert not policy(body).allows("https://example.org/a")


def test_a_byte_order_mark_hides_no_rule() -> None:
    body = decode_robots(b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n")

    assert not policy(body).allows("https://example.org/a")


def test_what_is_past_500_kibibytes_is_not_read() -> None:
    assert len(decode_robots(b"#" * (MAX_ROBOTS_BYTES + 100))) == MAX_ROBOTS_BYTES


def test_crawl_delay_and_sitemaps_are_read() -> None:
    rules = policy("User-agent: *\nCrawl-delay: 2.5\nSitemap: https://example.org/map.xml\n")

    assert rules.crawl_delay_seconds == 2.5
    assert rules.sitemaps == ("https://example.org/map.xml",)


@pytest.mark.parametrize("delay", ["nan", "inf", "-3", "soon"])
def test_a_crawl_delay_that_is_no_number_of_seconds_is_ignored(delay: str) -> None:
    assert policy(f"User-agent: *\nCrawl-delay: {delay}\n").crawl_delay_seconds == 0


@given(st.binary(max_size=300))
def test_any_bytes_give_a_policy(body: bytes) -> None:
    policy(decode_robots(body)).allows("https://example.org/a?b=c")


_ODD = ("User-agent: *", "User-agent:", "Disallow: /*", "Disallow: %zz", "Allow: $", "\x00")
_ODDER = ("Crawl-delay: x", "Sitemap: http://[", "Request-rate: 1/0", "Disallow: /\ud800")
_LINES = st.lists(st.sampled_from((*_ODD, *_ODDER)))


@given(_LINES)
def test_odd_lines_give_a_policy(lines: list[str]) -> None:
    policy("\n".join(lines)).allows("https://example.org/a")


def test_an_answer_is_kept_for_a_day_and_a_failure_is_not() -> None:
    record = RobotsRecord(host="example.org", fetched_at=START, status=200, body="")
    failure = RobotsRecord(host="example.org", fetched_at=START, status=None, body=None)

    assert is_current(record, START + timedelta(hours=23))
    assert not is_current(record, START + timedelta(hours=25))
    assert not is_current(failure, START + timedelta(minutes=1))
