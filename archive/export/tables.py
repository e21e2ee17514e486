"""Articles as CSV and as JSON Lines."""

import csv
import io
import sqlite3
from collections.abc import Iterator

import msgspec

from archive.errors import ArchiveDamaged
from archive.export.selection import CHUNK_ROWS

_CSV_COLUMNS = (
    "id", "url", "title", "published", "published_at", "updated_at", "section", "lang", "site",
    "experts", "authors", "tags", "outlet", "source_name", "source_url", "source_phrase",
    "source_date", "summary", "body", "word_count", "photo_credit", "image", "canonical_url",
    "year", "month", "revisions", "first_seen_at", "last_seen_at", "last_changed_at", "gone_at",
    "archived_at", "snapshot_digest",
)  # fmt: skip
_JSON_COLUMNS = (
    "id", "site", "first_seen_at", "last_seen_at", "last_changed_at", "gone_at", "revisions",
    "archived_at", "snapshot_digest",
)  # fmt: skip


def write_csv(conn: sqlite3.Connection, rows: str) -> Iterator[bytes]:
    """Yield the articles as CSV with a header."""
    # The mark lets Excel see UTF-8; pandas, R and DuckDB read past it.
    text = io.StringIO("\ufeff", newline="")
    text.seek(0, io.SEEK_END)
    table = csv.writer(text)
    table.writerow(_CSV_COLUMNS)
    cursor = conn.execute(f"SELECT {', '.join(_CSV_COLUMNS)} FROM ({rows}) ORDER BY article_id")  # noqa: S608
    while batch := cursor.fetchmany(CHUNK_ROWS):
        table.writerows(batch)
        yield _drained(text)
    yield _drained(text)


def _drained(text: io.StringIO) -> bytes:
    chunk = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return chunk


def write_jsonl(conn: sqlite3.Connection, rows: str) -> Iterator[bytes]:
    """Yield the articles as JSON Lines: the record, and under `archive` what is known of it."""
    cursor = conn.execute(
        f"SELECT {', '.join(_JSON_COLUMNS)}, reading FROM ({rows}) ORDER BY article_id"  # noqa: S608
    )
    encode = msgspec.json.Encoder().encode
    decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
    while batch := cursor.fetchmany(CHUNK_ROWS):
        lines = []
        for *about, reading in batch:
            try:
                article = decode(reading)
            except (msgspec.DecodeError, TypeError) as error:  # in a damaged file it can be null
                raise ArchiveDamaged(f"article {about[0]}: {error}") from error
            known = dict(zip(_JSON_COLUMNS, about, strict=True))
            lines.append(encode(article | {"archive": known}))
        yield b"\n".join(lines) + b"\n"
