"""What is recorded comes out again, and each kind of outcome leaves the right rows."""

from dataclasses import replace

import pytest

from archive.errors import ArchiveLocked, NoSuchArticle
from archive.lock import lock_path
from archive.runs import Tally
from archive.store import Archive
from scraper.outcomes import Failed, Skipped
from scraper.records import Expert, TitledLink
from tests.archive_support import (
    LISTING,
    SITE,
    T0,
    Crawler,
    article,
    at,
    fetched,
    link,
)


def test_an_article_comes_out_as_it_went_in(archive: Archive, crawler: Crawler) -> None:
    tally = crawler.read("/news/harbours/", body=b"<h1>Harbours</h1>")

    kept = archive.article(f"{SITE}/news/harbours/")
    assert tally == Tally(fetched=1, articles_new=1)
    assert kept.reading == article("/news/harbours/")
    assert kept.word_count == 12
    assert archive.html(kept.id) == b"<h1>Harbours</h1>"
    assert kept.revisions[0].evidence["title"].rule == "h1"
    assert archive.verify().problems == ()


@pytest.mark.parametrize(
    "spelling",
    [
        "1",
        1,
        "https://institute.example/news/harbours/",
        "https://institute.example/news/harbours",
        "http://www.institute.example/news/harbours/#top",
    ],
)
def test_an_article_is_found_by_id_and_any_spelling_of_its_address(
    archive: Archive, crawler: Crawler, spelling: int | str
) -> None:
    crawler.read("/news/harbours/")

    assert archive.article(spelling).url == f"{SITE}/news/harbours/"


@pytest.mark.parametrize("unknown", ["2", "https://elsewhere.example/", "", "nonsense", "9" * 40])
def test_what_is_not_kept_is_told(archive: Archive, crawler: Crawler, unknown: str) -> None:
    crawler.read("/news/harbours/")

    with pytest.raises(NoSuchArticle):
        archive.article(unknown)


def test_the_same_reading_again_only_moves_last_seen(archive: Archive, crawler: Crawler) -> None:
    crawler.read("/a/", body=b"one")

    other_related = article("/a/", related_news=(), updated_at="2026-03-02T00:00:00Z")
    tally = crawler.read("/a/", other_related, at(60), body=b"two")

    kept = archive.article("1")
    assert tally.articles_unchanged == 1
    assert len(kept.revisions) == 1
    assert (kept.first_seen_at, kept.last_seen_at) == (
        "2026-03-01T12:00:00.000000Z",
        "2026-03-01T13:00:00.000000Z",
    )
    assert kept.last_changed_at == kept.first_seen_at


def test_another_reading_is_a_revision_that_tells_what_changed(
    archive: Archive, crawler: Crawler
) -> None:
    crawler.read("/a/", article("/a/", title="Before"))

    tally = crawler.read("/a/", article("/a/", title="After", experts=()), at(60))

    kept = archive.article("1")
    assert tally.articles_changed == 1
    assert kept.reading.title == "After"
    assert kept.revisions[1].changed == ("title", "experts")
    assert archive.revision(1, 1).reading.title == "Before"
    assert kept.last_changed_at == "2026-03-01T13:00:00.000000Z"
    assert crawler.one("SELECT count(*) FROM articles_experts") == 0
    assert [hit.id for hit in archive.search("after")] == [1]
    assert archive.search("before") == []


def test_the_same_bytes_again_are_a_revisit_and_kept_once(crawler: Crawler) -> None:
    crawler.read("/a/", body=b"same")
    crawler.read("/a/", when=at(60), body=b"same")

    assert crawler.one("SELECT count(*) FROM blobs") == 1
    assert crawler.all("SELECT id, revisit_of, blob_id FROM snapshots") == [(1, None, 1), (2, 1, 1)]


def test_a_page_that_must_not_be_kept_leaves_its_digest_only(
    archive: Archive, crawler: Crawler
) -> None:
    crawler.read("/a/", keep_body=False)

    assert crawler.one("SELECT count(*) FROM blobs") == 0
    assert crawler.one("SELECT length(digest) FROM snapshots") == 64
    with pytest.raises(NoSuchArticle, match="noarchive"):
        archive.html(1)


def test_bytes_that_may_be_kept_later_are_kept_once(archive: Archive, crawler: Crawler) -> None:
    for minute, keep_body in enumerate([False, True, True, False]):
        crawler.read("/a/", when=at(minute), body=b"same", keep_body=keep_body)

    assert crawler.all("SELECT revisit_of, blob_id FROM snapshots ORDER BY id") == [
        (None, None),
        (1, 1),
        (1, 1),
        (1, None),
    ]
    assert archive.verify().problems == ()


def test_names_of_a_batch_that_failed_are_not_remembered(
    archive: Archive, crawler: Crawler
) -> None:
    good = fetched(crawler.page("/a/"), article("/a/"), T0)
    bad = replace(good, page=replace(good.page, id=999), key=f"{SITE}/b/")

    with pytest.raises(Exception, match="FOREIGN KEY"):
        archive.record(crawler.run_id, [good, bad])
    crawler.read("/b/", article("/b/", source=None))
    crawler.read("/c/", article("/c/", tags=("Other",)))

    assert crawler.one("SELECT tags FROM article_list WHERE id = 1") == "Ports; Trade"
    assert crawler.one("SELECT outlet FROM article_list WHERE id = 2") == "The Washington Post"
    assert archive.verify().problems == ()


def test_a_second_page_of_one_article_neither_doubles_nor_flips_it(
    archive: Archive, crawler: Crawler
) -> None:
    canonical, copy = f"{SITE}/a/", article("/a/?print", title="Printed")
    crawler.read("/a/", article("/a/", title="Proper"))

    crawler.read("/a/?print", copy, at(1), key=canonical)
    crawler.read("/a/?print", copy, at(2), key=canonical)

    assert crawler.one("SELECT count(*) FROM articles") == 1
    assert crawler.one("SELECT count(*) FROM revisions") == 1
    assert archive.article(f"{SITE}/a/?print").reading.title == "Proper"


def test_the_canonical_page_takes_the_article_over_from_a_copy(
    archive: Archive, crawler: Crawler
) -> None:
    crawler.read("/a/?print", article("/a/?print", title="Printed"), key=f"{SITE}/a/")

    crawler.read("/a/", article("/a/", title="Proper"), at(1))
    crawler.read("/a/?print", article("/a/?print", title="Printed"), at(2), key=f"{SITE}/a/")

    assert archive.article("1").reading.title == "Proper"
    assert len(archive.article("1").revisions) == 2
    assert crawler.one("SELECT url FROM pages WHERE id = (SELECT page_id FROM articles)") == (
        f"{SITE}/a/"
    )


def test_an_article_that_moved_is_renamed_not_doubled(archive: Archive, crawler: Crawler) -> None:
    crawler.read("/old/", article("/old/"))

    crawler.moved("/old/", "/hop/", at(1))
    crawler.moved("/hop/", "/new/", at(2))
    tally = crawler.read("/new/", article("/new/"), at(3))

    assert tally == Tally(fetched=1, articles_moved=1)
    assert crawler.all("SELECT url, gone_at FROM articles") == [(f"{SITE}/new/", None)]
    assert archive.article(f"{SITE}/hop/").id == 1
    assert crawler.all("SELECT state FROM pages ORDER BY id") == [("moved",), ("moved",), ("done",)]


def test_an_article_whose_address_now_leads_to_a_known_page_is_gone(crawler: Crawler) -> None:
    crawler.read("/", LISTING)
    crawler.read("/a/")

    tally = crawler.moved("/a/", "/", at(1))

    assert tally == Tally(moved=1, articles_gone=1)


def test_a_moved_article_that_was_redesigned_is_a_revision_under_its_new_address(
    archive: Archive, crawler: Crawler
) -> None:
    crawler.read("/old/", article("/old/", section="News"))

    crawler.moved("/old/", "/new/", at(1))
    tally = crawler.read("/new/", article("/new/", section="Analysis"), at(2))

    assert tally.articles_changed == 1
    assert crawler.all("SELECT url, gone_at FROM articles") == [(f"{SITE}/new/", None)]
    assert archive.article(1).revisions[1].changed == ("section",)


def test_an_article_whose_address_leads_to_another_article_is_gone(crawler: Crawler) -> None:
    crawler.read("/old/")

    crawler.moved("/old/", "/other/", at(1))
    tally = crawler.read("/other/", article("/other/", title="Another"), at(2))

    assert (tally.articles_new, tally.articles_gone) == (1, 1)
    assert crawler.all("SELECT url FROM articles WHERE gone_at IS NULL") == [(f"{SITE}/other/",)]


def test_a_page_that_names_a_new_address_for_itself_renames_its_article(crawler: Crawler) -> None:
    crawler.read("/a/")

    crawler.read("/a/", article("/a/"), at(1), key=f"{SITE}/b/")

    assert crawler.all("SELECT url FROM articles") == [(f"{SITE}/b/",)]


def test_a_page_that_gives_way_to_a_known_article_leaves_a_tombstone(crawler: Crawler) -> None:
    crawler.read("/a/")
    crawler.read("/b/", article("/b/", title="B"))

    tally = crawler.read("/a/", article("/a/"), at(1), key=f"{SITE}/b/")

    assert tally.articles_gone == 1
    assert crawler.all("SELECT url FROM articles WHERE gone_at IS NULL") == [(f"{SITE}/b/",)]


def test_a_page_that_shows_one_article_after_another_renames_none(crawler: Crawler) -> None:
    crawler.read("/latest/", article("/latest/", title="One"), key=f"{SITE}/one/")
    crawler.read("/latest/", article("/latest/", title="Two"), at(1), key=f"{SITE}/two/")

    assert crawler.all("SELECT url, gone_at FROM articles ORDER BY id") == [
        (f"{SITE}/one/", None),
        (f"{SITE}/two/", None),
    ]


def test_a_deleted_article_keeps_its_revisions_and_comes_back(
    archive: Archive, crawler: Crawler
) -> None:
    crawler.read("/a/")

    assert crawler.gone("/a/", at(1)) == Tally(gone=1, articles_gone=1)
    assert crawler.gone("/a/", at(2)) == Tally(gone=1)
    assert archive.article("1").gone_at == "2026-03-01T12:01:00.000000Z"
    assert len(archive.article("1").revisions) == 1
    assert [row for (row,) in crawler.all("SELECT kind FROM events")] == ["gone"]

    crawler.read("/a/", when=at(3))

    assert archive.article("1").gone_at is None


def test_not_modified_moves_the_times_without_a_snapshot(
    archive: Archive, crawler: Crawler
) -> None:
    crawler.read("/a/")

    assert crawler.unchanged("/a/", at(5)) == Tally(unchanged=1, articles_unchanged=1)

    page = crawler.page("/a/", at(6))
    assert crawler.one("SELECT count(*) FROM snapshots") == 1
    assert archive.article("1").last_seen_at == "2026-03-01T12:05:00.000000Z"
    assert (page.fetched_at, page.fetches, page.changes) == (at(5), 2, 0)
    assert (page.etag, page.last_modified) == ('"e1"', "then")


def test_failures_are_counted_and_told_and_a_success_forgets_them(
    archive: Archive, crawler: Crawler
) -> None:
    page = crawler.page("/a/")
    failure = Failed(page=page, at=T0, reason="timeout", detail="10 s", attempts=3)

    archive.record(crawler.run_id, [failure, replace(failure, at=at(1), due_at=at(9))])

    assert crawler.page("/a/", at(9)).failures == 2
    failing = archive.status().failing[0]
    assert (failing.host, failing.reason, failing.pages) == ("institute.example", "timeout", 1)
    (told,) = crawler.all("SELECT url, reason, count, attempts, at FROM events")
    assert told == (page.url, "timeout", 2, 6, "2026-03-01T12:01:00.000000Z")

    crawler.read("/a/", when=at(10))

    assert crawler.page("/a/", at(11)).failures == 0
    assert archive.status().failing == ()


def test_a_skipped_page_is_told_once(archive: Archive, crawler: Crawler) -> None:
    skipped = Skipped(page=crawler.page("/a/"), at=T0, reason="robots")

    tally = archive.record(crawler.run_id, [skipped, skipped])

    assert tally == Tally(skipped={"robots": 2})
    assert crawler.one("SELECT count(*) FROM events") == 1
    assert crawler.one("SELECT state || ' ' || reason FROM pages") == "skipped robots"


def test_an_article_that_can_no_longer_be_read_is_told_and_kept(
    archive: Archive, crawler: Crawler
) -> None:
    crawler.read("/a/")

    crawler.read("/a/", LISTING, at(1))

    assert crawler.all("SELECT kind, reason FROM events") == [("unread", "no-article")]
    assert archive.article("1").gone_at is None


def test_listings_and_pages_without_extraction_are_no_articles(
    archive: Archive, crawler: Crawler
) -> None:
    page = crawler.page("/feed/")
    archive.record(crawler.run_id, [fetched(page, None, T0)])
    crawler.read("/category/", LISTING)

    assert crawler.one("SELECT count(*) FROM articles") == 0
    assert crawler.one("SELECT count(*) FROM snapshots") == 2


def test_links_find_their_article_whichever_came_first(archive: Archive, crawler: Crawler) -> None:
    related = (TitledLink(title="B", url="http://www.institute.example/b#x"),)
    crawler.read("/a/", article("/a/", related_news=related, related_content=()))

    crawler.read("/b/", article("/b/", title="B", related_content=()), at(1), body_links=(
        TitledLink(title="A", url=f"{SITE}/a"),
    ))  # fmt: skip

    rows = "SELECT kind, target_article_id FROM links WHERE article_id = ? AND kind IN"
    assert crawler.all(f"{rows} ('related_news')", 1) == [("related_news", 2)]
    assert crawler.all(f"{rows} ('body')", 2) == [("body", 1)]
    assert crawler.one("SELECT related_article_id FROM related_articles WHERE article_id = 1") == 2


def test_one_row_for_each_expert_outlet_and_tag_however_spelt(crawler: Crawler) -> None:
    url = f"{SITE}/expert/zoe/"
    spellings = [
        Expert(name="Zoë  Smit"),
        Expert(name="ZOE\u0308 SMIT", url=url),
        Expert(name="Zoë Smit", url=url.rstrip("/").replace("https", "http")),
        Expert(name="zoë smit"),
    ]
    for n, expert in enumerate(spellings):
        crawler.read(f"/{n}/", article(f"/{n}/", experts=(expert,), tags=("Ports ", "ports")))

    assert crawler.all("SELECT name, url FROM experts") == [("Zoë  Smit", url)]
    assert crawler.all("SELECT count(DISTINCT article_id) FROM articles_by_expert") == [(4,)]
    assert crawler.one("SELECT count(*) FROM tags") == 1
    assert crawler.all("SELECT name FROM outlets") == [("The Washington Post",)]


def test_experts_of_one_name_and_two_addresses_are_two(crawler: Crawler) -> None:
    experts = tuple(Expert(name="J. Jansen", url=f"{SITE}/expert/{n}/") for n in "ab")

    crawler.read("/a/", article("/a/", experts=experts))

    assert crawler.one("SELECT count(*) FROM experts") == 2


def test_the_questions_of_an_analyst_are_plain_sql(crawler: Crawler) -> None:
    crawler.read("/a/")
    crawler.read("/b/", article("/b/", source=None, published="2025-12-31"), at(1))

    assert crawler.all(
        "SELECT articles.url FROM articles JOIN outlets ON outlets.id = outlet_id"
        " WHERE outlets.name = 'The Washington Post'"
    ) == [(f"{SITE}/a/",)]
    assert crawler.all("SELECT expert, count(*) FROM articles_by_expert GROUP BY expert_id") == [
        ("Ada Verhoeven", 2),
        ("Bram de Groot", 2),
    ]
    assert crawler.all("SELECT year, month, experts, outlet, tags FROM article_list") == [
        (2026, "2026-02", "Ada Verhoeven; Bram de Groot", "The Washington Post", "Ports; Trade"),
        (2025, "2025-12", "Ada Verhoeven; Bram de Groot", None, "Ports; Trade"),
    ]


def test_text_that_is_no_unicode_is_mended_and_kept(archive: Archive, crawler: Crawler) -> None:
    crawler.read("/a/", article("/a/", title="Broken \ud83d emoji", tags=("\udc00",)))

    assert archive.article("1").reading.title == "Broken ? emoji"


def test_a_batch_that_fails_leaves_nothing_and_can_be_given_again(
    archive: Archive, crawler: Crawler
) -> None:
    page = crawler.page("/a/")
    good = fetched(page, article("/a/"), T0, links=[link("/new/")])
    bad = replace(good, page=replace(page, id=999))

    with pytest.raises(Exception, match="FOREIGN KEY"):
        archive.record(crawler.run_id, [good, bad])

    assert crawler.one("SELECT count(*) FROM snapshots") == 0
    assert crawler.one("SELECT count(*) FROM pages") == 1
    archive.record(crawler.run_id, [good])
    assert crawler.one("SELECT count(*) FROM pages") == 2
    assert archive.verify().problems == ()


def test_a_run_left_open_is_closed_as_interrupted_at_the_next_start(
    archive: Archive, crawler: Crawler
) -> None:
    crawler.read("/a/", when=at(3))

    crawler.run_id = archive.start_run("crawl", [], at(60))
    crawler.read("/b/", when=at(60))
    crawler.read("/c/", when=at(60))
    archive.finish_run(crawler.run_id, at(61), "done")

    last, first = archive.status().runs
    assert (first.status, first.finished_at) == ("interrupted", "2026-03-01T12:03:00.000000Z")
    assert first.totals["articles_new"] == 1
    assert (last.status, last.totals["fetched"]) == ("done", 2)


def test_tallies_add_up() -> None:
    one = Tally(fetched=1, failed={"dns": 1}, skipped={"robots": 2})
    two = Tally(gone=1, failed={"dns": 1, "timeout": 1})

    assert one + two == Tally(
        fetched=1, gone=1, failed={"dns": 2, "timeout": 1}, skipped={"robots": 2}
    )
    assert (one + two).pages == 7


def test_a_held_archive_names_its_holder_and_is_free_again(archive: Archive) -> None:
    with archive.run_lock(at=T0):
        assert lock_path(archive.path).exists()
        with pytest.raises(ArchiveLocked, match=r"process \d+, since 2026-03-01T12:00"):  # noqa: SIM117
            with archive.run_lock():
                pass

    assert not lock_path(archive.path).exists()
    with archive.run_lock():
        pass


def test_a_lock_file_left_by_a_dead_process_is_no_obstacle(archive: Archive) -> None:
    lock_path(archive.path).write_text("999999 2020-01-01T00:00:00.000000Z\n")

    with archive.run_lock():
        pass


def test_status_counts_what_there_is(archive: Archive, crawler: Crawler) -> None:
    crawler.read("/a/", links=[link("/b/"), link("/c/")])

    status = archive.status(now=at(1))

    assert (status.articles, status.pages, status.due) == (1, 3, 2)
    assert status.pages_by_state == {"done": 1, "pending": 2}
    assert status.newest_title == "Harbours under pressure"
    assert status.file_bytes > 0


def test_the_profile_of_a_site_is_remembered(crawler: Crawler) -> None:
    crawler.read("/a/")

    assert crawler.one("SELECT profile FROM sites") == "hcss"
