"""Which bytes each character was decoded from, in every encoding that is read."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingestion.byte_layer import byte_segments
from pipelines.ingestion.decoding import decode
from pipelines.lineage.segments import Segment, lower_span

TEXT = "Café in Łódź: “quoted” 😀\r\nfin"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ],
)
def test_the_bytes_below_any_span_decode_to_it(encoding: str, mark: bytes) -> None:
    data = mark + TEXT.encode(encoding)
    decoded = decode(data)
    assert decoded == (TEXT, encoding)
    segments = byte_segments(*decoded, data)
    for start in range(len(TEXT)):
        for end in range(start + 1, len(TEXT) + 1):
            first, last = lower_span(segments, start, end)
            assert data[first:last].decode(encoding) == TEXT[start:end]


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-2", "koi8-r", "shift_jis", "euc_jp", "gb18030", "big5hkscs"])
def test_other_encodings(encoding: str) -> None:
    """Characters of one and two bytes (and four in gb18030) side by side."""
    text = {"cp1252": "“café” €", "iso8859-2": "Łódź", "koi8-r": "Москва"}.get(encoding, "abc 東京 def 一二")
    data = text.encode(encoding)
    segments = byte_segments(text, encoding, data, 100)
    for start in range(len(text)):
        first, last = lower_span(segments, start, start + 1)
        assert data[first - 100 : last - 100].decode(encoding) == text[start]
    assert {s.kind for s in segments} == {"copied"}


def test_ascii_is_one_segment_and_a_wide_character_splits_it() -> None:
    assert byte_segments("plain", "utf-8", b"plain", 7) == [Segment("copied", 0, 5, 7, 12)]
    assert byte_segments("a’b", "utf-8", "a’b".encode()) == [
        Segment("copied", 0, 1, 0, 1),
        Segment("copied", 1, 2, 1, 4),
        Segment("copied", 2, 3, 4, 5),
    ]


def test_a_second_byte_order_mark_is_a_character() -> None:
    data = codecs.BOM_UTF8 * 2 + b"a"
    assert byte_segments(*decode(data), data) == [Segment("copied", 0, 1, 3, 6), Segment("copied", 1, 2, 6, 7)]


def test_broken_bytes_are_the_character_that_stands_for_them() -> None:
    data = b"caf\xe9 \xe2\x82 x"
    text = data.decode("utf-8", "replace")
    assert text == "caf\ufffd \ufffd x"
    segments = byte_segments(text, "utf-8", data)
    for start, end in ((3, 4), (5, 6)):
        first, last = lower_span(segments, start, end)
        assert data[first:last].decode("utf-8", "replace") == "\ufffd"
    assert lower_span(segments, 7, 8) == (8, 9)


def test_an_encoding_with_state_is_unaligned() -> None:
    """No stretch of it can be read without what came before."""
    data = "東京".encode("iso2022_jp")
    assert byte_segments("東京", "iso2022_jp", data) == [Segment("unaligned", 0, 2, 0, 0)]


def test_bytes_of_another_text_are_refused() -> None:
    with pytest.raises(ValueError, match="not what utf-8 makes"):
        byte_segments("abcd", "utf-8", b"abc")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.integers(0, 1000))
def test_segments_cover_text_and_bytes(text: str, start: int) -> None:
    data = text.encode()
    if data.startswith(codecs.BOM_UTF8):
        return
    segments = byte_segments(text, "utf-8", data, start)
    assert [s.start for s in segments] == [0, *(s.end for s in segments[:-1])]
    assert [s.lower_start for s in segments] == [start, *(s.lower_end for s in segments[:-1])]
    assert (segments[-1].end, segments[-1].lower_end) == (len(text), start + len(data))


@given(st.binary(min_size=1))
def test_any_bytes_read_with_replacements_are_covered(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    if data.startswith(codecs.BOM_UTF8):
        return
    segments = byte_segments(text, "utf-8", data)
    assert "".join(data[s.lower_start : s.lower_end].decode("utf-8", "replace") for s in segments) == text
