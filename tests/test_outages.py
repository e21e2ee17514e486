"""Sites that answer wrongly for some days and come back: what they had is found there again."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from archive.store import Archive
from tests.sites import Site, page
from tests.support import Reply, Request
from tests.test_changes import Archiving, mapped_site, named_by_sitemap, path

ARTICLES = 30
WELCOME = Reply(body=page("Before you go on").encode())


def missing(target: str) -> Reply | None:
    return Reply(status=404)


def deleted(target: str) -> Reply | None:
    return Reply(status=410)


def to_the_front(target: str) -> Reply | None:
    return None if target == "/" else Reply(status=302, headers={"Location": "/"})


def to_one_page(target: str) -> Reply | None:
    if target == "/consent/":
        return WELCOME
    return Reply(status=302, headers={"Location": "/consent/"})


def to_one_each(target: str, *, status: int = 301) -> Reply | None:
    if target.startswith("/consent/"):
        return WELCOME
    return Reply(status=status, headers={"Location": f"/consent/?next={target}"})


class Ailing(Site):
    """A site that for a while answers otherwise, but for its robots.txt."""

    ill: list[Callable[[str], Reply | None]]

    def answer(self, request: Request) -> Reply | None:
        if self.ill and request.target != "/robots.txt":
            reply = self.ill[0](request.target)
            if reply is not None:
                return reply
        return super().answer(request)


def over_an_outage(
    answer: Callable[[str], Reply | None], folder: Path, *, days: int = 8
) -> Archiving:
    """Crawl each day; on the second to the fourth the site answers so."""

    async def run() -> Archiving:
        site = Ailing(pages=mapped_site(ARTICLES).pages)
        site.ill = []
        async with Archiving(site, folder) as archiving:
            for day in range(days):
                site.ill = [answer] if 1 <= day < 4 else []
                await archiving.run(after=timedelta(days=1))
        return archiving

    return asyncio.run(run())


def alerts(archiving: Archiving) -> tuple[str, ...]:
    with Archive.open(archiving.file, read_only=True) as archive:
        return archive.status(now=archiving.clock.now()).alerts


@pytest.mark.parametrize("answer", [missing, deleted, to_the_front, to_one_page, to_one_each])
def test_what_a_sitemap_names_after_an_outage_is_there_again(
    tmp_path: Path, answer: Callable[[str], Reply | None]
) -> None:
    archiving = over_an_outage(answer, tmp_path)

    gone = [path for path, is_gone in archiving.articles().items() if is_gone]
    assert gone == []
    assert len(archiving.articles()) == ARTICLES
    assert alerts(archiving) == ()


@pytest.mark.parametrize("answer", [missing, deleted, to_the_front, to_one_page, to_one_each])
def test_a_site_whose_articles_go_all_at_once_is_an_alert(
    tmp_path: Path, answer: Callable[[str], Reply | None]
) -> None:
    archiving = over_an_outage(answer, tmp_path, days=2)

    (alert,) = alerts(archiving)
    assert "pages give no article any more since run 2, e.g. " in alert


@pytest.mark.parametrize("status", [302, 303, 307])
@pytest.mark.parametrize("days", [2, 3])
def test_redirects_for_the_time_being_are_an_alert_and_no_tombstones(
    tmp_path: Path, status: int, days: int
) -> None:
    archiving = over_an_outage(partial(to_one_each, status=status), tmp_path, days=days)

    assert not any(archiving.articles().values())
    (alert,) = alerts(archiving)
    assert "pages give no article any more since run 2, e.g. " in alert


def test_articles_that_are_deleted_and_left_out_of_the_sitemap_are_no_alert(tmp_path: Path) -> None:
    async def run() -> Archiving:
        site = Site(pages=mapped_site(ARTICLES).pages)
        async with Archiving(site, tmp_path) as archiving:
            await archiving.run()
            for number in range(6):
                del site.pages[path(number)]
            left = {url: "" for url in site.pages if url.startswith("/news/")}
            site.pages["/sitemap.xml"] = named_by_sitemap(left)
            await archiving.run(after=timedelta(days=1))
        return archiving

    archiving = asyncio.run(run())

    assert sum(archiving.articles().values()) == 6
    assert alerts(archiving) == ()


def test_redirects_for_good_leave_tombstones(tmp_path: Path) -> None:
    archiving = over_an_outage(to_one_each, tmp_path, days=2)

    assert all(archiving.articles().values())
