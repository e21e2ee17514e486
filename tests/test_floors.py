"""How many invented pages are read right, field by field: a floor that only rises.

`shapes/<name>.html` is a page of a shape no profile knows, `<name>.toml` what a reader of it would
say. `floors.json` holds, for each field, how many of those and of the golden pages were read right
last. Fewer fail; more fail too and ask for a higher floor: `make floors` writes it.
Lowering one is a commit of its own that says why the pages concerned cannot be read right.
"""

import hashlib
import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.scoring import body_shares
from scraper.extract import extract
from tests.goldens import as_dict, cases

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
FIELDS = ("title", "published", "authors", "lang", "kind", "body")
NEARLY = "nearly all of the body and little else"
MEASURES = (*FIELDS, NEARLY)


def labelled_pages() -> Iterator[tuple[str, bytes, str, dict[str, Any]]]:
    """Yield name, page, address and truth of every page, in order of name."""
    for path in sorted((HERE / "shapes").glob("*.html")):
        truth = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
        yield path.stem, path.read_bytes(), truth["url"], {"published": None} | truth
    for case in cases():
        yield case.name, case.page, case.meta["url"], case.expected


def wrong_by_field() -> dict[str, list[str]]:
    """Return the names of the pages read wrong, for each field."""
    wrong: dict[str, list[str]] = {field: [] for field in MEASURES}
    for name, page, url, truth in labelled_pages():
        read = as_dict(extract(page, url))
        for field in FIELDS:
            if read[field] != truth[field]:
                wrong[field].append(name)
        if not _is_nearly(truth["body"], read["body"]):
            wrong[NEARLY].append(name)
    return wrong


def _is_nearly(truth: list[str], body: list[str]) -> bool:
    """Whether nine in ten runs of four words are right, of those there and of those given."""
    if not truth or not body:
        return truth == body
    precision, recall = body_shares("\n".join(truth), "\n".join(body))
    return precision is not None and min(precision, recall) >= 0.9


def corpus() -> tuple[int, str]:
    """Return how many pages there are, and a digest of pages and truths."""
    digest, count = hashlib.sha256(), 0
    for _, page, url, truth in labelled_pages():
        count += 1
        told = {field: truth[field] for field in FIELDS}
        digest.update(page + url.encode() + json.dumps(told, sort_keys=True).encode())
    return count, digest.hexdigest()[:16]


@pytest.fixture(scope="module")
def wrong() -> dict[str, list[str]]:
    return wrong_by_field()


def test_the_floors_are_those_of_these_pages() -> None:
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))

    assert (floors["pages"], floors["corpus"]) == corpus()


@pytest.mark.parametrize("field", MEASURES)
def test_field_is_as_right_as_its_floor(field: str, wrong: dict[str, list[str]]) -> None:
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    right = floors["pages"] - len(wrong[field])

    assert right >= floors["right"][field], f"read wrong: {wrong[field]}"
    assert right <= floors["right"][field], f"raise the floor of {field} to {right}"


def main() -> None:
    """Write the floors as the pages are read now, and say what is wrong."""
    wrong = wrong_by_field()
    count, digest = corpus()
    right = {field: count - len(names) for field, names in wrong.items()}
    told = {"pages": count, "corpus": digest, "right": right}
    FLOORS.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    for field, names in wrong.items():
        sys.stdout.write(f"{field}: {right[field]} of {count}; wrong: {', '.join(names) or '-'}\n")


if __name__ == "__main__":
    main()
