"""Search in a large archive: the ways around long walks find what FTS5 finds by itself."""

import math
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archive import newest, prefixes, queries, ranking, search
from archive.filters import NO_FILTERS, Filters
from archive.prefixes import Spelt
from archive.store import Archive
from scraper.records import Expert
from tests.archive_support import Crawler, article, at, new_archive

COUNT = 300
WORDS = [
    "de", "een", "van", "haven", "Havens", "havenstad", "havengeld", "dam", "dammen", "dijk",
    "dijken", "écluse", "éclusier", "storm", "stormvloed", "sluis", "sluizen", "brug",
    "brug_wachter",
]  # fmt: skip
QUERIES = [
    "de", "haven dam", "storm OR brug", "dam NOT storm", "de van NOT een", "title:haven",
    '"de van een"', '"van dam" dijk', "haven*", "dam* dijk*", "storm* NOT sluis", "écl*", "ECL*",
    "(haven* OR brug) AND dijk", "title:ha* storm", '"haven"* dam', "nothing*", "dam nothing*",
    "NEAR(haven dijk, 3)", "de + van", '"de hav"*', "{title summary}: dam*", "^haven",
]  # fmt: skip
FILTERS = [
    Filters(),
    Filters(year=2003),
    Filters(section="columns"),
    Filters(section="RARE"),
    Filters(lang="nl"),
    Filters(tag="dikes", year=2010),
    Filters(expert="Ada Verhoeven"),
    Filters(outlet="The Post"),
    Filters(state="gone"),
    Filters(state="changed", section="News"),
    Filters(site="institute.example", lang="en"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    source = random.Random(1)
    weights = [1 / rank for rank in range(1, len(WORDS) + 1)]

    def text(length: int) -> str:
        return " ".join(source.choices(WORDS, weights, k=length))

    with new_archive(tmp_path_factory.mktemp("made")) as archive:
        crawler = Crawler(archive)
        for number in range(COUNT):
            path = f"/{number}/"
            about: dict[str, Any] = {
                "title": text(4),
                "summary": text(6),
                "body": (text(source.randint(3, 30)),),
                "published": f"{2000 + number // 25}-05-01",
                "section": "Rare" if number % 97 == 5 else source.choice(("News", "Columns")),
                "lang": source.choice(("nl", "en", "en-GB")),
                "tags": ("Dikes",) if number % 7 == 0 else (),
                "experts": (Expert(name="Ada Verhoeven", role=None, url=None),)
                if number % 11 == 0
                else (),
            }
            if number % 2:
                about["source"] = None
            crawler.read(path, article(path, **about))
            if number % 41 == 3:
                crawler.gone(path, at(9))
        yield archive


def make_large(monkeypatch: pytest.MonkeyPatch, **limits: float) -> None:
    """Let the archive count as a large one, in which everything is too much."""
    few = {"SMALL": 0, "PROBED": 5, "RARE": 1, "CHECKED": 10, "BLOCK": 7, "ENOUGH": math.inf}
    for name, value in {**few, **limits}.items():
        monkeypatch.setattr(newest, name, value)


def ids(archive: Archive, query: str, filters: Filters = NO_FILTERS, **about: Any) -> list[int]:
    return [hit.id for hit in archive.search(query, filters=filters, limit=COUNT, **about)]


@pytest.fixture(scope="module")
def plainly(made: Archive) -> Callable[[str, Filters], list[int]]:
    """Return what is found while the archive counts as a small one, each answer looked up once."""

    @cache
    def answer(query: str, filters: Filters) -> list[int]:
        assert newest.SMALL > COUNT
        return ids(made, query, filters)

    return answer


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("look_up", [0.001, 3, 10**9])
def test_every_way_finds_the_same(
    made: Archive,
    plainly: Callable[[str, Filters], list[int]],
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    look_up: float,
) -> None:
    expected = [(filters, plainly(query, filters)) for filters in FILTERS]
    make_large(monkeypatch, LOOK_UP=look_up)

    for filters, found in expected:
        again = ids(made, query, filters)
        # A beginning is counted for bm25 as one word, what it is spelt out to as several.
        assert (sorted(again) == sorted(found)) if "*" in query else (again == found), filters


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("probed", [5, COUNT])
def test_the_newest_are_found_where_not_all_are_considered(
    made: Archive,
    plainly: Callable[[str, Filters], list[int]],
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    probed: int,
) -> None:
    everything = [(filters, sorted(plainly(query, filters))) for filters in FILTERS]
    monkeypatch.setattr(search, "CONSIDERED", 6)
    make_large(monkeypatch, LOOK_UP=3, PROBED=probed)

    for filters, found in everything:
        hits = made.search(query, filters=filters)
        assert sorted(hit.id for hit in hits) == found[-6:], filters
        assert ("more than 6 answer" in (hits.note or "")) == (len(found) > 6), filters


@pytest.mark.parametrize("query", ['"de van een"', '"haven dam"', '"een de"', '"de de"', "storm"])
@pytest.mark.parametrize("filters", FILTERS)
def test_a_look_that_ends_early_is_gone_on_with(
    made: Archive, monkeypatch: pytest.MonkeyPatch, query: str, filters: Filters
) -> None:
    found = ids(made, query, filters)
    make_large(monkeypatch, ENOUGH=2, MEETINGS=5, SAMPLE=50, LOOK_UPS=4, LOOK_UP=1)

    pages = [
        [hit.id for hit in made.search(query, filters=filters, limit=3, offset=at)]
        for at in range(0, len(found) + 3, 3)
    ]

    assert sorted(id for page in pages for id in page) == sorted(found)
    assert ids(made, query, filters) == [id for page in pages for id in page]


def test_a_search_that_ended_early_says_so(made: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    make_large(monkeypatch, ENOUGH=2, MEETINGS=5, SAMPLE=50)

    short = made.search('"de van een"', limit=2).note
    whole = made.search('"de van een"', limit=COUNT).note

    assert short is not None
    assert short.startswith("searched the last ")
    assert short.endswith(f" of {COUNT} articles to come in; a longer list goes further back")
    assert whole is None


def test_of_many_words_that_begin_so_those_used_most_are_looked_for(
    made: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = set(ids(made, "haven")) | set(ids(made, "havens"))
    monkeypatch.setattr(search, "CONSIDERED", 20)
    monkeypatch.setattr(prefixes, "MOST_WORDS", 3)
    monkeypatch.setattr(prefixes, "USED_WORDS", 2)
    make_large(monkeypatch)

    hits = made.search("haven*")

    assert len(hits) == 20
    assert {hit.id for hit in hits} <= expected
    assert hits.note == (
        "of the words that begin so, those used most were looked for;"
        " more than 20 answer; the last to come in are ranked"
    )


def test_all_words_that_begin_so_are_looked_for_where_few_answer(
    made: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = ids(made, "haven*")
    monkeypatch.setattr(prefixes, "MOST_WORDS", 3)
    monkeypatch.setattr(prefixes, "USED_WORDS", 2)
    make_large(monkeypatch)

    hits = made.search("haven*", limit=COUNT)

    assert sorted(hit.id for hit in hits) == sorted(expected)
    assert hits.note is None


@pytest.mark.parametrize("used", ["havens", "nowhere"])
def test_under_a_filter_all_words_are_looked_for_where_none_answers(
    made: Archive, monkeypatch: pytest.MonkeyPatch, used: str
) -> None:
    filters = Filters(tag="dikes")
    words = {word: set(ids(made, word, filters)) for word in ("haven*", "havens", "nowhere")}
    monkeypatch.setattr(prefixes, "MOST_WORDS", 3)
    monkeypatch.setattr(Spelt, "_used", lambda *_: [used])
    make_large(monkeypatch)

    hits = made.search("haven*", filters=filters, limit=COUNT)

    assert {hit.id for hit in hits} == (words[used] or words["haven*"])
    told = "of the words that begin so, those used most were looked for"
    assert hits.note == (told if words[used] else None)


def test_a_beginning_left_to_fts5_is_asked_for_once(
    made: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = ids(made, '"de hav"*', Filters(tag="dikes"))
    make_large(monkeypatch)
    monkeypatch.setattr(newest, "_by_candidates", None)

    assert ids(made, '"de hav"*', Filters(tag="dikes")) == expected


def test_a_beginning_is_spelt_out_by_the_words_of_the_archive(
    made: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    conn = made._db.conn

    assert Spelt(conn, "HAV*").query == '("haven" OR "havengeld" OR "havens" OR "havenstad")'
    assert Spelt(conn, "écl* dam").query == '(("ecluse" OR "eclusier") AND dam)'
    assert Spelt(conn, "haven*").whole
    monkeypatch.setattr(prefixes, "MOST_WORDS", 1)
    monkeypatch.setattr(prefixes, "USED_WORDS", 1)
    assert Spelt(conn, "éclu*").query in ('("ecluse")', '("eclusier")')
    assert not Spelt(conn, "éclu*").whole
    monkeypatch.setattr(prefixes, "USED_WORDS", 9)
    assert sorted(Spelt(conn, "slui*").query[1:-1].split(" OR ")) == ['"sluis"', '"sluizen"']
    monkeypatch.setattr(prefixes, "MOST_WORDS", 0)
    assert Spelt(conn, "br*").query == '("brug")'


def test_a_malformed_beginning_is_read_as_in_a_small_archive(
    made: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = made.search("écl.*", limit=COUNT)
    make_large(monkeypatch)

    hits = made.search("écl.*", limit=COUNT)

    assert hits.note == expected.note == 'searched for "écl."*'
    assert sorted(hit.id for hit in hits) == sorted(hit.id for hit in expected)


def test_the_words_are_asked_for_in_a_file_that_is_only_read(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        Crawler(archive).read("/a/")

    with Archive.open(tmp_path / "a.db", read_only=True) as archive:
        assert Spelt(archive._db.conn, "har*").query == '("harbours")'
        assert archive._db.conn.execute("PRAGMA query_only").fetchone() == (1,)


@pytest.mark.parametrize(
    ("query", "spelt"),
    [
        ("dam", "dam"),
        ("d*", "(D OR DD)"),
        ("d* x", "((D OR DD) AND x)"),
        ("a d* OR b d*", "(a AND (D OR DD)) OR (b AND (D OR DD))"),
        ("title : d*", "title : (D OR DD)"),
        ('title:"d"* NOT x', "title : (D OR DD) NOT x"),
        ("(d*)", "( (D OR DD) )"),
        ('"a d*"', '"a d*"'),
        ('"a d"*', '"a d"*'),
        ("NEAR(d* x)", "NEAR(d* x)"),
        ("a + d*", "a + d*"),
        ("^d*", "^d*"),
        ("d *", "d *"),
        ("{title}: d*", "{title}: d*"),
    ],
)
def test_beginnings_are_spelt_out_in_their_place(query: str, spelt: str) -> None:
    def words_for(begin: str) -> list[str]:
        return ["D", "DD"] if begin == "d" else []

    assert " ".join(queries.with_words(query, words_for).split()) == " ".join(spelt.split())


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("a NOT b", "a"),
        ('"a b" c NOT b NOT "d"', '"a b" c'),
        ("a OR c NOT b", "a OR c NOT b"),
        ("a NOT (b OR c)", "a NOT (b OR c)"),
        ('a "b NOT c" d', 'a "b NOT c" d'),
        ("title:a NOT b", "title:a NOT b"),
    ],
)
def test_what_is_wanted_stands_before_not(query: str, wanted: str) -> None:
    assert queries.wanted(query) == wanted


def test_a_phrase_of_common_words_is_ranked_by_its_rare_ones(
    made: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ids(made, '"van dam"')
    monkeypatch.setattr(ranking, "PHRASE", 1)
    monkeypatch.setattr(search, "COMMON", len(ids(made, "dam")))

    assert sorted(ids(made, '"van dam"')) == sorted(found)
    by_dam = [id for id in ids(made, "dam") if id in found]
    assert ids(made, '"van dam"') == by_dam
