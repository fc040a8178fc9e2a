"""The table proofs: every row that stands on a title or text, proven, and remembered under the hash of the rows."""

from collections.abc import Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.lineage.edits import Edit, proves
from pipelines.lineage.proof import SpanRow, byte_problem, covers, row_problem
from pipelines.lineage.proof_batches import are_proven
from pipelines.lineage.segments import Segment, from_edits
from pipelines.lineage.spans import FIELD_KEY
from pipelines.schemas.lineage import Proofs
from pipelines.schemas.units import UNIT, frames

READS = (
    "inputs",
    "source_segments",
    "articles",
    "source_texts",
    "text_edits",
    "spelling_corrections",
    "spelling_vetoes",
    "sentences",
    "mentions",
)
# Those whose rows are proven, and what they are proven by.
ROWS_OF = tuple(name for name in READS if name != "inputs")
# One row for each title and text: the columns of proofs but for `problem`.
FIELDS_QUERY = Path(__file__).with_name("proof_units.sql").read_text("utf-8")
FIELDS = {name: dtype for name, dtype in Proofs.dtypes().items() if name != "problem"}
PROVEN_TABLES: dict[str, dict[str, pl.DataType]] = {"proofs": UNIT | {"problem": pl.String()}}

_BYTES = ("byte_start", "byte_end", "is_aligned")
_SEGMENT = ("kind", "raw_start", "raw_end", "byte_start", "byte_end")
_EDIT = ("rule", "raw_start", "raw_end", "char_start", "char_end", "before", "after", *_BYTES)
_SPAN = ("char_start", "char_end", "raw_start", "raw_end", *_BYTES)

_STANDING = ("source", "clean", "segments", "edits", "spans")
# Rows are held as Python's objects while they are proven.
_FIELDS_AT_A_TIME = 500

_SPAN_VALUES, _EDIT_VALUES = itemgetter(*SpanRow._fields), itemgetter(*Edit._fields)


def with_rows(fields: pl.LazyFrame, tables: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """What is to be proven of each field: source, clean, and the lists segments, edits and spans, by `unit`."""

    def of_fields(name: str) -> pl.LazyFrame:
        return tables[name].join(fields, on=FIELD_KEY, how="semi")

    def listed(rows: pl.LazyFrame, order: str, columns: tuple[str, ...], name: str) -> pl.LazyFrame:
        ordered = rows.sort(*FIELD_KEY, order)
        return ordered.group_by(FIELD_KEY, maintain_order=True).agg(pl.struct(*columns).alias(name))

    spans = pl.concat(
        of_fields(name).select(
            *FIELD_KEY, *_SPAN, pl.col(surface).alias("surface"), row_id.alias("row_id"), pl.lit(name).alias("table")
        )
        for name, surface, row_id in (
            ("sentences", "text", pl.col("sentence_id")),
            ("mentions", "text", pl.col("mention_id")),
            ("spelling_corrections", "replacement", pl.lit(None, pl.String)),
            ("spelling_vetoes", "original", pl.lit(None, pl.String)),
        )
    )
    clean = pl.concat(
        tables["articles"].select("article_id", pl.lit(field).alias("field"), pl.col(field).alias("clean"))
        for field in ("title", "text")
    )
    return (
        fields.select(*FIELD_KEY, "unit")
        .join(tables["source_texts"].select(*FIELD_KEY, pl.col("text").alias("source")), on=FIELD_KEY, how="left")
        .join(clean, on=FIELD_KEY, how="left")
        .join(listed(of_fields("source_segments"), "raw_start", _SEGMENT, "segments"), on=FIELD_KEY, how="left")
        .join(listed(of_fields("text_edits"), "edit_index", _EDIT, "edits"), on=FIELD_KEY, how="left")
        .join(listed(spans, "char_start", (*_SPAN, "surface", "row_id", "table"), "spans"), on=FIELD_KEY, how="left")
    )


def without_proven(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Rows of `with_rows` with the column is_in_doubt: whether anything that stands on a field is not proven by all of
    its kind at once. What is proven so takes less time than to send it to a worker: nothing but its `unit` goes."""
    # The plan does not show what a Python function reads but for the column that it replaces.
    given = rows.with_columns(pl.struct(*FIELD_KEY, *_STANDING).alias("is_in_doubt"))
    is_in_doubt = pl.col("is_in_doubt").map_batches(_are_in_doubt, pl.Boolean(), is_elementwise=True)
    left = (pl.when("is_in_doubt").then(name).alias(name) for name in _STANDING)
    return given.with_columns(is_in_doubt).with_columns(*left)


def _are_in_doubt(rows: pl.Series) -> pl.Series:
    batches = rows.struct.unnest().iter_slices(_FIELDS_AT_A_TIME)
    return pl.Series([not proven for batch in batches for proven in are_proven(batch).tolist()], dtype=pl.Boolean())


def prove_batch(configuration: None, batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Rows of PROVEN_TABLES for a batch of `without_proven`: what is wrong with each field, null where nothing is."""
    rows = [
        (row["unit"], field_problem(row) if row["is_in_doubt"] else None)
        for row in batch.select("unit", "is_in_doubt", *FIELD_KEY, *_STANDING).iter_rows(named=True)
    ]
    return frames(PROVEN_TABLES, {"proofs": rows})


def proofs(fields: pl.LazyFrame, proven: pl.LazyFrame) -> pl.LazyFrame:
    """The table, from the fields and the results by unit."""
    return Proofs.conform(fields.join(proven, on="unit", how="left"))


def field_problem(row: Mapping[str, Any]) -> str | None:
    """Why a row of `with_rows` is not proven; None when it is. The bytes themselves were proven when they were read."""
    source, clean = row["source"], row["clean"]
    if source is None or clean is None:
        return "its source text or its clean text is missing"
    segments = segments_of(row)
    edits = [_edit(values) for values in row["edits"] or ()]
    if not covers(segments, len(source)):
        return "its segments do not cover the source text"
    if not proves(source, edits, clean):
        return "its edits do not lead from the source text to the clean text"
    for values in row["edits"] or ():
        raw_span, byte_span = (values["raw_start"], values["raw_end"]), (values["byte_start"], values["byte_end"])
        if problem := byte_problem(raw_span, byte_span, segments) or _flag_problem(values):
            return f"text_edits at {values['raw_start']}: {problem}"
    edits_below = from_edits(edits, len(clean))
    for values in row["spans"] or ():
        span = SpanRow(*_SPAN_VALUES(values))
        problem = row_problem(span, clean, edits_below, segments) or _other_problem(row, values, edits)
        if problem:
            return f"{values['table']} at {values['char_start']}: {problem}"
    return None


def segments_of(row: Mapping[str, Any]) -> list[Segment]:
    """The segments of a row of `with_rows`, from its source text to the bytes."""
    return [
        Segment(
            values["kind"], values["raw_start"], values["raw_end"], values["byte_start"] or 0, values["byte_end"] or 0
        )
        for values in row["segments"] or ()
    ]


def _other_problem(row: Mapping[str, Any], values: Mapping[str, Any], edits: list[Edit]) -> str | None:
    """Why an id is not that of its span, a correction not among the edits, or the flag wrong."""
    if problem := _flag_problem(values):
        return problem
    start, end = values["raw_start"], values["raw_end"]
    if values["table"] == "spelling_corrections":
        touching = (edit for edit in edits if edit.raw_start < end and edit.raw_end > start)
        return None if any("spelling" in edit.rule for edit in touching) else "no edit makes this correction"
    if values["table"] == "spelling_vetoes":
        return None
    identity = f"{row['article_id']}:{row['field']}:{start}-{end}"
    same = values["row_id"] == identity or str(values["row_id"]).startswith(f"{identity}.")
    return None if same else "its id is not that of its span"


def _flag_problem(values: Mapping[str, Any]) -> str | None:
    is_known = values["byte_start"] is not None
    return None if values["is_aligned"] == is_known else "its flag is_aligned is not what its bytes say"


def _edit(values: Mapping[str, Any]) -> Edit:
    return Edit(*_EDIT_VALUES(values))
