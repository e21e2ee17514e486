"""The published test cases of google/robotstxt, as data; where we differ is told and documented."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper.records import RobotsRecord
from scraper.robots import PRODUCT_TOKEN, decode_robots, read_robots
from tests.support import START

ROOT = Path(__file__).parent
CASES = tomllib.loads((ROOT / "fixtures/robots/google.toml").read_text())["case"]


def filled(text: str, case: dict[str, Any]) -> str:
    for name, (letter, count) in case.get("fill", {}).items():
        text = text.replace("{" + name + "}", letter * count)
    return text


def questions() -> Iterator[Any]:
    for number, case in enumerate(CASES):
        for agent, answers in case["expect"].items():
            for word in ("allowed", "denied"):
                for path in answers.get(word, ()):
                    title = f"{number}-{case['origin']}-{agent}-{path}"
                    yield pytest.param(case, agent, path, word == "allowed", id=title)


def record(case: dict[str, Any]) -> RobotsRecord:
    body = bytes(case.get("bytes_before", ())) + filled(case["robots"], case).encode()
    return RobotsRecord(host="foo.bar", fetched_at=START, status=200, body=decode_robots(body))


@pytest.mark.parametrize(("case", "agent", "path", "expected"), list(questions()))
def test_a_published_case_is_decided_as_there_or_says_why_not(
    case: dict[str, Any], agent: str, path: str, expected: bool
) -> None:
    policy = read_robots(record(case), token=agent)

    differs = any(each["path"] == path for each in case.get("differs", ()))

    assert policy.allows("http://foo.bar" + filled(path, case)) is (expected ^ differs)


@pytest.mark.parametrize("case", [case for case in CASES if "sitemaps" in case])
def test_published_sitemap_lines_are_read(case: dict[str, Any]) -> None:
    assert read_robots(record(case)).sitemaps == tuple(case["sitemaps"])


def test_our_name_is_one_that_a_group_can_carry() -> None:
    """Of ID_VerifyValidUserAgentsToObey this is what concerns a program with one name."""
    assert re.fullmatch(r"[a-z_-]+", PRODUCT_TOKEN)


def test_each_case_that_differs_is_in_the_document_with_its_reason() -> None:
    document = " ".join((ROOT.parent / "docs/politeness.md").read_text().split())

    for case in CASES:
        for each in case.get("differs", ()):
            assert case["origin"] in document
            assert each["why"] in document
