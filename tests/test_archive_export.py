"""Exports, read back by the programs they are for: spreadsheets, libraries, notebooks."""

import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas
import pyarrow.parquet
import pytest
import rispy
import yaml
from bibtexparser.entrypoint import parse_string
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

import archive.export.parquet as parquet
from archive.cli_export import FORMATS as OFFERED
from archive.cli_export import export
from archive.errors import ArchiveError, BadCondition, BadOutput, MissingLibrary
from archive.export import FORMATS
from archive.export.bibtex import escape
from archive.export.citations import Person, one_line, person_of
from archive.export.output import whole_file, whole_folder
from archive.store import Archive
from tests.archive_support import SITE, Crawler, article, at, new_archive

HOSTILE = (
    "A } brace",
    "{ two { open",
    r"C:\new\{table} \\",
    "50% of $5 & #3_x ^ ~ \"quoted\" 'single'",
    "-- dashes --- and ``quotes'' << >> ?` !`",
    "TY  - NEWS\r\nER  - \r\n",
    "line\u2028separator\x85next\x0btab\tx\x1c",
    "@article{x, title = {y}}",
    "---\nkey: value\n...",
    "- [x]: {a, b} # comment",
    "null",
    "2024-13-45",
    "=HYPERLINK(1)",
    "🜁 é é العربية",
    ", and ,",
    "<script>alert(1)</script>]]>",
)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Archive]:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        for n, title in enumerate(HOSTILE):
            about = {
                "title": title,
                "summary": title,
                "tags": (title, "Ports"),
                "authors": (title, "Bram de Groot"),
            }
            crawler.read(f"/{n}/", article(f"/{n}/", **about), at(n))
        crawler.read(
            "/bare/", article("/bare/", title=None, published=None, summary=None, source=None)
        )
        yield archive


def data_of(kept: Archive, form: str, where: str | None = None) -> str:
    return b"".join(kept.export(form, where=where)).decode()


def parquet_of(kept: Archive) -> Any:
    return pyarrow.parquet.read_table(io.BytesIO(b"".join(kept.export("parquet"))))


def shown(latex: str) -> str:
    """Return what LaTeX prints, as pylatexenc reads it; but for three signs it knows otherwise."""
    for name, sign in (("left", "\\{"), ("right", "\\}")):
        latex = latex.replace(f"\\textbrace{name}{{}}", sign)
    return str(LatexNodes2Text().latex_to_text(latex)).replace("ˆ", "^")


def digest_of(kept: Archive, article_id: int) -> str:
    return kept.article(article_id).revisions[-1].snapshot_digest


def test_the_command_offers_what_there_is() -> None:
    assert OFFERED == FORMATS


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


def test_markdown_is_a_file_for_each_behind_yaml_that_reads_back(
    kept: Archive, tmp_path: Path
) -> None:
    folder = tmp_path / "notes"
    done = CliRunner().invoke(
        export, [str(kept.path), "--format", "markdown", "-o", str(folder)], catch_exceptions=False
    )

    assert done.exit_code == 0
    files = sorted(folder.rglob("*.md"), key=lambda file: int(file.stem.rpartition("-")[2] or 0))
    assert len(files) == len(HOSTILE) + 1
    assert files[0].relative_to(folder) == Path("2026/2026-02-14-a-brace-1.md")
    assert files[-1].relative_to(folder).parts[0] == "undated"
    for n, (file, title) in enumerate(zip(files, HOSTILE, strict=False), 1):
        _, front, text = file.read_text().split("---\n", 2)
        matter = yaml.safe_load(front)
        assert matter["title"] == one_line(title)
        assert matter["published"] == date(2026, 2, 14)
        assert matter["published_at"] == datetime.fromisoformat("2026-02-14T09:30:00+01:00")
        assert matter["tags"] == [one_line(title), "Ports"]
        assert matter["snapshot_digest"] == digest_of(kept, n)
        assert matter["archived_at"].tzinfo is not None
        assert text.startswith("\n# ")


def test_the_zip_holds_the_folder_and_the_stream_all_of_it(kept: Archive, tmp_path: Path) -> None:
    for name in ("notes", "notes.zip", "notes.md"):
        arguments = [str(kept.path), "--format", "markdown", "-o", str(tmp_path / name)]
        assert CliRunner().invoke(export, arguments).exit_code == 0

    folder = tmp_path / "notes"
    files = {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*.md")}
    with zipfile.ZipFile(tmp_path / "notes.zip") as zipped:
        assert zipped.testzip() is None
        assert {name: zipped.read(name) for name in zipped.namelist()} == files
    stream = (tmp_path / "notes.md").read_bytes()
    assert all(text in stream for text in files.values())


def test_parquet_has_real_types_and_equals_the_csv(kept: Archive) -> None:
    table = parquet_of(kept)
    rows = table.to_pylist()
    text = pandas.read_csv(
        io.BytesIO(b"".join(kept.export("csv"))), keep_default_na=False, dtype=str
    )

    assert {name: str(table.schema.field(name).type) for name in ("published", "gone_at")} == {
        "published": "date32[day]",
        "gone_at": "timestamp[us, tz=UTC]",
    }
    assert rows[0]["published"] == date(2026, 2, 14)
    assert rows[0]["published_at"] == datetime(2026, 2, 14, 8, 30, tzinfo=UTC)
    assert rows[0]["tags"] == [HOSTILE[0], "Ports"]
    assert rows[0]["experts"][1] == {"name": "Bram de Groot", "role": None, "url": None}
    assert rows[0]["attachments"] == [{"title": "The report", "url": f"{SITE}/files/report.pdf"}]
    assert rows[0]["snapshot_digest"] == digest_of(kept, 1)
    assert rows[-1]["published"] is None
    assert set(text.columns) <= set(table.column_names)
    for name in ("id", "url", "title", "body", "word_count", "year", "month", "outlet", "site"):
        assert ["" if row[name] is None else str(row[name]) for row in rows] == list(text[name])


def test_parquet_is_written_in_groups(kept: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP_CHARACTERS", 100)

    file = pyarrow.parquet.ParquetFile(io.BytesIO(b"".join(kept.export("parquet"))))

    assert file.num_row_groups > 3
    assert file.read().num_rows == len(HOSTILE) + 1


def test_a_time_that_is_none_is_null_in_parquet(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        odd = article(
            "/a/",
            published="spring",
            published_at="2026-02-14",
            updated_at="0001-01-01T00:00+14:00",
        )
        Crawler(archive).read("/a/", odd)

        (row,) = parquet_of(archive).to_pylist()
        assert (row["published"], row["published_at"], row["updated_at"]) == (None, None, None)
        for form in FORMATS:
            assert b"".join(archive.export(form))


def test_without_pyarrow_the_hint_says_what_to_install(
    kept: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(MissingLibrary, match="pyarrow") as caught:
        kept.export("parquet")

    assert caught.value.hint is not None
    assert "pip install" in caught.value.hint


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_takes_a_condition_and_an_empty_answer(kept: Archive, form: str) -> None:
    some = b"".join(kept.export(form, where="id IN (2, 3) AND site = 'institute.example'"))
    none = b"".join(kept.export(form, where="1 = 0"))

    assert len(none) < len(some) < len(b"".join(kept.export(form)))
    with pytest.raises(BadCondition):
        kept.export(form, where="1) OR (1")


def test_the_digest_is_of_the_bytes_of_the_newest_reading(kept: Archive) -> None:
    Crawler(kept).read("/0/", article("/0/", title="Changed"), at(500))

    (item,) = json.loads(data_of(kept, "csl-json", "id = 1"))

    assert item["title"] == "Changed"
    assert item["archive_location"] == f"sha256:{digest_of(kept, 1)}"
    assert "2026-03-01T20:20:00Z" in item["note"]


def test_nothing_is_sorted_so_the_first_row_comes_at_once(kept: Archive) -> None:
    from archive.export.selection import selected

    for where in (None, "year >= 2020", "section = 'News'"):
        sql = f"EXPLAIN QUERY PLAN SELECT body FROM ({selected(where)}) ORDER BY article_id"
        steps = [row[3] for row in kept.rows(sql)]
        assert not [step for step in steps if "TEMP B-TREE" in step]


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"before")

    with suppress(RuntimeError), whole_file(file) as opened:
        opened.write(b"half")
        raise RuntimeError

    assert file.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_bytes(b"")
    (tmp_path / "link.csv").symlink_to("real.csv")

    with whole_file(tmp_path / "link.csv") as opened:
        opened.write(b"new")

    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    with suppress(RuntimeError), whole_folder(tmp_path / "notes") as folder:
        (folder / "a.md").write_text("half")
        raise RuntimeError

    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(kept: Archive, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/note.md").write_text("written by hand")

    arguments = [str(kept.path), "--format", "markdown", "-o", str(tmp_path / "mine")]
    done = CliRunner().invoke(export, arguments)

    assert isinstance(done.exception, BadOutput)
    assert [f.name for f in (tmp_path / "mine").iterdir()] == ["note.md"]


@pytest.mark.parametrize("form", FORMATS)
def test_the_archive_itself_is_no_place_for_an_export(kept: Archive, form: str) -> None:
    done = CliRunner().invoke(export, [str(kept.path), "--format", form, "-o", str(kept.path)])

    assert isinstance(done.exception, ArchiveError)
    assert kept.status().articles == len(HOSTILE) + 1


def test_a_damaged_reading_is_told_and_no_half_file_is_left(kept: Archive, tmp_path: Path) -> None:
    with sqlite3.connect(kept.path) as conn:
        conn.execute("UPDATE revisions SET reading = '{' WHERE article_id = 5")

    for form in FORMATS:
        if form == "csv":
            continue  # it needs no reading
        arguments = [str(kept.path), "--format", form, "-o", str(tmp_path / "out")]
        done = CliRunner().invoke(export, arguments)
        assert isinstance(done.exception, ArchiveError), form
        assert not (tmp_path / "out").exists()


def test_a_reader_that_has_enough_ends_the_export_quietly(kept: Archive) -> None:
    reader, writer = os.pipe()
    os.close(reader)

    done = subprocess.run(
        [sys.executable, "scrape.py", "export", str(kept.path), "--format", "ris"],
        cwd=Path(__file__).parent.parent,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)

    assert (done.returncode, done.stderr) == (1, b"")


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@settings(
    deadline=None,
    max_examples=40,
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
