import re
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.blocks import BlockKind, BodyBlock, BodyLink
from scraper.markdown import escape, link, write_body

URL = "https://example.org/"
_ODD = st.sampled_from(
    [
        *("# x", "#", "x #", "- x", "+ x", "1. x", "2)", "> x", "***", "___", "---", "```", "~~~"),
        *("*a*", "_a_", "`a`", "[a](b)", "![a](b)", "<b>", "&amp;", "&#65;", "a\\", "\\*", "| a |"),
        *("[a]: b", "Wow!", "===", "a  ", "[", "]", "\\", "`", "``", "- [ ] x"),
    ]
)
TEXTS = st.lists(_ODD | st.text(max_size=12), min_size=1, max_size=4).map(
    lambda parts: " ".join(" ".join(parts).split()) or "x"
)


@st.composite
def blocks(draw: st.DrawFn) -> BodyBlock:
    kind = draw(st.sampled_from(list(BlockKind)))
    if kind is BlockKind.PREFORMATTED:
        lines = draw(st.lists(_ODD | st.text(st.characters(exclude_characters="\n")), min_size=1))
        return BodyBlock(kind=kind, text="\n".join(lines))
    text = draw(TEXTS)
    if kind is BlockKind.TABLE_ROW:
        text = "\t".join([text, *draw(st.lists(TEXTS, max_size=2))])
    links = []
    if "\t" not in text:
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        if text[start:end].strip() == text[start:end] != "":
            address = URL + draw(_ODD | st.text(max_size=5))
            links.append(BodyLink(start=start, end=end, url=address))
    return BodyBlock(
        kind=kind,
        text=text,
        level=draw(st.integers(1, 4)),
        is_ordered=draw(st.booleans()),
        continues=draw(st.booleans()),
        links=tuple(links),
    )


def read_back(markdown: str) -> Iterator[tuple[BlockKind, str]]:
    """Read what `write_body` writes, as a reader of Markdown would; unescaped marks fail."""
    lines = iter(markdown.split("\n"))
    in_list = in_table = False
    for each in lines:
        in_table = in_table and each.startswith("|")
        if re.fullmatch("`{3,}", each):
            inside = []
            while (inner := next(lines)) != each:
                assert not re.fullmatch(f"{each}`*", inner)
                inside.append(inner)
            yield BlockKind.PREFORMATTED, "\n".join(inside)
        elif each.startswith("> "):
            yield BlockKind.QUOTATION, line(each[2:])
        elif heading := re.match("#{2,6} ", each):
            assert not re.search(r"(?:^|\s)#+$", each[heading.end() :])
            yield BlockKind.HEADING, plain(each[heading.end() :])
        elif each.startswith("|"):
            if not in_table:
                assert set(next(lines)) == set("| -")
            cells = re.split(r"(?<!\\)(?:\\\\)*\|", each)[1:-1]
            yield BlockKind.TABLE_ROW, " ".join(plain(cell.replace("\\|", "|")) for cell in cells)
            in_table = True
        elif item := re.match(r" *(?:- |\d+\. )", each):
            yield BlockKind.LIST_ITEM, line(each[item.end() :])
            in_list = True
            continue
        elif each.startswith(" "):
            assert in_list
            yield BlockKind.LIST_ITEM, line(each.lstrip())
        elif each not in ("", ">"):
            yield BlockKind.PARAGRAPH, line(each)
        in_list = in_list and (not each or each.startswith(" "))


def line(markdown: str) -> str:
    """Return the text of a line that could open a list, a heading or a quotation."""
    assert not re.match(r"[-+#>](?: |$)|\d{1,9}[.)](?: |$)|---", markdown), markdown
    return plain(markdown)


def plain(markdown: str) -> str:
    """Return the text a line shows. A mark of Markdown that is not escaped fails."""
    text, place = "", 0
    while place < len(markdown):
        character, rest = markdown[place], markdown[place:]
        if character == "\\":
            assert re.match(r"\\[!-/:-@\[-`{-~]", rest), "a line ends in a hard break"
            text, place = text + rest[1], place + 2
        elif character == "[":
            found = re.match(r"\[((?:[^\]\[\\]|\\.)*)\]\(([^\s()<>`]*)\)", rest)
            assert found, rest
            assert markdown[:place][-1:] != "!" or markdown[:place][-2:-1] == "\\"
            text, place = text + plain(found[1]), place + found.end()
        else:
            assert character not in "`*_]<>~", markdown
            assert not re.match(r"&#?\w+;", rest), markdown
            text, place = text + character, place + 1
    return text


@settings(deadline=None)
@given(st.lists(blocks(), max_size=8))
def test_a_body_reads_back_as_what_it_is(body: list[BodyBlock]) -> None:
    found = list(read_back("\n\n".join(write_body(body))))

    expected = [
        (block.kind, block.text if block.kind is BlockKind.PREFORMATTED else block.text.split())
        for block in body
    ]
    assert [
        (kind, text if kind is BlockKind.PREFORMATTED else text.split()) for kind, text in found
    ] == expected


def test_lists_are_as_deep_as_they_were() -> None:
    item = BlockKind.LIST_ITEM
    body = [
        BodyBlock(kind=item, text="one", level=1, is_ordered=True),
        BodyBlock(kind=item, text="in one", level=2),
        BodyBlock(kind=item, text="more of it", level=2, continues=True),
        BodyBlock(kind=item, text="two", level=1, is_ordered=True),
    ]

    assert write_body(body) == ["1. one\n   - in one\n\n     more of it\n2. two"]


def test_a_quotation_of_two_paragraphs_is_one_and_the_next_is_another() -> None:
    quoted = BlockKind.QUOTATION
    body = [
        BodyBlock(kind=quoted, text="One."),
        BodyBlock(kind=quoted, text="Two.", continues=True),
        BodyBlock(kind=quoted, text="Three."),
    ]

    assert write_body(body) == ["> One.\n>\n> Two.", "> Three."]


def test_rows_make_a_table_as_wide_as_its_widest_row() -> None:
    row = BlockKind.TABLE_ROW
    body = [
        BodyBlock(
            kind=row, text="Year\tShips", links=(BodyLink(start=5, end=10, url="https://a/|"),)
        ),
        BodyBlock(kind=row, text="2020", continues=True),
        BodyBlock(kind=row, text="\t12", continues=True),
    ]

    assert write_body(body) == [
        "| Year | [Ships](https://a/\\|) |\n| --- | --- |\n| 2020 |  |\n|  | 12 |"
    ]


def test_an_address_cannot_end_its_link() -> None:
    assert link("[x]", "https://a/(b) c<d>") == "[\\[x\\]](https://a/%28b%29%20c%3Cd%3E)"


def test_an_exclamation_mark_makes_no_picture() -> None:
    block = BodyBlock(
        kind=BlockKind.PARAGRAPH, text="Wow!here", links=(BodyLink(start=4, end=8, url="u"),)
    )

    assert write_body([block]) == ["Wow\\![here](u)"]
    assert escape("1. x") == "1\\. x"
