"""A whole archive, or the articles of a condition, as one WARC file; streamed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from archive.connection import reader
from archive.edge import Edge
from archive.export.captures import SOFTWARE, Fetch, read_fetches
from archive.export.departures import read_departures
from archive.export.records import Record, pack_record
from archive.export.selection import blamed_on, check_condition, selected_ids
from archive.snapshots import Snapshots


def export_warc(path: Path, *, where: str | None = None) -> Iterator[bytes]:
    """Yield a `.warc.gz`, a record at a time: warcinfo, then every fetch in its order.

    Behind them stands where pages lead that lead elsewhere, and which are gone.

    Args:
        path: The archive.
        where: An SQL condition on articles; without it listings, feeds and sitemaps are in too.

    Raises:
        BadCondition: The condition is no SQL; before the first record.
    """
    check_condition(path, where)
    return _stream(path, where)


def _stream(path: Path, where: str | None) -> Iterator[bytes]:
    yield pack_record(warcinfo(path))
    for fetch in fetches(path, where):
        for record in fetch.records:
            yield pack_record(record)


def fetches(path: Path, where: str | None) -> Iterator[Fetch]:
    """Yield the fetches of the articles a checked condition selects, through an own connection."""
    with reader(path) as conn, blamed_on(where):
        ids = None if where is None else selected_ids(where)
        yield from read_fetches(conn, Snapshots(conn, Edge(path)), ids)
        yield from read_departures(conn, ids)


def warcinfo(path: Path) -> Record:
    """Return the record that says what made the file."""
    about = (
        f"software: {SOFTWARE}\r\n"
        "format: WARC File Format 1.1\r\n"
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
        "\r\n"
        f"isPartOf: {path.name}\r\n"
        "description: Bodies are stored decoded, headers of the transfer as X-Orig-*; request"
        " records are made from the address, for the archive keeps no requests; answers 3xx, 404"
        " and 410 from what is kept of them: status, Location and the time of the last\r\n"
    )
    return Record(
        fields=(
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"),
            ("WARC-Date", f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"),
            ("WARC-Filename", f"{path.stem}.warc.gz"),
            ("Content-Type", "application/warc-fields"),
        ),
        block=about.encode(),
    )
