"""The demo site told twice: what the extractor reads is what the texts' author meant."""

import json
from dataclasses import asdict
from functools import cache
from typing import Any

import pytest

from scraper.demosite import DemoSite
from scraper.extract import extract
from scraper.records import ArticleKind

BASE = "http://127.0.0.1:8427"
SITES = {edition: DemoSite(BASE, edition=edition) for edition in (1, 2)}
FIRST = SITES[1].truth()
TRUTH = {
    (edition, page["url"].removeprefix(BASE)): page
    for edition, pages in ((1, FIRST), (2, SITES[2].truth()))
    for page in pages
    if edition == 1 or page not in FIRST
}
FIELDS = list(next(iter(TRUTH.values())))
CASES = [(edition, path, field) for edition, path in TRUTH for field in FIELDS]


@cache
def reading(edition: int, path: str) -> dict[str, Any]:
    article = extract(SITES[edition].respond(path)[2], BASE + path)
    # Through JSON, so that tuples become the lists of the truth.
    found: dict[str, Any] = json.loads(json.dumps(asdict(article)))
    return found


@pytest.mark.parametrize(
    ("edition", "path", "field"), CASES, ids=[f"{e}{path}: {field}" for e, path, field in CASES]
)
def test_reading_equals_the_truth(edition: int, path: str, field: str) -> None:
    assert reading(edition, path)[field] == TRUTH[edition, path][field]


@pytest.mark.parametrize(("edition", "path"), TRUTH)
def test_article_pages_are_articles(edition: int, path: str) -> None:
    assert reading(edition, path)["kind"] == ArticleKind.ARTICLE


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", ArticleKind.LISTING),
        ("/news/", ArticleKind.LISTING),
        ("/news/page/2/", ArticleKind.LISTING),
        ("/publications/", ArticleKind.LISTING),
        ("/category/columns/", ArticleKind.LISTING),
        ("/tag/water/", ArticleKind.LISTING),
        ("/tag/data/", ArticleKind.LISTING),
        ("/news/author/web-desk/", ArticleKind.LISTING),
        ("/news/author/web-desk/page/3/", ArticleKind.LISTING),
        ("/expert/femke-oudeland/", ArticleKind.PROFILE),
        ("/expert/lieve-maesschalck/", ArticleKind.PROFILE),
        ("/about-ziss/", ArticleKind.OTHER),
        ("/contact-us/", ArticleKind.OTHER),
        ("/disclaimer-privacy/", ArticleKind.OTHER),
        ("/grid-security/", ArticleKind.OTHER),
    ],
)
def test_other_pages_are_told_apart(path: str, kind: ArticleKind) -> None:
    assert reading(1, path)["kind"] == kind
