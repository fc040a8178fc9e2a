"""Every character of an article is led back to its bytes, whatever the format, encoding and compression."""

import codecs
import gzip
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingestion.inputs import Ingested, ingest
from pipelines.ingestion.objects import find_files
from pipelines.ingestion.readers import READERS, json_layer
from pipelines.ingestion.records import Record
from pipelines.ingestion.source_segments import proven_segments
from pipelines.lineage.segments import Segment, lower_span
from pipelines.schemas.ingestion import SourceSegments

BODY = "Zoë’s café in Łódź, “shut”.\r\nA 😀 said: yes\tor no.\r\n"
MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


def ingested(folder: Path, name: str, data: bytes) -> Ingested:
    (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    made = ingest(find_files([folder]))
    SourceSegments.validate(made.source_segments)
    return made


def segments_of(made: Ingested, field: str) -> list[Segment]:
    rows = made.source_segments.filter(pl.col("field") == field).sort("raw_start")
    columns = rows.select("kind", "raw_start", "raw_end", "byte_start", "byte_end")
    return [Segment(*row) for row in columns.fill_null(0).rows()]


def require_every_word(text: str, segments: list[Segment], data: bytes, encoding: str) -> None:
    """The bytes below each word that is written plainly are that word, and segments cover the text."""
    assert [s.start for s in segments] + [len(text)] == [0, *(s.end for s in segments)]
    position = 0
    for word in text.split():
        position = text.index(word, position)
        start, end = lower_span(segments, position, position + len(word))
        assert data[start:end].decode(encoding) == word


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("cp1252", b""),
    ],
)
def test_plain_text(tmp_path: Path, name: str, encoding: str, mark: bytes) -> None:
    """With front matter and line ends of two characters."""
    body = BODY.replace("😀", "€").replace("Łódź", "Köln") if encoding == "cp1252" else BODY
    data = mark + f"---\r\nTitle: Zoë opens\r\nurl: x\r\n---\r\n{body}".encode(encoding)
    made = ingested(tmp_path, name, data)
    assert made.inputs["encoding"].to_list() == [encoding]
    assert made.raw_articles["text"].to_list() == [body]
    require_every_word(body, segments_of(made, "text"), data, encoding)
    require_every_word("Zoë opens", segments_of(made, "title"), data, encoding)


@pytest.mark.parametrize(
    ("written", "title", "kind"),
    [
        ("Plain words", "Plain words", "copied"),
        ('"In: quotes"', "In: quotes", "copied"),
        ("'It is'", "It is", "copied"),
        ("'It''s'", "It's", "decoded"),
        ('"a\\u00e9\\n"', "aé\n", "decoded"),
        ("over two\n  lines", "over two lines", "decoded"),
        (">\n  folded\n  words", "folded words\n", "decoded"),
        ("a # comment", "a", "copied"),
    ],
)
def test_titles_in_front_matter(tmp_path: Path, written: str, title: str, kind: str) -> None:
    data = f"---\nsource: x\ntitle: {written}\n---\nBody.\n".encode()
    made = ingested(tmp_path, "a.txt", data)
    assert made.raw_articles["title"].to_list() == [title]
    [segment] = segments_of(made, "title")
    assert (segment.kind, segment.start, segment.end) == (kind, 0, len(title))
    below = data[segment.lower_start : segment.lower_end].decode()
    assert below == (title if kind == "copied" else written) or below.startswith(">")


def test_a_title_that_is_given_twice_is_the_one_that_counts(tmp_path: Path) -> None:
    data = b"---\ntitle: first\nTitle: second\n---\nBody.\n"
    made = ingested(tmp_path, "a.txt", data)
    [segment] = segments_of(made, "title")
    assert data[segment.lower_start : segment.lower_end].decode() == made.raw_articles["title"][0]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
@pytest.mark.parametrize("ensure_ascii", [True, False])
def test_json_lines(tmp_path: Path, name: str, ensure_ascii: bool) -> None:
    """The second of two lines, through escapes; a key that is repeated counts with its last value."""
    first = json.dumps({"text": "Another story."})
    line = json.dumps({"title": "“Zoë”", "text": BODY, "n": [1, {"text": "no"}]}, ensure_ascii=ensure_ascii)
    data = f'{first}\n{{"text": "overwritten", {line[1:]}\n'.encode()
    made = ingested(tmp_path, name, data)
    article = made.inputs.filter(pl.col("locator") == "line:2")["article_id"][0]
    segments = made.source_segments.filter(pl.col("article_id") == article)
    mine = Ingested(*made[:3], segments)
    for field, text in (("title", "“Zoë”"), ("text", BODY)):
        layer = segments_of(mine, field)
        for position, character in enumerate(text):
            start, end = lower_span(layer, position, position + 1)
            assert json.loads(b'"' + data[start:end] + b'"') == character


def test_a_number_is_its_own_text(tmp_path: Path) -> None:
    data = b'{"title": 2026, "text": "x"}\n{"title": 1.50, "text": "y"}\n'
    made = ingested(tmp_path, "a.jsonl", data)
    rows = made.source_segments.join(made.raw_articles.select("article_id", "title"), on="article_id")
    kinds = rows.filter(pl.col("field") == "title").select("title", "kind", "byte_start").sort("title").rows()
    assert kinds == [("1.5", "unaligned", None), ("2026", "copied", 10)]


def test_a_page(tmp_path: Path) -> None:
    words = "The caf&eacute; in <b>Li</b>lle was <i>shut</i> all day long, said the mayor &amp; the police chief."
    page = f"<html><head><title>Caf&#233; shut</title></head><body><article><p>{words}</p>"
    page += "".join(f"<p>Paragraph {n} goes on about what the council will do next year.</p>" for n in range(5))
    data = page.encode()
    made = ingested(tmp_path, "a.html", data)
    text, segments = made.raw_articles["text"][0], segments_of(made, "text")
    assert text.startswith("The café in Lille was shut")
    start, end = lower_span(segments, text.index("Lille"), text.index("Lille") + 5)
    assert data[start:end] == b"Li</b>lle"
    start, end = lower_span(segments, text.index("café"), text.index("café") + 4)
    assert data[start:end] == b"caf&eacute;"
    start, end = lower_span(segments, text.index("&"), text.index("&") + 1)
    assert data[start:end] == b"&amp;"
    start, end = lower_span(segments_of(made, "title"), 0, 4)
    assert data[start:end] == b"Caf&#233;"


def test_a_page_whose_body_is_in_json_alone(tmp_path: Path) -> None:
    """White space between its paragraphs is written as an escape."""
    body = "\n".join(f"Paragraph {n} tells what the council of Lille decided on Monday." for n in range(6))
    record = {"@type": "NewsArticle", "headline": "Council decides", "articleBody": body}
    page = f'<html><head><script type="application/ld+json">{json.dumps(record)}</script></head><body></body></html>'
    made = ingested(tmp_path, "a.html", page.encode())
    assert made.inputs["status"].to_list() == ["article"]
    assert not (made.source_segments["kind"] == "unaligned").any()
    text, segments = made.raw_articles["text"][0], segments_of(made, "text")
    start, end = lower_span(segments, text.rindex("Lille"), text.rindex("Lille") + 5)
    assert page[start:end] == "Lille"
    assert start > page.index("Paragraph 5")


def test_a_number_of_any_length_costs_no_run(tmp_path: Path) -> None:
    number = "9" * 400
    made = ingested(tmp_path, "a.jsonl", f'{{"id": {number}, "text": "Olaf Scholz went to Berlin."}}\n'.encode())
    assert made.raw_articles["external_id"].to_list() == [number]


def test_duplicates_have_no_segments_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"Same story.")
    made = ingested(tmp_path, "a.txt", b"Same story.")
    assert made.source_segments.rows() == [(made.raw_articles["article_id"][0], "text", 0, 11, 0, 11, "copied")]


def test_segments_that_are_not_proven_are_not_told() -> None:
    """Rather nothing than something wrong."""
    wrong = {"text": [Segment("copied", 0, 3, 1, 4)]}
    record = Record("whole", 0, 4, b"abcd", "utf-8", "abc", below=wrong)
    assert proven_segments(record, "text", READERS[".txt"]) == [Segment("unaligned", 0, 3, 0, 0)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=4), JSON, max_size=5), st.booleans(), st.sampled_from([None, 1]))
def test_values_of_a_line_are_found_where_they_are_written(
    values: dict[str, object], ensure_ascii: bool, indent: int | None
) -> None:
    line = json.dumps(values, ensure_ascii=ensure_ascii, indent=indent)
    spans = json_layer.value_spans(line)
    assert {key: json.loads(line[start:end]) for key, (start, end) in spans.items()} == values


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_each_character_of_a_json_string_is_led_back_to_its_escape(text: str, ensure_ascii: bool) -> None:
    written = json.dumps(text, ensure_ascii=ensure_ascii)
    segments = json_layer.string_segments(written, 0, len(written))
    for position, character in enumerate(text):
        start, end = lower_span(segments, position, position + 1)
        assert json.loads(f'"{written[start:end]}"') == character
