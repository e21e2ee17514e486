"""What the site changed and what a newer extractor reads otherwise are told apart."""

from dataclasses import replace

from archive.store import Archive
from scraper.records import Article, Extraction
from tests.archive_support import Crawler, article, at, fetched

OLD, NEW = "1", "2"


def read(
    archive: Archive,
    reading: Article,
    minutes: float,
    *,
    body: bytes,
    extractor: str,
    **about: bool,
) -> None:
    crawler = Crawler(archive, at(minutes))
    outcome = fetched(crawler.page("/a/", at(minutes)), reading, at(minutes), body=body, **about)  # type: ignore[arg-type]
    assert outcome.extraction
    outcome = replace(outcome, extraction=replace(outcome.extraction, extractor=extractor))
    archive.record(crawler.run_id, [outcome])


def causes(archive: Archive) -> list[tuple[int, str, str]]:
    return archive.rows("SELECT number, cause, extractor FROM revisions ORDER BY number")


def changed_at(archive: Archive) -> str:
    return archive.article(1).last_changed_at


FIRST = article("/a/")
BETTER = article("/a/", title="A better reading")
EDITED = article("/a/", title="A better reading", body=("The site wrote this.",))


def test_another_text_read_by_the_same_rules_is_the_sites_change(archive: Archive) -> None:
    read(archive, FIRST, 0, body=b"one", extractor=OLD)
    read(archive, EDITED, 60, body=b"two", extractor=OLD)

    assert causes(archive) == [(1, "first", OLD), (2, "site", OLD)]
    assert changed_at(archive) == "2026-03-01T13:00:00.000000Z"
    assert archive.rows("SELECT number FROM site_changes") == [(2,)]


def test_the_same_bytes_read_otherwise_are_the_extractors(archive: Archive) -> None:
    read(archive, FIRST, 0, body=b"one", extractor=OLD)
    read(archive, BETTER, 60, body=b"one", extractor=NEW)

    assert causes(archive) == [(1, "first", OLD), (2, "extractor", NEW)]
    assert changed_at(archive) == "2026-03-01T12:00:00.000000Z"
    assert archive.rows("SELECT * FROM site_changes") == []
    assert archive.rows("SELECT changes FROM pages WHERE article_id = 1") == [(0,)]
    assert archive.article(1).reading.title == "A better reading"


def test_a_run_after_an_upgrade_reports_no_changes_of_the_sites(archive: Archive) -> None:
    read(archive, FIRST, 0, body=b"one", extractor=OLD)
    read(archive, BETTER, 60, body=b"one", extractor=NEW)

    report = archive.report()

    assert archive.totals.articles_changed == 0
    assert archive.totals.articles_unchanged == 1
    assert [s.total for s in report.sections if s.name == "changed"] == [0]


def test_the_old_page_read_by_the_new_rules_parts_the_two(archive: Archive) -> None:
    archive.reread = lambda body, *_: reading_of(BETTER) if body == b"one" else None
    read(archive, FIRST, 0, body=b"one", extractor=OLD)
    read(archive, EDITED, 60, body=b"two", extractor=NEW)

    kept = archive.article(1).revisions
    assert causes(archive) == [(1, "first", OLD), (2, "extractor", NEW), (3, "site", NEW)]
    assert [r.changed for r in kept] == [(), ("title",), ("body",)]
    assert [r.snapshot_digest for r in kept[:2]] == [kept[0].snapshot_digest] * 2
    assert changed_at(archive) == "2026-03-01T13:00:00.000000Z"


def test_other_bytes_that_say_the_same_to_the_new_rules_are_no_change(archive: Archive) -> None:
    archive.reread = lambda *_: reading_of(BETTER)
    read(archive, FIRST, 0, body=b"one", extractor=OLD)
    read(archive, BETTER, 60, body=b"two", extractor=NEW)

    assert causes(archive) == [(1, "first", OLD), (2, "extractor", NEW)]


def test_what_the_new_rules_read_as_before_is_the_sites_change(archive: Archive) -> None:
    archive.reread = lambda *_: reading_of(FIRST)
    read(archive, FIRST, 0, body=b"one", extractor=OLD)
    read(archive, EDITED, 60, body=b"two", extractor=NEW)

    assert causes(archive) == [(1, "first", OLD), (2, "site", NEW)]


def test_without_the_old_page_it_stays_unclear(archive: Archive) -> None:
    archive.reread = lambda *_: reading_of(BETTER)
    read(archive, FIRST, 0, body=b"one", extractor=OLD, keep_body=False)
    read(archive, EDITED, 60, body=b"two", extractor=NEW)

    assert causes(archive) == [(1, "first", OLD), (2, "unclear", NEW)]
    assert changed_at(archive) == "2026-03-01T12:00:00.000000Z"


def test_revisions_of_before_get_the_cause_that_can_be_told(archive: Archive) -> None:
    from archive.causes import TABLES

    read(archive, FIRST, 0, body=b"one", extractor=OLD)
    read(archive, BETTER, 60, body=b"one", extractor=NEW)
    read(archive, EDITED, 120, body=b"two", extractor=NEW)
    read(archive, FIRST, 180, body=b"three", extractor="3")
    conn = archive._db.conn
    conn.execute("UPDATE revisions SET cause = 'site'")

    for statement in TABLES[1:3]:
        conn.execute(statement)

    assert [cause for _, cause, _ in causes(archive)] == ["first", "extractor", "site", "unclear"]


def reading_of(reading: Article) -> Extraction:
    return Extraction(article=reading, profile="hcss", extractor=NEW)
