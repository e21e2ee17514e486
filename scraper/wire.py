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
_LENGTH, _CODING = b"content-length", b"transfer-encoding"


class BrokenAnswer(aiohttp.ClientPayloadError):
    """A body that is not what its head says."""


class Dropped(aiohttp.ClientPayloadError):
    """A new connection that ended before an answer: none of the errors that aiohttp asks after."""


class Wire(ResponseHandler):
    """The client's end of a connection; carries one answer after the other."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._requests = 0
        self._head: bytes | None = None

    def set_response_params(self, **params: Any) -> None:
        """Begin a request: the next bytes are the head of its answer."""
        super().set_response_params(**params)
        self._requests += 1
        self._head = b""

    def data_received(self, data: bytes) -> None:
        """Take bytes; those of a head are kept until it is whole."""
        if self._head is None or not data:
            super().data_received(data)
            return
        seen, head = len(self._head), self._head + data
        end = _END.search(head, max(0, seen - 3))
        if end is None:
            is_head = b"HTTP/".startswith(head.lstrip(b"\r\n")[:5].upper())
            self._head = head if is_head and len(head) <= MAX_HEADER_BYTES else None
            if self._head is None:
                super().data_received(head)
            return
        head, rest = head[: end.end()], head[end.end() :]
        status = _STATUS.match(head.lstrip(b"\r\n"))
        # What is told before the answer, such as 103 Early Hints, has a head and no body.
        is_answer = status is None or status[3] == b"101" or not status[3].startswith(b"1")
        self._head = None if is_answer else b""
        super().data_received(mended(head))
        if rest and self.exception() is None:
            self.data_received(rest)

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
    first, *lines = head.lstrip(b"\r\n").splitlines()
    status = _STATUS.match(first)
    if status is None:
        return head
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
