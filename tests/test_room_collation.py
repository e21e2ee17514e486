"""Lists of names stand in the order a Dutch and an English reader look for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.browse.collation import NO_LETTER, medium, person


@pytest.mark.parametrize(
    ("name", "main", "letter"),
    [
        ("Rob de Wijk", "Wijk", "W"),
        ("Prof. dr. Rob de Wijk", "Wijk", "W"),
        ("Anna van den Berg-Jansen", "Berg-Jansen", "B"),
        ("Gerard 't Hooft", "Hooft", "H"),
        ("Maria van Oranje Nassau", "Oranje Nassau", "O"),
        ("Ursula von der Leyen", "Leyen", "L"),
        ("Herman Van Rompuy", "Van Rompuy", "V"),
        ("Robert De Niro", "De Niro", "D"),
        ("Valéry Giscard d'Estaing", "Estaing", "E"),
        ("Abdel Fattah al-Sisi", "Sisi", "S"),
        ("Øyvind Åkesson", "Åkesson", "A"),
        ("Ada Verhoeven, PhD", "Verhoeven,", "V"),
        ("Martin Luther King Jr.", "King", "K"),
        ("Lotte IJsselstein", "IJsselstein", "I"),
        ("bell hooks", "hooks", "H"),
        ("Madonna", "Madonna", "M"),
        ("李明", "李明", NO_LETTER),
        ("", "", NO_LETTER),
    ],
)
def test_a_person_stands_by_family_name(name: str, main: str, letter: str) -> None:
    found = person(name)

    assert (found.main, found.letter) == (main, letter)


def test_accents_case_and_ij_do_not_move_a_name() -> None:
    names = ["A. Zuid", "B. Ijmker", "C. IJsbrand", "D. Ĳzer", "E. Ik", "F. Åkesson", "G. akkerman"]

    ordered = sorted(names, key=lambda name: person(name).order)

    assert [name[0] for name in ordered] == ["F", "G", "B", "C", "D", "E", "A"]


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("The Washington Post", "W"),
        ("De Volkskrant", "V"),
        ("'t Parool", "P"),
        ("Le Monde", "M"),
        ("De", "D"),
        ("50PLUS", NO_LETTER),
    ],
)
def test_a_medium_stands_by_what_follows_its_article(name: str, letter: str) -> None:
    assert medium(name).letter == letter


@given(st.text())
def test_no_name_loses_a_letter(name: str) -> None:
    for found in (person(name), medium(name)):
        whole = f"{found.before}{found.main} {found.after}".split()
        assert "".join(whole) == "".join(name.split())
