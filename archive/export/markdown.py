"""Articles as Markdown with YAML front matter: a file for each, or one after another."""

import json
import re
import sqlite3
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from archive.connection import reader
from archive.export.citations import one_line
from archive.export.selection import (
    Exported,
    blamed_on,
    check_condition,
    read_exported,
    selected,
)
from scraper.records import Extraction
from scraper.render import render

SLUG_CHARACTERS = 60

_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)


def write_markdown(conn: sqlite3.Connection, rows: str) -> Iterator[bytes]:
    """Yield the articles as one text, each with its front matter."""
    for number, exported in enumerate(read_exported(conn, rows)):
        yield (b"\n" if number else b"") + as_note(exported)


def export_notes(path: Path, *, where: str | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield a name such as `2024/2024-05-14-harbour-cranes-go-quiet-17.md` and the text of each.

    Raises:
        BadCondition: The condition is no SQL; before the first article.
    """
    check_condition(path, where)
    return _notes(path, where)


def _notes(path: Path, where: str | None) -> Iterator[tuple[str, bytes]]:
    with reader(path) as conn, blamed_on(where):
        for exported in read_exported(conn, selected(where)):
            yield name_of(exported), as_note(exported)


def write_folder(notes: Iterator[tuple[str, bytes]], folder: Path) -> None:
    """Write each note under its name in a folder."""
    made: set[Path] = set()
    for name, text in notes:
        file = folder / name
        if file.parent not in made:
            file.parent.mkdir(exist_ok=True)
            made.add(file.parent)
        file.write_bytes(text)


def write_zip(notes: Iterator[tuple[str, bytes]], file: BinaryIO) -> None:
    """Write each note under its name into a zip; without a time, so equal in is equal out."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in notes:
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            zipped.writestr(member, text)


def name_of(exported: Exported) -> str:
    """Return the file's name: a folder for each year, the day, some of the title, and the id."""
    published = exported.article.published or ""
    day = published if _is_day(published) else None
    plain = unicodedata.normalize("NFKD", exported.article.title or "")
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    slug = _NOT_IN_SLUG.sub("-", plain.lower())[:SLUG_CHARACTERS].strip("-")
    name = "-".join(part for part in (day, slug, str(exported.id)) if part)
    return f"{day[:4] if day else 'undated'}/{name}.md"


def as_note(exported: Exported) -> bytes:
    """Return one article as Markdown behind its front matter."""
    lines = "".join(_yaml(key, value) for key, value in _front_matter(exported).items() if value)
    extraction = Extraction(article=exported.article, profile="", extractor="")
    return f"---\n{lines}---\n\n{render(extraction, 'markdown')}".encode()


def _front_matter(exported: Exported) -> dict[str, object]:
    article = exported.article
    source = article.source
    return {
        "id": exported.id,
        "title": article.title,
        "published": article.published,
        "published_at": article.published_at,
        "updated_at": article.updated_at,
        "section": article.section,
        "lang": article.lang,
        "authors": list(article.authors),
        "experts": [expert.name for expert in article.experts],
        "tags": list(article.tags),
        "outlet": exported.outlet,
        "source_url": source and source.url,
        "source_date": source and source.date,
        "summary": article.summary,
        "url": exported.url,
        "site": exported.site,
        "image": article.image,
        "revisions": exported.revisions,
        "archived_at": exported.archived_at,
        "snapshot_digest": exported.snapshot_digest,
        "last_seen_at": exported.last_seen_at,
        "gone_at": exported.gone_at,
    }


def _yaml(key: str, value: object) -> str:
    if isinstance(value, list):
        return f"{key}:\n" + "".join(f"  - {_scalar(item)}\n" for item in value)
    return f"{key}: {_scalar(value)}\n"


def _scalar(value: object) -> str:
    """Return a number, a day or a time as such, and any other text in quotation marks.

    A JSON string is a YAML one, but for the breaks that `one_line` takes out.
    Source: YAML 1.2, "Relation to JSON".
    """
    if isinstance(value, int) or (isinstance(value, str) and (_is_day(value) or _is_time(value))):
        return str(value)
    return json.dumps(one_line(str(value)), ensure_ascii=False)


def _is_day(text: str) -> bool:
    return _DAY.fullmatch(text) is not None and _is_read(date.fromisoformat, text)


def _is_time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None and _is_read(datetime.fromisoformat, text)


def _is_read(read: Callable[[str], date], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
