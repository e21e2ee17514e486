"""A site that moved to another name keeps its articles once that name is crawled too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.store import Archive
from scraper.outcomes import Moved
from tests.archive_support import HOST, Crawler, article, at, fetched, new_archive

NEW = "institute.new"
TARGET = f"https://{NEW}/a/"


@pytest.fixture
def moved(tmp_path: Path) -> Iterator[Archive]:
    """Return an archive with an article whose page leads to a site that is not crawled."""
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        crawler.read("/a/", when=at(0))
        away = Moved(page=crawler.page("/a/", at(60)), at=at(60), status=301, target=TARGET)
        archive.record(crawler.run_id, [away])
        yield archive


def articles(archive: Archive) -> list[tuple[int, str, str | None]]:
    return archive.rows("SELECT id, url, gone_at FROM articles")


def test_its_articles_go_on_at_the_new_name(moved: Archive) -> None:
    ((known_id, *_),) = articles(moved)

    moved.name_sites([HOST, f"www.{NEW}"], at(120))

    later = Crawler(moved, at(120))
    (page,) = moved.frontier.due(NEW, now=at(121), limit=9)
    assert (page.url, page.hops) == (TARGET, 1)
    there = article(TARGET, title=article("/a/").title)
    tally = moved.record(later.run_id, [fetched(page, there, at(121))])
    assert articles(moved) == [(known_id, TARGET, None)]
    assert (tally.articles_new, tally.articles_moved) == (0, 1)
    assert moved.verify().problems == ()


def test_another_site_brings_none_of_it_in(moved: Archive) -> None:
    moved.name_sites([HOST, "third.example"], at(120))

    assert moved.frontier.due(NEW, now=at(121), limit=9) == []
    assert moved.rows("SELECT count(*) FROM sites") == [(1,)]
