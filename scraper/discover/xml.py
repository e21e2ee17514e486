"""Read XML with expat, once for sitemaps and feeds: what it names, never what it tries to expand.

Read as XML and not as HTML: an HTML parser takes `<link>` for void and loses every RSS address.
"""

import re
import zlib
from collections.abc import Callable
from typing import Protocol
from xml.parsers import expat

from scraper.errors import MalformedDocument

MAX_XML_BYTES = 50 * 1024 * 1024  # sitemaps.org 0.9: 50 MiB unpacked
_MAX_DEPTH = 200
_DECLARED_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=", re.IGNORECASE)


class ElementReader(Protocol):
    """Takes elements as they come; names are local, lower case, without namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take an opening tag."""
        ...

    def end(self, name: str, text: str) -> None:
        """Take a closing tag with the text since the last tag opened."""
        ...


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
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()


def read_elements(body: bytes, reader: ElementReader, *, url: str) -> None:
    """Walk a document and hand each element to `reader`.

    Raises:
        MalformedDocument: Not well-formed, or it declares entities: nothing that is ours to read
            needs them, and they are how a small file becomes a large one.
    """
    # Feeds that say nothing of their encoding and are no UTF-8 are windows-1252 in practice.
    encoding = None
    if not _DECLARED_ENCODING.search(body[:200]) and body[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            encoding = "windows-1252"
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
        raise MalformedDocument(url, f"not well-formed XML: {error}") from error


def _refuse_entities(url: str) -> Callable[..., None]:
    def refuse(*_declaration: object) -> None:
        raise MalformedDocument(url, "declares entities")

    return refuse


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()
