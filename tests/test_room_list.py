"""The list of articles over HTTP: found, narrowed, sorted, told in the reader's language."""

import re
import sqlite3
from html import unescape
from pathlib import Path

import pytest

from archive import search
from archive.store import Archive
from scraper.records import Expert, Source
from tests.archive_support import Crawler, article, at, new_archive
from tests.room_support import get

HOSTILE = '"><script>alert(1)</script>\u202e<img src=x onerror=alert(2)>'


def fill(archive: Archive) -> Crawler:
    """Thirty articles in three years, of which some changed and one is gone."""
    crawler = Crawler(archive)
    for n in range(30):
        crawler.read(
            f"/{n}/",
            article(
                f"/{n}/",
                title=f"Harbours {n}",
                summary=f"Of harbour {n}.",
                body=(f"Ships lie in harbour {n}.", "Rare words: zeppelin." if n == 7 else "More."),
                published=f"{2022 + n % 3}-0{1 + n % 9}-1{n % 10}" if n != 29 else None,
                section="Columns" if n % 5 == 0 else "News",
                lang="nl" if n % 2 else "en",
                tags=("Ports", f"Tag {n}"),
                experts=(Expert(name="Ada Verhoeven"),) if n % 3 else (),
                source=Source(name="The Post", url=None, phrase="By The Post") if n < 4 else None,
            ),
            at(n),
        )
    crawler.read("/3/", article("/3/", title="Harbours 3 anew", published="2022-04-13"), at(100))
    crawler.gone("/4/", at(110))
    return crawler


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("list")
    with new_archive(folder) as archive:
        fill(archive)
    return folder / "a.db"


def titles(html: str) -> list[str]:
    found = re.findall(r"<h3[^>]*><a[^>]*><bdi>(.*?)</bdi>", html)
    return [unescape(re.sub("</?mark>", "", title)) for title in found]


def facet(html: str, title: str) -> dict[str, int]:
    """Return the values of a facet with their counts, as shown."""
    found = re.search(rf"<section>\s*<h3>{title}</h3>(.*?)</section>", html, re.DOTALL)
    if not found:
        return {}
    pairs = re.findall(r"<bdi>(.*?)</bdi></a> <span class=\"count\">(\d+)", found[1])
    return {unescape(name): int(count) for name, count in pairs}


def test_the_newest_stand_first_and_what_has_no_day_last(path: Path) -> None:
    first, rest = get(path, "/-/articles", "/-/articles?after=0~2022-02-19~19~27")

    assert first.status_code == 200
    assert titles(first.text)[0] == "Harbours 8"
    assert len(titles(first.text)) == 25
    assert titles(rest.text)[-1] == "Harbours 29"


def test_the_other_orders(path: Path) -> None:
    oldest, changed = get(path, "/-/articles?order=oldest", "/-/articles?order=changed")

    assert titles(oldest.text)[0] == "Harbours 0"
    assert titles(changed.text)[0] == "Harbours 3 anew"


def test_what_is_searched_for_is_marked_and_best_first(path: Path) -> None:
    (page,) = get(path, "/-/articles?q=zeppelin")

    assert titles(page.text) == ["Harbours 7"]
    assert "Rare words: <mark>zeppelin</mark>." in page.text
    assert "1 article</h2>" in page.text


def test_what_is_found_in_a_headline_is_marked_there(path: Path) -> None:
    (page,) = get(path, "/-/articles?q=title:anew")

    assert "<bdi>Harbours 3 <mark>anew</mark></bdi></a></h3>" in page.text
    assert "What a closed canal does to a port.</bdi></p>" in page.text


def test_a_search_in_other_orders(path: Path) -> None:
    newest, oldest, changed = get(
        path,
        *(f"/-/articles?q=harbours&order={order}" for order in ("newest", "oldest", "changed")),
    )

    assert titles(newest.text)[0] == "Harbours 8"
    assert titles(oldest.text)[0] == "Harbours 0"
    assert titles(changed.text)[0] == "Harbours 3 anew"


def test_facets_count_what_is_in_the_list(path: Path) -> None:
    everything, year, words = get(
        path, "/-/articles", "/-/articles?year=2023", "/-/articles?q=zeppelin+OR+anew"
    )

    assert facet(everything.text, "Year") == {"2024": 9, "2023": 10, "2022": 10}
    assert facet(everything.text, "Section") == {"News": 24, "Columns": 6}
    assert facet(everything.text, "Language") == {"English": 16, "Dutch": 14}
    assert facet(everything.text, "State") == {"Changed by the site": 1, "Gone from the site": 1}
    assert facet(everything.text, "Outlet") == {"The Post": 3, "The Washington Post": 1}
    assert "Month" not in everything.text
    assert facet(year.text, "Year") == {}
    assert sum(facet(year.text, "Month").values()) == 10
    assert facet(words.text, "Year") == {"2023": 1, "2022": 1}
    assert not facet(everything.text, "Site")  # there is one: it narrows nothing


def test_of_more_than_a_search_ranks_the_newest_are_told_as_such(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "CONSIDERED", 26)
    (page,) = get(path, "/-/articles?q=harbour")

    assert "1–25 of the newest 26 articles" in page.text
    assert "these are the last to come in, best first." in page.text
    assert "Counted among the newest 26 articles." in page.text
    assert sum(facet(page.text, "Section").values()) == 26


def test_values_past_the_first_are_behind_more(path: Path) -> None:
    (page,) = get(path, "/-/articles")

    tags = re.search(r"<h3>Tag</h3>.*?</section>", page.text, re.DOTALL)

    assert tags
    assert tags[0].index("<details>") < tags[0].index("</section>")
    assert "23 more" in tags[0]


def test_each_value_leads_to_as_many_articles_as_it_says(path: Path) -> None:
    (page,) = get(path, "/-/articles")
    links = re.findall(
        r'<a href="(/-/articles\?[^"]*)"><bdi>.*?</bdi></a> <span class="count">(\d+)', page.text
    )

    answers = get(
        path, *(unescape(link).replace("articles?", "articles.json?") for link, _ in links)
    )

    assert len(links) > 20
    assert [len(answer.json()["articles"]) for answer in answers] == [int(n) for _, n in links]


def test_filters_are_chips_that_can_be_taken_away(path: Path) -> None:
    (page,) = get(path, "/-/articles?q=harbour&year=2023&month=2023-05&expert=ada+verhoeven")

    removing = r'<a href="([^"]*)"><span class="hidden">Remove.*?<bdi>(.*?)</bdi>'
    chips = {unescape(label): unescape(to) for to, label in re.findall(removing, page.text)}

    assert set(chips) == {"2023", "May 2023", "ada verhoeven"}
    assert chips["ada verhoeven"] == "/-/articles?q=harbour&year=2023&month=2023-05"
    assert chips["2023"] == "/-/articles?q=harbour&expert=ada+verhoeven"
    assert 'name="expert" value="ada verhoeven"' in page.text  # the search box keeps them


def test_what_is_not_understood_is_told(path: Path) -> None:
    page, unknown, broken = get(
        path,
        "/-/articles?year=soon&colour=red&order=sideways",
        "/-/articles?expert=Nobody&tag=None",
        "/-/articles?q=harbour+AND+(",
    )

    assert "Year cannot be soon; left out." in page.text
    assert "There is no filter colour; left out." in page.text
    assert len(titles(page.text)) == 25
    assert "No expert here is called Nobody." in unknown.text
    assert "No tag here is called None." in unknown.text
    assert titles(unknown.text) == []
    assert "Read as: harbour" in broken.text


def test_where_nothing_is_found_the_nearest_lists_are_offered(path: Path) -> None:
    words, filters = get(
        path,
        "/-/articles?q=zeppelin+harb+unheard&section=News",
        "/-/articles?expert=Nobody&section=News",
    )

    nothing = words.text[words.text.index('class="nothing"') :]
    assert ">zeppelin OR harb OR unheard<" in nothing
    assert "Without the words" in nothing
    assert "Without expert: Nobody" in filters.text
    assert "Without section: News" not in filters.text  # still nothing


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("expert=verhoeven", "Ada Verhoeven"),
        ("expert=Ada+Verhoven", "Ada Verhoeven"),
        ("outlet=washington", "The Washington Post"),
        ("site=institute", "institute.example"),
        ("tag=Portz", "Ports"),
    ],
)
def test_a_name_that_nobody_has_leads_to_one_like_it(path: Path, given: str, meant: str) -> None:
    (page,) = get(path, f"/-/articles?{given}")

    nothing = page.text[page.text.index('class="nothing"') :]
    assert f"<bdi>{meant}</bdi>" in nothing


def test_nothing_found_is_said_though_there_is_no_time_for_more(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(asked: object) -> None:
        raise sqlite3.OperationalError("interrupted")

    monkeypatch.setattr("archive.browse.listing._variations", slow)

    (page,) = get(path, "/-/articles?q=nowhereatall")

    assert page.status_code == 200
    assert "Nothing found" in page.text


def test_an_empty_archive_says_so(tmp_path: Path) -> None:
    with new_archive(tmp_path):
        pass

    front, page, search, feed = get(
        tmp_path / "a.db", "/", "/-/articles", "/-/articles?q=x", "/-/articles.atom"
    )

    assert "There are no articles in this archive yet." in front.text
    assert "There are no articles in this archive yet." in page.text
    assert "Nothing found" in search.text
    assert feed.status_code == 200


def test_the_page_is_dutch_for_who_reads_dutch(path: Path) -> None:
    (page,) = get(path, "/-/articles?month=2023-05&year=2023", **{"accept-language": "nl"})

    assert '<html lang="nl"' in page.text
    assert "mei 2023" in page.text
    assert "Verfijnen" in page.text
    assert "Onlangs gewijzigd" in page.text


def test_states_are_told_beside_the_headline(path: Path) -> None:
    changed, gone = get(path, "/-/articles?state=changed", "/-/articles?state=gone")

    assert titles(changed.text) == ["Harbours 3 anew"]
    assert 'href="/-/articles/4/versions">changed</a>' in changed.text
    assert "gone since 1 March 2026" in gone.text


def test_text_from_the_web_is_inert(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        reading = article(
            "/a/", title=HOSTILE, summary=HOSTILE, section=HOSTILE, tags=(HOSTILE,),
            body=(HOSTILE,), experts=(Expert(name=HOSTILE),), lang='"x onload=alert(3)',
            source=Source(name=HOSTILE, url=None, phrase=HOSTILE),
        )  # fmt: skip
        Crawler(archive).read("/a/", reading)
        Crawler(archive).read("/b/", article("/b/"), at(1))

    pages = get(
        tmp_path / "a.db",
        "/",
        "/-/articles",
        "/-/articles?q=alert",
        "/-/articles?q=%22%3E%3Cscript%3E&section=%3Cscript%3E&lang=%3Cscript%3E&x=%3Cscript%3E",
        "/-/articles.atom",
    )

    assert [page.status_code for page in pages[:4]] == [200] * 4
    for page in pages[:4]:
        assert "<script>" not in page.text
        assert "<img" not in page.text
    assert pages[4].status_code == 200
    assert "<script>" not in pages[4].text


def test_nonsense_in_an_address_is_a_page_all_the_same(path: Path) -> None:
    pages = get(
        path,
        *(f"/-/articles?{key}={value}"
          for key in ("after", "before", "q", "year", "site", "state", "month", "lang")
          for value in ("0~a~b~c", "9~x~1~1", "~~~", "%00", "%ff", "0~2024~99999999999999999999~1",
                        "1~9", "9999~99999", "x" * 2000, "'", "--", "2024-13")),
    )  # fmt: skip

    assert {page.status_code for page in pages} == {200}
