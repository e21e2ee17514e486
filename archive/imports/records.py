"""The records of a WARC file, compressed or not, whole or damaged. Knows nothing of HTTP.

warcio reads whole files well, but takes damage inside a gzip member for the end of the record and
cannot find the next one; here what is whole is found again behind every damage.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from archive.imports.captures import Damage
from archive.imports.digests import matches

GZIP_MAGIC = b"\x1f\x8b\x08"
# Members are found in a broken WACZ as behind any damage.
ZIP_MAGIC = b"PK\x03"
MAGIC = b"WARC/"
# A record longer than this is a film or a data set, not a page.
MAX_BLOCK_BYTES = 64 * 1024 * 1024
_CHUNK = 64 * 1024
_MAX_LINE = 64 * 1024
_START = re.compile(rb"(?:\A|\n)(WARC/[01]\.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record: its fields by lower-case name, its block, where it begins in the file.

    `block` is None where it is longer than MAX_BLOCK_BYTES.
    """

    fields: Mapping[str, str]
    block: bytes | None
    offset: int

    @property
    def type(self) -> str:
        """Return the kind of record, such as `response`."""
        return self.fields.get("warc-type", "").lower()


class Broken(Exception):
    """The bytes are not what should stand here."""


class _Plain:
    """The bytes of a file that is not compressed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.offset = 0

    def begin(self) -> None:
        self.offset = self._file.tell()

    def readline(self) -> bytes:
        return self._file.readline(_MAX_LINE)

    def read(self, size: int) -> bytes:
        return self._file.read(size)

    def resync(self) -> bool:
        """Go to the next start of a record behind the one begun last."""
        self._file.seek(self.offset + 1)
        before = b""
        while chunk := self._file.read(_CHUNK):
            window = before + chunk
            found = _START.search(window, 1)
            if found:
                self._file.seek(self._file.tell() - len(window) + found.start(1))
                return True
            before = window[-len(b"\nWARC/1.") :]
        return False


class _Gzip:
    """The bytes of a file of gzip members, mostly one a record."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._raw = b""
        self._out = b""
        self._inflate: zlib._Decompress | None = None
        self._member = 0
        self.offset = 0

    def begin(self) -> None:
        if not self._out:
            self._more()
        self.offset = self._member

    def readline(self) -> bytes:
        while (end := self._out.find(b"\n")) < 0 and len(self._out) < _MAX_LINE and self._more():
            pass
        return self._take(end + 1 if end >= 0 else min(len(self._out), _MAX_LINE))

    def read(self, size: int) -> bytes:
        parts = []
        while size:
            if not self._out and not self._more():
                break
            parts.append(self._take(min(size, len(self._out))))
            size -= len(parts[-1])
        return b"".join(parts)

    def resync(self) -> bool:
        """Go to the next member that begins with a record, behind the one that is damaged."""
        at = self._member + 1
        while (at := self._find_magic(at)) >= 0:
            self._file.seek(at)
            head = self._file.read(4096)
            try:
                is_record = zlib.decompressobj(31).decompress(head, 64).startswith(MAGIC)
            except zlib.error:
                is_record = False
            if is_record:
                self._file.seek(at)
                self._raw, self._out, self._inflate = b"", b"", None
                return True
            at += 1
        return False

    def _find_magic(self, start: int) -> int:
        self._file.seek(start)
        before = b""
        while chunk := self._file.read(_CHUNK):
            window = before + chunk
            found = window.find(GZIP_MAGIC)
            if found >= 0:
                return self._file.tell() - len(window) + found
            before = window[-2:]
        return -1

    def _take(self, size: int) -> bytes:
        taken, self._out = self._out[:size], self._out[size:]
        return taken

    def _more(self) -> bool:
        """Unpack some more; False at the end of the file."""
        while True:
            if self._inflate is None:
                while not self._raw.strip(b"\0"):  # some tools pad the end with zeros
                    self._raw = self._file.read(_CHUNK)
                    if not self._raw:
                        return False
                self._member = self._file.tell() - len(self._raw)
                self._inflate = zlib.decompressobj(31)
            raw = self._raw or self._file.read(_CHUNK)
            if not raw:
                raise Broken("the file ends inside a record")
            try:
                out = self._inflate.decompress(raw, _CHUNK * 16)
            except zlib.error as error:
                raise Broken(str(error)) from error
            self._raw = self._inflate.unconsumed_tail
            if self._inflate.eof:
                self._raw = self._inflate.unused_data
                self._inflate = None
            if out:
                self._out += out
                return True


Source = _Plain | _Gzip


def read_records(file: BinaryIO) -> Iterator[Record | Damage]:
    """Yield the records of a WARC file in order; a Damage for each stretch that is lost."""
    is_gzip = file.read(len(GZIP_MAGIC)) in (GZIP_MAGIC, ZIP_MAGIC)
    file.seek(0)
    source: Source = _Gzip(file) if is_gzip else _Plain(file)
    while True:
        try:
            source.begin()
            record = _next_record(source)
        except Broken as error:
            yield Damage(offset=source.offset, why=str(error))
            if not source.resync():
                return
            continue
        if record is None:
            return
        yield record


def _next_record(source: Source) -> Record | None:
    line = source.readline()
    while line in (b"\r\n", b"\n"):
        source.begin()
        line = source.readline()
    if not line:
        return None
    if not line.startswith(MAGIC):
        raise Broken("no record begins here")
    offset = source.offset
    fields = _read_fields(source)
    try:
        length = int(fields.get("content-length", ""))
    except ValueError:
        raise Broken("a record without its length") from None
    if length < 0:
        raise Broken("a record without its length")
    block = _read_block(source, length)
    # A wrong length shows here; a missing empty line at the end of the file is no harm.
    end = source.readline()
    if end.strip():
        raise Broken("the record does not end where it says")
    given = fields.get("warc-block-digest")
    if block is not None and given and matches(given, block) is False:
        raise Broken("the record does not match its digest")
    return Record(fields=fields, block=block, offset=offset)


def _read_fields(source: Source) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    while (line := source.readline()).strip():
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text[0] in " \t" and name:
            fields[name] += " " + text.strip()
            continue
        name, colon, value = text.partition(":")
        name = name.strip().lower()
        if not colon:
            raise Broken("a line of a record's head is no field")
        fields.setdefault(name, value.strip())
    if not line:
        raise Broken("the file ends inside a record")
    return fields


def _read_block(source: Source, length: int) -> bytes | None:
    if length <= MAX_BLOCK_BYTES:
        block = source.read(length)
        if len(block) < length:
            raise Broken("the file ends inside a record")
        return block
    while length:
        read = len(source.read(min(length, _CHUNK)))
        if not read:
            raise Broken("the file ends inside a record")
        length -= read
    return None
