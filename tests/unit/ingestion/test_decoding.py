"""Which encoding bytes are taken for, and which bytes are no text."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingestion.decoding import Decoded, UndecodableError, decode, mark_length

TEXT = "Café in Łódź: “quoted” 😀\r\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le"),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "utf-32-be"),
    ],
)
def test_unicode_encodings_give_the_same_text_without_the_mark(data: bytes, encoding: str) -> None:
    assert decode(data) == Decoded(TEXT, encoding)


def test_windows_1252_is_taken_for_what_is_not_utf8() -> None:
    assert decode(b"\x93caf\xe9\x94 \x80") == Decoded("“café” €", "cp1252")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"text\0text", "binary"),
        (b"\x89PNG\r\n\x1a\n\x01\x02\x03", "binary"),
        (b"\x01" * 3 + b"a" * 97, "binary"),
        (TEXT.encode("utf-16-le"), "binary"),
        (b"caf\x81 caf\x8d", "undecodable"),
        (codecs.BOM_UTF8 + b"caf\xe9", "undecodable"),
        (codecs.BOM_UTF16_LE + b"a", "undecodable"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8a\x00", "undecodable"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UndecodableError) as caught:
        decode(data)
    assert caught.value.reason == reason


def test_two_control_characters_in_a_hundred_are_still_text() -> None:
    assert decode(b"\x01\x02" + b"a" * 98).encoding == "utf-8"


def test_tabs_form_feeds_and_colours_are_no_sign_of_a_binary_file() -> None:
    assert decode(b"\t\x0c\x0b\x1b[31m\x1a\r\n").encoding == "utf-8"


@given(st.binary())
def test_any_bytes_are_decoded_exactly_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except UndecodableError:
        return
    assert text.encode(encoding) == data[mark_length(data, encoding) :]
