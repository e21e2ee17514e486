"""Why an answer did not come, in a word and a line that say so."""

import asyncio
import ssl

import pytest

from scraper.clock import SystemClock
from scraper.errors import FetchFailed
from scraper.fetch import Fetcher
from scraper.guard import Guard
from scraper.reasons import told_of


def failure(reply: bytes, scheme: str) -> FetchFailed:
    """Ask a server that sends the same bytes whatever comes, and ends the connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(reply)
        writer.close()

    async def run() -> FetchFailed:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        fetcher = Fetcher(user_agent="x", guard=Guard(allow_private=True), clock=SystemClock())
        async with server, fetcher:
            with pytest.raises(FetchFailed) as caught:
                await fetcher.get(f"{scheme}://127.0.0.1:{port}/")
        return caught.value

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("reply", "scheme", "reason", "told"),
    [
        (b"HTTP/1.1 400 No\r\n\r\n", "https", "tls", "TLS handshake failed: wrong version number"),
        (b"", "https", "connect", "connection ended in the TLS handshake"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "http", "protocol", "Bad status line: Expected HTTP/"),
        (b"", "http", "cut", "Server disconnected"),
    ],
)
def test_what_went_wrong_is_told_in_one_line(
    reply: bytes, scheme: str, reason: str, told: str
) -> None:
    error = failure(reply, scheme)

    assert error.reason == reason
    assert error.detail.startswith(told)


def test_a_certificate_is_told_by_what_is_wrong_with_it() -> None:
    error = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify")
    error.verify_message = "certificate has expired"
    outer = OSError("Cannot connect to host e.org:443 ssl:True [...]")
    outer.__cause__ = error

    assert told_of(outer) == "certificate not trusted: certificate has expired"
