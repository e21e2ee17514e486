"""Groups of a robots.txt, and whom they are for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from scraper.robots_text import read_robots_text


def allows(text: str, path: str = "/x", token: str = "scrape") -> bool:
    return bool(Protego.parse(read_robots_text(text, token).rules).can_fetch(path, token))


@pytest.mark.parametrize("name", ["scrap", "s", "scraper", "scrape-news", "my-scrape", "crape"])
def test_a_group_for_a_similar_name_is_for_another_program(name: str) -> None:
    assert allows(f"User-agent: {name}\nDisallow: /\n")


@pytest.mark.parametrize("name", ["scrape", "SCRAPE", "Scrape/2.1", "scrape (all versions)"])
def test_a_group_for_our_name_is_ours_whatever_stands_behind_it(name: str) -> None:
    assert not allows(f"User-agent: *\nAllow: /\n\nUser-agent: {name}\nDisallow: /\n")


@pytest.mark.parametrize(
    "line", ["Crawl-delay: 10", "Request-rate: 1/5", "Host: example.org", "Noise: x", "noise", ""]
)
def test_a_line_that_is_no_rule_does_not_end_a_list_of_agents(line: str) -> None:
    assert not allows(f"User-agent: scrape\n{line}\nUser-agent: other\nDisallow: /\n")


def test_a_rule_does() -> None:
    assert allows("User-agent: scrape\nAllow: /y\nUser-agent: other\nDisallow: /\n")


def test_a_crawl_delay_between_rules_leaves_the_group_whole() -> None:
    text = "User-agent: *\nDisallow: /a\nCrawl-delay: 3\nDisallow: /b\n"

    assert not allows(text, "/a")
    assert not allows(text, "/b")
    assert read_robots_text(text, "scrape").delay_seconds == 3


def test_the_delay_of_our_own_group_goes_before_the_common_one() -> None:
    text = "User-agent: *\nCrawl-delay: 30\nDisallow: /a\n\nUser-agent: scrape\nCrawl-delay: 2\n"

    assert read_robots_text(text, "scrape").delay_seconds == 2
    assert read_robots_text(text, "other").delay_seconds == 30


def test_a_group_of_our_own_without_a_delay_has_none() -> None:
    text = "User-agent: *\nCrawl-delay: 30\nDisallow: /a\n\nUser-agent: scrape\nDisallow: /b\n"

    assert read_robots_text(text, "scrape").delay_seconds == 0


def test_what_only_python_takes_for_the_end_of_a_line_starts_no_rule() -> None:
    text = "User-agent: *\nAllow: /a\u2028Disallow: /x\x0bDisallow: /x\n"

    assert allows(text, "/x")


def test_remarks_are_left_out_and_sitemaps_are_for_everybody() -> None:
    text = "Sitemap: https://e.org/a.xml # old\nUser-agent: other\nDisallow: /\nsitemap:/b.xml\n"

    assert read_robots_text(text, "scrape").sitemaps == ("https://e.org/a.xml", "/b.xml")


_ODD = ("User-agent: *", "user-agent", "Disallow: /*a", "Crawl-delay: nan", "Allow:", "\x00", "#")


@given(st.lists(st.sampled_from(_ODD) | st.text(max_size=20)))
def test_no_text_makes_it_fail(lines: list[str]) -> None:
    for end in ("\n", "\r"):
        allows(end.join(lines))
