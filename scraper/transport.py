"""The way onto the network: names looked up, addresses checked, sockets opened. Used by `fetch`.

What the client raises on that way is given one of our errors here.
"""

import socket
import ssl
from typing import Any

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from httpx_aiohttp import AiohttpTransport

from scraper.errors import BlockedAddress, FetchFailed, ScraperError
from scraper.guard import Guard

MAX_HEADER_BYTES = 64 * 1024
MAX_HEADERS = 256
# Looking a name up again sooner would make a request of its own of every connection.
_DNS_SECONDS = 300
_KNOWN_ERRORS = (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError)
# aiohttp raises bare ValueError for odd hosts and chunk sizes.
CLIENT_ERRORS = (*_KNOWN_ERRORS, ValueError, RuntimeError)


class RefusedSocket(OSError):
    """A socket to an address that the guard refuses; an OSError, so that others are tried."""

    def __init__(self, blocked: BlockedAddress) -> None:
        super().__init__(str(blocked))
        self.blocked = blocked


class GuardedResolver(AbstractResolver):
    """Resolves names and lets only addresses through that the guard passes."""

    def __init__(self, guard: Guard, inner: AbstractResolver) -> None:
        self._guard = guard
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a name that may be connected to.

        Raises:
            BlockedAddress: It has none but such as the guard refuses.
        """
        found = await self._inner.resolve(host, port, family)
        allowed: list[ResolveResult] = []
        refused: BlockedAddress | None = None
        for result in found:
            try:
                self._guard.check_address(host, result["host"])
            except BlockedAddress as error:
                refused = error
            else:
                allowed.append(result)
        if not allowed and refused is not None:
            raise refused
        return allowed

    async def close(self) -> None:
        """Close the resolver behind this one."""
        await self._inner.close()


def open_transport(guard: Guard, *, resolver: AbstractResolver | None = None) -> AiohttpTransport:
    """Return a transport that connects to nothing the guard refuses.

    The address is checked where a name is resolved, and once more where a socket is made for it:
    whatever stands between the two, the address checked is the one connected to.
    """
    # One for all hosts: making it costs 35 to 75 ms.
    context = httpx.create_ssl_context()

    def make_socket(address: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, target = address
        try:
            guard.check_address(str(target[0]), str(target[0]))
        except BlockedAddress as error:
            raise RefusedSocket(error) from error
        return socket.socket(family, kind, protocol)

    def open_session() -> aiohttp.ClientSession:
        # limit=0: the crawl counts requests; a pool limit would only add waiting of its own.
        connector = aiohttp.TCPConnector(
            resolver=GuardedResolver(guard, resolver or aiohttp.ThreadedResolver()),
            socket_factory=make_socket,
            limit=0,
            ssl=context,
            ttl_dns_cache=_DNS_SECONDS,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
            max_headers=MAX_HEADERS,
        )

    return AiohttpTransport(client=open_session, verify=context)


def failure_of(url: str, error: Exception) -> ScraperError:
    """Return what the client raised as an error of ours; what the guard refused stays that."""
    for cause in _causes(error):
        if isinstance(cause, RefusedSocket):
            return cause.blocked
    return FetchFailed(url, _reason_of(error), _one_line(error))


def _reason_of(error: BaseException) -> str:
    """Map what the client raised to one of the stable words, by the innermost known cause."""
    if not isinstance(error, _KNOWN_ERRORS):
        return "protocol"
    seen = _causes(error)
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
        if isinstance(cause, aiohttp.ClientResponseError | aiohttp.InvalidURL):
            return "protocol"
        if isinstance(cause, httpx.RemoteProtocolError | httpx.InvalidURL):
            return "protocol"
    return "cut"


def _causes(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or current.__context__
    return chain


def _one_line(error: BaseException) -> str:
    text = str(error) or type(error).__name__
    text = text.replace(" ssl:default", "")  # aiohttp says so of plain http too
    return " ".join(text.split())[:200]
