"""Articles as Parquet: days, times, lists and structs as such. pyarrow is needed, and only here."""

import importlib.util
import io
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from archive.errors import MissingLibrary
from archive.export.citations import day_of
from archive.export.selection import Exported, read_exported

if TYPE_CHECKING:
    import pyarrow

# A row group is read as a whole and is in memory while it is written: as many rows as fill this
# much text, some 1,000 articles.
GROUP_CHARACTERS = 8_000_000


def require_pyarrow() -> None:
    """Raise MissingLibrary where pyarrow is not installed."""
    if importlib.util.find_spec("pyarrow") is None:
        raise MissingLibrary(
            "Parquet needs pyarrow, which is not installed",
            hint="pip install 'pyarrow>=17' (with this program: pip install '.[parquet]')",
        )


class _Sink(io.RawIOBase):
    """Takes what pyarrow writes until it is asked for; knows how much has passed in all."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._passed = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        self._passed += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._passed

    def drain(self) -> bytes:
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data


def write_parquet(conn: sqlite3.Connection, rows: str) -> Iterator[bytes]:
    """Yield the articles as one Parquet file, a row group at a time."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    schema = _schema(pyarrow)
    sink = _Sink()
    with ParquetWriter(sink, schema, compression="zstd") as writer:
        for group in _groups(conn, rows):
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))
            yield sink.drain()
    yield sink.drain()


def _groups(conn: sqlite3.Connection, rows: str) -> Iterator[list[dict[str, object]]]:
    group: list[dict[str, object]] = []
    characters = 0
    for exported in read_exported(conn, rows):
        row = _row(exported)
        group.append(row)
        characters += len(str(row["body"]))
        if characters >= GROUP_CHARACTERS or len(group) >= 10_000:
            yield group
            group, characters = [], 0
    if group:
        yield group


def _schema(pa: "pyarrow") -> "pyarrow.Schema":
    text, day, time = pa.string(), pa.date32(), pa.timestamp("us", tz="UTC")
    titled = pa.list_(pa.struct([("title", text), ("url", text)]))
    person = pa.struct([("name", text), ("role", text), ("url", text)])
    types = {
        "id": pa.int64(), "url": text, "title": text, "published": day, "published_at": time,
        "updated_at": time, "section": text, "lang": text, "site": text,
        "experts": pa.list_(person), "authors": pa.list_(text), "tags": pa.list_(text),
        "outlet": text, "source_name": text, "source_url": text, "source_phrase": text,
        "source_date": day, "summary": text, "body": text, "word_count": pa.int32(),
        "photo_credit": text, "image": text, "canonical_url": text, "year": pa.int32(),
        "month": text, "revisions": pa.int32(), "first_seen_at": time, "last_seen_at": time,
        "last_changed_at": time, "gone_at": time, "archived_at": time, "snapshot_digest": text,
        "related_news": titled, "related_content": titled, "attachments": titled,
        "embeds": pa.list_(text),
    }  # fmt: skip
    return pa.schema(list(types.items()))


def _row(exported: Exported) -> dict[str, object]:
    article, source = exported.article, exported.article.source
    row: dict[str, object] = {
        name: getattr(article, name)
        for name in ("title", "section", "lang", "summary", "photo_credit", "image")
    }
    row |= {
        name: getattr(exported, name)
        for name in ("id", "url", "site", "outlet", "word_count", "year", "month", "revisions")
    }
    row |= {
        "canonical_url": article.canonical_url,
        "published": day_of(article.published),
        "published_at": _time(article.published_at),
        "updated_at": _time(article.updated_at),
        "body": "\n\n".join(article.body),
        "source_name": source and source.name,
        "source_url": source and source.url,
        "source_phrase": source and source.phrase,
        "source_date": day_of(source.date if source else None),
        "experts": [{"name": e.name, "role": e.role, "url": e.url} for e in article.experts],
        "authors": article.authors,
        "tags": article.tags,
        "related_news": [{"title": e.title, "url": e.url} for e in article.related_news],
        "related_content": [{"title": e.title, "url": e.url} for e in article.related_content],
        "attachments": [{"title": e.title, "url": e.url} for e in article.attachments],
        "embeds": [embed.url for embed in article.embeds],
        "snapshot_digest": exported.snapshot_digest,
    }
    for name in ("first_seen_at", "last_seen_at", "last_changed_at", "gone_at", "archived_at"):
        row[name] = _time(getattr(exported, name))
    return row


def _time(text: str | None) -> datetime | None:
    """Return the moment; one without an offset is not known, and none a type could hold."""
    try:
        at = datetime.fromisoformat(text or "")
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
