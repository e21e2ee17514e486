"""The headline of general pages and the day in the lines around it."""

import pytest

from scraper.document import parse_document
from scraper.extract import extract, extract_document
from scraper.records import Article

_TEXT = "<p>" + "The ships lay at anchor for a week and nobody came to look. " * 40 + "</p>"


def _read(body: str, head: str = "", url: str = "https://tidewater.example/a") -> Article:
    page = f"<html><head>{head}</head><body><main>{body}{_TEXT}</main></body></html>"
    return extract(page, url)


def _og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


@pytest.mark.parametrize(
    "heading",
    [
        "<h1>Why the ships lie at anchor</h1>",
        "<h1><small>Opinion</small> | Why the ships lie at anchor</h1>",
        "<h1>Why the ships lie at anchor <small>12.03.2021 - Harbour</small></h1>",
        "<h1>Why the ships lie<b>at anchor</b></h1>",
        "<h1>The Tidewater Review</h1><h2>Why the ships lie at anchor</h2>",
        "<h1><i>Harbour</i><i>News</i><b>Why the ships lie at anchor</b></h1>",
        "<h1><b>Why the ships</b><b>lie at anchor</b> <a>Edit</a></h1>",
    ],
)
def test_the_headline_is_the_heading_the_head_confirms(heading: str) -> None:
    site = '<meta property="og:site_name" content="The Tidewater Review">'

    article = _read(heading, _og("Why the ships lie at anchor") + site)

    assert article.title == "Why the ships lie at anchor"


@pytest.mark.parametrize(
    "heading",
    [
        "<h1>Why the ships lie at anchor<span>A harbour waits for the wind</span></h1>",
        "<h1>Why the ships lie at anchor - Tidewater</h1>",
        "<h1>About us</h1>",
        "<h1>The Review of Things at Sea</h1><h2>Why the ships lie at anchor</h2>",
    ],
)
def test_what_is_no_headline_in_a_heading_is_left(heading: str) -> None:
    head = "<title>Why the ships lie at anchor | Tidewater</title>"

    assert _read(heading, head + _og("Why the ships lie at anchor")).title == (
        "Why the ships lie at anchor"
    )


@pytest.mark.parametrize(
    ("heading", "og", "title"),
    [
        ("Ten ships worth a visit this year", "10 Best Ships", "Ten ships worth a visit this year"),
        ("Ships: a tale of two harbours", "Ships", "Ships: a tale of two harbours"),
        ("High Water", "The Tidewaters – High Water", "High Water"),
        ("The ships lie at anchor, and why", "Ships at anchor", "The ships lie at anchor, and why"),
    ],
)
def test_the_heading_shown_goes_before_other_words_of_the_head(
    heading: str, og: str, title: str
) -> None:
    assert _read(f"<h1>{heading}</h1><h2>The Tidewaters</h2>", _og(og)).title == title


def test_a_heading_is_not_cut_inside_a_line() -> None:
    head = _og("Ships lie at anchor for a week")

    title = _read("<h1>Most ships lie at anchor for a week</h1>", head).title

    assert title == "Most ships lie at anchor for a week"


def test_a_kicker_beside_the_heading_is_of_the_headline_where_all_of_the_head_has_it() -> None:
    whole = "Harbours: Why the ships lie at anchor"
    json_ld = f'{{"@type": "NewsArticle", "headline": "{whole}"}}'
    script = f'<script type="application/ld+json">{json_ld}</script>'
    heading = "<p>Harbours</p><h1>Why the ships lie at anchor</h1>"

    assert _read(heading, f"<title>{whole} | Tidewater</title>{_og(whole)}{script}").title == whole
    assert _read(heading, _og(whole)).title == "Why the ships lie at anchor"


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ('<h1><a href="/">Gulls and Cables</a></h1>', "Why the ships lie - Gulls and Cables"),
        ('<a href="/"><h1>Notes on water</h1></a>', "Why the ships lie | Notes on water | Home"),
        ('<h1><a href="/gull/">Gull notes</a></h1>', "Why the ships lie - Gull notes"),
    ],
)
def test_a_heading_that_leads_to_the_front_page_is_the_site(heading: str, title: str) -> None:
    url = "https://tidewater.example/gull/2021/anchor"

    found = _read(heading, f"<title>{title}</title>", url).title

    assert found is not None
    assert found.startswith("Why the ships lie")
    assert "Gull" not in found


def test_a_heading_that_leads_to_its_own_page_is_the_headline() -> None:
    url = "https://tidewater.example/2021/anchor/"

    title = _read('<h1><a href="/2021/anchor/">Ships at anchor</a></h1>', url=url).title

    assert title == "Ships at anchor"


def test_a_header_of_the_page_with_the_headline_is_the_articles_own() -> None:
    header = "<header><h1>Why the ships lie at anchor</h1><p>12 March 2021</p></header>"
    page = f"<head>{_og('Why the ships lie at anchor')}</head><body>{header}<main>{_TEXT}</main>"

    article = extract(page, "https://tidewater.example/a")

    assert article.title == "Why the ships lie at anchor"
    assert article.published == "2021-03-12"


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("why-the-ships-lie-at-anchor", "Why the ships lie at anchor"),
        ("a-week-of-calm-on-the-river", "A week of calm is over for the river trade"),
        ("12345", "A week of calm is over for the river trade"),
    ],
)
def test_the_address_tells_which_of_two_titles_is_the_older(address: str, title: str) -> None:
    heading = "<h1>A week of calm is over for the river trade</h1>"
    url = f"https://tidewater.example/{address}"

    assert _read(heading, _og("Why the ships lie at anchor"), url).title == title


@pytest.mark.parametrize(
    ("heading", "address"),
    [
        ("Three questions to the harbour master", "three-questions-to-the-harbour-master"),
        ("Häuser über schönen Häfen", "haeuser-ueber-schoenen-haefen"),
        (
            "Корабли стоят в гавани",
            "%D0%BA%D0%BE%D1%80%D0%B0%D0%B1%D0%BB%D0%B8-"
            "%D1%81%D1%82%D0%BE%D1%8F%D1%82-%D0%B2-%D0%B3%D0%B0%D0%B2%D0%B0%D0%BD%D0%B8",
        ),
    ],
)
def test_a_heading_the_address_has_goes_before_a_second_one_the_head_has(
    heading: str, address: str
) -> None:
    body = f"<h1>{heading}</h1><h2>What is a tide?</h2>"

    title = _read(body, _og("What is a tide?"), f"https://tidewater.example/{address}").title

    assert title == heading


def test_without_headings_the_title_loses_the_unknown_name_behind_its_bar() -> None:
    title = "Why the ships lie at anchor | Gull Review"

    assert _read("", f"<title>{title}</title>{_og(title)}").title == "Why the ships lie at anchor"


def test_without_headings_the_part_of_the_title_that_the_page_shows_is_the_headline() -> None:
    head = "<title>Why the ships lie at anchor - Harbours - News - Gull</title>"
    part = "<div><b>»Why the ships lie  at anchor«</b></div>"
    whole = "<div>Why the ships lie at anchor - Harbours - News</div>"

    assert _read(part, head).title == "Why the ships lie at anchor"
    assert _read(part + whole, head).title == "Why the ships lie at anchor - Harbours - News"
    assert _read("", head).title == "Why the ships lie at anchor - Harbours - News"


def test_a_title_that_is_cut_is_the_line_it_is_cut_of() -> None:
    head = "<title>Why the ships lie at anchor for a...</title>"

    assert _read("<b>Why the ships lie at anchor for a week</b>", head).title == (
        "Why the ships lie at anchor for a week"
    )
    assert _read("", head).title == "Why the ships lie at anchor for a..."


def test_a_heading_encoded_twice_is_read_as_the_head_has_it() -> None:
    assert _read("<h1>Ships &amp;#x26; anchors</h1>", _og("Ships &#x26; anchors")).title == (
        "Ships & anchors"
    )


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("why-the-ships-lie-for-so-long", "Why the ships lie at anchor for a week"),
        ("12345", "A message from our founder and his friends"),
    ],
)
def test_a_heading_of_other_things_is_none_where_the_address_tells(
    address: str, title: str
) -> None:
    heading = "<h1>A message from our founder and his friends</h1>"
    og = _og("Why the ships lie at anchor for a week")

    assert _read(heading, og, f"https://tidewater.example/{address}").title == title


def test_a_second_heading_is_not_the_headline_for_being_in_the_titles_end() -> None:
    head = "<title>Why the ships lie at anchor - Harbour notes - Gull</title>"

    assert _read("<h2>Harbour notes</h2>", head).title != "Harbour notes"
    assert _read("<h2>Why the ships lie at anchor</h2>", head).title == (
        "Why the ships lie at anchor"
    )


def test_the_other_titles_of_a_page_are_told_with_their_rules() -> None:
    head = f"<title>Ships | Tidewater</title>{_og('Ten ships at anchor')}"
    page = f"<head>{head}</head><body><h1>Why the ships lie at anchor</h1>{_TEXT}</body>"
    document = parse_document(page, url="https://tidewater.example/a")

    evidence = extract_document(document).evidence["title"]

    assert evidence.rule == "the first h1"
    assert evidence.runners_up == ("Ten ships at anchor (og:title)", "Ships (title element)")


def test_the_address_confirms_a_heading_where_the_head_is_silent() -> None:
    body = "<h1>Time for ships</h1><h2>Search</h2><h2>Why the ships lie at anchor</h2>"

    url = "https://tidewater.example/2021/why-the-ships-lie-at-anchor/"

    assert _read(body, url=url).title == "Why the ships lie at anchor"


@pytest.mark.parametrize(
    "line",
    [
        "<p>12 March 2021</p>",
        "<div>Published: <b>March 12, 2021</b> · 4 min read</div>",
        "<p>Hamburg, 12. März 2021</p>",
        "<span>12</span> <span>maart</span> <span>2021</span>",
        "<p>12.03.21 | 14:07 Uhr</p>",
        "<p>12 March 2021, updated 14 April 2021</p>",
        '<div class="lead">A lead of some words.</div><time datetime="2021-03-12">Friday</time>',
        '<time datetime="Fri, 12 Mar 2021 17:15:49 +0000">last week</time>',
        "<span>2021-04-14T10:10:52+01:00</span> <span>12 March 2021</span>",
        "<span>2021-03-12T10:10:52+01:00</span>",
        '<p>12 March 2021</p><b itemprop="datePublished">1 May 2019</b>'
        '<b itemprop="datePublished">2 June 2020</b>',
    ],
)
def test_the_day_is_read_in_a_line_near_the_headline(line: str) -> None:
    assert _read(f"<h1>Why the ships lie at anchor</h1>{line}").published == "2021-03-12"


@pytest.mark.parametrize(
    "line",
    [
        "<p>Updated: 12 March 2021</p>",
        "<p>On 12 March 2021 the harbour master ordered every ship that could sail to leave.</p>",
        '<div class="related"><time datetime="2021-03-12">Friday</time></div>',
        '<time itemprop="dateModified" datetime="2021-03-12">Friday</time>',
    ],
)
def test_a_day_of_something_else_is_left(line: str) -> None:
    assert _read(f"<h1>Why the ships lie at anchor</h1>{line}").published is None


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="dc.date.issued" content="2021-03-12">',
        '<meta name="w-published-date" content="2021-03-12T06:03:43Z">',
        '<meta name="article:published_time" value="2021-03-12T06:03:43Z">',
        '<meta name="publish-date" content="Fri, 12 Mar 2021 07:36:07 +0100">',
    ],
)
def test_the_day_is_read_in_any_usual_meta(head: str) -> None:
    assert _read("<h1>Why the ships lie at anchor</h1>", head).published == "2021-03-12"


def test_the_day_in_an_address_is_the_last_resort() -> None:
    url = "https://tidewater.example/news/ships-at-anchor-20210312"

    assert _read("<h1>Why the ships lie at anchor</h1>", url=url).published == "2021-03-12"


_ADDRESS = "https://delta.example/a"
_IN_HEADER = """<title>Grain leaves the port of Izmail again - The Delta</title>
<header><p>The Delta</p><ul><li><a href=/news>News</a></ul>{headline}
<p>By <a rel=author href=/p/1>Mira Olsen</a> <time datetime=2024-05-03>3 May 2024</time></p>
</header>
<main><p>The first ships left before sunrise, and the last had passed the lighthouse by noon.
<p>Insurers had asked for an escort along the coast, which the ministry granted.</main>"""


def test_header_of_the_page_that_holds_its_headline_is_read() -> None:
    page = _IN_HEADER.format(headline="<h1>Grain leaves the port of Izmail again</h1>")

    article = extract(page, _ADDRESS)

    assert article.title == "Grain leaves the port of Izmail again"
    assert (article.published, article.authors) == ("2024-05-03", ("Mira Olsen",))
    assert "The Delta" not in article.body


def test_header_with_the_name_of_the_site_is_frame() -> None:
    article = extract(_IN_HEADER.format(headline="<h1>The Delta</h1>"), _ADDRESS)

    assert (article.title, article.authors) == ("Grain leaves the port of Izmail again", ())


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("<h3>Why the ships lie at anchor</h3>", "The Tidewater: Why the ships lie at anchor"),
        ("<b>Why the ships lie at anchor</b><br>", "The Tidewater: Why the ships lie at anchor"),
        ("<b>Why the ships lie at anchor</b>", "Why the ships lie at anchor-Harbours|Tidewater"),
        ("<b>Why the ships lie at anchor</b>", "Why the ships lie at anchorㅣTidewater"),
        ("<b>Why the ships lie at anchor</b>", "Why the ships lie at anchor_News_Tidewater"),
        ("<h1>Why the ships lie at anchor<a href='#why'>#</a></h1>", "Tidewater"),
    ],
)
def test_what_is_put_around_a_headline_without_spaces_is_no_part_of_it(
    body: str, title: str
) -> None:
    assert _read(body, f"<title>{title}</title>").title == "Why the ships lie at anchor"


@pytest.mark.parametrize("title", ["Tugs at work: Why the ships lie at anchor", "C# and the ships"])
def test_a_kicker_and_a_sign_of_the_headlines_own_stay(title: str) -> None:
    assert _read(f"<h1>{title}</h1>", f"<title>{title} | The Tidewater</title>").title == title


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        (
            "<h1><b>Ships at anchor</b><b>Why they lie there</b></h1>",
            "Ships at anchor Why they lie",
        ),
        ("<h1><b>Ships at anchor:</b><i>Why they lie</i></h1>", "Ships at anchor: Why they lie"),
        ("<h1>Ships and <i>i</i>Phones</h1>", "Ships and iPhones"),
        ("<h1>Ships at <b>anc</b>hor now</h1>", "Ships at anchor now"),
    ],
)
def test_lines_of_a_headline_that_only_style_parts_get_a_space(heading: str, title: str) -> None:
    found = _read(heading, "<title>The Tidewater</title>").title

    assert found is not None
    assert found.startswith(title)


@pytest.mark.parametrize("tag", ["div", "section", "header"])
def test_a_banner_with_the_headline_is_the_articles_own(tag: str) -> None:
    banner = f"<{tag} role=banner><h1>Why the ships lie at anchor</h1><p>4 March 2024</p></{tag}>"

    found = _read(banner, _og("Why the ships lie at anchor"))

    assert (found.title, found.published) == ("Why the ships lie at anchor", "2024-03-04")
