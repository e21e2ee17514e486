"""Files of sites: a list of addresses, or TOML with settings."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import InvalidSites
from scraper.settings import CrawlSettings
from scraper.sites_file import full_path_of, read_sites

TOML = """
[[site]]
seeds = ["https://a.example/", "https://WWW.a.example/nl/#top"]
profile = "hcss"
delay_seconds = 5

[[site]]
seeds = ["http://b.example:8080/"]
concurrency = 3
"""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_names_each_address_once_and_passes_over_remarks(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "sites.txt",
        "# mine\nhttps://A.example\n\nhttps://b.example/x # y\nhttps://a.example/\n",
    )

    assert read_sites(path) == (("https://a.example/", "https://b.example/x"), {})


def test_a_toml_file_gives_sites_their_own_settings(tmp_path: Path) -> None:
    seeds, sites = read_sites(written(tmp_path, "sites.toml", TOML))

    assert seeds == ("https://a.example/", "https://www.a.example/nl/", "http://b.example:8080/")
    settings = CrawlSettings(delay_seconds=1.5, concurrency=2, sites=sites)
    first, second = settings.site("a.example"), settings.site("b.example:8080")
    assert (first.profile and first.profile.name, first.delay_seconds) == ("hcss", 5)
    assert (first.concurrency, second.concurrency) == (2, 3)
    assert (second.profile, second.delay_seconds) == (None, 1.5)
    assert settings.site("c.example").concurrency == 2


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.txt", "https://a.example/\nftp://b.example/\n", "line 2"),
        ("a.txt", "# none\n", "names no site"),
        ("a.toml", "[[site]]\nseeds = []\n", r"no seeds - at `\$.site\[0\]`"),
        ("a.toml", '[[site]]\nseeds = ["https://a.example/"]\nspeed = 1\n', "speed"),
        ("a.toml", '[[site]]\nseeds = ["https://a.example/"]\ndelay_seconds = -1\n', "from 0 on"),
        ("a.toml", '[[site]]\nseeds = ["https://a.example/"]\nconcurrency = 0\n', "at least one"),
        ("a.toml", "seeds = [", "Invalid value"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(InvalidSites, match=told):
        read_sites(written(tmp_path, name, text))


@pytest.mark.parametrize(
    "seed",
    ["sites.toml", "lists/Sites.TXT", "./sites", "../sites", "/srv/sites", "~/s", "C:\\s", "."],
)
def test_a_file_that_is_not_there_is_no_site(seed: str) -> None:
    with pytest.raises(InvalidSites, match=r"no such file|a folder"):
        full_path_of(seed)


@pytest.mark.parametrize(
    "seed",
    ["hcss.nl", "hcss.nl/news/", "//hcss.nl/", "localhost:8000/a.b", "https://hcss.nl/llms.txt"],
)
def test_an_address_without_a_scheme_is_no_file(seed: str) -> None:
    assert full_path_of(seed) == seed


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "sites.txt"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(InvalidSites):
        read_sites(path)


@given(text=st.text(max_size=200), suffix=st.sampled_from([".txt", ".toml"]))
def test_any_text_is_sites_or_a_mistake(
    text: str, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("any") / f"sites{suffix}"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        seeds, _ = read_sites(path)
    except InvalidSites:
        return
    assert seeds
