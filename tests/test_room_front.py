"""The front page over HTTP: figures, a chart of links, what came, changed and went."""

import asyncio
import os
import re
import sqlite3
import time
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest

from archive.browse import remembered
from archive.browse.overview import read_latest, read_overview
from archive.browse.remembered import ask_once
from archive.browse.room import ask
from archive.store import Archive
from tests.archive_support import Crawler, article, at, new_archive
from tests.room_support import get, make_room, opened
from tests.test_room_list import fill, titles


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("front")
    with new_archive(folder) as archive:
        crawler = fill(archive)
        totals = '{"fetched": 90, "articles_new": 30, "articles_gone": 1, "failed": {"status": 2}}'
        conn = archive._db.conn
        conn.execute(
            "UPDATE runs SET status = 'done', totals = ?, finished_at = ? WHERE id = ?",
            (totals, "2026-03-01T14:05:00.000000Z", crawler.run_id),
        )
    return folder / "a.db"


def test_the_figures_are_links(path: Path) -> None:
    (page,) = get(path, "/")

    figures = re.findall(
        r'<a href="([^"]*)"><span class="total">([^<]*)</span> <span class="unit">([^<]*)<',
        page.text,
    )

    assert figures == [
        ("/-/articles", "30", "articles"),
        ("/-/charts", "2022–2024", "years"),
        ("/-/sites", "1", "site"),
        ("/-/experts", "2", "experts"),
        ("/-/outlets", "2", "outlets"),
    ]


def test_how_the_last_crawl_went_is_one_sentence(path: Path) -> None:
    english, dutch = (
        " ".join(unescape(get(path, "/", **{"accept-language": code})[0].text).split())
        for code in ("en", "nl")
    )

    assert (
        "Last crawl, 1 March 2026, 14:05 UTC: worked; 30 new, 0 changed, 1 gone;"
        " 2 of 92 pages failed." in english
    )
    assert (
        "Laatste ronde, 1 maart 2026, 14:05 UTC: gelukt; 30 nieuw, 0 gewijzigd, 1 weg;"
        " 2 van 92 pagina’s mislukten." in dutch
    )


def test_the_last_crawl_is_told_though_an_import_came_after(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        for command, minute, status in (
            ("crawl", 1, "failed"),
            ("crawl", 2, "done"),
            ("import", 3, "failed"),
        ):
            run = archive.start_run(command, [], at(minute))
            archive._db.conn.execute(
                "UPDATE runs SET status = ?, error = 'x' WHERE id = ?", (status, run)
            )

        last = read_latest(archive._db.conn).run

    assert last is not None
    assert last.started_at == "2026-03-01T12:02:00.000000Z"
    assert last.word == "worked, but nothing was due"


def test_the_newest_the_changed_and_the_gone(path: Path) -> None:
    (page,) = get(path, "/")

    newest, changed, gone = (
        page.text[page.text.index(f"<h2>{title}</h2>") :]
        for title in ("Newest", "Lately changed", "Lately gone")
    )
    assert titles(newest)[:2] == ["Harbours 8", "Harbours 17"]
    assert titles(changed)[0] == "Harbours 3 anew"
    assert 'href="/-/articles/4/versions"' in changed
    assert re.search("changed: [^<]*headline", changed)
    assert titles(gone) == ["Harbours 4"]


def test_the_bars_lead_to_their_years(path: Path) -> None:
    (page,) = get(path, "/")

    links = re.findall(r'<a href="([^"]*)"[^>]* aria-label="([^"]*)"', page.text)

    assert links == [
        ("/-/articles?year=2022", "2022: 10 articles"),
        ("/-/articles?year=2023", "2023: 10 articles"),
        ("/-/articles?year=2024", "2024: 9 articles"),
    ]
    # The same as a table, for who sees no bars and who cannot hit them.
    assert '<td class="count"><a href="/-/articles?year=2022">10</a></td>' in page.text


def test_below_another_address_all_links_stay_below_it(path: Path) -> None:
    async def pages() -> list[str]:
        app = make_room(path)
        app._settings["base_url"] = "/room/"
        await app.invoke_startup()
        app.client.app = app.app()
        addresses = (
            "/",
            "/-/articles?q=harbour&section=News",
            "/-/articles.atom",
            "/-/articles?q=x",
        )
        return [(await app.client.get(address)).text for address in addresses]

    for text in asyncio.run(pages()):
        links = re.findall(r'(?:href|action|src)="(/[^"]*|http://localhost[^"]*)"', text)
        assert len(links) > 5
        assert {
            link for link in links if not link.removeprefix("http://localhost").startswith("/room/")
        } == set()


def test_a_choice_leads_back_and_never_away(path: Path) -> None:
    async def leads() -> list[str]:
        app = make_room(path)
        app._settings["base_url"] = "/room/"
        await app.invoke_startup()
        backs = ("", "?back=/room/-/articles?q=x", "?back=//evil.example/a", "?back=http://[")
        answers = [await app.client.get(f"/-/choose{back}") for back in backs]
        return [answer.headers["location"] for answer in answers]

    assert asyncio.run(leads()) == ["/room/", "/room/-/articles?q=x", "/a", "/room/"]


def test_within_two_years_the_bars_are_months(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        for n, day in enumerate(("2025-12-30", "2026-01-02", "2026-01-09")):
            crawler.read(f"/{n}/", article(f"/{n}/", title=f"{n}", published=day), at(n))

    (page,) = get(tmp_path / "a.db", "/")

    assert re.search(
        'href="/-/articles[?]month=2026-01"[^>]* aria-label="January 2026: 2 articles"', page.text
    )


def test_years_long_ago_are_counted_without_a_bar(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        for n, day in enumerate(("1066-10-14", "1990-01-02", "2026-01-09")):
            crawler.read(f"/{n}/", article(f"/{n}/", title=f"{n}", published=day), at(n))

    (page,) = get(tmp_path / "a.db", "/")

    assert "1066–2026" in page.text
    assert re.search(r"1 article\s+from before or after are not drawn", page.text)
    assert len(re.findall("aria-label=[^>]*: 1 article", page.text)) == 2


def test_an_answer_is_kept_until_something_is_written(tmp_path: Path) -> None:
    asked: list[int] = []

    def count(conn: object) -> int:
        asked.append(1)
        return conn.execute("SELECT count(*) FROM articles").fetchone()[0]  # type: ignore[attr-defined,no-any-return]

    async def answers() -> list[int]:
        with new_archive(tmp_path) as archive:
            crawler = Crawler(archive)
            app = make_room(tmp_path / "a.db")
            await app.invoke_startup()
            settle(tmp_path, ago=20)
            told = [await ask_once(app, "count", count) for _ in range(3)]
            crawler.read("/a/")
            settle(tmp_path, ago=10)
            told += [await ask_once(app, "count", count) for _ in range(2)]
            told.append(await ask_once(app, "another", count))
        return told

    assert asyncio.run(answers()) == [0, 0, 0, 1, 1, 1]
    assert len(asked) == 3


def settle(folder: Path, *, ago: int) -> None:
    """Let some seconds have passed since anything was written."""
    when = time.time() - ago
    for file in folder.iterdir():
        os.utime(file, (when, when))


def test_what_is_found_right_after_a_write_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The next write may come within the same tick of the file system's clock.
    monkeypatch.setattr(remembered, "SETTLED_NS", 10**12)
    asked: list[sqlite3.Connection] = []

    async def answers() -> None:
        with new_archive(tmp_path) as archive:
            Crawler(archive).read("/a/")
            app = make_room(tmp_path / "a.db")
            await app.invoke_startup()
            for _ in range(2):
                await ask_once(app, "count", asked.append)

    asyncio.run(answers())

    assert len(asked) == 2


def test_a_page_is_of_one_moment_though_a_crawl_writes(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        Crawler(archive).read("/a/")

    def sections(conn: sqlite3.Connection) -> list[str]:
        sql = "SELECT section FROM articles"
        before = conn.execute(sql).fetchone()[0]
        with closing(sqlite3.connect(tmp_path / "a.db")) as other, other:
            other.execute("UPDATE articles SET section = 'Anew'")
        return [before, conn.execute(sql).fetchone()[0]]

    async def answers() -> list[str]:
        async with opened(tmp_path / "a.db") as app:
            return [*await ask(app, sections), *await ask(app, sections)]

    assert asyncio.run(answers()) == ["News", "News", "Anew", "Anew"]


def test_what_changed_lately_is_found_without_reading_all(path: Path) -> None:
    with Archive.open(path) as archive:
        conn = archive._db.conn
        plan = conn.execute(
            "EXPLAIN QUERY PLAN SELECT id FROM articles INDEXED BY articles_changed"
            " WHERE last_changed_at > first_seen_at ORDER BY last_changed_at DESC LIMIT 6"
        ).fetchall()

        assert "COVERING INDEX articles_changed" in plan[0][3]
        assert len(plan) == 1  # nothing is sorted
        assert ["title" in change.fields for change in read_latest(conn).changed] == [True]
        assert read_overview(conn).counts["articles"] == 30
