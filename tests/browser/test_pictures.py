"""The pictures of the documentation, taken anew by `make pictures`; a person looks at them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Reader

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDE, PHONE = {"width": 1200, "height": 900}, {"width": 390, "height": 780}
PICTURES = {
    "front": ("/", WIDE, "light"),
    "search": ("/-/articles?q=cable", WIDE, "light"),
    "charts": ("/-/charts", WIDE, "light"),
    "questions": ("/-/questions", WIDE, "light"),
    "article": ("{kept}", WIDE, "light"),
    "versions": ("{changed}/versions", WIDE, "light"),
    "snapshot": ("{kept}/snapshot", WIDE, "light"),
    "phone": ("{kept}", PHONE, "dark"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PICTURES)
def test_a_page_is_pictured(open_reader: Callable[..., Reader], name: str) -> None:
    address, viewport, colours = PICTURES[name]
    reader = open_reader(viewport=viewport, color_scheme=colours)
    if "{" in address:
        page = reader.open("/-/articles?q=cable+ships")
        kept = page.locator(".headlines h3 a").first.get_attribute("href")
        page = reader.open("/-/articles?state=changed")
        changed = page.locator(".headlines h3 a").first.get_attribute("href")
        address = address.format(kept=kept, changed=changed)

    page = reader.open(address)
    FOLDER.mkdir(exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}.png")
