"""Answers as servers send them, and not as RFC 9112 wants them."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.clock import SystemClock
from scraper.errors import FetchFailed
from scraper.fetch import Answer, Fetcher
from scraper.guard import Guard
from scraper.wire import mended
from tests.support import Reply, Request, Server

PAGE = b"<html><body>Een pagina</body></html>"
LENGTH = b"Content-Length: %d" % len(PAGE)
CHUNKED = b"Transfer-Encoding: chunked"
CHUNKS = b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE)


def told(*headers: bytes, start: bytes = b"HTTP/1.1 200 OK", body: bytes = PAGE) -> bytes:
    return b"\r\n".join((start, b"Content-Type: text/html", *headers, b"", body))


async def get(*replies: bytes) -> tuple[list[Answer], int]:
    """Ask for as many pages as there are replies; return the answers and the requests it took."""
    left = list(replies)

    def answer(request: Request) -> Reply:
        raw = left.pop(0)
        return Reply(body=PAGE) if raw == PAGE else Reply(raw=raw)

    fetcher = Fetcher(user_agent="x", guard=Guard(allow_private=True), clock=SystemClock())
    answers = []
    async with Server(answer) as server, fetcher:
        while left:
            answers.append(await fetcher.get(f"{server.url}/"))
        return answers, len(server.requests)


@pytest.mark.parametrize(
    "raw",
    [
        told(LENGTH, start=b"HTTP/1.1 200 Tr\xe8s bien"),
        told(LENGTH, start=b"http/1.1 200 OK"),
        told(LENGTH, start=b"HTTP/2 200"),
        told(LENGTH, LENGTH),
        told(b"Content-Length: %d, %d" % (len(PAGE), len(PAGE))),
        told(LENGTH, CHUNKED, body=CHUNKS),
        told(LENGTH, b"Transfer-Encoding: identity"),
        told(b"X Powered By: PHP", LENGTH),
        told(b"X-Powered-By : PHP", LENGTH),
        told(b"Warning in index.php on line 3", LENGTH),
        told(b"X-\xe9: 1", b": 2", b"X-Nul: a\0b", LENGTH),
        told(b"X-Folded: a\r\n  b", LENGTH),
        told(LENGTH, body=PAGE + b"\r\nSome more\r\n\r\n"),
        told(LENGTH).replace(b"\r\n", b"\n"),
        b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n" + told(b"X Y: 1", LENGTH),
        b"\r\n" + told(LENGTH),
    ],
)
def test_an_answer_that_browsers_show_is_read(raw: bytes) -> None:
    (answer,), _ = asyncio.run(get(raw))

    assert (answer.status, answer.body) == (200, PAGE)


@pytest.mark.parametrize("status", [204, 304])
def test_a_body_where_none_belongs_is_passed_over(status: int) -> None:
    (answer,), _ = asyncio.run(get(told(start=b"HTTP/1.1 %d X" % status)))

    assert (answer.status, answer.body) == (status, b"")


def test_heads_without_end_before_the_answer_are_refused() -> None:
    early = b"HTTP/1.1 103 Early Hints\r\n\r\n"

    with pytest.raises(FetchFailed) as caught:
        asyncio.run(get(early * 5000 + told(LENGTH)))

    assert (caught.value.reason, caught.value.detail) == (
        "protocol",
        "Too many heads before the answer",
    )


def test_lengths_that_differ_are_refused() -> None:
    with pytest.raises(FetchFailed) as caught:
        asyncio.run(get(told(LENGTH, b"Content-Length: 9")))

    assert caught.value.reason == "protocol"


def test_a_new_connection_that_is_dropped_is_asked_over_once() -> None:
    async def run() -> int:
        fetcher = Fetcher(user_agent="x", guard=Guard(allow_private=True), clock=SystemClock())
        async with Server(lambda request: Reply(raw=b"")) as server, fetcher:
            with pytest.raises(FetchFailed) as caught:
                await fetcher.get(f"{server.url}/")
            assert caught.value.reason == "cut"
            return len(server.requests)

    assert asyncio.run(run()) == 1


def test_a_connection_that_was_kept_open_and_is_dropped_is_asked_over_another() -> None:
    answers, requests = asyncio.run(get(PAGE, b"", PAGE))

    assert [answer.body for answer in answers] == [PAGE, PAGE]
    assert requests == 3


def test_a_body_that_turns_out_broken_is_not_waited_for() -> None:
    """The server keeps the line open; the head and the first chunk were sound."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(told(CHUNKED, body=b"5\r\n<html\r\n"))
        await writer.drain()
        asked.set()
        await broken.wait()
        writer.write(b"<b>Warning</b>\r\n")
        await reader.read()
        writer.close()
        ended.set()

    asked, broken, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def run() -> str:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        fetcher = Fetcher(user_agent="x", guard=Guard(allow_private=True), clock=SystemClock())
        async with server, fetcher:
            getting = asyncio.ensure_future(fetcher.get(f"http://127.0.0.1:{port}/"))
            await asked.wait()
            broken.set()
            with pytest.raises(FetchFailed) as caught:
                await asyncio.wait_for(getting, 5)
            await ended.wait()
            return caught.value.reason

    assert asyncio.run(run()) == "protocol"


@given(st.binary(max_size=200).map(lambda some: b"HTTP/1.1 200 OK\r\n" + some + b"\r\n\r\n"))
def test_a_head_in_order_stays_as_it_is(head: bytes) -> None:
    once = mended(head)

    assert mended(once) == once
