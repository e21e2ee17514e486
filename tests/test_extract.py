import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.document import parse_document
from scraper.errors import ScraperError
from scraper.extract import EXTRACTOR, extract, extract_document
from scraper.profile import builtin_profiles, load_profile
from scraper.records import Article, ArticleKind
from tests.goldens import FIXTURES, Case, cases
from tests.properties import examples

URL = "https://example.org/news/a/"
_FRAGMENTS = st.sampled_from(
    [
        "<p> </p> <h1> <h2>Related</h2> <h3>Experts</h3> <div class=slide-entry><article>",
        "</article> <li> <a href='x.pdf'> <a href='//[bad'> </a> <br>",
        "<noscript> <iframe src='about:blank'>",
        "<script type='application/ld+json'>"
        '{"@graph":[{"@type":["Article"],"author":{"@id":"#a"}}]}</script>',
        "<script type='application/ld+json'>[[[[",
        "<time datetime='2020-13-45'> <time>31/02/2020</time>",
        "<meta property='og:title' content> <div id='main'> <div id='wrap_all'> <table><td>",
        "<template> <span class='hidden'> <figure><figcaption>",
        "Photo: © Source: Bron: Read more in Lees verder Jan is a ROLE at HCSS",
        "<base href='javascript:x'> &#0; <svg><title> <title>A - B</title>",
        "<body class='single'> <frameset> <plaintext> <select><option>",
    ]
)


def test_extract_is_importable_without_the_fetcher() -> None:
    code = (
        "import scraper.extract, sys; assert not {'httpx', 'sqlite3', 'asyncio'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_reading_twice_gives_the_same(case: Case) -> None:
    assert extract(case.page, case.meta["url"]) == extract(case.page, case.meta["url"])


def test_text_and_bytes_read_the_same() -> None:
    case = Case(FIXTURES / "hcss/bnr-kobalt-havens")

    assert extract(case.page.decode(), case.meta["url"]) == extract(case.page, case.meta["url"])


def test_every_profile_can_read_every_page() -> None:
    for profile in builtin_profiles():
        for case in cases():
            article = extract(case.page, case.meta["url"], profile=profile)
            assert article.title


@settings(max_examples=examples(80), deadline=None)
@given(st.binary(max_size=400), st.text(max_size=30))
def test_any_bytes_read_or_raise_a_scraper_error(body: bytes, url: str) -> None:
    try:
        article = extract(body, url)
    except ScraperError:
        return
    assert isinstance(article, Article)


@settings(max_examples=examples(100), deadline=None)
@given(
    st.lists(_FRAGMENTS | st.text(max_size=20), max_size=25), st.sampled_from(builtin_profiles())
)
def test_any_tag_soup_reads(pieces: list[str], profile: object) -> None:
    page = " ".join(pieces)

    assert extract(page, URL, profile=profile) == extract(page, URL, profile=profile)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tag", "count"),
    [("b", 11_000), ("span", 11_000), ("a", 11_000), ("div", 5_000), ("ul><li", 2_000)],
)
def test_deep_nesting_reads(tag: str, count: int) -> None:
    # More are refused: the time of the parser, and of who reads, grows with their square.
    page = "<h1>Title</h1>" + f"<{tag}>" * count + "<p>Some text at the very bottom of it all.</p>"

    assert extract(page, URL).title == "Title"


@pytest.mark.parametrize(
    "page", [b"", b"\x00" * 50, b"%PDF-1.7 \xff\xfe", b"<frameset><frame src=x>"]
)
def test_what_is_no_page_reads_as_nothing(page: bytes) -> None:
    article = extract(page, URL)

    assert article.kind is ArticleKind.OTHER
    assert not article.published


def test_extraction_gives_evidence_and_links_of_the_body() -> None:
    case = Case(FIXTURES / "hcss/hcss-digest-week-3")
    document = parse_document(case.page, url=case.meta["url"])

    extraction = extract_document(document, profile=load_profile("hcss"))

    assert extraction.extractor == EXTRACTOR
    assert extraction.profile == "hcss"
    assert extraction.evidence["title"].rule == "profile h1.post-title"
    assert extraction.evidence["published_at"].rule == "JSON-LD datePublished"
    assert [link.url for link in extraction.body_links][:2] == [
        "https://hcss.nl/report/all-in/",
        "https://www.example-radio.nl/ma/21",
    ]


def test_every_field_but_the_address_has_evidence() -> None:
    case = Case(FIXTURES / "generic/about-the-authors")

    extraction = extract_document(parse_document(case.page, url=case.meta["url"]))

    assert set(extraction.evidence) == set(Article.__dataclass_fields__) - {"url"}


@pytest.mark.parametrize(
    ("markup", "url", "kind"),
    [
        ("<body class='home blog'><h1>News</h1>", "https://example.org/", ArticleKind.LISTING),
        ("<h1>News</h1><p>x</p>", "https://example.org/news/page/4/", ArticleKind.LISTING),
        ("<h1>Results</h1>", "https://example.org/?s=cable", ArticleKind.LISTING),
        ("<body class='tag archive'><h1>Tag</h1>", "https://example.org/t/x/", ArticleKind.LISTING),
        (
            "<body class='page'><h1>About</h1><p>x</p>",
            "https://example.org/about/",
            ArticleKind.OTHER,
        ),
        ("<h1>Contact</h1><p>Call us.</p>", "https://example.org/contact/", ArticleKind.OTHER),
        (
            "<h1>A. Person</h1><p>Bio</p>",
            "https://example.org/people/a-person/",
            ArticleKind.PROFILE,
        ),
        ("<h1>A piece</h1><time>3 May 2020</time><p>x</p>", URL, ArticleKind.ARTICLE),
    ],
)
def test_kind_of_a_page(markup: str, url: str, kind: ArticleKind) -> None:
    assert extract(markup, url).kind is kind


def test_text_sent_late_in_a_hidden_element_is_read() -> None:
    lines = "".join(f"<li><p>Step {n}: lift the lock gate.</p></li>" for n in range(30))
    page = f'<body><main>Loading</main><div hidden id="S:0"><h1>Locks</h1><ol>{lines}</ol></div>'

    article = extract(page, URL)

    assert article.title == "Locks"
    assert len(article.body) == 30
