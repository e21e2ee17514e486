"""Every text of the room has its Dutch, none is left over, and days and numbers are its own."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, nodes

from archive import run_sites
from archive.browse.field_words import FIELDS
from archive.browse.questions import questions
from archive.browse.words import words_in
from scraper.records import Article
from tests.archive_support import Crawler, new_archive
from tests.room_support import ask

PACKAGE = Path(__file__).parent.parent / "archive" / "browse"
DUTCH = words_in("nl").catalogue
# The names by which Python and templates call the words.
CALLED = ("_", "words")
COUNTED = "many"


def said_in_templates() -> Iterator[tuple[str, str]]:
    """Yield each text that a template says, and where."""
    environment = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    for path in sorted(PACKAGE.glob("templates/**/*.html")):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            for text in _texts_of(call):
                yield text, path.name
        for loop in tree.find_all(nodes.For):
            for text in _texts_of_loop(loop):
                yield text, path.name


def _texts_of(call: nodes.Call) -> Iterator[str]:
    name = getattr(call.node, "name", None)
    is_count = isinstance(call.node, nodes.Getattr) and call.node.attr == COUNTED
    if name in CALLED:
        yield from _constants(call.args[:1])
    elif is_count:
        yield from _constants(call.args[1:])


def _texts_of_loop(loop: nodes.For) -> Iterator[str]:
    """Yield the texts of a list written in the template, where its loop says them."""
    said = {
        argument.name
        for call in loop.find_all(nodes.Call)
        if getattr(call.node, "name", None) in CALLED
        for argument in call.args[:1]
        if isinstance(argument, nodes.Name)
    }
    targets = loop.target.items if isinstance(loop.target, nodes.Tuple) else [loop.target]
    places = [n for n, target in enumerate(targets) if getattr(target, "name", None) in said]
    items = loop.iter.items if isinstance(loop.iter, nodes.List | nodes.Tuple) else []
    for item in items:
        parts = item.items if isinstance(item, nodes.Tuple) else [item]
        yield from _constants([parts[place] for place in places if place < len(parts)])


def _constants(arguments: list[Any]) -> Iterator[str]:
    for argument in arguments:
        if isinstance(argument, nodes.Const) and isinstance(argument.value, str):
            yield argument.value
        elif isinstance(argument, nodes.CondExpr):
            yield from _constants([argument.expr1, argument.expr2])


def said_in_python() -> Iterator[tuple[str, str]]:
    """Yield each text that a module says, and where."""
    for path in sorted(PACKAGE.glob("**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if name not in (*CALLED, COUNTED):
                continue
            arguments = node.args[1:] if name == COUNTED else node.args[:1]
            for argument in arguments:
                for part in ast.walk(argument):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value, path.name


def said_of_questions() -> Iterator[tuple[str, str]]:
    for question in questions():
        texts = (question.group, question.title, question.description)
        for text in (*texts, *question.parameters.values()):
            yield text, "questions.toml"


def written() -> set[str]:
    """Return every text that stands in the program at all: tables of words are said later."""
    found = {text for text, _ in (*said_in_templates(), *said_of_questions())}
    for path in PACKAGE.parent.glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    environment = Environment()
    for path in PACKAGE.glob("templates/**/*.html"):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        found |= {node.value for node in tree.find_all(nodes.Const) if isinstance(node.value, str)}
    return found


def test_every_text_has_its_dutch() -> None:
    said = [*said_in_templates(), *said_in_python(), *said_of_questions()]

    assert {text: where for text, where in said if text not in DUTCH} == {}
    assert len(said) > 100


def test_every_field_has_a_name_in_both_languages() -> None:
    fields = {*Article.__dataclass_fields__, *run_sites.FIELDS}

    assert fields - set(FIELDS) == set()
    assert set(FIELDS.values()) - set(DUTCH) == set()


def test_no_dutch_is_left_over() -> None:
    assert set(DUTCH) - written() == set()


def test_no_text_has_two_dutches() -> None:
    files = sorted((PACKAGE / "words").glob("nl*.toml"))
    said = [
        (text, dutch) for file in files for text, dutch in tomllib.loads(file.read_text()).items()
    ]

    assert {text for text, dutch in said if DUTCH[text] != dutch} == set()


def test_a_text_keeps_its_braces_and_its_marks() -> None:
    for english, dutch in DUTCH.items():
        assert dutch.strip(), english
        assert _braces(english) == _braces(dutch), english
        assert english.endswith(".") == dutch.endswith("."), english


def _braces(text: str) -> set[str]:
    return {part.partition("}")[0] for part in text.split("{")[1:]}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("words")
    with new_archive(folder) as archive:
        Crawler(archive).read("/a/")
    return folder / "a.db"


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "en"),
        ({"accept-language": "nl"}, "nl"),
        ({"accept-language": "nl-BE,nl;q=0.9,en;q=0.8"}, "nl"),
        ({"accept-language": "fr,nl;q=0.5,en;q=0.4"}, "nl"),
        ({"accept-language": "en;q=0.5,nl;q=0.9"}, "nl"),
        ({"accept-language": "nl;q=0,en"}, "en"),
        ({"accept-language": "de"}, "en"),
        ({"accept-language": "*;q=x,,;"}, "en"),
        ({"accept-language": "nl", "cookie": "language=en"}, "en"),
        ({"accept-language": "en", "cookie": "language=nl"}, "nl"),
        ({"accept-language": "nl", "cookie": "language=fr"}, "nl"),
    ],
)
def test_the_language_is_the_cookies_else_the_browsers(
    path: Path, headers: dict[str, str], language: str
) -> None:
    for page in ask(path, "/", "/a/articles", "/-/nowhere", headers=headers):
        assert f'<html lang="{language}"' in page.text
        assert ("Naar de tekst" in page.text) is (language == "nl")
        assert "Accept-Language" in page.headers["vary"]


def test_days_months_and_numbers_are_written_as_the_language_does() -> None:
    english, dutch = words_in("en"), words_in("nl")

    assert english.day("2024-03-01") == "1 March 2024"
    assert dutch.day("2024-03-01") == "1 maart 2024"
    assert dutch.month("2024-03") == "maart 2024"
    assert (english.number(12345), dutch.number(12345)) == ("12,345", "12.345")
    assert dutch.many(1, "article", "articles") == "1 artikel"
    assert dutch.many(1200, "article", "articles") == "1.200 artikelen"
    assert dutch.moment("2024-03-01T12:05:00.000000Z") == "1 maart 2024, 12:05 UTC"
    assert dutch.day("not a day") == "not a day"
    assert dutch.day(None) == ""
