"""Second pass over one text: the spelling decisions that touch it, applied. A pure function of a batch."""

import polars as pl

from pipelines.cleaning.normalise import EDIT_SCHEMA
from pipelines.cleaning.spelling.corrections import Decision, correct
from pipelines.lineage.edits import Edit, EditedText, Replacement
from pipelines.lineage.segments import from_edits, lower_span
from pipelines.schemas.units import UNIT, Row, frames

DECISION_STRUCT = pl.Struct({"word": pl.String(), "replacement": pl.String()})
CORRECTED_TABLES: dict[str, dict[str, pl.DataType]] = {
    "texts": UNIT | {"text": pl.String()},
    "edits": UNIT | {"edit_index": pl.Int64()} | EDIT_SCHEMA,
    "corrections": UNIT
    | {name: pl.Int64() for name in ("raw_start", "raw_end", "char_start", "char_end")}
    | {"original": pl.String(), "replacement": pl.String()},
}


def correct_batch(configuration: None, batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Rows of CORRECTED_TABLES for a batch with columns unit, source, text (normalised), edits and decisions.

    `edits` is a list of structs like EDIT_SCHEMA, in order; `decisions` a list of DECISION_STRUCT.
    """
    texts: list[Row] = []
    edits: list[Row] = []
    corrections: list[Row] = []
    columns = batch.select("unit", "source", "text", "edits", "decisions")
    for unit, source, text, earlier, rows in columns.iter_rows():
        decisions = {row["word"]: Decision(row["word"], "correct", row["replacement"], None, "") for row in rows}
        normalised = EditedText(source, text, tuple(Edit(**edit) for edit in earlier))
        found = correct(text, decisions)
        corrected = normalised.apply(Replacement(c.start, c.end, c.replacement, "spelling") for c in found)
        texts.append((unit, corrected.text))
        edits += ((unit, index, *edit) for index, edit in enumerate(corrected.edits))
        segments = from_edits(corrected.edits, len(corrected.text))
        shift = 0
        for c in found:
            char_start = c.start + shift
            char_end = char_start + len(c.replacement)
            shift += len(c.replacement) - (c.end - c.start)
            raw_start, raw_end = lower_span(segments, char_start, char_end)
            corrections.append((unit, raw_start, raw_end, char_start, char_end, c.original, c.replacement))
    return frames(CORRECTED_TABLES, {"texts": texts, "edits": edits, "corrections": corrections})
