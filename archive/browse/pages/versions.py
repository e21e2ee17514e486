"""The readings of an article, and what differs between any two of them."""

import sqlite3
from functools import partial
from typing import Any

from datasette import Response

from archive.browse.field_words import field_name, say_fields
from archive.browse.pages.article import language_of
from archive.browse.readings import article_asked, find_reading, number_asked
from archive.browse.room import ask, guarded, render
from archive.browse.words import words_for
from archive.difference import compare
from archive.reading import read_revisions
from archive.revisions import decode_names

CAUSES = {
    "first": "first reading",
    "site": "changed by the site",
    "extractor": "read otherwise by a newer extractor",
    "unclear": "changed by the site or by a newer extractor",
}
VIEWS = ("inline", "side")
# Without the readings themselves: only the two that are compared are read.
_LIST = """
    SELECT number, seen_at, changed, cause, revisions.extractor, profile, fetched_at, blob_id
    FROM revisions JOIN snapshots ON snapshots.id = snapshot_id
    WHERE article_id = ? ORDER BY number DESC
"""


@guarded
async def versions(datasette: Any, request: Any) -> Response:
    """Return the list of readings and, of two of them, the difference."""
    article_id = article_asked(request)
    older, newer = number_asked(request, "from"), number_asked(request, "to")
    view = request.args.get("view")
    words = words_for(request)

    def read(conn: sqlite3.Connection) -> dict[str, Any]:
        shown = find_reading(conn, article_id, None)
        count = int(shown.article["readings"])
        last = count if newer is None else newer
        first = max(1, last - 1) if older is None else older
        first, last = sorted((first, last))
        readings = [
            {**dict(row), "changed": decode_names(row["changed"])}
            for row in conn.execute(_LIST, (article_id,))
        ]
        (before,) = read_revisions(conn, article_id, first)
        (after,) = read_revisions(conn, article_id, last)
        return {
            "shown": shown,
            "article": shown.article,
            "lang": language_of(shown.revision.reading),
            "readings": readings,
            "before": before,
            "after": after,
            "fields": list(compare(before.reading, after.reading)),
            "view": view if view in VIEWS else VIEWS[0],
            "causes": CAUSES,
            "field_name": partial(field_name, words),
            "say_fields": partial(say_fields, words),
        }

    context = await ask(datasette, read)
    return await render(datasette, request, "room_versions.html", context)
