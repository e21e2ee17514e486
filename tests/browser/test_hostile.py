"""A hostile archive in a real browser: no script, no dialog, no other host, no broken layout."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog

from tests.browser.rooms import is_snapshot, kinds_of_pages
from tests.hostile_archive import make_hostile

WIDTH = 390


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_hostile(tmp_path_factory.mktemp("hostile"))


def test_no_page_comes_alive(
    chromium: Browser, served: Callable[[Path], str], hostile: Path
) -> None:
    home = served(hostile).rstrip("/")
    context = chromium.new_context(viewport={"width": WIDTH, "height": 800})
    page = context.new_page()
    page.set_default_timeout(15_000)
    harm: list[str] = []
    asked: list[str] = []

    def complained(message: ConsoleMessage) -> None:
        if not is_snapshot(page.url) and "404 (Not Found)" not in message.text:
            harm.append(f"{page.url}: {message.text}")

    def spoke(dialog: Dialog) -> None:
        harm.append(f"{page.url}: {dialog.message}")
        dialog.dismiss()

    page.on("request", lambda request: asked.append(request.url))
    page.on("console", complained)
    page.on("pageerror", lambda error: harm.append(f"{page.url}: {error}"))
    page.on("dialog", spoke)
    context.on("page", lambda opened: harm.append(f"{page.url}: opened {opened.url}"))

    for path in kinds_of_pages(hostile):
        page.goto(home + path)
        if page.url != home + path and "/-/choose" not in path:
            harm.append(f"{path} went to {page.url}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > WIDTH and not path.endswith("/page"):
            harm.append(f"{path} is {wide} pixels wide")
    context.close()

    assert [url for url in asked if not url.startswith((home, "data:", "about:", "blob:"))] == []
    assert harm == []
