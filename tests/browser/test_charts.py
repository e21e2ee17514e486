"""Charts in a browser: named, reached by keyboard, readable at every width."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from scraper.records import Expert, Source
from tests.archive_support import HOST, Crawler, article, at, make_archive
from tests.browser.conftest import Reader

PAGES = (
    "/-/charts",
    "/-/experts",
    "/-/experts/1",
    "/-/outlets",
    "/-/outlets/1",
    "/-/sites",
    f"/-/sites/{HOST}",
)
_SECTIONS = ("News", "Columns", "In the media", "Reports", "Events", "Podcasts", "Press", "Briefs")
# Boxes of all that is written in one drawing, with what it says.
_LABELS = """
    svg => [...svg.querySelectorAll('text')].filter(text => text.getClientRects().length)
        .map(text => { const box = text.getBoundingClientRect();
            return [text.textContent, box.left, box.top, box.right, box.bottom]; })
"""


@pytest.fixture(scope="session")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive over 38 years, with more sections and experts than a chart has series."""
    path = tmp_path_factory.mktemp("long") / "long.db"
    with make_archive(path) as archive:
        crawler = Crawler(archive)
        for number in range(150):
            year = 1988 + number * number // 600
            crawler.read(
                f"/{number}/",
                article(
                    f"/{number}/",
                    title=f"Harbours {number}",
                    published=f"{year}-{1 + number % 12:02d}-07",
                    section=f"{_SECTIONS[number % 8]} {number % 3}",
                    experts=tuple(
                        Expert(name=f"Femke van Oudeland-Maesschalck the {each}th")
                        for each in (number % 5, number % 11)
                    ),
                    source=Source(
                        name=f"The Very Long Gazette of Town {number % 9}",
                        url=None,
                        phrase="Seen there",
                    ),
                ),
                at(number),
            )
    return path


def _overlaps(page: Page) -> list[Any]:
    found = []
    for drawing in page.locator("main svg.chart, main svg.scale").all():
        for one, other in combinations(drawing.evaluate(_LABELS), 2):
            apart = one[3] <= other[1] or other[3] <= one[1]
            if not apart and one[2] < other[4] and other[2] < one[4]:
                found.append((one[0], other[0]))
    return found


@pytest.mark.parametrize(("width", "language"), [(320, "en-GB"), (390, "nl-NL"), (1280, "en-GB")])
def test_no_two_labels_touch_and_the_page_does_not_go_sideways(
    open_reader: Callable[..., Reader], long: Path, width: int, language: str
) -> None:
    reader = open_reader(long, viewport={"width": width, "height": 900}, locale=language)

    for address in PAGES:
        page = reader.open(address)
        assert _overlaps(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_chart_has_a_name_and_the_same_figures_as_a_table(
    open_reader: Callable[..., Reader], long: Path
) -> None:
    page = open_reader(long).open("/-/charts")

    drawings = page.locator("main svg[role]")
    assert drawings.count() > 10
    for drawing in drawings.all():
        assert drawing.evaluate(
            "svg => svg.getAttribute('aria-label') || document.getElementById("
            "svg.getAttribute('aria-labelledby')).textContent"
        )
    page.get_by_text("The figures as a table").first.click()
    table = page.get_by_role("region", name="Articles over time").get_by_role("table")
    assert table.get_by_role("row").count() == 1 + page.locator(".plot").first.locator("a").count()


def test_a_bar_is_reached_and_followed_by_keyboard(
    open_reader: Callable[..., Reader], long: Path
) -> None:
    page = open_reader(long).open("/-/experts/1")
    bars = page.locator(".plot a")

    page.get_by_role("link", name="All").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    second = bars.nth(1)
    assert second.evaluate("bar => bar === document.activeElement")
    page.keyboard.press("End")
    assert bars.last.evaluate("bar => bar === document.activeElement")
    page.keyboard.press("Tab")
    assert page.locator(":focus").evaluate("element => element.localName") == "summary"
    page.keyboard.press("Shift+Tab")
    address = bars.last.get_attribute("href") or ""
    with page.expect_request(lambda request: request.url.endswith(address)):
        page.keyboard.press("Enter")


def test_without_scripts_each_bar_is_a_stop_of_its_own(
    open_reader: Callable[..., Reader], long: Path
) -> None:
    page = open_reader(long, java_script_enabled=False).open("/-/charts")

    assert page.locator(".plot a[tabindex]").count() == 0
    assert page.locator(".plot a").count() > 20


def test_in_a_stacked_chart_the_arrows_go_up_and_along(
    open_reader: Callable[..., Reader], long: Path
) -> None:
    page = open_reader(long).open("/-/charts")
    chart = page.locator(".plot").nth(1)

    middle = chart.locator("a").nth(20).get_attribute("data-place")
    column = chart.locator(f"a[data-place='{middle}']")
    column.first.focus()
    page.keyboard.press("ArrowUp")
    assert column.nth(1).evaluate("bar => bar === document.activeElement")
    page.keyboard.press("ArrowLeft")
    assert page.locator(":focus").get_attribute("data-place") != middle


@pytest.mark.parametrize(
    ("width", "colours"), [(390, "dark"), pytest.param(1280, "light", marks=pytest.mark.slow)]
)
def test_axe_finds_nothing_on_these_pages(
    open_reader: Callable[..., Reader], long: Path, colours: str, width: int
) -> None:
    reader = open_reader(
        long, color_scheme=colours, viewport={"width": width, "height": 900}, bypass_csp=True
    )

    for address in PAGES:
        page = reader.open(address)
        for summary in page.locator("main summary").all():
            summary.click()
        found = Axe().run(page, options=_OPTIONS)
        assert [
            (rule["id"], rule["nodes"][0]["html"]) for rule in found.response["violations"]
        ] == []


_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OPTIONS = {"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"]}


def test_letters_lead_to_their_names(open_reader: Callable[..., Reader], tmp_path: Path) -> None:
    path = tmp_path / "names.db"
    with make_archive(path) as archive:
        people = tuple(Expert(name=f"Jan {chr(65 + n % 26)}olk{n // 26}") for n in range(104))
        Crawler(archive).read("/a/", article("/a/", experts=people))
    page = open_reader(path).open("/-/experts")

    page.get_by_role("navigation", name="Letters").get_by_role("link", name="W: 4 names").click()

    assert page.url.endswith("#letter-W")
    assert page.get_by_role("link", name="Jan Wolk0").is_visible()
