"""The gallery of canned questions, each with its first rows and ways to run and change it."""

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from datasette import Response

from archive.browse.cells import cut, shown
from archive.browse.questions import Answer, answer_all
from archive.browse.room import ask, guarded, render, room_of


@guarded
async def questions(datasette: Any, request: Any) -> Response:
    """Return the gallery."""
    answers = await ask(datasette, answer_all)
    groups = [
        (name, [_about(datasette, answer) for answer in group])
        for name, group in groupby(answers, key=lambda answer: answer.question.group)
    ]
    return await render(datasette, request, "room_questions.html", {"groups": groups})


def _about(datasette: Any, answer: Answer) -> dict[str, Any]:
    room = room_of(datasette)
    assert room is not None
    asked = urlencode(answer.values)
    path = datasette.urls.query(room.database, answer.question.name)
    sql = urlencode({"sql": answer.question.sql, **answer.values})
    return {
        "question": answer.question,
        "answer": answer,
        "rows": [
            [shown(datasette, row, column, None) or cut(row[column]) for column in answer.columns]
            for row in answer.rows
        ],
        "run": f"{path}?{asked}" if asked else path,
        "edit": f"{datasette.urls.database(room.database)}?{sql}",
        "forms": [(form.upper(), f"{path}.{form}?{asked}") for form in ("csv", "json")],
    }
