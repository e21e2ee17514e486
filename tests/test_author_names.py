"""Author strings as sites write them, and bylines on a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract import extract
from scraper.extract.names import byline_names, split_names

_SITES = frozenset(("the tidewater review",))
_TEXT = "<p>" + "The ships lay at anchor for a week and nobody came to look. " * 40 + "</p>"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Noor el Amrani", ("Noor el Amrani",)),
        ("By Noor el Amrani and Bo Ek", ("Noor el Amrani", "Bo Ek")),
        ("von Uta Lang und Bo Ek", ("Uta Lang", "Bo Ek")),
        ("Par Zoé Arnaud et Léo Petit", ("Zoé Arnaud", "Léo Petit")),
        ("Door: Maud ten Have & Bo Ek", ("Maud ten Have", "Bo Ek")),
        ("Ann Lee, Bo Ek; Cy Orr", ("Ann Lee", "Bo Ek", "Cy Orr")),
        ("Ann Lee | ann@tidewater.example", ("Ann Lee",)),
        ("Ann Lee (photo desk) @annlee", ("Ann Lee",)),
        ("Ann Lee, PhD", ("Ann Lee",)),
        ("Ann Lee, senior analyst", ("Ann Lee",)),
        ("Ann Lee, The Tidewater Review", ("Ann Lee",)),
        ("Ann Lee on 3 May 2020", ("Ann Lee",)),
        ("Written by Ann Lee, 12 March 2021", ("Ann Lee",)),
        ("Ann Lee March 12, 2021", ("Ann Lee",)),
        ("Ann Lee, Dec. 12, 2021", ("Ann Lee",)),
        ("Bo March", ("Bo March",)),
        ("ByAnn Lee", ("Ann Lee",)),
        ('<a href="/en/people/ann" hreflang="en">Ann Lee</a>', ("Ann Lee",)),
        ("<b>Ann Lee</b>, <i>Bo Ek</i>", ("Ann Lee", "Bo Ek")),
        ("Byron Lee", ("Byron Lee",)),
        ("بقلم: آدا إب", ("آدا إب",)),
        ("作者：王小明", ("王小明",)),
        ("Ek, Bo", ("Bo Ek",)),
        ("EK, BO", ("BO EK",)),
        ("Reuters, AFP", ("Reuters",)),
        ("Ek, Bo J.", ("Bo J Ek",)),
        ("Have, Maud ten; van Ek, Bo; Orr, C.", ("Maud ten Have", "Bo van Ek", "C Orr")),
        ("Text: Uta Lang, Fotos: Bo Ek", ("Uta Lang",)),
        ("Texto: Zoé Arnaud. Traducción de notas: Bo Ek", ("Zoé Arnaud",)),
        ("佐伯 美緒（主任研究員）", ("佐伯 美緒",)),
        (", The Tidewater Review", ()),
        ("admin", ()),
        ("https://a.example/ann", ()),
        ("", ()),
    ],
)
def test_an_author_string_gives_its_names(text: str, names: tuple[str, ...]) -> None:
    assert split_names(text, sites=_SITES) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Lee", ("Ann Lee",)),
        ("– Redaktion: Uta Lang", ("Uta Lang",)),
        ("A report by Ann Lee and Bo Ek", ("Ann Lee", "Bo Ek")),
        ("Interview by Ann Lee", ("Ann Lee",)),
        ("Das Gespräch führte Uta Lang", ("Uta Lang",)),
        ("Eingereicht von Uta Lang am 3. Mai 2020 - 14:05", ("Uta Lang",)),
        ("An open letter by the sea", None),
        ("By", ()),
        ("von", ()),
        ("A line of the text", None),
        ("By " + "very " * 60 + "long", None),
    ],
)
def test_a_byline_is_known_by_its_first_word(line: str, names: tuple[str, ...] | None) -> None:
    assert byline_names(line) == names


@given(st.text())
def test_any_text_gives_clean_names(text: str) -> None:
    for name in (*split_names(text), *(byline_names(text) or ())):
        assert name == name.strip()
        assert 1 < len(name) <= 80


def _authors(head: str, body: str) -> tuple[str, ...]:
    text = "<p>" + "The ships lay at anchor for a week and nobody came to look. " * 12 + "</p>"
    page = f"<html><head>{head}</head><body><main>{body}{text * 3}</main></body></html>"
    return extract(page, "https://tidewater.example/a").authors


def _data(value: str) -> str:
    return f'<script type="application/ld+json">{value}</script>'


@pytest.mark.parametrize(
    "author",
    [
        '{"@type": "Person", "name": "Ann Lee"}',
        '[{"@type": "Person", "name": "Ann Lee"}]',
        '"Ann Lee"',
        '["Ann Lee"]',
        '{"@id": "#ann"}',
    ],
)
def test_an_author_of_the_data_is_read_in_every_shape(author: str) -> None:
    graph = (
        f'{{"@graph": [{{"@type": "NewsArticle", "headline": "H", "author": {author}}},'
        ' {"@type": "Person", "@id": "#ann", "name": "Ann Lee"}]}'
    )

    assert _authors(_data(graph), "<h1>Ships at anchor</h1>") == ("Ann Lee",)


def test_a_cut_block_still_names_author_and_day() -> None:
    cut = (
        '{"@type": "NewsArticle", "headline": "Ships", "datePublished": "2021-03-12T08:00:00Z",'
        ' "author": {"@type": "Person", "name": "Ann Lee"}, "articleBody": "It was'
    )
    page = f"<html><head>{_data(cut)}</head><body><h1>Ships</h1><p>Text.</p></body></html>"

    article = extract(page, "https://tidewater.example/a")

    assert (article.authors, article.published) == (("Ann Lee",), "2021-03-12")


@pytest.mark.parametrize(
    "byline",
    [
        '<p class="byline">By <a href="/people/ann">Ann Lee</a> in <a href="/v">Valves</a></p>',
        "<div>von <b>Ann Lee</b></div>",
        "<div><span>Ann Lee</span> <span>12 March 2021</span></div>",
        "<div><span>Ann Lee |</span> <span>12 March 2021</span></div>",
        '<a class="author" href="/ann/posts">More Posts</a><p>By Ann Lee March 12, 2021</p>',
        '<aside class="post-author">Ann Lee</aside>',
    ],
)
def test_a_byline_behind_the_headline_is_read(byline: str) -> None:
    assert _authors("", f"<h1>Ships at anchor again</h1>{byline}") == ("Ann Lee",)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("<p>Door <a href='/ada'>Ada Ebbe</a> en Bo Vloed | 4 maart 2024</p>", 2),
        ("<p>By <a href='/ada'>Ada Ebbe</a>, <a href='/c'>Cy Orr</a> and Bo Vloed</p>", 3),
        ("<p>03/14/2024 by Ada Ebbe</p>", 1),
        ("<p>4 March 2024 | By Ada Ebbe</p>", 1),
        ("<p>By <a href='/ada'>Ada Ebbe</a></p><p>And yet the ships lie at anchor here.</p>", 1),
    ],
)
def test_all_names_of_a_line_are_read(byline: str, names: int) -> None:
    expected = {1: ("Ada Ebbe",), 2: ("Ada Ebbe", "Bo Vloed")}
    expected[3] = ("Ada Ebbe", "Cy Orr", "Bo Vloed")

    assert _authors("", f"<h1>Ships at anchor again</h1>{byline}") == expected[names]


def test_a_name_in_chinese_signs_needs_its_label() -> None:
    page = (
        "<main><h1>拖船与潮汐</h1><p>{}</p><p>"
        + "港口每年春天都会清点拖船的数量。" * 20
        + "</p></main>"
    )

    assert extract(page.format("作者：王小明"), "https://i.example/a").authors == ("王小明",)
    assert extract(page.format("新闻中心"), "https://i.example/a").authors == ()


def test_the_author_of_a_comment_is_not_the_article_s() -> None:
    comment = '<div class="comments"><div><a rel="author" href="/bo">Bo Ek</a></div></div>'

    assert _authors("", f"<h1>Ships at anchor again</h1>{comment}") == ()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ada Ebb — 4 March 2024", ("Ada Ebb",)),
        ("4 March 2024 | Ada Ebb and Bo Ek", ("Ada Ebb", "Bo Ek")),
        ("Ada Ebb • 5 min read • Mar 4, 2024", ("Ada Ebb",)),
        ("Posted on March 4, 2024 by Ada Ebb in Harbours", ("Ada Ebb",)),
        ("Harbours — 4 March 2024", ()),
        ("Policy Brief | 4 March 2024", ()),
        ("Foreign Affairs — 4 March 2024", ()),
        ("New York — 4 March 2024", ()),
        ("The Hague — 4 March 2024", ()),
        ("Ada Ebb<p>The Hague<p>4 March 2024", ("Ada Ebb",)),
        ("Geschreven door Ada Ebb", ("Ada Ebb",)),
        ("Ein Gastbeitrag von Ada Ebb, 4. März 2024", ("Ada Ebb",)),
        ("Rédigé par Ada Ebb et Bo Ek", ("Ada Ebb", "Bo Ek")),
        ("The ships lay at anchor — from 4 March 2024 on", ()),
    ],
)
def test_people_of_a_line_with_the_day(line: str, names: tuple[str, ...]) -> None:
    page = f"<main><h1>Why the ships lie at anchor</h1><p>{line}</p>{_TEXT}</main>"

    assert extract(page, "https://tidewater.example/a").authors == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (
            "<a href=/p/ada>Ada Ebb</a>, <a href=/p/bo>Bo Ek</a> &amp; <a href=/p/cy>Cy Orr</a>",
            ("Ada Ebb", "Bo Ek", "Cy Orr"),
        ),
        (
            "<a href=/p/ada>Ada Ebb</a>, <a href=/p/bo>Bo Ek</a>, <a href=/p/cy>Cy Orr</a>",
            ("Ada Ebb", "Bo Ek", "Cy Orr"),
        ),
        ("<a href=/p/ada>Ada Ebb</a> and <a href=/p/bo>Bo Ek</a>", ("Ada Ebb", "Bo Ek")),
        ("<a href=/p/ada>Ada Ebb</a>, <a href=/press>The Press Agency</a>", ("Ada Ebb",)),
    ],
)
def test_names_that_are_links_in_one_line_are_all_authors(
    line: str, names: tuple[str, ...]
) -> None:
    page = f"<main><h1>Why ships lie at anchor</h1><p class=authors>{line}</p>{_TEXT}</main>"

    assert extract(page, "https://tidewater.example/a").authors == names


@pytest.mark.parametrize("name", ["Guest User", "Guest author"])
def test_a_systems_own_name_is_no_author(name: str) -> None:
    assert split_names(name) == ()


def test_where_a_podcast_is_heard_is_no_author() -> None:
    lines = "<p>4 March 2024</p><ul><li>Apple Podcasts</li><li>Spotify</li></ul>"

    page = f"<main><h1>Why the ships lie at anchor</h1>{lines}{_TEXT}</main>"

    assert extract(page, "https://tidewater.example/a").authors == ()
