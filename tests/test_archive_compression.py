"""Bodies are packed against a page of their site, and come out whole whatever happened between."""

import random
import sqlite3
from pathlib import Path

import pytest

from archive.errors import ArchiveDamaged, ArchiveError
from archive.store import Archive
from scraper.demosite.site import DemoSite
from tests.archive_support import LISTING, Crawler, article, at, fetched, new_archive

MENU = b"".join(
    b"<li class='menu-item'>%d</li>" % random.Random(n).getrandbits(60) for n in range(900)
)


def body(n: int) -> bytes:
    return MENU + b"<p>what page %d says</p>" % n


def test_the_second_page_of_a_site_is_small_and_all_come_out_whole(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        for n in range(5):
            crawler.read(f"/{n}/", body=body(n))

        sizes = [size for (size,) in crawler.all("SELECT length(data) FROM blobs ORDER BY id")]
        assert crawler.one("SELECT count(*) FROM dictionaries") == 1
        assert max(sizes) < 200

    with Archive.open(tmp_path / "a.db", read_only=True) as archive:
        assert [archive.html(n + 1) for n in range(5)] == [body(n) for n in range(5)]
        assert archive.verify().problems == ()


def test_who_takes_time_keeps_less_and_the_same(tmp_path: Path) -> None:
    site = DemoSite("https://demo.example")
    urls = [str(page["url"]) for page in site.truth()[:30]]
    bodies = [site.respond(url.removeprefix("https://demo.example"))[2] for url in urls]
    kept = []
    for name, takes_time in (("quick", False), ("patient", True)):
        (tmp_path / name).mkdir()
        with new_archive(tmp_path / name) as archive:
            if takes_time:
                archive.snapshots.take_time()
            crawler = Crawler(archive)
            for n, each in enumerate(bodies):
                crawler.read(f"/{n}/", body=each)
            kept.append(crawler.one("SELECT sum(length(data)) FROM blobs"))
            assert [archive.html(n + 1) for n in range(len(bodies))] == bodies

    assert kept[1] < kept[0] * 0.95


def test_each_site_has_its_own_dictionary_and_more_sites_than_are_kept_open(
    tmp_path: Path,
) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        urls = [f"https://{site}.example/{n}/" for n in range(2) for site in range(40)]
        for n, url in enumerate(urls):
            crawler.read(url, article(url, title=url), body=body(n))

        assert crawler.one("SELECT count(*) FROM dictionaries") == 40
        assert [archive.html(url) for url in urls] == [body(n) for n in range(80)]


def test_only_a_whole_article_page_becomes_a_dictionary(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        crawler.read("/list/", LISTING, body=body(1))
        crawler.read("/short/", body=b"<p>short</p>")
        crawler.read("/kept-nowhere/", body=body(2), keep_body=False)

        assert crawler.one("SELECT count(*) FROM dictionaries") == 0


def test_a_dictionary_that_was_rolled_back_is_not_used(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        good = fetched(crawler.page("/1/"), article("/1/"), at(1), body=body(1))
        stranger = fetched(crawler.page("/2/"), article("/2/"), at(1), body=body(2))
        with new_archive(tmp_path) as other:
            other._db.conn.execute("DELETE FROM pages WHERE id = 2")

        with pytest.raises(ArchiveError):
            archive.record(crawler.run_id, [good, stranger])
        crawler.read("/3/", body=body(3))

        assert archive.html(1) == body(3)
        assert archive.verify().problems == ()


def test_a_damaged_dictionary_is_told(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        for n in range(2):
            crawler.read(f"/{n}/", body=body(n))
    conn = sqlite3.connect(tmp_path / "a.db")
    with conn:
        conn.execute("UPDATE dictionaries SET data = CAST(replace(data, '<', '>') AS BLOB)")
    conn.close()

    with Archive.open(tmp_path / "a.db") as archive:
        assert len(archive.verify().problems) == 2
        with pytest.raises(ArchiveDamaged):
            archive.html(2)
