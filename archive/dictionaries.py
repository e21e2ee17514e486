"""What the pages of one site share, as a dictionary for zstd: made, kept, prepared.

A dictionary is raw content: the lines of some pages, each once. Trained ones (COVER, 110 KiB)
came out larger at 40 times the time: they keep what several pages repeat, and leave out what one
page says and a later one may quote, such as the cards of related articles.
"""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

import zstandard

from archive.errors import ArchiveDamaged
from archive.times import to_text

CODEC, PLAIN = "zstd", "none"
# Of 400 pages of 80 KB, dictionary and all: 1.43 times solid xz with 512 KiB, 1.29 with 1 MiB,
# 1.24 with 2 MiB, which take longer to load than a page may take to read.
MAX_BYTES = 1024 * 1024
_LEVEL = 6
# Lines shorter than this cost more to point at than to repeat.
_MIN_LINE = 12


def shared_text(bodies: Iterable[bytes], limit: int = MAX_BYTES) -> bytes:
    """Return the lines of pages, each once, the first page's at the end where zstd sees best."""
    seen: set[bytes] = set()
    parts: list[bytes] = []
    size = 0
    for body in bodies:
        lines = dict.fromkeys(body.split(b"\n"))
        fresh = [line for line in lines if line not in seen and len(line) >= _MIN_LINE]
        seen.update(fresh)
        parts.append(b"\n".join(fresh) + b"\n" if parts else body)
        size += len(parts[-1])
        if size >= limit:
            break
    return b"".join(reversed(parts))[-limit:]


def put_dictionary(
    conn: sqlite3.Connection,
    site_id: int,
    at: datetime,
    pages: int,
    text: bytes,
    *,
    level: int = _LEVEL,
) -> int:
    """Keep a dictionary made when its site had so many pages. Inside a transaction only."""
    cursor = conn.execute(
        "INSERT INTO dictionaries (site_id, created_at, pages, data, codec) VALUES (?, ?, ?, ?, ?)",
        (site_id, to_text(at), pages, zstandard.compress(text, level), CODEC),
    )
    return int(cursor.lastrowid or 0)


def read_dictionary(conn: sqlite3.Connection, dictionary_id: int) -> bytes:
    """Return the text of a dictionary; raises ArchiveDamaged."""
    row = conn.execute(
        "SELECT codec, data FROM dictionaries WHERE id = ?", (dictionary_id,)
    ).fetchone()
    if row is None or not isinstance(row[1], bytes):
        raise ArchiveDamaged(f"dictionary {dictionary_id} is not there")
    codec: str = row[0]
    data: bytes = row[1]
    if codec == PLAIN:
        return data
    try:
        # A damaged header may claim any size; no dictionary is longer than this.
        if codec != CODEC or not 0 <= zstandard.frame_content_size(data) <= MAX_BYTES:
            raise ArchiveDamaged(f"dictionary {dictionary_id} cannot be read")
        return zstandard.decompress(data)
    except (zstandard.ZstdError, MemoryError) as error:
        raise ArchiveDamaged(f"dictionary {dictionary_id}: {error}") from error


def drop_unused(conn: sqlite3.Connection, dictionary_id: int) -> None:
    """Delete a dictionary that no body needs any more. Inside a transaction only."""
    conn.execute(
        "DELETE FROM dictionaries WHERE id = ?1"
        " AND NOT EXISTS (SELECT 1 FROM blobs WHERE dictionary_id = ?1)",
        (dictionary_id,),
    )


def as_content(text: bytes) -> zstandard.ZstdCompressionDict:
    """Return bytes as something zstd may refer to, whatever they begin with."""
    return zstandard.ZstdCompressionDict(text, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def quick_compressor(text: bytes) -> zstandard.ZstdCompressor:
    """Return the compressor of the crawl: 0.1 to 0.2 ms for a page of 80 KB.

    Matches of seven bytes and more are the long repeats that there are. Tables of 2^18 places find
    most of them in a megabyte, which zstd's own levels of that speed do not; they are copied for
    every page, so twice that costs more time than the 2 % it saves are worth.
    """
    size = min(max(len(text).bit_length(), 16), 18)
    parameters = zstandard.ZstdCompressionParameters(
        strategy=zstandard.STRATEGY_GREEDY,
        hash_log=size,
        chain_log=size,
        search_log=3,
        min_match=7,
        target_length=16,
        window_log=21,
    )
    return _compressor(text, parameters)


def patient_compressor(text: bytes) -> zstandard.ZstdCompressor:
    """Return the compressor of a crawl that waits for its hosts: 1 ms more a page, a tenth less."""
    size = min(max(len(text).bit_length(), 16), 19)
    parameters = zstandard.ZstdCompressionParameters(
        strategy=zstandard.STRATEGY_LAZY2,
        hash_log=size,
        chain_log=size,
        search_log=6,
        min_match=4,
        target_length=32,
        window_log=22,
    )
    return _compressor(text, parameters)


def thorough_compressor(text: bytes) -> zstandard.ZstdCompressor:
    """Return the compressor of `compact`: 30 times slower, 10 % smaller."""
    parameters = zstandard.ZstdCompressionParameters(
        strategy=zstandard.STRATEGY_BTULTRA,
        hash_log=20,
        chain_log=21,
        search_log=7,
        min_match=3,
        target_length=256,
        window_log=22,
    )
    return _compressor(text, parameters)


def _compressor(
    text: bytes, parameters: zstandard.ZstdCompressionParameters
) -> zstandard.ZstdCompressor:
    content = as_content(text)
    content.precompute_compress(compression_params=parameters)
    return zstandard.ZstdCompressor(compression_params=parameters, dict_data=content)
