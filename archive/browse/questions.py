"""The canned questions of `questions.toml`: Datasette's queries, and the gallery's answers."""

import functools
import re
import sqlite3
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from datasette.utils import escape_fts, sqlite_timelimit

SHOWN_ROWS = 4
SHOWN_CHARACTERS = 120
# What one question may take in the gallery, and all of them together; its own page gives more.
# Little for each, so that a few dear ones do not keep the many cheap ones from being answered.
QUESTION_MS = 60
GALLERY_SECONDS = 2.0
_PARAMETER = re.compile(r"(?<!:):([a-z]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A canned question; `parameters` explains each name that its SQL asks for."""

    name: str
    group: str
    title: str
    description: str
    sql: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The first rows of an answer; `columns` is empty where it would take too long."""

    question: Question
    values: Mapping[str, str]
    columns: tuple[str, ...] = ()
    rows: tuple[Mapping[str, Any], ...] = ()
    is_more: bool = False


@functools.cache
def questions() -> tuple[Question, ...]:
    """Return the questions in their order."""
    told = _told()
    return tuple(
        Question(
            name=name,
            group=about["group"],
            title=about["title"],
            description=about["description"],
            sql=about["sql"].strip(),
            parameters={key: told["parameters"][key] for key in asked_for(about["sql"])},
        )
        for name, about in told["questions"].items()
    )


def asked_for(sql: str) -> tuple[str, ...]:
    """Return the parameters of a question, each once."""
    return tuple(dict.fromkeys(_PARAMETER.findall(sql)))


def answer_all(conn: sqlite3.Connection) -> list[Answer]:
    """Answer each question with its first rows, as far as the time goes."""
    # Datasette gives its own connections this function; another one has it from here.
    conn.create_function("escape_fts", 1, escape_fts)
    ends = time.monotonic() + GALLERY_SECONDS
    examples = {name: _example(conn, sql) for name, sql in _told()["examples"].items()}
    return [_answer(conn, question, examples, ends) for question in questions()]


@functools.cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads((files("archive.browse") / "questions.toml").read_text(encoding="utf-8"))


def _example(conn: sqlite3.Connection, sql: str) -> str:
    """Return what a question is asked with: a number, or the longest word of a text."""
    row = conn.execute(sql).fetchone()
    found = "" if row is None or row[0] is None else str(row[0])
    return max(re.findall(r"\w+", found[:SHOWN_CHARACTERS]), key=len, default="")


def _answer(
    conn: sqlite3.Connection, question: Question, examples: Mapping[str, str], ends: float
) -> Answer:
    values = {name: examples.get(name, "") for name in question.parameters}
    if time.monotonic() > ends:
        return Answer(question=question, values=values)
    try:
        with sqlite_timelimit(conn, QUESTION_MS):
            cursor = conn.execute(question.sql, values)
            rows = cursor.fetchmany(SHOWN_ROWS + 1)
            columns = tuple(column[0] for column in cursor.description)
            cursor.close()
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return Answer(question=question, values=values)
    return Answer(
        question=question,
        values=values,
        columns=columns,
        rows=tuple(dict(zip(columns, row, strict=True)) for row in rows[:SHOWN_ROWS]),
        is_more=len(rows) > SHOWN_ROWS,
    )
