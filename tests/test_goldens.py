from dataclasses import fields

import pytest

from scraper.extract import extract
from scraper.records import Article
from tests.goldens import Case, as_dict, cases

CASES = list(cases())
FIELDS = [field.name for field in fields(Article)]


@pytest.fixture(scope="module")
def readings() -> dict[str, dict[str, object]]:
    return {case.name: as_dict(extract(case.page, case.meta["url"])) for case in CASES}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden_page_reads_as_expected(
    case: Case, field: str, readings: dict[str, dict[str, object]]
) -> None:
    assert readings[case.name][field] == case.expected[field]


def test_every_case_says_why_it_exists() -> None:
    assert all(case.meta["why"] for case in CASES)
    assert {case.path.parent.name for case in CASES} >= {"hcss", "drupal", "generic", "enfold"}
