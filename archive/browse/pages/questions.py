"""The gallery of canned questions, each with its first rows and ways to run and change it."""

import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from archive.browse.cells import cut, shown
from archive.browse.questions import Answer, Question, answer, read_examples
from archive.browse.questions import questions as all_questions
from archive.browse.remembered import ask_once
from archive.browse.room import ask, guarded, room_of
from archive.browse.streaming import Streamed
from archive.errors import ArchiveError

# What one question may take, until all of them have taken so long together, and after that: a few
# dear ones are not to keep the many cheap ones from being answered.
QUESTION_MS = 2000
GALLERY_SECONDS = 8.0
HURRIED_MS = 60
# Where an answer goes in the page made without them. No text can hold it: it would be escaped.
_GAP = "<!--answer-->"


@guarded
async def gallery(datasette: Any, request: Any) -> Streamed:
    """Return the gallery; each answer follows once it is found."""
    examples = await ask(datasette, read_examples)
    asked = [_about(datasette, question, examples) for question in all_questions()]
    groups = [(name, list(group)) for name, group in groupby(asked, key=_group)]
    html = await datasette.render_template(
        "room_questions.html", {"groups": groups}, request=request
    )
    return Streamed(
        request,
        _with_answers(datasette, request, asked, html),
        content_type="text/html; charset=utf-8",
    )


def _about(datasette: Any, question: Question, examples: Mapping[str, str]) -> dict[str, Any]:
    """Return a question, what it is asked with, and where it is run, changed and taken along."""
    room = room_of(datasette)
    assert room is not None
    given = {name: examples.get(name, "") for name in question.parameters}
    asked = urlencode(given)
    path = datasette.urls.query(room.database, question.name)
    sql = urlencode({"sql": question.sql, **given})
    return {
        "question": question,
        "given": given,
        "run": f"{path}?{asked}" if asked else path,
        "edit": f"{datasette.urls.database(room.database)}?{sql}",
        "forms": [(form.upper(), f"{path}.{form}?{asked}") for form in ("csv", "json")],
    }


def _group(about: dict[str, Any]) -> str:
    group: str = about["question"].group
    return group


async def _with_answers(
    datasette: Any, request: Any, asked: Sequence[dict[str, Any]], html: str
) -> AsyncGenerator[str, None]:
    """Yield the page piece by piece, with each answer in its gap."""
    before, *pieces = html.split(_GAP)
    yield before
    ends = time.monotonic() + GALLERY_SECONDS
    for about, after in zip(asked, pieces, strict=True):
        milliseconds = QUESTION_MS if time.monotonic() < ends else HURRIED_MS
        context = {**about, "answer": None, "rows": [], "problem": ""}
        try:
            found = await _answer(datasette, about, milliseconds)
            context |= {"answer": found, "rows": _cells(datasette, found)}
        except ArchiveError as error:  # of a part of the file that others may not need
            context["problem"] = str(error)
        yield await datasette.render_template("_room_question.html", context, request=request)
        yield after


async def _answer(datasette: Any, about: Mapping[str, Any], milliseconds: int) -> Answer | None:
    question, given = about["question"], about["given"]
    today = datetime.now(UTC).date()  # some ask for it
    key = ("question", question.name, *given.values(), milliseconds, today)
    asked = partial(answer, question=question, given=given, milliseconds=milliseconds)
    return await ask_once(datasette, key, asked)


def _cells(datasette: Any, found: Answer | None) -> list[list[Any]]:
    if found is None:
        return []
    return [
        [shown(datasette, row, column, None) or cut(row[column]) for column in found.columns]
        for row in found.rows
    ]
