"""Which pages the browser looks at: one of each kind, found by following links."""

from pathlib import Path

from tests.room_support import HOME, follow

# A list as it is, and narrowed once: narrowed otherwise it looks the same.
ALIKE = 2
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
    room = [page for page in room if _nth(page, room) < ALIKE]
    # The first ones are the ways in; the last ones are rows, filters and answers in SQL.
    return room + rest[:: max(1, len(rest) // data)][:data]


def _nth(page: str, pages: list[str]) -> int:
    """Return how many before this page have its path, whatever their query."""
    path = page.partition("?")[0]
    return [one for one in pages if one.partition("?")[0] == path].index(page)


def is_snapshot(page: str) -> bool:
    """Say whether a page shows the kept bytes, whose own scripts the browser tells it blocked."""
    return page.partition("?")[0].endswith(("/page", "/snapshot"))
