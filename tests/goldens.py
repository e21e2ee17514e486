"""Golden cases: pages with the article a correct reading gives. Run to write them anew.

    python -m tests.goldens          rewrite article.json of every case, print what changed
    python -m tests.goldens --check  print only, exit with 1 if something would change

A case is `fixtures/<profile>/<case>/` with `page.html`, `meta.toml` (url, why) and `article.json`.
"""

import difflib
import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from scraper.extract import extract
from scraper.records import Article

FIXTURES = Path(__file__).parent / "fixtures"


@dataclass(frozen=True, slots=True)
class Case:
    """One golden case on disk."""

    path: Path

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def page(self) -> bytes:
        return (self.path / "page.html").read_bytes()

    @property
    def meta(self) -> dict[str, Any]:
        return tomllib.loads((self.path / "meta.toml").read_text(encoding="utf-8"))

    @property
    def expected(self) -> dict[str, Any]:
        text = (self.path / "article.json").read_text(encoding="utf-8")
        return dict(json.loads(text))


def cases() -> Iterator[Case]:
    """Yield the golden cases in order of name."""
    for path in sorted(FIXTURES.glob("*/*/page.html")):
        yield Case(path.parent)


def as_dict(article: Article) -> dict[str, Any]:
    """Return an article as its JSON would be read back."""
    return dict(msgspec.json.decode(msgspec.json.encode(article)))


def main() -> int:
    """Rewrite (or check) every article.json and print the differences."""
    changed = 0
    for case in cases():
        read = as_dict(extract(case.page, case.meta["url"]))
        new = json.dumps(read, ensure_ascii=False, indent=2) + "\n"
        path = case.path / "article.json"
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if old != new:
            changed += 1
            diff = difflib.unified_diff(
                old.splitlines(), new.splitlines(), case.name, "now", lineterm="", n=1
            )
            sys.stdout.write("\n".join(diff) + "\n")
            if "--check" not in sys.argv:
                path.write_text(new, encoding="utf-8")
    sys.stdout.write(f"{changed} of {len(list(cases()))} cases changed\n")
    return int(bool(changed) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
