"""One polite GET: the only module that speaks to an HTTP client.

The client is httpx; requests go straight to a transport, which leaves out cookies, redirects and
auth that a crawl must not have. The transport is httpx-aiohttp's: on 80 KB gzip pages a request
costs 0.7 ms of CPU, 1.6 ms with httpx's own, at 8 requests at once (0.9 and 1.4 at one). Its
faults are met here and in `transport`: redirects are never followed by it, its errors are mapped.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from types import TracebackType

import httpx

from scraper.clock import Clock
from scraper.content import DEFAULT_RATIO, BodyDecoder, is_readable
from scraper.errors import FetchFailed, ResponseTooLarge
from scraper.guard import Guard
from scraper.in_hand import Intake
from scraper.transport import CLIENT_ERRORS, MAX_HEADER_BYTES, failure_of, open_transport

# What carries a request: the network, or a test's own answers.
Transport = httpx.AsyncBaseTransport

MEBIBYTE = 1024 * 1024
# The client sends no header with one of these, and no request with such a header.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_NO_BODY = frozenset({204, 205, 304})


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The limits of one request. Bytes, and seconds for the whole of it from start to end.

    `ratio` is how many times its size a body may unpack to, past the first mebibyte. After
    `grace_seconds` of a body, `bytes_per_second` of it must have come on average.
    """

    body_bytes: int = 16 * MEBIBYTE
    decoded_bytes: int = 50 * MEBIBYTE
    ratio: int = DEFAULT_RATIO
    header_bytes: int = MAX_HEADER_BYTES
    seconds: float = 60.0
    connect_seconds: float = 15.0
    read_seconds: float = 30.0
    grace_seconds: float = 10.0
    bytes_per_second: float = 500.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response: `body` after content decoding, empty where the type was not one to read."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    elapsed_seconds: float = 0.0
    was_read: bool = True
    _by_name: dict[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str | None:
        """Return the first value of a header; the name in lower case."""
        return self._by_name.get(name)

    @property
    def content_type(self) -> str | None:
        """Return the Content-Type as received."""
        return self._by_name.get("content-type")

    def without(self, *names: str) -> "Answer":
        """Return the answer less some headers; the names in lower case."""
        kept = tuple((key, value) for key, value in self.headers if key.lower() not in names)
        by_name = {key: value for key, value in self._by_name.items() if key not in names}
        return replace(self, headers=kept, _by_name=by_name)

    def header_values(self, name: str) -> tuple[str, ...]:
        """Return every value of a header; the name in lower case."""
        return tuple(value for key, value in self.headers if key.lower() == name)


class Fetcher:
    """Sends single GET requests; holds the open connections until it is closed."""

    def __init__(
        self,
        *,
        user_agent: str,
        guard: Guard,
        clock: Clock,
        caps: Caps | None = None,
        transport: Transport | None = None,
    ) -> None:
        self._guard = guard
        self._clock = clock
        self._caps = caps or Caps()
        self._transport = transport or open_transport(guard)
        self._headers = {
            b"User-Agent": _in_bytes(user_agent),
            b"Accept": b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
            b"Accept-Language": b"en,nl;q=0.8,*;q=0.5",
            # Only gzip is announced: it is what the standard library can decode up to a cap.
            b"Accept-Encoding": b"gzip",
        }
        self._extensions = {
            "timeout": {
                "connect": self._caps.connect_seconds,
                "read": self._caps.read_seconds,
                "write": self._caps.read_seconds,
                "pool": self._caps.connect_seconds,
            }
        }

    async def __aenter__(self) -> "Fetcher":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        any_type: bool = False,
        first_bytes: int | None = None,
        cookie: str | None = None,
        intake: Intake | None = None,
    ) -> Answer:
        """Ask once for a canonical address; no redirect is followed, nothing is retried.

        Args:
            url: Canonical http(s) address.
            etag: Sent as If-None-Match.
            last_modified: Sent as If-Modified-Since.
            any_type: Read the body whatever its type is, as for robots.txt.
            first_bytes: Read so much of the body and leave the rest, in place of a refusal.
            cookie: Sent as the Cookie header; cookies that come back are never kept.
            intake: Told the size of the body so far; may have the rest wait on the wire.

        Raises:
            FetchFailed: No usable answer; `reason` is `dns`, `connect`, `timeout`, `tls`,
                `protocol`, `cut`, `encoding` or `too-slow`.
            InvalidURL: A scheme or port that is never asked, or a user name in the address.
            BlockedAddress: The guard refuses the address.
            ResponseTooLarge: Headers or body passed a cap.
        """
        self._guard.check_url(url)
        headers = self._headers | _conditions(etag, last_modified)
        if cookie:
            headers[b"Cookie"] = _in_bytes(cookie)
        started = self._clock.monotonic()
        try:
            async with asyncio.timeout(self._caps.seconds) as limit:
                if intake is not None:
                    intake.begin(limit)
                return await self._exchange(url, headers, any_type, first_bytes, started, intake)
        except CLIENT_ERRORS as error:
            raise failure_of(url, error) from error

    async def _exchange(
        self,
        url: str,
        headers: dict[bytes, bytes],
        any_type: bool,
        first_bytes: int | None,
        started: float,
        intake: Intake | None,
    ) -> Answer:
        request = httpx.Request("GET", url, headers=headers, extensions=self._extensions)
        response = await self._transport.handle_async_request(request)
        stream = response.stream
        assert isinstance(stream, httpx.AsyncByteStream)
        try:
            raw = response.headers.raw
            if sum(len(name) + len(value) for name, value in raw) > self._caps.header_bytes:
                raise ResponseTooLarge(url, "headers", self._caps.header_bytes)
            received = tuple(
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in raw
            )
            by_name: dict[str, str] = {}
            for name, value in received:
                by_name.setdefault(name.lower(), value)
            readable = any_type or is_readable(by_name.get("content-type"))
            body = b""
            if readable and response.status_code not in _NO_BODY:
                body = await self._read(url, stream, by_name, first_bytes, intake)
        finally:
            await stream.aclose()
        return Answer(
            url=url,
            status=response.status_code,
            headers=received,
            body=body,
            elapsed_seconds=self._clock.monotonic() - started - _waited(intake),
            was_read=readable,
            _by_name=by_name,
        )

    async def _read(
        self,
        url: str,
        stream: AsyncIterator[bytes] | httpx.AsyncByteStream,
        headers: dict[str, str],
        first_bytes: int | None,
        intake: Intake | None,
    ) -> bytes:
        caps = self._caps
        most = caps.body_bytes
        promised = headers.get("content-length", "")
        if first_bytes is None and promised.isdecimal() and int(promised[:20]) > most:
            raise ResponseTooLarge(url, "body", most)
        encoding = headers.get("content-encoding", "").strip().lower()
        decoder = BodyDecoder(
            url, encoding, caps.decoded_bytes, ratio=caps.ratio, first_bytes=first_bytes
        )
        taken = 0
        started = self._clock.monotonic()
        async for chunk in stream:
            taken += len(chunk)
            if taken > most:
                raise ResponseTooLarge(url, "body", most)
            decoder.feed(chunk)
            if decoder.is_full:
                break
            if intake is not None:
                await intake.room(decoder.size)
            seconds = self._clock.monotonic() - started - _waited(intake)
            if seconds > caps.grace_seconds and taken < seconds * caps.bytes_per_second:
                raise FetchFailed(url, "too-slow", f"{taken} bytes in {seconds:.0f} seconds")
        return decoder.finish()


def _conditions(etag: str | None, last_modified: str | None) -> dict[bytes, bytes]:
    """Return the headers of a conditional request (RFC 9110, section 13.1)."""
    headers = {}
    if etag and not _CONTROL.search(etag):
        headers[b"If-None-Match"] = _in_bytes(etag)
    if last_modified and not _CONTROL.search(last_modified):
        headers[b"If-Modified-Since"] = _in_bytes(last_modified)
    return headers


def _waited(intake: Intake | None) -> float:
    return intake.waited if intake is not None else 0.0


def _in_bytes(header: str) -> bytes:
    """Return the bytes of a header as text: the ETag a server sent may hold more than ASCII."""
    return header.encode("latin-1", "replace")
