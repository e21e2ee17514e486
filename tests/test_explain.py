"""Why a field has its value: the rule, a path that selects its place, what else there is."""

import json
import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.document import parse_document
from scraper.explanation import Explanation
from scraper.extract import extract_document
from scraper.extract.explain import explain_extraction
from scraper.extract.paths import css_path
from scraper.extract.sites import fold
from scraper.records import Article, Embed, Expert, Source, TitledLink
from tests.goldens import Case, cases
from tests.properties import examples

CASES = list(cases())
URL = "https://example.org/news/tugs/"
LINE = "The tugs of the harbour were built to pull, and none was built to push a ship. "
PAGE = f"""<html lang="en"><head><title>Tugs | Harbour Desk</title>
<meta property="og:title" content="Tugs and ropes">
<meta property="article:published_time" content="2024-03-05T10:00:00+00:00">
<script type="application/ld+json">{{"@graph": [{{"@type": "WebSite", "name": "Harbour Desk"}},
{{"@type": "Article", "headline": "Tugs", "datePublished": "2024-03-04T10:00:00+00:00",
"author": {{"@type": "Person", "name": "Ada Vos"}}}}]}}</script></head>
<body><main><article><h1>Old news</h1></article><article><h1>Tugs</h1>
<p class="meta">4 March 2024</p><div><p>{LINE * 3}</p><p>{LINE * 4}</p></div></article></main>
<aside><a href="/a/x.pdf">A file</a></aside></body></html>"""


def explained(markup: str | bytes, url: str = URL) -> tuple[Article, dict[str, Explanation]]:
    document = parse_document(markup, url=url)
    extraction = extract_document(document)
    return extraction.article, dict(explain_extraction(document, extraction))


def says(node: LexborNode) -> str:
    inside = " ".join(str(value) for part in node.css("*") for value in part.attributes.values())
    return fold(f"{node.text()} {' '.join(map(str, node.attributes.values()))} {inside}")


def parts_of(value: Any) -> list[str]:
    """Return what a place must hold of a value: all texts, of a link its title or address."""
    match value:
        case tuple():
            return [part for each in value for part in parts_of(each)]
        case Expert(name=name):
            return [name]
        case TitledLink(title=title):
            return [title]
        case Embed(url=url):
            return [url.rsplit("/", 1)[-1]]
        case Source(phrase=phrase):
            return [phrase]
        case _:
            return [str(value)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_place_selects_one_element_and_it_holds_the_value(case: Case) -> None:
    article, told = explained(case.page, case.meta["url"])
    tree = parse_document(case.page, url=case.meta["url"]).tree

    for field, each in told.items():
        value = getattr(article, field)
        if not value or field in ("kind", "lang"):
            assert each.place is None, field
            continue
        assert each.place, field
        found = tree.css(each.place)
        assert len(found) == 1, field
        if field in ("image", "canonical_url"):
            value = value.rsplit("/", 1)[-1]
        elif field == "body":
            value = value[:1] + value[-1:]
        if field in ("published", "published_at", "updated_at"):
            assert any(map(str.isdigit, says(found[0]))), field
        else:
            assert [part for part in parts_of(value) if fold(part) not in says(found[0])] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_runners_up_have_a_rule_and_a_place_that_selects_one_element(case: Case) -> None:
    _, told = explained(case.page, case.meta["url"])
    tree = parse_document(case.page, url=case.meta["url"]).tree

    for each in told.values():
        for other in each.runners_up:
            assert other.value
            assert other.rule
            assert other.place is None or len(tree.css(other.place)) == 1


def test_what_json_ld_states_has_its_json_path() -> None:
    article, told = explained(PAGE)
    day = told["published_at"]
    script = LexborHTMLParser(PAGE).css(day.place or "")[0].text()

    assert day.rule == "JSON-LD datePublished $.@graph[1].datePublished"
    value = json.loads(script)
    for key, number in re.findall(r"\.(@?\w+)|\[(\d+)\]", day.rule.split("$", 1)[1]):
        value = value[key] if key else value[int(number)]
    assert value == article.published_at


def test_a_title_has_its_runners_up_by_rule_and_place() -> None:
    article, told = explained(PAGE)

    assert article.title == "Tugs"
    assert told["title"].rule == "h1"
    assert told["title"].place == "main > article:nth-of-type(2) > h1"
    assert [(other.value, other.rule, other.place) for other in told["title"].runners_up] == [
        ("Tugs", "JSON-LD headline $.@graph[1].headline", 'script[type="application/ld+json"]'),
        ("Tugs and ropes", "meta og:title", 'meta[property="og:title"]'),
        ("Old news", "h1 element", "main > article:nth-of-type(1) > h1"),
        ("Tugs | Harbour Desk", "title element", "head > title"),
    ]


def test_another_day_is_a_runner_up() -> None:
    _, told = explained(PAGE)

    assert [(other.value, other.rule) for other in told["published"].runners_up] == [
        ("2024-03-05", "meta article:published_time"),
        ("2024-03-04", "p element"),
    ]


def test_a_meta_that_says_value_has_its_place() -> None:
    article, told = explained("<meta property=og:image value=/a.jpg><h1>Tugs</h1>")

    assert article.image == "https://example.org/a.jpg"
    assert told["image"].place == 'meta[property="og:image"]'


def test_a_day_in_the_address_has_no_place() -> None:
    _, told = explained("<h1>Tugs</h1><p>Text.</p>", "https://example.org/2024/03/04/tugs/")

    assert told["published"].rule == "day in the address"
    assert told["published"].place is None


def test_a_day_in_the_address_that_is_shown_too_has_no_place() -> None:
    page = "<h1>Tugs</h1><span itemprop=datePublished>4 March 2024</span><p>Text.</p>"

    _, told = explained(page, "https://example.org/2024/03/04/tugs/")

    assert told["published"].rule == "day in the address"
    assert told["published"].place is None
    assert [other.rule for other in told["published"].runners_up] == ["span element"]


def test_what_is_shown_stands_at_the_headline_and_not_first_in_the_page() -> None:
    menu = "<div><a href=/x>Ada Vos</a> <i>4 March 2024</i></div>"
    line = "<div class=line><span>By Ada Vos</span>, 4 March 2024</div>"

    article, told = explained(f"{menu}<main><h1>Tugs</h1>{line}<p>{LINE * 4}</p></main>")

    assert (article.published, article.authors) == ("2024-03-04", ("Ada Vos",))
    assert told["published"].place == "div.line"
    assert told["authors"].place == "div.line > span"


def test_runners_up_of_authors_are_names_and_none_of_another_page() -> None:
    page = """<meta name=author content="By Ada Vos"><meta name=byl content="Web desk">
    <meta property=article:author content="https://social.example/ada.vos">
    <main><h1>Tugs</h1><p class=byline>By Ada Vos and Bea Smit</p></main>
    <ul><li><h3>Locks hold</h3><p class=byline>By Cas Dijk</p></li></ul>
    <aside><p class=byline>By Eva Bos</p></aside>"""

    _, told = explained(page)

    assert told["authors"].rule == "meta author"
    assert [(other.value, other.rule) for other in told["authors"].runners_up] == [
        ("Web desk", "meta byl"),
        ("Ada Vos, Bea Smit", "p element"),
    ]


def test_people_the_data_of_the_page_names_were_read_there() -> None:
    _, told = explained(PAGE)

    assert told["experts"].rule == "JSON-LD author $.@graph[1].author"


@pytest.mark.parametrize(
    ("metas", "field", "place"),
    [
        (
            "<meta property=article:section content=Sea>",
            "section",
            'meta[property="article:section"]',
        ),
        (
            "<meta property=og:description content=Sea>",
            "summary",
            'meta[property="og:description"]',
        ),
        (
            "<meta property=article:tag content=Sea><meta property=article:tag content=Land>",
            "tags",
            "head",
        ),
    ],
)
def test_what_metas_give_stands_in_them_and_is_no_runner_up(
    metas: str, field: str, place: str
) -> None:
    data = '<script type="application/ld+json">{"@type":"WebSite","description":"Sea"}</script>'

    _, told = explained(
        f"{data if field == 'summary' else ''}{metas}<h1>Tugs</h1><a href=/s>Sea</a>"
    )

    assert told[field].place == place
    assert place not in [other.place for other in told[field].runners_up]
    assert [other.value for other in told[field].runners_up] == ["Sea"] * (field == "summary")


def test_a_field_without_a_value_has_no_rule() -> None:
    _, told = explained("<h1>Tugs</h1>")

    assert told["tags"].rule == "none"


def test_an_author_that_only_json_ld_names_stands_there() -> None:
    page = (
        '<script type="application/ld+json">{"@type": "Article", "author": [{"@id": "#a"}]}'
        '</script><script type="application/ld+json">{"@id": "#a", "name": "Ada Vos"}</script>'
    )

    article, told = explained(f"{page}<h1>Tugs</h1>")

    assert article.authors == ("Ada Vos",)
    assert told["authors"].rule == "JSON-LD author $.author"
    assert told["authors"].place == "head > script:nth-of-type(1)"


def test_reading_a_page_is_the_same_with_and_without_an_explanation() -> None:
    document = parse_document(PAGE, url=URL)

    assert explained(PAGE)[0] == extract_document(document).article


@pytest.mark.parametrize(
    ("markup", "path"),
    [
        ("<p id=a><b>x</b></p>", "p#a > b"),
        ("<p id=a><b></b></p><p id=a><b>x</b></p>", "body > p:nth-of-type(2) > b"),
        ("<x-y:z><b>x</b></x-y:z><b></b>", "body > *:nth-child(1) > b"),
        ("<div class='one two'><b class=one>x</b></div>", "b.one"),
        ("<div class='a'></div><div class='a b'><i></i><b>x</b></div><b></b>", "div.a > b"),
        ("<div class='w-1/2 md:x' id='1'><b>x</b><b></b></div>", "body > div > b:nth-of-type(1)"),
        ("<p>a</p><article><h1><b>x</b></h1></article>", "h1 > b"),
        ("<main><b>x</b></main><p itemprop='a\"b'></p>", "main > b"),
        ("<svg><b>x</b></svg>", "body > b"),
    ],
)
def test_a_path_is_as_short_as_it_can_be(markup: str, path: str) -> None:
    tree = LexborHTMLParser(markup)
    (node,) = [node for node in tree.css("b") if node.text() == "x"]

    assert css_path(node, tree) == path
    assert [found.mem_id for found in tree.css(path)] == [node.mem_id]


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *("<h1>Tugs", "<p>", LINE, "<div id='a b'>", "<time datetime=2024-03-04>", "</p>"),
                *("<a rel=tag href=/x>Tag</a>", "<meta name=author content='Ada Vos'>", "<table>"),
                '<script type=\'application/ld+json\'>{"@type":"Article","author":[1,{}]}</script>',
                *("<template><p>x", "<svg><title>a", "<h1 class='\\'>", "&#0;", "<base href=x:y>"),
                *("<select>", "<frameset>", "<x-y:z>", "By Ada Vos", "4 March 2024", "</div>"),
            ]
        ),
        max_size=25,
    )
)
def test_any_tag_soup_can_be_explained(pieces: list[str]) -> None:
    page = " ".join(pieces)

    _, told = explained(page)

    tree = parse_document(page, url=URL).tree
    places = [each.place for each in told.values() if each.place]
    assert all(len(tree.css(place)) == 1 for place in places)


def test_deep_nesting_can_be_explained() -> None:
    article, told = explained("<h1>Title</h1>" + "<div>" * 600 + f"<p>{LINE * 9}")

    assert article.body
    assert told["body"].place


@pytest.mark.parametrize(
    "page",
    [
        "".join(f"<div>{LINE * 20}" for _ in range(600)),
        f"<p>{LINE * 9}" + "".join(f"<a rel=tag href=/{n}>Tag{n}</a> " for n in range(5_000)),
        f"<article><p>{LINE * 9}" + "".join(f"<iframe src=/{n}></iframe>" for n in range(3_000)),
    ],
    ids=["text in text", "tags", "players"],
)
def test_a_page_is_explained_in_step_with_its_size(page: str) -> None:
    start = time.process_time()

    article, told = explained(f"<h1>Title</h1>{page}")

    assert time.process_time() - start < 1.5
    assert all(told[name].place for name in ("body", "tags", "embeds") if getattr(article, name))
