"""Saved pages come in under the address they tell, captured when their file was written."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.imports.saved import stated_url
from archive.store import Archive
from tests.archive_support import make_archive
from tests.warc_support import SITE, kept, page, take

URL = f"{SITE}/news/harbours/"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with make_archive(tmp_path / "a.db") as opened:
        yield opened


@pytest.mark.parametrize(
    "head",
    [
        f"<!-- saved from url=(0042){URL} -->",
        f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: Sun Mar 01 -->",
        f'<link href="{URL}" rel="canonical">',
        f"<LINK REL=canonical HREF='{URL}'>",
        f'<meta content="{URL}" property="og:url">',
        f'<link rel="canonical" href="/relative"><meta property="og:url" content="{URL}">',
        f'<meta property="og:url" content="{SITE}/b"><link rel="canonical" href="{URL}">',
    ],
)
def test_a_saved_page_tells_its_address(head: str) -> None:
    assert stated_url(f"<html><head>{head}</head></html>".encode()) == URL


@pytest.mark.parametrize(
    "head", ["", '<link rel="canonical" href="">', "<link canonical>", "<meta"]
)
def test_a_page_that_tells_none_has_none(head: str) -> None:
    assert stated_url(head.encode()) is None


def test_ampersands_of_an_address_are_read_as_html() -> None:
    assert stated_url(b'<link rel="canonical" href="http://a.example/?a=1&amp;b=2">') == (
        "http://a.example/?a=1&b=2"
    )


def test_a_folder_comes_in_once_with_the_times_of_its_files(
    archive: Archive, tmp_path: Path
) -> None:
    folder = tmp_path / "saved"
    (folder / "news").mkdir(parents=True)
    stated = page(head=f'<link rel="canonical" href="{URL}">')
    (folder / "a page.htm").write_bytes(stated)
    (folder / "news" / "index.html").write_bytes(page("The list"))
    (folder / "news" / "een café.html").write_bytes(page("A café"))
    (folder / "news" / "picture.png").write_bytes(b"png")
    for path in folder.rglob("*.*"):
        os.utime(path, (1_772_366_400.25, 1_772_366_400.25))

    take(archive, folder, base_url=SITE)
    again, _ = take(archive, folder, base_url=SITE)

    assert again.known == 3
    assert [row[0] for row in kept(archive)] == [
        f"{SITE}/news/",
        f"{SITE}/news/een%20caf%C3%A9.html",
        URL,
    ]
    assert {row[1] for row in kept(archive)} == {"2026-03-01T12:00:00.250000Z"}
    assert kept(archive)[2][7] == stated
    assert archive.article(URL).reading.title == "Harbours under pressure"


def test_a_page_without_address_is_left_out(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page())

    importer, _ = take(archive, tmp_path / "a.html")

    assert importer.left_out["no-address"] == 1
    assert kept(archive) == []


def test_a_file_that_is_no_page_is_left_out(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7 no page")
    (tmp_path / "page").write_bytes(page())

    importer, _ = take(archive, tmp_path / "report.pdf", tmp_path / "page", base_url=SITE)

    assert importer.left_out["type"] == 1
    assert [row[0] for row in kept(archive)] == [f"{SITE}/page"]


def test_a_single_file_lies_under_the_base_address(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "harbours.html").write_bytes(page())

    take(archive, tmp_path / "harbours.html", base_url=f"{SITE}/news")

    assert archive.article(f"{SITE}/news/harbours.html").reading.title == "Harbours under pressure"
