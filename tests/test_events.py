"""The day of an event is none of publication."""

import pytest

from scraper.extract import extract
from scraper.records import ArticleKind

_TEXT = "<p>" + "The ships lay at anchor for a week and nobody came to look. " * 10 + "</p>"


def _published(under: str, head: str = "") -> str | None:
    page = f"<html><head>{head}</head><main><h1>Who pays for the winter?</h1>{under}{_TEXT * 3}"
    article = extract(page, "https://tidewater.example/agenda/winter")
    assert article.kind is ArticleKind.ARTICLE
    return str(article.published) if article.published else None


@pytest.mark.parametrize(
    "under",
    [
        "<p>18 April 2024, 18:00 – 19:30 | Oldermouth</p>",
        "<p>18 April 2024, 6pm to 7.30pm</p>",
        "<dl><dt>Date<dd>jeudi 18 avril 2024, 9h00 - 13h00<dt>Lieu<dd>Salle des ventes</dl>",
        "<ul><li><b>Datum</b> 18 april 2024<li><b>Tijd</b> 18.00 uur<li><b>Plaats</b> Kade</ul>",
        "<table><tr><th>Fecha<td>18 de abril de 2024<tr><th>Lugar<td>Antigua Aduana</table>",
        "<p>18 April 2024</p><p>Venue: Tidewater House</p>",
        "<p>18 de abril de 2024</p><p>Local: Antiga Alfândega</p>",
        "<dl><dt>Date<dd>18 April 2024<dt>Time<dd>six<dt>Location<dd>Tidewater House</dl>",
    ],
)
def test_a_day_with_hours_or_a_place_is_of_an_event(under: str) -> None:
    assert _published(under) is None


def test_the_day_on_which_an_event_of_the_data_begins_is_its_own() -> None:
    data = '{"@type": "EducationEvent", "startDate": "2024-04-18T18:00:00Z"}'
    head = f'<script type="application/ld+json">{data}</script>'

    assert _published("<p>18 April 2024</p>", head) is None
    assert _published("<p>4 March 2024</p>", head) == "2024-03-04"


@pytest.mark.parametrize("section", ["Local", "TIME"])
def test_a_section_of_news_is_neither_place_nor_hour(section: str) -> None:
    under = f"<p>18 April 2024</p><p><a href='/s/'>{section}</a></p><p>By Ada Ebb</p>"

    assert _published(under) == "2024-04-18"


@pytest.mark.parametrize(
    "under",
    [
        "<p>18 April 2024 - 14:05</p>",
        "<p>14:05 – 18.04.2024</p>",
        "<p>18 April 2024</p><p>Oldermouth</p>",
        "<p>18 April 2024</p><p>Time is what the fund of the seven states has least of.</p>",
    ],
)
def test_a_clock_or_a_place_alone_is_none(under: str) -> None:
    assert _published(under) == "2024-04-18"
