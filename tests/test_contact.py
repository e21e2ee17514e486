"""Whom a site may write to: asked for once, and not for one's own network."""

import pytest

from scraper.contact import HINT, Contact, choose_contact, is_public_name


def nobody(question: str) -> str:
    raise AssertionError(question)


def test_what_is_given_is_used_and_remembered() -> None:
    chosen = choose_contact("me@e.org", "old@e.org", ["e.org"], ask=nobody)

    assert chosen == Contact(contact="me@e.org", is_new=True)


def test_what_is_remembered_is_used_without_asking() -> None:
    assert choose_contact(None, "me@e.org", ["e.org"], ask=nobody).contact == "me@e.org"


def test_a_person_is_asked_once_whatever_the_answer() -> None:
    first = choose_contact(None, None, ["e.org"], ask=lambda question: " me@e.org ")
    silent = choose_contact(None, None, ["e.org"], ask=lambda question: "")

    assert first == Contact(contact="me@e.org", is_new=True)
    assert silent == Contact(contact="", is_new=True)
    assert choose_contact(None, "", ["e.org"], ask=nobody) == Contact(contact="")


def test_where_nobody_can_be_asked_a_hint_is_given_and_the_run_goes_on() -> None:
    assert choose_contact(None, None, ["e.org"], ask=None) == Contact(hint=HINT)


def test_ones_own_network_needs_no_contact() -> None:
    hosts = ["127.0.0.1:8000", "localhost:8000", "[::1]:80", "nas.local", "10.0.0.7"]

    assert choose_contact(None, None, hosts, ask=nobody) == Contact()


@pytest.mark.parametrize("host", ["e.org", "www.e.org:8080", "8.8.8.8", "[2606:4700::1111]:443"])
def test_a_host_of_somebody_else_is_known_by_its_name(host: str) -> None:
    assert is_public_name(host)


def test_a_contact_that_is_no_utf_8_can_be_kept() -> None:
    chosen = choose_contact("\udce9@example.org", None, [], ask=None)

    assert chosen.contact == "?@example.org"
