"""One connection, whose answers are read as browsers read them. Used by `transport`.

The client's parser refuses an answer for what readers never notice: a reason phrase in Latin-1, a
header with a space in its name, a length told twice, bytes behind the end. So the head of an
answer is put in order before the parser sees it, and apart from what follows. Met here of aiohttp
3.14 as well: it waits for ever for the rest of a body that it found broken, and asks at once again
where a new connection was dropped, as it should only where an old one was.
"""

import asyncio
import re
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError

MAX_HEADER_BYTES = 64 * 1024
# Nearly every head is as it should be, which takes 4 µs to see and 18 µs to write anew.
_ORDERLY = re.compile(
    rb"HTTP/1\.[01] \d{3} [ -~]*+\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]++:[^\r\n\0]*+\r\n)*+\r\n"
)
_FRAMING = re.compile(rb"\n(?:content-length|transfer-encoding):[^\r]*", re.IGNORECASE)
_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/(\d)(?:\.(\d))?[ \t]+(\d{3})(?!\d)", re.IGNORECASE)
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_MOST_HEADS = 16
_LENGTH, _CODING = b"content-length", b"transfer-encoding"


class BrokenAnswer(aiohttp.ClientPayloadError):
    """A body that is not what its head says."""


class Dropped(aiohttp.ClientPayloadError):
    """A new connection that ended before an answer: none of the errors that aiohttp asks after."""


class Wire(ResponseHandler):
    """The client's end of a connection; carries one answer after the other."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._requests = self._heads = 0
        self._head: bytes | None = None

    def set_response_params(self, **params: Any) -> None:
        """Begin a request: the next bytes are the head of its answer."""
        super().set_response_params(**params)
        self._requests += 1
        self._heads = 0
        self._head = b""

    def data_received(self, data: bytes) -> None:
        """Take bytes; those of a head are kept until it is whole."""
        behind = data
        while behind and self._head is not None and self.exception() is None:
            behind = self._take_head(self._head, behind)
        if (behind or not data) and self.exception() is None:
            super().data_received(behind)

    def _take_head(self, before: bytes, data: bytes) -> bytes:
        """Hand a head on once it is whole; return what is not of one."""
        head = (before + data).lstrip(b"\r\n")
        end = _END.search(head, max(0, len(before) - 3))
        if end is None:
            is_head = b"HTTP/".startswith(head[:5].upper()) and len(head) <= MAX_HEADER_BYTES
            self._head = head if is_head else None
            return b"" if is_head else head
        head, behind = head[: end.end()], head[end.end() :]
        status = _STATUS.match(head)
        # What is told before the answer, such as 103 Early Hints, has a head and no body.
        is_answer = status is None or status[3] == b"101" or not status[3].startswith(b"1")
        self._head = None if is_answer else b""
        self._heads += 1
        if self._heads > _MOST_HEADS:
            self.set_exception(HttpProcessingError(message="Too many heads before the answer"))
            if self.transport is not None:
                self.transport.close()
        else:
            super().data_received(mended(head))
        return behind

    def set_exception(self, exc: BaseException, *cause: BaseException) -> None:
        """Note what ended the connection; an answer that is whole by then is not lost."""
        if isinstance(exc, HttpProcessingError):
            if self._payload is not None and not self._payload.is_eof():
                self._payload.set_exception(BrokenAnswer(exc.message))
        elif self._requests == 1 and isinstance(
            exc, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError
        ):
            exc = Dropped(str(exc))
        super().set_exception(exc, *cause)


def mended(head: bytes) -> bytes:
    """Return the head of an answer as RFC 9112 wants it; one without a status line as it is.

    No reason phrase, no line that is no header, no length beside `chunked` (section 6.3), and a
    length told several times told once. Lengths that differ are left for the parser to refuse.
    """
    if _ORDERLY.fullmatch(head):
        framing = _FRAMING.findall(head)
        if len(framing) < 2 and b"," not in b"".join(framing):
            return head
    status = _STATUS.match(head)
    if status is None:
        return head
    lines = head.splitlines()[1:]
    fields: list[tuple[bytes, bytes]] = []
    for line in lines:
        name, _, value = line.partition(b":")
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1] = (fields[-1][0], b" ".join((fields[-1][1], line.strip())))
        elif value is not None and _NAME.fullmatch(name.rstrip()) and b"\0" not in value:
            fields.append((name.rstrip(), value.strip()))
    minor = b"0" if status[1] == b"1" and status[2] == b"0" else b"1"
    start = b"HTTP/1." + minor + b" " + status[3] + b" "
    return b"\r\n".join((start, *map(b": ".join, _framed(fields)), b"", b""))


def _framed(fields: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the fields with one word on where the body ends, where theirs agree."""
    lengths = {
        length.strip()
        for name, value in fields
        if name.lower() == _LENGTH
        for length in value.split(b",")
    }
    codings = {value.lower() for name, value in fields if name.lower() == _CODING} - {b"identity"}
    told = [(b"Transfer-Encoding", coding) for coding in sorted(codings)]
    if not codings:
        told = [(b"Content-Length", length) for length in sorted(lengths)]
    return [field for field in fields if field[0].lower() not in (_LENGTH, _CODING)] + told
