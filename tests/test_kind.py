"""What a page is, by its address, its classes and what it says of itself."""

import pytest

from scraper.extract import extract
from scraper.records import ArticleKind

LINE = "The tugs of the harbour were built to pull, and none was built to push a ship. "
TEXT = "".join(f"<p>{LINE * 2}</p>" for _ in range(8))
STATED = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Tugs"}</script>'
ENTRIES = "".join(f"<article><h2>Tug {n}</h2><p>Short.</p></article>" for n in range(9))
ARTICLE, LISTING, OTHER = ArticleKind.ARTICLE, ArticleKind.LISTING, ArticleKind.OTHER


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://example.org/news/tugs", ARTICLE),
        ("", ARTICLE),
        ("https://example.org/?p=5031", ARTICLE),
        ("https://example.org/archives/63076", ARTICLE),
        ("https://example.org/view.php?page=news_item&px=Tugs", ARTICLE),
        ("https://example.org/", LISTING),
        ("https://example.org", LISTING),
        ("https://example.org/?page=2", LISTING),
        ("https://example.org/news?q=tugs", LISTING),
        ("https://example.org/archives/2024/05/", LISTING),
        ("https://example.org/archive/", LISTING),
        ("https://example.org/tags/tugs", LISTING),
        ("https://example.org/news/page/3/", LISTING),
    ],
)
def test_address_of_a_dated_page_tells_lists_from_articles(url: str, kind: ArticleKind) -> None:
    page = f"<main><h1>Tugs pull</h1><p class=date>4 March 2024</p>{TEXT}</main>"

    assert extract(page, url).kind is kind


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        (f"{STATED}<body class='home wide'><h1>Tugs</h1>{TEXT}", ARTICLE),
        (f"<body class=blog><h1>Tugs</h1>{ENTRIES}", LISTING),
        (f"{STATED}<body class='archive category'><h1>Tugs</h1>{ENTRIES}", LISTING),
        (
            "<meta property=og:type content=article><body class='blog show'><h1>Tugs</h1>"
            f"<p>4 March 2024</p>{TEXT}",
            ARTICLE,
        ),
        (
            "<meta property=og:type content=article><body class='blog'><h1>Tugs</h1>"
            f"<p>4 March 2024</p>{ENTRIES}",
            LISTING,
        ),
        (f"<h2>Tugs</h2><time datetime=2024-03-04>4 March</time>{TEXT}", ARTICLE),
        (f"<h2>Tugs</h2>{TEXT}", OTHER),
    ],
)
def test_page_that_says_what_it_is_goes_before_a_class_of_its_theme(
    markup: str, kind: ArticleKind
) -> None:
    assert extract(markup, "https://example.org/news/tugs").kind is kind


def _teasers(tag: str, *, dated: bool = True) -> str:
    return "".join(
        f"<div class=teaser><{tag}><a href=/a/{n}/>Why the ships number {n} lie</a></{tag}>"
        f"{f'<span>{n} March 2021</span>' if dated else ''}<p>They wait for wind.</p></div>"
        for n in range(1, 9)
    )


@pytest.mark.parametrize("page", [_teasers("h3"), _teasers("h2", dated=False)])
def test_a_list_of_teasers_in_plain_boxes_is_no_article(page: str) -> None:
    article = extract(f"<main><h1>Publications</h1>{page}</main>", "https://tide.example/library")

    assert article.kind is ArticleKind.LISTING
    assert article.published is None


def test_an_article_with_teasers_below_stays_one() -> None:
    text = "<p>A ship at anchor swings with the tide, and its crew looks at the town.</p>" * 8
    page = f"<main><h1>Why ships lie</h1><p>2 May 2020</p>{text}{_teasers('h3')}</main>"

    article = extract(page, "https://tide.example/library/why")

    assert article.kind is ArticleKind.ARTICLE
    assert article.published == "2020-05-02"


def test_days_of_entries_do_not_make_a_person_an_article() -> None:
    entries = "<li><a href=/p/1>Ports at peace and at war</a> 1 May 2023</li>"
    page = (
        f"<main><h1>Ada Vos</h1><p>Senior fellow</p>{TEXT}<h3>Latest</h3><ul>{entries}</ul></main>"
    )

    read = extract(page, "https://tide.example/experts/ada-vos")

    assert (read.kind, read.published) == (ArticleKind.PROFILE, None)


@pytest.mark.parametrize(
    "path", ["about-us/people/ada-vos/", "nl/over-ons/medewerkers/ada-vos/", "our-team/ada-vos"]
)
def test_a_person_below_the_pages_about_an_institute_is_a_profile(path: str) -> None:
    page = "<main><h1>Ada Vos</h1><p>Ada Vos studies tides and those who wait for them.</p></main>"

    assert extract(page, f"https://tide.example/{path}").kind is ArticleKind.PROFILE


ROWS = "".join(
    f"<li><a href=/news/{n}>The report on tugs, part {n}</a> <span>{n} March 2024</span></li>"
    for n in range(1, 9)
)
CELLS = "".join(
    f"<tr><td>{n}.03.2024<td><a href=/n/{n}>The report on tugs, part {n}</a>" for n in range(1, 9)
)
TERMS = "".join(
    f"<dt>{n} March 2024</dt><dd><a href=/n/{n}>The report on tugs, part {n}</a></dd>"
    for n in range(1, 9)
)
TEASERS = "".join(
    f"<div><p><a href=/n/{n}>A paper on tugs, part {n}</a><p>{n} May 2023<p>{LINE * 2}</div>"
    for n in range(1, 9)
)
SIGNS = "".join(
    f"<li><a href=/n/{n}>中国与欧洲关系的未来第{n}期</a><span>2024-03-0{n}</span>"
    for n in range(1, 9)
)


@pytest.mark.parametrize(
    "rows",
    [f"<ul>{ROWS}</ul>", f"<table>{CELLS}</table>", f"<dl>{TERMS}</dl>", TEASERS, SIGNS],
    ids=["list", "table", "terms", "teasers", "signs"],
)
def test_list_of_dated_links_below_a_headline_is_a_listing_without_a_day(rows: str) -> None:
    page = f"<main><h1>News of the year</h1><p>All we wrote in it.</p><div>{rows}</div></main>"

    read = extract(page, "https://example.org/en/news-2024")

    assert (read.kind, read.published) == (LISTING, None)


@pytest.mark.parametrize(
    ("markup", "kind", "day"),
    [
        (f"<h1>Tugs pull</h1><p>4 May 2023</p>{TEXT}<ul>{ROWS}</ul>", ARTICLE, "2023-05-04"),
        (f"<h1>Tugs pull</h1><p>4 May 2023</p><p>{LINE}<ul>{ROWS}</ul>", ARTICLE, "2023-05-04"),
        # the summary of a report, and its kin below it: no list, and their days are not its own
        (f"<h1>Tugs pull</h1><p>{LINE * 6}<h3>More</h3><ul>{ROWS}</ul>", OTHER, None),
    ],
)
def test_list_below_an_article_leaves_it_one(markup: str, kind: ArticleKind, day: str) -> None:
    read = extract(f"<main>{markup}</main>", "https://example.org/en/tugs")

    assert (read.kind, read.published) == (kind, day)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://example.org/?q=node/431", ARTICLE),
        ("https://example.org/?q=tugs", LISTING),
        ("https://example.org/view?idx=87&page=1", ARTICLE),
        ("https://example.org/view?page=1", LISTING),
    ],
)
def test_an_address_with_one_entrys_number_is_no_list(url: str, kind: ArticleKind) -> None:
    page = f"<main><h1>Tugs pull</h1><p class=date>4 March 2024</p>{TEXT}</main>"

    assert extract(page, url).kind is kind


@pytest.mark.parametrize(
    ("classes", "kind"), [("page basicpage", ARTICLE), ("page page-id-7", OTHER)]
)
def test_a_class_page_alone_is_no_page_of_wordpress(classes: str, kind: ArticleKind) -> None:
    page = f"<body class='{classes}'><h1>Tugs</h1><p class=date>4 March 2024</p>{TEXT}</body>"

    assert extract(page, "https://example.org/tugs").kind is kind


def test_comments_that_are_articles_are_no_entries_of_a_list() -> None:
    said = "".join(f"<article class=comment-body><p>{LINE}</p></article>" for _ in range(9))
    page = f"<h1>Tugs</h1><p class=date>4 March 2024</p><p>{LINE}</p><ol>{said}</ol>"

    assert extract(page, "https://example.org/tugs").kind is ARTICLE


@pytest.mark.parametrize(("line", "kind"), [("By Ada Ebb", ARTICLE), ("Contact us", OTHER)])
def test_a_text_without_a_day_is_an_article_where_somebody_signs_it(
    line: str, kind: ArticleKind
) -> None:
    page = f"<main><h1>Tugs pull</h1><p>{line}</p>{TEXT}</main>"

    assert extract(page, "https://example.org/tugs").kind is kind


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("2026-05-01", "No events this day.", OTHER),
        ("Friday, 1 May 2026", "No events this day.", OTHER),
        ("vrijdag 1 mei 2026", "Geen evenementen.", OTHER),
        ("1 May 2026", "The council met and spoke of dikes along the river. " * 6, ARTICLE),
        ("Dikes and rivers, 1 May 2026", "The council met.", ARTICLE),
    ],
)
def test_an_empty_day_of_a_calendar_is_no_article(title: str, text: str, kind: ArticleKind) -> None:
    page = f"<title>Institute</title><main><h1>{title}</h1><p>{text}</p></main>"

    assert extract(page, "https://example.org/events/day/2026-05-01").kind is kind
