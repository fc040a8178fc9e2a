"""Which encoding bytes are taken for, and which bytes are no text."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingestion.byte_layer import byte_segments
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
        (b"caf\x81 caf\x8d", "undecodable"),
        (codecs.BOM_UTF8 + b"caf\x81", "undecodable"),
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
    mark = data[: mark_length(data, encoding)]
    assert data[len(mark) :].decode(encoding, "replace") == text
    assert "\ufffd" in text or text.encode(encoding) == data[len(mark) :]
    assert byte_segments(text, encoding, data) or not text


RUSSIAN = "Совет порта решил в понедельник, что город займёт деньги у трёх банков, чтобы достроить морскую стену. "
JAPANESE = "港湾委員会は月曜日、防波堤を完成させるために三つの銀行から資金を借りると発表した。市長は記者団に語った。"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark_is_known_by_its_zeros(encoding: str) -> None:
    assert decode((TEXT * 9).encode(encoding)) == Decoded(TEXT * 9, encoding)


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8_r"), (JAPANESE, "cp932")])
def test_other_scripts_are_told_by_their_letters(text: str, encoding: str) -> None:
    assert decode((text * 4).encode(encoding)).text == text * 4


def test_of_a_few_words_in_another_script_nobody_can_tell_the_encoding() -> None:
    assert decode(RUSSIAN[:40].encode("cp1251")).encoding == "cp1252"


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("café".encode(), "iso-8859-1", "café"),
        ("“café”".encode("cp1252"), "utf-8", "“café”"),
        ("“café”".encode("cp1252"), "iso-8859-1", "“café”"),
        ("za\u017c\u00f3\u0142\u0107".encode("iso-8859-2"), "iso-8859-2", "zażółć"),
        ("café".encode("cp1252"), "no-such-encoding", "café"),
        ("café".encode("cp1252"), "zlib", "café"),
        ("caf\u00e9".encode("mac-roman"), "mac-roman", "café"),
    ],
)
def test_a_declaration_is_believed_where_the_bytes_allow_it(data: bytes, declared: str, text: str) -> None:
    assert decode(data, declared).text == text


def test_a_wrong_mark_leaves_a_text_that_can_be_read() -> None:
    assert decode(codecs.BOM_UTF8 + b"caf\xe9 and t\xe9a").text == "ï»¿café and téa"


def test_utf8_with_a_broken_byte_stays_utf8() -> None:
    text = "“Łódź” is “far”, they said"
    data = text.encode() + b" \x9d."
    assert decode(data) == Decoded(f"{text} \ufffd.", "utf-8")


def test_pictures_with_many_zeros_are_no_utf16() -> None:
    with pytest.raises(UndecodableError, match="not a text file"):
        decode(bytes([1, 0, 2, 0, 3, 0, 4, 0] * 40))
