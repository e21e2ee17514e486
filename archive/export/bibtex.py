"""Articles as BibTeX, readable by BibTeX, biber and reference managers alike.

An entry is `@online`, which biblatex knows and BibTeX treats as `@misc`; hence both `date` and
`year`. Text is UTF-8; all that LaTeX would act on is escaped.
"""

import re
import sqlite3
from collections.abc import Iterator

from archive.export.citations import (
    address_of,
    authors_of,
    day_of,
    key_of,
    keywords_of,
    note_of,
    one_line,
    person_of,
    title_of,
)
from archive.export.selection import Exported, read_exported

# BibTeX counts braces whether or not a backslash stands before them, so none is written alone.
_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "_": r"\_",
        "%": r"\%",
    }
)
# Two of these in a row are a dash, a quotation mark or another sign to LaTeX.
_LIGATURES = re.compile(r"([-`'<>,])(?=\1)|[?!](?=`)")
_LANGUAGES = {"en": "english", "nl": "dutch", "de": "german", "fr": "french", "es": "spanish"}


def escape(text: str) -> str:
    """Return a text as LaTeX that prints it, on one line, with its braces in balance."""
    return _LIGATURES.sub(r"\g<0>{}", one_line(text).translate(_ESCAPES))


def write_bibtex(conn: sqlite3.Connection, rows: str) -> Iterator[bytes]:
    """Yield the articles as BibTeX entries."""
    for exported in read_exported(conn, rows):
        yield f"{bibtex_entry(exported)}\n".encode()


def bibtex_entry(exported: Exported) -> str:
    """Return one article as an entry, ending in a newline."""
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(exported))
    return f"@online{{{key_of(exported)},\n{lines}}}\n"


def _fields(exported: Exported) -> Iterator[tuple[str, str]]:
    article = exported.article
    yield "title", f"{{{escape(title_of(exported))}}}"  # braced: its capitals are to stay
    if names := authors_of(exported):
        yield "author", " and ".join(map(_author, names))
    if day := day_of(article.published):
        yield "date", day.isoformat()
        yield "year", f"{day.year:04}"
    yield "organization", escape(exported.site)
    yield "url", address_of(exported)  # verbatim: an escape would become a part of it
    yield "urldate", exported.archived_at[:10]
    if language := _LANGUAGES.get((article.lang or "").partition("-")[0]):
        yield "langid", language
    if summary := escape(article.summary or ""):
        yield "abstract", summary
    if keywords := keywords_of(exported):
        # A comma parts keywords, so none may hold one.
        yield "keywords", ", ".join(escape(word.replace(",", " ")) for word in keywords)
    yield "note", escape(note_of(exported))


def _author(name: str) -> str:
    person = person_of(name)
    if person is None:
        return f"{{{escape(name)}}}"
    return f"{person.particle} {person.family}, {person.given}".lstrip()
