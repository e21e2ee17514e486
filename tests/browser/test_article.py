"""One article in a real browser: read, compared, cited, and the page as it was."""

import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from archive.browse.kept.inert import POLICY
from tests.archive_support import Crawler, article, at, new_archive
from tests.browser.conftest import Reader
from tests.hostile_page import hostile_page


class Listener:
    """Takes connections on loopback, answers none, and keeps what each begins with."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.home = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._take)
        self._thread.start()

    def _take(self) -> None:
        while True:
            try:
                taken, _ = self._socket.accept()
            except OSError:
                return
            with taken:
                taken.settimeout(0.5)
                try:
                    self.heard.append(taken.recv(200).split(b"\r\n")[0])
                except OSError:
                    self.heard.append(b"")

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@pytest.fixture
def listener() -> Iterator[Listener]:
    listening = Listener()
    yield listening
    listening.close()


@pytest.fixture
def hostile(tmp_path: Path, listener: Listener) -> Path:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        crawler.read("/news/canals/", article("/news/canals/", title="Canals"))
        body = hostile_page(listener.home)
        crawler.read("/news/harbours/", article(), at(1), body=body)
    return tmp_path / "a.db"


def try_everything(page: Page) -> None:
    """Touch what a reader could touch, and give slow things their time."""
    for name in ("script-link", "tab-link", "data-link", "far-link", "submit"):
        target = page.frame_locator("iframe").locator(f"#{name}")
        if target.count():
            target.click(force=True, no_wait_after=True)
    page.frame_locator("iframe").locator("body").press("Tab")
    page.wait_for_timeout(1500)


def test_nothing_of_a_hostile_page_runs_or_asks(
    open_reader: Callable[..., Reader], hostile: Path, listener: Listener
) -> None:
    reader = open_reader(hostile)
    page = reader.open("/-/articles/2/snapshot")
    frame = page.frame(url="**/page")
    assert frame is not None

    try_everything(page)

    assert listener.heard == []
    assert frame.title() == "Quiet page"
    assert frame.locator("h1").inner_text() == "Harbours under pressure"
    assert frame.locator("h1").evaluate("e => getComputedStyle(e).color") == "rgb(0, 128, 0)"
    assert frame.locator("#last").evaluate("e => getComputedStyle(e).color") == "rgb(1, 2, 3)"
    assert page.url.endswith("/-/articles/2/snapshot")


def test_nothing_runs_without_the_frame_around_it(
    open_reader: Callable[..., Reader], hostile: Path, listener: Listener
) -> None:
    reader = open_reader(hostile)

    page = reader.open("/-/articles/2/page")
    page.wait_for_timeout(1000)

    assert listener.heard == []
    assert page.title() == "Quiet page"
    assert page.locator("b").inner_text() == "kept"


def test_a_link_to_a_kept_article_leads_the_whole_window_there(
    open_reader: Callable[..., Reader], hostile: Path
) -> None:
    page = open_reader(hostile).open("/-/articles/2/snapshot")

    page.frame_locator("iframe").locator("#kept-link").click()
    page.wait_for_url("**/-/articles/1")

    assert page.locator("h1").inner_text() == "Canals"


def test_the_policy_alone_keeps_scripts_and_loads_out(
    chromium: Browser, listener: Listener
) -> None:
    # The page as it came, with not a word taken out.
    raw = hostile_page(listener.home)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    page = chromium.new_context().new_page()
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.wait_for_timeout(1000)

        # No policy stops a mere connection (`preconnect`); that is what taking it out is for.
        assert not any(listener.heard)
        assert page.title() == "Quiet page"
    finally:
        page.context.close()
        server.shutdown()
        server.server_close()
        thread.join(5)


def changed_article(demo: Path) -> int:
    conn = sqlite3.connect(demo)
    row = conn.execute("SELECT article_id FROM revisions WHERE number = 2 ORDER BY id").fetchone()
    conn.close()
    return int(row[0])


def test_two_readings_are_compared_by_keyboard(reader: Reader, demo: Path) -> None:
    page = reader.open(f"/-/articles/{changed_article(demo)}")

    page.get_by_role("link", name="Versions (2)").press("Enter")
    page.get_by_role("radio", name="To reading 2").focus()
    side = page.get_by_role("button", name="Compare side by side")
    for _ in range(10):
        page.keyboard.press("Tab")
        if side.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**view=side**")

    assert page.get_by_role("columnheader", name="Reading 1").first.is_visible()
    assert page.locator("ins").count() > 1
    page.locator(".folded summary").first.press("Enter")
    assert page.locator(".folded p").first.is_visible()


def test_a_citation_is_copied(open_reader: Callable[..., Reader], demo: Path) -> None:
    reader = open_reader(permissions=["clipboard-read", "clipboard-write"])
    page = reader.open(f"/-/articles/{changed_article(demo)}")

    page.get_by_text("Cite this article").click()
    page.get_by_role("button", name="Copy (BibTeX)").click()
    page.get_by_text("Copied", exact=True).wait_for()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("@online{")
    with page.expect_download() as download:
        page.get_by_role("link", name="As a file (RIS)").click()
    assert download.value.suggested_filename.endswith(".ris")


@pytest.mark.parametrize("path", ["", "/versions?view=side", "/evidence", "/snapshot"])
def test_a_phone_shows_all_without_sideways_scroll(
    open_reader: Callable[..., Reader], demo: Path, path: str
) -> None:
    reader = open_reader(viewport={"width": 320, "height": 640}, java_script_enabled=False)

    page = reader.open(f"/-/articles/{changed_article(demo)}{path}")

    width = page.locator("html").evaluate("e => e.scrollWidth")
    assert width <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "/versions", "/versions?view=side", "/evidence", "/snapshot"])
def test_axe_finds_nothing_amiss(
    open_reader: Callable[..., Reader], demo: Path, path: str, scheme: str
) -> None:
    reader = open_reader(color_scheme=scheme)
    page = reader.open(f"/-/articles/{changed_article(demo)}{path}")
    for fold in page.locator("details").all():
        fold.evaluate("e => { e.open = true }")

    found = Axe().run(
        page, context="body", options={"iframes": False, "resultTypes": ["violations"]}
    )

    assert [(each["id"], each["nodes"]) for each in found.response["violations"]] == []


def test_paper_gets_the_text_and_its_proof_alone(reader: Reader, demo: Path) -> None:
    page = reader.open(f"/-/articles/{changed_article(demo)}")

    page.emulate_media(media="print")

    assert page.locator(".text").is_visible()
    assert page.locator(".digest").is_visible()
    assert page.locator(".facts .address").is_visible()
    for chrome in (".masthead", ".ways", ".neighbours", ".cite", ".colophon"):
        assert not page.locator(chrome).is_visible()


@pytest.mark.parametrize("chosen", ["auto", "dark"])
def test_paper_is_light_whatever_the_screen_is(
    open_reader: Callable[..., Reader], demo: Path, chosen: str
) -> None:
    reader = open_reader(color_scheme="dark")
    reader.page.context.add_cookies([{"name": "theme", "value": chosen, "url": reader.home}])
    page = reader.open(f"/-/articles/{changed_article(demo)}/versions")
    came = page.locator("ins").first
    colour = "element => getComputedStyle(element).backgroundColor"
    on_screen = came.evaluate(colour)

    page.emulate_media(media="print", color_scheme="dark")

    assert on_screen == "rgb(29, 58, 36)"
    assert came.evaluate(colour) == "rgb(223, 240, 220)"
