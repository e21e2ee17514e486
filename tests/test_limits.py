"""What pages are refused, and that what is read stays cheap, by CPU time of this process."""

import resource
import time
from collections.abc import Callable

import pytest

from scraper import limits
from scraper.document import parse_document
from scraper.errors import MalformedDocument
from scraper.extract import extract
from scraper.nesting import depths
from scraper.profile import load_profile
from scraper.reader import read_page

URL = "https://example.org/news/a/"
TEXT = "<p>A paragraph of some length, with a comma and a full stop, as an article has them.</p>"


def left_open(formatting: int, paragraphs: int, *, tag: str = "<b id={}>") -> str:
    """Return paragraphs that begin while formatting is open: each holds a copy of all of it."""
    return "<p>" + "".join(map(tag.format, range(formatting))) + "<p>x" * paragraphs


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (b"\xff" * (limits.MAX_BYTES + 1), "20,000,001 bytes"),
        ("<p>x" * (limits.MAX_TAGS + 1), "400,001 tags"),
        ("<div>" * 30_000 + TEXT, "5,000 elements"),
        ("<div>" * 30_000 + TEXT + "</div>" * 30_000, "5,000 elements"),
        ("<ul><li>" * 30_000, "5,000 elements"),
        ("<span>" * 20_000 + "<p>x</p>" * 20_000, "5,000 elements"),
        ("<table><tr><td>" * 30_000, "5,000 elements"),
        ("<b>" * 39_000, "5,000 elements"),
        ("<div " + " ".join(f"a{n}=1" for n in range(20_000)) + ">" + TEXT, "attributes"),
        ("<select>" + "<option>x" * 20_000, "options"),
        ("<div>" * 4_900 + "<i></i>" * 10_000, "deep"),
        ("<div><!--</div>-->" * 20_000, "5,000 elements"),
        ("<div title='</div>'>" * 20_000, "5,000 elements"),
        ("<div><object></div></object>" * 20_000, "deep"),
        ("<div><script><!--<script></script></div></script>" * 10_000, "5,000 elements"),
        ("<svg><![CDATA[></svg>]]>" * 10_000, "5,000 elements"),
        ("<svg>" + "<path>" * 20_000, "5,000 elements"),
        (TEXT * 25_001, "50,002 tags"),
    ],
    ids=lambda value: None if isinstance(value, bytes) or len(value) > 40 else value,
)
def test_costly_page_is_refused_in_one_line_at_once(page: bytes | str, why: str) -> None:
    start = time.process_time()

    with pytest.raises(MalformedDocument) as refusal:
        extract(page, URL)

    assert why in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert time.process_time() - start < 1


def test_page_too_large_to_read_still_gives_its_links() -> None:
    page = "<a href='/news/b/'>B</a>" * (limits.MAX_READ_TAGS // 2 + 1)

    reading = read_page(page.encode(), URL, None, None)

    assert reading.extraction is None
    assert reading.links.links == ("https://example.org/news/b/",)


@pytest.mark.parametrize(
    ("around", "tag"),
    [
        *(
            ("<div>", tag)
            for tag in ("<td id=x>", "</x id='a>b'>", "<!DOCTYPE a b>", "<frame src=x>")
        ),
        *(
            ("<div>x", tag)
            for tag in ("<HTML lang=en>", "<frameset id=x>", "<tbody id=x>", "</html id=x>")
        ),
        *(("<table>", tag) for tag in ("<tr id=x>", "<script>x</script>", "<input type=hidden>")),
        *(
            ("<table>", tag)
            for tag in (
                "</b id=x>",
                "<form id=x>",
                "<!-- x -->",
                "<tr><td><a href=b>x</a></td></tr>",
            )
        ),
    ],
)
def test_text_around_tags_passed_over_takes_memory_in_step(around: str, tag: str) -> None:
    page = f"{around}{'some words of a line'.join([tag] * 9_000)}"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    parse_document(page, url=URL)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024  # kilobytes


def test_comments_in_the_cells_of_a_large_page_part_no_cell() -> None:
    rows = "".join(f"<tr><td>Port {n}<td>{n}<!-- --> items<!-- --> at sea" for n in range(1_000))
    data = f"<script type=application/json>{'x' * 2_500_000}</script>"

    article = extract(f"{data}<h1>Title</h1>{TEXT}<table>{rows}</table>{TEXT}", URL)

    assert "7 items at sea" in [str(block) for block in article.body]


def test_closing_tags_of_scripts_in_a_picture_take_time_in_step() -> None:
    page = "<svg>" + "some words of a line</script>" * 45_000
    start = time.process_time()

    parse_document(page, url=URL)

    assert time.process_time() - start < 0.5  # some 0.06; each in the one before made that 3


def test_script_that_looks_like_a_tag_of_many_attributes_is_no_such_tag() -> None:
    script = "<script>for(i=0;i<f ;i++){" + "a b c d e " * 4_000 + "}</script>"

    assert extract(f"<h1>Title</h1>{script}{TEXT}", URL).title == "Title"


def test_many_closed_formatting_elements_read() -> None:
    page = "<h1>Title</h1>" + "<p>Some <b class=x>bold</b> and <i>slanted</i> text.</p>" * 2_000

    assert parse_document(page, url=URL).tags > 10_000
    assert extract(page, URL).title == "Title"


@pytest.mark.parametrize(
    "stated",
    [
        '{"@type":"Article","headline":"A \\ud800 title"}',
        '"@type":"Article" "headline":"A \\uD800 title"',
    ],
)
def test_half_a_surrogate_pair_escaped_in_json_is_replaced(stated: str) -> None:
    assert extract(_ld(stated), URL).title == "A \ufffd title"


def test_whole_surrogate_pair_escaped_in_json_is_a_character() -> None:
    stated = r'{"@type":"Article","headline":"A \ud83d\ude00 title \\ud800"}'

    assert extract(_ld(stated), URL).title == "A 😀 title \\ud800"


def _ld(content: str) -> str:
    return f'<script type="application/ld+json">{content}</script>'


_NAMES = "Ann Lee and " * 100_000
READABLE: dict[str, Callable[[], str | bytes]] = {
    "deep paragraphs": lambda: ("<div>" + TEXT) * 4_000,
    "deep captions": lambda: ("<figure><figcaption>Photo: A. Lee" + TEXT) * 2_300,
    "text in deep captions": lambda: "<figcaption>" * 4_800 + TEXT * 3_000,
    "deep credits": lambda: ("<div class=credit>" + TEXT) * 4_800,
    "deep preformatted text": lambda: "<pre>" * 2_000 + TEXT * 6_000,
    "deep buttons": lambda: ("<div class=wp-block-file>" + TEXT) * 4_800,
    "deep headings of boxes": lambda: "<div>x<h2>Related</h2>" * 4_900,
    "deep names of boxes": lambda: ("<div class=related_title>" + TEXT) * 4_800,
    "formatting left open": lambda: left_open(590, 590),
    "formatting left open often": lambda: left_open(1_100, 1_100),
    "formatting closed in an attribute": lambda: left_open(610, 610, tag='<b id="{}>x</b>">'),
    "formatting closed out of reach": lambda: left_open(
        600, 5_000, tag="<b id={}><object></b></object>"
    ),
    "formatting in every paragraph": lambda: left_open(15, 11_000),
    "deep links of a known system": lambda: (
        "<meta name=generator content=WordPress>" + "<div>x<a href=/b>y</a>" * 4_900
    ),
    "deep boxes": lambda: ("<article><h2>Related</h2>" + TEXT) * 500,
    "headings of boxes": lambda: "<h2>Experts</h2>" * 20_000,
    "headings left open": lambda: "<h4>A <b>word</b> of <div>" * 2_000,
    "titles": lambda: "<h1>Another title</h1>" * 5_000,
    "tags passed over": lambda: "some words of a line<td id=x>" * 11_000,
    "closing tags passed over": lambda: "some words of a line</x id='>'>" * 11_000,
    "a long attribute": lambda: f"<p title='{'x ' * 500_000}' id={'y' * 1_000_000}>{TEXT}",
    "a long author": lambda: f'<meta name=author content="{_NAMES}">{TEXT}',
    "a long stated author": lambda: _ld(f'{{"@type":"NewsArticle","author":"{_NAMES}"}}'),
    "a large graph": lambda: _ld(f'{{"@graph":[{",".join(["{}"] * 300_000)}]}}'),
    "deep JSON": lambda: _ld('{"a":' * 200_000),
    "cut JSON": lambda: _ld('{"@type":"NewsArticle",' + '"headline":' * 100_000),
    "a long number": lambda: _ld('{"@type":"NewsArticle","headline":' + "9" * 100_000 + "}"),
    "metas": lambda: "".join(f"<meta name=m{n} content=c>" for n in range(15_000)),
    "links": lambda: "<a href='/b.html'>A link</a> " * 15_000,
    "days": lambda: "<time datetime=2020-01-02>2 January 2020</time> " * 8_000,
    "cut entities": lambda: "<p>" + "&#xD800;&#x&amp&#99999999999;" * 50_000,
    "half surrogate pairs": lambda: "<p>" + "\ud800" * 300_000,
    "NULs": lambda: b"<p>a\0b" + b"\0" * 2_000_000,
    "signs of tags": lambda: "<p>" + "< " * 15_000,
    "comments": lambda: "<!-- x -->" * 30_000,
    "UTF-16 without a mark": lambda: (TEXT * 2_000).encode("utf-16-le"),
    "the wrong charset": lambda: ("<meta charset=shift_jis>" + TEXT + "é" * 500_000).encode(),
    "no white space": lambda: "<p>" + "x" * 2_000_000,
    "white space": lambda: "<p>Photo" + " \t" * 500_000 + "x",
    "capitals": lambda: "<p>" + "Ann " * 300_000,
}


@pytest.mark.parametrize("name", READABLE)
def test_hostile_page_reads_in_step_with_its_size(name: str) -> None:
    page = READABLE[name]()
    start = time.process_time()

    article = extract(page if isinstance(page, bytes) else f"<h1>Title</h1>{page}", URL)

    assert time.process_time() - start < 2  # twice the promise: machines differ
    assert "\ud800" not in "".join(article.body)


def test_word_without_end_beside_an_institute_is_read_in_step_with_its_size() -> None:
    word = "AbCdEfGhIj" * 4_000
    page = f"<meta property=og:site_name content=Tidewater><p>{TEXT}<p>Tidewater had it {word}"
    start = time.process_time()

    extract(page, URL, profile=load_profile("enfold"))

    assert time.process_time() - start < 2


def test_closing_tags_of_no_picture_cost_no_look_at_all_that_is_open() -> None:
    page = "<div>" * 3_000 + "</svg>" * 12_000
    start = time.process_time()

    with pytest.raises(MalformedDocument, match="too deep"):
        parse_document(page, url=URL)

    assert time.process_time() - start < 0.5  # some 0.02; each look at all of it made that 1.4


@pytest.mark.parametrize("tag", ["p", "a href=/a/b"])
def test_what_is_in_one_another_takes_time_and_memory_in_step(tag: str) -> None:
    line = f"<{tag}>{'Some words of a line, and more of it, on 3 May 2024. ' * 5}<object>"
    page = f"<h1>Title</h1>{TEXT}" + line * 2_400
    page += TEXT * 1_500
    start, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    extract(page, URL)

    assert time.process_time() - start < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 * 1024  # kilobytes


@pytest.mark.parametrize("button", ["<button>Some words</button>", "<button> </button>"])
def test_buttons_by_the_thousand_in_a_heading_take_time_in_step(button: str) -> None:
    page = f"<h1>Title</h1>{TEXT}<h2>{button * 20_000}</h2>{TEXT}"
    start = time.process_time()

    extract(page, URL)

    assert time.process_time() - start < 1  # some 0.1; the whole heading for each made that 14


def test_text_of_formatting_left_open_stays_in_its_line() -> None:
    page = left_open(610, 610) + "<p>A <b>bold</b> and <STRONG id=x>strong</STRONG> word."

    assert extract(f"<h1>Title</h1>{page}{TEXT * 10}", URL).body[-11] == "A bold and strong word."


@pytest.mark.parametrize(
    ("page", "depth"),
    [
        ("<div><p>x<p>x<br></div>", 1),
        ("<ul><li>x<li><b>x</b></ul>", 2),
        ("<div><!-- </div> --><!--><div>--></div></div>", 2),
        ("<div a='</div>' b=\"'\" c=</div>d><div></div></div>", 2),
        ("<script>'<div>'</script><style><b></style><div></div>", 1),
        ("<select><style></select><div><div></style>", 4),
        ("<svg><path><path/><g></svg><div><div></div></div>", 3),
        ("<svg><b></b><article></svg><div>", 5),
        ("<script><!--<script></script><div></div></script><a>", 1),
        ("<div>" * 3 + "<textarea>" + "</div>" * 3 + "</textarea><div>", 4),
        ("<div><!-- <div><div>", 1),
        ("<span><p></span><span><p></p></span><div><li></div>", 2),
        ("<svg /><div><![CDATA[><div>", 2),
    ],
)
def test_depth_is_what_can_be_open_at_most(page: str, depth: int) -> None:
    assert max(depths(page.encode())) == depth
