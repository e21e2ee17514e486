import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.decode import PRESCAN_BYTES, detect_encoding, text_to_utf8, to_utf8


def test_byte_order_mark_wins_over_the_header() -> None:
    body = b"\xef\xbb\xbf<p>caf\xc3\xa9"

    assert to_utf8(body, content_type="text/html; charset=iso-8859-1") == (
        "<p>café".encode(),
        "utf-8",
    )


def test_utf_16_is_read_by_its_mark() -> None:
    assert to_utf8("\ufeff<p>é".encode("utf-16-le"))[0].decode().endswith("<p>é")


def test_header_wins_over_the_meta() -> None:
    body = b'<meta charset="utf-8"><p>caf\xe9'

    assert detect_encoding(body, content_type='text/html; charset="latin1"') == "windows-1252"


@pytest.mark.parametrize(
    "meta",
    [
        b"<meta charset=iso-8859-15>",
        b"<META CHARSET = 'ISO-8859-15'>",
        b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15">',
        b"<!-- <meta charset=utf-8> --><meta charset=iso-8859-15>",
    ],
)
def test_meta_names_the_encoding(meta: bytes) -> None:
    assert to_utf8(meta + b"<p>\xa4")[0].endswith("<p>€".encode())


def test_meta_past_the_prescan_does_not_count() -> None:
    body = b" " * PRESCAN_BYTES + b"<meta charset=iso-8859-15>\xa4"

    assert detect_encoding(body) == "windows-1252"


def test_latin_1_label_means_windows_1252() -> None:
    assert to_utf8(b"<meta charset=iso-8859-1>\x80")[0].endswith("€".encode())


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "latin1"])
def test_utf_8_that_is_declared_latin_is_utf_8(label: str) -> None:
    page = f"<meta charset={label}><p>l’été – déjà".encode()

    assert detect_encoding(page) == "utf-8"
    assert detect_encoding(page, content_type=f"text/html; charset={label}") == "utf-8"
    assert detect_encoding(page + b"\xe9") == "windows-1252"


def test_meta_cannot_say_utf_16() -> None:
    assert detect_encoding(b"<meta charset=utf-16>") == "utf-8"


@pytest.mark.parametrize("label", ["nonsense", "base64", "iso-2022-kr"])
def test_label_that_names_no_encoding_is_passed_over(label: str) -> None:
    assert detect_encoding(b"caf\xe9", content_type=f"text/html; charset={label}") == "windows-1252"


def test_half_a_surrogate_pair_is_replaced_and_a_split_pair_is_joined() -> None:
    assert text_to_utf8("a\ud800b\ud83d\ude00").decode() == "a\ufffdb😀"


@given(st.binary(max_size=200), st.none() | st.text(max_size=30))
def test_any_bytes_become_valid_utf_8(body: bytes, content_type: str | None) -> None:
    to_utf8(body, content_type=content_type)[0].decode("utf-8")
