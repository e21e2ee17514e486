"""The recipes in the documents print what they say, on the demo's archive, with the real tools."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.cli_support import scrape

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "recipes.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECTIONS = dict(section.split("\n", 1) for section in DOCUMENT.read_text().split("\n## ")[1:])
NEEDED = {
    "sqlite3": ("sqlite3",),
    "R": ("Rscript",),
    "References": ("sqlite3", "sha256sum"),
}


def environment() -> dict[str, str]:
    places = (str(Path(sys.executable).parent), os.environ.get("PATH", ""))
    return {**os.environ, "PATH": os.pathsep.join(places)}


def has_sqlite_extension() -> bool:
    asked = "SELECT installed FROM duckdb_extensions() WHERE extension_name = 'sqlite_scanner'"
    return any(installed for (installed,) in duckdb.connect().execute(asked).fetchall())


def run(language: str, code: str, folder: Path) -> str:
    """Run one block; skip the test where the tool lacks a part that it downloads itself."""
    command = {
        "sh": ["sh", "-eu", "-c", code],
        "python": [sys.executable, "-c", code],
        "r": ["Rscript", "--vanilla", "-e", code],
    }[language]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if language == "r" and "there is no package called" in done.stderr:
        pytest.skip("a package of R is not installed")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recipes")
    done = scrape("demo", folder / "demo.db", "--port", 0)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("name", SECTIONS)
def test_a_recipe_prints_what_it_says(name: str, folder: Path) -> None:
    if "itself" in name and not has_sqlite_extension():
        pytest.skip("DuckDB's extension for SQLite is not installed, and no test downloads")
    for tool in NEEDED.get(name, ()):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")

    printed = ""
    for language, text in BLOCK.findall(SECTIONS[name]):
        if language != "text":
            printed = run(language, text, folder)
        else:
            assert [*map(stripped, printed.splitlines())] == [*map(stripped, text.splitlines())]


def test_every_tool_has_its_recipe() -> None:
    assert {"sqlite3", "sqlite-utils", "pandas", "DuckDB", "R"} <= set(SECTIONS)


def stripped(line: str) -> str:
    return line.rstrip() + "\n"


def written_anew(folder: Path) -> str:
    """Return the document with what the recipes print, but for what cannot run here."""
    whole = DOCUMENT.read_text()
    for name, section in SECTIONS.items():
        printed, pieces, place = "", [], 0
        if all(map(shutil.which, NEEDED.get(name, ()))) and (
            "itself" not in name or has_sqlite_extension()
        ):
            for block in BLOCK.finditer(section):
                if block[1] != "text":
                    printed = run(block[1], block[2], folder)
                else:
                    pieces += [
                        section[place : block.start(2)],
                        *map(stripped, printed.splitlines()),
                    ]
                    place = block.end(2)
        whole = whole.replace(section, "".join(pieces) + section[place:])
    return whole


if __name__ == "__main__":
    place = Path(sys.argv[1])
    run("sh", "rm -f demo.db*; scrape demo demo.db --port 0", place)
    DOCUMENT.write_text(written_anew(place))
