"""The canned questions answer on an empty archive and a full one, and shadow no table."""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from selectolax.lexbor import LexborHTMLParser

from archive.browse.pages import questions as gallery
from archive.browse.questions import Question, answer, asked_for, questions
from archive.connection import connect
from tests.archive_support import Crawler, article, at, new_archive
from tests.room_support import make_room

ENDLESS = "WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT max(n) FROM a"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    with new_archive(folder):
        return folder / "a.db"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    with new_archive(folder) as archive:
        crawler = Crawler(archive)
        crawler.read("/news/canals/", article("/news/canals/", title="Canals"))
        crawler.read("/a/", article("/a/", title="Harbours"), at(1))
        crawler.read("/a/", article("/a/", title="Harbours again"), at(2))
        crawler.gone("/a/", at(3))
    return folder / "a.db"


def ask(path: Path, *addresses: str, title: str | None = None) -> list[Any]:
    async def answers() -> list[Any]:
        app = make_room(path, title=title)
        await app.invoke_startup()
        return [await app.client.get(address) for address in addresses]

    return asyncio.run(answers())


def connected(path: Path) -> sqlite3.Connection:
    return connect(path, create=False, read_only=True).conn


@pytest.mark.parametrize("name", [question.name for question in questions()])
def test_each_question_answers_with_nothing_kept_and_nothing_given(empty: Path, name: str) -> None:
    page, rows = ask(empty, f"/a/{name}", f"/a/{name}.json?_shape=array")

    assert page.status_code == 200
    assert rows.status_code == 200
    assert isinstance(rows.json(), list)


def test_no_question_takes_the_address_of_a_table_or_view(full: Path) -> None:
    names = {name for (name,) in connected(full).execute("SELECT name FROM sqlite_master")}

    assert {question.name for question in questions()} & names == set()


def test_each_question_is_explained_with_each_of_its_parameters() -> None:
    for question in questions():
        assert question.title
        assert question.description.endswith(".")
        assert set(question.parameters) == set(asked_for(question.sql))
        assert all(explanation.endswith(".") for explanation in question.parameters.values())


def test_the_gallery_shows_first_rows_and_leads_on(full: Path) -> None:
    (gallery,) = ask(full, "/-/questions")

    assert gallery.status_code == 200
    for question in questions():
        assert question.title in gallery.text
        assert f'href="/a/{question.name}' in gallery.text
    assert '<a href="/-/articles/1">Canals</a>' in gallery.text
    assert "takes longer" not in gallery.text


def test_every_address_of_the_gallery_answers(full: Path) -> None:
    (gallery,) = ask(full, "/-/questions")
    addresses = {part.partition('"')[0] for part in gallery.text.split('href="/a')[1:]}

    answers = ask(full, *(f"/a{address.replace('&amp;', '&')}" for address in sorted(addresses)))

    assert {answer.status_code for answer in answers} == {200}
    assert len(answers) > 4 * len(questions())


def test_a_question_that_takes_too_long_is_left_to_its_own_page(
    full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery, "QUESTION_MS", 0)

    (page,) = ask(full, "/-/questions")

    assert page.text.count("This takes longer") == len(questions())
    assert page.text.count(">Edit as SQL<") == len(questions())


def test_a_question_that_takes_too_long_keeps_no_other_from_its_answer(
    full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *rest = questions()
    told = (replace(first, sql=ENDLESS, parameters={}), *rest)
    monkeypatch.setattr(gallery, "all_questions", lambda: told)
    monkeypatch.setattr(gallery, "GALLERY_SECONDS", -1)

    (page,) = ask(full, "/-/questions")

    assert page.text.count("This takes longer") == 1
    assert '<a href="/-/articles/1">Canals</a>' in page.text


def test_a_question_whose_part_of_the_file_is_harmed_says_so_alone(
    full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def harmed(conn: sqlite3.Connection, *, question: Question, **given: Any) -> object:
        if question.name == "newest":
            raise sqlite3.DatabaseError("database disk image is malformed")
        return answer(conn, question, **given)

    monkeypatch.setattr(gallery, "answer", harmed)

    (page,) = ask(full, "/-/questions")

    assert page.text.count("a.db: database disk image is malformed") == 1
    assert page.text.rstrip().endswith("</html>")


def test_a_question_asks_for_its_parameters_and_explains_them(full: Path) -> None:
    (page,) = ask(full, "/a/articles_of_expert?name=verhoeven")

    assert 'name="name" value="verhoeven"' in page.text
    assert "A name, or a part of it." in page.text
    assert "Edit as SQL" in page.text


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("selec 1", "Statement must be a SELECT"),
        ("select 1 frm articles", "syntax error"),
        ("select * from nowhere", "no such table: nowhere"),
        ("select load_extension('/tmp/a')", "not authorized"),
        ("attach 'b.db' as b", "Statement must be a SELECT"),
        ("pragma query_only = off", "Statement must be a SELECT"),
        ("select * from pragma_query_only(0)", "disallowed PRAGMA"),
        ("with a as (select 1) delete from articles", "readonly database"),
        ("with a as (select 1) insert into tags (name) values ('a')", "readonly database"),
        ("select zeroblob(100000000)", "too big"),
        (" union all ".join(["select zeroblob(30000000)"] * 3), "larger than 64 MB"),
        ("select 'a' like '" + "%a" * 2000 + "'", "too complex"),
        ("select 1; select 2", "one statement at a time"),
        ("select 1 --" + "x" * 60_000, "too large"),
    ],
)
def test_bad_sql_is_answered_with_one_sentence(full: Path, sql: str, said: str) -> None:
    before = full.read_bytes()

    async def answers() -> list[Any]:
        app = make_room(full)
        await app.invoke_startup()
        return [await app.client.get(form, params={"sql": sql}) for form in ("/a", "/a.json")]

    page, rows = asyncio.run(answers())

    assert page.status_code == rows.status_code == 400
    assert said in page.text
    assert "Traceback" not in page.text
    assert said in rows.json()["error"]
    assert full.read_bytes() == before


def test_sql_that_does_not_end_is_stopped(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.browse.server.SETTINGS", {"sql_time_limit_ms": 50})
    endless = "with recursive a(n) as (select 1 union all select n+1 from a) select count(*) from a"

    page, rows, sheet = ask(
        full, *(f"/a{form}?sql={endless.replace('+', '%2B')}" for form in ("", ".json", ".csv"))
    )

    assert page.status_code == rows.status_code == sheet.status_code == 400
    assert "This took longer than 0.05 seconds and was stopped." in page.text
    assert rows.json()["error"] == "This took longer than 0.05 seconds and was stopped."


@pytest.mark.parametrize("sql", ["selec 1 -- </textarea><b>", "select :a, </textarea>", ENDLESS])
def test_sql_that_failed_is_there_to_be_mended(
    full: Path, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    monkeypatch.setattr("archive.browse.server.SETTINGS", {"sql_time_limit_ms": 50})

    (page,) = ask(full, "/a?" + urlencode({"sql": sql, "a": '"><b>'}))

    tree = LexborHTMLParser(page.text)
    (form,) = tree.css("form.sql")
    (editor,) = form.css("textarea#sql-editor")
    assert form.attributes["action"] == "/a"
    assert editor.text().strip() == sql
    assert form.css("button")
    assert tree.css("b") == []


@pytest.mark.parametrize(
    ("milliseconds", "said"), [(1000, "1 second."), (3000, "3 seconds."), (500, "0.5 seconds.")]
)
def test_the_time_that_sql_may_take_is_told(
    full: Path, monkeypatch: pytest.MonkeyPatch, milliseconds: int, said: str
) -> None:
    monkeypatch.setattr("archive.browse.server.SETTINGS", {"sql_time_limit_ms": milliseconds})

    (page,) = ask(full, "/a?sql=select+1")

    assert f"Reading only, for at most {said} Shift" in page.text
