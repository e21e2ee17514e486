"""What is connected to is what was checked, however often a name changes its mind."""

import asyncio
import resource
import socket
import threading

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from scraper.clock import SystemClock
from scraper.errors import BlockedAddress, FetchFailed
from scraper.fetch import Fetcher
from scraper.guard import Guard
from scraper.pace import Pace
from scraper.retry import get_patiently
from scraper.transport import open_transport
from tests.support import FakeClock, Reply, Server

PUBLIC = "93.184.216.34"
INNER = "127.0.0.1"


class Turning(AbstractResolver):
    """A resolver that gives the next of its answers each time it is asked."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self._answers = list(answers)
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked += 1
        addresses = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return [
            ResolveResult(
                hostname=host, host=each, port=port, family=socket.AF_INET, proto=0, flags=0
            )
            for each in addresses
        ]

    async def close(self) -> None:
        pass


def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note every address a socket is connected to; no packet leaves."""
    seen: list[str] = []

    async def connect(loop: object, sock: socket.socket, address: tuple[str, int]) -> None:
        seen.append(address[0])
        raise ConnectionRefusedError("not in a test")

    monkeypatch.setattr(asyncio.selector_events.BaseSelectorEventLoop, "sock_connect", connect)
    return seen


async def ask(resolver: AbstractResolver, *urls: str) -> list[Exception]:
    errors: list[Exception] = []
    guard = Guard()
    transport = open_transport(guard, resolver=resolver)
    async with Fetcher(user_agent="x", guard=guard, clock=SystemClock(), transport=transport) as f:
        for url in urls:
            try:
                await f.get(url)
            except (BlockedAddress, FetchFailed) as error:
                errors.append(error)
    return errors


def test_a_name_that_turns_inward_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = connected(monkeypatch)
    resolver = Turning((PUBLIC,), (INNER,))

    first, second = asyncio.run(ask(resolver, "http://a.example/", "http://a.example:8080/"))

    assert resolver.asked == 2
    assert isinstance(first, FetchFailed)
    assert isinstance(second, BlockedAddress)
    assert seen == [PUBLIC]


def test_the_address_checked_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second look-up between check and connection would find the inner address."""
    seen = connected(monkeypatch)
    resolver = Turning((PUBLIC,), (INNER,))

    (error,) = asyncio.run(ask(resolver, "http://a.example/"))

    assert isinstance(error, FetchFailed)
    assert (resolver.asked, seen) == (1, [PUBLIC])


def test_of_several_addresses_only_the_public_ones_are_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = connected(monkeypatch)

    asyncio.run(ask(Turning((INNER, PUBLIC, "10.0.0.1")), "http://a.example/"))

    assert seen == [PUBLIC]


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "[::ffff:127.0.0.1]", "[::1]"]
)
def test_no_spelling_of_an_inner_address_is_connected_to(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = connected(monkeypatch)

    asyncio.run(ask(Turning((INNER,)), f"http://{host}/"))

    assert seen == []


def test_a_socket_is_refused_even_where_no_resolver_was_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The guard's look at the address in a URL is left out, as a bug there would."""
    seen = connected(monkeypatch)
    monkeypatch.setattr(Guard, "check_url", lambda self, url: None)

    (error,) = asyncio.run(ask(Turning((PUBLIC,)), "http://10.0.0.1/"))

    assert isinstance(error, BlockedAddress)
    assert seen == []


def test_a_name_is_looked_up_once_for_many_requests() -> None:
    async def run() -> int:
        resolver = Turning((INNER,))
        guard = Guard(allow_private=True)
        transport = open_transport(guard, resolver=resolver)
        fetcher = Fetcher(user_agent="x", guard=guard, clock=SystemClock(), transport=transport)
        async with Server(lambda request: Reply()) as server, fetcher:
            named = server.url.replace("127.0.0.1", "a.example")
            for _ in range(5):
                await fetcher.get(f"{named}/")
        return resolver.asked

    assert asyncio.run(run()) == 1


class Waking(Turning):
    """A resolver that gives no answer at first, as on a machine whose network is coming up."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await super().resolve(host, port, family)
        if self.asked < 3:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return found


def test_a_resolver_that_gives_no_answer_is_asked_again() -> None:
    async def run() -> tuple[int, int]:
        resolver, guard, clock = Waking((INNER,)), Guard(allow_private=True), FakeClock()
        transport = open_transport(guard, resolver=resolver)
        fetcher = Fetcher(user_agent="x", guard=guard, clock=clock, transport=transport)
        async with Server(lambda request: Reply()) as server, fetcher:
            named = server.url.replace("127.0.0.1", "a.example")
            pace = Pace(clock=clock, delay_seconds=0)
            attempted = await get_patiently(fetcher, f"{named}/", pace=pace, clock=clock)
        return attempted.answer.status, attempted.attempts

    assert asyncio.run(run()) == (200, 3)


def test_names_that_take_long_to_fail_hold_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve, over = socket.getaddrinfo, threading.Event()

    def slow(host: str, *rest: object, **more: object) -> object:
        if host.endswith(".invalid"):
            over.wait(10)
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return resolve(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", slow)  # the resolver has no other way in

    async def run() -> int:
        fetcher = Fetcher(user_agent="x", guard=Guard(allow_private=True), clock=SystemClock())
        async with Server(lambda request: Reply()) as server, fetcher:
            dead = [
                asyncio.ensure_future(fetcher.get(f"http://{number}.a.invalid/"))
                for number in range(40)
            ]
            await asyncio.sleep(0)
            here = server.url.replace("127.0.0.1", "localhost")
            answer = await asyncio.wait_for(fetcher.get(f"{here}/"), 5)
            over.set()
            await asyncio.gather(*dead, return_exceptions=True)
        return answer.status

    assert asyncio.run(run()) == 200


def test_a_crawl_of_many_hosts_may_open_more_files_than_a_shell_allows() -> None:
    before, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard <= 256:
        pytest.skip("needs a limit that may be raised")
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))

    try:
        open_transport(Guard())
        allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (before, hard))

    assert allowed > 256
