"""What tests stand on: a clock that jumps, a real web server with scripted answers, a frontier."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import TracebackType

from scraper.outcomes import Failed, Fetched, Gone, Moved, Outcome, Skipped, Unchanged
from scraper.records import FoundBy, HostDelay, Link, Page, PageKind, RobotsRecord, Snapshot
from scraper.urls import host_of

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_RANK = {PageKind.SITEMAP: 0, PageKind.FEED: 1, PageKind.API: 1, PageKind.LISTING: 2}


class FakeClock:
    """A clock on which sleeping takes no time: it jumps, and remembers each jump."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._seconds = 1000.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        # Like the real one, wake only when the time has come: others may sleep a shorter time.
        until = self._seconds + seconds
        await asyncio.sleep(0)
        if self._seconds < until:
            self.advance(until - self._seconds)

    def advance(self, seconds: float) -> None:
        self._seconds += seconds
        self._now += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One scripted answer. With `raw` those bytes are sent as they are and the line is cut."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    pause_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as the server saw it; header names in lower case."""

    target: str
    headers: Mapping[str, str]


Answering = Callable[[Request], Reply | None]


class Server:
    """A real HTTP/1.1 server on loopback; what no script answers is a 404."""

    def __init__(self, answer: Answering | Mapping[str, Reply]) -> None:
        self._answer = answer if callable(answer) else lambda request: answer.get(request.target)
        self.requests: list[Request] = []
        self.most_at_once = 0
        self._at_once = 0
        self._server: asyncio.Server | None = None
        self._port = 0
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> "Server":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for writer in list(self._writers):
            writer.close()
        await self._server.wait_closed()
        await asyncio.sleep(0)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    @property
    def targets(self) -> list[str]:
        return [request.target for request in self.requests]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if not await self._reply(_parsed(head), writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _reply(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        self.requests.append(request)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            reply = self._answer(request) or Reply(status=404, body=b"not here")
            if reply.pause_seconds:
                await asyncio.sleep(reply.pause_seconds)
        finally:
            self._at_once -= 1
        if reply.raw is not None:
            writer.write(reply.raw)
            await writer.drain()
            return False
        headers = {"Content-Type": "text/html; charset=utf-8"} | dict(reply.headers)
        body = b"" if reply.status == 304 else reply.body
        headers["Content-Length"] = str(len(body))
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {reply.status} X\r\n{lines}\r\n".encode("latin-1") + body)
        await writer.drain()
        return True


def _parsed(head: bytes) -> Request:
    first, *rest = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in rest if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return Request(target=first.split(" ")[1], headers=headers)


@dataclass(slots=True)
class _Entry:
    page: Page
    due_at: datetime | None
    state: str = "pending"


class MemoryFrontier:
    """A frontier in memory, with `record` doing what an archive does with a batch."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self._robots: dict[str, RobotsRecord] = {}
        self.delays: dict[str, HostDelay] = {}
        self.keys: dict[str, str] = {}
        self.ways: dict[str, set[FoundBy]] = {}
        self._bodies: dict[str, Snapshot] = {}

    def seed(self, links: Sequence[Link], *, now: datetime) -> None:
        for link in links:
            self._add(link, now).due_at = now

    def make_all_due(self, hosts: Collection[str], *, now: datetime) -> int:
        made = 0
        for entry in self._entries.values():
            if entry.page.host in hosts and entry.state == "done":
                entry.due_at = now
                made += 1
        return made

    def due_hosts(self, *, now: datetime) -> list[str]:
        return sorted({entry.page.host for entry in self._due(now)})

    def due(
        self,
        host: str,
        *,
        now: datetime,
        limit: int,
        rechecks: bool = True,
        revisits: bool = True,
    ) -> list[Page]:
        pages = [
            replace(entry.page, due_at=entry.due_at)
            for entry in self._due(now)
            if entry.page.host == host
        ]
        pages.sort(key=lambda page: (_RANK.get(page.kind, 3), page.id))
        return pages[:limit]

    def article_count(self, host: str) -> int:
        return sum(entry.page.kind is PageKind.ARTICLE for entry in self._entries.values())

    def unseen(self, urls: Collection[str]) -> set[str]:
        return {url for url in urls if url not in self._entries}

    def previous(self, url: str) -> Snapshot | None:
        return self._bodies.get(url)

    def robots(self, host: str) -> RobotsRecord | None:
        return self._robots.get(host)

    def put_robots(self, record: RobotsRecord) -> None:
        self._robots[record.host] = record

    def delay(self, host: str) -> HostDelay | None:
        return self.delays.get(host)

    def put_delay(self, delay: HostDelay) -> None:
        self.delays[delay.host] = delay

    def state(self, url: str) -> str | None:
        entry = self._entries.get(url)
        return entry.state if entry else None

    def page(self, url: str) -> Page:
        return self._entries[url].page

    def due_at(self, url: str) -> datetime | None:
        return self._entries[url].due_at

    @property
    def urls(self) -> list[str]:
        return list(self._entries)

    def record(self, outcomes: Iterable[Outcome]) -> None:
        for outcome in outcomes:
            self._record_one(outcome)

    def _due(self, now: datetime) -> list[_Entry]:
        entries = self._entries.values()
        return [entry for entry in entries if entry.due_at is not None and entry.due_at <= now]

    def _add(self, link: Link, now: datetime) -> _Entry:
        self.ways.setdefault(link.url, set()).add(link.found_by)
        entry = self._entries.get(link.url)
        if entry is None:
            page = Page(
                id=len(self._entries) + 1,
                url=link.url,
                host=host_of(link.url),
                kind=link.kind,
                found_by=link.found_by,
                depth=link.depth,
                hops=link.hops,
            )
            entry = self._entries[link.url] = _Entry(page, now)
        elif (
            link.modified_at and entry.page.fetched_at and link.modified_at > entry.page.fetched_at
        ):
            entry.due_at = now
            entry.page = replace(entry.page, recheck="modified")
        return entry

    @staticmethod
    def _time_of(outcome: Outcome) -> datetime:
        return outcome.snapshot.fetched_at if isinstance(outcome, Fetched) else outcome.at

    def _record_one(self, outcome: Outcome) -> None:
        entry = self._entries[outcome.page.url]
        entry.due_at = outcome.due_at
        page = entry.page = replace(entry.page, checked_at=self._time_of(outcome), recheck=None)
        match outcome:
            case Fetched():
                snapshot = outcome.snapshot
                headers = {name.lower(): value for name, value in snapshot.headers}
                is_changed = page.digest not in (None, snapshot.digest)
                entry.page = replace(
                    page,
                    kind=outcome.kind,
                    etag=headers.get("etag"),
                    last_modified=headers.get("last-modified"),
                    digest=snapshot.digest,
                    text_digest=outcome.text_digest,
                    quiet_seconds=page.quiet_seconds + outcome.quiet_seconds,
                    fetched_at=snapshot.fetched_at,
                    changed_at=snapshot.fetched_at if is_changed else page.changed_at,
                    fetches=page.fetches + 1,
                    changes=page.changes + is_changed,
                    failures=0,
                )
                entry.state = "done"
                self.keys[page.url] = outcome.key
                self._bodies[page.url] = snapshot
            case Unchanged():
                entry.page = replace(page, fetched_at=outcome.at, failures=0)
            case Failed():
                entry.page = replace(page, failures=page.failures + 1)
                entry.state = "failed"
            case Gone():
                entry.state = "gone"
            case Moved():
                entry.state = "moved"
            case Skipped():
                entry.state = "skipped"
        if isinstance(outcome, Fetched | Moved):
            now = outcome.snapshot.fetched_at if isinstance(outcome, Fetched) else outcome.at
            for link in outcome.links:
                self._add(link, now)
