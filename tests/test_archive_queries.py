"""Search as people use it: filters, orders, malformed queries, and words that all articles have."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import queries, search
from archive.filters import Filters, conditions
from archive.store import Archive
from scraper.records import Expert, Source
from tests.archive_support import Crawler, article, at, new_archive
from tests.cli_support import scrape

ADA = Expert(name="Ada Verhoeven", role=None, url=None)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        plain = {"tags": (), "experts": (), "source": None, "summary": "Of water."}
        crawler.read("/a/", article("/a/", **plain, title="Dams", published="2019-05-01"))
        crawler.read(
            "/b/",
            article(
                "/b/",
                **(plain | {"tags": ("Énergie",), "experts": (ADA,)}),
                title="Rivers",
                body=("Dams and locks.",),
                section="Columns",
                lang="en-GB",
                published="2024-05-01",
            ),
        )
        crawler.read(
            "/c/",
            article(
                "/c/",
                **(plain | {"source": Source(name="The Post", url=None, phrase="", date=None)}),
                title="Sea",
                body=("A dam, climate-change and F-16s.",),
                lang="nl",
                published="2022-05-01",
            ),
        )
        crawler.read("https://other.example/d/", article("https://other.example/d/", **plain))
        crawler.read(
            "/a/", article("/a/", **plain, title="Dams now", published="2019-05-01"), at(4)
        )
        crawler.gone("/b/", at(5))
        yield archive


def ids(archive: Archive, query: str, **about: object) -> list[int]:
    return [hit.id for hit in archive.search(query, **about)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), [1, 2, 3, 4]),
        (Filters(site="other.example"), [4]),
        (Filters(site="www.Other.example"), [4]),
        (Filters(section="columns"), [2]),
        (Filters(expert="ada  VERHOEVEN"), [2]),
        (Filters(outlet="the post"), [3]),
        (Filters(tag="énergie"), [2]),
        (Filters(lang="en"), [1, 2, 4]),
        (Filters(lang="en-gb"), [2]),
        (Filters(year=2022), [3]),
        (Filters(state="changed"), [1]),
        (Filters(state="gone"), [2]),
        (Filters(state="there"), [1, 3, 4]),
        (Filters(lang="en", state="gone", year=2024), [2]),
        (Filters(expert="Nobody"), []),
    ],
)
def test_a_search_is_narrowed(archive: Archive, filters: Filters, found: list[int]) -> None:
    assert sorted(ids(archive, "water", filters=filters)) == found


def test_a_name_that_is_not_known_is_told(archive: Archive) -> None:
    hits = archive.search("water", filters=Filters(expert="Nobody", tag="Nothing"))

    assert hits.note == "there is no tag 'Nothing', no expert 'Nobody'"


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("climate-change", '"climate-change"'),
        ("F-16s", '"F-16s"'),
        ('"dams and', '"dams and"'),
        ("dams AND", "dams"),
        ("AND dams", "dams"),
        ("dams AND OR locks", "dams OR locks"),
        ("(dams OR locks", "(dams OR locks)"),
        ("dams)", "dams"),
        ("() dams", "dams"),
        ("writer:dams", '"writer:dams"'),
        ("title:dams-now", 'title:"dams-now"'),
        ("(dams) (locks", "(dams) AND (locks)"),
        ("what's up? dams", '"what\'s" "up?" dams'),
        ("café (", '"café"'),
        ("d'* dams*", '"d\'"* dams*'),
        ("*", ""),
        ("NOT", ""),
        ("dams -locks sea", 'dams NOT "locks" AND sea'),
        ("dams -lock* -sea", 'dams NOT "lock"* NOT "sea"'),
        ("(dams -locks) (sea) -now", '(dams NOT "locks") AND (sea) NOT "now"'),
        ("dams OR -locks", 'dams OR "-locks"'),
        ("-locks", '"-locks"'),
        ("dams - locks", "dams locks"),
        ("title:(dams", "title:(dams)"),
        ("locks title:(dams OR", "locks AND title:(dams)"),
        ("locks -title:dams (", "locks - title:dams"),
        ("NEAR(dams locks, 5", "NEAR(dams locks, 5)"),
        ('title:NEAR("dams now" lock*', 'title:NEAR("dams now" lock*)'),
        ("NEAR(dams, 5) AND", "dams"),
        ("NEAR(", ""),
    ],
)
def test_a_malformed_query_is_read_as_the_nearest_valid_one(
    archive: Archive, typed: str, searched: str
) -> None:
    assert queries.nearest(typed) == searched
    archive._db.conn.execute(
        "SELECT 1 FROM articles_fts WHERE articles_fts MATCH ?", (searched or '""',)
    ).fetchall()


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("dams NEAR locks", "NEAR(dams locks)"),
        ("(dams NEAR/2 locks) OR sea", "(NEAR(dams locks, 2)) OR sea"),
        ('"dams now" NEAR lock* NEAR/3 sea', 'NEAR("dams now" lock* sea, 3)'),
        ("title:dams NEAR locks", "title:NEAR(dams locks)"),
        ("climate-change NEAR sea", 'NEAR("climate-change" sea)'),
        ('"dams NEAR locks"', '"dams NEAR locks"'),
        ("near NEAR AND dams", "near NEAR AND dams"),
        ("“dams and locks”", '"dams and locks"'),
        ("„dams and", '"dams and"'),
    ],
)
def test_what_other_programs_take_is_taken(archive: Archive, typed: str, searched: str) -> None:
    assert archive.search(typed).searched == searched


def test_the_terms_of_a_near_are_what_is_in_its_brackets() -> None:
    assert queries.terms('sea NEAR("dams now" lock*, 5)') == ["sea", '"dams now"', "lock*"]


def test_a_long_query_is_read_at_once() -> None:
    for typed in (" " * 50_000, "- " * 50_000, "dams NEAR " * 20_000, 'NEAR("' * 20_000):
        began = time.process_time()
        queries.readings(typed + "(")
        assert time.process_time() - began < 2


def test_what_was_searched_for_is_said(archive: Archive) -> None:
    hits = archive.search("dams AND (")

    assert [hit.id for hit in hits] == [1, 2]
    assert hits.searched == "dams"
    assert hits.note == "searched for dams"
    assert archive.search("dams").note is None


def test_a_word_that_is_too_common_to_rank_by_comes_in_titles_first(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "COMMON", 0)
    monkeypatch.setattr(search, "CONSIDERED", 3)

    hits = archive.search("dams OR water")

    assert [hit.id for hit in hits] == [4, 3, 2]
    assert hits.note == "more than 3 answer; the last to come in are ranked"
    assert ids(archive, "title:dams OR rivers") == [2, 1]


def test_common_words_beside_a_rare_one_are_left_out_of_the_ranking(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = ids(archive, "of dams")
    monkeypatch.setattr(search, "COMMON", 2)

    assert ids(archive, "of dams") == expected == [1, 2]


def test_orders_by_age(archive: Archive) -> None:
    assert ids(archive, "water", order="newest") == [4, 2, 3, 1]
    assert ids(archive, "dams", order="best") == [1, 2]
    assert ids(archive, "summary:water", order="recent")[0] == 4


@pytest.mark.parametrize("state", ["changed", "gone", "there"])
def test_filters_never_read_the_articles_text(archive: Archive, state: search.State) -> None:
    everything = Filters(
        site="institute.example", section="a", lang="b", year=1, outlet="The Post", tag="Énergie",
        expert="Ada Verhoeven", state=state,
    )  # fmt: skip
    where, values, _ = conditions(archive._db.conn, everything)
    sql = search._FOUND_NARROWED.format(conditions=where)
    given = {**values, "query": "dams", "considered": 9}

    plan = [row[3] for row in archive._db.conn.execute(f"EXPLAIN QUERY PLAN {sql}", given)]

    assert any("USING COVERING INDEX articles_facets" in step for step in plan), plan


def test_the_command_takes_filters_and_says_what_it_searched(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        Crawler(archive).read("/a/")
    path = tmp_path / "a.db"

    done = scrape("search", path, "harbours (", "--section", "news", "--order", "newest")

    assert done.returncode == 0
    assert "[Harbours] under pressure" in done.stdout
    assert done.stderr == "note: searched for harbours\n"
    assert scrape("search", path, "harbours", "--year", "1999").stdout == ""
