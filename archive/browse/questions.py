"""The canned questions of `questions.toml`: Datasette's queries, and the gallery's answers."""

import functools
import re
import sqlite3
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from datasette.utils import sqlite_timelimit

SHOWN_ROWS = 4
SHOWN_CHARACTERS = 120
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
    """The first rows of an answer."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    is_more: bool


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


def read_examples(conn: sqlite3.Connection) -> dict[str, str]:
    """Return what the gallery asks with; other parameters are left empty."""
    return {name: _example(conn, sql) for name, sql in _told()["examples"].items()}


def answer(
    conn: sqlite3.Connection, question: Question, given: Mapping[str, str], *, milliseconds: int
) -> Answer | None:
    """Return the first rows of an answer, or None where it would take longer than that."""
    try:
        with sqlite_timelimit(conn, milliseconds):
            cursor = conn.execute(question.sql, given)
            rows = cursor.fetchmany(SHOWN_ROWS + 1)
            columns = tuple(column[0] for column in cursor.description)
            cursor.close()
    except sqlite3.OperationalError:  # interrupted, in words that depend on what was going on
        return None
    return Answer(
        columns=columns,
        rows=tuple(dict(zip(columns, row, strict=True)) for row in rows[:SHOWN_ROWS]),
        is_more=len(rows) > SHOWN_ROWS,
    )


@functools.cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads((files("archive.browse") / "questions.toml").read_text(encoding="utf-8"))


def _example(conn: sqlite3.Connection, sql: str) -> str:
    """Return what a question is asked with: a number, or the longest word of a text."""
    row = conn.execute(sql).fetchone()
    found = "" if row is None or row[0] is None else str(row[0])
    return max(re.findall(r"\w+", found[:SHOWN_CHARACTERS]), key=len, default="")
