"""A report for a person or a program: text, Markdown or JSON."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from archive.describe import as_table
from archive.report import Report
from archive.section import Section

FORMATS = {"text": (".txt", ".text"), "markdown": (".md", ".markdown"), "json": (".json",)}
_WIDEST_CELL = 100
# What a page says reaches terminals and mails: no control characters, no direction overrides.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#~])")


def format_of(file: Path) -> str | None:
    """Return the format that a file's suffix asks for, or None."""
    suffix = file.suffix.lower()
    return next((name for name, suffixes in FORMATS.items() if suffix in suffixes), None)


def render_report(report: Report, form: str) -> str:
    """Return a report as `text`, `markdown` or `json`, with a newline at its end."""
    if form == "json":
        whole = {
            "run": report.run,
            "before": report.before,
            "sections": {
                section.name: {"total": section.total, "rows": section.facts}
                for section in report.sections
            },
        }
        return msgspec.json.format(msgspec.json.encode(whole)).decode() + "\n"
    return _markdown(report) if form == "markdown" else _text(report)


def _text(report: Report) -> str:
    lines = [*_head(report), ""]
    for section in report.sections:
        if section.rows:
            lines += [_title(section), ""]
            cells = [[_short(cell) for cell in row] for row in section.rows]
            table = as_table([section.header, *cells])
            lines += [f"  {line}".rstrip() for line in table.splitlines()]
            lines += [*_more(section), ""]
        elif section.empty:
            lines += [section.empty, ""]
    return "\n".join([*lines, "Runs before", "", *_before(report)]).rstrip() + "\n"


def _markdown(report: Report) -> str:
    head, *rest = _head(report)
    lines = [f"# {_escape(head)}", ""]
    for line in rest:
        lines += [_escape(line), ""]
    for section in report.sections:
        if section.rows:
            lines += [f"## {_title(section)}", "", _row(section.header)]
            lines.append(_row("---" for _ in section.header))
            lines += [_row(map(_cell, row)) for row in section.rows]
            lines.append("")
            for line in _more(section):
                lines += [line, ""]
        elif section.empty:
            lines += [section.empty, ""]
    lines += ["## Runs before", "", *(f"- {_escape(line)}" for line in _before(report))]
    return "\n".join(lines).rstrip() + "\n"


def _head(report: Report) -> list[str]:
    run = report.run
    took = "" if run.seconds is None else f", took {run.seconds:,.1f} s"
    lines = [f"Run {run.id}: {_clean(run.verdict)}", f"Began {run.started_at}{took}."]
    pages = sum(run.totals.get(name, 0) for name in ("fetched", "unchanged", "moved", "gone"))
    read = ", ".join(
        f"{run.totals.get(name, 0)} {word}"
        for name, word in (("fetched", "read"), ("unchanged", "not modified"), ("moved", "moved"))
    )
    skipped = run.totals.get("skipped", {})
    lines.append(f"Pages: {pages} answered ({read}), {sum(skipped.values())} skipped.")
    return lines


def _before(report: Report) -> list[str]:
    return [f"run {run.id}, {run.started_at}: {_clean(run.verdict)}" for run in report.before] or [
        "none"
    ]


def _title(section: Section) -> str:
    return f"{section.title} ({section.total})"


def _more(section: Section) -> list[str]:
    hidden = section.total - len(section.rows)
    return [f"  and {hidden} more"] if hidden > 0 else []


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: str) -> str:
    text = _clean(cell)
    # Autolinks keep an address whole; one with an angle bracket in it is shown as text.
    if re.fullmatch(r"https?://[^\s<>|]+", text):
        return f"<{text}>"
    return _escape(text)


def _escape(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text)


def _short(cell: str) -> str:
    text = _clean(cell)
    # An address is no use when it is cut.
    if len(text) <= _WIDEST_CELL or text.startswith(("http://", "https://")):
        return text
    return text[: _WIDEST_CELL - 1] + "…"


__all__: Sequence[str] = ("FORMATS", "format_of", "render_report")
