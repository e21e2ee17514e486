"""What is dropped of sites that nobody names any more: nothing that any host ever said."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.store import Archive
from scraper.outcomes import Failed, Skipped
from scraper.records import FoundBy, Link, PageKind, RobotsRecord
from tests.archive_support import Crawler, at, new_archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with new_archive(tmp_path) as opened:
        yield opened


def failed(crawler: Crawler, url: str, status: int | None = None) -> None:
    seed = Link(url=url, found_by=FoundBy.SEED, kind=PageKind.UNKNOWN)
    crawler.archive.frontier.seed([seed], now=at(0))
    page = crawler.page(url, at(1))
    failure = Failed(page=page, at=at(1), reason="robots-unreachable", detail="dns", status=status)
    crawler.archive.record(crawler.run_id, [failure])


def hosts(archive: Archive) -> list[str]:
    return [host for (host,) in archive.rows("SELECT host FROM sites ORDER BY host")]


def test_a_site_that_never_answered_is_forgotten_once_it_is_not_named(archive: Archive) -> None:
    crawler = Crawler(archive)
    crawler.read("/a/", when=at(0))
    failed(crawler, "https://a-slip.example/")
    failed(crawler, "https://www.named.example/")

    assert archive.settle_sites(["named.example"], at(2)) == ["a-slip.example"]

    assert hosts(archive) == ["institute.example", "www.named.example"]
    events = archive.rows("SELECT url, page_id FROM events WHERE url LIKE '%slip%'")
    assert events == [("https://a-slip.example/", None)]
    archive.seal()
    assert archive.verify().problems == ()
    failed(crawler, "https://a-slip.example/")
    assert archive.verify().problems == ()


def test_a_site_that_said_anything_is_kept(archive: Archive) -> None:
    crawler = Crawler(archive)
    failed(crawler, "https://refuses.example/", status=403)
    failed(crawler, "https://answers.example/")
    archive.frontier.put_robots(
        RobotsRecord(host="answers.example", fetched_at=at(1), status=503, body=None)
    )
    crawler.page("https://not-reached.example/", at(1))
    page = crawler.page("https://skipped.example/", at(1))
    archive.record(crawler.run_id, [Skipped(page=page, at=at(1), reason="type")])

    assert archive.settle_sites([], at(2)) == []
    assert len(hosts(archive)) == 4
