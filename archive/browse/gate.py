"""Who may read: whose address the room answers to, with which methods, and with which password.

Source: RFC 7617 (Basic), RFC 9110, and the DNS rebinding attack on servers of one machine.
"""

import base64
import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from typing import Any

from archive.browse.safety import Application, Scope, Send

METHODS = ("GET", "HEAD")
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Password:
    """What a reader must know; without a user, any user's name will do."""

    user: str | None
    password: str

    def opens(self, header: str) -> bool:
        """Say whether an Authorization header has it, in a time that tells nothing."""
        scheme, _, encoded = header.partition(" ")
        try:
            given = base64.b64decode(encoded.strip(), validate=True).decode()
        except ValueError:  # no Base64, or no UTF-8 in it
            return False
        user, colon, password = given.partition(":")
        right_user = self.user is None or _same(user, self.user)
        right_password = _same(password, self.password)
        return right_user and right_password and bool(colon) and scheme.lower() == "basic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What a request must have; `hosts` are the names that the room answers to, None for any."""

    hosts: frozenset[str] | None = None
    password: Password | None = None


def read_password(text: str) -> Password:
    """Read one line, `user:password` or a password alone.

    Raises:
        ValueError: There is no password, or more than a line.
    """
    lines = text.strip("\r\n").splitlines()
    if len(lines) != 1:
        raise ValueError("one line is wanted: user:password, or a password alone")
    user, colon, password = lines[0].partition(":")
    if not colon:
        user, password = "", user
    if not password.strip():
        raise ValueError("the password is empty")
    return Password(user=user or None, password=password)


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach an address to listen on."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def with_gate(app: Application, gate: Gate) -> Application:
    """Return an ASGI application that turns away who may not read, whatever they ask for."""

    async def gated(scope: Scope, receive: Any, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        elif refusal := _refusal(scope, gate):
            await _refuse(send, *refusal)
        else:
            await app(scope, receive, send)

    return gated


def _refusal(scope: Scope, gate: Gate) -> tuple[int, str, tuple[bytes, bytes] | None] | None:
    headers = dict(scope["headers"])
    if scope["method"] not in METHODS:
        return 405, "this archive is for reading only", (b"allow", ", ".join(METHODS).encode())
    host = headers.get(b"host", b"").decode("latin-1")
    if gate.hosts is not None and _name_of(host) not in gate.hosts:
        return 421, "this archive does not answer to that host name", None
    given = headers.get(b"authorization", b"").decode("latin-1")
    if gate.password is not None and not gate.password.opens(given):
        challenge = b'Basic realm="archive", charset="UTF-8"'
        return 401, "a password is needed", (b"www-authenticate", challenge)
    return None


async def _refuse(
    send: Send, status: int, message: str, header: tuple[bytes, bytes] | None
) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    if header:
        headers.append(header)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{message}\n".encode()})


def _name_of(host: str) -> str:
    """Return the name in a Host header, without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].rstrip(".").lower()


def _same(given: str, wanted: str) -> bool:
    digests = (hashlib.sha256(text.encode()).digest() for text in (given, wanted))
    return hmac.compare_digest(*digests)
