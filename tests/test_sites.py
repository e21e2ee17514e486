"""The names of a site, and titles without them."""

import pytest

from scraper.extract.head import Head
from scraper.extract.sites import site_names, without_site, without_tail
from scraper.profile import SiteProfile


@pytest.mark.parametrize(
    ("title", "host", "names"),
    [
        ("Ships at anchor - Tidewater Online", "www.tidewater.example", ["Tidewater Online"]),
        ("Tidewater.example » Ships at anchor", "tidewater.example", ["Tidewater.example"]),
        ("Ships at anchor | TR", "tr.example", ["TR"]),
        ("Ships at anchor | The Tidewater", "thetidewater.co.uk", ["The Tidewater"]),
        ("Tidewater", "tidewater.example", ["Tidewater"]),
        (
            "Ships at anchor - Tidewater.example - Harbours",
            "tidewater.example",
            ["Tidewater.example"],
        ),
        ("Ships - why the tidewater keeps them from sailing", "tidewater.example", []),
        ("Ships at anchor - Coal in short supply", "gull.co.uk", []),
        ("Ships at anchor", "ships.example", []),
    ],
)
def test_a_part_of_the_title_named_like_the_host_is_the_site(
    title: str, host: str, names: list[str]
) -> None:
    assert site_names(Head(title=title), host, SiteProfile(name="any")) == names


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Ships at anchor › Tidewater", "Ships at anchor"),
        ("Tidewater » Ships at anchor", "Ships at anchor"),
        ("Tidewater - Ships", "Tidewater - Ships"),
        ("Ships at anchor : Tidewater", "Ships at anchor"),
        ("Ships at anchor: Tidewater", "Ships at anchor"),
        ("Ships: Tidewater goes to sea", "Ships: Tidewater goes to sea"),
        ("Ships at anchor｜Tidewater", "Ships at anchor"),
        ("Ships at anchor : Tidewater | News of the sea | 12th year", "Ships at anchor"),
        ("Ships at anchor - Tidewater harbour", "Ships at anchor - Tidewater harbour"),
        ("Ships - Tidewater - Harbours", "Ships - Tidewater - Harbours"),
        ("Ships at Tidewater", "Ships at Tidewater"),
    ],
)
def test_the_site_is_taken_off_either_end(title: str, bare: str) -> None:
    assert without_site(title, ["Tidewater"], front=True) == bare


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Ships at anchor - The Gull", "Ships at anchor"),
        ("Ships at anchor | Port of Gull | The Gull", "Ships at anchor | Port of Gull"),
        ("Ships at anchor - gull.example", "Ships at anchor"),
        ("Ships at anchor – who pays for such a week?", None),
        ("Ships at anchor — that costs money", None),
        ("The master is sure of the « ebb at the quay »", None),
        ("Ships at anchor", None),
    ],
)
def test_what_ends_a_title_is_a_name_unless_it_goes_on_behind_a_dash(
    title: str, bare: str | None
) -> None:
    assert without_tail(title) == (bare or title)
