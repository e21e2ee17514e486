"""What an address asks for is read and written without loss; a search is found as `search` does."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from datasette.utils import MultiParams
from hypothesis import given
from hypothesis import strategies as st

from archive.browse.headlines import MARKS, cut
from archive.browse.narrowing import FILTERS, PLAIN_ORDERS, SEARCH_ORDERS, Asked, read_address
from archive.filters import Filters, ids_of
from archive.search import find, search, snippets
from archive.store import Archive
from tests.archive_support import Crawler, article, new_archive
from tests.test_room_list import fill


def read(query: str) -> Asked:
    return read_address(MultiParams(parse_qs(query, keep_blank_values=True)))


def test_an_address_has_every_filter_that_the_archive_has() -> None:
    assert set(FILTERS) == {field.name for field in fields(Filters)}


def test_what_it_writes_it_reads() -> None:
    asked = read("q=a+b&section=News+%26+views&year=2023&order=oldest&after=1~2~3~4")

    assert asked.query == "a b"
    assert asked.given == {"section": "News & views", "year": "2023"}
    assert asked.filters == Filters(section="News & views", year=2023)
    assert asked.after == "1~2~3~4"
    assert read(asked.address(after=asked.after)) == asked
    assert asked.address(year=None, q=None) == "section=News+%26+views&order=oldest"
    assert asked.clear() == "q=a+b&order=oldest"


@pytest.mark.parametrize(
    "query", ["year=\u0662\u0660\u0662\u0664", "month=\u0662\u0660\u0662\u0664-01"]
)
def test_figures_of_another_script_are_not_understood(query: str) -> None:
    assert read(query).given == {}
    assert len(read(query).refused) == 1


def test_the_usual_order_is_not_written() -> None:
    assert read("q=x&order=best").address() == "q=x"
    assert read("order=newest").address() == ""
    # An order that only a search has is the usual one without words.
    assert read("order=best").order == "newest"
    assert read("order=best").refused == ()


@given(st.dictionaries(st.sampled_from([*FILTERS, "q", "order", "after", "x"]), st.text()))
def test_any_address_is_read(values: dict[str, str]) -> None:
    asked = read_address(MultiParams({key: [value] for key, value in values.items()}))

    assert asked.order in (SEARCH_ORDERS if asked.query else PLAIN_ORDERS)
    again = read(asked.address())
    assert (again.query, dict(again.given), again.order) == (
        asked.query,
        dict(asked.given),
        asked.order,
    )
    _ = asked.filters


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder: Path = tmp_path_factory.mktemp("narrowing")
    with new_archive(folder) as opened:
        fill(opened)
        yield opened


@pytest.mark.parametrize("query", ["harbour", "zeppelin", "ships NOT zeppelin", "harb* AND (", '"'])
@pytest.mark.parametrize("order", ["best", "recent", "newest"])
@pytest.mark.parametrize("filters", [Filters(), Filters(lang="nl"), Filters(month="2023-05")])
def test_find_ranks_as_search_does(
    archive: Archive, query: str, order: str, filters: Filters
) -> None:
    conn = archive._db.conn

    found = find(conn, query, filters=filters, order=order)  # type: ignore[arg-type]
    hits = search(conn, query, filters=filters, order=order, limit=100, marks=MARKS)  # type: ignore[arg-type]

    assert list(found.ids) == [hit.id for hit in hits]
    told = snippets(conn, found, found.ids[:5], marks=MARKS)
    assert told == {hit.id: hit.snippet for hit in hits[:5]}


def test_later_articles_can_be_left_out(archive: Archive) -> None:
    conn = archive._db.conn

    assert max(find(conn, "harbour").ids) == 30
    assert sorted(find(conn, "harbour", up_to=12).ids) == [n for n in range(1, 13) if n != 4]


def test_a_month_narrows(archive: Archive) -> None:
    hits = search(archive._db.conn, "harbour", filters=Filters(month="2023-05"))

    assert len(hits) == 3
    assert all((hit.published or "").startswith("2023-05") for hit in hits)


def test_a_site_is_found_with_www_and_without_and_no_other_is(tmp_path: Path) -> None:
    hosts = ("www.activ.example", "activ.example", "euroactiv.example")
    with new_archive(tmp_path) as archive:
        for host in hosts:
            Crawler(archive).read(f"https://{host}/a/", article(f"https://{host}/a/"))

        found = {host: ids_of(archive._db.conn, "site", host) for host in hosts}

    assert sorted(found["activ.example"]) == sorted(found["www.activ.example"])
    assert len(found["activ.example"]) == 2
    assert len(found["euroactiv.example"]) == 1


def test_a_snippet_is_cut_at_its_marks() -> None:
    before, after = MARKS

    assert cut(f"a {before}b{after} c{before}d{after}") == (
        ("a ", False), ("b", True), (" c", False), ("d", True),
    )  # fmt: skip
    assert cut("") == ()
    # Marks that the text itself holds lose no word.
    odd = f"{after}x{before}{before}y"
    assert "".join(text for text, _ in cut(odd)) == odd.replace(before, "")
