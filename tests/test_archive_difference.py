"""Two readings side by side: words marked, fields and paragraphs told apart."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.difference import MOST_WORDS, compare, describe_difference, mark_words
from archive.errors import NoSuchArticle
from archive.reading import ArchivedArticle
from archive.store import Archive
from tests.archive_support import Crawler, article, at, new_archive

BODY = ("First paragraph.", "The canal is closed today, they say.", "Last one.")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        crawler.read("/a/", article("/a/", body=BODY))
        edited = (BODY[0], "The canal is open today, they say.", BODY[2], "And one more.")
        crawler.read("/a/", article("/a/", title="Harbours at ease", body=edited), at(60))
        yield archive


def plain(old: str, new: str) -> str:
    return mark_words(
        old, new, lambda gone, came: (f"[-{gone}-]" if gone else "") + (came and f"{{+{came}+}}")
    )


def test_fields_and_paragraphs_are_shown_by_words(archive: Archive) -> None:
    told = describe_difference(archive.article(1), 2, colour=False)

    assert told.partition("\n\n")[2] == (
        "title\n"
        "  Harbours [-under pressure-]{+at ease+}\n"
        "\n"
        "body\n"
        "  (1 paragraph as before)\n"
        "  The canal is [-closed-]{+open+} today, they say.\n"
        "  (1 paragraph as before)\n"
        "  {+And one more.+}\n"
    )


def test_the_same_comes_as_values_for_whoever_shows_it(archive: Archive) -> None:
    first, second = archive.article(1).revisions

    title, body = compare(first.reading, second.reading)

    assert (title.name, body.name) == ("title", "body")
    assert [(p.is_kept, p.gone, p.came) for p in title.stretches[0].parts] == [
        (True, "Harbours", "Harbours"),
        (False, "under pressure", "at ease"),
    ]
    assert [(s.is_kept, s.old, s.new) for s in body.stretches] == [
        (True, BODY[:1], BODY[:1]),
        (False, BODY[1:2], ("The canal is open today, they say.",)),
        (True, BODY[2:], BODY[2:]),
        (False, (), ("And one more.",)),
    ]
    assert list(compare(first.reading, first.reading)) == []


def test_a_field_that_became_empty_text_is_told(archive: Archive) -> None:
    Crawler(archive).read("/a/", article("/a/", title="", body=BODY), at(120))
    Crawler(archive).read("/a/", article("/a/", title=None, body=BODY), at(180))

    told = describe_difference(archive.article(1), 4, colour=False)

    assert told.partition("\n\n")[2] == "title\n  \n"


def test_a_terminal_sees_colours_and_no_controls_of_a_page(archive: Archive) -> None:
    Crawler(archive).read("/a/", article("/a/", title="\x1b[2Jwiped", body=BODY), at(120))

    told = describe_difference(archive.article(1), 3, colour=True)

    assert "\x1b[32m" in told
    assert "\x1b[31m" in told
    assert "\x1b[2J" not in told


def test_the_cause_and_a_tombstone_are_told(archive: Archive) -> None:
    kept = archive.article(1)
    second = replace(kept.revisions[1], cause="extractor")
    gone: ArchivedArticle = replace(
        kept, gone_at="2026-04-01T00:00:00Z", revisions=(kept.revisions[0], second)
    )

    head = describe_difference(gone, 2, colour=False).partition("\n\n")[0]

    assert "by a newer extractor" in head
    assert "gone since 2026-04-01" in head


def test_the_first_reading_has_none_before_it(archive: Archive) -> None:
    with pytest.raises(NoSuchArticle, match="is the first"):
        describe_difference(archive.article(1), 1, colour=False)


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("", "new words", "{+new words+}"),
        ("old words", "", "[-old words-]"),
        ("a b c d", "a b x c d", "a b {+x+} c d"),
        ("one\n\ntwo", "one\n\nthree", "one\n\n[-two-]{+three+}"),
        # A word that both share by chance does not chop a sentence written anew.
        ("we went to town", "they ran to school", "[-we went to town-]{+they ran to school+}"),
    ],
)
def test_words_are_marked(old: str, new: str, marked: str) -> None:
    assert plain(old, new) == marked


def test_long_texts_are_compared_in_bounded_time() -> None:
    chance = random.Random(1)
    words = [f"w{chance.randrange(300)}" for _ in range(2 * MOST_WORDS)]
    longest = " ".join(words[:MOST_WORDS]), " ".join(words[MOST_WORDS:])

    started = time.process_time()
    plain(*longest)
    plain(" ".join(words * 50), " ".join(reversed(words * 50)))

    assert time.process_time() - started < 10
