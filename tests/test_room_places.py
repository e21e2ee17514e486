"""Pages of a list keep their place, whatever the order and whatever comes in."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from archive.browse.listing import SIZE
from archive.browse.matching import matching
from archive.browse.places import ORDERS, page, page_of_ranked, read_pin, read_place
from archive.filters import Filters
from archive.store import Archive
from tests.archive_support import article, at, new_archive
from tests.room_support import get
from tests.test_room_list import fill, titles

FILTERS = [
    Filters(),
    Filters(section="News"),
    Filters(lang="en", tag="ports"),
    Filters(expert="Ada Verhoeven"),
    Filters(year=2022),
    Filters(state="there"),
    Filters(site="institute.example"),
    Filters(outlet="Nobody"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with new_archive(tmp_path_factory.mktemp("places")) as opened:
        fill(opened)
        yield opened


@pytest.mark.parametrize("order", sorted(ORDERS))
@pytest.mark.parametrize("filters", FILTERS, ids=repr)
@pytest.mark.parametrize("articles", [0, 1_000_000], ids=["looked up", "walked"])
def test_forwards_and_backwards_each_article_comes_once(
    archive: Archive, order: str, filters: Filters, articles: int
) -> None:
    conn = archive._db.conn
    found = matching(conn, filters)
    (wanted,) = conn.execute(
        f"SELECT count(*) FROM {found.origin} WHERE {found.conditions}", found.values
    ).fetchone()

    forwards = [page(conn, found, order, size=4, articles=articles)]
    while forwards[-1].following:
        after = read_place(forwards[-1].following)
        forwards.append(page(conn, found, order, after=after, size=4, articles=articles))
    backwards = [forwards[-1]]
    while backwards[-1].previous:
        before = read_place(backwards[-1].previous)
        backwards.append(page(conn, found, order, before=before, size=4, articles=articles))

    ids = [row for stand in forwards for row in stand.ids]
    assert len(ids) == len(set(ids)) == wanted
    assert [stand.start for stand in forwards] == list(range(0, max(1, wanted), 4))
    assert [stand.ids for stand in reversed(backwards)] == [stand.ids for stand in forwards]
    assert [stand.start for stand in reversed(backwards)] == [stand.start for stand in forwards]


def test_the_ways_of_reading_give_the_same_order(archive: Archive) -> None:
    conn = archive._db.conn
    for order in ORDERS:
        everything = page(conn, matching(conn, Filters()), order, size=50).ids
        for filters in (Filters(lang="en"), Filters(tag="Ports"), Filters(state="there")):
            found = matching(conn, filters)
            some = page(conn, found, order, size=50).ids
            assert some == page(conn, found, order, size=50, articles=10**6).ids
            assert list(some) == [row for row in everything if row in some]


def test_what_comes_in_meanwhile_shifts_no_page(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = fill(archive)
        path = tmp_path / "a.db"
        (first,) = get(path, "/-/articles")
        following = re.search(r'rel="next" href="([^"]*)"', first.text)
        assert following
        (before,) = get(path, unescape(following[1]))
        crawler.read("/new/", article("/new/", title="New", published="2026-03-03"), at(200))

        (after,) = get(path, unescape(following[1]))

    assert titles(after.text) == titles(before.text)
    assert "26–30 of 31 articles" in after.text


def test_what_comes_in_meanwhile_shifts_no_page_of_a_search(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = fill(archive)
        path = tmp_path / "a.db"
        (first,) = get(path, "/-/articles?q=harbour&order=newest")
        following = re.search(r'rel="next" href="([^"]*)"', first.text)
        assert following
        (before,) = get(path, unescape(following[1]))
        body = ("In the harbour.",)
        crawler.read("/new/", article("/new/", body=body, published="2026-03-03"), at(200))

        (after,) = get(path, unescape(following[1]))

    assert titles(after.text) == titles(before.text)
    assert len(titles(after.text)) == 29 - SIZE


def test_a_page_before_the_first_is_filled_up(archive: Archive) -> None:
    conn = archive._db.conn
    found = matching(conn, Filters())
    first = page(conn, found, "newest", size=10)
    third = read_place(f"0~2024-05-10~{first.ids[2]}~2")

    stand = page(conn, found, "newest", before=third, size=10)

    assert stand.ids == first.ids
    assert stand.previous is None


def test_the_pages_of_a_search_are_numbers() -> None:
    ids = tuple(range(100, 160))

    second = page_of_ranked(ids, 160, place="160~25", size=25)
    past = page_of_ranked(ids, 160, place="160~500", size=25)

    assert second.ids == ids[25:50]
    assert (second.previous, second.following) == ("160~0", "160~50")
    assert past.ids == ()
    assert read_pin("x~1") is read_pin("1") is read_pin("1~" + "9" * 30) is None


def test_the_page_says_where_it_stands_and_what_is_beside_it(archive: Archive) -> None:
    first, *_ = get(archive.path, "/-/articles?section=News")
    assert "24 articles</h2>" in first.text  # one page: no need to say which
    assert 'rel="next"' not in first.text

    (first,) = get(archive.path, "/-/articles")
    assert "1–25 of 30 articles" in first.text
    following = unescape(re.findall(r'<a rel="next" href="([^"]*)"', first.text)[0])
    (second,) = get(archive.path, following)
    assert "26–30 of 30 articles" in second.text
    assert '<link rel="prev"' in second.text


def test_every_page_reads_an_index_and_no_row(archive: Archive) -> None:
    conn = archive._db.conn
    for filters in FILTERS:
        found = matching(conn, filters)
        plan = conn.execute(
            f"EXPLAIN QUERY PLAN SELECT count(*) FROM {found.origin} WHERE {found.conditions}",
            found.values,
        ).fetchall()
        read = [row[3] for row in plan if re.search(r"(SCAN|SEARCH) articles\b", row[3])]
        assert read, filters
        assert all("COVERING INDEX" in step for step in read), (filters, read)
