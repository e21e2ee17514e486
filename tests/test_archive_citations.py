"""References, read back by bibtexparser and rispy, from titles that mean something to a format."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import rispy
import yaml
from bibtexparser.entrypoint import parse_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from archive.export.bibtex import escape
from archive.export.citations import Person, one_line, person_of
from archive.store import Archive
from tests.archive_support import SITE, Crawler, article, at, new_archive
from tests.export_support import HOSTILE, data_of, digest_of, hostile_archive
from tests.properties import examples


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Archive]:
    with hostile_archive(tmp_path) as archive:
        yield archive


def shown(latex: str) -> str:
    """Return what LaTeX prints, as pylatexenc reads it; but for three signs it knows otherwise."""
    for name, sign in (("left", "\\{"), ("right", "\\}")):
        latex = latex.replace(f"\\textbrace{name}{{}}", sign)
    return str(LatexNodes2Text().latex_to_text(latex)).replace("ˆ", "^")


def test_bibtex_gives_hostile_text_back(kept: Archive) -> None:
    library = parse_string(data_of(kept, "bibtex"))

    assert not library.failed_blocks
    assert len(library.entries) == len(HOSTILE) + 1
    for n, (entry, title) in enumerate(zip(library.entries, HOSTILE, strict=False), 1):
        fields = {name: shown(field.value) for name, field in entry.fields_dict.items()}
        assert fields["title"] == one_line(title)
        assert fields["abstract"] == one_line(title)
        assert entry.entry_type == "online"
        assert entry.key == f"institute-example-{n}"
        assert fields["date"] == "2026-02-14"
        assert fields["urldate"] == "2026-03-01"
        assert fields["url"] == f"{SITE}/{n - 1}/"
        assert f"SHA-256 {digest_of(kept, n)}" in fields["note"]


@given(st.text(max_size=80))
def test_escaped_text_never_upsets_the_balance_of_braces(text: str) -> None:
    depth = 0
    for sign in escape(text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    assert len(escape(text).splitlines()) <= 1


def test_ris_gives_hostile_text_back(kept: Archive) -> None:
    entries = rispy.loads(data_of(kept, "ris"))

    assert len(entries) == len(HOSTILE) + 1
    for n, (entry, title) in enumerate(zip(entries, HOSTILE, strict=False), 1):
        assert entry["type_of_reference"] == "ELEC"
        assert entry["title"] == one_line(title)
        assert entry["abstract"] == one_line(title)
        assert entry["authors"][-1] == "de Groot, Bram"
        assert entry["urls"] == [f"{SITE}/{n - 1}/"]
        assert entry["access_date"] == "2026/03/01"
        assert digest_of(kept, n) in entry["notes"][0]


def test_csl_json_gives_hostile_text_back(kept: Archive) -> None:
    items = json.loads(data_of(kept, "csl-json"))

    assert len(items) == len(HOSTILE) + 1
    for n, (item, title) in enumerate(zip(items, HOSTILE, strict=False), 1):
        assert item["title"] == one_line(title)
        assert item["issued"] == {"date-parts": [[2026, 2, 14]]}
        assert item["accessed"] == {"date-parts": [[2026, 3, 1]]}
        assert item["archive_location"] == f"sha256:{digest_of(kept, n)}"
        assert item["author"][-1] == {
            "given": "Bram",
            "non-dropping-particle": "de",
            "family": "Groot",
        }
    assert items[-1]["title"] == "(no title)"
    assert "issued" not in items[-1]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada Verhoeven", ("Ada", "", "Verhoeven")),
        ("Jan van der Berg", ("Jan", "van der", "Berg")),
        ("Noor el Amrani", ("Noor", "el", "Amrani")),
        ("J.P. Rozenboom", ("J.P.", "", "Rozenboom")),
        ("Ingmar Sørbø", ("Ingmar", "", "Sørbø")),
        ("Conor O'Neil-Smith", ("Conor", "", "O'Neil-Smith")),
        ("Reuters", None),
        ("The Institute of Ports", None),
        ("HCSS Cyber Team", None),
        ("Smith, PhD", None),
        ("van Gogh", None),
        ("Agent 007", None),
        ("", None),
    ],
)
def test_a_name_is_parted_only_where_it_is_a_persons(
    name: str, parts: tuple[str, str, str] | None
) -> None:
    expected = parts and Person(given=parts[0], particle=parts[1], family=parts[2])

    assert person_of(name) == expected


def test_the_digest_is_of_the_bytes_of_the_newest_reading(kept: Archive) -> None:
    Crawler(kept).read("/0/", article("/0/", title="Changed"), at(500))

    (item,) = json.loads(data_of(kept, "csl-json", "id = 1"))

    assert item["title"] == "Changed"
    assert item["archive_location"] == f"sha256:{digest_of(kept, 1)}"
    assert "2026-03-01T20:20:00Z" in item["note"]


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@settings(
    deadline=None,
    max_examples=examples(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(title=words, name=words)
def test_any_title_comes_back_from_every_reader(
    title: str, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    headline = one_line(title) or "(no title)"
    with new_archive(tmp_path_factory.mktemp("any")) as archive:
        Crawler(archive).read("/a/", article("/a/", title=title, authors=(name,)))

        library = parse_string(data_of(archive, "bibtex"))
        (entry,) = library.entries
        (reference,) = rispy.loads(data_of(archive, "ris"))
        (item,) = json.loads(data_of(archive, "csl-json"))
        front = re.split(r"^---\n", data_of(archive, "markdown"), maxsplit=2, flags=re.MULTILINE)[1]

    assert entry.fields_dict["title"].value == f"{{{escape(headline)}}}"
    assert reference["title"] == headline
    assert item["title"] == headline
    assert (yaml.safe_load(front).get("title") or "(no title)") == headline
