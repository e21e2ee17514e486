"""Read captures of other programs as the crawl reads answers; asks no host for anything."""

import hashlib
from collections import OrderedDict
from collections.abc import Collection, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import zstandard

from scraper.answers import AnswerReader
from scraper.content import BodyDecoder, is_readable
from scraper.errors import FetchFailed, InvalidURL, MalformedDocument, ResponseTooLarge
from scraper.fetch import Answer, Caps
from scraper.hosts import HostLine, profile_of_host
from scraper.linking import Linker
from scraper.outcomes import Failed, Fetched, Gone, Moved, Outcome, Skipped, Unchanged
from scraper.pace import Pace
from scraper.profile import SiteProfile
from scraper.reader import Reading, read_page
from scraper.records import HostDelay, Link, Page, RobotsRecord, Snapshot
from scraper.scope import PathRules, Scope, sites_of
from scraper.urls import canonicalize, host_of, origin_of

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_OPEN_HOSTS = 256


class CaptureReader:
    """Turns captures into outcomes, each at the time it was captured.

    Links for the frontier are left out: an import brings pages, not work for the next crawl.
    """

    def __init__(self, profile: SiteProfile | None = None) -> None:
        self._profile = profile
        self._limit = Caps().decoded_bytes
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    def snapshot(
        self,
        url: str,
        *,
        fetched_at: datetime,
        status: int,
        headers: tuple[tuple[str, str], ...],
        body: bytes,
        encoding: str = "",
        elapsed_seconds: float = 0.0,
    ) -> Snapshot | str:
        """Spell the address and decode the body; a word instead says why it is left out.

        Args:
            url: The address as the file has it.
            fetched_at: When it was captured, aware UTC.
            status: HTTP status.
            headers: As the server sent them.
            body: Without transfer encoding.
            encoding: The content encoding that the body is still in; empty for none.
            elapsed_seconds: How long the answer took.
        """
        try:
            address = canonicalize(url)
        except InvalidURL:
            return "url"
        if status not in _REDIRECTS and status not in _GONE and status != 304:
            if not 200 <= status < 300:
                return "status"
            if not is_readable(_content_type(headers)):
                return "type"
            try:
                body = self._decoded(address, body, encoding)
            except FetchFailed as error:
                return error.reason
            except ResponseTooLarge:
                return "too-large"
        return Snapshot(
            url=address,
            fetched_at=fetched_at,
            status=status,
            headers=headers,
            body=body,
            digest=hashlib.sha256(body).hexdigest(),
            elapsed_seconds=elapsed_seconds,
        )

    def read(self, page: Page, snapshot: Snapshot) -> Outcome:
        """Say what a capture tells of its page, as a visit at that time would have."""
        at, status = snapshot.fetched_at, snapshot.status
        answer = _answer(snapshot)
        if status == 304:
            return Unchanged(page=page, at=at)
        if status in _REDIRECTS:
            return _moved(page, at, answer)
        if status in _GONE:
            if page.fetched_at is None:
                return Skipped(page=page, at=at, reason="not-found", detail=str(status))
            return Gone(page=page, at=at, status=status)
        host = self._host(page.url)
        host.clock.at = at
        try:
            outcome = _finish(host.reader.read(page, host.line, answer))
        except MalformedDocument as error:
            return Failed(page=page, at=at, reason="malformed", detail=error.why)
        if isinstance(outcome, Fetched):
            # Kept as captured: the reader drops validators where it would want to ask again.
            return replace(outcome, links=(), due_at=None, snapshot=snapshot)
        return outcome

    def _decoded(self, url: str, body: bytes, encoding: str) -> bytes:
        if encoding == "zstd":
            try:
                stream = zstandard.ZstdDecompressor().stream_reader(body)
                decoded = stream.read(self._limit + 1)
            except zstandard.ZstdError as error:
                raise FetchFailed(url, "encoding", str(error)) from error
            if len(decoded) > self._limit:
                raise ResponseTooLarge(url, "decoded body", self._limit)
            return decoded
        decoder = BodyDecoder(url, encoding, self._limit)
        decoder.feed(body)
        return decoder.finish()

    def _host(self, url: str) -> "_Host":
        name = host_of(url)
        host = self._hosts.get(name)
        if host is None:
            if len(self._hosts) >= _OPEN_HOSTS:
                self._hosts.popitem(last=False)
            host = self._hosts[name] = _open_host(url, self._profile)
        return host


class _CaptureClock:
    """Stands at the time of the capture that is being read."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody waits for what was captured long ago")


class _NoFrontier:
    """A frontier that knows everything: whatever a page links to, it is no news."""

    def seed(self, links: Sequence[Link], *, now: datetime) -> None:
        pass

    def make_all_due(self, hosts: Collection[str], *, now: datetime) -> int:
        return 0

    def due_hosts(self, *, now: datetime) -> list[str]:
        return []

    def due(
        self,
        host: str,
        *,
        now: datetime,
        limit: int,
        rechecks: bool = True,
        revisits: bool = True,
    ) -> list[Page]:
        return []

    def article_count(self, host: str) -> int:
        return 0

    def previous(self, url: str) -> Snapshot | None:
        return None

    def delay(self, host: str) -> HostDelay | None:
        return None

    def put_delay(self, delay: HostDelay) -> None:
        pass

    def unseen(self, urls: Collection[str]) -> set[str]:
        return set()

    def robots(self, host: str) -> RobotsRecord | None:
        return None

    def put_robots(self, record: RobotsRecord) -> None:
        pass


class _NothingMissing:
    """Takes what was captured for what it is: no host can be asked how it answers."""

    async def is_missing(self, page: Page, line: HostLine, reading: Reading) -> bool:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Host:
    """What reads the answers of one host."""

    reader: AnswerReader
    line: HostLine
    clock: _CaptureClock


def _open_host(url: str, profile: SiteProfile | None) -> _Host:
    clock, store = _CaptureClock(), _NoFrontier()
    linker = Linker(scope=Scope(sites=sites_of([url])), store=store)
    reader = AnswerReader(
        clock=clock,
        store=store,
        linker=linker,
        read_page=_read_page,
        missing=_NothingMissing(),
    )
    line = HostLine(
        host=host_of(url),
        origin=origin_of(url),
        pace=Pace(clock=clock, delay_seconds=0),
        rules=PathRules(profile=profile or profile_of_host(host_of(url))),
        profile=profile,
    )
    return _Host(reader=reader, line=line, clock=clock)


async def _read_page(
    body: bytes,
    url: str,
    content_type: str | None,
    profile: SiteProfile | None,
    is_listing: bool,
    leads_on: bool,
) -> Reading:
    return read_page(body, url, content_type, profile, is_listing, leads_on)


def _finish(reading: Coroutine[Any, Any, Outcome]) -> Outcome:
    """Run a coroutine that never waits, without the event loop it does not need."""
    try:
        reading.send(None)
    except StopIteration as done:
        outcome: Outcome = done.value
        return outcome
    raise AssertionError("reading a capture waits for nothing")


def _answer(snapshot: Snapshot) -> Answer:
    by_name: dict[str, str] = {}
    for name, value in snapshot.headers:
        by_name.setdefault(name.lower(), value)
    return Answer(
        url=snapshot.url,
        status=snapshot.status,
        headers=snapshot.headers,
        body=snapshot.body,
        elapsed_seconds=snapshot.elapsed_seconds,
        _by_name=by_name,
    )


def _moved(page: Page, at: datetime, answer: Answer) -> Outcome:
    try:
        target = canonicalize(answer.header("location") or "", page.url)
    except InvalidURL:
        return Skipped(page=page, at=at, reason="status", detail="a redirect that leads nowhere")
    if target == page.url:
        return Skipped(page=page, at=at, reason="status", detail="a redirect to itself")
    return Moved(page=page, at=at, status=answer.status, target=target)


def _content_type(headers: tuple[tuple[str, str], ...]) -> str | None:
    return next((value for name, value in headers if name.lower() == "content-type"), None)
