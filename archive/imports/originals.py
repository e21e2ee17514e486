"""What revisit records refer to: the same bytes, captured before, in these files or the archive."""

import sqlite3
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime

from archive.edge import Edge
from archive.errors import NoSuchArticle
from archive.imports.captures import Capture, LeftOut, Reader, Revisit
from archive.imports.digests import matches
from archive.snapshots import Snapshots
from archive.times import to_text

# Names of captures; about 200 bytes each.
_REMEMBERED = 500_000


class Originals:
    """Finds the bytes of revisits, over one connection."""

    def __init__(
        self,
        conn: sqlite3.Connection,
        edge: Edge,
        snapshots: Snapshots,
        reader: Reader,
        *,
        now: datetime,
    ) -> None:
        self._conn = conn
        self._edge = edge
        self._snapshots = snapshots
        self._reader = reader
        self._now = now
        self._digests: OrderedDict[str, str] = OrderedDict()
        self._left_out: OrderedDict[str, LeftOut] = OrderedDict()

    def remember(self, capture: Capture, became: str | LeftOut) -> None:
        """Note what became of a capture: the digest of its bytes, or why it was left out."""
        names = [name for name in (capture.record_id, capture.payload_digest) if name]
        if isinstance(became, LeftOut):
            _keep(self._left_out, names, became)
        else:
            _keep(self._digests, names, became)

    def find(self, capture: Capture, revisit: Revisit) -> Capture | LeftOut | None:
        """Return a revisit with its bytes, why they were left out, or None where they are unknown.

        What was remembered must be stored by now.
        """
        for name in filter(None, (revisit.record_id, revisit.payload_digest)):
            if name in self._left_out:
                return self._left_out[name]
            if name in self._digests:
                return self._with_bytes(capture, self._digests[name])
        digest = self._in_archive(revisit)
        return None if digest is None else self._with_bytes(capture, digest)

    def _with_bytes(self, capture: Capture, digest: str) -> Capture | None:
        try:
            body = self._snapshots.read(digest)
        except NoSuchArticle:
            return None
        return replace(capture, revisit=None, body=body, encoding="")

    def _in_archive(self, revisit: Revisit) -> str | None:
        """Find the bytes among those of the page that the revisit names."""
        spelt = self._reader.snapshot(
            revisit.url or "", fetched_at=self._now, status=304, headers=(), body=b""
        )
        if isinstance(spelt, str):
            return None
        at = to_text(revisit.at) if revisit.at else ""
        with self._edge:
            rows = self._conn.execute(
                "SELECT DISTINCT snapshots.digest, snapshots.fetched_at = ?2 FROM pages"
                " JOIN snapshots ON page_id = pages.id"
                " WHERE url = ?1 AND blob_id IS NOT NULL ORDER BY 2 DESC",
                (spelt.url, at),
            ).fetchall()
        for digest, is_same_time in rows:
            # A digest over bytes that were still encoded cannot be compared; the time can.
            same = revisit.payload_digest and matches(
                revisit.payload_digest, self._snapshots.read(digest)
            )
            if same or (is_same_time and len({row[0] for row in rows if row[1]}) == 1):
                return str(digest)
        return None


def _keep(
    kept: "OrderedDict[str, str] | OrderedDict[str, LeftOut]", names: list[str], value: object
) -> None:
    for name in names:
        while len(kept) >= _REMEMBERED:
            kept.popitem(last=False)
        kept.setdefault(name, value)  # type: ignore[arg-type]
