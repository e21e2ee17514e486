"""The day a page tells in words far from its headline."""

import pytest

from scraper.extract import extract

_TEXT = "<p>" + "The ships lay at anchor for a week and nobody came to look. " * 90 + "</p>"
_HEADING = "<h1>Why the ships lie at anchor</h1>"


def _published(end: str, start: str = "") -> str | None:
    page = f"<body><main>{_HEADING}{start}{_TEXT}<div>{end}</div></main></body>"
    return extract(page, "https://tidewater.example/a").published


@pytest.mark.parametrize(
    "sentence",
    [
        "This entry was posted in Harbours and tagged ships, wind on 12 March 2021 by the editor.",
        "This article was <b>originally published</b> on <i>12 March 2021</i>; it is kept current.",
        "Dieser Beitrag wurde am Freitag, 12. März 2021 um 14:07 Uhr veröffentlicht und steht da.",
    ],
)
def test_a_sentence_on_the_page_tells_its_day(sentence: str) -> None:
    assert _published(f"<p>{sentence}</p>") == "2021-03-12"
    assert _published(f"<p>{sentence}</p>", "<p>30 September 2022</p>") == "2021-03-12"


@pytest.mark.parametrize(
    "line",
    [
        "<p>Published: 12 March 2021</p>",
        "<p>Originally published 12 March 2021, 14:07</p>",
        "<dt>Publication date</dt><dd>12 March 2021</dd>",
        "<span>Veröffentlicht</span> <span>am 12.</span> <span>März 2021</span>",
        "<p>Erschienen am: 12.03.2021</p>",
        "<p>Date de publication : 12 mars 2021</p>",
        "<p>Fecha de publicación: 12 de marzo de 2021</p>",
        "<th>公開日</th><td>2021年3月12日</td>",
        "<p>Publikováno: 12. března 2021</p>",
        "<p>Közzétéve: 2021. március 12.</p>",
        "<p>Δημοσιεύθηκε: 12 Μαρτίου 2021</p>",
        "<p>등록일 : 2021.03.12</p>",
    ],
)
def test_a_line_that_begins_with_publication_tells_the_day(line: str) -> None:
    assert _published(line) == "2021-03-12"


@pytest.mark.parametrize(
    "text",
    [
        "<p>Published: 12 March 2021</p><p>Published: 14 March 2021</p>",
        "<p>The report, published on 12 March 2021 in the capital, says as much about ships.</p>",
        "<p>Erschienen in der Ausgabe vom 12.03.2021</p>",
        "<p>The harbour was posted as closed on 12 March 2021 by the master himself.</p>",
    ],
)
def test_a_day_of_other_things_is_left(text: str) -> None:
    assert _published(text) is None


def test_a_day_at_the_headline_goes_before_a_line_at_the_end() -> None:
    assert _published("<p>Published: 14 March 2021</p>", "<p>12 March 2021</p>") == "2021-03-12"


@pytest.mark.parametrize(
    "label",
    [
        "Closing date: {}",
        "Last reviewed on {}",
        "Retrieved {}",
        "Valid from {}",
        "Wanneer: {}",
        "Uiterlijk {}",
        "Laatste wijziging: {}",
        "Bewerbungsfrist: {}",
        "Letzte Änderung: {}",
        "Urteil vom {}",
        "Date limite : {}",
        "Quand : {}",
        "Fecha límite: {}",
        "Scadenza: {}",
        "Prazo: {}",
        "Data modyfikacji: {}",
        "Ważne do {}",
        "Sista ansökningsdag: {}",
        "Ansøgningsfrist: {}",
        "Son başvuru tarihi: {}",
        "Срок: {}",
        "Термін: {}",
    ],
)
def test_a_labelled_day_of_something_else_is_not_the_page_s(label: str) -> None:
    parted, _, _ = label.partition("{}")

    assert _published("", f"<p>{label.format('12.03.2021')}</p>") is None
    assert _published("", f"<dl><dt>{parted}</dt><dd>12.03.2021</dd></dl>") is None
    assert _published("", f"<p>{parted}<time datetime='2021-03-12T14:07Z'>12/3</time></p>") is None


@pytest.mark.parametrize(
    "line",
    [
        "Updated on 14 March 2021. Published on 12 March 2021",
        "Zuletzt aktualisiert: 14.03.2021 | Veröffentlicht am 12.03.2021",
        "Оновлено 14.03.2021. Опубліковано 12.03.2021",
    ],
)
def test_a_line_may_tell_of_the_change_before_the_publication(line: str) -> None:
    assert _published("", f"<p>{line}</p>") == "2021-03-12"


def test_an_event_s_element_gives_no_day() -> None:
    assert _published("", "<div class='event-date'>12 March 2021</div>") is None
    assert _published("", "<div class='post-date'>12 March 2021</div>") == "2021-03-12"


@pytest.mark.parametrize(
    "start",
    [
        "Rotterdam, 12 March 2021 – ",
        "Bern, 12.03.2021 - ",
        "BRUSSELS (12 March 2021) – ",
        "The Hague, March 12, 2021 — ",
        "Paris, le 12 mars 2021 : ",
    ],
)
def test_the_dateline_of_a_press_release_gives_its_day(start: str) -> None:
    line = f"<p>{start}The institute has welcomed the plan that was shown to the council.</p>"

    assert _published("", line) == "2021-03-12"


@pytest.mark.parametrize(
    "start",
    [
        "In the night of 12 March 2021 - and it was a dark one - ",
        "Rotterdam had waited until 12 March 2021 – ",
        "Rotterdam, 12 March 2021 was a day like any other for ",
    ],
)
def test_a_day_in_a_sentence_is_no_dateline(start: str) -> None:
    line = f"<p>{start}the institute and for all who had seen the plan of the council.</p>"

    assert _published("", line) is None


def test_a_day_above_the_first_of_many_entries_is_none_of_the_page() -> None:
    intro = "<p>" + "The ships lay at anchor for a week and nobody came to look. " * 6 + "</p>"
    rows = "".join(
        f"<div><span>{day}.01.2023</span><h3><a href=/a/{day}>What the harbour saw on day {day}</a>"
        f"</h3><p>Nobody had looked at the wall for {day} years, and it showed.</p></div>"
        for day in range(10, 16)
    )
    page = f"<main><h1>Dossier: the wall</h1>{intro}<div>{rows}</div></main>"

    assert extract(page, "https://tidewater.example/dossier/wall").published is None
