"""Datasette's own pages: in the room where there is an archive, untouched where there is none."""

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette

from tests.archive_support import Crawler, article, at, new_archive
from tests.room_support import Links, ask


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    with new_archive(folder) as archive:
        crawler = Crawler(archive)
        crawler.read("/a/", article("/a/", title="Harbours", section="Columns"))
        crawler.read("/b/", article("/b/", title="Canals", published="2025-05-05"), at(1))
    return folder / "a.db"


def plain(tmp_path: Path, *addresses: str) -> list[httpx.Response]:
    """Ask Datasette over a database that is no archive."""
    with closing(sqlite3.connect(tmp_path / "plain.db")) as conn, conn:
        conn.execute("CREATE TABLE cats (id INTEGER PRIMARY KEY, name TEXT, site TEXT)")
        conn.execute("INSERT INTO cats VALUES (1, 'Minoes', 'https://cats.example/')")

    async def answers() -> list[httpx.Response]:
        app = Datasette(files=[str(tmp_path / "plain.db")])
        await app.invoke_startup()
        return [await app.client.get(address) for address in addresses]

    return asyncio.run(answers())


PLAIN = (
    "/",
    "/plain",
    "/plain/cats",
    "/plain/cats/1",
    "/plain?sql=select+1",
    "/plain?sql=nonsense",
    "/-/plugins",
    "/-/patterns",
    "/-/allow-debug",
    "/nowhere",
)


def test_without_an_archive_datasette_is_as_it_was(tmp_path: Path) -> None:
    answers = plain(tmp_path, *PLAIN)

    assert [answer.status_code for answer in answers] == [200] * 5 + [400] + [200] * 3 + [404]
    for answer in answers:
        assert "content-security-policy" not in answer.headers
        assert "x-robots-tag" not in answer.headers
        assert "/-/static/app.css" in answer.text
        assert "room.css" not in answer.text
    assert "CodeMirror" in answers[1].text
    assert "rows-and-columns" in answers[2].text


def test_without_an_archive_there_are_no_pages_of_the_room(tmp_path: Path) -> None:
    answers = plain(tmp_path, "/-/questions", "/robots.txt", "/-/choose")

    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize(
    "address",
    [
        "/a",
        "/a/articles",
        "/a/articles/1",
        "/a/article_list?_facet=section&section=Columns",
        "/a/tags",
        "/a/newest",
        "/a?sql=select+*+from+articles",
        "/a?sql=select",
        "/-/plugins",
        "/-/patterns",
        "/-/allow-debug",
        "/-/permissions",
        "/a/nowhere",
        "/a/articles/99",
    ],
)
def test_each_page_is_in_the_frame_of_the_room_and_has_one_heading(
    path: Path, address: str
) -> None:
    (page,) = ask(path, address)

    assert page.text.count("<h1") == 1
    assert page.text.count("<main") == 1
    assert 'class="skip"' in page.text
    assert "app.css" not in page.text
    assert Links(page.text, "http://localhost/").inline == []


def test_a_table_keeps_its_filters_facets_order_and_forms(path: Path) -> None:
    (page,) = ask(path, "/a/article_list?_facet=section&section=Columns&_sort=published")

    links = Links(page.text, "http://localhost/a/article_list").links
    text = re.sub(r"\s+", " ", page.text)
    assert '<option value="exact" selected>=</option>' in text
    assert 'value="Columns"' in text
    assert 'aria-sort="ascending"' in text
    assert any("_sort_desc=published" in link for link in links)
    assert any("_nocol=title" in link for link in links)
    assert any(link.endswith("article_list.json?_facet=section&section=Columns&_sort=published")
               for link in links)  # fmt: skip
    assert "<details" in text
    assert "1 row" in text


def test_a_title_leads_to_the_reader_and_an_address_to_the_web(path: Path) -> None:
    table, row, answer = ask(
        path,
        "/a/articles",
        "/a/articles/1",
        "/a?sql=select+id+as+article_id,title,url+from+articles",
    )

    for page in (table, answer):
        assert '<a href="/-/articles/1">Harbours</a>' in page.text
    assert 'href="/-/articles/1">Read this article</a>' in row.text
    assert 'rel="noreferrer noopener nofollow">https://institute.example/a/</a>' in row.text


def test_an_error_is_a_sentence_in_the_frame_or_in_json(path: Path) -> None:
    page, table, rows = ask(path, "/-/nowhere", "/a/articles?_size=many", "/a/nowhere.json")

    assert page.status_code == 404
    assert "There is no page at this address." in page.text
    assert table.status_code == 400
    assert "_size must be a positive integer" in table.text
    assert rows.json()["status"] == 404
