"""What a page says cannot move a cursor, ring a bell or turn a line around."""

import logging
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.plain import PlainFormatter, one_line, plain_text

HARMFUL = ["\x1b", "\x07", "\x00", "\x9b", "\x7f", "\u202e", "\u2066", "\u2028", "\r"]


@pytest.mark.parametrize("character", HARMFUL)
def test_a_harmful_character_becomes_its_escape(character: str) -> None:
    text = plain_text(f"a{character}[2J")

    assert character not in text
    assert text.startswith("a\\")


def test_what_people_write_is_left_as_it_is() -> None:
    text = "Één café\tשלום\u200f\n100 € 👩‍💻"

    assert plain_text(text) == text


def test_an_event_is_one_line() -> None:
    assert one_line(" a\r\n2026 ERROR forged \x1b[0m") == "a 2026 ERROR forged \\x1b[0m"


def test_a_log_line_is_one_line() -> None:
    record = logging.LogRecord("x", 20, "", 0, "got %s", ("a\nERROR \x1b[31m\u202e",), None)

    assert PlainFormatter("%(levelname)s %(message)s").format(record) == (
        "INFO got a ERROR \\x1b[31m\\u202e"
    )


@given(st.text())
def test_no_control_is_left_and_once_is_enough(text: str) -> None:
    plain = plain_text(text)

    assert not {c for c in plain if unicodedata.category(c) == "Cc"} - {"\t", "\n"}
    assert plain_text(plain) == plain
