"""Pages that a person has saved: HTML files, whose address and time must be found out."""

import html
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urljoin

from archive.imports.captures import Capture, LeftOut

SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
MAX_FILE_BYTES = 64 * 1024 * 1024
_WEB = ("http://", "https://")
# Internet Explorer, Chrome and Edge write the address into a comment before the page; the number
# counts its characters. SingleFile writes "url:" into its own.
_SAVED_FROM = re.compile(
    rb"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->|<!--\s*Page saved with SingleFile\s+url:\s*(\S+)"
)
_TAG = re.compile(rb"<(?:link|meta)\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_LOOKS_LIKE_HTML = re.compile(rb"<!doctype html|<html|<head|<body", re.IGNORECASE)
_STATED_BYTES = 256 * 1024
HEAD_BYTES = 1000


def read_saved(path: Path, *, root: Path, base_url: str | None) -> Iterator[Capture | LeftOut]:
    """Yield the page of one saved file, captured when the file was last written.

    Its address is what the browser that saved it noted, its canonical link or its og:url; else
    the path below `root` under `base_url`.
    """
    if path.stat().st_size > MAX_FILE_BYTES:
        yield LeftOut(reason="too-large")
        return
    body = path.read_bytes()
    if not is_page(path, body[:HEAD_BYTES]):
        yield LeftOut(reason="type")
        return
    url = stated_url(body, base_url) or _placed_url(path, root, base_url)
    if url is None:
        yield LeftOut(reason="no-address")
        return
    yield Capture(
        url=url,
        fetched_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=body,
    )


def is_page(path: Path, head: bytes) -> bool:
    """Say whether a file is a saved page, by its name or its first bytes."""
    return path.suffix.lower() in SUFFIXES or _LOOKS_LIKE_HTML.search(head) is not None


def stated_url(body: bytes, base_url: str | None = None) -> str | None:
    """Return the absolute address a saved page tells of itself, or None."""
    head = body[:_STATED_BYTES]
    saved = _SAVED_FROM.search(head)
    stated = [(saved[1] or saved[2]).decode("utf-8", "replace")] if saved else []
    found: dict[str, str] = {}
    for tag in _TAG.findall(head):
        attributes = {
            name.decode("ascii", "replace").lower(): html.unescape(
                (double or single or bare).decode("utf-8", "replace")
            )
            for name, double, single, bare in _ATTRIBUTE.findall(tag)
        }
        if "canonical" in attributes.get("rel", "").lower().split():
            found.setdefault("canonical", attributes.get("href", ""))
        elif attributes.get("property", "").lower() == "og:url":
            found.setdefault("og", attributes.get("content", ""))
    stated += [found[name] for name in ("canonical", "og") if name in found]
    for url in stated:
        whole = urljoin(base_url, url.strip()) if base_url and url.strip() else url.strip()
        if whole.startswith(_WEB):
            return whole
    return None


def _placed_url(path: Path, root: Path, base_url: str | None) -> str | None:
    """Return the address of a file in a copy of a whole site, such as wget and HTTrack make."""
    if base_url is None:
        return None
    place = path.relative_to(root).as_posix() if path != root else path.name
    if path.name.lower() in ("index.html", "index.htm"):
        place = place[: -len(path.name)]
    return urljoin(
        base_url if base_url.endswith("/") else base_url + "/", quote(os.fsencode(place))
    )
