"""JSON Lines: each line on its own, at its exact place in the file."""

import io
import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.ingestion.readers import jsonl
from pipelines.ingestion.readers.lines import wide_encoding
from pipelines.ingestion.records import Record, Reject


def read(data: bytes) -> list[Record | Reject]:
    return list(jsonl.read(io.BytesIO(data)))


def only(data: bytes) -> Record | Reject:
    (result,) = read(data)
    return result


def record(values: object) -> Record:
    result = only(json.dumps(values).encode())
    assert isinstance(result, Record), result
    return result


def test_all_known_keys_are_taken() -> None:
    found = record(
        {
            "id": " x1 ",
            "title": " Talks ",
            "text": " The talks. \n",
            "source": " Wire ",
            "url": " https://example.org ",
            "authors": ["Ann Lee", " Bo Ek "],
            "published_at": "2026-03-04 ",
            "unknown": {"a": [1]},
        }
    )
    assert (found.external_id, found.title, found.text) == ("x1", " Talks ", " The talks. \n")
    assert (found.source, found.url, found.authors) == ("Wire", "https://example.org", ("Ann Lee", "Bo Ek"))
    assert (found.published_at, found.notes, found.encoding) == ("2026-03-04", (), "utf-8")


@pytest.mark.parametrize(
    ("value", "taken"),
    [(7, "7"), (0, "0"), (-1, "-1"), (1.5, "1.5"), (10**22 + 1, "10000000000000000000001"), (None, None), (" ", None)],
)
def test_an_id_may_be_a_number(value: object, taken: str | None) -> None:
    found = record({"text": "a", "id": value})
    assert (found.external_id, found.notes) == (taken, ())


@pytest.mark.parametrize("value", [True, False, [], ["a"], {}, "\ud83d"])
def test_an_id_of_another_kind_is_noted_and_left_out(value: object) -> None:
    found = record({"text": "a", "id": value})
    assert found.external_id is None
    assert [note.split(":")[0] for note in found.notes] == ["id is not a text"]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_is_no_id(value: str) -> None:
    """All records of a broken export would carry the same id, and so be versions of one document."""
    found = only(f'{{"text": "a", "id": {value}}}'.encode())
    assert isinstance(found, Reject) or found.external_id is None


@pytest.mark.parametrize(
    ("value", "taken", "notes"),
    [
        ("Ann Lee", ("Ann Lee",), 0),
        (["Ann", None, " "], ("Ann",), 0),
        ([], (), 0),
        (None, (), 0),
        (["Ann", ["Bo"], {"n": 1}], ("Ann",), 2),
        ({"name": "Ann"}, (), 1),
        ([["Ann"]], (), 1),
    ],
)
def test_authors_are_a_text_or_a_list(value: object, taken: tuple[str, ...], notes: int) -> None:
    found = record({"text": "a", "authors": value})
    assert (found.authors, len(found.notes)) == (taken, notes)


@pytest.mark.parametrize(
    "values", [{}, {"text": None}, {"text": ""}, {"text": " \n\t"}, {"text": 7}, {"text": ["a"]}, {"words": "a"}]
)
def test_a_record_without_a_text_is_rejected(values: object) -> None:
    result = only(json.dumps(values).encode())
    assert isinstance(result, Reject)
    assert result.reason == "no_text"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"[1]", "not_a_record"),
        (b"null", "not_a_record"),
        (b'"text"', "not_a_record"),
        (b'{"text": "a"', "invalid_json"),
        (b'{"text": "a"} {"text": "b"}', "invalid_json"),
        (b"{'text': 'a'}", "invalid_json"),
        (b'{"text": "a\tb"}', "invalid_json"),
        (b'{"text": "a", "id": ' + b"9" * 5000 + b"}", "invalid_json"),
        (b"[" * 100_000, "invalid_json"),
        (b'{"a":' * 100_000, "invalid_json"),
        (b'{"text": "\\ud83d"}', "invalid_unicode"),
        (b'{"text": "a\0"}', "binary"),
        (b'{"text": "\x81"}', "undecodable"),
    ],
)
def test_a_bad_line_is_one_reject_and_the_others_are_read(line: bytes, reason: str) -> None:
    before, bad, after = read(b'{"text": "one"}\n' + line + b'\n{"text": "two"}')
    assert isinstance(before, Record)
    assert isinstance(after, Record)
    assert isinstance(bad, Reject)
    assert (bad.reason, bad.locator, bad.byte_start, bad.byte_end) == (reason, "line:2", 16, 16 + len(line))
    assert len(bad.error) <= 300


def test_a_whole_character_may_be_written_as_two_surrogates() -> None:
    result = only(b'{"text": "\\ud83d\\ude00"}')
    assert isinstance(result, Record)
    assert result.text == "😀"


def test_text_is_kept_to_the_letter() -> None:
    assert record({"text": "\u0000 a\r\n\u200b"}).text == "\u0000 a\r\n\u200b"


@pytest.mark.parametrize("data", [b"", b"\n", b" \r\n\t\n"])
def test_a_file_of_blank_lines_is_one_reject(data: bytes) -> None:
    result = only(data)
    assert isinstance(result, Reject)
    assert (result.reason, result.byte_end) == ("empty", len(data))


def test_a_byte_order_mark_belongs_to_the_first_line() -> None:
    data = b'\xef\xbb\xbf{"text": "one"}\n{"text": "two"}\n'
    first, second = read(data)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.text, first.encoding, first.byte_start) == ("one", "utf-8", 0)
    assert data[second.byte_start : second.byte_end] == b'{"text": "two"}'


_LINES = st.one_of(
    st.builds(lambda t: json.dumps({"text": t}).encode(), st.text()),
    st.builds(lambda t: json.dumps({"text": t}, ensure_ascii=False).encode("utf-8", "replace"), st.text()),
    st.sampled_from([b"", b"  ", b"{", b"[]", b'{"text": "caf\xe9"}', b"\xff\xfe", b"\x00"]),
    st.binary(max_size=20).filter(lambda b: b"\n" not in b),
)


@given(st.lists(st.tuples(_LINES, st.sampled_from([b"\n", b"\r\n"])), max_size=8), st.booleans())
def test_every_line_that_is_not_blank_gives_one_result_at_its_bytes(
    lines: list[tuple[bytes, bytes]], is_cut: bool
) -> None:
    data = b"".join(line + end for line, end in lines)
    data = data.rstrip(b"\r\n") if is_cut else data
    assume(wide_encoding(data) is None)  # a mark of UTF-16 is for the whole file
    results = read(data)
    expected = [
        (f"line:{number}", line.rstrip(b"\r\n"))
        for number, line in enumerate(data.split(b"\n"), start=1)
        if line.strip()
    ]
    if not expected:
        assert [type(result) for result in results] == [Reject]
        return
    assert [(r.locator, data[r.byte_start : r.byte_end]) for r in results] == expected
    assert all(r.data == data[r.byte_start : r.byte_end] for r in results if isinstance(r, Record))
