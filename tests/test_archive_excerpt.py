"""The words shown of a long text."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.excerpt import SHORT, excerpt
from tests.archive_support import Crawler, article, new_archive

MARKS = ("[", "]")


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("canal", "A lock, a canal and a quay.", "A lock, a [canal] and a quay."),
        ("sluis", "De Sluís is dicht.", "De [Sluís] is dicht."),
        ("har*", "The harbour is shut.", "The [harbour] is shut."),
        ('title:lock OR "old quay"', "An old lock.", "An [old] [lock]."),
        ("nothing", "Its beginning.", "Its beginning."),
        ("gone", " ".join("abcdefghij") * 30 + " gone", "…e f g h i j [gone]"),
        ("once", "once " + "more " * 30, "[once] " + "more " * 23),
    ],
)  # fmt: skip
def test_the_words_found_are_marked_among_those_around(query: str, text: str, shown: str) -> None:
    assert excerpt(text, query, marks=MARKS, words=24).strip("… ") == shown.strip("… ")


@given(st.text(), st.sampled_from(["a", "a*", '"a b"', "é"]))
def test_without_marks_it_is_a_piece_of_the_text(text: str, query: str) -> None:
    shown = excerpt(text, query, marks=("", ""), words=5)

    assert shown.removeprefix("…").removesuffix("…") in text


def test_a_text_full_of_what_is_looked_for_takes_no_time(tmp_path: Path) -> None:
    body = ("harbour " * 60_000,)
    assert len(body[0]) > SHORT
    with new_archive(tmp_path) as archive:
        Crawler(archive).read("/a/", article("/a/", title="Full", body=body))
        start = time.process_time()

        (hit,) = archive.search("harbour", marks=MARKS)

        # FTS5's own takes a minute for it.
        assert time.process_time() - start < 2
        assert hit.snippet.startswith("[harbour] [harbour]")
