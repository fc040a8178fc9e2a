"""The table source_segments: which bytes of its object every character of an article's title and text was made from."""

from collections.abc import Sequence

import polars as pl

from pipelines.ingestion.readers import Reader
from pipelines.ingestion.records import Record
from pipelines.lineage.proof import Bytes, bytes_problem
from pipelines.lineage.segments import Segment
from pipelines.schemas.ingestion import SourceSegments

# A segment with its field, as it is remembered with its record.
SEGMENTS: dict[str, pl.DataType] = {"field": pl.String(), "kind": pl.String()} | {
    name: pl.Int64() for name in ("raw_start", "raw_end", "byte_start", "byte_end")
}


def proven_segments(record: Record, field: str, reader: Reader) -> Sequence[Segment]:
    """The segments of one field, proven against the record's bytes.

    A field whose segments are not proven is unaligned: nothing is said rather than something wrong.
    """
    text = record.text if field == "text" else record.title or ""
    segments = record.below.get(field, ())
    found = Bytes(record.data, record.byte_start, record.encoding, reader.decodes)
    if text and bytes_problem(text, segments, found):
        return [Segment("unaligned", 0, len(text), 0, 0)]
    return segments if text else ()


def proven_rows(record: Record, reader: Reader) -> list[dict[str, object]]:
    """The segments of title and text, each as a dict with the keys of SEGMENTS."""
    return [
        {"field": field, "kind": kind, "raw_start": start, "raw_end": end, "byte_start": below, "byte_end": below_end}
        for field in ("title", "text")
        for kind, start, end, below, below_end in proven_segments(record, field, reader)
    ]


def segment_table(records: pl.LazyFrame) -> pl.LazyFrame:
    """The table source_segments, of articles with the columns article_id and segments."""
    rows = records.select("article_id", "segments").explode("segments").unnest("segments")
    known = (
        pl.when(pl.col("kind") != "unaligned").then(pl.col(name)).alias(name) for name in ("byte_start", "byte_end")
    )
    return SourceSegments.conform(rows.with_columns(*known))
