"""What the HTTP client raised, in one of the stable words and in one line. Used by `fetch`."""

import socket
import ssl

import aiohttp
import httpx

from scraper.errors import FetchFailed, ScraperError
from scraper.transport import RefusedSocket
from scraper.wire import BrokenAnswer

_KNOWN_ERRORS = (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError)
# aiohttp raises bare ValueError for odd hosts and chunk sizes.
CLIENT_ERRORS = (*_KNOWN_ERRORS, ValueError, RuntimeError)


def failure_of(url: str, error: Exception) -> ScraperError:
    """Return what the client raised as an error of ours; what the guard refused stays that."""
    for cause in causes_of(error):
        if isinstance(cause, RefusedSocket):
            return cause.blocked
    return FetchFailed(url, reason_of(error), told_of(error))


def reason_of(error: BaseException) -> str:
    """Map what the client raised to one of the stable words, by the innermost known cause."""
    if not isinstance(error, _KNOWN_ERRORS):
        return "protocol"
    seen = causes_of(error)
    for cause in seen:
        if isinstance(cause, aiohttp.ClientConnectorDNSError | socket.gaierror):
            return "dns"
        if isinstance(cause, ssl.SSLError | ssl.CertificateError | aiohttp.ClientSSLError):
            return "tls"
    for cause in seen:
        if isinstance(cause, TimeoutError | httpx.TimeoutException) and not isinstance(
            cause.__cause__, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError
        ):
            return "timeout"
        if isinstance(cause, aiohttp.ClientConnectorError | httpx.ConnectError):
            return "connect"
        if isinstance(cause, BrokenAnswer | aiohttp.ClientResponseError | aiohttp.InvalidURL):
            return "protocol"
        if isinstance(cause, httpx.RemoteProtocolError | httpx.InvalidURL):
            return "protocol"
    return "cut"


def is_passing(error: BaseException) -> bool:
    """Say whether it was the resolver that gave no answer, as when a network is coming up."""
    return any(
        isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_AGAIN
        for cause in causes_of(error)
    )


def causes_of(error: BaseException) -> list[BaseException]:
    """Return an error and what it was raised from, the innermost last."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or current.__context__
    return chain


def told_of(error: BaseException) -> str:
    """Say in one line what went wrong."""
    text = str(error) or type(error).__name__
    for cause in causes_of(error):
        # aiohttp's own errors are of these classes too, and have none of their attributes.
        if told := getattr(cause, "verify_message", None):
            return f"certificate not trusted: {told}"
        if isinstance(cause, ssl.SSLError) and (told := getattr(cause, "reason", None)):
            text = f"TLS handshake failed: {told.replace('_', ' ').lower()}"
        elif isinstance(cause, ConnectionResetError) and not cause.args:
            text = "connection ended in the TLS handshake"  # all that asyncio says of it
        elif isinstance(cause, aiohttp.ClientResponseError):
            text = cause.message
    text = text.replace(" ssl:default", "")  # aiohttp says so of plain http too
    return " ".join(text.split())[:200]
