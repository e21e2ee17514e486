"""Links find their article by any address, and near-duplicates are linked and kept."""

import random

import pytest

from archive.sketches import pack, similarity, sketch, unpack
from archive.store import Archive
from scraper.records import TitledLink
from tests.archive_support import SITE, Crawler, article, at

WORDS = [f"word{n}" for n in range(2000)]


def text(seed: int, words: int = 300) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def without_some(whole: str) -> str:
    chance = random.Random(9)
    return " ".join(word for word in whole.split() if chance.random() > 0.05)


def targets(crawler: Crawler) -> list[object]:
    sql = "SELECT target_article_id FROM links WHERE article_id = 1 AND kind = 'body'"
    return [row[0] for row in crawler.all(sql)]


def linking(crawler: Crawler, path: str) -> None:
    link = TitledLink(title="there", url=SITE + path)
    crawler.read("/from/", article("/from/", body=(text(1),)), body_links=(link,))


def test_a_link_finds_an_article_filed_before_or_after_it(crawler: Crawler) -> None:
    crawler.read("/early/", article("/early/", body=(text(2),)))
    both = tuple(TitledLink(title="x", url=f"http://www.{SITE[8:]}/{p}") for p in ("early", "late"))
    crawler.read("/from/", article("/from/", body=(text(1),)), body_links=both)
    crawler.read("/late/", article("/late/", body=(text(3),)))

    found = crawler.all("SELECT target_article_id FROM links WHERE article_id = 2 AND kind='body'")
    assert found == [(1,), (3,)]


@pytest.mark.parametrize("is_late", [False, True])
def test_a_link_to_a_redirect_finds_the_article_behind_it(
    archive: Archive, crawler: Crawler, is_late: bool
) -> None:
    if is_late:
        linking(crawler, "/old/")
        archive.join_up()
    crawler.moved("/old/", "/older/", at(5))
    crawler.moved("/older/", "/new/", at(6))
    crawler.read("/new/", article("/new/", body=(text(2),)), at(7))
    if not is_late:
        linking(crawler, "/old/")

    archive.join_up()

    new_id = crawler.one("SELECT id FROM articles WHERE url LIKE '%/new/'")
    from_id = crawler.one("SELECT id FROM articles WHERE url LIKE '%/from/'")
    found = crawler.all(
        "SELECT target_article_id FROM links WHERE article_id = ? AND kind = 'body'", from_id
    )
    assert found == [(new_id,)]


def test_a_link_to_a_page_folded_into_its_canonical_finds_the_article(
    archive: Archive, crawler: Crawler
) -> None:
    linking(crawler, "/a/?print=1")
    crawler.read("/a/", article("/a/", body=(text(2),)), at(1))
    crawler.read("/a/?print=1", article("/a/", body=(text(2),)), at(2), key=f"{SITE}/a/")

    archive.join_up()

    assert targets(crawler) == [2]


@pytest.mark.parametrize(
    ("link", "article_path"),
    [
        ("/late/?utm_source=mail&utm_medium=x", "/late/"),
        ("/late?fbclid=Iw-1#part", "/late/"),
        ("/?p=7&utm_source=mail", "/?p=7"),
        ("/?utm_source=mail&p=7", "/?p=7"),
    ],
)
def test_a_link_that_tells_how_its_reader_came_finds_its_article(
    archive: Archive, crawler: Crawler, link: str, article_path: str
) -> None:
    linking(crawler, link)
    crawler.read(article_path, article(article_path, body=(text(2),)))
    crawler.read("/other/?p=8", article("/other/?p=8", body=(text(3),)))

    archive.join_up()

    assert targets(crawler) == [2]


def test_a_link_to_what_is_not_kept_leads_nowhere(archive: Archive, crawler: Crawler) -> None:
    linking(crawler, "/nowhere/")
    crawler.moved("/nowhere/", "/", at(5))

    archive.join_up()

    assert targets(crawler) == [None]


def test_near_duplicates_are_linked_and_both_kept(archive: Archive, crawler: Crawler) -> None:
    whole = text(1)
    crawler.read("/a/", article("/a/", body=(whole,)))
    crawler.read("/b/", article("/b/", title="Elsewhere", body=(without_some(whole),)))
    crawler.read("/c/", article("/c/", body=(text(2),)))

    archive.join_up()

    pairs = crawler.all("SELECT article_id, other_id, similarity > 0.6 FROM duplicates")
    assert pairs == [(1, 2, 1)]
    assert crawler.all("SELECT article_id, other_id FROM near_duplicates ORDER BY 1") == [
        (1, 2),
        (2, 1),
    ]
    assert crawler.one("SELECT count(*) FROM articles") == 3


def test_a_changed_text_is_judged_anew(archive: Archive, crawler: Crawler) -> None:
    whole = text(1)
    crawler.read("/a/", article("/a/", body=(whole,)))
    crawler.read("/b/", article("/b/", title="B", body=(without_some(whole),)))
    archive.join_up()

    crawler.read("/b/", article("/b/", title="B", body=(text(5),)), at(60))
    assert crawler.one("SELECT count(*) FROM duplicates") == 0
    archive.join_up()

    assert crawler.one("SELECT count(*) FROM duplicates") == 0
    assert crawler.one("SELECT count(*) FROM sketches") == 2
    crawler.read("/a/", article("/a/", body=(text(5),)), at(90))
    archive.join_up()
    assert crawler.all("SELECT similarity FROM duplicates") == [(1.0,)]
    assert archive.verify().problems == ()


def test_a_notice_that_many_share_makes_no_duplicates(archive: Archive, crawler: Crawler) -> None:
    for n in range(5):
        crawler.read(f"/{n}/", article(f"/{n}/", body=("Closed on Monday.",), title=str(n)))

    archive.join_up()

    assert crawler.one("SELECT count(*) FROM duplicates") == 0


def test_a_sketch_estimates_what_is_shared() -> None:
    one, other = sketch(text(1)), sketch(without_some(text(1)))

    assert 0.6 < similarity(one, other) < 1
    assert similarity(one, sketch(text(2))) < 0.05
    assert similarity(one, one) == 1
    assert similarity(one, ()) == 0
    assert unpack(pack(one)) == one
    assert len(pack(one)) == 256


def test_case_signs_and_spaces_do_not_count() -> None:
    plain = text(1)

    assert sketch(plain.upper().replace(" ", ",  ")) == sketch(plain)
