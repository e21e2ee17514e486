"""Kept pages read again: filed as the extractor's readings, in batches, from where a run ended."""

from dataclasses import replace
from pathlib import Path

import pytest

from archive.reextract import Done, Kept, Reextraction, Totals, totals_of
from archive.reextract_report import describe_reextraction
from archive.store import Archive
from archive.times import to_text
from scraper.records import Article, Extraction, TitledLink
from tests.archive_support import SITE, Crawler, article, at

BETTER = "A better reading"


def start(archive: Archive, totals: Totals | None = None) -> Reextraction:
    run_id = archive.start_run("reextract", (), at(600))
    return archive.reextraction(run_id, totals or Totals(rules="2"))


def read_as(page: Kept, **about: object) -> Done:
    reading = article(page.url, **about)
    extraction = Extraction(article=reading, profile="hcss", extractor="2")
    return Done(page=page, extraction=extraction, text_digest=page.url)


def run(archive: Archive, **about: object) -> Reextraction:
    work = start(archive)
    work.record([read_as(page, **about) for page in work.pages()], to_text(at(600)))
    return work


def test_what_is_read_otherwise_is_a_reading_of_the_extractors(
    archive: Archive, crawler: Crawler
) -> None:
    crawler.read("/a/", body=b"one")

    work = run(archive, title=BETTER, section=None)

    kept = archive.article(1)
    assert [(r.cause, r.extractor) for r in kept.revisions] == [("first", "1"), ("extractor", "2")]
    assert kept.reading.title == BETTER
    assert (kept.last_changed_at, kept.last_seen_at) == (to_text(at(0)), to_text(at(0)))
    assert [hit.id for hit in archive.search("better")] == [1]
    assert (work.totals.articles, work.totals.revised) == (1, 1)
    fields = work.totals.fields
    assert (fields["title"].changed, fields["section"].lost) == (1, 1)
    assert archive.verify().problems == ()


def test_reading_the_same_again_writes_no_reading(archive: Archive, crawler: Crawler) -> None:
    crawler.read("/a/", body=b"one")

    work = run(archive)

    assert crawler.one("SELECT count(*) FROM revisions") == 1
    assert (work.totals.read_again, work.totals.revised, work.totals.fields) == (1, 0, {})


def test_links_the_extractor_sees_now_are_put_into_the_reading_kept(
    archive: Archive, crawler: Crawler
) -> None:
    crawler.read("/a/", article("/a/", related_news=()), body=b"one")
    crawler.read("/b/", body=b"two")
    related = (TitledLink(title="B", url=f"{SITE}/b/"),)

    work = run(archive, related_news=related)

    kept = archive.article(1)
    assert len(kept.revisions) == 1
    assert kept.reading.related_news == related
    assert [n.target_article_id for n in kept.links if n.kind == "related_news"] == [2]
    assert (work.totals.revised, work.totals.refreshed) == (0, 2)


def test_a_deleted_article_is_read_again_and_stays_deleted(
    archive: Archive, crawler: Crawler
) -> None:
    crawler.read("/a/", body=b"one")
    crawler.gone("/a/", at(30))

    run(archive, title=BETTER)

    kept = archive.article(1)
    assert (kept.reading.title, kept.gone_at) == (BETTER, to_text(at(30)))


def test_only_the_newest_fetch_is_read_and_not_one_from_before_noarchive(
    archive: Archive, crawler: Crawler
) -> None:
    crawler.read("/a/", body=b"one")
    crawler.read("/a/", body=b"two", when=at(60))
    crawler.read("/b/", body=b"three")
    crawler.read("/b/", article("/b/", title="Edited"), at(60), body=b"four", keep_body=False)

    pages = list(start(archive).pages())

    assert [(page.url, page.body) for page in pages] == [(f"{SITE}/a/", b"two")]


def test_a_page_that_is_an_article_now_is_no_news_of_the_sites(
    archive: Archive, crawler: Crawler
) -> None:
    crawler.read("/a/", body=b"one")
    page = crawler.page("/b/")
    from tests.archive_support import fetched

    archive.record(crawler.run_id, [fetched(page, None, at(5), body=b"two")])

    work = run(archive, title=BETTER)

    found = archive.article(f"{SITE}/b/")
    assert work.totals.found == 1
    assert [r.cause for r in found.revisions] == ["extractor"]
    assert found.first_seen_at == to_text(at(5))
    assert [s.total for s in archive.report(1).sections if s.name == "new"] == [1]
    assert run(archive, title=BETTER).totals.found == 0


def test_an_article_no_longer_seen_stays_and_is_told(archive: Archive, crawler: Crawler) -> None:
    crawler.read("/a/", body=b"one")
    work = start(archive)

    work.record([Done(page=page, extraction=None) for page in work.pages()], to_text(at(600)))

    assert archive.article(1).reading.title == "Harbours under pressure"
    assert work.totals.unread == 1
    assert crawler.all("SELECT kind FROM events WHERE run_id = 2") == [("unread",)]


def test_a_run_goes_on_where_a_killed_one_ended(archive: Archive, crawler: Crawler) -> None:
    for name in "abcd":
        crawler.read(f"/{name}/", body=name.encode())
    work = start(archive)
    done = [read_as(page, title=BETTER) for page in work.pages()]
    work.record(done[:3], to_text(at(600)))

    kept = archive.last_run("reextract")
    assert kept
    again = start(archive, totals_of(kept.totals, "2"))
    left = list(again.pages())
    again.record([read_as(page, title=BETTER) for page in left], to_text(at(601)))

    assert [page.url for page in left] == [f"{SITE}/d/"]
    assert (again.totals.read_again, again.totals.revised) == (4, 4)
    assert totals_of(kept.totals, "3") == Totals(rules="3")


def test_a_run_killed_before_its_first_batch_loses_no_place(
    archive: Archive, crawler: Crawler
) -> None:
    crawler.read("/a/", body=b"one")
    run(archive)
    for _ in range(2):
        last = archive.last_run("reextract")
        assert last
        work = start(archive, totals_of(last.totals, "2"))

    assert list(work.pages()) == []
    assert work.totals.read_again == 1


def test_a_batch_that_fails_leaves_no_trace(archive: Archive, crawler: Crawler) -> None:
    crawler.read("/a/", body=b"one")
    crawler.read("/b/", body=b"two")
    work = start(archive)
    first, second = (read_as(page, title=BETTER) for page in work.pages())
    wrong = replace(second, page=replace(second.page, article_id=99))

    with pytest.raises(Exception, match="99"):
        work.record([first, wrong], to_text(at(600)))

    assert crawler.one("SELECT count(*) FROM revisions") == 2
    assert work.totals == Totals(rules="2")
    work.record([first, second], to_text(at(600)))
    assert work.totals.revised == 2


def test_bytes_that_are_damaged_are_counted_and_the_rest_is_read(
    archive: Archive, crawler: Crawler
) -> None:
    crawler.read("/a/", body=b"one")
    crawler.read("/b/", body=b"two")
    archive._db.conn.execute("UPDATE blobs SET data = x'00' WHERE id = 1")

    work = run(archive, title=BETTER)

    assert (work.totals.damaged, work.totals.revised) == (1, 1)
    assert crawler.all("SELECT kind, reason FROM events WHERE run_id = 2") == [
        ("failed", "damaged")
    ]


def test_the_report_names_fields_and_articles(archive: Archive, crawler: Crawler) -> None:
    crawler.read("/a/", body=b"one")
    work = run(archive, title=BETTER)

    told = describe_reextraction(work.totals, Path("a.db"), seconds=1.5)

    assert told.splitlines()[0].startswith("1 page read again by extractor 2: 1 article, 1 with")
    assert "  title  1        0       0     1" in told.splitlines()
    assert told.endswith("scrape show a.db 1 --diff shows one")


def test_a_reading_that_is_no_unicode_is_filed_once(archive: Archive, crawler: Crawler) -> None:
    crawler.read("/a/", body=b"one")

    run(archive, title="half \ud800 a pair")
    again = run(archive, title="half \ud800 a pair")

    assert archive.article(1).reading.title == "half ? a pair"
    assert again.totals.revised == 0


def test_the_reading_before_is_an_article(archive: Archive, crawler: Crawler) -> None:
    crawler.read("/a/", body=b"one")
    run(archive, title=BETTER)

    first, second = archive.article(1).revisions

    assert isinstance(first.reading, Article)
    assert second.changed == ("title",)
