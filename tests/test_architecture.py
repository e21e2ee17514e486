"""The arrows between modules point one way; a wrong import fails here."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted([*ROOT.glob("scraper/**/*.py"), *ROOT.glob("archive/**/*.py")])

# library -> the modules that may import it; a name ending in a slash stands for a folder
SEAMS = {
    "httpx": ("scraper/fetch.py", "scraper/reasons.py", "scraper/transport.py"),
    "httpx_aiohttp": ("scraper/transport.py",),
    "aiohttp": ("scraper/reasons.py", "scraper/transport.py", "scraper/wire.py"),
    "selectolax": (
        "scraper/document.py",
        "scraper/profile.py",
        "scraper/extract/",
        "scraper/discover/listing.py",
        "scraper/discover/older.py",
        "scraper/discover/places.py",
        "scraper/discover/scripted.py",
        "archive/browse/kept/",
    ),
    "tenacity": ("scraper/retry.py",),
    "protego": ("scraper/robots.py",),
    "sqlite3": ("archive/",),
    "sqlite_utils": ("archive/sqlite_library.py",),
    "datasette": ("archive/browse/",),
    "zstandard": ("archive/", "scraper/imported.py"),
}
# records, what came of asking for a page, and the pure functions that write records out
FOR_THE_ARCHIVE = ("scraper.records", "scraper.outcomes", "scraper.render")
# what a page kept as bytes is shown with: the parser with its limits, and what a block of text is
FOR_THE_ROOM = ("scraper.document", "scraper.errors", "scraper.blocks")
LEAVES = {"scraper.records", "scraper.blocks", "scraper.errors", "scraper.clock"}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def wrong_arrow(module: str, imported: str) -> str | None:
    """Return why `module` (a path) may not import the dotted name, or None."""
    package, top = module.split("/")[0], imported.split(".")[0]
    if top.startswith("scrape") and top != "scraper":
        return "only the outside imports the command line"
    if package == "scraper" and top == "archive":
        return "the scraper knows no archive"
    known: tuple[str, ...] = FOR_THE_ARCHIVE
    if module.startswith(("archive/browse/kept/", "archive/browse/text.py")):
        known += FOR_THE_ROOM
    if package == "archive" and top == "scraper" and not imported.startswith(known):
        return "the archive knows the scraper's records and nothing else of it"
    dotted = module.removesuffix(".py").replace("/", ".")
    if dotted in LEAVES and top == "scraper" and not imported.startswith("scraper.blocks"):
        return "a leaf imports no sibling but the blocks"
    if package == "scraper" and imported.startswith("scraper.crawl"):
        return "the crawl is imported only from outside"
    allowed = SEAMS.get(top)
    if allowed and not any(
        module == place or (place.endswith("/") and module.startswith(place)) for place in allowed
    ):
        return f"{top} belongs to {', '.join(allowed)}"
    return None


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_follow_the_arrows(path: Path) -> None:
    wrong = {name: why for name in imports(path) if (why := wrong_arrow(name_of(path), name))}

    assert wrong == {}


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("scraper/crawl.py", "archive.store"),
        ("archive/store.py", "scraper.errors"),
        ("archive/browse/room.py", "scraper.document"),
        ("archive/browse/kept/inert.py", "scraper.extract"),
        ("archive/store.py", "httpx"),
        ("scraper/robots.py", "httpx"),
        ("scraper/records.py", "scraper.urls"),
        ("scraper/fetch.py", "scraper.crawl"),
        ("scraper/extract/body.py", "sqlite3"),
    ],
)
def test_a_wrong_arrow_is_seen(module: str, imported: str) -> None:
    assert wrong_arrow(module, imported)


def test_a_search_loads_no_http_client() -> None:
    assert set(imports(ROOT / "scraper/__init__.py")) == set()


def test_no_command_loads_what_it_has_no_use_for() -> None:
    code = "import archive.store, scrape_crawl, sys; print(*sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert {"pandas", "numpy", "datasette"}.isdisjoint(done.stdout.split())
