"""Asking the reading room without a socket, and following every link that it has."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
from datasette.app import Datasette
from jinja2.bccache import Bucket, BytecodeCache

from archive.browse.server import make_app

T = TypeVar("T")

HOME = "http://localhost/"
# More than this no server reads; a filter by a text of a megabyte asks for it.
LONGEST = 60_000


class _Compiled(BytecodeCache):
    """The templates as compiled once: a room makes them anew, and a test a room."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def make_room(path: Path, *, title: str | None = None) -> Datasette:
    """Make the room of an archive as it is served, with templates that are compiled already."""
    app = make_app(path, title=title)
    app.jinja_env.bytecode_cache = _COMPILED
    return app


def ask(path: Path, *addresses: str, **given: Any) -> list[httpx.Response]:
    """Return the answers to some addresses of an archive's room."""

    async def answers() -> list[httpx.Response]:
        async with opened(path) as app:
            return [await app.client.get(address, **given) for address in addresses]

    return _run(answers())


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: a browser that is open keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def get(path: Path, *addresses: str, **headers: str) -> list[httpx.Response]:
    """Return the answers to some addresses of an archive's room, asked with these headers."""
    return ask(path, *addresses, headers=headers)


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Any]:
    """Open the room of an archive, and let go of the file afterwards."""
    app = make_room(path)
    await app.invoke_startup()
    yield app
    app.executor.shutdown()
    for database in app.databases.values():
        database.close()


class Links(HTMLParser):
    """Where a page leads (`links`), what it loads (`loads`), and what of it is a script."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.loads: list[str] = []
        self.inline: list[str] = []
        self._in_script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        self._in_script = tag == "script" and "src" not in about
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "srcset", "background"):
                self.inline.append(f"<{tag} {name}={value}>")
        if tag in ("style", "object", "embed", "base", "applet"):
            self.inline.append(f"<{tag}>")
        if tag == "meta" and "http-equiv" in about:
            self.inline.append(f"<meta {about['http-equiv']}>")
        if tag in ("a", "area") and about.get("href") is not None:
            self._add(self.links, about["href"])
        elif tag == "form":
            self._add(self.links, about.get("action") or self.address)
        elif tag == "link" and about.get("rel") not in ("alternate", "canonical", "license"):
            self._add(self.loads, about.get("href"))
        elif tag == "iframe":
            self._add(self.links, about.get("src"))
        elif tag != "a" and about.get("src"):
            self._add(self.loads, about["src"])

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.inline.append(data)

    def _add(self, place: list[str], address: str | None) -> None:
        place.append(urljoin(self.address, (address or "").strip()))


def follow(
    path: Path,
    *,
    starts: Iterable[str] = ("/",),
    most: int = 400,
    alike: int = 5,
    headers: Mapping[str, str] | None = None,
    seen: Callable[[httpx.Response], None] = lambda answer: None,
) -> dict[str, httpx.Response]:
    """Follow every link within the room; of addresses that differ in numbers only, some.

    Args:
        path: The archive.
        starts: Where to begin.
        most: How many pages at most.
        alike: How many of each kind: addresses that are one when their values are left out.
        headers: Of each request.
        seen: Called with each answer.
    """

    async def followed() -> dict[str, httpx.Response]:
        answers: dict[str, httpx.Response] = {}
        kinds: Counter[str] = Counter()
        found = [urljoin(HOME, start) for start in starts]
        async with opened(path) as app:
            while found and len(answers) < most:
                address = found.pop(0).partition("#")[0]
                if len(address) > LONGEST:
                    continue
                kind = kind_of(address)
                if not address.startswith(HOME) or address in answers or kinds[kind] >= alike:
                    continue
                kinds[kind] += 1
                answer = await app.client.get(address[len(HOME) - 1 :], headers=dict(headers or {}))
                answers[address] = answer
                seen(answer)
                if "location" in answer.headers:
                    found.append(urljoin(address, answer.headers["location"]))
                if answer.headers.get("content-type", "").startswith("text/html"):
                    found += Links(answer.text, address).links
                    found.sort(key=lambda link: not link.startswith(f"{HOME}-/"))  # the room first
        return answers

    return _run(followed())


def kind_of(address: str) -> str:
    """Return what pages of one kind have in common: their address without numbers and values.

    Of Datasette's tables each is a kind of its own; the same tables filtered or sorted are not.
    """
    parts = urlsplit(address)
    path = "/".join("#" if part.isdigit() else part for part in parts.path.split("/"))
    names = {re.sub(r"^[^_].*__", "__", pair.partition("=")[0]) for pair in parts.query.split("&")}
    if len(names) > 1:
        names = {"several"}
    if parts.query and not path.startswith("/-/"):
        path = "/*" * path.count("/")
    return f"{path}?{'&'.join(sorted(names))}"
