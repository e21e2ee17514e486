"""The pages of experts, outlets, sites and charts, asked over HTTP."""

import asyncio
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from archive.browse.pages.names import MOST_AT_ONCE
from archive.browse.telling import drift_says, health_says, interval, language_name, pause
from archive.browse.words import words_in
from archive.drift import Drift
from archive.health import SiteHealth
from archive.silence import Silence
from scraper.records import Expert, Source
from tests.archive_support import HOST, SITE, Crawler, article, at, new_archive
from tests.room_support import make_room

ADA = Expert(name="Ada Verhoeven", role="Analyst", url=f"{SITE}/expert/ada-verhoeven/")
ROB = Expert(name="Rob de Wijk", role="Director", url=None)
POST = Source(name="The Washington Post", url=None, phrase="Published by The Washington Post")
HOSTILE = "<script>alert(1)</script>\u202e"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        crawler.read("/a/", article("/a/", title="Harbours", experts=(ADA, ROB), source=POST))
        older = Expert(name="Ada Verhoeven", role="Intern", url=ADA.url)
        crawler.read(
            "/b/",
            article(
                "/b/", title="Canals", published="2023-05-05", section="Columns", experts=(older,),
                source=None,
            ),
            at(1),
        )  # fmt: skip
        hostile = Expert(name=HOSTILE, role=HOSTILE, url="javascript:alert(1)")
        crawler.read(
            "/c/",
            article(
                "/c/", title=HOSTILE, section=HOSTILE, experts=(hostile,), published="2026-01-02",
                source=Source(name=HOSTILE, url=None, phrase=HOSTILE),
            ),
            at(2),
        )  # fmt: skip
        crawler.read(
            "/b/",
            article("/b/", title="Canals and locks", published="2023-05-05", experts=(ADA,)),
            at(3),
        )
        archive.alias("expert", "A. Verhoeven", "Ada Verhoeven")
        archive.alias("expert", f"{HOSTILE} Verhoeven", "Ada Verhoeven")
        crawler.gone("/a/", at(4))
    return tmp_path / "a.db"


def ask(path: Path, *addresses: str, language: str = "en") -> list[Any]:
    async def answers() -> list[Any]:
        app = make_room(path)
        await app.invoke_startup()
        cookies = {"language": language}
        return [await app.client.get(address, cookies=cookies) for address in addresses]

    return asyncio.run(answers())


def text_of(answer: Any) -> str:
    """Return what a reader sees of a page, in one line."""
    assert answer.status_code == 200
    body = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


PAGES = (
    "/-/experts",
    "/-/experts?order=count",
    "/-/experts/1",
    "/-/experts/3",
    "/-/outlets",
    "/-/outlets/2",
    "/-/sites",
    f"/-/sites/{HOST}",
    "/-/charts",
    f"/-/charts?site={HOST}&from=2020&to=2026",
)


def test_experts_stand_by_family_name_with_their_count_and_years(path: Path) -> None:
    (answer,) = ask(path, "/-/experts")

    seen = text_of(answer)
    assert seen.index("Ada Verhoeven") < seen.index("Rob de Wijk")
    assert "Ada Verhoeven 2 articles 2023–2026" in seen
    assert "Rob de <b>Wijk</b>" in answer.text


def test_the_page_of_an_expert_tells_when_with_whom_and_where(path: Path) -> None:
    (answer,) = ask(path, "/-/experts/1")

    seen = text_of(answer)
    assert "Also written as &lt;script&gt;" in seen
    assert ", A. Verhoeven" in seen
    assert "Analyst 2023–2026 · 2 articles" in seen
    assert "Rob de Wijk" in seen
    assert "The Washington Post" in seen
    assert seen.index("Canals and locks") > seen.index("Newest articles")
    assert 'href="/-/articles?expert=Ada+Verhoeven&amp;year=2026"' in answer.text
    assert 'href="/-/articles?expert=Ada+Verhoeven&amp;section=News"' in answer.text
    assert f'href="{ADA.url}" rel="noreferrer noopener nofollow"' in answer.text


def test_the_page_of_an_outlet_tells_with_whom_and_in_what_words(path: Path) -> None:
    (answer,) = ask(path, "/-/outlets/1")

    seen = text_of(answer)
    assert "Published by The Washington Post" in seen
    assert 'href="/-/articles?outlet=The+Washington+Post&amp;expert=Ada+Verhoeven"' in answer.text


def test_the_page_of_a_site_tells_its_health_runs_and_manners(path: Path) -> None:
    (answer,) = ask(path, f"/-/sites/{HOST}")

    seen = text_of(answer)
    for heading in ("At a glance", "Crawl health", "What finds its articles", "robots.txt"):
        assert heading in seen
    assert "3 , 1 of them gone" in seen
    assert 'href="/a/runs/1"' in answer.text


def test_charts_lead_to_the_articles_they_count(path: Path) -> None:
    whole, narrowed, unknown = ask(
        path, "/-/charts", "/-/charts?from=2026&to=2026", "/-/charts?site=x"
    )

    assert 'href="/-/articles?year=2026"' in whole.text
    assert 'href="/-/articles?year=2026&amp;section=News"' in whole.text
    assert "outlet=The+Washington+Post" in whole.text
    assert 'href="/-/articles?year=2026"' in narrowed.text
    assert "nothing to draw" in text_of(unknown)


def test_a_number_beside_a_name_is_that_of_its_list_whatever_is_drawn(tmp_path: Path) -> None:
    days = ("2024-05-01", "2024-06-01", "2025-01-01", "1066-10-14", None)
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        for number, day in enumerate(days):
            path = f"/{number}/"
            crawler.read(path, article(path, published=day, experts=(ADA,)), at(number))

    (charts,) = ask(tmp_path / "a.db", "/-/charts")

    seen = text_of(charts)
    assert "5 articles in all, most of them in 2024: 2." in seen
    assert "The largest section is News, with 5 of 5 articles." in seen
    assert "Ada Verhoeven is named most, on 5 articles." in seen


@pytest.mark.parametrize("address", PAGES)
def test_what_a_hostile_page_says_stays_text(path: Path, address: str) -> None:
    (answer,) = ask(path, address)

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "javascript:" not in answer.text
    assert " style=" not in answer.text
    assert " onclick=" not in answer.text


@pytest.mark.parametrize(
    "address", ["/-/experts/99", "/-/outlets/99", "/-/sites/nowhere.example", "/-/sites/%3Cb%3E"]
)
def test_what_is_not_there_is_said_so(path: Path, address: str) -> None:
    (answer,) = ask(path, address)

    assert answer.status_code == 404
    assert "Not found" in answer.text


def test_a_list_is_narrowed_by_a_text_whatever_its_accents(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        experts = tuple(Expert(name=name) for name in ("Élise Visser", "Rob de Wijk", "Zoë Kok"))
        Crawler(archive).read("/a/", article("/a/", experts=experts))

    found, none = ask(tmp_path / "a.db", "/-/experts?q=elise", "/-/experts?q=%22%3E%3Cb%3E")

    assert "1 name with “elise” in them" in text_of(found)
    assert "Rob de Wijk" not in text_of(found)
    assert "No name has this in it." in text_of(none)
    assert '"><b>' not in none.text


def test_a_long_list_is_read_a_letter_or_a_page_at_a_time(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        people = [f"Jan {chr(97 + number % 25).upper()}naam{number}" for number in range(450)]
        for start in range(0, 450, 50):
            experts = tuple(Expert(name=name) for name in people[start : start + 50])
            crawler.read(f"/{start}/", article(f"/{start}/", experts=experts))
        crawler.read("/more/", article("/more/", experts=(Expert(name=people[30]),)))
    assert len(people) > MOST_AT_ONCE

    first, letter, most, third, none = ask(
        tmp_path / "a.db",
        "/-/experts",
        "/-/experts?letter=C",
        "/-/experts?order=count",
        "/-/experts?order=count&page=3",
        "/-/experts?order=count&page=0",
    )

    assert "Anaam0" in text_of(first)
    assert "Bnaam1" not in text_of(first)
    assert "Cnaam2" in text_of(letter)
    assert 'href="/-/experts?letter=D"' in letter.text
    assert text_of(most).index(people[30].split()[1]) < text_of(most).index("Anaam0")
    assert "Page 3 of 3" in text_of(third)
    assert text_of(none) == text_of(most)


def test_an_empty_archive_says_so_everywhere(tmp_path: Path) -> None:
    new_archive(tmp_path).__enter__().close()

    says = {
        "/-/experts": "the articles name nobody",
        "/-/outlets": "no article quotes a source",
        "/-/sites": "Nothing was crawled into this archive yet",
        "/-/charts": "There is nothing to draw here yet",
    }
    for answer, said in zip(ask(tmp_path / "a.db", *says), says.values(), strict=True):
        assert answer.status_code == 200
        assert said in text_of(answer)


def test_the_pages_speak_dutch(path: Path) -> None:
    experts, site, charts = ask(
        path, "/-/experts/1", f"/-/sites/{HOST}", "/-/charts", language="nl"
    )

    assert "Samen genoemd met" in text_of(experts)
    assert "Hoe de artikelen gevonden worden" in text_of(site)
    assert "Rubrieken per jaar" in text_of(charts)


def test_every_text_of_these_pages_has_its_dutch() -> None:
    known = words_in("nl").catalogue
    package = files("archive.browse")
    texts: set[str] = set()
    for name in ("_charts", "_people", *(f"room_{kind}" for kind in KINDS)):
        text = (package / "templates" / f"{name}.html").read_text(encoding="utf-8")
        texts |= {found for pair in re.findall(_TEXT, text) for found in pair if found}
        texts |= {found for pair in re.findall(_NOUNS, text) for found in pair}
    for name in ("telling.py", "pages/charts.py", "pages/site.py", "pages/sites.py"):
        text = (package / name).read_text(encoding="utf-8")
        texts |= set(re.findall(r'words\(\s*"([^"]+)"', text))

    assert sorted(texts - set(known)) == []


HEALTH = SiteHealth(
    host=HOST, word="well", says="", articles=9, pages=12, pages_failing=3, due=0, due_next_at=None,
    last_answer_at="2026-03-01T12:00:00.000000Z", last_new_at=None, last_run=1,
)  # fmt: skip
DRIFT = Drift(
    host=HOST, field="summary", before=0.9, now=0.1, articles=20, since_run=7,
    since_at="2026-03-01", example=None, says="",
)  # fmt: skip


@pytest.mark.parametrize(
    ("word", "english", "dutch"),
    [
        ("down", "a page last came 1 March 2026", "de laatste pagina kwam op 1 maart 2026"),
        ("failing", "3 of 12 pages fail.", "3 van de 12 pagina's mislukken."),
        ("drifting", "Went missing on new articles: summary.", "nieuwe artikelen: samenvatting."),
        ("silent", "after 2 January 2026; the longest pause before was 50 days", "was 50 dagen"),
        ("not reached", "never asked for", "nooit opgevraagd"),
        ("well", "All is as usual.", "Alles gaat zoals gewoonlijk."),
    ],
)
def test_health_is_told_in_both_languages(word: str, english: str, dutch: str) -> None:
    site = replace(HEALTH, word=word)
    silence = Silence(last="2026-01-02", longest_pause=50)

    assert english in health_says(words_in("en"), site, [DRIFT], silence)
    assert dutch in health_says(words_in("nl"), site, [DRIFT], silence)


def test_drift_and_lengths_of_time_are_told_in_words() -> None:
    english, dutch = words_in("en"), words_in("nl")

    assert "The summary is on 10% of articles where 90% had it" in drift_says(english, DRIFT)
    texts = replace(DRIFT, field="words", before=800, now=40)
    assert "40 woorden, waar 800 gewoon was" in drift_says(dutch, texts)
    assert (interval(english, 7200), interval(dutch, 90_000)) == ("2 hours", "1 dag")
    assert pause(english, 2.54) == "2.5 seconds"
    assert language_name(dutch, "en-GB") == "Engels"
    assert language_name(dutch, "x1") == "x1"


KINDS = ("names", "expert", "outlet", "sites", "site", "charts")
_TEXT = r"""\b_\((?:"([^"]+)"|'([^']+)')"""
_NOUNS = r'many\([^"]+, "([^"]+)", "([^"]+)"\)'
