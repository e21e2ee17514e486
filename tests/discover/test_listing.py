"""The links of a web page."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.directives import directive_words
from scraper.discover.listing import PageLinks, read_links
from scraper.document import parse_document

URL = "https://example.org/news/"


def read(body: str, head: str = "", url: str = URL) -> PageLinks:
    markup = f"<html><head>{head}</head><body>{body}</body></html>"
    return read_links(parse_document(markup.encode(), url=url, content_type="text/html"))


def test_entries_are_told_from_other_links() -> None:
    found = read(
        '<nav><a href="/about/">About</a></nav>'
        '<article><h2><a href="/news/a/">A</a></h2><a href="/news/a/">more</a></article>'
        '<h3><a href="b/">B</a></h3><footer><a href="/legal/">Legal</a></footer>'
    )

    assert found.entries == ("https://example.org/news/a/", "https://example.org/news/b/")
    assert found.links == ("https://example.org/about/", "https://example.org/legal/")


def test_of_a_page_that_is_not_to_lead_on_only_the_head_is_read() -> None:
    head = (
        '<link rel="canonical" href="/a/"><meta name="robots" content="noarchive">'
        '<link rel="alternate" type="application/rss+xml" href="/feed/">'
    )
    markup = f'<html><head>{head}</head><body><h2><a href="/b/">B</a></h2></body></html>'
    document = parse_document(markup.encode(), url=URL, content_type="text/html")

    found = read_links(document, only_head=True)

    assert found == replace(read_links(document), links=(), entries=())
    assert found.canonical == "https://example.org/a/"
    assert found.feeds == ("https://example.org/feed/",)
    assert found.directives == {"noarchive"}


def test_what_leads_nowhere_is_no_link() -> None:
    found = read(
        '<a href="#top">x</a><a href="mailto:a@b.c">x</a><a href="tel:1">x</a><a href="">x</a>'
        '<a href="javascript:void(0)">x</a><a name="x">x</a><a href="http://[bad/">x</a>'
    )

    assert found.links == found.entries == ()


def test_a_link_marked_nofollow_is_not_followed() -> None:
    assert read('<a rel="external NoFollow" href="/x/">x</a>').links == ()


def test_a_page_marked_nofollow_has_no_links() -> None:
    found = read('<a href="/x/">x</a>', '<meta name="Robots" content="index, NOFOLLOW">')

    assert found.links == ()
    assert "nofollow" in found.directives


def test_directives_for_another_program_do_not_bind() -> None:
    found = read("", '<meta name="googlebot" content="noindex">')

    assert found.directives == frozenset()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("noindex, noarchive", {"noindex", "noarchive"}),
        ("otherbot: noindex, nofollow", set()),
        ("scrape: noindex", {"noindex"}),
        ("max-snippet: -1, noindex", {"noindex"}),
    ],
)
def test_a_robots_header_binds_all_or_the_named_program(value: str, words: set[str]) -> None:
    assert directive_words(value) == words


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("", '<link rel="next" href="/news/page/2/">'),
        ('<a class="next page-numbers" href="/news/page/2/">Next</a>', ""),
        ('<a rel="next" href="page/2/">Next</a>', ""),
        ('<ul class="pager"><li class="pager-next"><a href="/news/page/2/">›</a></li></ul>', ""),
        (
            '<nav class="pagination"><a class="inactive next_page" href="page/2/">›</a></nav>',
            "",
        ),
    ],
)
def test_the_next_page_is_found_in_the_head_or_the_pagination(body: str, head: str) -> None:
    assert read(body, head).next_page == "https://example.org/news/page/2/"


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/news/?before=2024-05">Older posts</a>',
        '<a href="/news/?before=2024-05">« Ältere Beiträge</a>',
        '<a href="/news/?before=2024-05"><span>Ouder</span> →</a>',
        '<a href="/news/?before=2024-05" class="button">Load more</a>',
        '<a href="/news/?before=2024-05">Meer laden</a>',
        '<a href="/news/?before=2024-05">Articles plus anciens</a>',
        '<a href="/news/?before=2024-05" aria-label="Next page"><svg></svg></a>',
        '<a href="/news/?before=2024-05">›</a>',
        '<a href="/news/?before=2024-05">Next 10 items »</a>',
        '<a href="/news/?before=2024-05">See older news</a>',
        '<a href="/news/?before=2024-05">Meer nieuws laden</a>',
        '<a href="/news/?before=2024-05">Ver más noticias</a>',
        '<a href="/news/?before=2024-05">Avanti</a>',
        '<a href="/news/?before=2024-05">Mostra altri</a>',
        '<a href="/news/?before=2024-05">Ver mais</a>',
        '<a href="/news/?before=2024-05">Następny</a>',
        '<a href="/news/?before=2024-05">Pokaż więcej</a>',
        '<a href="/news/?before=2024-05">Visa fler</a>',
        '<a href="/news/?before=2024-05">Vis flere</a>',
        '<a href="/news/?before=2024-05">Seuraava sivu</a>',
        '<a href="/news/?before=2024-05">Další</a>',
        '<a href="/news/?before=2024-05">Следующая</a>',
        '<a href="/news/?before=2024-05">Показать ещё</a>',
        '<a href="/news/?before=2024-05">Наступна</a>',
        '<a href="/news/?before=2024-05">Επόμενη</a>',
        '<a href="/news/?before=2024-05">Sonraki</a>',
        '<a href="/news/?before=2024-05">Következő</a>',
    ],
)
def test_the_next_page_is_found_by_what_its_link_says(link: str) -> None:
    body = f'<a href="/news/2024/more-on-dikes/">More on dikes</a>{link}'

    assert read(body).next_page == "https://example.org/news/?before=2024-05"


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/next/">Next</a>',
        '<a href="/news/2024/older-people-in-2050/">Older people in 2050 need more posts</a>',
        '<a href="/a/?x=1" rel="nofollow">Older posts</a>',
        '<a href="/news/?before=2024-05">‹</a>',
        '<a href="/report/2024/">More</a>',
        '<a href="/report/2024/">Read more</a>',
        '<a href="#2">Next</a>',
    ],
)
def test_what_only_sounds_like_a_next_page_is_none(link: str) -> None:
    assert read(link).next_page is None


@pytest.mark.parametrize(
    "place",
    [
        """<div class="card" onclick="location.href='/news/dikes/'"><h3>Dikes</h3></div>""",
        """<li onclick="window.location = '/news/dikes/'; return false">Dikes</li>""",
        '<div class="card" data-href="/news/dikes/"><h3>Dikes</h3></div>',
        '<a href="#" data-href="https://example.org/news/dikes/">Dikes</a>',
        '<noscript><li><a class="x" href="/news/dikes/">Dikes</a></li></noscript>',
    ],
)
def test_what_a_press_leads_to_is_a_link(place: str) -> None:
    assert "https://example.org/news/dikes/" in read(place).links


@pytest.mark.parametrize(
    "place",
    [
        '<select><option value="/topics/water/">Water</option></select>',
        '<select><option value="2">2</option></select>',
        '<select name="year"><option value="2025">2025</option></select>',
        '<select name="per_page"><option value="20">20</option></select>',
        '<noscript><a rel="nofollow" href="/news/dikes/">Dikes</a></noscript>',
        '<noscript><a href="/news/dikes/" rel=nofollow>Dikes</a></noscript>',
        '<div data-url="/share/?id=7">Share</div>',
        '<form hx-get="/search/">Search</form>',
        '<div hx-get="/related/" hx-trigger="revealed"></div>',
        """<button onclick="alert('/news/dikes/')">Dikes</button>""",
        '<div data-href="#dikes">Dikes</div>',
        '<div data-next=".slide">Next</div>',
    ],
)
def test_what_a_script_shows_in_the_page_is_none(place: str) -> None:
    found = read(place)

    assert found.links == ()
    assert found.next_page is None


def test_a_choice_of_years_leads_to_their_lists() -> None:
    years = "".join(f'<option value="/news/{year}">{year}</option>' for year in (2025, 2026))

    assert read(f"<select>{years}</select>").links == (
        "https://example.org/news/2025",
        "https://example.org/news/2026",
    )


def test_feeds_of_news_are_told_from_feeds_of_comments() -> None:
    rss = 'rel="alternate" type="application/rss+xml"'
    found = read(
        "",
        f'<link {rss} title="Site » Feed" href="/feed/">'
        f'<link {rss} title="Site » Comments Feed" href="/comments/feed/">'
        f'<link {rss} href="https://elsewhere.example/feed/">'
        '<link rel="alternate" hreflang="nl" href="/nl/">',
    )

    assert found.feeds == ("https://example.org/feed/",)


def test_the_canonical_address_is_absolute() -> None:
    assert read("", '<link rel="canonical" href="/a/">').canonical == "https://example.org/a/"


def test_a_base_element_moves_relative_links() -> None:
    found = read('<a href="x/">x</a>', '<base href="https://example.org/deep/">')

    assert found.links == ("https://example.org/deep/x/",)


def test_the_same_address_is_named_once_however_it_is_written() -> None:
    found = read('<a href="/a/?utm_source=x">x</a><a href="https://example.org/a/#b">x</a>')

    assert found.links == ("https://example.org/a/",)


def test_a_page_with_a_date_of_publication_has_no_entries() -> None:
    found = read(
        '<article><h2><a href="/news/b/">Related</a></h2></article>',
        '<meta property="article:published_time" content="2026-01-02T03:04:05Z">',
    )

    assert (found.entries, found.links) == ((), ("https://example.org/news/b/",))


@given(st.binary(max_size=200))
def test_any_bytes_give_links(body: bytes) -> None:
    document = parse_document(b'<a href="' + body + b'">x</a>' + body, url=URL)

    assert isinstance(read_links(document), PageLinks)
