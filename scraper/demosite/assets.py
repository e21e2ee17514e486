"""The small files pages point at: pictures, PDFs, the stylesheet, the logo; made, not stored."""

import struct
import zlib
from functools import cache

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><text x="10" y="70" '
    'font-family="Georgia" font-size="64" fill="#fff">ZISS</text></svg>'
)


@cache
def png(name: str) -> bytes:
    """Draw a small picture of one colour, which follows from its name. Source: PNG, RFC 2083."""
    width, height = 64, 36
    colour = zlib.crc32(name.encode()).to_bytes(4)[:3]
    rows = (b"\0" + colour * width) * height
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(rows)),
            (b"IEND", b""),
        )
    )


@cache
def pdf(name: str) -> bytes:
    """Write a one-page PDF that shows its own name. Source: ISO 32000-1, 7.5."""
    shown = name.encode("ascii", "replace").translate(None, b"()\\")
    stream = b"BT /F1 16 Tf 60 700 Td (" + shown + b") Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    document = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(document))
        document += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return document + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(document))
    )
