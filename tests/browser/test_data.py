"""Datasette's own pages in a real browser, under the room's policy: not one complaint."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader


def test_sql_is_typed_run_and_tidied_with_the_keyboard(reader: Reader) -> None:
    page = reader.open("/demo")

    box = page.get_by_label("SQL", exact=True)
    box.fill("select id as article_id, title from articles order by id limit 3")
    box.press("Shift+Enter")

    expect(page.locator("table.rows tbody tr")).to_have_count(3)
    page.get_by_role("button", name="Format").click()
    assert "\n" in page.get_by_label("SQL", exact=True).input_value()
    link = page.locator("table.rows tbody a").first.get_attribute("href")
    assert link == "/-/articles/1"


def test_a_column_has_a_menu_that_the_keyboard_opens(reader: Reader) -> None:
    page = reader.open("/demo/articles")
    button = page.get_by_role("button", name="Menu of column section")

    button.focus()
    page.keyboard.press("Enter")
    menu = page.locator(".column-menu:popover-open")
    expect(menu).to_be_visible()
    under = button.bounding_box()
    box = menu.bounding_box()
    assert under
    assert box
    assert abs(box["y"] - under["y"] - under["height"]) < 12
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    button.click()
    page.get_by_role("link", name="Count each value").click()

    assert "_facet=section" in page.url
    expect(page.locator(".counted[open]")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_table_on_a_phone_is_a_list_of_rows(
    open_reader: Callable[..., Reader], scripts: bool
) -> None:
    reader = open_reader(viewport={"width": 390, "height": 800}, java_script_enabled=scripts)
    page = reader.open("/demo/article_list")

    cell = page.locator("table.rows td").nth(2)

    before = "element => getComputedStyle(element, '::before').content"
    assert cell.evaluate(before) == '"title"'
    assert page.evaluate("document.documentElement.scrollWidth") == 390
