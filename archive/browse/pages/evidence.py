"""Where each field of a reading came from: the rule, the place, and what else was on offer."""

import sqlite3
from dataclasses import dataclass
from functools import partial
from typing import Any

from datasette import Response

from archive.browse.field_words import field_name, say_fields
from archive.browse.pages.article import language_of
from archive.browse.readings import article_asked, find_reading, number_asked
from archive.browse.room import ask, guarded, render
from archive.browse.words import words_for
from archive.difference import texts_of
from scraper.records import Article

_MOST_CHARACTERS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A field with its value and where that came from; a long value is cut."""

    name: str
    values: list[str]
    left_out: int
    rule: str | None
    place: str | None
    runners_up: tuple[str, ...]


@guarded
async def evidence(datasette: Any, request: Any) -> Response:
    """Return the page that tells for each field where its value came from."""
    article_id, number = article_asked(request), number_asked(request)
    words = words_for(request)

    def read(conn: sqlite3.Connection) -> dict[str, Any]:
        shown = find_reading(conn, article_id, number)
        told = [
            _told(name, shown.revision.reading, shown.revision.evidence.get(name))
            for name in Article.__dataclass_fields__
            if name != "url"
        ]
        return {
            "shown": shown,
            "article": shown.article,
            "lang": language_of(shown.revision.reading),
            "fields": [each for each in told if each.values],
            "empty": [each.name for each in told if not each.values],
            "has_others": any(each.runners_up for each in told if each.values),
            "field_name": partial(field_name, words),
            "say_fields": partial(say_fields, words),
        }

    context = await ask(datasette, read)
    return await render(datasette, request, "room_evidence.html", context)


def _told(name: str, reading: Article, why: Any) -> Told:
    values = [text for text in texts_of(getattr(reading, name)) if text]
    shown: list[str] = []
    room = _MOST_CHARACTERS
    for text in values:
        if room <= 0:
            break
        shown.append(text if len(text) <= room else f"{text[:room].rstrip()}…")
        room -= len(text)
    return Told(
        name=name,
        values=shown,
        left_out=len(values) - len(shown),
        rule=why.rule if why else None,
        place=why.place if why else None,
        runners_up=why.runners_up if why else (),
    )
