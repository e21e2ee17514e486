"""The same as WARC in one zip with an index and a list of pages. Source: WACZ 1.1.1."""

import hashlib
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import msgspec

from archive.export.captures import SOFTWARE, Fetch
from archive.export.records import pack_record
from archive.export.selection import check_condition
from archive.export.warc import export_warc, fetches, warcinfo

WACZ_VERSION = "1.1.1"
_WARC = "data.warc.gz"
_CHUNK = 1024 * 1024
_PAGES_HEAD = {"format": "json-pages-1.0", "id": "pages", "title": "All pages"}
# Sitemaps and feeds are captures, but nothing a reader opens.
_NO_PAGES = frozenset({"sitemap", "feed"})
_INDEX_LINES = "SELECT line FROM index_lines ORDER BY key, rowid"
_PAGE_LINES = "SELECT line FROM page_lines ORDER BY rowid"

_encode = msgspec.json.Encoder().encode


def export_wacz(path: Path, *, where: str | None = None) -> Iterator[bytes]:
    """Yield a `.wacz`; it is made beside the archive first, for a zip is written back and forth.

    Raises:
        BadCondition: The condition is no SQL; before the first chunk.
    """
    check_condition(path, where)
    return _stream(path, where)


def _stream(path: Path, where: str | None) -> Iterator[bytes]:
    with _scratch(path) as file:
        _write(file, path, where)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _scratch(path: Path) -> IO[bytes]:
    # Beside the archive there is room for an archive; a folder for temporary files may be small.
    try:
        return tempfile.TemporaryFile(dir=path.resolve().parent)
    except OSError:
        return tempfile.TemporaryFile()


def _write(file: IO[bytes], path: Path, where: str | None) -> None:
    # An empty name is a database on disk that SQLite removes: it sorts what memory may not hold.
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed,
        closing(sqlite3.connect("")) as lists,
    ):
        lists.execute("CREATE TABLE index_lines (key TEXT, line BLOB)")
        lists.execute("CREATE TABLE page_lines (url TEXT UNIQUE, line BLOB)")
        resources = [_write_warc(packed, path, where, lists)]
        index = (line for (line,) in lists.execute(_INDEX_LINES))
        resources.append(_write_file(packed, "indexes/index.cdx", index))
        pages = (line for (line,) in lists.execute(_PAGE_LINES))
        head = _encode(_PAGES_HEAD) + b"\n"
        resources.append(_write_file(packed, "pages/pages.jsonl", _after(head, pages)))
        package = msgspec.json.format(_encode(_package(path, resources)))
        _write_file(packed, "datapackage.json", iter([package]))
        proof = {
            "path": "datapackage.json",
            "hash": f"sha256:{hashlib.sha256(package).hexdigest()}",
        }
        _write_file(packed, "datapackage-digest.json", iter([_encode(proof)]))


def _write_warc(
    packed: zipfile.ZipFile, path: Path, where: str | None, lists: sqlite3.Connection
) -> dict[str, object]:
    digest, offset = hashlib.sha256(), 0

    def write(member: IO[bytes], data: bytes) -> None:
        nonlocal offset
        digest.update(data)
        offset += member.write(data)

    with packed.open(_info(f"archive/{_WARC}"), "w", force_zip64=True) as member:
        write(member, pack_record(warcinfo(path)))
        for fetch in fetches(path, where):
            for record in fetch.records:
                begin, data = offset, pack_record(record)
                write(member, data)
                if record is fetch.main:
                    key, line = _index_line(fetch, begin, len(data))
                    lists.execute("INSERT INTO index_lines VALUES (?, ?)", (key, line))
            if fetch.main is not None and fetch.status < 300 and fetch.kind not in _NO_PAGES:
                page = (fetch.url, _page_line(fetch))
                lists.execute("INSERT OR IGNORE INTO page_lines VALUES (?, ?)", page)
    return _resource(f"archive/{_WARC}", digest.hexdigest(), offset)


def _after(head: bytes, lines: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from lines


def _write_file(packed: zipfile.ZipFile, name: str, chunks: Iterator[bytes]) -> dict[str, object]:
    digest, size = hashlib.sha256(), 0
    info = _info(name)
    info.compress_type = zipfile.ZIP_DEFLATED if name.startswith("pages/") else zipfile.ZIP_STORED
    with packed.open(info, "w", force_zip64=True) as member:
        for chunk in chunks:
            digest.update(chunk)
            size += member.write(chunk)
    return _resource(name, digest.hexdigest(), size)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
    info.external_attr = 0o644 << 16
    return info


def _resource(name: str, digest: str, size: int) -> dict[str, object]:
    return {
        "name": name.rpartition("/")[2],
        "path": name,
        "hash": f"sha256:{digest}",
        "bytes": size,
    }


def _package(path: Path, resources: list[dict[str, object]]) -> dict[str, object]:
    return {
        "profile": "data-package",
        "wacz_version": WACZ_VERSION,
        "title": path.stem,
        "software": SOFTWARE,
        "created": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "resources": resources,
    }


def _index_line(fetch: Fetch, offset: int, length: int) -> tuple[str, bytes]:
    stamp = re.sub(r"\D", "", fetch.fetched_at)[:14]
    about = {
        "url": fetch.url,
        "mime": "warc/revisit" if fetch.is_revisit else fetch.mime,
        "status": str(fetch.status),
        "digest": f"sha256:{fetch.digest}",
        "length": str(length),
        "offset": str(offset),
        "filename": _WARC,
    }
    key = f"{surt(fetch.url)} {stamp}"
    return key, key.encode() + b" " + _encode(about) + b"\n"


def _page_line(fetch: Fetch) -> bytes:
    assert fetch.main is not None
    about = {
        "id": fetch.main.name,
        "url": fetch.url,
        "ts": fetch.fetched_at[:19] + "Z",
        "title": fetch.title or fetch.url,
    }
    return _encode(about) + b"\n"


def surt(url: str) -> str:
    """Return the key that readers sort and look up an address by: `nl,hcss)/news/x?a=1`.

    What the `surt` library makes of an address that is in canonical spelling already.
    """
    origin, _, rest = url.lower().partition("://")[2].partition("/")
    host, _, query = origin.partition("?")
    path, _, tail = rest.partition("?")
    query = query or tail
    name, _, port = host.partition(":")
    name = re.sub(r"^www\d*\.", "", name)
    place = ",".join(reversed(name.split(".")))
    path = re.sub(r"/{2,}", "/", "/" + path)
    path = path.rstrip("/") or "/"
    arguments = "&".join(sorted(query.split("&"))) if query else ""
    return f"{place}{':' + port if port else ''}){path}{'?' + arguments if arguments else ''}"


CAPTURES = {"warc": export_warc, "wacz": export_wacz}
