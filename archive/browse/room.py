"""What the pages share: which database is the archive, how to ask it, how to answer.

A page is an async function of `datasette` and `request` that returns a Response. What it reads,
it reads in one plain function over a connection, given to `ask`.
"""

import functools
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from datasette import Response
from datasette.utils import sqlite_timelimit

from archive.browse.database import ArchiveDatabase, holds_archive
from archive.edge import Edge, translate
from archive.errors import ArchiveError, NoSuchArticle

T = TypeVar("T")
# Datasette sends whatever has an `asgi_send`.
View = Callable[[Any, Any], Awaitable[Any]]

TIME_LIMIT_MS = 3000
# Datasette has no place for what a plugin knows of it.
_ROOM = "_reading_room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The archive that is shown: its name among Datasette's databases, its title and file."""

    database: str
    title: str
    path: Path

    @property
    def file(self) -> Path:
        """Return the file's name alone, for messages: readers need not know where it lies."""
        return Path(self.path.name)


def room_of(datasette: Any) -> Room | None:
    """Return the room, or None where no archive is attached."""
    room: Room | None = getattr(datasette, _ROOM, None)
    return room


async def find_archive(datasette: Any) -> None:
    """Find the first archive of this program among the databases, once, at the start.

    From then on Datasette opens it as this program does.
    """
    for name, database in datasette.databases.items():
        if not database.path:
            continue
        ours = ArchiveDatabase(datasette, database.path, is_mutable=database.is_mutable)
        ours.name, ours.route = name, database.route
        if await ours.execute_fn(holds_archive):
            datasette.databases = {**datasette.databases, name: ours}
            title = datasette._metadata_local.get("title") or name
            setattr(datasette, _ROOM, Room(database=name, title=title, path=Path(database.path)))
            return


async def ask(datasette: Any, question: Callable[[sqlite3.Connection], T]) -> T:
    """Return what a function reads from the archive, in one of Datasette's threads.

    All of it is as it was at one moment, whatever a crawl writes meanwhile.

    Raises:
        ArchiveError: The file cannot be read, or the question took longer than TIME_LIMIT_MS.
    """
    room = room_of(datasette)
    assert room is not None

    def limited(conn: sqlite3.Connection) -> T:
        with Edge(room.file), _one_moment(conn), sqlite_timelimit(conn, TIME_LIMIT_MS):
            return question(conn)

    answer: T = await datasette.databases[room.database].execute_fn(limited)
    return answer


@contextmanager
def _one_moment(conn: sqlite3.Connection) -> Iterator[None]:
    conn.execute("BEGIN")
    try:
        yield
    finally:
        if conn.in_transaction:  # SQLite may have ended it, after an error of the disk
            conn.execute("ROLLBACK")


async def render(
    datasette: Any,
    request: Any,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    """Return a page made of one of the package's templates."""
    html = await datasette.render_template(template, context, request=request)
    return Response.html(html, status=status, headers=headers or {})


def guarded(view: View) -> View:
    """Return a view that answers an ArchiveError with a page of one sentence, never a traceback."""

    @functools.wraps(view)
    async def answered(datasette: Any, request: Any) -> Any:
        room = room_of(datasette)
        assert room is not None
        try:
            return await view(datasette, request)
        except NoSuchArticle as error:
            status, message = 404, str(error)
        except ArchiveError as error:
            status, message = 500, str(error)
        except sqlite3.Error as error:
            status, message = 500, str(translate(error, room.file))
        context = {"status": status, "message": message}
        return await render(datasette, request, "room_error.html", context, status=status)

    return answered
