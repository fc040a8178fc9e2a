"""Plain text files: where front matter ends and the article begins."""

import codecs
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingestion.options import ReadOptions
from pipelines.ingestion.readers import Reader, txt
from pipelines.ingestion.records import Record, Reject
from pipelines.ingestion.source_segments import proven_segments
from pipelines.limits import Limits


def read(data: bytes) -> Record | Reject:
    (result,) = txt.read(io.BytesIO(data))
    return result


def record(data: bytes) -> Record:
    result = read(data)
    assert isinstance(result, Record), result
    return result


def reject(data: bytes) -> Reject:
    result = read(data)
    assert isinstance(result, Reject), result
    return result


FRONT_MATTER = """---
id: 007
title: "Talks: day 2"
source: Example Wire
url: https://example.org/a
authors: [Ann Lee, " Bo Ek "]
published_at: 2026-03-04
---
The talks go on.
"""


@pytest.mark.parametrize(
    "data",
    [
        FRONT_MATTER.encode(),
        FRONT_MATTER.replace("\n", "\r\n").encode(),
        codecs.BOM_UTF8 + FRONT_MATTER.encode(),
        codecs.BOM_UTF16_LE + FRONT_MATTER.encode("utf-16-le"),
        FRONT_MATTER.replace("---\n", "---  \t\n").encode(),
    ],
)
def test_front_matter_gives_the_fields_as_they_are_written(data: bytes) -> None:
    found = record(data)
    assert (found.external_id, found.title, found.source) == ("007", "Talks: day 2", "Example Wire")
    assert (found.url, found.authors, found.published_at) == (
        "https://example.org/a",
        ("Ann Lee", "Bo Ek"),
        "2026-03-04",
    )
    assert found.text.strip() == "The talks go on."
    assert (found.data, found.byte_start, found.byte_end, found.notes) == (data, 0, len(data), ())


@pytest.mark.parametrize(
    "text",
    [
        "No front matter.\n",
        "---\ntitle: never closed\nThe text goes on.\n",
        "--- title: on the line\n---\nText",
        "----\nid: 1\n----\nText",
        "\n---\nid: 1\n---\nText",
        " ---\nid: 1\n---\nText",
        "One.\n---\nid: 1\n---\nTwo.",
        "---\n" + "long line of text\n" * 2000 + "---\nText",
        "  leading and trailing  \r\n\r\n",
        "tab\tand\x0cfeed",
    ],
)
def test_everything_else_is_the_text_to_the_letter(text: str) -> None:
    found = record(text.encode())
    assert (found.text, found.title, found.external_id) == (text, None, None)


def test_a_rule_inside_the_text_ends_nothing() -> None:
    assert record(b"---\nid: 1\n---\nOne.\n---\nTwo.\n").text == "One.\n---\nTwo.\n"


def test_empty_front_matter_is_no_fault() -> None:
    assert record(b"---\n---\nText").text == "Text"
    assert record(b"---\n# a comment\n---\nText").text == "Text"


def test_windows_1252_is_read_and_named() -> None:
    found = record(b"---\ntitle: Caf\xe9\n---\n\x93Hi\x94")
    assert (found.encoding, found.title, found.text) == ("cp1252", "Café", "“Hi”")


@pytest.mark.parametrize(
    ("block", "title"),
    [
        ("title: Talks: day two", "Talks: day two"),
        ("Title: 'never closed", "'never closed"),
        ("a: *nothing\ntitle: *Exclusive* talks", "*Exclusive* talks"),
        ("authors: &a [*a]", None),
        ('title: "\\U00110000"', '"\\U00110000"'),
        ("title: one: 1\n\ntitle: two: 2", "two: 2"),
        ("title:\ndate: 2026-03-04: noon", None),
        ("title: Rovers: a\n  source: x", "Rovers: a"),
    ],
)
def test_front_matter_that_is_no_yaml_is_read_line_by_line(block: str, title: str | None) -> None:
    data = f"---\n{block}\n---\nText\n".encode()
    found = record(data)
    assert (found.title, found.text) == (title, "Text\n")
    assert "was read line by line" in found.notes[0]
    reader = Reader("text/plain", txt.read, txt.decodes)
    assert not title or [segment.kind for segment in proven_segments(found, "title", reader)] == ["copied"]


@pytest.mark.parametrize("block", ["- a\n- list", "just words", "? [a]\n: b", "id: 1\n...\nid: 2", "[" * 5000])
def test_what_is_no_front_matter_is_text_like_the_rest(block: str) -> None:
    data = f"---\n{block}\n---\nText\n"
    assert (record(data.encode()).text, record(data.encode()).external_id) == (data, None)


def test_the_note_names_the_line_of_the_file() -> None:
    assert "line 3" in record(b"---\nid: 1\ntitle: a: b\n---\nText\n").notes[0]


def test_a_file_beyond_the_limit_is_rejected_with_its_size() -> None:
    (found,) = txt.read(io.BytesIO(b"x" * 11), ReadOptions(limits=Limits(record_bytes=10)))
    assert isinstance(found, Reject)
    assert (found.reason, found.byte_end) == ("too_large", 11)


def test_yaml_aliases_are_not_multiplied_out() -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12))
    found = record(f"---\nl0: &l0 x\n{levels}\nauthors: *l11\ntitle: *l11\n---\nText".encode())
    assert (found.authors, found.title) == ((), None)
    assert len(found.notes) == 11
    assert max(map(len, found.notes)) < 200


@pytest.mark.parametrize("key", ["Author", "author", "AUTHORS"])
def test_keys_are_known_in_any_case_and_by_their_usual_names(key: str) -> None:
    assert record(f"---\n{key}: A. Writer\nDate: 2026-03-04\n---\nText".encode()).authors == ("A. Writer",)


def test_a_key_that_is_not_known_is_said() -> None:
    found = record(b"---\ntitle: A title\ndesk: London\nnewsroom: x\n---\nText")
    assert (found.title, found.notes) == ("A title", ("no field is called 'desk', 'newsroom'",))


def test_yaml_builds_no_objects() -> None:
    found = record(b"---\ntitle: !!python/object/apply:os.getcwd []\nid: !!binary aGk=\n---\nText")
    assert (found.title, found.external_id) == (None, "aGk=")
    assert found.notes == ("title is not a text: a list",)


@pytest.mark.parametrize(
    ("line", "note"),
    [("title: {a: b}", "title is not a text: a dict"), ('url: "\\ud83d"', "url is not a text: '\\ud83d'")],
)
def test_a_field_that_cannot_be_used_costs_only_the_field(line: str, note: str) -> None:
    found = record(f"---\n{line}\n---\nText".encode())
    assert (found.text, found.title, found.url, found.notes) == ("Text", None, None, (note,))


def test_blank_fields_are_missing() -> None:
    found = record(b"---\nid:\ntitle: '  '\nauthors: ['', ' ']\nsource: ''\n---\nText")
    assert (found.external_id, found.title, found.authors, found.source, found.notes) == (None, None, (), None, ())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"---\nid: 1\n---\n", "no_text"),
        (b"---\nid: 1\n---", "no_text"),
        (b"---\nid: 1\n---\n \n\n", "no_text"),
        (codecs.BOM_UTF8, "no_text"),
        (b"Text\0with NUL", "binary"),
        (b"\x81\x8d", "undecodable"),
    ],
)
def test_a_file_without_text_is_rejected_with_its_size(data: bytes, reason: str) -> None:
    found = reject(data)
    assert (found.reason, found.byte_start, found.byte_end) == (reason, 0, len(data))


_PIECES = st.one_of(
    st.sampled_from(
        ["---", "\n", "\r\n", ": ", "- ", "[", "]", "{", "}", "&x ", "*x", "!", "|", ">", '"', "'", "#", "?"]
    ),
    st.sampled_from(
        ["id: ", "title", "authors", "a", "é", "\\u", "\\U", "FFFFFFFF", "0010FFFF", "%", "@", "`", "<<: "]
    ),
    st.sampled_from(["\t", "\x85", "\x0b"]),
)


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_any_front_matter_gives_one_record_or_one_reject(block: str) -> None:
    result = read(f"---\n{block}\n---\nText".encode())
    assert (result.byte_start, result.byte_end) == (0, len(f"---\n{block}\n---\nText".encode()))
