"""WARC files as other programs write them, made by hand; and imports of them."""

import base64
import gzip
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.imports.files import ReadFile, import_files
from archive.imports.importer import Importer
from archive.store import Archive
from scraper.imported import CaptureReader

SITE = "https://institute.example"


def page(title: str = "Harbours under pressure", *, head: str = "", text: str = "") -> bytes:
    """Return a page of an invented institute that reads as an article."""
    text = text or "A canal that closes for a week is felt in every port for a month. " * 8
    paragraphs = "".join(f"<p>{text} {n}</p>" for n in ("First", "Second", "Third"))
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="2026-02-14T09:30:00+01:00">{head}</head>'
        f"<body><main><article><h1>{title}</h1>{paragraphs}</article></main></body></html>"
    ).encode()


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def http(body: bytes, *headers: tuple[str, str], status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def html(body: bytes, *headers: tuple[str, str]) -> bytes:
    return http(body, ("Content-Type", "text/html; charset=utf-8"), *headers)


def chunked(body: bytes, size: int = 700) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def record(
    kind: str,
    url: str,
    block: bytes,
    *,
    date: str = "2026-03-01T12:00:00Z",
    version: str = "1.0",
    content_type: str = "application/http; msgtype=response",
    **fields: str,
) -> bytes:
    lines = [f"WARC/{version}", f"WARC-Type: {kind}"]
    if url:
        lines.append(f"WARC-Target-URI: {url}")
    lines += [f"WARC-Date: {date}", f"Content-Type: {content_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    lines.append(f"Content-Length: {len(block)}")
    return "\r\n".join([*lines, "", ""]).encode() + block + b"\r\n\r\n"


def response(path: str, body: bytes, **about: Any) -> bytes:
    return record("response", SITE + path, html(body), **about)


def members(*records: bytes) -> bytes:
    """Return records as a .warc.gz: each a gzip member of its own."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def take(
    archive: Archive, *files: Path, base_url: str | None = None
) -> tuple[Importer, Sequence[ReadFile]]:
    """Import files as the command does; return the importer and what each file gave."""
    run_id = archive.start_run("import", [str(file) for file in files], datetime.now(UTC))
    importer = archive.importer(run_id, CaptureReader())
    read = list(import_files(importer, files, base_url=base_url))
    archive.finish_run(run_id, datetime.now(UTC), "done")
    return importer, read


def kept(archive: Archive) -> list[tuple[Any, ...]]:
    """Return every stored fetch: address, time, status, headers, digest, length, seconds, bytes."""
    rows = archive.rows(
        "SELECT url, snapshots.fetched_at, snapshots.status, headers, snapshots.digest, length,"
        " elapsed_seconds, blob_id FROM snapshots JOIN pages ON pages.id = page_id"
        " ORDER BY url, snapshots.fetched_at, snapshots.id"
    )
    return [
        (
            *row[:3],
            json.loads(row[3]),
            *row[4:7],
            archive.snapshots.read(row[4]) if row[7] else None,
        )
        for row in rows
    ]
