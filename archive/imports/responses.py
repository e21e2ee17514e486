"""The HTTP message in the block of a WARC record: status, headers as sent, body without chunks."""

import re
from dataclasses import dataclass

from archive.imports.captures import Headers

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b|HTTP/\d(?:\.\d)?\s+(\d+)")
_CHUNK_SIZE = re.compile(rb"\s*([0-9a-fA-F]{1,15})\s*(?:;[^\n]*)?\r?\n")
# What programs that store a body decoded do with the headers that no longer hold:
# Common Crawl, browsertrix and this program, other recorders.
_SET_ASIDE = ("x-crawl-", "x-orig-", "x-archive-orig-")
_REWRITTEN = ("content-encoding", "transfer-encoding", "content-length")
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer as it came; `encoding` is the content encoding that `body` is still in."""

    status: int
    headers: Headers
    body: bytes
    encoding: str


def read_response(block: bytes) -> Response | None:
    """Read the block of a response or revisit record, or return None where it is no HTTP."""
    end = _STATUS.match(block)
    if end is None:
        return None
    head, body = _split(block)
    lines = head.decode("latin-1").replace("\r\n", "\n").split("\n")
    received = _headers(lines[1:])
    named = {name.lower(): value for name, value in reversed(received)}
    if "chunked" in named.get("transfer-encoding", "").lower():
        body = without_chunks(body)
    encoding = named.get("content-encoding", "").strip().lower()
    if encoding in ("gzip", "x-gzip") and not body.startswith(_GZIP_MAGIC):
        encoding = ""  # stored decoded, with its headers left as they were
    return Response(
        status=int(end[1] or end[2]),
        headers=restored(received),
        body=body,
        encoding=encoding,
    )


def restored(headers: Headers) -> Headers:
    """Return headers with those that a recorder has set aside back in their places."""
    kept: list[tuple[str, str]] = []
    names = [name.lower() for name, _ in headers]
    given_back = {
        plain for plain in _REWRITTEN if any(prefix + plain in names for prefix in _SET_ASIDE)
    }
    for name, value in headers:
        lower = name.lower()
        if lower in given_back:
            continue  # what the recorder wrote instead
        prefix = next((each for each in _SET_ASIDE if lower.startswith(each)), "")
        if prefix and lower[len(prefix) :] in _REWRITTEN:
            name = name[len(prefix) :]
        kept.append((name, value))
    return tuple(kept)


def without_chunks(body: bytes) -> bytes:
    """Undo chunked transfer encoding; a body that only claims it comes back as it is."""
    parts: list[bytes] = []
    at = 0
    while (size := _CHUNK_SIZE.match(body, at)) is not None:
        length = int(size[1], 16)
        if length == 0:
            return b"".join(parts)
        parts.append(body[size.end() : size.end() + length])
        if len(parts[-1]) < length:
            break
        at = size.end() + length
        at += 2 if body.startswith(b"\r\n", at) else 1 if body.startswith(b"\n", at) else 0
    return b"".join(parts) if parts else body


def _split(block: bytes) -> tuple[bytes, bytes]:
    found = re.search(rb"\r?\n\r?\n", block)
    return (block, b"") if found is None else (block[: found.start()], block[found.end() :])


def _headers(lines: list[str]) -> Headers:
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (" ", "\t") and headers:
            name, value = headers[-1]
            headers[-1] = (name, f"{value} {line.strip()}")
            continue
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name.strip(), value.strip(" \t")))
    return tuple(headers)
