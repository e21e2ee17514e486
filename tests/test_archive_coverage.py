"""Every way a page was found is kept, and what each way knows adds up."""

import sqlite3
from dataclasses import replace
from pathlib import Path

from archive.coverage import describe_coverage
from archive.schema import MIGRATION_NAMES, MIGRATIONS
from archive.store import Archive, json_of
from scraper.outcomes import Failed, Fetched, Skipped
from scraper.records import WAYS, FoundBy, Link, Page, PageKind
from tests.archive_support import (
    HOST,
    SITE,
    T0,
    Crawler,
    article,
    at,
    fetched,
    new_archive,
    snapshot,
)

API = f"{SITE}/wp-json/wp/v2/posts?per_page=100&orderby=modified&order=desc"


def found(path: str, way: FoundBy, kind: PageKind = PageKind.UNKNOWN) -> Link:
    return Link(url=path if "://" in path else SITE + path, found_by=way, kind=kind)


def page(archive: Archive, url: str, minutes: float = 0) -> Page:
    pages = archive.frontier.due(HOST, now=at(minutes), limit=100)
    return next(page for page in pages if page.url == url)


def ways_of(archive: Archive, path: str) -> set[str]:
    rows = archive.rows(f"SELECT way FROM discoveries WHERE url = '{SITE}{path}'")
    return {way for (way,) in rows}


def test_a_page_found_again_in_another_way_keeps_both(archive: Archive) -> None:
    archive.frontier.seed([found("/a/", FoundBy.SITEMAP)], now=T0)

    archive.frontier.seed([found("/a/", FoundBy.FEED), found("/b/", FoundBy.PAGE)], now=T0)
    archive.frontier.seed([found("/a/", FoundBy.FEED), found("/a/", FoundBy.REST)], now=T0)

    assert ways_of(archive, "/a/") == {"sitemap", "feed", "rest"}
    assert ways_of(archive, "/b/") == {"page"}
    assert archive.rows(f"SELECT found_by FROM pages WHERE url = '{SITE}/a/'") == [("sitemap",)]


def test_a_way_is_kept_when_the_page_was_only_asked_after_and_after_a_restart(
    tmp_path: Path,
) -> None:
    with new_archive(tmp_path) as archive:
        archive.frontier.seed([found("/a/", FoundBy.SITEMAP)], now=T0)
    with new_archive(tmp_path) as archive:
        archive.frontier.unseen([f"{SITE}/a/"])
        archive.frontier.seed([found("/a/", FoundBy.LISTING)], now=T0)
        assert ways_of(archive, "/a/") == {"sitemap", "listing"}
    with new_archive(tmp_path) as archive:
        archive.frontier.seed([found("/a/", FoundBy.FEED)], now=T0)
        assert ways_of(archive, "/a/") == {"sitemap", "listing", "feed"}


def test_the_names_in_the_views_are_the_ways(archive: Archive) -> None:
    archive.frontier.seed([found("/a/", way) for way in FoundBy], now=T0)

    assert ways_of(archive, "/a/") == {way.value for way in FoundBy}


def crawled(archive: Archive) -> None:
    """Store a site with three articles, an API that counts four entries, and a closed feed."""
    links = [
        found("/a/", FoundBy.SITEMAP),
        found("/b/", FoundBy.SITEMAP),
        found("/c/", FoundBy.PAGE),
        found("/a/", FoundBy.REST),
        found("/about/", FoundBy.REST),
        found(API, FoundBy.REST, PageKind.API),
        found("/feed/", FoundBy.PAGE, PageKind.FEED),
    ]
    run_id = archive.start_run("crawl", [], T0)
    archive.frontier.seed(links, now=at(1))
    for path in ("/a/", "/b/", "/c/"):
        asked = page(archive, SITE + path, 1)
        archive.record(run_id, [fetched(asked, article(path), at(2), body=path.encode())])
    asked = page(archive, API, 1)
    answer = replace(snapshot(asked, b"[]", at(2)), headers=(("X-WP-Total", "4"),))
    archive.record(run_id, [Fetched(page=asked, snapshot=answer, kind=PageKind.API, key=asked.url)])
    asked = page(archive, f"{SITE}/feed/", 1)
    archive.record(run_id, [Skipped(page=asked, at=at(2), reason="robots", detail="/feed/")])


def test_what_each_way_knows_alone_knows_and_misses(archive: Archive) -> None:
    crawled(archive)

    (site,) = archive.coverage()

    ways = {way.way: way for way in site.ways}
    counts = {name: (way.known, way.only, way.missing, way.new) for name, way in ways.items()}
    assert (site.host, site.articles, site.by_links_only) == (HOST, 3, 1)
    assert counts == {
        "sitemap": (2, 1, 1, 2),
        "feed": (0, 0, 3, 0),
        "listing": (0, 0, 3, 0),
        "rest": (1, 0, 2, 2),
    }
    assert ways["rest"].documents == 1


def test_the_view_says_the_same_as_the_function(archive: Archive) -> None:
    crawled(archive)
    (site,) = archive.coverage()

    rows = archive.rows(
        "SELECT way, articles, known, only_here, missing, by_links_only FROM coverage"
    )

    assert sorted(rows) == sorted(
        (way.way, site.articles, way.known, way.only, way.missing, site.by_links_only)
        for way in site.ways
    )


def test_numbers_that_no_site_has_are_not_added_up(archive: Archive) -> None:
    crawled(archive)
    others = [found(f"{API}&x={number}", FoundBy.REST, PageKind.API) for number in (1, 2)]
    archive.frontier.seed(others, now=at(3))
    for link in others:
        asked = page(archive, link.url, 3)
        answer = replace(snapshot(asked, b"[]", at(4)), headers=(("X-WP-Total", "9" * 20),))
        archive.record(1, [Fetched(page=asked, snapshot=answer, kind=PageKind.API, key=asked.url)])

    (site,) = archive.coverage()

    assert site.stated == 4


def test_the_number_a_site_states_stands_beside_what_is_known(archive: Archive) -> None:
    crawled(archive)

    (site,) = archive.coverage()

    assert (site.stated, site.listed, site.is_proved) == (4, 2, False)


def test_what_a_way_was_stopped_by_is_told_until_it_is_not(archive: Archive) -> None:
    crawled(archive)
    archive.start_run("crawl", [], at(9))

    (site,) = archive.coverage()

    (trouble,) = next(way for way in site.ways if way.way == "feed").troubles
    assert (trouble.kind, trouble.reason, trouble.example) == ("skipped", "robots", f"{SITE}/feed/")


def test_coverage_is_told_in_lines_and_as_json(archive: Archive) -> None:
    crawled(archive)
    coverage = archive.coverage()

    text = describe_coverage(coverage)

    assert "3 articles, 1 found by links alone; its API counts 4 entries, 2 are known" in text
    assert "skipped 1: robots (/feed/), e.g. https://institute.example/feed/" in text
    assert '"stated":4' in json_of(coverage)


def test_the_last_bytes_of_a_page_are_given_back(archive: Archive) -> None:
    run_id = archive.start_run("crawl", [], T0)
    archive.frontier.seed([found(API, FoundBy.REST, PageKind.API)], now=T0)
    asked = page(archive, API)
    for minutes, body in ((1, b"[1]"), (2, b"[2]"), (3, b"[1]")):
        total = ("X-WP-Total", body[1:2].decode())
        answer = replace(snapshot(asked, body, at(minutes)), headers=(total,))
        archive.record(
            run_id, [Fetched(page=asked, snapshot=answer, kind=PageKind.API, key=asked.url)]
        )

    last = archive.frontier.previous(API)

    assert last is not None
    assert (last.body, last.headers, last.fetched_at) == (b"[1]", (("X-WP-Total", "1"),), at(3))
    assert archive.frontier.previous(f"{SITE}/never-asked/") is None


def test_an_empty_archive_covers_nothing(archive: Archive) -> None:
    assert archive.coverage() == []
    assert describe_coverage([]) == ""


def test_an_archive_of_before_learns_the_ways_its_pages_were_found(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawled(archive)
        conn = archive._db.conn
        before = conn.execute("SELECT url, turn FROM pages ORDER BY id").fetchall()
        path = archive.path
    old = sqlite3.connect(path)
    for statement in (
        "DROP VIEW coverage",
        "DROP VIEW discoveries",
        "ALTER TABLE pages DROP COLUMN ways",
        "DELETE FROM _sqlite_migrations WHERE name = 'keep_every_way'",
    ):
        old.execute(statement)
    old.commit()
    old.close()

    with Archive.open(path, create=False) as archive:
        rows = archive.rows("SELECT url, turn, found_by, ways FROM pages ORDER BY id")
        assert {m.name for m in MIGRATIONS.applied(archive._db)} == MIGRATION_NAMES

    assert [row[:2] for row in rows] == before
    # The API is new, so are its pages: no archive of before has any.
    assert all(ways == WAYS[FoundBy(by)] for _, _, by, ways in rows if by != "rest")


def test_the_report_tells_what_each_way_gave(archive: Archive) -> None:
    crawled(archive)

    (section,) = [part for part in archive.report().sections if part.name == "coverage"]

    by_way = {fact.way: fact for fact in section.facts}
    (site,) = archive.coverage()
    assert {way.way: (way.known, way.only, way.missing) for way in site.ways} == {
        name: (fact.known, fact.only, fact.missing) for name, fact in by_way.items()
    }
    assert any(fact.known for fact in section.facts)
    assert all(len(row) == len(section.header) for row in section.rows)


def test_the_report_begins_with_the_ways_that_fail(archive: Archive) -> None:
    crawler = Crawler(archive)
    for url in (f"{SITE}/a/", "https://zenith.example/a/"):
        page = crawler.page(url)
        archive.record(crawler.run_id, [fetched(page, article("/a/", url=url), T0)])
    feed = Link(url="https://zenith.example/feed/", found_by=FoundBy.PAGE, kind=PageKind.FEED)
    archive.frontier.seed([feed], now=T0)
    (page,) = archive.frontier.due("zenith.example", now=T0, limit=9)
    archive.record(crawler.run_id, [Failed(page=page, at=T0, reason="timeout")])

    (section,) = [part for part in archive.report().sections if part.name == "coverage"]

    assert [fact.host for fact in section.facts] == ["zenith.example"] * 4 + [HOST] * 4
