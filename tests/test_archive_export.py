"""Exports, read back by the programs they are for: spreadsheets, libraries, notebooks."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas
import pyarrow.parquet
import pytest
import yaml
from click.testing import CliRunner

import archive.export.parquet as parquet
from archive.cli_export import FORMATS as OFFERED
from archive.errors import BadCondition, MissingLibrary
from archive.export import FORMATS
from archive.export.citations import one_line
from archive.export.markdown import export_notes
from archive.store import Archive
from scrape import cli
from tests.archive_support import SITE, Crawler, article, new_archive
from tests.export_support import HOSTILE, digest_of, hostile_archive


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Archive]:
    with hostile_archive(tmp_path) as archive:
        yield archive


def parquet_of(kept: Archive) -> Any:
    return pyarrow.parquet.read_table(io.BytesIO(b"".join(kept.export("parquet"))))


def test_the_command_offers_what_there_is() -> None:
    assert OFFERED == FORMATS


def test_markdown_is_a_file_for_each_behind_yaml_that_reads_back(
    kept: Archive, tmp_path: Path
) -> None:
    folder = tmp_path / "notes"
    arguments = [str(kept.path), "--format", "markdown", "-o", str(folder)]
    done = CliRunner().invoke(cli, ["export", *arguments], catch_exceptions=False)

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
        assert CliRunner().invoke(cli, ["export", *arguments]).exit_code == 0

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


@pytest.mark.parametrize(
    "where", ["title MATCH 'x'", "json_extract(title, '$')", "load_extension('x')"]
)
def test_a_condition_that_breaks_down_at_a_row_is_told_as_that(kept: Archive, where: str) -> None:
    for form in ("csv", "markdown", "warc", "wacz"):
        with pytest.raises(BadCondition, match="the condition does not hold"):
            b"".join(kept.export(form, where=where))
    with pytest.raises(BadCondition):
        list(export_notes(kept.path, where=where))


def test_nothing_is_sorted_so_the_first_row_comes_at_once(kept: Archive) -> None:
    from archive.export.selection import selected

    for where in (None, "year >= 2020", "section = 'News'"):
        sql = f"EXPLAIN QUERY PLAN SELECT body FROM ({selected(where)}) ORDER BY article_id"
        steps = [row[3] for row in kept.rows(sql)]
        assert not [step for step in steps if "TEMP B-TREE" in step]
