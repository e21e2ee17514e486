"""The way onto the network: names looked up, addresses checked, sockets opened. Used by `fetch`."""

import asyncio
import functools
import os
import resource
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from httpx_aiohttp import AiohttpTransport

from scraper.errors import BadAuthorities, BlockedAddress
from scraper.guard import Guard
from scraper.wire import MAX_HEADER_BYTES, Wire

MAX_HEADERS = 256
# Looking a name up again sooner would make a request of its own of every connection.
_DNS_SECONDS = 300
# A name without a server takes a resolver up to half a minute. Of asyncio's six threads a handful
# of such names would take all, and keep the hosts that are there from being looked up.
_LOOKUPS_AT_ONCE = 64
# Each host has a socket, and keeps it for a while. A Mac lets a process have 256 open files, and
# 10,240 where it asks for them (`OPEN_MAX`).
_OPEN_FILES = 10_240


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


def _allow_open_files() -> None:
    """Let the process have as many files open as it may, up to what a crawl can need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(OSError, ValueError):  # fewer do for most crawls
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _tls_context() -> ssl.SSLContext:
    """Return what checks certificates; the client takes the authorities of SSL_CERT_FILE.

    Raises:
        BadAuthorities: There is no such file, or nothing in it that could be believed.
    """
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        named = os.environ.get("SSL_CERT_FILE")
        if named is None or error.filename is not None:  # of a file that OpenSSL was to write
            raise
        why = error.strerror or str(error)
        if isinstance(error, ssl.SSLError):
            why = "no certificates in it"
        raise BadAuthorities(f"SSL_CERT_FILE={named}: {why}") from error


def open_transport(guard: Guard, *, resolver: AbstractResolver | None = None) -> AiohttpTransport:
    """Return a transport that connects to nothing the guard refuses.

    The address is checked where a name is resolved, and once more where a socket is made for it:
    whatever stands between the two, the address checked is the one connected to.
    """
    # One for all hosts: making it costs 35 to 75 ms.
    context = _tls_context()
    _allow_open_files()

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
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(_LOOKUPS_AT_ONCE, "lookup"))
        # aiohttp has no argument for it; the connector makes every connection by this one.
        make_wire: Any = functools.partial(Wire, loop)
        connector._factory = make_wire
        session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
            max_headers=MAX_HEADERS,
        )
        # It would write `%2C` and `%40` as the characters they stand for, and `|` as an escape: a
        # server that redirects to the one spelling would be asked for the other for ever.
        library: Any = aiohttp.client
        read_url: Any = functools.partial(library.URL, encoded=True)
        session._build_url = read_url  # type: ignore[method-assign]
        return session

    return AiohttpTransport(client=open_session, verify=context)
