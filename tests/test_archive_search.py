"""Search, export, and the properties that hold for any text."""

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.addresses import same_url, url_key
from archive.errors import BadCondition
from archive.export import FORMATS
from archive.filters import Filters
from archive.store import Archive
from scraper.records import Article, Embed, Expert, Source, TitledLink
from tests.archive_support import SITE, T0, Crawler, article, at, fetched, new_archive
from tests.properties import examples

relaxed = settings(
    deadline=None,
    max_examples=examples(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        crawler.read("/a/", article("/a/", title="A dam in Delft", published="2024-01-02"))
        crawler.read("/b/", article("/b/", title="Locks", body=("The dam breaks.", "F-16s fly.")))
        crawler.read("/c/", article("/c/", title="Gezondheid in één dag", section="Columns"), at(2))
        yield archive


def found(archive: Archive, query: str) -> list[int]:
    return [hit.id for hit in archive.search(query)]


def test_a_word_in_the_title_ranks_before_one_in_the_text(archive: Archive) -> None:
    hits = archive.search("dam")

    assert [hit.id for hit in hits] == [1, 2]
    assert hits[1].snippet.startswith("The [dam] breaks")
    assert hits[0].rank < hits[1].rank


@pytest.mark.parametrize("name", ["Économie", "économie", "ÉCONOMIE"])
def test_a_section_is_found_whatever_its_case(archive: Archive, name: str) -> None:
    Crawler(archive).read("/d/", article("/d/", title="Quays", section="Économie"), at(3))

    assert [hit.id for hit in archive.search("quays", filters=Filters(section=name))] == [4]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("een", [3]),
        ("ÉÉN", [3]),
        ("dam NOT delft", [2]),
        ('"dam breaks"', [2]),
        ("del*", [1]),
        ("title:locks", [2]),
        ("F-16s", [2]),
        ("what's this: (", []),
        ('"', []),
        ("", []),
        ("   ", []),
        ("dam AND", [1, 2]),
    ],
)
def test_queries_find_what_they_say(archive: Archive, query: str, ids: list[int]) -> None:
    assert found(archive, query) == ids


def test_a_word_with_soft_hyphens_is_found_whole(archive: Archive) -> None:
    body = ("Von der Bio\xadpoli\xadtik im Hafen.",)
    Crawler(archive).read("/d/", article("/d/", title="Bio\xadmacht", body=body), at(3))

    assert found(archive, "Biopolitik") == found(archive, "bio\xadpolitik") == [4]
    assert found(archive, "title:biomacht") == [4]
    assert archive.search("biopolitik")[0].snippet == "Von der [Biopolitik] im Hafen."
    assert archive.article(4).reading.body == body
    assert archive.verify().problems == ()


def test_words_of_an_earlier_archive_become_whole(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        Crawler(archive).read("/d/", article("/d/", body=("Biopo\xadlitik.",)))
        archive._db.conn.execute("UPDATE articles SET body = 'Biopo' || char(173) || 'litik.'")
        archive._db.conn.execute("DELETE FROM _sqlite_migrations WHERE name = 'drop_soft_hyphens'")
        assert found(archive, "biopolitik") == []

    with Archive.open(tmp_path / "a.db") as archive:
        assert found(archive, "biopolitik") == [1]
        assert archive.verify().problems == ()


def test_hits_come_a_page_at_a_time(archive: Archive) -> None:
    first, second = archive.search("dam", limit=1), archive.search("dam", limit=1, offset=1)

    assert [hit.id for hit in first + second] == [1, 2]


@relaxed
@given(query=st.one_of(st.text(), st.text(alphabet='"*():^+-{}NEARORAND \0\ud800é', max_size=30)))
def test_any_text_is_a_query(archive: Archive, query: str) -> None:
    assert isinstance(archive.search(query), list)


def test_a_very_long_query_is_a_query(archive: Archive) -> None:
    assert found(archive, "((((" * 2000 + "dam ") == [1, 2]
    assert archive.search("dam OR " * 3000) is not None


words = st.text(max_size=20)
maybe = st.none() | words
links = st.lists(st.builds(TitledLink, title=words, url=words), max_size=2).map(tuple)
articles = st.builds(
    Article,
    url=words,
    canonical_url=maybe,
    lang=maybe,
    title=maybe,
    published=maybe,
    published_at=maybe,
    updated_at=maybe,
    section=maybe,
    tags=st.lists(words, max_size=3).map(tuple),
    summary=maybe,
    body=st.lists(words, max_size=3).map(tuple),
    source=st.none() | st.builds(Source, name=maybe, url=maybe, phrase=words, date=maybe),
    experts=st.lists(st.builds(Expert, name=words, role=maybe, url=maybe), max_size=3).map(tuple),
    photo_credit=maybe,
    related_news=links,
    related_content=links,
    attachments=links,
    embeds=st.lists(st.builds(Embed, url=words), max_size=2).map(tuple),
    image=maybe,
    authors=st.lists(words, max_size=2).map(tuple),
)


@relaxed
@given(readings=st.lists(articles, min_size=1, max_size=3), body=st.binary(max_size=300))
def test_what_is_put_in_comes_out_equal(readings: list[Article], body: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, new_archive(Path(folder)) as archive:
        crawler = Crawler(archive)
        for n, reading in enumerate(readings):
            page = crawler.page("/a/", at(n))
            outcome = fetched(page, reading, at(n), body=body + bytes([n]))
            archive.record(crawler.run_id, [outcome])
            assert archive.snapshots.read(outcome.snapshot.digest) == body + bytes([n])

        kept = archive.article(1)
        assert kept.revisions[0].reading == readings[0]
        assert len(kept.revisions) <= len(readings)
        assert archive.html(1, revision=1) == body + b"\0"
        assert archive.verify().problems == ()
        for format in FORMATS:
            assert b"".join(archive.export(format))


@relaxed
@given(url=st.one_of(words, st.text(alphabet="htps:/w.#?a", max_size=30)))
def test_addresses_are_equal_in_sql_as_in_python(archive: Archive, url: str) -> None:
    url = url.replace("\0", "")

    (in_sql,) = archive._db.conn.execute(f"SELECT {same_url('?1')}", (url,)).fetchone()

    assert in_sql == url_key(url)


def test_csv_opens_in_a_spreadsheet_and_in_a_program(archive: Archive) -> None:
    data = b"".join(archive.export("csv"))

    assert data.startswith(b"\xef\xbb\xbfid,url,title")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert rows[1]["body"] == "The dam breaks.\n\nF-16s fly."
    assert rows[0]["experts"] == "Ada Verhoeven; Bram de Groot"
    assert rows[0]["source_name"] == "The Washington Post"
    assert rows[0]["gone_at"] == ""


def test_json_lines_hold_the_article_and_what_the_archive_knows_of_it(archive: Archive) -> None:
    lines = b"".join(archive.export("jsonl")).decode().splitlines()

    first = json.loads(lines[0])
    assert len(lines) == 3
    assert list(first)[:3] == ["url", "canonical_url", "lang"]
    assert first["source"]["name"] == "The Washington Post"
    assert first["experts"][0] == {
        "name": "Ada Verhoeven",
        "role": "Analyst",
        "url": f"{SITE}/expert/ada-verhoeven/",
    }
    assert first["archive"]["id"] == 1


@pytest.mark.parametrize(
    ("where", "titles"),
    [
        ("section = 'Columns'", ["Gezondheid in één dag"]),
        ("year < 2026 AND outlet LIKE '%post' -- old", ["A dam in Delft"]),
        ("body LIKE '%breaks%'", ["Locks"]),
        ("1 = 0", []),
    ],
)
def test_a_condition_filters(archive: Archive, where: str, titles: list[str]) -> None:
    for format in ("csv", "jsonl"):
        data = b"".join(archive.export(format, where=where)).decode("utf-8-sig")
        assert all(title in data for title in titles)
        lines = data.splitlines() if format == "jsonl" else list(csv.reader(io.StringIO(data)))[1:]
        assert len(lines) == len(titles)


@pytest.mark.parametrize(
    "where",
    [
        "colour = 'red'",
        "section = ",
        "1) OR (1",
        "1; DROP TABLE articles",
        "",
        "title = 'a",
        "\0",
        "\ud800",
    ],
)
def test_a_slip_in_a_condition_is_told_before_anything_is_written(
    archive: Archive, where: str
) -> None:
    with pytest.raises(BadCondition):
        archive.export("csv", where=where)


def test_a_condition_cannot_write(archive: Archive) -> None:
    with pytest.raises(BadCondition):
        archive.export("csv", where="(DELETE FROM articles)")

    assert archive.status().articles == 3


def test_an_unknown_format_is_told(archive: Archive) -> None:
    with pytest.raises(BadCondition, match="there is csv, jsonl"):
        archive.export("xlsx")


def test_an_empty_archive_exports_a_header_and_no_lines(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    with new_archive(tmp_path / "new") as archive:
        archive.start_run("crawl", [], T0)
        assert b"".join(archive.export("csv")).count(b"\r\n") == 1
        assert b"".join(archive.export("jsonl")) == b""


def test_an_article_new_and_changed_in_one_batch_is_found_by_its_last_words(
    tmp_path: Path,
) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        first, other = crawler.page("/a/"), crawler.page("/b/")
        archive.record(
            crawler.run_id,
            [
                fetched(first, article("/a/", title="Dredgers"), T0),
                fetched(other, article("/b/", title="Pilots"), T0),
                fetched(first, article("/a/", title="Tugboats"), at(1)),
            ],
        )

        found = {word: len(archive.search(word)) for word in ("dredgers", "pilots", "tugboats")}

        assert found == {"dredgers": 0, "pilots": 1, "tugboats": 1}
        assert not archive.verify().problems
