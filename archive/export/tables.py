"""Articles as CSV and as JSON Lines, streamed through a read-only connection of their own."""

import csv
import io
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from archive.connection import Edge, connect
from archive.errors import ArchiveDamaged, BadCondition

CHUNK_ROWS = 100

_CSV_COLUMNS = (
    "id", "url", "title", "published", "published_at", "updated_at", "section", "lang", "site",
    "experts", "authors", "tags", "outlet", "source_name", "source_url", "source_phrase",
    "source_date", "summary", "body", "word_count", "photo_credit", "image", "canonical_url",
    "year", "month", "revisions", "first_seen_at", "last_seen_at", "last_changed_at", "gone_at",
)  # fmt: skip
# What a condition may name: all columns of article_list and those of articles it leaves out.
_ROWS = """
    SELECT article_list.*, articles.body, articles.canonical_url, articles.published_at,
           articles.updated_at, articles.source_name, articles.source_url,
           articles.source_phrase, articles.source_date, articles.photo_credit, articles.image,
           (SELECT group_concat(value, '; ') FROM json_each(articles.authors)) AS authors
    FROM article_list JOIN articles ON articles.id = article_list.id
"""
_JSON_ROW = """
    SELECT exported.id, exported.site, exported.first_seen_at, exported.last_seen_at,
           exported.last_changed_at, exported.gone_at, exported.revisions, revisions.reading
    FROM ({rows}) AS exported
    JOIN revisions ON revisions.article_id = exported.id AND revisions.number = exported.revisions
"""


def export_articles(path: Path, format: str, *, where: str | None = None) -> Iterator[bytes]:
    """Yield the articles as chunks of one file, in the order of their ids.

    Args:
        path: The archive.
        format: One of FORMATS.
        where: An SQL condition over the columns of the CSV, such as `year >= 2020`.

    Raises:
        BadCondition: The format is unknown or the condition is no SQL; before the first chunk.
    """
    writer = _WRITERS.get(format)
    if writer is None:
        raise BadCondition(f"unknown format {format!r}; there is {', '.join(FORMATS)}")
    # Compiled once by itself, so that a slip in the condition is told as that, and at once.
    with closing(connect(path, create=False, read_only=True).conn) as conn, Edge(path):
        if where is not None:
            check_condition(conn, where)
    return _stream(path, writer, where)


def selected_ids(where: str) -> str:
    """Return the query for the ids of the articles that a checked condition selects."""
    return f"SELECT id FROM ({_ROWS}) WHERE ({where}\n)"  # noqa: S608


def check_condition(conn: sqlite3.Connection, where: str) -> None:
    """Raise BadCondition where a condition is no SQL over the columns there are."""
    try:
        # Without the parentheses first: a condition must not close them.
        conn.execute(f"EXPLAIN SELECT 1 FROM ({_ROWS}) WHERE {where}\n")  # noqa: S608
        conn.execute(f"EXPLAIN SELECT 1 FROM ({_ROWS}) WHERE ({where}\n)")  # noqa: S608
    except (sqlite3.Error, sqlite3.Warning, UnicodeEncodeError, ValueError) as error:
        raise BadCondition(f"the condition does not hold: {error}") from error


Writer = Callable[[sqlite3.Connection, str], Iterator[bytes]]


def _stream(path: Path, writer: Writer, where: str | None) -> Iterator[bytes]:
    rows = _ROWS if where is None else f"SELECT * FROM ({_ROWS}) WHERE ({where}\n)"  # noqa: S608
    with closing(connect(path, create=False, read_only=True).conn) as conn, Edge(path):
        yield from writer(conn, rows)


def _csv(conn: sqlite3.Connection, rows: str) -> Iterator[bytes]:
    # The mark lets Excel see UTF-8; pandas, R and DuckDB read past it.
    text = io.StringIO("\ufeff", newline="")
    text.seek(0, io.SEEK_END)
    table = csv.writer(text)
    table.writerow(_CSV_COLUMNS)
    cursor = conn.execute(f"SELECT {', '.join(_CSV_COLUMNS)} FROM ({rows}) ORDER BY id")  # noqa: S608
    while batch := cursor.fetchmany(CHUNK_ROWS):
        table.writerows(batch)
        yield _drained(text)
    yield _drained(text)


def _drained(text: io.StringIO) -> bytes:
    chunk = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return chunk


def _jsonl(conn: sqlite3.Connection, rows: str) -> Iterator[bytes]:
    cursor = conn.execute(_JSON_ROW.format(rows=rows) + " ORDER BY exported.id")
    encode = msgspec.json.Encoder().encode
    decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
    names = [column[0] for column in cursor.description[:-1]]
    while batch := cursor.fetchmany(CHUNK_ROWS):
        lines = []
        for *about, reading in batch:
            try:
                article = decode(reading)
            except msgspec.DecodeError as error:
                raise ArchiveDamaged(f"article {about[0]}: {error}") from error
            lines.append(encode(article | {"archive": dict(zip(names, about, strict=True))}))
        yield b"\n".join(lines) + b"\n"


_WRITERS: dict[str, Writer] = {"csv": _csv, "jsonl": _jsonl}
FORMATS = tuple(_WRITERS)
