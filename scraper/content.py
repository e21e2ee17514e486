"""The body of a response: whether it is read at all, and its content encoding undone."""

import re
from io import BytesIO

from zlib_ng import zlib_ng

from scraper.errors import FetchFailed, ResponseTooLarge

# What may come back as a page, a sitemap or a feed; anything else is not read past its headers.
_READABLE_TYPES = (
    *("text/", "application/xhtml", "application/xml", "application/rss", "application/atom"),
    *("application/rdf", "application/x-gzip", "application/gzip", "application/octet-stream"),
    *("application/feed+json", "application/json"),
)
_PAGE_END = re.compile(rb"</html\s*>\s*(?:<!--(?:(?!-->).)*-->\s*)*\Z", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_NOT_ASKED_FOR = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz"})
_NO_TYPES = frozenset({"unknown/unknown", "application/unknown", "*/*"})
# Pages and sitemaps unpack to five or fifty times their size; a bomb to a thousand times.
DEFAULT_RATIO = 200
_FREE_BYTES = 1024 * 1024


class BodyDecoder:
    """Undoes gzip or deflate chunk by chunk and stops at a cap, so that no bomb goes off.

    By zlib-ng, which takes half of zlib's time and is the same otherwise, errors too.

    `limit` is in bytes after decoding; `ratio` is how many times its size a body may unpack to,
    past the first mebibyte. With `first_bytes` that much is kept and no more is wanted. Encodings
    that were not asked for, and several at once, are refused when the decoder is made; words that
    are none (`none`, `UTF-8`) say nothing, and neither does `gzip` over bytes that are markup.
    """

    def __init__(
        self,
        url: str,
        encoding: str,
        limit: int,
        *,
        ratio: int = DEFAULT_RATIO,
        first_bytes: int | None = None,
    ) -> None:
        self._url = url
        self._limit = limit
        self._ratio = ratio
        self._first_bytes = first_bytes
        self._received = 0
        self._body = BytesIO()  # gives what it holds without a copy
        self._size = 0
        self._inflate = None
        words = [word.strip("\"' \t").lower() for word in encoding.split(",")]
        codings = [word for word in words if word in _PACKED or word in _NOT_ASKED_FOR]
        self._encoding = codings[0] if codings else ""
        if len(codings) > 1 or self._encoding in _NOT_ASKED_FOR:
            raise FetchFailed(url, "encoding", f"content encoding {encoding} was not asked for")
        if codings:
            self._inflate = zlib_ng.decompressobj(47)  # takes gzip and zlib by their headers

    @property
    def size(self) -> int:
        """Return how many decoded bytes there are so far."""
        return self._size

    @property
    def is_full(self) -> bool:
        """Say whether the bytes that were wanted are there."""
        return self._first_bytes is not None and self._size >= self._first_bytes

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes as received.

        Raises:
            FetchFailed: They are not what the encoding says (`encoding`).
            ResponseTooLarge: The decoded body passed the limit, or the ratio.
        """
        if not self._received and "gzip" in self._encoding and _MARKUP.match(chunk):
            self._inflate = None
        self._received += len(chunk)
        if self._inflate is None:
            self._add(chunk)
            return
        while chunk:
            try:
                self._add(self._inflate.decompress(chunk, self._room()))
            except zlib_ng.error as error:  # type: ignore[misc]  # its stub says an instance
                if self._encoding == "deflate" and not self._size:
                    # Some servers send deflate without the zlib header the name stands for.
                    self._encoding, self._inflate = "raw", zlib_ng.decompressobj(-zlib_ng.MAX_WBITS)
                    continue
                raise FetchFailed(self._url, "encoding", str(error)) from error
            chunk = b""
            if self._inflate.eof and self._inflate.unused_data.startswith(b"\x1f\x8b"):
                chunk = self._inflate.unused_data  # a further gzip member
                self._inflate = zlib_ng.decompressobj(47)

    def _room(self) -> int:
        """Return how many bytes may be unpacked now: one more than is allowed tells a bomb."""
        if self._first_bytes is not None:
            return max(1, self._first_bytes - self._size)
        most = min(self._limit, max(_FREE_BYTES, self._received * self._ratio))
        return max(1, most - self._size + 1)

    def _add(self, part: bytes) -> None:
        self._size += len(part)
        self._body.write(part)
        if self._first_bytes is not None:
            return
        if self._size > self._limit:
            raise ResponseTooLarge(self._url, "decoded body", self._limit)
        if self._inflate is not None and self._size > _FREE_BYTES:
            most = self._received * self._ratio
            if self._size > most:
                raise ResponseTooLarge(self._url, f"body unpacked {self._ratio} times", most)

    def finish(self) -> bytes:
        """Return the whole decoded body.

        Raises:
            FetchFailed: The compressed body ends early (`cut`).
        """
        if self._first_bytes is not None and self._size >= self._first_bytes:
            return self._body.getvalue()[: self._first_bytes]
        if self._inflate is not None and self._received and not self._inflate.eof:
            raise FetchFailed(self._url, "cut", "compressed body ends early")
        return self._body.getvalue()

    @property
    def is_whole_page(self) -> bool:
        """Say whether what came ends as a web page does, so that nothing of one is missing."""
        return bool(_PAGE_END.search(self._body.getbuffer()[-1000:]))


def media_type(content_type: str | None) -> str:
    """Return the type a header names, in lower case and with its parameters; empty for none.

    Source: MIME Sniffing Standard, 7 "Determining the computed MIME type of a resource".
    """
    text = (content_type or "").strip().lower()
    essence = text.partition(";")[0].strip()
    return "" if "/" not in essence or essence in _NO_TYPES else text


def is_readable(content_type: str | None) -> bool:
    """Say whether a type may be a page, sitemap or feed; a missing one is sniffed later."""
    return (media_type(content_type) or "text/").startswith(_READABLE_TYPES)
