"""The cheap tests before dear ones: each passes all that the dear one takes."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.extract.credit import (
    credit_in_caption,
    credit_of_line,
    credit_of_paragraphs,
    credits_by_place,
)
from scraper.extract.language import read_language
from scraper.extract.people import is_role, read_role_line
from scraper.extract.selectors import fitting

CREDITS = [
    "Foto: Ada Vos",
    "[Photo: Ada Vos]",
    "Main photo: Ada Vos",
    "© Ada Vos",
    "Headerfoto door Ada Vos",
]


@pytest.mark.parametrize("line", CREDITS)
def test_a_credit_is_found_by_its_place(line: str) -> None:
    assert credit_of_line(line) == "Ada Vos"
    assert credits_by_place(["Photographs fade.", line]) == {1: "Ada Vos"}


def test_a_credit_behind_a_noscript_is_found() -> None:
    page = LexborHTMLParser(
        "<p>Photographs fade.</p><p><noscript><img src=a></noscript> Foto: Ada Vos</p>",
        scripting=True,
    )

    assert credit_of_paragraphs(page.css("p")) == "Ada Vos"


@pytest.mark.parametrize(
    "text", ["Analyst", "strategic advisers", "Ruslandkenner", "defensiespecialist", "the Chairman"]
)
def test_a_role_is_known_by_its_noun(text: str) -> None:
    assert is_role(text)


@pytest.mark.parametrize("text", ["Ada Vos", "Leadbeater", "Heady days", ""])
def test_what_only_begins_like_a_role_is_none(text: str) -> None:
    assert not is_role(text)


@pytest.mark.parametrize(
    "name",
    ["Ada Vos", "Dr. Ada Vos", "prof. Ada Vos", "Ada van der Vos", "Ada ’t Vos", "Ada d’Orval"],
)
def test_a_role_line_may_begin_with_any_name(name: str) -> None:
    line = read_role_line(f"{name} is a senior analyst at the Institute.", institutes=())

    assert line is not None
    assert [person.name for person in line.experts] == [name]


def test_a_language_is_clear_before_the_end_of_a_text() -> None:
    dutch = "Het is de vraag of dat een goed plan is en of het ook voor de stad zal zijn."
    english = "This is the question that was asked of them and it is not the one to be asked."

    assert read_language([dutch] * 3 + [english] * 9, "en-US") == "nl"


def test_a_selector_that_implies_another_one_is_not_asked_for() -> None:
    page = LexborHTMLParser("<div class=meta><b class=day>x</b></div>")
    assert page.body is not None

    assert fitting(page.body, (".meta .day", "b.day", ".day")) == (".meta .day", "b.day", ".day")
    assert fitting(page.body, (".footer .date", ".date")) == ()


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("The quay at dawn. Photo: Ada Vos", "Ada Vos"),
        ("De kade bij dageraad (beeld: Ada Vos)", "Ada Vos"),
        ("The quay at dawn © Ada Vos", "Ada Vos"),
        ("The quay at dawn: nobody is there", None),
    ],
)
def test_a_credit_in_a_caption_is_found(caption: str, credit: str | None) -> None:
    assert credit_in_caption(caption) == credit
