"""A list of every stored fetch with its digest, to be kept elsewhere and compared years later.

Lines of `sha256  url  time`, sorted, and last a line with the digest of the lines above.
"""

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.errors import BadManifest

_FETCHES = """
    SELECT DISTINCT snapshots.digest, url, snapshots.fetched_at
    FROM snapshots JOIN pages ON pages.id = page_id
    ORDER BY snapshots.digest, url, snapshots.fetched_at
"""
_LAST = "# {lines} lines, sha256 {digest}"
_LAST_LINE = re.compile(r"# (\d+) lines, sha256 ([0-9a-f]{64})\n?")
SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How an archive stands to a manifest: `missing` are lines that it does not hold any more."""

    same: int
    newer: int
    missing: tuple[str, ...]
    missing_count: int


def manifest_lines(conn: sqlite3.Connection) -> Iterator[str]:
    """Yield the lines of a manifest without their line ends."""
    total, whole = 0, hashlib.sha256()
    for line in _lines(conn):
        total += 1
        whole.update(line.encode() + b"\n")
        yield line
    yield _LAST.format(lines=total, digest=whole.hexdigest())


def compare(conn: sqlite3.Connection, manifest: Iterable[str]) -> Comparison:
    """Compare the archive with the lines of a manifest.

    That bytes still have their digest is for `verify`; this tells whether they are listed.

    Raises:
        BadManifest: The lines are none, or not those that the last one has the digest of.
    """
    listed = _checked(manifest)
    kept = _lines(conn)
    same = newer = lost = 0
    missing: list[str] = []
    here, there = next(kept, None), next(listed, None)
    while here is not None or there is not None:
        if here == there:
            same += 1
            here, there = next(kept, None), next(listed, None)
        # Code points sort as their UTF-8 bytes do, so both lists are in one order.
        elif there is None or (here is not None and here < there):
            newer += 1
            here = next(kept, None)
        else:
            lost += 1
            if lost <= SHOWN:
                missing.append(there)
            there = next(listed, None)
    return Comparison(same=same, newer=newer, missing=tuple(missing), missing_count=lost)


def _lines(conn: sqlite3.Connection) -> Iterator[str]:
    for digest, url, fetched_at in conn.execute(_FETCHES):
        yield f"{digest}  {url}  {fetched_at}"


def _checked(manifest: Iterable[str]) -> Iterator[str]:
    """Yield the lines but the last, which must hold for them."""
    whole = hashlib.sha256()
    for total, text in enumerate(manifest):
        if last := _LAST_LINE.fullmatch(text):
            if (int(last[1]), last[2]) != (total, whole.hexdigest()):
                break
            return
        line = text.removesuffix("\n")
        whole.update(line.encode("utf-8", "surrogateescape") + b"\n")
        yield line
    raise BadManifest("the lines of the manifest are not those it was written with")
