"""Second pass over one text: what was decided for the corpus and touches it, applied. That are the lines that recur in
its outlet, and spelling. A pure function of a batch."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from pipelines.cleaning.normalise import (
    DATELINE_SCHEMA,
    EDIT_SCHEMA,
    NormaliseConfiguration,
    chrome_of,
    dateline_rows,
    without_recurring,
)
from pipelines.cleaning.spelling.corrections import Correction, Decision, Veto, judged
from pipelines.cleaning.spelling.run_ons import rule_of
from pipelines.cleaning.spelling.scoring import Choice
from pipelines.lineage.edits import Edit, EditedText, Replacement
from pipelines.lineage.segments import from_edits, lower_span
from pipelines.schemas.units import UNIT, Row, frames

_SCORE = pl.Decimal(9, 4)
# What of a decision bears on a text. Its score does not: that is of the form without context.
DECISION_STRUCT = pl.Struct(
    {
        "word": pl.String(),
        "decision": pl.String(),
        "replacement": pl.String(),
        "reason": pl.String(),
        "candidates": pl.List(pl.Struct({"word": pl.String(), "score": _SCORE})),
    }
)
CORRECTED_TABLES: dict[str, dict[str, pl.DataType]] = {
    "texts": UNIT | {"text": pl.String()},
    "edits": UNIT | {"edit_index": pl.Int64()} | EDIT_SCHEMA,
    "corrections": UNIT
    | {name: pl.Int64() for name in ("raw_start", "raw_end", "char_start", "char_end")}
    | {"original": pl.String(), "replacement": pl.String(), "score": _SCORE, "reason": pl.String()},
    "vetoes": UNIT
    | dict.fromkeys(("raw_start", "raw_end", "char_start", "char_end"), pl.Int64())
    | {"original": pl.String(), "candidate": pl.String(), "score": _SCORE, "reason": pl.String()},
    "datelines": UNIT | DATELINE_SCHEMA,
}


def correct_batch(configuration: NormaliseConfiguration, batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Rows of CORRECTED_TABLES for a batch with columns unit, field, raw_text, text (normalised), edits, decisions and
    lines.

    `edits` is a list of structs like EDIT_SCHEMA, in order; `decisions` a list of DECISION_STRUCT; `lines` are the keys
    of the recurring lines to remove.
    """
    texts: list[Row] = []
    edits: list[Row] = []
    corrections: list[Row] = []
    vetoes: list[Row] = []
    datelines: list[Row] = []
    chrome = chrome_of(configuration.page_chrome)
    columns = batch.select("unit", "field", "raw_text", "text", "edits", "decisions", "lines")
    for unit, field, source, text, earlier, rows, lines in columns.iter_rows():
        decisions = {row["word"]: _decision(row) for row in rows}
        normalised = EditedText(source, text, tuple(Edit(**edit) for edit in earlier))
        if lines:
            normalised = without_recurring(normalised, chrome, lines)
        found = judged(normalised.text, decisions)
        corrected = normalised.apply(
            Replacement(c.start, c.end, c.replacement, rule_of(c.original, c.replacement))
            for c in found
            if isinstance(c, Correction)
        )
        texts.append((unit, corrected.text))
        edits += ((unit, index, *edit) for index, edit in enumerate(corrected.edits))
        datelines += dateline_rows(unit, corrected) if field == "text" else ()
        for place, ruling in _placed(found, corrected):
            rows_of_kind = corrections if isinstance(ruling, Correction) else vetoes
            rows_of_kind.append((unit, *place, *ruling[2:]))
    made = {"texts": texts, "edits": edits, "corrections": corrections, "vetoes": vetoes, "datelines": datelines}
    return frames(CORRECTED_TABLES, made)


def _placed(
    found: Iterable[Correction | Veto], corrected: EditedText
) -> Iterator[tuple[tuple[int, int, int, int], Correction | Veto]]:
    """raw_start, raw_end, char_start and char_end of each, in order of position, once all corrections are made."""
    segments = from_edits(corrected.edits, len(corrected.text))
    shift = 0
    for ruling in found:
        before = ruling.end - ruling.start
        after = len(ruling.replacement) if isinstance(ruling, Correction) else before
        start = ruling.start + shift
        shift += after - before
        yield (*lower_span(segments, start, start + after), start, start + after), ruling


def _decision(row: Mapping[str, Any]) -> Decision:
    candidates = tuple(Choice(c["word"], float(c["score"])) for c in row["candidates"])
    return Decision(row["word"], row["decision"], row["replacement"], None, row["reason"], candidates)
