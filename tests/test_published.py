"""The day of publication: which of the days a page names is its own."""

import pytest

from scraper.document import parse_document
from scraper.extract import extract, extract_document

_TEXT = "<p>" + "The ships lay at anchor for a week and nobody came to look. " * 40 + "</p>"
_HEADING = "<h1>Why the ships lie at anchor</h1>"


def _published(
    body: str, head: str = "", *, lang: str = "en", url: str = "https://tidewater.example/a"
) -> str | None:
    page = (
        f'<html lang="{lang}"><head>{head}</head><body><main>{body}{_TEXT}</main>'
        '<div class="comments"><time datetime="2023-01-01T10:00:00+01:00">1 May</time></div>'
        "</body></html>"
    )
    return extract(page, url).published


@pytest.mark.parametrize(
    ("stated", "shown", "day"),
    [
        ("2021-03-13T00:46:23+00:00", "2021-03-12T19:46:23-05:00", "2021-03-12"),
        ("2021-03-13T00:46:23Z", "2021-03-12 19:46:23", "2021-03-12"),
        ("2021-03-12T23:30:07Z", "2021-03-13T00:30:07+01:00", "2021-03-13"),
        ("2021-03-13T00:46:23Z", "2021-03-12T19:46:24-05:00", "2021-03-13"),
        ("2021-03-13T00:30:00Z", "2021-03-12 19:30:00", "2021-03-13"),
        ("2021-03-13T00:46:23+01:00", "2021-03-12T23:46:23Z", "2021-03-13"),
    ],
)
def test_a_time_in_utc_gives_the_day_its_instant_has_at_the_place(
    stated: str, shown: str, day: str
) -> None:
    head = f'<meta property="article:published_time" content="{stated}">'

    assert _published(f'{_HEADING}<time datetime="{shown}">that day</time>', head) == day


@pytest.mark.parametrize("name", ["date", "DC.date", "dcterms.date"])
def test_a_day_at_the_headline_goes_before_a_loose_meta(name: str) -> None:
    head = f'<meta name="{name}" content="2021-02-20">'

    assert _published(f"{_HEADING}<p>12 March 2021</p>", head) == "2021-03-12"
    assert _published(_HEADING, head) == "2021-02-20"


@pytest.mark.parametrize(
    "stated", ["Fri Mar 12 14:07:36 CET 2021", "Fri Mar 12 2021 14:07:36 GMT+0100 (CET)"]
)
def test_a_time_as_java_and_a_browser_print_it_is_read(stated: str) -> None:
    node = f'{{"@type": "NewsArticle", "headline": "Ships", "datePublished": "{stated}"}}'
    head = f'<script type="application/ld+json">{node}</script>'

    assert _published(_HEADING, head) == "2021-03-12"


def test_a_day_without_a_clock_is_stated_too() -> None:
    head = '<meta property="article:published_time" content="2021-03-12">'
    other = '<time datetime="2019-11-01T10:34:37-04:00">1 November 2019</time>'

    assert _published(f"{_HEADING}{other}", head) == "2021-03-12"


@pytest.mark.parametrize(
    "body",
    [
        f"{_HEADING}<p>Updated <time datetime='2021-03-12T10:00:00+01:00'>12 March</time></p>",
        f"{_HEADING}<p>Aktualisiert am: <time datetime='2021-03-12'>12.03.2021</time></p>",
        f"{_HEADING}<p>最終更新日：2021年3月12日</p>",
        f"{_HEADING}<p>1975年1月28日に東京の港で生まれた船長の話である</p>",
        f"{_HEADING}<p>28 January 1975</p>",
        f"{_HEADING}<p>Married since 12 March 2021</p>",
        f"{_HEADING}<dt>Founded</dt><dd>12 March 2021 <i>2021-03-12</i></dd>",
        f"{_HEADING}<p>Anmeldeschluss: 12.03.2021</p>",
        f"{_HEADING}<p>10 – 12 March 2021</p>",
        f"{_HEADING}<p>Captain Anna Ebb in the harbour on 12 March 2021.</p>",
        '<ul><li><a href="/b">Ebb</a> <i class="date">12 March 2021</i></li>'
        '<li><a href="/c">Flow</a> <i class="date">13 March 2021</i></li></ul>',
    ],
)
def test_no_day_is_given_where_none_is_surely_its_own(body: str) -> None:
    assert _published(body) is None


@pytest.mark.parametrize(("before", "day"), [("By Anna Ebb,", "2021-03-12"), ("Updated", None)])
def test_the_day_a_theme_marks_is_left_where_it_is_that_of_a_change(
    before: str, day: str | None
) -> None:
    head = '<link rel="https://api.w.org/" href="https://tidewater.example/wp-json/">'
    marked = '<time class="entry-date" datetime="2021-03-12T10:00:00+01:00">12 March 2021</time>'

    assert _published(f"{_HEADING}<p>{before} {marked}</p>", head) == day


@pytest.mark.parametrize(
    "label",
    [
        "Last updated on",
        "Laatst gewijzigd op",
        "Zuletzt aktualisiert am",
        "Mis à jour le",
        "Dernière mise à jour :",
        "Última actualización:",
        "Ultimo aggiornamento",
        "Atualizado em",
        "Ostatnia aktualizacja:",
        "Uppdaterad",
        "Opdateret",
        "Güncelleme:",
        "Оновлено",
        "Последнее обновление:",
        "Poslední úprava: změněno",
        "Frissítve:",
        "Päivitetty",
        "Zadnje ažurirano:",
        "Τελευταία ενημέρωση:",
    ],
)
def test_the_day_of_a_change_is_left_in_any_language(label: str) -> None:
    assert _published(f"{_HEADING}<p>{label} 12.03.2021</p>") is None
    assert _published(f"{_HEADING}<p><b>{label}</b><span>12.03.2021</span></p>") is None
    assert _published(f"{_HEADING}<p>11.03.2021, {label} 12.03.2021</p>") == "2021-03-11"


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Why the ships lie at anchor <small>12.03.2021 - </small></h1>"
        '<meta property="og:title" content="Why the ships lie at anchor">',
        f'<div class="elementor-widget">{_HEADING}</div>'
        '<div class="elementor-widget"><span>12 March 2021</span></div>',
        f'{_HEADING}<time class="entry-date updated" datetime="2021-03-12">Friday</time>',
        f'{_HEADING}<time itemprop="dateModified">1 April 2021</time>'
        '<time itemprop="datePublished" datetime="2021-03-12 10:20:00">Friday</time>',
        '<span class="date">12 March 2021</span><em class="date">March 12, 2021</em>',
        f"{_HEADING}<p>14:07 – 12 March 2021</p>",
        f"{_HEADING}<p>By Anna Ebb, 12 March 2021.</p>",
        f"{_HEADING}<p>Updated</p><p>12 March 2021</p><p>Published</p><p>12 March 2021</p>",
    ],
)
def test_a_day_of_the_article_is_found(body: str) -> None:
    assert _published(body) == "2021-03-12"


@pytest.mark.parametrize(
    ("lang", "host", "day"),
    [
        ("en", "tidewater.co.uk", "2021-05-04"),
        ("en", "tidewater.gov", "2021-04-05"),
        ("en", "tidewater.com", None),
        ("en-US", "tidewater.com", "2021-04-05"),
        ("en-US", "tidewater.nl", "2021-05-04"),
        ("de", "tidewater.com", "2021-05-04"),
    ],
)
def test_a_day_in_figures_is_read_by_language_and_place(
    lang: str, host: str, day: str | None
) -> None:
    body = f"{_HEADING}<p>04/05/2021</p>"

    assert _published(body, lang=lang, url=f"https://{host}/a") == day


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://tidewater.example/2021/03/210312-ships", "2021-03-12"),
        ("https://tidewater.example/article/A20210312004", "2021-03-12"),
        ("https://tidewater.example/2021/03/ships", None),
    ],
)
def test_the_day_of_the_picture_counts_where_the_address_has_it(url: str, day: str | None) -> None:
    picture = "https://tidewater.example/pictures/2021/03/12/ships.jpg"

    assert _published(_HEADING, f'<meta property="og:image" content="{picture}">', url=url) == day


def test_the_day_of_a_caption_is_the_picture_s() -> None:
    head = (
        '<meta name="Generator" content="Drupal 9">'
        '<meta property="article:published_time" content="2021-03-12T09:00:00+01:00">'
    )
    body = f'<div>{_HEADING}<ul class="caption meta"><li><time>25 May 2023</time></li></ul></div>'

    assert _published(body, head) == "2021-03-12"


def test_the_other_days_of_a_page_are_told_with_their_rules() -> None:
    head = (
        '<meta property="article:published_time" content="2021-03-12T09:00:00+01:00">'
        '<meta name="pubdate" content="2021-03-14">'
    )
    page = f"<head>{head}</head><body><main>{_HEADING}{_TEXT}</main></body>"
    document = parse_document(page, url="https://tidewater.example/2021/03/13/a")

    evidence = extract_document(document).evidence["published"]

    assert evidence.rule == "day in the address"
    assert evidence.runners_up == (
        "2021-03-12 (meta article:published_time)",
        "2021-03-14 (meta pubdate)",
    )
