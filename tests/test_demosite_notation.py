from datetime import UTC, datetime

import pytest

from scraper.demosite.calendar import amsterdam, shown
from scraper.demosite.markup import parse, plain


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("a [link](/x/) and **bold** *words*", ("a link and bold words",)),
        ("one{br}line", ("one line",)),
        ("two{br2}lines", ("two", "lines")),
        ("{nbsp}", ()),
    ],
)
def test_notation_reads_as_plain_text(line: str, texts: tuple[str, ...]) -> None:
    assert plain(line) == texts


def test_notation_knows_its_blocks() -> None:
    kinds = [b.kind for b in parse("# a\n## b\n- c\n1. d\n> e\n@image f.png|g\nh\n\n")]

    assert kinds == ["h2", "h3", "li", "oli", "quote", "image", "p"]


def test_dates_are_written_in_both_languages() -> None:
    day = datetime(2024, 3, 4, tzinfo=UTC).date()

    forms = [shown(day, form) for form in ("mdy", "dmy", "abbr", "nl", "num", "none")]

    expected = ["March 4, 2024", "4 March 2024", "Mar 4, 2024", "4 maart 2024", "04/03/2024", ""]
    assert forms == expected


@pytest.mark.parametrize(
    ("utc", "local"),
    [
        ("2024-03-31T00:59:00", "2024-03-31T01:59:00+01:00"),
        ("2024-03-31T01:00:00", "2024-03-31T03:00:00+02:00"),
        ("2024-10-27T00:59:00", "2024-10-27T02:59:00+02:00"),
        ("2024-10-27T01:00:00", "2024-10-27T02:00:00+01:00"),
    ],
)
def test_summer_time_begins_and_ends_on_the_last_sunday(utc: str, local: str) -> None:
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)

    assert amsterdam(moment).isoformat() == local
