"""A served archive and a browser that says when a page complains or asks another host.

They need a Chromium: Debian's, or another one's path in CHROMIUM. Without one they are skipped.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from archive.browse.server import serve
from scraper import demosite
from tests.cli_support import LIMITS, scrape

# A browser as root in a container, with nothing of its own to ask of the network.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Windows with the same settings share a process: to start one for each test took half the time.
    "--process-per-site",
]
# What is a window's own; all else is its context's.
_MEDIA = {"color_scheme", "reduced_motion", "forced_colors"}


@dataclass
class Reader:
    """A page of the browser, and all that it complained of or asked another host for."""

    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a page of the room."""
        self.page.goto(self.home.rstrip("/") + path)
        return self.page


@pytest.fixture(scope="package")
def chromium(demo: Path) -> Iterator[Browser]:
    """The browser, started once, after the crawl: its event loop then stays in this thread."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.skip("no Chromium: apt install chromium, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo site, crawled in both its editions: articles have changed, moved and gone."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    port = 0
    for edition in (1, 2):
        with demosite.serve(port, edition=edition, edited_at=datetime.now(UTC)) as base_url:
            port = urlsplit(base_url).port or 0
            done = scrape("crawl", path, f"{base_url}/", *LIMITS, "--quiet", "--full")
            assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[[Path], str]]:
    """Serve archives; each is served once, until the session ends."""
    stop = threading.Event()
    homes: dict[Path, str] = {}
    threads: list[threading.Thread] = []

    def home_of(path: Path) -> str:
        if path not in homes:
            up = threading.Event()

            def started(address: str) -> None:
                homes[path] = address
                up.set()

            thread = threading.Thread(
                target=serve, args=(path,), kwargs={"port": 0, "started": started, "stop": stop}
            )
            thread.start()
            threads.append(thread)
            assert up.wait(30)
        return homes[path]

    yield home_of
    stop.set()
    for thread in threads:
        thread.join(10)


@pytest.fixture(scope="package")
def contexts(chromium: Browser) -> dict[str, BrowserContext]:
    """The browser's contexts by their settings, for `open_reader`."""
    return {}


@pytest.fixture
def open_reader(
    chromium: Browser,
    contexts: dict[str, BrowserContext],
    served: Callable[[Path], str],
    demo: Path,
) -> Iterator[Callable[..., Reader]]:
    """Open a browser window of one's own kind (width, colours, scripts) on an archive.

    Windows of one kind share a context, and with it a process, from test to test; cookies do not
    stay. The last window stays open until there is another: without one its process would end.
    """
    readers: list[Reader] = []

    def opened(path: Path | None = None, **settings: Any) -> Reader:
        viewport = settings.pop("viewport", {"width": 1280, "height": 900})
        media = {name: settings.pop(name) for name in _MEDIA & settings.keys()}
        settings.setdefault("locale", "en-GB")
        kind = repr(sorted(settings.items()))
        if kind not in contexts:
            contexts[kind] = chromium.new_context(**settings)
        page = contexts[kind].new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(**media)
        reader = Reader(page, served(path or demo))

        def asked(request: Request) -> None:
            if not request.url.startswith((reader.home, "data:", "about:")):
                reader.complaints.append(f"asked {request.url}")

        page.on("request", asked)
        page.on("console", lambda message: reader.complaints.append(message.text))
        page.on("pageerror", lambda error: reader.complaints.append(str(error)))
        readers.append(reader)
        return reader

    yield opened
    for reader in readers:
        context = reader.page.context
        context.clear_cookies()
        for other in context.pages:
            if other is not reader.page:
                other.close()
        assert reader.complaints == []


@pytest.fixture
def reader(open_reader: Callable[..., Reader]) -> Reader:
    """A window of 1280 pixels on the demo archive."""
    return open_reader()
