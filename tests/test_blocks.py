import pytest

from scraper.blocks import BlockKind, BodyBlock
from scraper.document import parse_document
from scraper.extract import extract_document
from scraper.extract.blocks import type_blocks
from scraper.extract.walk import read_blocks
from tests.goldens import Case, cases

URL = "https://example.org/news/a/"


def typed(markup: str) -> tuple[BodyBlock, ...]:
    document = parse_document(markup, url=URL)
    body = document.tree.body
    assert body is not None
    return type_blocks(read_blocks(body), body, document)


def kinds(markup: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in typed(markup)]


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_typed_blocks_hold_the_words_of_the_body(case: Case) -> None:
    document = parse_document(case.page, url=case.meta["url"])

    extraction = extract_document(document, typed=True)

    words = [word for block in extraction.blocks for word in block.text.split()]
    assert words == [word for text in extraction.article.body for word in text.split()]
    linked = [
        block.text[link.start : link.end] for block in extraction.blocks for link in block.links
    ]
    assert linked == [link.title for link in extraction.body_links]


def test_blocks_are_told_apart_only_when_asked_for() -> None:
    case = next(iter(cases()))

    assert extract_document(parse_document(case.page, url=case.meta["url"])).blocks == ()


def test_a_block_is_what_it_stands_in() -> None:
    found = typed(
        "<p>Text.</p><h3>Head</h3><ul><li>One<ol><li><p>Deep</p><p>er</p></li></ol></li></ul>"
        "<blockquote><p>Said</p><p>so</p></blockquote><blockquote>Else</blockquote>"
    )

    assert [(b.kind, b.text, b.level, b.is_ordered, b.continues) for b in found] == [
        (BlockKind.PARAGRAPH, "Text.", 0, False, False),
        (BlockKind.HEADING, "Head", 3, False, False),
        (BlockKind.LIST_ITEM, "One", 1, False, False),
        (BlockKind.LIST_ITEM, "Deep", 2, True, False),
        (BlockKind.LIST_ITEM, "er", 2, True, True),
        (BlockKind.QUOTATION, "Said", 0, False, False),
        (BlockKind.QUOTATION, "so", 0, False, True),
        (BlockKind.QUOTATION, "Else", 0, False, False),
    ]


def test_cells_of_a_row_are_one_block() -> None:
    found = typed(
        "<table><tr><th>Year<th>Ships</tr><tr><td>2020<td><a href=/s>12</a></tr></table>"
        "<table><tr><td>Other</td><td>table</td></tr></table>"
    )

    assert [(b.kind, b.text, b.continues) for b in found] == [
        (BlockKind.TABLE_ROW, "Year\tShips", False),
        (BlockKind.TABLE_ROW, "2020\t12", True),
        (BlockKind.TABLE_ROW, "Other\ttable", False),
    ]
    link = found[1].links[0]
    assert found[1].text[link.start : link.end] == "12"
    assert link.url == "https://example.org/s"


def test_a_cell_without_text_keeps_its_column() -> None:
    (row,) = typed("<table><tr><td><img><td><a href=/s>Ships</a><td> <td>12</tr></table>")

    assert row.text == "\tShips\t\t12"
    assert row.text[row.links[0].start : row.links[0].end] == "Ships"


def test_a_page_laid_out_as_a_table_has_paragraphs() -> None:
    assert kinds("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>") == [
        (BlockKind.PARAGRAPH, "One."),
        (BlockKind.PARAGRAPH, "Two."),
    ]


def test_preformatted_text_keeps_its_lines() -> None:
    assert kinds("<pre>a  b\n  c<br>d</pre><pre><div>x</div><div>y</div></pre>") == [
        (BlockKind.PREFORMATTED, "a  b\n  c\nd"),
        (BlockKind.PREFORMATTED, "x\ny"),
    ]


def test_a_link_is_where_it_stood_and_not_at_the_same_word_before() -> None:
    (block,) = typed("<p>NATO and \n <b>the</b>  <a href='/n'> NATO </a> of today</p>")

    assert [(link.start, link.end) for link in block.links] == [(13, 17)]
    assert block.text[13:17] == "NATO"


def test_what_lies_outside_the_container_makes_no_list() -> None:
    document = parse_document("<ul><li><article><p>Text.</p></article></ul>", url=URL)
    container = document.tree.css("article")[0]

    (block,) = type_blocks(read_blocks(container), container, document)

    assert block.kind is BlockKind.PARAGRAPH
