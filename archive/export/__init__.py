"""The archive's articles, and the captures behind them, as files other programs read.

A module for each family of formats.
"""

from collections.abc import Iterator
from pathlib import Path

from archive.errors import BadCondition
from archive.export.bibtex import write_bibtex
from archive.export.citations import write_csl_json, write_ris
from archive.export.markdown import write_markdown
from archive.export.parquet import require_pyarrow, write_parquet
from archive.export.selection import Writer, check_condition, stream
from archive.export.tables import write_csv, write_jsonl
from archive.export.wacz import export_wacz
from archive.export.warc import export_warc

_WRITERS: dict[str, Writer] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
    "markdown": write_markdown,
    "bibtex": write_bibtex,
    "ris": write_ris,
    "csl-json": write_csl_json,
}
# These hold captures, and find their own way through the archive.
_CAPTURES = {"warc": export_warc, "wacz": export_wacz}
FORMATS = (*_WRITERS, *_CAPTURES)

__all__ = ["FORMATS", "export_articles"]


def export_articles(path: Path, format: str, *, where: str | None = None) -> Iterator[bytes]:
    """Yield the articles as chunks of one file, in the order of their ids.

    Args:
        path: The archive.
        format: One of FORMATS.
        where: An SQL condition over the columns of the CSV, such as `year >= 2020`.

    Raises:
        BadCondition: The format is unknown or the condition is no SQL; before the first chunk.
        MissingLibrary: A format needs a library that is not installed; before the first chunk.
    """
    if format in _CAPTURES:
        return _CAPTURES[format](path, where=where)
    writer = _WRITERS.get(format)
    if writer is None:
        raise BadCondition(f"unknown format {format!r}; there is {', '.join(FORMATS)}")
    if format == "parquet":
        require_pyarrow()
    check_condition(path, where)
    return stream(path, writer, where)
