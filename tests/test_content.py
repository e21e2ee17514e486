"""Content encodings: what the decoder makes of bodies that are whole, cut or spoilt."""

import gzip
import zlib

from hypothesis import given
from hypothesis import strategies as st

from scraper.content import BodyDecoder
from scraper.errors import FetchFailed

TEXTS = st.binary(max_size=3_000) | st.integers(0, 40_000).map(lambda size: b"<p>a b" * size)


@given(text=TEXTS, place=st.floats(0, 1), bit=st.integers(0, 8), chunk=st.integers(1, 70_000))
def test_a_spoilt_body_is_judged_as_zlib_judges_it(
    text: bytes, place: float, bit: int, chunk: int
) -> None:
    packed = bytearray(gzip.compress(text, mtime=0))
    at = min(int(place * len(packed)), len(packed) - 1)
    if bit < 8:
        packed[at] ^= 1 << bit
    else:
        del packed[at:]

    assert _by_decoder(bytes(packed), chunk) == _by_zlib(bytes(packed))


def _by_decoder(packed: bytes, chunk: int) -> bytes | str:
    decoder = BodyDecoder("https://example.org/", "gzip", 10_000_000, ratio=10_000)
    try:
        for start in range(0, len(packed), chunk):
            decoder.feed(packed[start : start + chunk])
        return decoder.finish()
    except FetchFailed as error:
        return error.reason


def _by_zlib(packed: bytes) -> bytes | str:
    inflate = zlib.decompressobj(47)
    try:
        text = inflate.decompress(packed)
    except zlib.error:
        return "encoding"
    return text if inflate.eof or not packed else "cut"
