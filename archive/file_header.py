"""The first hundred bytes of the file: what SQLite does not check of them.

Source: sqlite.org/fileformat2.html, 1.3.
"""

from collections.abc import Iterator
from pathlib import Path

from archive.schema import APPLICATION_ID

HEADER_BYTES = 100
# name, offset, length, the only value that this program's files have
_FIXED = (
    ("reserved bytes of a page", 20, 1, 0),
    ("largest fraction of a page", 21, 1, 64),
    ("smallest fraction of a page", 22, 1, 32),
    ("fraction of a leaf", 23, 1, 32),
    ("schema format", 44, 4, 4),
    ("cache size", 48, 4, 0),
    ("largest root", 52, 4, 0),
    ("text encoding", 56, 4, 1),
    ("user version", 60, 4, 0),
    ("vacuum mode", 64, 4, 0),
    ("application id", 68, 4, APPLICATION_ID),
    ("reserved for later", 72, 20, 0),
)


def header_problems(path: Path) -> Iterator[str]:
    """Tell which fields of the header cannot be right; nothing while a -wal file has pages.

    The number of the SQLite that wrote the file last and the schema's counter may be anything,
    and nothing is read by them.
    """
    wal = path.with_name(path.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        return
    with path.open("rb") as file:
        head = file.read(HEADER_BYTES)

    def number(offset: int, length: int) -> int:
        return int.from_bytes(head[offset : offset + length], "big")

    for name, offset, length, expected in _FIXED:
        if number(offset, length) != expected:
            yield f"header: {name} is {number(offset, length)}, not {expected}"
    if head[18:20] not in (b"\1\1", b"\2\2"):  # a copy made by VACUUM INTO has no WAL yet
        yield f"header: file format is {head[18]} and {head[19]}"
    if number(24, 4) != number(92, 4):
        yield "header: the two counters of changes differ"
    # Where there are free pages, SQLite's own check follows their list.
    if (number(32, 4) == 0) != (number(36, 4) == 0):
        yield f"header: {number(36, 4)} free pages, the first of them {number(32, 4)}"
    page_size = number(16, 2)
    page_size = 65536 if page_size == 1 else page_size
    if number(28, 4) * page_size != path.stat().st_size:
        yield f"header: {number(28, 4)} pages of {page_size} bytes are not the file's size"
