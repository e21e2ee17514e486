"""Read XML with expat, once for sitemaps and feeds: what it names, never what it tries to expand.

Read as XML and not as HTML: an HTML parser takes `<link>` for void and loses every RSS address.
"""

import codecs
import re
import zlib
from collections.abc import Callable
from html.entities import html5
from typing import Protocol, TypeVar
from xml.parsers import expat

from scraper.errors import MalformedDocument

MAX_XML_BYTES = 50 * 1024 * 1024  # sitemaps.org 0.9: 50 MiB unpacked
BROKEN_OFF = "read as far as it goes"  # how the fault of such a document begins
_MAX_DEPTH = 200
_MOST_BEFORE_DECLARATION = 4096
_MOST_MENDED = 5_000_000  # bytes; of nothing but ampersands a million take half a second
_AT_ONCE = 65536  # bytes
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']?([\w-]*)""", re.IGNORECASE)
_HTML = (b"<html", b"<!doctype html")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)(?:([a-zA-Z]\w*)(;))?")


class ElementReader(Protocol):
    """Takes elements as they come; names are local, lower case, without namespace."""

    @property
    def taken(self) -> int:
        """Return how many entries were read so far."""
        ...

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take an opening tag."""
        ...

    def end(self, name: str, text: str) -> None:
        """Take a closing tag with the text since the last tag opened."""
        ...


Reader = TypeVar("Reader", bound=ElementReader)


def comes_first(head: bytes, *starts: bytes) -> bool:
    """Say whether one of these tags stands in the start of a document, lower case, before HTML."""
    places = [place for start in starts if (place := head.find(start)) >= 0]
    html = [place for start in _HTML if (place := head.find(start)) >= 0]
    return bool(places) and min(places) < min(html, default=len(head))


def unpack(body: bytes, *, url: str) -> bytes:
    """Return the document, unzipped if it is a gzip file, without what stands before its markup.

    Raises:
        MalformedDocument: The gzip is broken, or holds more than 50 MiB.
    """
    if body[:2] == b"\x1f\x8b":
        inflate = zlib.decompressobj(31)
        try:
            body = inflate.decompress(body, MAX_XML_BYTES + 1)
        except zlib.error as error:
            raise MalformedDocument(url, f"broken gzip: {error}") from error
        if not inflate.eof and len(body) <= MAX_XML_BYTES:
            raise MalformedDocument(url, "gzip file ends early")
    if len(body) > MAX_XML_BYTES:
        raise MalformedDocument(url, "over 50 MiB")
    if body[:2] in _UTF_16_MARKS:
        return body
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()


def read_elements(
    body: bytes, make_reader: Callable[[], Reader], *, url: str
) -> tuple[Reader, str | None]:
    """Walk a document and hand each element to a reader.

    What is not well-formed is mended where it can be (bare ampersands, entities of HTML, control
    characters, something before the declaration), and else read up to where it breaks.

    Returns:
        The reader that took the most of the document, and what was wrong with it or None.

    Raises:
        MalformedDocument: Nothing in it can be read, or it declares entities: nothing that is ours
            to read needs them, and they are how a small file becomes a large one.
    """
    start = body.find(b"<?xml", 0, _MOST_BEFORE_DECLARATION)
    body = body[max(start, 0) :]  # before it stands a warning of the server's program
    reader = make_reader()
    error = _walk(body, reader, url)
    if error is None:
        return reader, "mended: text before the declaration" if start > 0 else None
    mended = _mended(body)
    if mended != body:
        second = make_reader()
        if _walk(mended, second, url) is None:
            return second, f"mended: {error}"
        reader = second if second.taken >= reader.taken else reader
    if not reader.taken:
        raise MalformedDocument(url, f"not well-formed XML: {error}")
    return reader, f"{BROKEN_OFF}: {error}"


def _walk(body: bytes, reader: ElementReader, url: str) -> str | None:
    """Hand each element to `reader`; return why the document broke off, or None."""
    # Feeds that say nothing of their encoding and are no UTF-8 are windows-1252 in practice.
    encoding = None
    if not _DECLARED_ENCODING.search(body[:200]) and body[:2] not in _UTF_16_MARKS:
        encoding = None if _is_utf_8(body) else "windows-1252"
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    parser.buffer_size = 65536
    texts: list[str] = []
    depth = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise MalformedDocument(url, "nested too deeply")
        texts.clear()
        reader.start(_local(name), attributes)

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        reader.end(_local(name), "".join(texts))
        texts.clear()

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.CharacterDataHandler = texts.append
    parser.EntityDeclHandler = _refuse_entities(url)
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        return str(error)
    return None


def _is_utf_8(body: bytes) -> bool:
    """Say whether a document is UTF-8, without a text of all of it in memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(body), _AT_ONCE):
            decoder.decode(body[start : start + _AT_ONCE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _mended(body: bytes) -> bytes:
    """Return a document without the faults that programs which write XML by hand make."""
    if body[:2] in _UTF_16_MARKS or len(body) > _MOST_MENDED:
        return body
    declared = _DECLARED_ENCODING.search(body[:200])
    if declared is None or declared[1].lower() == b"utf-8":
        body = body.decode("utf-8", "replace").encode()
    body = _CONTROL.sub(b" ", body)
    mended = []
    end = 0
    # An ampersand inside CDATA is one as it stands.
    while (start := body.find(b"<![CDATA[", end)) >= 0:
        mended.append(_AMPERSAND.sub(_escaped, body[end:start]))
        end = body.find(b"]]>", start)
        if end < 0:
            return b"".join((*mended, body[start:]))
        mended.append(body[start:end])
    return b"".join((*mended, _AMPERSAND.sub(_escaped, body[end:])))


def _escaped(match: re.Match[bytes]) -> bytes:
    """Return an ampersand that is no reference as one, an entity of HTML as its number."""
    character = html5.get(f"{(match[1] or b'').decode()};")
    if character is None:
        return b"&amp;" + (match[1] or b"") + (match[2] or b"")
    return "".join(f"&#{ord(each)};" for each in character).encode()


def _refuse_entities(url: str) -> Callable[..., None]:
    def refuse(*_declaration: object) -> None:
        raise MalformedDocument(url, "declares entities")

    return refuse


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()
