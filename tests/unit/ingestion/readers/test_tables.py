"""Formats of rows and elements: CSV, TSV, lists in JSON, SGML, Parquet. Compared with the libraries of the formats."""

import csv
import io
import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.ingestion.options import ReadOptions
from pipelines.ingestion.readers import READERS
from pipelines.ingestion.readers.author_names import author_names
from pipelines.ingestion.records import Record, Reject
from pipelines.ingestion.source_segments import proven_segments
from pipelines.limits import Limits

from .samples import SGML, parquet_file


def read(extension: str, data: bytes, limits: Limits | None = None) -> list[Record | Reject]:
    return list(READERS[extension].read(io.BytesIO(data), ReadOptions(limits=limits or Limits())))


def texts(results: list[Record | Reject]) -> list[str]:
    return [result.text if isinstance(result, Record) else f"({result.reason})" for result in results]


VALUES = st.text(st.sampled_from('ab",;\t\n\r é😀'), max_size=12)


@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=5), st.sampled_from([",", "\t", ";"]))
def test_csv_is_read_as_python_reads_it(rows: list[tuple[str, str]], delimiter: str) -> None:
    assume(all("\r" not in value.replace("\r\n", "") for row in rows for value in row))
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows([("title", "text"), *rows])
    written = stream.getvalue()
    theirs = list(csv.DictReader(io.StringIO(written, newline=""), delimiter=delimiter))
    ours = read(".tsv" if delimiter == "\t" else ".csv", written.encode())
    assert texts(ours) == [row["text"] if row["text"].strip() else "(no_text)" for row in theirs]
    for found, row in zip(ours, theirs, strict=True):
        assert isinstance(found, Reject) or (found.title or "").strip() == row["title"].strip()


def test_rows_that_do_not_fit_are_rejects_and_the_others_count() -> None:
    data = b'id,text\n1,One, two\n2,A 5" pipe\n3,"never closed\n4,lost\n'
    assert texts(read(".csv", data)) == ["(bad_row)", 'A 5" pipe', "(bad_row)"]
    assert read(".csv", data)[-1].byte_end == len(data)


@pytest.mark.parametrize("blank", [b"\n", b"\xef\xbb\xbf\r\n", b"  \n\n"])
def test_the_delimiter_is_that_of_the_header_below_blank_lines(blank: bytes) -> None:
    data = blank + b'title;text\nOne;"a, b\nsecond; line"\nTwo;c\n'
    assert texts(read(".csv", data)) == ["a, b\nsecond; line", "c"]


def test_a_broken_byte_costs_a_row_none_of_the_others() -> None:
    data = 'text\n"Café ""café"", café déjà @ vu."\n'.encode().replace(b"@", b"\xff")
    [found] = read(".csv", data)
    assert isinstance(found, Record)
    assert found.text == 'Café "café", café déjà \ufffd vu.'
    assert {segment.kind for segment in proven_segments(found, "text", READERS[".csv"])} <= {"copied", "decoded"}


def test_a_value_that_another_column_of_the_same_name_hides_is_noted() -> None:
    one, two = read(".csv", b"title,text,text\nA,hidden,shown\nB,,shown\n")
    assert isinstance(one, Record)
    assert isinstance(two, Record)
    assert (one.text, one.notes) == ("shown", ("2 columns are called 'text': the last is taken",))
    assert (two.text, two.notes) == ("shown", ())


def test_a_row_that_is_too_long_does_not_cost_those_after_it() -> None:
    data = b"text\n" + b"x" * 200 + b"\nshort\n"
    assert texts(read(".csv", data, Limits(record_bytes=100))) == ["(bad_row)", "short"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize(
    ("extension", "data"), [(".csv", "text\r\n\u0a0a é\r\nb\r\n"), (".jsonl", '{"text": "\u0a0a é"}\n{"text": "b"}')]
)
def test_lines_in_wide_encodings_end_where_they_end(extension: str, data: str, encoding: str) -> None:
    written = ("\ufeff" + data).encode(encoding)
    results = read(extension, written)
    assert texts(results) == ["\u0a0a é", "b"]
    assert {result.encoding for result in results} == {encoding}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    ("extension", "data"),
    [(".csv", 'text,id\r\n"One ਊ.\nTwo.",1\r\nb,2\r\n'), (".jsonl", '{"text": "One ਊ.\\nTwo."}\n{"text": "b"}')],
)
def test_lines_of_utf16_without_a_mark_end_where_they_end(extension: str, data: str, encoding: str) -> None:
    results = read(extension, data.encode(encoding))
    assert texts(results) == ["One ਊ.\nTwo.", "b"]
    assert {result.encoding for result in results} == {encoding}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
ELEMENTS = JSON | st.fixed_dictionaries({"text": st.text(min_size=1, max_size=9)}, optional={"x": JSON})


@given(st.lists(ELEMENTS, max_size=5), st.sampled_from([None, 1]), st.booleans())
def test_every_element_of_a_list_is_found_at_its_bytes(elements: list[object], indent: int | None, plain: bool) -> None:
    data = json.dumps(elements, indent=indent, ensure_ascii=plain).encode("utf-8", "replace")
    results = [result for result in read(".json", data) if not isinstance(result, Reject) or result.reason != "empty"]
    assert [json.loads(data[result.byte_start : result.byte_end]) for result in results] == json.loads(data)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'{"text": "One."}', ["One."]),
        (b'{"text": "One."}\n{"text": "Two."}', ["One.", "Two."]),
        (b'\xef\xbb\xbf [{"text": "One."}, ]', ["One."]),
        (b'[{"text": "One."}, {"text": "Tw', ["One.", "(invalid_json)"]),
        (b'[{"text": "One."},', ["One.", "(invalid_json)"]),
        (b'[{"text": "One."} junk, {"text": "Two."}] rest', ["(invalid_json)", "Two.", "(invalid_json)"]),
        (b"[]", ["(empty)"]),
        (b"words", ["(invalid_json)"]),
        ('[{"text": "One."}]'.encode("utf-16"), ["(undecodable)"]),
    ],
)
def test_lists_are_read_as_far_as_they_go(data: bytes, found: list[str]) -> None:
    assert texts(read(".json", data)) == found


def test_a_list_may_be_longer_than_its_longest_element() -> None:
    data = json.dumps([{"text": "a" * 50}, {"text": "b" * 300}, {"text": "c"}]).encode()
    assert texts(read(".json", data, Limits(record_bytes=100))) == ["a" * 50, "(too_large)", "c"]


def test_reuters_is_read_with_its_dateline_and_entities() -> None:
    first, second = read(".sgm", SGML)
    assert isinstance(first, Record)
    assert isinstance(second, Reject)
    assert first.text.startswith("    SALVADOR, Feb 26 - Showers continued\nin the zone, AT&T said.")
    assert (first.title, first.external_id, first.source) == ("COCOA <BAHIA> REVIEW", "1", "Reuters")
    assert (first.published_at, second.reason) == ("26-FEB-1987 15:01:01", "no_text")


def test_a_text_without_an_end_is_not_tried_from_each_of_its_titles() -> None:
    assert texts(read(".sgm", b"<DOC><TEXT>" + b"</TITLE>" * 30_000 + b"</DOC>")) == ["(no_text)"]
    assert texts(read(".sgm", b"<DOC><TEXT><TITLE>A</TITLE>Story.</TEXT></DOC>")) == ["Story."]


def test_rows_of_parquet_have_the_bytes_of_their_row_group_and_ids_that_packing_does_not_change() -> None:
    rows: list[dict[str, object]] = [{"text": f"Story {n}.", "authors": ["Ann Lee"], "id": n} for n in range(5)]
    one, many = parquet_file(rows), parquet_file(rows, 2)
    packed, loose = read(".parquet", one), read(".parquet", many)
    assert [(r.text, r.data) for r in packed if isinstance(r, Record)] == [
        (r.text, r.data) for r in loose if isinstance(r, Record)
    ]
    assert len({(r.byte_start, r.byte_end) for r in packed}) == 1
    assert len({(r.byte_start, r.byte_end) for r in loose}) == 3
    assert isinstance(packed[0], Record)
    assert (packed[0].external_id, packed[0].authors) == ("0", ("Ann Lee",))


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("By Ann Lee, Bo Ek and Cy van der Roe", ("Ann Lee", "Bo Ek", "Cy van der Roe")),
        ("Ann Lee & Bo Ek", ("Ann Lee", "Bo Ek")),
        ("Ann Lee; Bo", ("Ann Lee", "Bo")),
        ("Ann Lee, Jr., and Bo Ek", ("Ann Lee, Jr.", "Bo Ek")),
        ("Lee, Ann", ("Lee, Ann",)),
        ("Johnson and Johnson", ("Johnson and Johnson",)),
        ("Ann Lee, Health Reporter", ("Ann Lee, Health Reporter",)),
        ("Courts, Crime and Justice Desk", ("Courts, Crime and Justice Desk",)),
        ("ministry of defence and security council", ("ministry of defence and security council",)),
        ("Bygone Days", ("Bygone Days",)),
        ("By ", ("By",)),
        (" ", ()),
    ],
)
def test_several_authors_are_told_apart_where_it_is_sure(written: str, names: tuple[str, ...]) -> None:
    assert author_names(written) == names
