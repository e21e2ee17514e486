"""The list in a real browser: found, narrowed, paged and read on a phone, without scripts too."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Reader

SERIOUS = ("serious", "critical")


def complaints(page: object) -> list[str]:
    """Return what axe finds that keeps somebody out."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in SERIOUS]


def test_search_narrow_and_take_it_back(reader: Reader) -> None:
    page = reader.open("/")
    page.locator("main input[type=search]").fill("water")
    page.keyboard.press("Enter")
    assert page.locator("mark").first.inner_text().lower() == "water"
    count = page.locator(".headlines > li").count()

    page.get_by_role("navigation", name="Narrow down").get_by_role("link", name="Columns").click()
    assert 0 < page.locator(".headlines > li").count() < count

    page.get_by_role("link", name="Remove: Section Columns").click()
    assert page.locator(".headlines > li").count() == count


def test_a_bar_leads_to_its_year_and_pages_to_each_other(reader: Reader) -> None:
    page = reader.open("/")
    page.locator("svg.chart a").nth(1).click()
    page.locator(".chips li").first.wait_for()
    assert page.locator(".chips li").count() == 1

    reader.open("/-/articles")
    first = page.locator(".headlines a").first.inner_text()
    page.get_by_role("link", name="Next").click()
    assert page.locator("#count").inner_text().startswith("26–50 of")
    page.get_by_role("link", name="Previous").click()
    assert page.locator(".headlines a").first.inner_text() == first


def test_the_keyboard_alone_finds_an_article(reader: Reader) -> None:
    page = reader.open("/-/articles")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('main input[type=search]')"):
            break
    page.keyboard.type("water")
    page.keyboard.press("Enter")
    page.wait_for_url("**/-/articles?q=water")

    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate("document.activeElement.closest('.headlines h3') !== null")
        if at:
            break

    assert at
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("path", ["/", "/-/articles", "/-/articles?q=water&section=News&year=2022"])
def test_nothing_runs_out_of_the_window(
    open_reader: Callable[..., Reader], width: int, path: str
) -> None:
    page = open_reader(viewport={"width": width, "height": 800}).open(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/-/articles", "/-/articles?q=water", "/-/articles?q=xyz"])
def test_axe_finds_nothing_serious(
    open_reader: Callable[..., Reader], scheme: str, path: str
) -> None:
    page = open_reader(color_scheme=scheme).open(path)

    assert complaints(page) == []


def test_without_scripts_it_all_works(open_reader: Callable[..., Reader]) -> None:
    page = open_reader(java_script_enabled=False).open("/-/articles?year=2022")
    page.locator(".facets summary").first.click()
    page.locator(".facets details a").first.click()

    assert page.locator(".chips li").count() == 3  # the year, the month, and "Remove all"
    assert page.locator(".headlines > li").count() > 0


def test_in_dutch(open_reader: Callable[..., Reader]) -> None:
    page = open_reader(locale="nl-NL").open("/-/articles?q=water")

    assert page.get_by_role("navigation", name="Verfijnen").is_visible()
    assert page.locator("html").get_attribute("lang") == "nl"
