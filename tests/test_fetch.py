"""One GET, over a real connection."""

import asyncio
import gzip
import zlib
from collections.abc import Mapping

import pytest

from scraper.clock import SystemClock
from scraper.errors import BlockedAddress, FetchFailed, InvalidURL, ResponseTooLarge, ScraperError
from scraper.fetch import Answer, Caps, Fetcher
from scraper.guard import Guard
from tests.support import Answering, Reply, Server

PAGE = "<html><body>Één pagina, café</body></html>".encode()


def get(
    answer: Answering | Mapping[str, Reply],
    target: str = "/",
    *,
    caps: Caps | None = None,
    allow_private: bool = True,
    etag: str | None = None,
) -> tuple[Answer, Server]:
    async def run() -> tuple[Answer, Server]:
        guard = Guard(allow_private=allow_private)
        async with (
            Server(answer) as server,
            Fetcher(
                user_agent="scrape/0 (+me@example.org)", guard=guard, clock=SystemClock(), caps=caps
            ) as fetcher,
        ):
            return await fetcher.get(server.url + target, etag=etag), server

    return asyncio.run(run())


def failure(reply: Reply, caps: Caps | None = None) -> ScraperError:
    with pytest.raises(ScraperError) as caught:
        get({"/": reply}, caps=caps)
    return caught.value


def test_a_page_comes_with_its_status_headers_and_bytes() -> None:
    answer, server = get({"/": Reply(body=PAGE, headers={"X-One": "1"})})

    assert (answer.status, answer.body, answer.header("x-one")) == (200, PAGE, "1")
    assert server.requests[0].headers["user-agent"] == "scrape/0 (+me@example.org)"
    assert server.requests[0].headers["accept-encoding"] == "gzip"
    assert "cookie" not in server.requests[0].headers


def test_a_validator_is_sent_and_304_has_no_body() -> None:
    answer, server = get(lambda request: Reply(status=304), etag='"abc"')

    assert (answer.status, answer.body) == (304, b"")
    assert server.requests[0].headers["if-none-match"] == '"abc"'


@pytest.mark.parametrize(
    ("written", "sent"),
    [('"Ã©tÃ©"', True), ('"\xe9t\xe9"', True), ('"\x7f"', False)],
    ids=["UTF-8", "Latin-1", "control"],
)
def test_a_validator_beyond_ascii_makes_no_page_fail(written: str, sent: bool) -> None:
    first, _ = get({"/": Reply(body=PAGE, headers={"ETag": written})})

    again, server = get({"/": Reply(body=PAGE)}, etag=first.header("etag"))

    assert again.status == 200
    assert ("if-none-match" in server.requests[0].headers) is sent


@pytest.mark.parametrize(
    "target", ["/a%2Cb%40c%3Dd", "/%27x'", "/?u=http%3A%2F%2Fe.org%2F", "/?a[]=1", "/a|b", "/5%/"]
)
def test_an_address_is_sent_as_it_is_written(target: str) -> None:
    _, server = get(lambda request: Reply(body=PAGE), target)

    assert server.targets == [target]


def test_a_redirect_is_handed_back_and_not_followed() -> None:
    answer, server = get({"/": Reply(status=301, headers={"Location": "/b"})})

    assert (answer.status, answer.header("location")) == (301, "/b")
    assert server.targets == ["/"]


def test_cookies_are_not_kept() -> None:
    async def run() -> list[Mapping[str, str]]:
        server = Server({"/": Reply(headers={"Set-Cookie": "a=b; Path=/"})})
        guard = Guard(allow_private=True)
        fetcher = Fetcher(user_agent="x", guard=guard, clock=SystemClock())
        async with server, fetcher:
            # By name: a jar would not keep the cookies of a bare address anyway.
            named = server.url.replace("127.0.0.1", "localhost")
            await fetcher.get(f"{named}/")
            await fetcher.get(f"{named}/")
        return [request.headers for request in server.requests]

    assert all("cookie" not in headers for headers in asyncio.run(run()))


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("x-gzip", gzip.compress(PAGE[:9], mtime=0) + gzip.compress(PAGE[9:], mtime=0)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("identity", PAGE),
    ],
)
def test_a_packed_body_is_unpacked(encoding: str, packed: bytes) -> None:
    answer, _ = get({"/": Reply(body=packed, headers={"Content-Encoding": encoding})})

    assert answer.body == PAGE


def test_a_decompression_bomb_stops_at_the_cap() -> None:
    bomb = gzip.compress(bytes(50_000_000), 1)
    reply = Reply(body=bomb, headers={"Content-Encoding": "gzip"})

    error = failure(reply, Caps(decoded_bytes=1_000_000))

    assert isinstance(error, ResponseTooLarge)
    assert error.what == "decoded body"


def test_a_body_that_unpacks_too_often_is_refused_before_any_other_cap() -> None:
    bomb = gzip.compress(bytes(8_000_000), 9)
    reply = Reply(body=bomb, headers={"Content-Encoding": "gzip"})

    error = failure(reply)

    assert isinstance(error, ResponseTooLarge)
    assert error.what == "body unpacked 200 times"


def test_a_page_that_packs_well_is_read() -> None:
    row = "<url><loc>https://example.org/{0}/</loc><lastmod>2026-01-01</lastmod></url>"
    page = "".join(row.format(number) for number in range(40_000)).encode()
    packed = gzip.compress(page, 9)

    answer, _ = get({"/": Reply(body=packed, headers={"Content-Encoding": "gzip"})})

    assert len(page) / len(packed) > 20
    assert answer.body == page


def test_a_body_that_says_it_is_too_large_is_not_waited_for() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999999999\r\n\r\n"

    error = failure(Reply(raw=head))

    assert isinstance(error, ResponseTooLarge)


@pytest.mark.parametrize("header", [b"X-A: " + b"a" * 900, b"X: b"])
def test_headers_past_their_caps_are_refused(header: bytes) -> None:
    lines = b"".join(header.replace(b"X", b"X%d" % n, 1) + b"\r\n" for n in range(300))

    error = failure(Reply(raw=b"HTTP/1.1 200 OK\r\n" + lines + b"Content-Length: 0\r\n\r\n"))

    assert isinstance(error, ResponseTooLarge | FetchFailed)


def test_many_long_headers_are_counted_together() -> None:
    lines = b"".join(b"X%d: " % n + b"a" * 1000 + b"\r\n" for n in range(80))

    error = failure(Reply(raw=b"HTTP/1.1 200 OK\r\n" + lines + b"Content-Length: 0\r\n\r\n"))

    assert isinstance(error, ResponseTooLarge)
    assert error.what == "headers"


def dripping(caps: Caps) -> ScraperError:
    """Ask a server that sends a byte every 20 ms."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n")
        try:
            while not writer.is_closing():
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.02)
        except ConnectionError:
            pass
        finally:
            ended.set()
            writer.close()

    ended = asyncio.Event()

    async def run() -> ScraperError:
        server = await asyncio.start_server(drip, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        guard = Guard(allow_private=True)
        fetcher = Fetcher(user_agent="x", guard=guard, clock=SystemClock(), caps=caps)
        async with server, fetcher:
            with pytest.raises(ScraperError) as caught:
                await fetcher.get(f"http://127.0.0.1:{port}/")
            await ended.wait()
        return caught.value

    return asyncio.run(run())


def test_a_body_that_trickles_in_is_not_sat_out() -> None:
    error = dripping(Caps(grace_seconds=0.1, bytes_per_second=1000))

    assert isinstance(error, FetchFailed)
    assert error.reason == "too-slow"


def test_a_body_that_trickles_in_fast_enough_ends_at_the_total_time() -> None:
    error = dripping(Caps(grace_seconds=0.1, bytes_per_second=10, seconds=0.3))

    assert isinstance(error, FetchFailed)
    assert error.reason == "timeout"


def test_the_first_bytes_of_a_body_are_had_without_the_rest() -> None:
    async def run() -> bytes:
        guard = Guard(allow_private=True)
        fetcher = Fetcher(user_agent="x", guard=guard, clock=SystemClock())
        packed = gzip.compress(b"a" * 30_000_000)
        reply = Reply(body=packed, headers={"Content-Encoding": "gzip"})
        async with Server({"/": reply}) as server, fetcher:
            answer = await fetcher.get(f"{server.url}/", any_type=True, first_bytes=1000)
            return answer.body

    assert asyncio.run(run()) == b"a" * 1000


def test_a_body_longer_than_it_said_ends_where_it_said() -> None:
    raw = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p>xHTTP/1.1"

    answer, _ = get({"/": Reply(raw=raw)})

    assert answer.body == b"<p>x"


def test_a_user_name_in_an_address_is_never_sent() -> None:
    with pytest.raises(InvalidURL) as caught:
        lone_get("http://me:secret@127.0.0.1:9/", allow_private=True)

    assert "secret" not in str(caught.value)


def test_a_cookie_is_sent_where_it_is_given_and_nowhere_else() -> None:
    async def run() -> list[str | None]:
        guard = Guard(allow_private=True)
        fetcher = Fetcher(user_agent="x", guard=guard, clock=SystemClock())
        async with Server({"/": Reply()}) as server, fetcher:
            await fetcher.get(f"{server.url}/", cookie="consent=yes")
            await fetcher.get(f"{server.url}/")
            return [request.headers.get("cookie") for request in server.requests]

    assert asyncio.run(run()) == ["consent=yes", None]


def test_a_body_over_the_cap_is_refused() -> None:
    error = failure(Reply(body=bytes(5000)), Caps(body_bytes=1000))

    assert isinstance(error, ResponseTooLarge)
    assert error.limit == 1000


def test_the_body_of_a_picture_is_not_read() -> None:
    answer, _ = get({"/": Reply(body=bytes(5000), headers={"Content-Type": "image/png"})})

    assert (answer.was_read, answer.body) == (False, b"")


CUT = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<html>"
CUT_CHUNK = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nshort"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(raw=CUT), "cut"),
        (Reply(raw=CUT_CHUNK), "cut"),
        (Reply(raw=b""), "cut"),
        (Reply(raw=b"HTTP/1.1 200 O"), "cut"),
        (Reply(raw=b"HTTP/9.x what is this\r\n\r\n"), "protocol"),
        (Reply(raw=b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n"), "protocol"),
        (Reply(body=b"no gzip", headers={"Content-Encoding": "gzip"}), "encoding"),
        (Reply(body=PAGE, headers={"Content-Encoding": "br"}), "encoding"),
        (Reply(body=gzip.compress(PAGE)[:-9], headers={"Content-Encoding": "gzip"}), "cut"),
    ],
)
def test_a_broken_answer_has_a_stable_reason(reply: Reply, reason: str) -> None:
    error = failure(reply)

    assert isinstance(error, FetchFailed)
    assert error.reason == reason


WHOLE = b"<html><body>Een pagina</body></html>\n<!-- cached -->\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Length: 500\r\n\r\n" + WHOLE,
        b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n" % (len(WHOLE), WHOLE),
        b"Content-Encoding: gzip\r\nContent-Length: 500\r\n\r\n" + gzip.compress(WHOLE, mtime=0),
    ],
    ids=["length", "chunks", "gzip"],
)
def test_a_page_that_is_there_to_its_end_is_not_cut(raw: bytes) -> None:
    answer, _ = get({"/": Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + raw)})

    assert answer.body == WHOLE


def test_a_page_that_is_there_to_its_end_is_not_waited_for_in_vain() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n")
        writer.write(WHOLE)
        await reader.read()
        writer.close()
        ended.set()

    ended = asyncio.Event()

    async def run() -> Answer:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        guard, caps = Guard(allow_private=True), Caps(read_seconds=0.1)
        fetcher = Fetcher(user_agent="x", guard=guard, clock=SystemClock(), caps=caps)
        async with server, fetcher:
            answer = await fetcher.get(f"http://127.0.0.1:{port}/")
            await ended.wait()
            return answer

    assert asyncio.run(run()).body == WHOLE


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("none", PAGE),
        ("UTF-8", PAGE),
        ("gzip, identity", gzip.compress(PAGE, mtime=0)),
        ('"gzip"', gzip.compress(PAGE, mtime=0)),
        ("gzip", b"\xef\xbb\xbf\r\n" + PAGE),
    ],
)
def test_a_content_encoding_that_is_none_says_nothing(encoding: str, packed: bytes) -> None:
    answer, _ = get({"/": Reply(body=packed, headers={"Content-Encoding": encoding})})

    assert answer.body.endswith(PAGE)


def test_a_slow_answer_ends_at_the_total_time() -> None:
    error = failure(Reply(body=PAGE, pause_seconds=5), Caps(seconds=0.2))

    assert isinstance(error, FetchFailed)
    assert error.reason == "timeout"


def lone_get(url: str, *, allow_private: bool) -> Answer:
    async def run() -> Answer:
        async with Fetcher(
            user_agent="x", guard=Guard(allow_private=allow_private), clock=SystemClock()
        ) as fetcher:
            return await fetcher.get(url)

    return asyncio.run(run())


def test_nobody_listening_is_connect() -> None:
    with pytest.raises(FetchFailed) as caught:
        lone_get("http://127.0.0.1:9/", allow_private=True)

    assert caught.value.reason == "connect"
    assert "ssl" not in caught.value.detail


def test_a_name_that_resolves_to_a_private_address_is_not_connected_to() -> None:
    asked: list[str] = []

    async def run() -> None:
        async with Server(lambda request: asked.append(request.target)) as server:
            port = server.host.partition(":")[2]
            async with Fetcher(user_agent="x", guard=Guard(), clock=SystemClock()) as fetcher:
                with pytest.raises(BlockedAddress):
                    await fetcher.get(f"http://localhost:{port}/")

    asyncio.run(run())
    assert asked == []


def test_an_address_that_cannot_be_asked_is_refused() -> None:
    with pytest.raises(InvalidURL):
        lone_get("ftp://example.org/", allow_private=True)


def test_a_cancelled_request_leaves_the_next_one_working() -> None:
    def answer(request: object) -> Reply:
        return Reply(body=PAGE, pause_seconds=5) if len(server_seen) < 3 else Reply(body=PAGE)

    server_seen: list[object] = []

    async def run() -> Answer:
        def counted(request: object) -> Reply:
            server_seen.append(request)
            return answer(request)

        async with (
            Server(counted) as server,
            Fetcher(
                user_agent="x",
                guard=Guard(allow_private=True),
                clock=SystemClock(),
                caps=Caps(seconds=0.1),
            ) as fetcher,
        ):
            for _ in range(2):
                with pytest.raises(FetchFailed):
                    await fetcher.get(f"{server.url}/")
            return await fetcher.get(f"{server.url}/")

    assert asyncio.run(run()).body == PAGE
