import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scraper.explanation import Candidate, Explanation
from scraper.records import Article, Evidence, Expert, Extraction, Source, TitledLink
from scraper.render import as_text, render, to_json

ARTICLE = Article(
    url="https://example.org/news/one",
    title="One *bold* claim",
    published="2024-03-04",
    section="News",
    body=("First.", "- not a list", "1. not a number"),
    source=Source(name="The Paper", url="https://paper.example/a_(b)", phrase="Read in The Paper"),
    experts=(Expert(name="Ada Vos", role="Analyst"),),
    related_news=(TitledLink(title="Two", url="https://example.org/news/two"),),
)
EXTRACTION = Extraction(
    article=ARTICLE,
    profile="generic",
    extractor="1",
    evidence={"title": Evidence(rule="h1", place="main h1")},
)


def test_json_keeps_the_order_of_the_record() -> None:
    keys = list(json.loads(to_json(EXTRACTION)))

    assert keys[:4] == ["url", "canonical_url", "lang", "title"]
    assert keys[-2:] == ["authors", "kind"]


def test_evidence_is_told_only_when_asked_for() -> None:
    assert "evidence" not in json.loads(render(EXTRACTION, "json"))
    explained = {"title": Explanation(rule="h1", place="main > h1")}
    told = json.loads(render(EXTRACTION, "json", explained=explained))
    assert told["evidence"] == {"title": {"rule": "h1", "place": "main > h1", "runners_up": []}}


def test_an_explanation_as_text_says_rule_place_and_what_else_there_is() -> None:
    also = Candidate(value="One " * 40, rule="meta og:title", place="meta")
    explained = {"title": Explanation(rule="h1", place="main > h1", runners_up=(also,))}

    lines = render(EXTRACTION, "text", explained=explained).splitlines()

    assert lines[:3] == ["title: One *bold* claim", "    rule   h1", "    place  main > h1"]
    assert lines[3].startswith("    also   One One")
    assert lines[3].endswith("One…")
    assert lines[4].split() == ["meta", "og:title", "at", "meta"]


def test_markdown_shows_page_text_as_text() -> None:
    lines = render(EXTRACTION, "markdown").split("\n")

    assert lines[0] == "# One \\*bold\\* claim"
    assert "\\- not a list" in lines
    assert "1\\. not a number" in lines
    assert "[Read in The Paper](https://paper.example/a_%28b%29)" in lines
    assert "- [Two](https://example.org/news/two)" in lines


def test_text_names_expert_and_role() -> None:
    assert "News | 2024-03-04 | Ada Vos, Analyst" in render(EXTRACTION, "text")


def test_an_author_who_is_an_expert_is_named_once() -> None:
    article = replace(ARTICLE, authors=("Bo Ek", "Ada Vos"))

    assert "News | 2024-03-04 | Bo Ek | Ada Vos, Analyst\n" in as_text(article)


@given(st.text(), st.lists(st.text()))
def test_any_text_renders(title: str, body: list[str]) -> None:
    article = Article(url="https://example.org/", title=title, body=tuple(body))
    extraction = Extraction(article=article, profile="generic", extractor="1")

    assert json.loads(to_json(extraction))["title"] == title
    for form in ("text", "markdown"):
        assert render(extraction, form).endswith("\n")
