"""Whatever an archive holds, every page of the room answers, and nothing in it comes alive."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import httpx
import pytest

from archive.browse.pages import ROUTES
from archive.browse.safety import HEADERS
from tests.archive_support import Crawler, article, at, new_archive
from tests.hostile_archive import COUNTED, ELSEWHERE, make_hostile
from tests.room_support import HOME, Links, follow

STARTS = ("/", "/-/questions", "/-/plugins", "/-/versions", "/-/settings", "/-/databases")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, httpx.Response]:
    """Every kind of page of a hostile archive."""
    return follow(
        make_hostile(tmp_path_factory.mktemp("hostile")), starts=STARTS, alike=2, most=300
    )


@pytest.fixture(scope="module")
def pages(answers: dict[str, httpx.Response]) -> dict[str, Links]:
    """What the room's own pages link to, load and have in them."""
    return {
        address: Links(answer.text, address)
        for address, answer in answers.items()
        if answer.headers.get("content-type", "").startswith("text/html")
        and "sandbox" not in answer.headers["content-security-policy"]
    }


def test_every_page_answers(answers: dict[str, httpx.Response]) -> None:
    broken = {a: answer.text[-500:] for a, answer in answers.items() if answer.status_code >= 500}

    assert broken == {}
    assert len(answers) > 150


def test_every_answer_says_what_keeps_it_inert(answers: dict[str, httpx.Response]) -> None:
    for address, answer in answers.items():
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, address
        assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "") or (
            "sandbox" in policy
        ), address
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == HEADERS["x-frame-options"]
        assert "set-cookie" not in answer.headers or "/-/choose" in address


def test_no_page_has_a_script_or_style_in_it(pages: dict[str, Links]) -> None:
    alive = {address: page.inline for address, page in pages.items() if page.inline}

    assert alive == {}


def test_no_page_loads_anything_from_elsewhere(pages: dict[str, Links]) -> None:
    loaded = {load for page in pages.values() for load in page.loads}

    assert {load for load in loaded if not load.startswith(HOME)} == set()


def test_every_link_is_an_address_of_the_web(pages: dict[str, Links]) -> None:
    links = {link for page in pages.values() for link in page.links}

    assert any(link.startswith(ELSEWHERE) for link in links)
    assert {link for link in links if not re.match(r"https?://", link)} == set()


def test_no_text_is_run_as_a_template(answers: dict[str, httpx.Response]) -> None:
    for address, answer in answers.items():
        found = COUNTED in answer.text  # far quicker than the search, and hardly ever so
        assert not (found and re.search(rf"(?<![\d.]){COUNTED}(?![\d])", answer.text)), address


def test_what_machines_read_can_be_read(answers: dict[str, httpx.Response]) -> None:
    for address, answer in answers.items():
        kind = answer.headers.get("content-type", "")
        if answer.status_code != 200:
            continue
        if "xml" in kind:
            ET.fromstring(answer.content)
        elif kind.startswith("application/json") and "_nl=on" not in address:
            json.loads(answer.text)


def test_no_link_of_the_room_leads_nowhere(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        crawler.read("/news/canals/", article("/news/canals/", title="Canals"))
        crawler.read("/a/", article("/a/", title="Harbours"), at(1))
        crawler.read("/a/", article("/a/", title="Harbours again"), at(2))
        crawler.gone("/a/", at(3))

    answers = follow(tmp_path / "a.db", starts=STARTS)

    nowhere = {a[len(HOME) - 1 :] for a, answer in answers.items() if answer.status_code >= 400}
    assert {path for path in nowhere if _is_made(path)} == set()
    assert len(answers) > 150


def _is_made(path: str) -> bool:
    """Say whether an address is one that the room has a page for, or Datasette's."""
    bare = path.partition("?")[0]
    return not bare.startswith("/-/") or any(re.match(route, bare) for route, _ in ROUTES)
