import re
from dataclasses import fields
from pathlib import Path

import msgspec

from scraper.profile import SiteProfile
from scraper.records import Article

DOCS = Path(__file__).parent.parent / "docs"


def keys_of(name: str) -> list[str]:
    return re.findall(r"^\| `(\w+)` \|", (DOCS / name).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_profile_key_is_documented_in_order() -> None:
    assert keys_of("profiles.md") == [field.name for field in msgspec.structs.fields(SiteProfile)]


def test_every_article_key_is_documented_in_order() -> None:
    assert keys_of("article.md") == [field.name for field in fields(Article)]


def test_example_profile_of_the_docs_is_valid(tmp_path: Path) -> None:
    from scraper.profile import load_profile

    example = (DOCS / "profiles.md").read_text(encoding="utf-8").split("## Example", 1)[1]
    path = tmp_path / "example.toml"
    path.write_text("\n".join(line[4:] for line in example.splitlines() if line.startswith("    ")))

    assert load_profile(str(path)).hosts == ("kanaalinstituut.nl",)
