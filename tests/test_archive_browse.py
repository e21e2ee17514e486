"""The browser's side: Datasette answers on a real archive, and nothing can be written."""

import asyncio
import json
import socket
import threading
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from archive.backup import backup
from archive.browse.metadata import QUERIES
from archive.browse.server import serve
from archive.errors import ArchiveError, ArchiveMissing
from archive.store import Archive
from tests.archive_support import Crawler, article, at, new_archive
from tests.room_support import make_room


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        crawler.read("/a/", article("/a/", title="Harbours", section="Columns"))
        crawler.read("/b/", article("/b/", title="Canals", published="2025-05-05"), at(1))
        crawler.read("/b/", article("/b/", title="Canals and locks", published="2025-05-05"), at(2))
        crawler.gone("/a/", at(3))
    return tmp_path / "a.db"


def ask(path: Path, *addresses: str) -> list[Any]:
    async def answers() -> list[Any]:
        app = make_room(path)
        await app.invoke_startup()
        return [await app.client.get(address) for address in addresses]

    return asyncio.run(answers())


def test_the_pages_people_open_answer(path: Path) -> None:
    pages = ask(path, "/", "/a", "/a/articles", "/a/article_list", "/a/articles/1", "/a/blobs/1")

    assert [page.status_code for page in pages] == [200] * 6
    assert "Nothing here can be changed" in pages[0].text
    assert "articles_experts" not in pages[0].text


def test_a_newer_backup_in_the_place_of_the_file_is_shown(path: Path, tmp_path: Path) -> None:
    shown = tmp_path / "shown.db"
    backup(path, shown)
    addresses = ("/", "/shown.json?sql=select+title+from+articles&_shape=arrayfirst")

    async def titles() -> list[str]:
        return [(await app.client.get(address)).text for address in addresses]

    async def answers() -> tuple[list[str], list[str], list[str]]:
        await app.invoke_startup()
        before = await titles()
        with Archive.open(path) as archive:
            Crawler(archive).read("/c/", article("/c/", title="Sluices"), at(9))
        backup(path, shown)
        after = await titles()
        shown.unlink()
        return before, after, await titles()

    app = make_room(shown)
    before, after, gone = asyncio.run(answers())

    assert ["Sluices" in text for text in before] == [False, False]
    assert ["Sluices" in text for text in after] == [True, True]
    assert ["unable to open" in text for text in gone] == [True, True]


def test_articles_are_the_newest_first_with_facets_that_help(path: Path) -> None:
    (answer,) = ask(path, "/a/articles.json")

    table = answer.json()
    published = table["columns"].index("published")
    assert [row[published] for row in table["rows"]] == ["2026-02-14", "2025-05-05"]
    facets = table["facet_results"]
    assert set(facets) == {"section", "year", "lang", "source_name"}
    assert [value["value"] for value in facets["year"]["results"]] == [2025, 2026]


@pytest.mark.parametrize("table", ["articles", "article_list"])
def test_articles_can_be_searched(path: Path, table: str) -> None:
    (answer,) = ask(path, f"/a/{table}.json?_search=locks&_shape=objects")

    assert [row["title"] for row in answer.json()["rows"]] == ["Canals and locks"]


EXPECTED_ROWS = {
    "search": 1,
    "newest": 2,
    "on_this_day": 1,
    "longest": 2,
    "without_a_day": 0,
    "per_expert": 2,
    "articles_of_expert": 2,
    "experts_together": 1,
    "per_outlet": 1,
    "quoting_an_outlet": 2,
    "experts_by_outlet": 2,
    "per_tag": 2,
    "per_year": 2,
    "per_month": 2,
    "per_weekday": 2,
    "per_section": 2,
    "changed_lately": 1,
    "changed_titles": 1,
    "changed_most": 1,
    "gone": 1,
    "nearly_the_same": 0,
    "related_to_an_article": 2,
    "linked_most": 0,
    "where_links_lead": 0,
    "attached_documents": 2,
    "failing_pages": 0,
    "known_by_way": 4,
    "last_runs": 1,
    "went_wrong": 1,
}


@pytest.mark.parametrize("query", sorted(QUERIES))
def test_every_canned_query_answers(path: Path, query: str) -> None:
    values = "words=locks&name=verhoeven&outlet=washington&id=1&day=02-14&_shape=array"
    answer, empty = ask(path, f"/a/{query}.json?{values}", f"/a/{query}")

    assert answer.status_code == 200
    assert len(answer.json()) == EXPECTED_ROWS[query]
    assert empty.status_code == 200


def test_sql_can_be_asked_and_nothing_written(path: Path) -> None:
    before = path.read_bytes()

    read, write, pragma, file = ask(
        path,
        "/a.json?sql=select+count(*)+from+articles",
        "/a.json?sql=delete+from+articles",
        "/a.json?sql=pragma+user_version%3D7",
        "/a.db",
    )

    assert read.json()["rows"] == [[2]]
    assert write.status_code == pragma.status_code == 400
    assert file.status_code == 403
    assert path.read_bytes() == before


def test_what_a_crawl_adds_meanwhile_shows_up(path: Path) -> None:
    async def counts() -> list[int]:
        app = make_room(path)
        await app.invoke_startup()
        question = "/a.json?sql=select+count(*)+from+articles&_shape=arrayfirst"
        first = (await app.client.get(question)).json()[0]
        with Archive.open(path) as archive:
            Crawler(archive).read("/c/")
            return [first, (await app.client.get(question)).json()[0]]

    assert asyncio.run(counts()) == [2, 3]


def test_a_file_that_is_no_archive_is_not_served(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing):
        serve(tmp_path / "none.db", port=0, started=print)


def test_the_server_answers_on_loopback_until_it_is_stopped(path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started, stop = threading.Event(), threading.Event()
    told: list[str] = []

    def note(address: str) -> None:
        told.append(address)
        started.set()

    server = threading.Thread(
        target=serve, args=(path,), kwargs={"port": port, "started": note, "stop": stop}
    )
    server.start()
    try:
        assert started.wait(20)
        assert told == [f"http://127.0.0.1:{port}/"]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/a/gone.json?_shape=array") as answer:
            assert [row["title"] for row in json.load(answer)] == ["Harbours"]
        with pytest.raises(ArchiveError, match="cannot listen"):
            serve(path, port=port, started=print)
    finally:
        stop.set()
        server.join(20)
    assert not server.is_alive()
