"""One article under two addresses becomes one row; two articles with one notice stay two."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from archive.runs import Tally
from archive.twins import _FIND, _SUCCESSOR
from scraper.records import Article, TitledLink
from tests.archive_support import SITE, T0, Crawler, article, at, fetched, new_archive

LONG = ("The canal was closed on Monday, and forty ships wait. " * 4,)


@pytest.fixture
def crawler(tmp_path: Path) -> Iterator[Crawler]:
    with new_archive(tmp_path) as archive:
        yield Crawler(archive)
        assert archive.verify().problems == ()


def read(crawler: Crawler, reading: Article, when: datetime = T0, text: str = "same") -> Tally:
    page = crawler.page(reading.url, when)
    outcome = replace(fetched(page, reading, when), text_digest=text)
    return crawler.archive.record(crawler.run_id, [outcome])


def live(crawler: Crawler) -> list[tuple[int, str]]:
    rows = crawler.all("SELECT id, url FROM articles WHERE gone_at IS NULL ORDER BY id")
    return [(article_id, url.removeprefix(SITE)) for article_id, url in rows]


def test_an_article_read_at_its_new_address_first_is_folded_into_the_old_row(
    crawler: Crawler,
) -> None:
    old = article("/old/", body=LONG)
    new = article("/new/", body=LONG, title="Retitled", tags=("Ships",))
    read(crawler, old)
    read(
        crawler,
        article("/other/", related_news=(TitledLink(title="x", url=f"{SITE}/new/"),)),
        text="other",
    )
    read(crawler, new, at(60))
    assert [url for _, url in live(crawler)] == ["/old/", "/other/", "/new/"]

    tally = crawler.gone("/old/", at(61))

    assert (tally.articles_new, tally.articles_moved, tally.articles_gone) == (-1, 1, 0)
    assert live(crawler) == [(1, "/new/"), (2, "/other/")]
    kept = crawler.archive.article(1)
    assert kept.reading.title == "Retitled"
    assert [revision.changed for revision in kept.revisions] == [(), ("title", "tags")]
    assert crawler.one("SELECT group_concat(tag) FROM articles_by_tag WHERE article_id = 1") == (
        "Ships"
    )
    assert [hit.id for hit in crawler.archive.search("retitled")] == [1]
    target = "SELECT target_article_id FROM links WHERE article_id = 2 AND kind = 'related_news'"
    assert crawler.one(target) == 1
    assert crawler.archive.article(f"{SITE}/old/").id == 1


def test_a_new_address_read_after_the_old_one_was_gone_takes_the_row_over(
    crawler: Crawler,
) -> None:
    read(crawler, article("/old/", body=LONG))
    gone = crawler.gone("/old/", at(60))
    moved = read(crawler, article("/new/", body=LONG), at(61))

    assert (gone.articles_gone, moved.articles_gone) == (1, -1)
    assert (moved.articles_new, moved.articles_moved) == (0, 1)
    assert live(crawler) == [(1, "/new/")]


def test_a_notice_that_articles_of_other_days_share_joins_none_of_them(crawler: Crawler) -> None:
    notice = ("Log in to read on. " * 10,)
    read(crawler, article("/a/", body=notice, title="A", published="2026-01-01"))
    read(crawler, article("/b/", body=notice, title="B", published="2026-01-02"))

    tally = crawler.gone("/a/", at(60))

    assert (tally.articles_gone, tally.articles_moved) == (1, 0)
    assert live(crawler) == [(2, "/b/")]


def test_a_short_notice_joins_no_articles_of_one_day(crawler: Crawler) -> None:
    notice = ("Log in to read on.",)
    read(crawler, article("/a/", body=notice, title="A"))
    read(crawler, article("/b/", body=notice, title="B"))

    tally = crawler.gone("/a/", at(60))

    assert (tally.articles_gone, tally.articles_moved) == (1, 0)


def test_a_double_outlives_the_page_it_doubled(crawler: Crawler) -> None:
    read(crawler, article("/a/", body=LONG))
    double = read(crawler, article("/a/?view=full", body=LONG), at(1))

    tally = crawler.gone("/a/", at(60))

    assert (double.articles_new, double.articles_unchanged) == (0, 1)
    assert (tally.articles_gone, tally.articles_moved) == (0, 1)
    assert live(crawler) == [(1, "/a/?view=full")]


def test_of_two_addresses_the_one_without_a_query_is_the_article_s(crawler: Crawler) -> None:
    read(crawler, article("/a/?view=full", body=LONG))
    tally = read(crawler, article("/a/", body=LONG), at(1))
    read(crawler, article("/a/?view=full", body=LONG), at(60))

    assert (tally.articles_new, tally.articles_unchanged) == (0, 1)
    assert live(crawler) == [(1, "/a/")]


def test_a_double_read_after_an_edit_and_before_the_original_is_still_a_double(
    crawler: Crawler,
) -> None:
    read(crawler, article("/a/", body=LONG))
    read(crawler, article("/a/?view=full", body=LONG), at(1))

    tally = read(crawler, article("/a/?view=full", body=("Edited.",)), at(60), text="edited")
    read(crawler, article("/a/", body=("Edited.",)), at(61), text="edited")

    assert tally.articles_new == 0
    assert live(crawler) == [(1, "/a/")]
    assert crawler.one("SELECT count(*) FROM revisions") == 2


def test_the_page_of_a_text_seen_again_is_asked_once_in_a_later_run(crawler: Crawler) -> None:
    read(crawler, article("/a/", body=LONG))
    read(crawler, article("/b/", body=LONG, title="B"), at(1))
    asked = "SELECT count(*) FROM pages WHERE recheck = 'same-text'"
    assert crawler.one(asked) == 0  # this run has been there

    crawler.run_id = crawler.archive.start_run("crawl", [SITE], at(60))
    read(crawler, article("/c/", body=LONG, title="C"), at(61))

    assert crawler.one(asked) == 2


@pytest.mark.parametrize(("sql", "values"), [(_FIND, ("a", 1, "b", "c", 1)), (_SUCCESSOR, (1, 20))])
def test_twins_are_looked_for_by_their_text_and_not_among_all_articles(
    crawler: Crawler, sql: str, values: tuple[object, ...]
) -> None:
    conn = crawler.archive._db.conn

    plan = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}", values)]

    assert any("pages_text (text_digest=?)" in step for step in plan), plan
    assert not any("articles_site" in step for step in plan), plan
