"""Experts and outlets are one row each however they are spelt, by rule and by the user's word."""

import pytest

from archive.aliases import Alias, fold_names
from archive.errors import BadAlias
from archive.filters import Filters
from archive.folding import outlet_key, person_key
from archive.store import Archive
from scraper.records import Expert, Source
from tests.archive_support import SITE, Crawler, article, at, new_archive

JAN = f"{SITE}/expert/jan-rozenboom/"


def by(crawler: Crawler, *experts: Expert, outlet: str = "A Paper") -> None:
    path = f"/{crawler.one('SELECT count(*) FROM articles')}/"
    source = Source(name=outlet, url=None, phrase=outlet)
    crawler.read(path, article(path, experts=experts, source=source, body=(path,)))


@pytest.mark.parametrize(
    "spelling",
    [
        "prof. dr. Zoë van der Smit-Bruin",
        "ZOE VAN DER SMIT BRUIN",
        "Zoë van der Smit‑Bruin, PhD",  # a hyphen that does not break
        "Drs. Zoe  van der Smit–Bruin MSc",  # a dash
        "Zoe\u0308 van der Smit-Bruin",
    ],
)
def test_spellings_of_a_person_are_one(spelling: str) -> None:
    assert person_key(spelling) == "zoe van der smit bruin"


@pytest.mark.parametrize(
    ("name", "key"),
    [("Yo-Yo Ma", "yo yo ma"), ("Dr. Verhoeven", "dr verhoeven"), ("---", "---"), ("李明", "李明")],
)
def test_a_name_keeps_what_is_its_own(name: str, key: str) -> None:
    assert person_key(name) == key


def test_spellings_of_a_medium_are_one() -> None:
    spellings = ["The Süd-Post", "sud post", "SÜD-POST", "the Sud Post"]

    assert {outlet_key(spelling) for spelling in spellings} == {"sud post"}
    assert outlet_key("The The") == "the"
    assert outlet_key("L'Écho") == outlet_key("L’Echo")


def test_rows_are_one_by_rule(crawler: Crawler) -> None:
    by(crawler, Expert(name="Jan Rozenboom", url=JAN), outlet="The Post")
    by(crawler, Expert(name="Dr. Jan Rozenboom"), outlet="POST")
    by(crawler, Expert(name="J. Rozenboom", url=JAN))

    assert crawler.all("SELECT name FROM experts") == [("Jan Rozenboom",)]
    assert crawler.one("SELECT count(*) FROM articles_by_expert") == 3
    assert crawler.all("SELECT name FROM outlets ORDER BY id") == [("The Post",), ("A Paper",)]


def test_a_team_on_one_page_stays_apart(crawler: Crawler) -> None:
    team = f"{SITE}/team/"

    by(crawler, Expert(name="Ada Smit", url=team), Expert(name="Bo Jansen", url=team))

    assert crawler.one("SELECT count(*) FROM experts") == 2


def test_an_alias_makes_rows_one_and_those_to_come(archive: Archive, crawler: Crawler) -> None:
    by(crawler, Expert(name="J. Rozenboom"))
    by(crawler, Expert(name="Jan Rozenboom", url=JAN), Expert(name="J. Rozenboom"))

    merged = archive.alias("expert", "J. Rozenboom", "Jan Rozenboom")
    Crawler(archive, at(60))
    archive._recording.forget()
    by(crawler, Expert(name="j rozenboom", url=f"{SITE}/elsewhere/"))

    assert merged == 1
    assert crawler.all("SELECT name, url FROM experts") == [("Jan Rozenboom", JAN)]
    assert crawler.one("SELECT count(*) FROM articles_by_expert") == 3
    assert archive.aliases() == [Alias(kind="expert", name="J. Rozenboom", target="Jan Rozenboom")]
    assert archive.verify().problems == ()


def test_a_search_follows_aliases(archive: Archive, crawler: Crawler) -> None:
    by(crawler, Expert(name="Jan Rozenboom"), outlet="Financial Times")
    by(crawler, Expert(name="Ada Smit"), outlet="A Paper")
    archive.alias("expert", "J. Rozenboom", "Jan Rozenboom")
    archive.alias("outlet", "FT", "Financial Times")

    for filters in (
        Filters(expert="dr. j rozenboom"),
        Filters(expert="Jan Rozenboom"),
        Filters(outlet="ft"),
        Filters(expert="J. Rozenboom", outlet="FT"),
    ):
        hits = archive.search("harbours", filters=filters)
        assert ([hit.id for hit in hits], hits.note) == ([1], None)
    archive.remove_alias("outlet", "FT")
    assert (
        archive.search("harbours", filters=Filters(outlet="FT")).note == "there is no outlet 'FT'"
    )


def test_aliases_of_a_merged_archive_hold_here(archive: Archive, crawler: Crawler) -> None:
    by(crawler, Expert(name="J. Rozenboom"), outlet="FT")
    archive.alias("outlet", "FT", "Fin. Times")
    folder = archive.path.parent / "other"
    folder.mkdir()
    with new_archive(folder) as other:
        by(Crawler(other), Expert(name="Jan Rozenboom"), outlet="Financial Times")
        other.alias("expert", "J. Rozenboom", "Jan Rozenboom")
        other.alias("outlet", "FT", "Financial Times")

    for _ in range(2):
        archive.merge(folder / "a.db")

        assert crawler.all("SELECT name FROM experts") == [("Jan Rozenboom",)]
        assert crawler.all("SELECT kind, name, target FROM aliases ORDER BY kind") == [
            ("expert", "J. Rozenboom", "Jan Rozenboom"),
            ("outlet", "FT", "Fin. Times"),
        ]
    assert archive.verify().problems == ()


def test_aliases_of_outlets_and_no_chains(archive: Archive, crawler: Crawler) -> None:
    for outlet in ("FT", "Financial Times", "Fin. Times"):
        by(crawler, outlet=outlet)

    archive.alias("outlet", "Fin. Times", "FT")
    archive.alias("outlet", "FT", "The Financial Times")

    assert crawler.all("SELECT name FROM outlets") == [("The Financial Times",)]
    assert {a.target for a in archive.aliases()} == {"The Financial Times"}
    assert crawler.one("SELECT count(*) FROM articles_by_outlet") == 3


@pytest.mark.parametrize(
    ("name", "target"), [("Dr. Ada Smit", "ada smit"), ("", "Ada"), ("FT", "Times")]
)
def test_what_is_one_already_is_refused(archive: Archive, name: str, target: str) -> None:
    archive.alias("expert", "Times", "FT")

    with pytest.raises(BadAlias):
        archive.alias("expert", name, target)


def test_an_alias_can_be_taken_back_for_what_comes(archive: Archive, crawler: Crawler) -> None:
    archive.alias("outlet", "FT", "Financial Times")
    archive.remove_alias("outlet", "ft")
    by(crawler, outlet="FT")

    assert crawler.all("SELECT name FROM outlets") == [("FT",)]
    with pytest.raises(BadAlias):
        archive.remove_alias("outlet", "FT")


def test_rows_of_before_become_one_with_their_articles(archive: Archive, crawler: Crawler) -> None:
    conn = archive._db.conn
    for n, (name, url) in enumerate(
        [("Dr. Jan Rozenboom", ""), ("Jan Rozenboom", JAN), ("J. Rozenboom", JAN), ("X Y", JAN)]
    ):
        by(crawler)
        conn.execute(
            "INSERT INTO experts (name, url, name_key, url_key) VALUES (?, nullif(?, ''), ?, ?)",
            (name, url, name.casefold(), url),
        )
        conn.execute("INSERT INTO articles_experts VALUES (?, ?, NULL, 0)", (n + 1, n + 1))
    conn.execute("INSERT INTO outlets (name, name_key) VALUES ('The a paper', 'the a paper')")
    conn.execute("UPDATE articles SET outlet_id = 2 WHERE id = 2")

    fold_names(conn)

    assert crawler.all("SELECT name, url FROM experts ORDER BY id") == [
        ("Jan Rozenboom", JAN),
        ("X Y", JAN),
    ]
    assert crawler.all("SELECT article_id, expert_id FROM articles_experts ORDER BY 1") == [
        (1, 2), (2, 2), (3, 2), (4, 4),
    ]  # fmt: skip
    assert crawler.one("SELECT count(*) FROM outlets") == 1
    assert crawler.one("SELECT count(DISTINCT outlet_id) FROM articles") == 1
