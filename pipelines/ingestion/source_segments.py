"""The table source_segments: which bytes of its object every character of an article's title and text was made from."""

from collections.abc import Sequence

import polars as pl

from pipelines.ingestion.readers import Reader
from pipelines.ingestion.records import Record
from pipelines.lineage.proof import Bytes, bytes_problem
from pipelines.lineage.segments import Segment
from pipelines.schemas.ingestion import SourceSegments

_COLUMNS = ("kind", "raw_start", "raw_end", "byte_start", "byte_end")
# Rows are put away in frames, which take a tenth of the memory.
_FIELDS_IN_A_FRAME = 5_000


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


class SegmentRows:
    """Collects the rows of source_segments, for records that may yet turn out to be duplicates."""

    def __init__(self) -> None:
        self._frames: list[pl.DataFrame] = []
        self._waiting: list[tuple[int, str, list[Segment]]] = []

    def add(self, number: int, record: Record, reader: Reader) -> None:
        """Take in the record with this number."""
        for field in ("title", "text"):
            if segments := proven_segments(record, field, reader):
                self._waiting.append((number, field, list(segments)))
        if len(self._waiting) >= _FIELDS_IN_A_FRAME:
            self._put_away()

    def table(self, articles: dict[int, str]) -> pl.DataFrame:
        """The rows for the records that are articles: `articles` gives the article_id by number of record."""
        self._put_away()
        kept = pl.DataFrame(
            {"number": list(articles), "article_id": list(articles.values())},
            schema={"number": pl.Int64, "article_id": pl.String},
        )
        rows = pl.concat([frame.lazy() for frame in self._frames])
        bytes_ = (
            pl.when(pl.col("kind") != "unaligned").then(pl.col(name)).alias(name) for name in ("byte_start", "byte_end")
        )
        return SourceSegments.conform(rows.join(kept.lazy(), on="number").with_columns(*bytes_)).collect()

    def _put_away(self) -> None:
        rows = [(number, field, *segment) for number, field, segments in self._waiting for segment in segments]
        schema = {"number": pl.Int64, "field": pl.String} | {
            name: pl.String if name == "kind" else pl.Int64 for name in _COLUMNS
        }
        self._frames.append(pl.DataFrame(rows, schema=schema, orient="row"))
        self._waiting.clear()
