"""Spans in whole tables agree with the mapping of one span, and their ids are theirs alone."""

import random
from collections.abc import Mapping

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lineage.edits import EditedText, Replacement
from pipelines.lineage.proof import byte_problem
from pipelines.lineage.segments import Segment, from_edits, lower_span
from pipelines.lineage.spans import with_byte_spans, with_ids, with_raw_spans

TEXTS = st.lists(st.sampled_from(["a", "b", "\r\n", "e\u0301", "\u200b", "😀", "𝒜"]), max_size=5).map("".join)
KEY = {"article_id": pl.String(), "field": pl.String()}
SPANS = KEY | {"char_start": pl.Int64(), "char_end": pl.Int64()}
EDITS = KEY | {name: pl.Int64() for name in ("edit_index", "raw_start", "raw_end", "char_start", "char_end")}
RAW_SPANS = SPANS | {"raw_start": pl.Int64(), "raw_end": pl.Int64()}


@st.composite
def edited_texts(draw: st.DrawFn) -> EditedText:
    edited = EditedText.unedited(draw(TEXTS))
    for _ in range(draw(st.integers(0, 3))):
        cuts = sorted(draw(st.lists(st.integers(0, len(edited.text)), max_size=6)))
        spans = zip(cuts[::2], cuts[1::2], strict=False)
        edited = edited.apply([Replacement(start, end, draw(TEXTS), "rule") for start, end in spans])
    return edited


def frame(rows: list[tuple[object, ...]], schema: Mapping[str, pl.DataType], order: random.Random) -> pl.LazyFrame:
    return pl.LazyFrame(order.sample(rows, len(rows)), schema=schema, orient="row")


def all_spans(edited: EditedText) -> list[tuple[int, int]]:
    length = len(edited.text)
    return [(start, end) for start in range(length) for end in range(start + 1, length + 1)]


@given(st.lists(st.tuples(edited_texts(), edited_texts()), max_size=3), st.randoms(use_true_random=False))
def test_raw_spans_of_a_table_are_those_of_its_spans(
    articles: list[tuple[EditedText, EditedText]], order: random.Random
) -> None:
    """Every span of several articles at once, each with a title and a text, in any order of rows."""
    spans: list[tuple[object, ...]] = []
    edits: list[tuple[object, ...]] = []
    expected: set[tuple[object, ...]] = set()
    for number, fields in enumerate(articles):
        for field, edited in zip(("title", "text"), fields, strict=True):
            key = (str(number), field)
            segments = from_edits(edited.edits, len(edited.text))
            spans += ((*key, *span) for span in all_spans(edited))
            expected |= {(*key, *span, *lower_span(segments, *span)) for span in all_spans(edited)}
            edits += ((*key, index, *edit[1:5]) for index, edit in enumerate(edited.edits))
    found = with_raw_spans(frame(spans, SPANS, order), frame(edits, EDITS, order)).collect()
    assert found.schema == RAW_SPANS
    assert found.height == len(spans)
    assert set(found.rows()) == expected


def test_edits_of_another_field_or_article_move_nothing() -> None:
    spans = pl.LazyFrame([("1", "text", 3, 5)], schema=SPANS, orient="row")
    edits = pl.LazyFrame([("1", "title", 0, 0, 2, 0, 0), ("2", "text", 0, 0, 2, 0, 0)], schema=EDITS, orient="row")
    assert with_raw_spans(spans, edits).collect().rows() == [("1", "text", 3, 5, 3, 5)]


def test_other_columns_are_kept() -> None:
    spans = pl.LazyFrame([("1", "text", 0, 1)], schema=SPANS, orient="row").with_columns(pl.lit("é").alias("label"))
    found = with_raw_spans(spans, pl.LazyFrame(schema=EDITS)).collect()
    assert found.to_dicts() == [
        {"article_id": "1", "field": "text", "char_start": 0, "char_end": 1, "label": "é", "raw_start": 0, "raw_end": 1}
    ]


SEGMENTS = (
    KEY | {name: pl.Int64() for name in ("raw_start", "raw_end", "byte_start", "byte_end")} | {"kind": pl.String()}
)
RAW = KEY | {"raw_start": pl.Int64(), "raw_end": pl.Int64()}


@st.composite
def byte_layers(draw: st.DrawFn) -> list[Segment]:
    """Segments of every kind and width, with gaps between them, over a text of up to 20 characters."""
    segments: list[Segment] = []
    position, below = 0, draw(st.integers(0, 9))
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(["copied", "decoded", "inserted", "unaligned"]))
        end = position + draw(st.integers(1, 4))
        below += draw(st.integers(0, 3))
        size = {"copied": (end - position) * draw(st.integers(1, 3)), "decoded": draw(st.integers(1, 9))}.get(kind, 0)
        lower = (0, 0) if kind == "unaligned" else (below, below + size)
        segments.append(Segment(kind, position, end, *lower))
        position, below = end, below + size
    return segments


@given(st.lists(byte_layers(), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_byte_spans_of_a_table_are_those_of_its_spans(layers: list[list[Segment]], order: random.Random) -> None:
    """Every span and every point of several articles at once, against the rule for one span."""
    spans: list[tuple[object, ...]] = []
    rows: list[tuple[object, ...]] = []
    for number, segments in enumerate(layers):
        key = (str(number), "text")
        length = segments[-1].end if segments else 0
        spans += ((*key, start, end) for start in range(length) for end in range(start, length + 1))
        rows += (
            (*key, s.start, s.end, *((None, None) if s.kind == "unaligned" else (s.lower_start, s.lower_end)), s.kind)
            for s in segments
        )
    found = with_byte_spans(frame(spans, RAW, order), frame(rows, SEGMENTS, order)).collect()
    assert found.height == len(spans)
    for number, _, raw_start, raw_end, is_aligned, byte_start, byte_end in found.rows():
        assert byte_problem((raw_start, raw_end), (byte_start, byte_end), layers[int(number)]) is None
        assert is_aligned == (byte_start is not None) == (byte_end is not None)


def test_a_row_without_segments_has_no_bytes() -> None:
    spans = pl.LazyFrame([("1", "text", 3, 5)], schema=RAW, orient="row")
    found = with_byte_spans(spans, pl.LazyFrame(schema=SEGMENTS)).collect()
    assert found.to_dicts() == [
        {
            "article_id": "1",
            "field": "text",
            "raw_start": 3,
            "raw_end": 5,
            "is_aligned": False,
            "byte_start": None,
            "byte_end": None,
        }
    ]


@st.composite
def disjoint_spans(draw: st.DrawFn) -> list[tuple[object, ...]]:
    """Spans that do not overlap, as sentences and mentions are, some of them inside one edit."""
    rows: list[tuple[object, ...]] = []
    for article in ("1", "2"):
        for field in ("title", "text"):
            cuts = sorted(draw(st.sets(st.integers(0, 12), max_size=8)))
            for start, end in zip(cuts[::2], cuts[1::2], strict=False):
                raw = (start, end) if end < 4 else (4, 9)
                rows.append((article, field, start, end, *raw))
    return rows


@given(disjoint_spans(), st.randoms(use_true_random=False))
def test_ids_are_unique_and_do_not_follow_the_order_of_rows(
    rows: list[tuple[object, ...]], order: random.Random
) -> None:
    found = with_ids(frame(rows, RAW_SPANS, order), "id").collect()
    again = with_ids(frame(rows, RAW_SPANS, order), "id").collect()
    assert found["id"].n_unique() == len(rows)
    assert set(found.rows()) == set(again.rows())


def test_the_first_span_inside_an_edit_has_the_plain_id() -> None:
    rows = [("1", "text", 7, 9, 4, 9), ("1", "text", 4, 6, 4, 9), ("1", "title", 4, 6, 4, 9)]
    found = with_ids(pl.LazyFrame(rows, schema=RAW_SPANS, orient="row"), "id").collect()
    by_span = {(row["field"], row["char_start"]): row["id"] for row in found.iter_rows(named=True)}
    assert by_span == {("text", 7): "1:text:4-9.2", ("text", 4): "1:text:4-9", ("title", 4): "1:title:4-9"}


def test_ids_of_spans_that_start_together_do_not_follow_the_order_of_rows() -> None:
    rows = [("1", "text", 4, 6, 4, 9), ("1", "text", 4, 8, 4, 9)]
    ids = [
        set(with_ids(pl.LazyFrame(order, schema=RAW_SPANS, orient="row"), "id").collect().rows())
        for order in (rows, rows[::-1])
    ]
    assert ids[0] == ids[1]
