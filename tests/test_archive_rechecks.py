"""Pages that are asked before their time, and what the archive of before becomes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.connection import connect
from archive.schema import MIGRATIONS
from archive.store import Archive
from scraper.outcomes import Fetched
from scraper.records import DueCount, FoundBy, Link, PageKind
from tests.archive_support import HOST, SITE, T0, Crawler, article, at, new_archive, snapshot

LATER = T0 + timedelta(days=300)
PUBLISHED = {f"/{letter}/": T0 + timedelta(days=day) for day, letter in enumerate("abcde", -3)}


@pytest.fixture
def crawler(tmp_path: Path) -> Iterator[Crawler]:
    with new_archive(tmp_path) as archive:
        yield Crawler(archive)


class Lists:
    """A sitemap or feed that is read again and again."""

    def __init__(self, crawler: Crawler, path: str, kind: PageKind) -> None:
        self._crawler, self._url, self._kind = crawler, SITE + path, kind
        self._is_feed = kind is PageKind.FEED

    def reads(
        self, when: datetime, *paths: str, dated: datetime | None = None, whole: bool = True
    ) -> None:
        found_by = FoundBy.FEED if self._is_feed else FoundBy.SITEMAP
        own = Link(url=self._url, found_by=FoundBy.ROBOTS, kind=self._kind)
        frontier = self._crawler.archive.frontier
        frontier.seed([own], now=when)
        page = next(p for p in frontier.due(HOST, now=when, limit=99) if p.url == self._url)
        dates = {path: dated or (PUBLISHED.get(path) if self._is_feed else None) for path in paths}
        links = tuple(
            Link(url=SITE + path, found_by=found_by, modified_at=date)
            for path, date in dates.items()
        )
        outcome = Fetched(
            page=page,
            snapshot=snapshot(page, repr(dates).encode(), when),
            kind=self._kind,
            key=page.url,
            links=links,
            names_all=whole,
        )
        self._crawler.archive.record(self._crawler.run_id, [outcome])


def rechecks(crawler: Crawler) -> dict[str, str]:
    rows = crawler.all("SELECT url, recheck FROM pages WHERE recheck IS NOT NULL")
    return {url.removeprefix(SITE): recheck for url, recheck in rows}


def read(crawler: Crawler, *paths: str, when: datetime = T0) -> None:
    for path in paths:
        crawler.read(path, article(path, title=path), when, due_at=LATER)


def due_at(crawler: Crawler, path: str) -> Any:
    return crawler.one("SELECT due_at FROM pages WHERE url = ?", SITE + path)


def test_what_a_sitemap_names_no_more_is_asked_and_not_declared_gone(crawler: Crawler) -> None:
    sitemap = Lists(crawler, "/sitemap.xml", PageKind.SITEMAP)
    sitemap.reads(T0, "/a/", "/b/", "/c/")
    read(crawler, "/a/", "/b/")

    sitemap.reads(at(60), "/a/")

    assert rechecks(crawler) == {"/b/": "unlisted"}  # c was never read: it is due as it is
    assert due_at(crawler, "/b/") < due_at(crawler, "/a/")
    assert crawler.one("SELECT count(*) FROM articles WHERE gone_at IS NOT NULL") == 0


def test_of_a_long_sitemap_only_what_was_taken_out_is_asked(crawler: Crawler) -> None:
    sitemap = Lists(crawler, "/sitemap.xml", PageKind.SITEMAP)
    paths = [f"/{number}/" for number in range(2_500)]
    asked = ("/0/", "/1000/", "/2400/", "/2499/")
    sitemap.reads(T0, *paths)
    read(crawler, *asked)

    sitemap.reads(at(60), *paths[:-1])

    assert rechecks(crawler) == {"/2499/": "unlisted"}
    assert crawler.one("SELECT count(*) FROM listed") == 2_499


def test_a_sitemap_read_in_part_takes_nothing_out(crawler: Crawler) -> None:
    sitemap = Lists(crawler, "/sitemap.xml", PageKind.SITEMAP)
    sitemap.reads(T0, "/a/", "/b/")
    read(crawler, "/a/", "/b/")

    sitemap.reads(at(60), "/a/", whole=False)

    assert rechecks(crawler) == {}


def test_a_page_named_again_is_due_as_it_was_planned(crawler: Crawler) -> None:
    sitemap = Lists(crawler, "/sitemap.xml", PageKind.SITEMAP)
    sitemap.reads(T0, "/a/", "/b/")
    read(crawler, "/a/", "/b/")
    planned = due_at(crawler, "/b/")

    sitemap.reads(at(60), "/a/")
    sitemap.reads(at(120), "/a/", "/b/")

    assert rechecks(crawler) == {}
    assert due_at(crawler, "/b/") == planned


def test_a_sitemap_that_is_gone_names_nothing_any_more(crawler: Crawler) -> None:
    first = Lists(crawler, "/one.xml", PageKind.SITEMAP)
    second = Lists(crawler, "/two.xml", PageKind.SITEMAP)
    first.reads(T0, "/a/", "/b/")
    second.reads(T0, "/b/")
    read(crawler, "/a/", "/b/")

    crawler.gone("/one.xml", at(60))

    assert rechecks(crawler) == {"/a/": "list-gone"}


def test_what_slides_off_the_end_of_a_feed_was_not_taken_out_of_it(crawler: Crawler) -> None:
    feed = Lists(crawler, "/feed/", PageKind.FEED)
    feed.reads(T0, "/d/", "/c/", "/b/", "/a/")
    read(crawler, "/a/", "/b/", "/c/", "/d/")

    feed.reads(at(1440), "/e/", "/d/", "/b/")

    assert rechecks(crawler) == {"/c/": "unlisted"}


def test_an_entry_that_goes_to_another_page_of_the_feed_was_not_taken_out(
    crawler: Crawler,
) -> None:
    first = Lists(crawler, "/feed/", PageKind.FEED)
    second = Lists(crawler, "/feed/?paged=2", PageKind.FEED)
    first.reads(T0, "/d/", "/c/")
    second.reads(T0, "/b/", "/a/")
    read(crawler, "/a/", "/b/", "/c/", "/d/")

    first.reads(at(60), "/d/", "/b/")
    second.reads(at(60), "/a/")

    assert rechecks(crawler) == {"/c/": "unlisted"}


def test_a_gone_page_that_is_named_again_is_asked(crawler: Crawler) -> None:
    sitemap = Lists(crawler, "/sitemap.xml", PageKind.SITEMAP)
    sitemap.reads(T0, "/a/", "/b/")
    read(crawler, "/a/", "/b/")
    sitemap.reads(at(60), "/a/")
    crawler.gone("/b/", at(61))

    sitemap.reads(at(120), "/a/", "/b/")

    assert rechecks(crawler) == {"/b/": "listed"}


@pytest.mark.parametrize(
    ("first", "told", "is_due"),
    [
        (None, T0 - timedelta(days=9), False),
        (None, T0 + timedelta(hours=1), True),
        (T0 - timedelta(days=9), T0 - timedelta(days=9), False),
        # An hour without a zone: later than the word before, earlier than the fetch.
        (T0 - timedelta(days=9), T0 - timedelta(hours=2), True),
        (T0 - timedelta(days=9), T0 - timedelta(days=5), False),
        # Dated to the future: news once.
        (T0 + timedelta(days=90), T0 + timedelta(days=90), False),
    ],
)
def test_a_date_is_news_when_it_is_later_than_the_one_before(
    crawler: Crawler, first: datetime | None, told: datetime, is_due: bool
) -> None:
    sitemap = Lists(crawler, "/sitemap.xml", PageKind.SITEMAP)
    sitemap.reads(T0, "/a/", dated=first)
    read(crawler, "/a/")

    sitemap.reads(at(60), "/a/", dated=told)

    assert rechecks(crawler) == ({"/a/": "modified"} if is_due else {})


def test_signs_of_change_come_before_new_pages_and_those_before_the_rest(
    crawler: Crawler,
) -> None:
    read(crawler, "/old/", "/dated/")
    crawler.archive.frontier.seed(
        [Link(url=f"{SITE}/new/", found_by=FoundBy.PAGE, depth=1)], now=LATER
    )
    Lists(crawler, "/sitemap.xml", PageKind.SITEMAP).reads(at(60), "/dated/", dated=at(30))
    frontier = crawler.archive.frontier

    def due(**kinds: bool) -> list[str]:
        pages = frontier.due(HOST, now=LATER, limit=9, **kinds)
        return [page.url.removeprefix(SITE) for page in pages]

    assert due() == ["/dated/", "/new/", "/old/"]
    assert due(revisits=False) == ["/dated/", "/new/"]
    assert due(revisits=False, rechecks=False) == ["/new/"]
    assert frontier.due_counts(now=LATER) == {HOST: DueCount(pages=3, revisits=1)}


def test_an_archive_of_before_learns_its_history_from_what_it_knows(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        read(crawler, "/a/")
        archive._db.conn.execute(
            "UPDATE pages SET fetched_at = ?", ("2026-03-11T12:00:00.000000Z",)
        )
        dump = archive._db.conn.execute("SELECT url, fetched_at, changed_at FROM pages").fetchone()
    before = tmp_path / "before.db"
    db = connect(before, create=True, read_only=False)
    db.conn.close()
    before.unlink()
    from sqlite_utils import Database

    db = Database(before)
    MIGRATIONS.apply(db, stop_before="learn_rechecks")
    db.conn.execute("INSERT INTO sites (host) VALUES (?)", (HOST,))
    db.conn.execute(
        "INSERT INTO pages (url, site_id, kind, state, found_by, found_at, fetched_at, changed_at,"
        " due_at) VALUES (?, 1, 'article', 'done', 'page', ?, ?, ?, ?)",
        (dump[0], dump[2], dump[1], dump[2], dump[1]),
    )
    db.conn.commit()
    db.conn.close()

    with Archive.open(before, create=True) as archive:
        (page,) = archive.frontier.due(HOST, now=LATER, limit=9)

    assert page.quiet_seconds == pytest.approx(timedelta(days=10).total_seconds(), abs=1)
    assert page.checked_at is None
