"""Articles as references for one's library: RIS and CSL-JSON, and what BibTeX shares with them.

Each tells when the page was archived and the SHA-256 of its bytes, so that what was cited can be
proved. The keys are made of the host and the article's id: they stay when a date is corrected.
"""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import msgspec

from archive.export.selection import CHUNK_ROWS, Exported, read_exported

# White space of any kind, and what is no text: both end a line for some reader.
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]+")
_NOT_IN_KEY = re.compile(r"[^a-z0-9]+")
_NOT_IN_ADDRESS = re.compile(r"[\s\x00-\x20\x7f-\x9f\\{}<>\"^`|]")
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")
_ACRONYM_LETTERS = 3
# Between capitalised words these make an institution, where other small words make a surname.
_OF_INSTITUTIONS = frozenset({"and", "of", "for", "the", "on", "in", "en", "voor", "und", "et"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A name in its parts: Bram, de, Groot."""

    given: str
    particle: str
    family: str


def one_line(text: str) -> str:
    """Return a text on one line, without what is no text."""
    return _BREAKS.sub(" ", text).strip()


def title_of(exported: Exported) -> str:
    """Return the headline on one line; reference managers want one."""
    return one_line(exported.article.title or "") or "(no title)"


def key_of(exported: Exported) -> str:
    """Return a key of ASCII letters, digits and hyphens, the archive's only one such."""
    host = exported.site.lower().removeprefix("www.")
    return f"{_NOT_IN_KEY.sub('-', host).strip('-') or 'site'}-{exported.id}"


def address_of(exported: Exported) -> str:
    """Return the URL with what is not allowed in one percent-encoded."""
    return _NOT_IN_ADDRESS.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), exported.url
    )


def day_of(text: str | None) -> date | None:
    """Return the day a text begins with, or None."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def person_of(name: str) -> Person | None:
    """Return the parts of a person's name, or None for what had better stay whole.

    Small words before the surname belong to it; an acronym or "of" makes it an institution.
    """
    words = name.split(" ")
    is_name = all(_NAME_WORD.fullmatch(word) for word in words)
    if not is_name or not 2 <= len(words) <= 6 or _OF_INSTITUTIONS & set(words):
        return None
    if any(word.isupper() and len(word) >= _ACRONYM_LETTERS and word.isalpha() for word in words):
        return None
    small = [place for place, word in enumerate(words) if word[0].islower()]
    if not small:
        return Person(given=" ".join(words[:-1]), particle="", family=words[-1])
    start, end = small[0], small[-1] + 1
    if start == 0 or end == len(words):
        return None
    return Person(
        given=" ".join(words[:start]),
        particle=" ".join(words[start:end]),
        family=" ".join(words[end:]),
    )


def authors_of(exported: Exported) -> list[str]:
    """Return the names of the byline, each on one line."""
    return [name for author in exported.article.authors if (name := one_line(author))]


def keywords_of(exported: Exported) -> list[str]:
    """Return the tags, then the experts that the page names."""
    article = exported.article
    names = [*article.tags, *(expert.name for expert in article.experts)]
    return list(dict.fromkeys(word for name in names if (word := one_line(name))))


def note_of(exported: Exported) -> str:
    """Return where the article was taken from and how to prove what it said."""
    note = f"Archived {exported.archived_at[:19]}Z, SHA-256 {exported.snapshot_digest}"
    if exported.gone_at:
        note += f". Gone from the site since {exported.gone_at[:10]}"
    if source := exported.article.source:
        note += f". {one_line(source.phrase).rstrip('.')}"
        note += f": {one_line(source.url)}" if source.url else ""
    return note


def write_ris(conn: sqlite3.Connection, rows: str) -> Iterator[bytes]:
    """Yield the articles as RIS. Source: the RIS format of Reference Manager, 2001 and 2011."""
    for exported in read_exported(conn, rows):
        yield f"{ris_entry(exported)}\r\n".encode()


def ris_entry(exported: Exported) -> str:
    """Return one article as a record, ending in CR LF as all of its lines."""
    lines = "".join(f"{tag}  - {value}\r\n" for tag, value in _ris_fields(exported))
    return f"{lines}ER  - \r\n"


def _ris_fields(exported: Exported) -> Iterator[tuple[str, str]]:
    article = exported.article
    yield "TY", "ELEC"
    yield "ID", key_of(exported)
    yield "TI", title_of(exported)
    for name in authors_of(exported):
        person = person_of(name)
        # A comma at the end says that there is nothing to be turned round.
        yield "AU", _inverted(person) if person else name if "," in name else f"{name},"
    if day := day_of(article.published):
        yield "PY", f"{day.year:04}"
        yield "DA", f"{day:%Y/%m/%d}"
    yield "T2", exported.site
    yield "UR", address_of(exported)
    yield "Y2", exported.archived_at[:10].replace("-", "/")
    for tag, text in (("LA", article.lang), ("AB", article.summary)):
        if value := one_line(text or ""):
            yield tag, value
    for word in keywords_of(exported):
        yield "KW", word
    yield "N1", note_of(exported)


def _inverted(person: Person) -> str:
    return f"{person.particle} {person.family}, {person.given}".lstrip()


def write_csl_json(conn: sqlite3.Connection, rows: str) -> Iterator[bytes]:
    """Yield the articles as one JSON list. Source: CSL 1.0.2, csl-data.json."""
    encode = msgspec.json.Encoder().encode
    opening, pieces = b"[\n", []
    for number, exported in enumerate(read_exported(conn, rows), 1):
        pieces.append(opening + encode(_csl_item(exported)))
        opening = b",\n"
        if number % CHUNK_ROWS == 0:
            yield b"".join(pieces)
            pieces.clear()
    yield b"".join(pieces)
    yield b"\n]\n" if opening == b",\n" else b"[]\n"


def _csl_item(exported: Exported) -> dict[str, object]:
    article = exported.article
    item: dict[str, object | None] = {
        "id": key_of(exported),
        "type": "webpage",
        "title": title_of(exported),
        "author": [_csl_name(name) for name in authors_of(exported)],
        "issued": _csl_date(day_of(article.published)),
        "accessed": _csl_date(day_of(exported.archived_at)),
        "container-title": exported.site,
        "section": one_line(article.section or ""),
        "URL": address_of(exported),
        "language": article.lang,
        "abstract": one_line(article.summary or ""),
        "keyword": ", ".join(keywords_of(exported)),
        "archive_location": f"sha256:{exported.snapshot_digest}",
        "note": note_of(exported),
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(name: str) -> dict[str, str]:
    person = person_of(name)
    if person is None:
        return {"literal": name}
    parts = {
        "given": person.given,
        "non-dropping-particle": person.particle,
        "family": person.family,
    }
    return {part: text for part, text in parts.items() if text}


def _csl_date(day: date | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None
