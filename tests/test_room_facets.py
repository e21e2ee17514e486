"""What a list can be narrowed by is counted in three ways, and all say the same."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from archive.browse import facets
from archive.browse.facets import KINDS, PARTS, count_few, count_found, count_part, wanted_kinds
from archive.browse.listing import count_part_of
from archive.browse.matching import matching
from archive.browse.narrowing import Asked
from archive.filters import Filters
from archive.store import Archive
from tests.archive_support import Crawler, article, at, new_archive
from tests.room_support import get
from tests.test_room_list import fill


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with new_archive(tmp_path_factory.mktemp("facets")) as opened:
        fill(opened)
        yield opened


def counts(counted: facets.Counted) -> dict[str, dict[str, int]]:
    return {facet.kind: dict(facet.values) for facet in counted.facets}


@pytest.mark.parametrize(
    "filters",
    [
        Filters(section="news"),
        Filters(lang="en"),
        Filters(expert="Ada Verhoeven", year=2023),
        Filters(state="there"),
        Filters(tag="Ports"),
    ],
    ids=repr,
)
def test_a_few_articles_and_many_are_counted_alike(archive: Archive, filters: Filters) -> None:
    conn = archive._db.conn
    found = matching(conn, filters)
    ids = [
        row
        for (row,) in conn.execute(
            f"SELECT articles.id FROM {found.origin} WHERE {found.conditions}", found.values
        )
    ]

    few = count_few(conn, found, KINDS)
    many = count_part(conn, found, KINDS)
    of_ids = count_found(conn, ids, KINDS)

    assert few is not None
    assert few.articles == many.articles == of_ids.articles == len(ids)
    assert counts(few) == counts(many) == counts(of_ids)


def test_without_filters_the_indexes_count_the_same(archive: Archive) -> None:
    conn = archive._db.conn
    ids = [row for (row,) in conn.execute("SELECT id FROM articles")]

    everything = count_few(conn, matching(conn, Filters()), KINDS)

    assert everything is not None
    assert counts(everything) == counts(count_found(conn, ids, KINDS))


def test_values_are_counted_as_the_filters_take_them(tmp_path: Path) -> None:
    news = [("News", "en"), ("News", "en"), ("News", "en-GB"), ("NEWS", "EN")]
    readings = [*news, ("Views", "nl"), ("Views", None)]
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        for n, (section, lang) in enumerate(readings):
            crawler.read(f"/{n}/", article(f"/{n}/", section=section, lang=lang), at(n))
        conn = archive._db.conn

        counted = count_few(conn, matching(conn, Filters()), ("section", "lang"))

        assert counted is not None
        assert counts(counted) == {
            "section": {"News": 4, "Views": 2},
            "lang": {"en": 4, "en-GB": 1, "nl": 1},
        }
        for kind, values in counts(counted).items():
            for value, articles in values.items():
                found = matching(conn, Filters(**{kind: value}))  # type: ignore[arg-type]
                assert facets.count_articles(conn, found) == articles


@pytest.mark.parametrize(("lang", "articles"), [("EN", 2), ("en-gb", 1), ("e_", 0), ("%", 0)])
def test_a_language_is_filtered_with_its_regions(tmp_path: Path, lang: str, articles: int) -> None:
    with new_archive(tmp_path) as archive:
        for n, written in enumerate(("en", "en-GB", "nl-BE", "eng")):
            Crawler(archive).read(f"/{n}/", article(f"/{n}/", lang=written), at(n))
        conn = archive._db.conn

        found = matching(conn, Filters(lang=lang))

        assert facets.count_articles(conn, found) == articles


def test_a_long_list_is_counted_in_parts(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    (whole,) = get(archive.path, "/-/articles?lang=en")
    conn, filters = archive._db.conn, Filters(lang="en")
    monkeypatch.setattr(facets, "FEW", 3)
    assert count_few(conn, matching(conn, filters), KINDS) is None

    (in_parts,) = get(archive.path, "/-/articles?lang=en")

    assert in_parts.text == whole.text
    asked = Asked(given={"lang": "en"}, order="newest")
    for part in PARTS:
        kinds = {facet.kind for facet in count_part_of(conn, asked, part).facets}
        assert kinds <= set(part)


def test_a_kind_that_was_chosen_is_none_to_choose_from() -> None:
    assert "month" not in wanted_kinds([])
    assert "month" in wanted_kinds(["year"])
    assert "year" not in wanted_kinds(["year"])
    assert not {"year", "month"} & set(wanted_kinds(["month"]))


def test_values_past_the_named_ones_are_counted(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "NAMED", 10)
    conn = archive._db.conn

    counted = count_few(conn, matching(conn, Filters()), ["tag"])

    assert counted is not None
    (tags,) = counted.facets
    assert len(tags.values) == 10
    assert tags.left_out == 21
    assert tags.values[0] == ("Ports", 30)


def test_what_cannot_be_counted_in_time_is_left_out_and_not_asked_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def slow(conn: object, found: object, kind: str) -> dict[object, int]:
        asked.append(kind)
        if kind == "tag":
            raise sqlite3.OperationalError("interrupted")
        return {"A": 3, "B": 1}

    monkeypatch.setattr(facets, "FEW", 3)
    monkeypatch.setattr(facets, "_count_many", slow)

    first, again = get(archive.path, "/-/articles?lang=en", "/-/articles?lang=en")

    assert "<h3>Section</h3>" in first.text
    assert "<h3>Tag</h3>" not in first.text
    assert "Harbours 8" in first.text
    assert again.text == first.text
    assert asked.count("tag") == 1
