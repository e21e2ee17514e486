"""A kept page made inert, and a kept text in its shape."""

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from archive.browse.kept.css import inert_css
from archive.browse.kept.inert import addresses_in, make_inert
from archive.browse.kept.page import open_page
from archive.browse.kept.shape import shape_body
from archive.browse.text import Listed, Piece, pieces_of, plain_blocks
from scraper.blocks import BlockKind
from scraper.document import Document, parse_document
from scraper.extract import extract_document
from scraper.records import TitledLink
from tests.hostile_page import hostile_page

URL = "https://institute.example/news/a/"
FAR = "http://far.example"


def page(html: str | bytes, *, is_whole: bool = True) -> Document:
    body = html.encode() if isinstance(html, str) else html
    document = open_page(body, url=URL, content_type=None, is_whole=is_whole)
    assert document is not None
    return document


def inert(html: str | bytes, **leads: str) -> str:
    return make_inert(page(html), {f"https://institute.example/{k}/": v for k, v in leads.items()})


# Elements and attributes that run, fetch, send or lead; a browser knows no others.
_NO_TAGS = (
    "script, iframe, frame, object, embed, applet, base, link, form, svg, math, video, audio,"
    " source, track, template, noscript, portal, marquee, map, area"
)
_NO_ATTRIBUTES = re.compile(
    r"on.*|srcset|srcdoc|action|formaction|ping|background|poster|data|code|codebase|autofocus"
    r"|http-equiv|xlink:href|contenteditable|integrity|nonce|usemap|longdesc|profile|manifest"
)


def harm_in(html: str) -> list[str]:
    tree = LexborHTMLParser(html)
    found = [f"<{node.tag}>" for node in tree.css(_NO_TAGS)]
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            if _NO_ATTRIBUTES.fullmatch(name) and not (node.tag == "meta" and name == "charset"):
                found.append(f"{node.tag} {name}")
            if name == "src" and not (value or "").startswith("data:image/"):
                found.append(f"{node.tag} src {value}")
            if name == "href" and not (value or "").startswith(("#", "/-/articles/")):
                found.append(f"{node.tag} href {value}")
            if name == "style" and (value or "") != inert_css(value or ""):
                found.append(f"{node.tag} style {value}")
        if node.tag == "style" and re.search(r"@import|url\((?!data:)", node.text() or ""):
            found.append(f"style {node.text()}")
    return found


def test_a_hostile_page_keeps_its_words_and_nothing_that_acts() -> None:
    html = make_inert(
        page(hostile_page(FAR)), {"https://institute.example/news/canals/": "/-/articles/2"}
    )

    assert harm_in(html) == []
    assert "<b>kept</b>" in html
    assert '<a id="kept-link" href="/-/articles/2" target="_top">kept here</a>' in html
    assert f'<a id="far-link" data-address="{FAR}/far">far away</a>' in html
    assert "[a harbour]" in html
    assert "color: green" in html
    assert "color: rgb(1, 2, 3)" in html
    assert "<title>Quiet page</title>" in html


@pytest.mark.parametrize("attribute", ["data-src", "data-srcset", "data-lazy-src", "srcset"])
def test_an_empty_picture_that_stands_in_for_a_late_one_leaves_no_hole(attribute: str) -> None:
    empty = "data:image/svg+xml,%3Csvg%20viewBox='0%200%20900%20600'%3E%3C/svg%3E"
    small = "data:image/jpeg;base64," + "A" * 400

    late, preview, own = (
        inert(f'<p><img alt="a dam" height="600" src="{source}" {name}="{FAR}/dam.jpg"></p>')
        for source, name in ((empty, attribute), (small, attribute), (empty, "title"))
    )

    assert '<p><span class="kept-picture">[a dam]</span></p>' in late
    assert small in preview
    assert "<img" in own


_PIECES = st.sampled_from(
    [
        *("<svg>", "</svg>", "<math>", "<mtext>", "</math>", "<style>", "</style>", "<script>"),
        *("</script>", "<noscript>", "</noscript>", "<template>", "<select>", "<table>", "<xmp>"),
        *("<!--", "-->", "<![CDATA[", "]]>", "<title>", "</title>", "<textarea>", "</textarea>"),
        *("<img src=x onerror=a()>", '<p title="</style><img src=x onerror=a()>">', "<plaintext>"),
        *("<a href=javascript:a()>", '<a href="#x">', "<form action=x>", "<iframe src=x>", "<p>"),
        *(
            "@import 'x';",
            "background:url(x)",
            "<foreignObject>",
            "<desc>",
            "<mglyph>",
            "&lt;b&gt;",
        ),
        *(
            "<div style=\"a:url('x')\">",
            "<body onload=a()>",
            "<html onclick=a()>",
            "text",
            "<option>",
        ),
    ]
)


@given(st.lists(st.one_of(_PIECES, st.text(max_size=5)), max_size=12))
def test_no_soup_of_tags_gets_anything_through(pieces: list[str]) -> None:
    document = open_page("".join(pieces).encode("utf-8", "replace"), url=URL, content_type=None)
    assert document is not None

    assert harm_in(make_inert(document, {})) == []


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("a{color:red}", "a{color:red}"),
        ("a{background:url(x.png) #fff}", "a{background:url(data:,) #fff}"),
        ("a{background:URL( 'x)y.png' )}", "a{background:url(data:,)}"),
        (r"a{background:\75\72 l(x)}", "a{background:url(data:,)}"),
        (r"a{background:u\72\00006c(x)}", "a{background:url(data:,)}"),
        ("a{background:url(data:image/png;base64,AA==)}",) * 2,
        ('@import "x.css";b{}', "b{}"),
        (r"@\69mport url(x)", ""),
        ("@font-face{font-family:x;src:url(x.woff)}b{}", "b{}"),
        ("@font-face{src:url(data:font/woff;base64,AA)}",) * 2,
        ('a{background:image-set("x" 1x)}', 'a{background:none("x" 1x)}'),
        ("a{background:url(x", "a{background:url(data:,)"),
        (r'p::before{content:"\f101"}',) * 2,
        ("</style><script>", r"<\/style><script>"),
    ],
)
def test_a_style_sheet_fetches_nothing(css: str, left: str) -> None:
    assert inert_css(css) == left


def test_css_of_any_length_is_made_inert_at_once() -> None:
    assert "x" in inert(f"<link rel=stylesheet href=/x><style>{'body ' * 100_000}</style><p>x")
    for piece in ("url(", "url('", "@import ", "@font-face{", r"\75", "u\\72 l(", "src(", '"'):
        assert len(inert_css(piece * 50_000)) > 0 or piece == "@import "


def test_a_page_without_style_sheets_of_its_own_gets_a_gentle_one() -> None:
    gentle = ":where(body)"

    assert gentle in inert("<p>x")
    assert gentle in inert("<link rel=StyleSheet href=/x.css><style>p{}</style><p>x")
    assert gentle not in inert("<style>p{}</style><p>x")
    assert gentle not in inert("<link rel=stylesheet href=/x><style>html, body{margin:0}</style>")


def test_a_page_is_read_in_the_encoding_it_had() -> None:
    body = '<meta charset="windows-1252"><p>caf\xe9 \x80'.encode("latin-1")

    assert "<p>café €</p>" in inert(body)
    assert '<meta charset="utf-8">' in inert(body)


def test_links_are_told_with_their_addresses() -> None:
    document = page('<a href="/news/b/">b</a><a href="mailto:x@y">m</a><a href="c/">c</a>')

    assert addresses_in(document, most=9) == {
        "https://institute.example/news/b/",
        f"{URL}c/",
    }


def test_a_page_beyond_the_limits_is_not_opened() -> None:
    for body in (b"<div>" * 20_000, b"<p>x</p>" * 30_000):
        assert open_page(body, url=URL, content_type=None) is None


ARTICLE = """<main><h1>Tugs</h1><p>Tugs pull, as <a href="/news/locks/">locks</a> hold.</p>
<h3>What they pull</h3><ol><li>Ships<ul><li>Large ones</li><li>Small ones</li></ul></li>
<li><p>Barges</p><p>Of all kinds</p></li></ol>
<blockquote><p>We pull.</p><p>They push.</p></blockquote>
<table><tr><th>Tug</th><th>Power</th></tr><tr><td>Ada</td><td><a href="/x/">12</a></td></tr></table>
<pre>one
  two</pre><h2>Last</h2><p>First line<br>second line</p></main>"""
BODY = (
    "Tugs pull, as locks hold.",
    "What they pull",
    *("Ships", "Large ones", "Small ones", "Barges", "Of all kinds", "We pull.", "They push."),
    *("Tug", "Power", "Ada", "12", "one two", "Last", "First line", "second line", "Elsewhere."),
)


def test_a_text_gets_the_shape_it_had_on_its_page() -> None:
    blocks = shape_body(BODY, page(ARTICLE))

    assert [(b.kind.value, b.text, b.level, b.is_ordered, b.continues) for b in blocks] == [
        ("paragraph", "Tugs pull, as locks hold.", 0, False, False),
        ("heading", "What they pull", 3, False, False),
        ("list item", "Ships", 1, True, False),
        ("list item", "Large ones", 2, False, False),
        ("list item", "Small ones", 2, False, False),
        ("list item", "Barges", 1, True, False),
        ("list item", "Of all kinds", 1, True, True),
        ("quotation", "We pull.", 0, False, False),
        ("quotation", "They push.", 0, False, True),
        ("table row", "Tug\tPower", 0, False, False),
        ("table row", "Ada\t12", 0, False, True),
        ("preformatted", "one\n  two", 0, False, False),
        ("heading", "Last", 2, False, False),
        ("paragraph", "First line", 0, False, False),
        ("paragraph", "second line", 0, False, False),
        ("paragraph", "Elsewhere.", 0, False, False),
    ]
    links = [(b.text[link.start : link.end], link.url) for b in blocks for link in b.links]
    assert links == [
        ("locks", "https://institute.example/news/locks/"),
        ("12", "https://institute.example/x/"),
    ]


def test_words_that_also_stand_in_a_menu_are_found_in_the_text() -> None:
    html = (
        "<ul><li>Tugs</li><li>Locks</li></ul><h2>Tugs</h2><p>They pull.</p><h2>Locks</h2><p>Hold."
    )

    blocks = shape_body(("Tugs", "They pull.", "Locks", "Hold."), page(html))

    assert [b.kind for b in blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH] * 2


def test_parts_of_texts_are_looked_for_so_long_only(monkeypatch: pytest.MonkeyPatch) -> None:
    html = "<p>One.</p><ul><li>Two. <br>And a half.<li>Three. <br>And more.</ul>"
    body = ("One.", "And a half.", "And more.")
    whole = shape_body(body, page(html))
    monkeypatch.setattr("archive.browse.kept.shape.MOST_SOUGHT", 1)

    stopped = shape_body(body, page(html))

    paragraph, item = BlockKind.PARAGRAPH, BlockKind.LIST_ITEM
    assert [block.kind for block in whole] == [paragraph, item, item]
    assert [block.kind for block in stopped] == [paragraph, item, paragraph]
    assert [block.text for block in stopped] == list(body)


def test_the_shape_is_the_one_the_extractor_sees() -> None:
    typed = extract_document(parse_document(PAGE, url=URL), typed=True)

    assert typed.blocks == tuple(shape_body(typed.article.body, page(PAGE, is_whole=False)))


SENTENCE = "The harbour counts its tugs every spring, and every spring there are fewer of them. "
PAGE = f"""<title>Tugs</title><nav><a href="/">Home</a></nav><article><h1>Tugs and tides</h1>
{"".join(f"<p>{SENTENCE * 3} Number {n}, <a href='/{n}/'>more</a>.</p>" for n in range(6))}
<h2>What is left</h2><ul><li>First: {SENTENCE}</li><li>Tugs of <i>all</i> kinds, says Ada.</li></ul>
<blockquote>{SENTENCE}</blockquote><p>{SENTENCE * 2} The end.</p></article>"""


@given(
    st.lists(st.sampled_from(["a", "b c", "", "a b", "d"]), max_size=8),
    st.lists(st.sampled_from(["<p>a", "<li>b c", "<td>a", "<tr>", "<pre>d", "<h2>", "<br>"])),
)
def test_no_word_of_a_text_is_ever_lost(body: list[str], tags: list[str]) -> None:
    blocks = shape_body(body, page("<table>" + "".join(tags)))

    words = " ".join(block.text for block in blocks).split()
    assert words == " ".join(body).split()


def test_headings_come_one_below_the_other_without_a_gap() -> None:
    html = "<h4>a</h4><h6>b</h6><h3>c</h3><h4>d</h4><h3>e</h3><h2>f</h2>"

    pieces = pieces_of(shape_body(tuple("abcdef"), page(html)), {})

    assert [piece.level for piece in pieces] == [2, 3, 2, 3, 2, 2]


def test_lists_stand_inside_their_items_and_links_know_what_is_kept() -> None:
    kept = {"https://institute.example/news/locks/": 7}
    pieces = pieces_of(shape_body(BODY, page(ARTICLE)), kept)

    outer = pieces[2].listed
    assert outer is not None
    assert (outer.is_ordered, len(outer.items)) == (True, 2)
    assert [len(item.lines) for item in outer.items] == [1, 2]
    (inner,) = outer.items[0].lists
    assert isinstance(inner, Listed)
    assert [words(Piece(kind="", lines=tuple(i.lines))) for i in inner.items] == [
        "Large ones",
        "Small ones",
    ]
    assert [(span.text, span.article_id) for span in pieces[0].lines[0]] == [
        ("Tugs pull, as ", None),
        ("locks", 7),
        (" hold.", None),
    ]


def words(piece: Piece) -> str:
    return "".join(span.text for line in piece.lines for span in line)


def test_without_a_page_the_links_are_found_by_their_words() -> None:
    links = (TitledLink(title="locks", url="u1"), TitledLink(title="tugs", url="u2"))

    first, second = plain_blocks(("As locks and tugs.", "No tugs."), links)

    assert [(each.start, each.end, each.url) for each in first.links] == [
        (3, 8, "u1"),
        (13, 17, "u2"),
    ]
    assert second.links == ()
    assert escape(first.text) == first.text
