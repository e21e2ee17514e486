"""The model of the body: its file, its trees, what is measured, and what it makes of any page."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.site import render_page
from scraper.document import parse_document
from scraper.extract import extract
from scraper.extract.context import CONTEXT, measure_context
from scraper.extract.features import FEATURES, measure
from scraper.extract.judge import build_model, default_model
from scraper.extract.signs import text_sign
from scraper.extract.trees import Forest, build_forest, flat, load_model
from scraper.extract.walk import walk_blocks
from tests.properties import examples

URL = "https://paper.example/2024/03/04/tugs"
SENTENCE = "The harbour counts its tugs every spring, and every spring there are fewer of them. "
PAGE = f"""<html><head><title>Tugs and tides</title></head><body><div class="page">
<article class="post"><h1>Tugs and tides</h1><div class="entry-content">
{"".join(f"<p>{SENTENCE * 3} Number {number}.</p>" for number in range(6))}
<h2>Read also</h2><ul class="related-links"><li><a href="/a">Quays for sale</a></li>
<li><a href="/b">A crane falls</a></li></ul>
<div class="newsletter">Sign up for our newsletter</div></div></article>
<div class="comments"><p>First!</p></div></div></body></html>"""


def rows_of(page: str) -> list[dict[str, float]]:
    tree = parse_document(page, url=URL).tree
    assert tree.body is not None
    rows = measure(*walk_blocks(tree.body), tree.css_first("h1")).rows
    return [dict(zip(flat(FEATURES), flat(row), strict=True)) for row in rows]


@pytest.mark.parametrize("number", range(20))
def test_the_summaries_of_cards_below_a_text_are_none_of_it(number: int) -> None:
    path, page, _ = render_page(
        number, "https://paper.example", "<li><a href=/topic/>Quays</a></li>"
    )

    body = extract(page, f"https://paper.example{path}").body

    assert len(body) == 9


def test_the_model_says_what_it_was_trained_on_and_how_good_it_is() -> None:
    model = load_model()

    assert len(model["training_digest"]) == 64
    assert sum(model["pages"].values()) > 500
    assert len(model["cross_validated"]["folds"]) == 5
    assert model["cross_validated"]["f1"] > 0.95


def test_the_model_knows_the_features_that_are_measured() -> None:
    model = default_model()

    assert model.first.names == FEATURES
    assert model.second.names == CONTEXT


def test_a_model_of_other_features_is_refused() -> None:
    with pytest.raises(ValueError, match="other features"):
        build_forest(load_model(), ("length",))


def test_the_model_is_a_small_file() -> None:
    path = Path(__file__).parent.parent / "scraper" / "extract" / "model.json"

    assert path.stat().st_size < 300_000


def forest(*trees: list[object] | int) -> Forest:
    return build_forest(
        {
            "features": ["length", "links"],
            "base": 5,
            "sure": 2000,
            "limit": 0,
            "short_limit": 50,
            "short_length": 10,
            "trees": list(trees),
        },
        ("length", ("links",)),
    )


def test_leaves_add_up() -> None:
    model = forest([0, 20, [1, 0.5, 90, -110], -20], 10)

    assert model.totals([(20, (0.5,)), (20, (0.6,)), (21, (0.0,))]) == [105, -95, -5]


def test_a_short_block_needs_more() -> None:
    model = forest(25)

    assert model.accepts([(1, (0.0,)), (1, (0.0,))], [10, 9]) == [True, False]


def test_trees_behind_a_sure_sum_change_nothing() -> None:
    sure = forest(*[1000] * 10, *[-5000] * 10)

    (total,) = sure.totals([(1, (0.0,))])
    assert total > 5_000


def contexts_of(page: str, scores: list[int]) -> list[dict[str, float]]:
    tree = parse_document(page, url=URL).tree
    assert tree.body is not None
    blocks, places = walk_blocks(tree.body)
    rows = measure_context(blocks, measure(blocks, places, None), scores, range(len(blocks)))
    return [dict(zip(flat(CONTEXT), flat(row), strict=True)) for row in rows]


LIST_PAGE = """<h2>Quays</h2><p>One.</p><p class="b">Two.</p>
<ul><li>Three.</li><li>Four.</li></ul><h2>Piers</h2>"""


def test_an_element_spans_the_blocks_in_it() -> None:
    tree = parse_document("<div><p>One.</p><ul><li>Two.<li>Three.</ul></div><p>Four.", url=URL).tree
    assert tree.body is not None

    blocks, places = walk_blocks(tree.body)

    spans = {
        place.tag: [block.text for block in blocks[place.start : place.end]] for place in places
    }
    assert spans["body"] == ["One.", "Two.", "Three.", "Four."]
    assert spans["div"] == ["One.", "Two.", "Three."]
    assert spans["ul"] == ["Two.", "Three."]


def test_a_block_has_the_name_the_parser_gives_its_element() -> None:
    names = [
        "p",
        "div",
        "li",
        "ul",
        "h1",
        "h6",
        "pre",
        "blockquote",
        "section",
        "article",
        "address",
        "center",
        "dd",
        "custom-x",
    ]
    page = "".join(f"<{name}>Text <b>of</b> it<!--c--></{name}>" for name in names)
    tree = parse_document(page, url=URL).tree
    assert tree.body is not None

    blocks, _ = walk_blocks(tree.body)

    assert [block.tag for block in blocks] == [block.node.tag for block in blocks] == names


def test_a_block_sees_the_scores_before_and_behind_it() -> None:
    rows = contexts_of(LIST_PAGE, [100, 200, 300, 400, 500, 600])

    assert [row["own"] for row in rows] == [100, 200, 300, 400, 500, 600]
    assert [row["before"] for row in rows][1:] == [100, 200, 300, 400, 500]
    assert [row["behind"] for row in rows][:-1] == [200, 300, 400, 500, 600]
    assert rows[0]["before"] == rows[-1]["behind"] < -2_000


def test_a_block_sees_the_headings_around_it() -> None:
    rows = contexts_of(LIST_PAGE, [100, 200, 300, 400, 500, 600])

    assert [row["heading_above"] for row in rows][1:] == [100] * 5
    assert [row["heading_below"] for row in rows][:5] == [600] * 5
    assert rows[0]["heading_above"] == rows[5]["heading_below"] < -2_000


def test_items_of_a_list_share_what_is_known_of_them() -> None:
    rows = contexts_of(LIST_PAGE, [100, 200, 300, -400, 500, 600])

    items = [{name: row[name] for name in row if name.startswith("alike")} for row in rows[3:5]]
    assert items[0] == items[1]
    assert list(items[0].values()) == [50, 500, -400, 2]
    assert [row["alike_count"] for row in rows] == [2, 1, 1, 2, 2, 2]


def test_a_block_in_doubt_is_judged_by_those_around() -> None:
    own, least = flat(FEATURES).index("length"), flat(CONTEXT).index("alike_least")
    model = build_model(
        {
            "features": flat(FEATURES),
            "base": 0,
            "sure": 2000,
            "doubt": 100,
            "limit": 0,
            "short_limit": 0,
            "short_length": 0,
            "trees": [[own, 5, 50, [own, 6, -50, 500]]],
            "second": {"features": flat(CONTEXT), "trees": [[least, 0, -10, 10]]},
        }
    )
    page = "<ul><li>12345</li><li>123456</li></ul><p>1234567</p><b>1</b>"
    tree = parse_document(page, url=URL).tree
    assert tree.body is not None
    blocks, places = walk_blocks(tree.body)

    accepted = model.accept(blocks, measure(blocks, places, None))

    assert accepted == [False, False, True, True]


def test_a_link_list_is_measured_as_one() -> None:
    rows = rows_of(PAGE)

    entries = [row for row in rows if row["tag"] == 3]
    assert [row["link_share"] for row in entries] == [1.0, 1.0]
    assert {row["same_count"] for row in entries} == {2}
    assert {row["near_related"] for row in entries} == {1}
    assert {row["parent_count"] for row in entries} == {2}


def test_paragraphs_of_a_text_hold_its_good_text() -> None:
    rows = rows_of(PAGE)

    paragraphs = [row for row in rows if row["length"] > 200]
    assert len(paragraphs) == 6
    assert all(row["same_good"] > 0.9 and row["parent_good"] > 0.9 for row in paragraphs)
    assert [row["from_headline"] for row in paragraphs] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Share on Facebook", 2),
        ("Getty Images", 5),
        ("The gale came early.", 0),
        ("Share " * 50, 0),
    ],
)
def test_short_lines_have_signs(text: str, sign: int) -> None:
    assert text_sign(text) == sign


def test_the_text_is_kept_and_what_stands_around_it_is_not() -> None:
    body = "\n".join(extract(PAGE, URL).body)

    assert body.count("Number") == 6
    for line in ("Quays for sale", "newsletter", "First!"):
        assert line not in body


@pytest.mark.parametrize(
    "line",
    [
        "Correction, 5 March: the tug has one crew.",
        "Rectificatie: het zijn er negen.",
        "Editor’s note: This tug was sold in May.",
        "Update (May 3): nine tugs left.",
    ],
)
def test_a_correction_below_the_text_is_of_it(line: str) -> None:
    more = "Correction 2: It was the mate."
    page = PAGE.replace("<h2>Read", f"<div class='note'>{line}</div><div>{more}</div><h2>Read")

    assert extract(page, URL).body[-2:] == (line, more)


def test_a_line_like_a_correction_away_from_the_text_is_not() -> None:
    page = PAGE.replace("First!", "Correction: I am the first.")

    assert "first" not in extract(page, URL).body[-1]


def test_a_headline_below_the_text_does_not_cut_it_off() -> None:
    page = PAGE.replace("<h1>Tugs and tides</h1>", "").replace(
        "</article>", "<h1>Tugs and tides</h1></article>"
    )

    assert "Number 0" in "\n".join(extract(page, URL).body)


def test_the_stated_text_stands_in_for_a_page_without_any() -> None:
    page = """<html><head><script type="application/ld+json">{"@type": "NewsArticle",
    "headline": "Tugs", "articleBody": "One tug.\\nTwo tugs."}</script></head><body></body>"""

    assert extract(page, URL).body == ("One tug.", "Two tugs.")


def test_reading_twice_gives_the_same() -> None:
    assert rows_of(PAGE) == rows_of(PAGE)
    assert extract(PAGE, URL) == extract(PAGE, URL)


@settings(max_examples=examples(60), deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.lists(
            st.sampled_from(
                [
                    *("<p>", "<li>", "<div class='ad x'>", "</div>", "<h1>", "<h3>", "<a href=/>"),
                    *("</a>", "<br>", "<td>", "<article>", "text. ", "»", "12, ", "<script>", "é"),
                ]
            ),
            max_size=40,
        ).map(lambda parts: "".join(parts).encode()),
    )
)
def test_no_bytes_raise(page: bytes) -> None:
    extract(page, URL)
