"""Bodies that only a page's data holds."""

import json

import pytest

from scraper.document import parse_document
from scraper.extract import extract, extract_document
from scraper.extract.explain import explain_extraction
from scraper.records import Extraction

URL = "https://example.org/news/tugs/"
LINE = "The tugs of the harbour were built to pull, and none was built to push a ship. " * 4
OTHER = "Bridges carry trains, and trains carry people who look at the water below them. " * 6
HTML = f"<p>{LINE}</p><h2>Ropes</h2><ul><li>{LINE}</li></ul>"


def page(script: str, *, body: str = "<div id=root></div>") -> str:
    return f"<html><head><title>Tugs</title></head><body>{body}{script}</body></html>"


def state(value: object, *, name: str = "__NEXT_DATA__") -> str:
    return f'<script id="{name}" type="application/json">{json.dumps(value)}</script>'


def read(markup: str) -> Extraction:
    return extract_document(parse_document(markup, url=URL), typed=True)


def test_html_in_a_state_is_read_as_html() -> None:
    found = read(page(state({"props": {"article": {"title": "Tugs", "body": HTML}}})))

    assert found.article.body == (LINE.strip(), "Ropes", LINE.strip())
    assert found.evidence["body"].rule == "__NEXT_DATA__ $.props.article.body"
    assert [block.kind.value for block in found.blocks] == ["paragraph", "heading", "list item"]


@pytest.mark.parametrize("shown", ["Loading", "Please wait a moment, or turn on scripts."])
def test_a_page_that_shows_a_little_is_read_from_its_state(shown: str) -> None:
    body = f"<div id=root><h1>Tugs</h1><p>{shown}</p></div>"

    found = read(page(state({"article": {"title": "Tugs", "body": HTML}}), body=body))

    assert found.article.body == (LINE.strip(), "Ropes", LINE.strip())


@pytest.mark.parametrize(
    "value", [{"title": "Bridges", "body": HTML}, {"text": OTHER}, {"title": "Tugs", "body": "No."}]
)
def test_a_short_text_stays_where_a_state_tells_of_something_else(value: object) -> None:
    note = "The tugs of the harbour were sold on Monday, and nobody knows yet to whom they went."
    body = f"<main><h1>Tugs</h1><p>{note}</p></main>"

    assert read(page(state({"item": value}), body=body)).article.body == (note,)


def test_the_place_of_a_stated_body_is_its_script() -> None:
    document = parse_document(page(state({"title": "Tugs", "body": HTML})), url=URL)

    told = explain_extraction(document, extract_document(document))

    assert told["body"].rule == "__NEXT_DATA__ $.body"
    assert told["body"].place == "script#__NEXT_DATA__"


@pytest.mark.parametrize(
    "content",
    [
        f"<p>{LINE}</p>\n<p>{LINE}</p>",
        [{"type": "paragraph", "text": LINE}, {"type": "paragraph", "text": LINE}],
        f"{LINE}\n\n{LINE}",
        f"&lt;p&gt;{LINE}&lt;/p&gt;&lt;p&gt;{LINE}&lt;/p&gt;",
        {"rendered": f"<p>{LINE}</p><p>{LINE}</p>"},
        [
            {
                "_type": "block",
                "children": [{"_type": "span", "text": LINE[:9]}, {"text": LINE[9:]}],
            },
            {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": LINE}]},
        ],
    ],
    ids=["html", "elements", "plain text", "escaped", "rendered", "runs"],
)
def test_content_of_any_shape_is_read(content: object) -> None:
    assert extract(page(state({"post": {"content": content}})), URL).body == (LINE.strip(),) * 2


def test_a_state_that_a_script_assigns_is_read() -> None:
    value = json.dumps({"entry": {"bodyHtml": HTML}})

    found = read(page(f"<script>window.__INITIAL_STATE__ = {value};window.x = 1;</script>"))

    assert len(found.article.body) == 3
    assert found.evidence["body"].rule == "__INITIAL_STATE__ $.entry.bodyHtml"


def test_a_flat_state_whose_numbers_stand_for_texts_is_read() -> None:
    flat = [{"article": 1}, {"title": 2, "body": 3, "likes": 4}, "Tugs", HTML, 12]

    found = read(page(state(flat, name="__NUXT_DATA__")))

    assert len(found.article.body) == 3
    assert found.evidence["body"].rule == "__NUXT_DATA__ $[1].body"


def test_a_state_that_is_handed_to_a_list_is_read() -> None:
    value = json.dumps({"queries": [{"data": {"title": "Tugs", "contentHtml": HTML}}]})
    script = (
        f'<script>window["__Q_1_"] = window["__Q_1_"] || [];window["__Q_1_"].push({value})</script>'
    )

    found = read(page(script))

    assert found.article.body == (LINE.strip(), "Ropes", LINE.strip())
    assert found.evidence["body"].rule == "__Q_1_ $.queries[0].data.contentHtml"


@pytest.mark.parametrize("cut", [1, 5, 43, 2_000])
def test_a_text_of_a_stream_is_read_however_it_is_cut(cut: int) -> None:
    """React refers to long texts by the number of their row, whose length is in bytes."""
    markup = f"<p>⚓ \U0001f6a2 {LINE}</p><p>$$AD$$</p><p>{LINE}</p>"
    row = f"1f:T{len(markup.encode()):x},{markup}"
    item = json.dumps(["$", "$L2", None, {"post": {"title": "Tugs", "body": "$1f"}}])
    stream = f':HL["/a.woff2","font"]\n2:I[1,[],"x"]\n{row}5:{item}\n6:broken\n'
    units = stream.encode("utf-16-le")  # a piece may end within a pair of surrogates
    pieces = [
        units[start : start + 2 * cut].decode("utf-16-le", "surrogatepass")
        for start in range(0, len(units), 2 * cut)
    ]
    scripts = "".join(
        f"<script>self.__next_f.push([1,{json.dumps(piece)}])</script>" for piece in pieces
    )

    found = read(page(scripts))

    assert found.article.body == (f"⚓ \U0001f6a2 {LINE}".strip(), LINE.strip())
    assert found.evidence["body"].rule == "__next_f $[3].post.body"


@pytest.mark.parametrize("stream", ['5:["$5"]', "1:Tffffffff,a", "1:T0,1:T0,", "zz", '5:{"a"'])
def test_a_broken_stream_is_passed_over(stream: str) -> None:
    script = f"<script>self.__next_f.push([1,{json.dumps(stream)}])</script>"

    assert read(page(script)).article.body == ()


def test_json_ld_comes_before_the_state() -> None:
    node = json.dumps({"@type": "Article", "headline": "Tugs", "articleBody": f"One.\n{LINE}"})
    scripts = f'<script type="application/ld+json">{node}</script>' + state({"body": HTML})

    assert extract(page(scripts), URL).body == ("One.", LINE.strip())


def test_of_several_articles_the_one_with_the_headline_is_taken() -> None:
    posts = [
        {"title": "Bridges", "body": OTHER * 2},
        {"title": "Tugs", "body": LINE * 2},
        {"title": "Locks", "body": OTHER},
    ]

    assert extract(page(state({"posts": posts})), URL).body == ((LINE * 2).strip(),)


def test_a_list_of_articles_is_no_body() -> None:
    posts = [{"title": "Bridges", "body": OTHER}, {"title": "Locks", "body": LINE * 2}]

    assert extract(page(state({"posts": posts})), URL).body == ()


def test_a_page_that_shows_its_text_is_read_from_there() -> None:
    shown = f"<article><h1>Tugs</h1><p>{OTHER}</p></article>"

    assert extract(page(state({"body": HTML}), body=shown), URL).body == (OTHER.strip(),)


@pytest.mark.parametrize(
    "script",
    [
        '<script type="application/json">' + "[" * 5_000,
        '<script type="application/json">' + "[" * 100_000 + "</script>",
        '<script>window.__STATE__ = {"body": ' + "x" * 500 + "</script>",
        "<script" * 10_000,
        "<script>" + "data" * 100_000 + "</script>",
        state({"body": "<a " * 20_000}),
        state({"body": None, "content": 7, "text": [[[]]]}),
        state({"body": ["\ud800" * 500]}),
    ],
)
def test_a_broken_state_is_passed_over(script: str) -> None:
    extract(page(script), URL)


def test_the_footer_of_a_page_that_loads_its_text_does_not_hide_that_it_shows_none() -> None:
    body = f"<div id=root><p>Loading</p><footer><p>About us. {OTHER[:230]}</p></footer></div>"

    found = read(page(state({"article": {"title": "Tugs", "body": HTML}}), body=body)).article

    assert found.body == (LINE.strip(), "Ropes", LINE.strip())


def test_a_long_text_that_only_a_state_holds_is_an_article() -> None:
    text = "".join(f"<p>{number} {LINE}</p>" for number in range(9))

    found = read(page(state({"article": {"title": "Tugs", "body": text}})))

    assert found.article.kind.value == "article"


def test_a_text_in_a_declared_shadow_tree_is_read() -> None:
    shadow = f"<template shadowrootmode=open><style>p {{}}</style><div>{HTML}</div></template>"
    body = (
        "<site-nav><template shadowrootmode=open><a href=/>Home</a></template></site-nav>"
        f"<h1>Tugs</h1><article-body>{shadow}</article-body>"
    )

    found = read(page("", body=body))

    assert found.article.body == (LINE.strip(), "Ropes", LINE.strip())
    assert found.evidence["body"].rule == "template shadowrootmode"


def test_a_text_in_a_shadow_tree_of_a_shadow_tree_is_read() -> None:
    inner = f"<template shadowrootmode=open>{HTML}</template>"
    outer = f"<template shadowrootmode=open>A <b-text>{inner}</b-text></template>"
    body = f"<h1>Tugs</h1><a-page>{outer}</a-page>"

    assert read(page("", body=body)).article.body == (LINE.strip(), "Ropes", LINE.strip())


@pytest.mark.parametrize("opening", ["<template>", "<template data-shadowroot=x>"])
def test_other_templates_are_no_text(opening: str) -> None:
    body = f"<h1>Tugs</h1><div>{opening}{HTML}</template></div>"

    assert read(page("", body=body)).article.body == ()
