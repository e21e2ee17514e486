"""For everybody: what axe finds, the keyboard's path, narrow windows, motion and forced colours."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Reader
from tests.browser.rooms import is_snapshot, kinds_of_pages

AXE = Axe()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# What depends on width and colours; the rest is the same in every window.
LOOKS = {
    "runOnly": [
        "color-contrast",
        "target-size",
        "scrollable-region-focusable",
        "link-in-text-block",
    ],
    "resultTypes": ["violations"],
}
LEVELS = ("serious", "critical")
# Where the focus is, and whether a reader can see that it is there.
FOCUS = """() => {
    const element = document.activeElement, box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    // A part of a drawing has no outline in every browser; it may change its own lines instead.
    const lines = () => [...element.querySelectorAll("*")].map((part) => {
        const its = getComputedStyle(part);
        return its.fill + its.stroke + its.strokeWidth + its.outline;
    }).join();
    const focused = lines();
    let drawn = false;
    if (element instanceof SVGElement) {
        element.blur();
        drawn = lines() !== focused;
        element.focus();
    }
    return {
        name: (element.ariaLabel || element.innerText || element.name || element.tagName).trim(),
        tag: element.tagName,
        top: element === document.body,
        seen: box.width > 0 && box.right > 0 && box.left < innerWidth
            && box.bottom > 0 && box.top < innerHeight,
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
            || drawn,
    };
}"""


@pytest.fixture(scope="session")
def pages(demo: Path) -> list[str]:
    """One page of each kind."""
    return [page for page in kinds_of_pages(demo) if not page.endswith("/page")]


@pytest.mark.parametrize(
    ("width", "theme", "rules"),
    [
        (1280, "light", RULES),
        (390, "dark", LOOKS),
        pytest.param(1280, "dark", RULES, marks=pytest.mark.slow),
        pytest.param(390, "light", RULES, marks=pytest.mark.slow),
        pytest.param(390, "dark", RULES, marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing_that_keeps_anybody_out(
    chromium: Browser,
    served: Callable[[Path], str],
    demo: Path,
    pages: list[str],
    width: int,
    theme: Any,
    rules: dict[str, Any],
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce"
    )
    page = context.new_page()
    found = []

    for path in pages:
        page.goto(served(demo).rstrip("/") + path)
        # What a snapshot shows is another site's; only what is around it is the room's.
        scope = {"exclude": [["iframe"]]} if is_snapshot(path) else None
        for violation in AXE.run(page, context=scope, options=rules).response["violations"]:
            if violation["impact"] in LEVELS or violation["id"] == "color-contrast":
                places = [node["html"][:150] for node in violation["nodes"][:2]]
                found.append((path, violation["id"], len(violation["nodes"]), places))
    context.close()

    assert found == []


def tab(page: Page, times: int) -> list[dict[str, Any]]:
    """Press Tab, and return where the focus was each time, until it leaves the page."""
    stops: list[dict[str, Any]] = []
    for _ in range(times):
        page.keyboard.press("Tab")
        stop: dict[str, Any] = page.evaluate(FOCUS)
        if stop["top"]:
            break
        stops.append(stop)
    return stops


def test_the_keyboard_goes_the_way_the_eye_does(reader: Reader) -> None:
    page = reader.open("/")
    first = page.locator(".headlines h3 a").first.inner_text().strip()

    names = [stop["name"] for stop in tab(page, 120)]

    assert names[0] == "Skip to the text"
    order = ["Articles", "Experts", "Outlets", "Sites", "Charts", "Questions", "q", first]
    places = [names.index(name) for name in order]
    assert places == sorted(places)
    assert "Nederlands" in names


def test_the_first_tab_and_enter_lead_to_the_text(reader: Reader) -> None:
    page = reader.open("/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"
    (stop,) = tab(page, 1)
    assert stop["seen"]
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_focus_is_always_seen(
    open_reader: Callable[..., Reader], pages: list[str], width: int
) -> None:
    reader = open_reader(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    lost = []

    for path in [path for path in pages if "nowhere" not in path and not is_snapshot(path)]:
        page = reader.open(path)
        stops = tab(page, 14)
        lost += [(path, stop) for stop in stops if not (stop["seen"] and stop["outlined"])]

    assert lost == []


def test_a_window_of_320_pixels_needs_no_scrolling_sideways(
    open_reader: Callable[..., Reader], pages: list[str]
) -> None:
    # As wide as 1280 pixels at 400 %, which WCAG's reflow asks for.
    reader = open_reader(viewport={"width": 320, "height": 640})

    wide = {}
    for path in [path for path in pages if "nowhere" not in path and not is_snapshot(path)]:
        width = reader.open(path).evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[path] = width

    assert wide == {}


def test_who_wants_no_motion_gets_none(
    open_reader: Callable[..., Reader], pages: list[str]
) -> None:
    reader = open_reader(reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll("*")].filter((element) => {
        const style = getComputedStyle(element);
        return parseFloat(style.transitionDuration) > 0 || style.animationName !== "none"
            || style.scrollBehavior === "smooth";
    }).length"""

    moved = {path: reader.open(path).evaluate(moving) for path in pages if "nowhere" not in path}

    assert {path for path, count in moved.items() if count} == set()


def test_forced_colours_leave_where_one_is_and_what_is_a_button(
    open_reader: Callable[..., Reader],
) -> None:
    reader = open_reader(forced_colors="active")
    page = reader.open("/-/questions")
    style = "element => { const s = getComputedStyle(element); return [s.textDecorationLine,"
    style += " s.borderBottomStyle, s.borderTopStyle] }"

    current = page.locator(".masthead [aria-current=page]").evaluate(style)
    button = reader.open("/").locator("main button").first.evaluate(style)
    (stop,) = tab(page, 1)

    assert current[0] == "underline" or current[1] == "solid"
    assert button[2] == "solid"
    assert stop["outlined"]
