"""What a run did on each site is counted with the batch that did it."""

import pytest

from archive.store import Archive
from scraper.outcomes import Failed, Skipped
from tests.archive_support import T0, Crawler, article, at, fetched


def test_each_site_gets_its_own_counts(archive: Archive) -> None:
    crawler = Crawler(archive)
    other = "https://other.example/x/"
    crawler.read("/a/")
    crawler.read("/b/", article("/b/", published=None, experts=(), authors=()))
    archive.record(
        crawler.run_id,
        [
            Failed(page=crawler.page(other), at=T0, reason="dns"),
            Skipped(page=crawler.page("/c/"), at=T0, reason="robots"),
        ],
    )

    rows = crawler.all(
        "SELECT host, fetched, skipped, failed, articles_new, readings, with_title,"
        " with_published, with_people FROM runs_sites JOIN sites ON sites.id = site_id ORDER BY 1"
    )
    assert rows == [
        ("institute.example", 2, 1, 0, 2, 2, 2, 1, 1),
        ("other.example", 0, 0, 1, 0, 0, 0, 0, 0),
    ]


def test_a_page_that_was_an_article_and_is_none_now_counts_as_unread(archive: Archive) -> None:
    crawler = Crawler(archive)
    crawler.read("/a/")
    archive.record(crawler.run_id, [fetched(crawler.page("/a/", at(1)), None, at(1))])

    assert crawler.all("SELECT readings, unread FROM runs_sites") == [(1, 1)]


def test_counts_of_a_batch_that_failed_are_rolled_back_with_it(archive: Archive) -> None:
    crawler = Crawler(archive)
    good = fetched(crawler.page("/a/"), article("/a/"), T0)
    nowhere = Failed(page=crawler.page("/b/"), at=T0, reason=None)  # type: ignore[arg-type]
    archive._db.conn.execute(
        "CREATE TRIGGER broken BEFORE UPDATE ON pages WHEN new.state = 'failed'"
        " BEGIN SELECT raise(ABORT, 'broken'); END"
    )

    with pytest.raises(Exception, match="broken"):
        archive.record(crawler.run_id, [good, nowhere])
    archive.record(crawler.run_id, [good])

    assert crawler.all("SELECT fetched, failed, readings FROM runs_sites") == [(1, 0, 1)]
