"""Which pages the browser looks at: one of each kind, found by following links."""

from pathlib import Path

from tests.room_support import HOME, follow

STARTS = ("/", "/-/questions", "/-/plugins", "/-/nowhere")


def kinds_of_pages(path: Path, *, data: int = 7) -> list[str]:
    """Return the paths of one page of each kind: all of the room's, some of Datasette's."""
    answers = follow(path, starts=STARTS, alike=1, most=100)
    pages = [
        address[len(HOME) - 1 :]
        for address, answer in answers.items()
        if answer.headers.get("content-type", "").startswith("text/html")
        and (answer.status_code == 200 or address.endswith("nowhere"))
    ]
    room = [page for page in pages if page.startswith("/-/") or page == "/"]
    rest = [page for page in pages if page not in room]
    # The first ones are the ways in; the last ones are rows, filters and answers in SQL.
    return room + rest[:: max(1, len(rest) // data)][:data]


def is_snapshot(page: str) -> bool:
    """Say whether a page shows the kept bytes, whose own scripts the browser tells it blocked."""
    return page.partition("?")[0].endswith(("/page", "/snapshot"))
