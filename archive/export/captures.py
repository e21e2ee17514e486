"""The fetches of an archive as WARC records: which are exported, and what each record says.

Bodies are kept decoded, so the headers that told of the transfer are set aside (`X-Orig-…`) and
the length is the body's. What WARC has no place for stands in a metadata record before each
response, so that an import gives every byte, header and time back.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from archive.errors import ArchiveDamaged
from archive.export.records import Record
from archive.revisions import unpack_evidence
from archive.snapshots import Snapshots

SOFTWARE = "scrape"
_REWRITTEN = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

_SNAPSHOTS = """
    SELECT snapshots.id, pages.url, snapshots.fetched_at, snapshots.status, headers,
           snapshots.digest, length, blob_id, elapsed_seconds, pages.kind, articles.title,
           coalesce(articles.url, pages.url)
    FROM snapshots JOIN pages ON pages.id = snapshots.page_id
    LEFT JOIN articles ON articles.id = pages.article_id
"""
_SELECTED = """
    WHERE pages.article_id IN ({ids})
       OR snapshots.id IN (SELECT snapshot_id FROM revisions WHERE article_id IN ({ids}))
"""
_REVISIONS = """
    SELECT number, seen_at, extractor, profile, reading, evidence FROM revisions
    WHERE snapshot_id = ? ORDER BY article_id, number
"""

_PHRASES = {status.value: status.phrase for status in HTTPStatus}

_headers = msgspec.json.Decoder(tuple[tuple[str, str], ...])
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One snapshot as it is exported: its records, and what an index and a list of pages need."""

    url: str
    fetched_at: str
    status: int
    digest: str
    mime: str
    kind: str
    title: str | None
    is_revisit: bool
    records: tuple[Record, ...]
    main: Record | None


def read_fetches(
    conn: sqlite3.Connection, snapshots: Snapshots, ids: str | None
) -> Iterator[Fetch]:
    """Yield the snapshots in the order they were made; `ids` is a query for articles, or None."""
    sql = _SNAPSHOTS + ("" if ids is None else _SELECTED.format(ids=ids))
    firsts: dict[int, int] = {}  # the snapshot that brought a body into this file
    for row in conn.execute(sql + " ORDER BY snapshots.id"):
        yield _fetch(conn, snapshots, row, firsts)


def _fetch(
    conn: sqlite3.Connection,
    snapshots: Snapshots,
    row: tuple[Any, ...],
    firsts: dict[int, int],
) -> Fetch:
    (snapshot_id, url, fetched_at, status, _, digest, _, blob_id, _, kind, title, _) = row
    headers = _read_headers(row)
    date = warc_date(fetched_at)
    record_id = record_id_of("response", url, fetched_at, digest)
    records = [_metadata(conn, row, headers, date, record_id)]
    main = None
    first = firsts.get(blob_id)
    if blob_id is not None:
        body = b"" if first else snapshots.read(digest)
        head = http_head(status, headers, row[6])
        fields = [
            ("WARC-Type", "revisit" if first else "response"),
            ("WARC-Record-ID", record_id),
            ("WARC-Date", date),
            ("WARC-Target-URI", url),
            ("WARC-Payload-Digest", f"sha256:{digest}"),
        ]
        if first:
            fields += _refers_to(conn, first)
        else:
            firsts[blob_id] = snapshot_id
        fields.append(("Content-Type", "application/http; msgtype=response"))
        main = Record(fields=tuple(fields), block=head + body)
        records += [request_record(url, fetched_at, digest, date, record_id), main]
    return Fetch(
        url=url,
        fetched_at=fetched_at,
        status=status,
        digest=digest,
        mime=_mime(headers),
        kind=kind,
        title=title,
        is_revisit=first is not None,
        records=tuple(records),
        main=main,
    )


def _refers_to(conn: sqlite3.Connection, snapshot_id: int) -> list[tuple[str, str]]:
    url, fetched_at, digest = conn.execute(
        "SELECT url, snapshots.fetched_at, snapshots.digest FROM snapshots"
        " JOIN pages ON pages.id = page_id WHERE snapshots.id = ?",
        (snapshot_id,),
    ).fetchone()
    return [
        ("WARC-Profile", _IDENTICAL),
        ("WARC-Refers-To", record_id_of("response", url, fetched_at, digest)),
        ("WARC-Refers-To-Target-URI", url),
        ("WARC-Refers-To-Date", warc_date(fetched_at)),
    ]


def http_head(status: int, headers: tuple[tuple[str, str], ...], length: int) -> bytes:
    """Return the status line and the headers of a decoded body of this length."""
    phrase = _PHRASES.get(status, "")
    lines = [f"HTTP/1.1 {status:d} {phrase}".rstrip()]
    for name, value in headers:
        spelt = f"X-Orig-{name}" if name.lower() in _REWRITTEN else name
        lines.append(f"{_one_line(spelt)}: {_one_line(value)}")
    lines.append(f"Content-Length: {length:d}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")


def warc_date(text: str) -> str:
    """Return a time of the archive as a WARC-Date: without the fraction where it is zero."""
    return text.replace(".000000Z", "Z")


def _metadata(
    conn: sqlite3.Connection,
    row: tuple[Any, ...],
    headers: tuple[tuple[str, str], ...],
    date: str,
    record_id: str,
) -> Record:
    (snapshot_id, url, fetched_at, status, _, digest, length, blob_id, elapsed, kind, _, key) = row
    revisions = [
        {
            "number": number,
            "seen_at": seen_at,
            "extractor": extractor,
            "profile": profile,
            "article": msgspec.Raw(reading.encode()),
            "evidence": unpack_evidence(evidence),
        }
        for number, seen_at, extractor, profile, reading, evidence in conn.execute(
            _REVISIONS, (snapshot_id,)
        )
    ]
    told = {
        "snapshot": {
            "url": url,
            "fetched_at": fetched_at,
            "status": status,
            "headers": headers,
            "digest": digest,
            "length": length,
            "elapsed_seconds": elapsed,
            "kept": blob_id is not None,
            "kind": kind,
        },
        "key": key,
        "revisions": revisions,
    }
    fields = [
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", record_id_of("metadata", url, fetched_at, digest)),
        ("WARC-Date", date),
        # Under the page's own address pywb would replay it in place of the page.
        ("WARC-Target-URI", f"urn:scrape:{url}"),
        ("Content-Type", "application/json"),
    ]
    if blob_id is not None:
        fields.insert(4, ("WARC-Refers-To", record_id))
    return Record(fields=tuple(fields), block=_encode(told))


def request_record(url: str, fetched_at: str, digest: str, date: str, response_id: str) -> Record:
    """Return what must have been asked; the archive keeps no more of a request than this."""
    origin, _, rest = url.partition("://")[2].partition("/")
    host, _, query = origin.partition("?")
    path = f"/?{query}" if query else f"/{rest}"
    return Record(
        fields=(
            ("WARC-Type", "request"),
            ("WARC-Record-ID", record_id_of("request", url, fetched_at, digest)),
            ("WARC-Date", date),
            ("WARC-Target-URI", url),
            ("WARC-Concurrent-To", response_id),
            ("Content-Type", "application/http; msgtype=request"),
        ),
        block=f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode(),
    )


def record_id_of(kind: str, url: str, fetched_at: str, digest: str) -> str:
    """Return the name of a record."""
    # The same fetch has the same name in every export, so that files of two exports fit together.
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, ' '.join((kind, url, fetched_at, digest)))}>"


def _read_headers(row: tuple[Any, ...]) -> tuple[tuple[str, str], ...]:
    try:
        return _headers.decode(row[4])
    except msgspec.DecodeError as error:
        raise ArchiveDamaged(f"snapshot {row[0]}: its headers cannot be read: {error}") from error


def _mime(headers: tuple[tuple[str, str], ...]) -> str:
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    return kind.partition(";")[0].strip().lower() or "unk"


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")
