"""References in the style of the APA, from what names, titles and days come like."""

import sqlite3
from pathlib import Path

import pytest

from archive.browse.readings import find_reading
from archive.export.apa import apa_reference
from archive.export.selection import Exported, read_exported, selected
from tests.archive_support import Crawler, article, new_archive
from tests.export_support import hostile_archive

TAIL = "https://institute.example/a/ Archived on March 1, 2026, SHA-256 "


def reference(folder: Path, **about: object) -> str:
    with new_archive(folder) as archive:
        Crawler(archive).read("/a/", article("/a/", **about))
        (exported,) = read_exported(archive._db.conn, selected(None))
    return apa_reference(exported)


@pytest.mark.parametrize(
    ("authors", "opening"),
    [
        (("Ada Verhoeven",), "Verhoeven, A. (2026, February 14). Tugs. "),
        (("Ada Verhoeven", "Bram de Groot"), "Verhoeven, A., & de Groot, B. (2026,"),
        (("Jean-Pierre van Ee", "A. B. Li", "Reuters"), "van Ee, J.-P., Li, A. B., & Reuters. ("),
        ((), "Tugs. (2026, February 14). institute.example. "),
    ],
)
def test_authors_come_first_and_without_them_the_title(
    tmp_path: Path, authors: tuple[str, ...], opening: str
) -> None:
    told = reference(tmp_path, title="Tugs", authors=authors)

    assert told.startswith(opening)
    assert TAIL in told


def test_of_more_than_twenty_authors_nineteen_and_the_last_are_named(tmp_path: Path) -> None:
    told = reference(tmp_path, authors=tuple(f"Ada Vos{chr(97 + n)}" for n in range(22)))

    assert ", Voss, A., . . . Vosv, A. (" in told


@pytest.mark.parametrize(
    ("title", "published", "opening"),
    [
        ("Who pulls?", "2026-02-14", "Who pulls? (2026, February 14). "),
        ("Tugs", None, "Tugs. (n.d.). "),
        (None, "soon", "(no title). (n.d.). "),
    ],
)
def test_titles_keep_their_mark_and_days_may_be_missing(
    tmp_path: Path, title: str | None, published: str | None, opening: str
) -> None:
    told = reference(tmp_path, title=title, published=published, authors=())

    assert told.startswith(opening)


def test_a_reference_stays_on_one_line_whatever_the_title(tmp_path: Path) -> None:
    with hostile_archive(tmp_path) as archive:
        for exported in read_exported(archive._db.conn, selected(None)):
            assert len(apa_reference(exported).splitlines()) == 1


def test_what_the_room_cites_is_what_an_export_holds(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        crawler.read("/a/")
        crawler.read("/a/", article("/a/", title="Changed"))
        (exported,) = read_exported(archive._db.conn, selected(None))
    conn = sqlite3.connect(tmp_path / "a.db")
    conn.row_factory = sqlite3.Row
    shown: Exported = find_reading(conn, 1, None).exported()
    conn.close()

    assert shown == exported
