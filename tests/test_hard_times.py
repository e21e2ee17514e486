"""Crawls into a real archive while clock, names and network misbehave: nothing is forgotten."""

import asyncio
import gc
import socket
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from archive.errors import ArchiveFull
from archive.store import Archive
from scraper.crawl import crawl
from scraper.outcomes import Failed, Outcome
from scraper.settings import CrawlSettings
from tests.sites import Site, article, listing, sitemap
from tests.support import FakeClock, Server

SETTINGS = CrawlSettings(allow_private=True, delay_seconds=0)
PATHS = [f"/news/a-title-{number}/" for number in range(8)]
YEARS = timedelta(days=3 * 365).total_seconds()


def a_site() -> Site:
    pages = {path: article(path, text=f"{path} tells. " * 40) for path in PATHS}
    pages["/"] = listing(PATHS[:4])
    pages["/robots.txt"] = "User-agent: *\nDisallow:\nSitemap: {base}/sitemap.xml\n"
    pages["/sitemap.xml"] = sitemap({"{base}" + path: None for path in PATHS})
    return Site(pages=pages)


async def run(path: Path, url: str, clock: FakeClock, *, jump: float = 0.0) -> list[Outcome]:
    """Crawl once into the archive; the clock jumps after the first batch."""
    outcomes: list[Outcome] = []
    with Archive.open(path, create=True) as archive, archive.run_lock():
        run_id = archive.start_run("crawl", [url], clock.now())
        async for batch in crawl(
            [url], store=archive.frontier, settings=SETTINGS, clock=clock, stop=asyncio.Event()
        ):
            archive.record(run_id, batch)
            outcomes.extend(batch)
            if len(outcomes) >= 4 and jump:
                clock._now += timedelta(seconds=jump)  # the wall clock alone, as a set date does
                jump = 0.0
        archive.finish_run(run_id, clock.now(), "done")
        assert archive.verify().problems == ()
    return outcomes


def titles(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as conn:
        rows = conn.execute("SELECT title FROM articles WHERE gone_at IS NULL ORDER BY title")
        return [title for (title,) in rows]


@pytest.mark.parametrize("jump", [YEARS, -YEARS], ids=["ahead", "back"])
def test_a_clock_that_jumps_while_a_crawl_runs_loses_no_page(tmp_path: Path, jump: float) -> None:
    path, site = tmp_path / "news.db", a_site()

    async def twice() -> None:
        async with Server(site.answer) as server:
            clock = FakeClock()
            await run(path, f"{server.url}/", clock, jump=jump)
            clock._now -= timedelta(seconds=jump)  # somebody mends it
            clock.advance(timedelta(days=100).total_seconds())
            site.pages[PATHS[2]] = article(PATHS[2], text="Another text now. " * 60)
            site.pages["/news/a-title-9/"] = article("/news/a-title-9/")
            site.pages["/"] = listing(["/news/a-title-9/", *PATHS[:4]])
            await run(path, f"{server.url}/", clock)

    asyncio.run(twice())

    assert len(titles(path)) == len(PATHS) + 1
    with closing(sqlite3.connect(path)) as conn:
        (text,) = conn.execute("SELECT body FROM articles WHERE url LIKE '%title-2/'").fetchone()
    assert text.startswith("Another text now.")


def test_names_that_do_not_resolve_leave_every_page_to_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, site, clock = tmp_path / "news.db", a_site(), FakeClock()
    resolve = socket.getaddrinfo
    down = False

    def unsteady(host: str, *rest: object, **more: object) -> object:
        if down and host == "localhost":
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return resolve(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", unsteady)  # the resolver has no other way in

    async def thrice() -> list[Outcome]:
        nonlocal down
        async with Server(site.answer) as server:
            url = server.url.replace("127.0.0.1", "localhost") + "/"
            await run(path, url, clock)
            clock.advance(timedelta(days=100).total_seconds())
            down = True
            failed = await run(path, url, clock)
            down = False
            clock.advance(timedelta(hours=2).total_seconds())
            site.pages[PATHS[1]] = article(PATHS[1], text="Another text now. " * 60)
            await run(path, url, clock)
            return failed

    failed = asyncio.run(thrice())

    assert failed
    assert all(isinstance(each, Failed) for each in failed)
    assert len(titles(path)) == len(PATHS)
    with closing(sqlite3.connect(path)) as conn:
        (changed,) = conn.execute("SELECT count(*) FROM revisions WHERE number = 2").fetchone()
    assert changed == 1


def test_a_network_that_goes_in_the_middle_and_comes_back_loses_no_page(tmp_path: Path) -> None:
    path, site, clock = tmp_path / "news.db", a_site(), FakeClock()

    async def twice() -> tuple[list[Outcome], list[Outcome]]:
        async with Server(site.answer) as server:
            port = int(server.host.rpartition(":")[2])
            url = f"{server.url}/"
            answered = 0

            def cut_off(request: object) -> object:
                nonlocal answered
                answered += 1
                if answered == 7:  # robots, front page, sitemap and some articles are through
                    assert server._server is not None
                    server._server.close()
                    for writer in list(server._writers):
                        writer.transport.abort()
                return site.answer(request)  # type: ignore[arg-type]

            server._answer = cut_off  # type: ignore[assignment]
            first = await run(path, url, clock)
            server._answer = site.answer
            server._server = await asyncio.start_server(server._serve, "127.0.0.1", port)
            clock.advance(timedelta(hours=2).total_seconds())
            return first, await run(path, url, clock)

    first, second = asyncio.run(twice())

    assert any(isinstance(each, Failed) for each in first)
    assert not any(isinstance(each, Failed) for each in second)
    assert len(titles(path)) == len(PATHS)


def test_a_disk_that_is_full_for_many_hosts_at_once_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise ArchiveFull("no room")

    async def crawl_all(port: str) -> None:
        hosts = [f"http://127.0.0.{number}:{port}/" for number in range(1, 9)]
        with Archive.open(tmp_path / "a.db", create=True) as archive:
            monkeypatch.setattr(archive.frontier, "put_robots", full)
            with pytest.raises(ArchiveFull):
                async for _ in crawl(
                    hosts,
                    store=archive.frontier,
                    settings=SETTINGS,
                    clock=FakeClock(),
                    stop=asyncio.Event(),
                ):
                    pass

    async def serve_and_crawl() -> None:
        async with Server(a_site().answer) as server:
            await crawl_all(server.url.rpartition(":")[2])
            gc.collect()

    asyncio.run(serve_and_crawl())

    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
