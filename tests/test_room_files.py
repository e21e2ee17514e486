"""The list as a feed and as files: what the page shows, all of it, in its order."""

import asyncio
import csv
import io
import uuid
from collections.abc import AsyncGenerator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from datasette.utils.asgi import Request

from archive.browse.pages import article_files
from archive.browse.streaming import Streamed
from archive.errors import ArchiveDamaged
from tests.archive_support import Crawler, article, at, make_archive, new_archive
from tests.room_support import get
from tests.test_room_list import fill, titles

ATOM = "{http://www.w3.org/2005/Atom}"
LISTS = (
    "",
    "?order=oldest",
    "?order=changed",
    "?section=News",
    "?q=harbour",
    "?q=harbour&order=oldest",
    "?year=2023&expert=Ada+Verhoeven",
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    with new_archive(folder) as archive:
        fill(archive)
    return folder / "a.db"


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(answer.text[1:], newline="")))


@pytest.mark.parametrize("query", LISTS)
def test_csv_and_json_hold_the_list_in_its_order(path: Path, query: str) -> None:
    page, table, objects = get(
        path, *(f"/-/articles{ending}{query}" for ending in ("", ".csv", ".json"))
    )

    told = [row["title"] for row in rows(table)]
    assert told[: len(titles(page.text))] == titles(page.text)
    assert len(told) == len(set(told))
    assert [one["title"] for one in objects.json()["articles"]] == told


def test_they_hold_all_of_it_batch_after_batch(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = get(path, *(f"/-/articles.csv{query}" for query in LISTS))
    monkeypatch.setattr(article_files, "BATCH", 4)

    in_batches = get(path, *(f"/-/articles.csv{query}" for query in LISTS))

    assert len(rows(whole[0])) == 30
    assert [answer.text for answer in in_batches] == [answer.text for answer in whole]


@pytest.mark.parametrize("query", ["?q=nowhereatall", "?q=%22", "?year=1999"])
def test_a_list_of_nothing_has_its_columns(path: Path, query: str) -> None:
    (table,) = get(path, f"/-/articles.csv{query}")

    assert next(csv.reader([table.text[1:]])) == list(article_files.COLUMNS)
    assert rows(table) == []


def test_what_looks_like_a_formula_stays_as_it_is(tmp_path: Path) -> None:
    title = '=HYPERLINK("https://evil.example","a;b")\n+1, 2'
    with new_archive(tmp_path) as archive:
        Crawler(archive).read("/a/", article("/a/", title=title))

    (table,) = get(tmp_path / "a.db", "/-/articles.csv")

    assert rows(table)[0]["title"] == title
    assert rows(table)[0]["experts"] == "Ada Verhoeven; Bram de Groot"
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert "content-security-policy" in table.headers


def test_json_says_what_was_asked_for(path: Path) -> None:
    (answer, none) = get(
        path, "/-/articles.json?q=harbour&section=News", "/-/articles.json?tag=Nothing"
    )

    assert answer.json()["filters"] == {"section": "News"}
    assert answer.json()["query"] == "harbour"
    assert answer.json()["articles"][0]["tags"][0] == "Ports"
    assert none.json()["articles"] == []


@pytest.mark.parametrize("ending", ["csv", "json", "atom"])
def test_a_program_is_given_no_more_than_it_asked_for(path: Path, ending: str) -> None:
    (answer,) = get(path, f"/-/articles.{ending}?year=soon&colour=red")

    assert answer.status_code == 400
    assert "year=soon, colour=red" in answer.text


def feed(answer: Any) -> ElementTree.Element:
    assert answer.headers["content-type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.text)


def test_the_feed_is_what_rfc_4287_wants(path: Path) -> None:
    (answer,) = get(path, "/-/articles.atom?section=News&order=newest")

    root = feed(answer)
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        uuid.UUID(element.findtext(f"{ATOM}id", "").removeprefix("urn:uuid:"))
        for name in ("updated", "published"):
            for at_ in element.findall(f"{ATOM}{name}"):
                assert datetime.fromisoformat(at_.text or "").tzinfo
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == "http://localhost/-/articles.atom?section=News&order=newest"
    assert links["alternate"] == "http://localhost/-/articles?section=News"
    entry = root.findall(f"{ATOM}entry")[0]
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "institute.example"
    of_entry = {link.get("rel"): link.get("href") or "" for link in entry.findall(f"{ATOM}link")}
    assert of_entry["alternate"].startswith("http://localhost/-/articles/")
    assert of_entry["via"].startswith("https://institute.example/")


def test_the_feed_shows_what_the_page_shows(path: Path) -> None:
    page, answer = get(path, "/-/articles?q=harbour", "/-/articles.atom?q=harbour")

    entries = feed(answer).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == titles(page.text)


def test_ids_stay_when_an_article_changes_and_differ_between_archives(tmp_path: Path) -> None:
    def ids(path: Path) -> list[str | None]:
        (answer,) = get(path, "/-/articles.atom")
        root = feed(answer)
        return [root.findtext(f"{ATOM}id"), root.findtext(f"{ATOM}entry/{ATOM}id")]

    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        crawler.read("/a/", article("/a/"))
        before = ids(tmp_path / "a.db")
        crawler.read("/a/", article("/a/", title="Otherwise"), at(5))
    assert ids(tmp_path / "a.db") == before

    with make_archive(tmp_path / "b.db") as archive:
        Crawler(archive, at(9)).read("/a/", article("/a/"))
    assert not set(ids(tmp_path / "b.db")) & set(before)


def test_controls_that_no_xml_may_hold_are_left_out(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        Crawler(archive).read(
            "/a/", article("/a/", title="A\x00\x01\x1b title & <b>", published="soon")
        )

    (answer,) = get(tmp_path / "a.db", "/-/articles.atom")

    assert feed(answer).findtext(f"{ATOM}entry/{ATOM}title") == "A title & <b>"


def test_an_answer_that_breaks_off_has_no_end() -> None:
    async def pieces() -> AsyncGenerator[str, None]:
        yield "a"
        raise ArchiveDamaged("no more")

    *_, last = asyncio.run(sent(pieces()))
    assert last["body"] == b"a"
    assert last["more_body"]


@pytest.mark.parametrize(("method", "stays_for"), [("GET", 2), ("HEAD", 9)])
def test_nothing_more_is_made_for_a_reader_who_left(method: str, stays_for: int) -> None:
    made: list[int] = []

    async def pieces() -> AsyncGenerator[str, None]:
        for number in range(9):
            made.append(number)
            yield "a"

    messages = asyncio.run(sent(pieces(), method=method, stays_for=stays_for))

    assert len(made) == (3 if method == "GET" else 1)
    assert len(messages) == (4 if method == "GET" else 2)


async def sent(
    pieces: AsyncGenerator[str, None], *, method: str = "GET", stays_for: int = 9
) -> list[Any]:
    """Return what a server is given of a streamed answer, for a reader who leaves after a while."""
    messages: list[Any] = []
    has_left = asyncio.Event()

    async def receive() -> dict[str, str]:
        await has_left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        messages.append(message)
        if len(messages) > stays_for:
            has_left.set()
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    request = Request({"type": "http", "method": method}, receive)
    await Streamed(request, pieces, content_type="text/csv").asgi_send(send)
    return messages
