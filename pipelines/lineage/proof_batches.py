"""Which titles and texts of a batch are proven, told for the rows of all of them at once.

What belongs here: telling sound rows from those to look at. Nothing may pass here that `proofs.field_problem` would
find wrong; what does not pass is shown to it, row by row, and it says what is wrong, if anything is.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple, TypeVar

import numpy as np
import polars as pl

from pipelines.lineage.edits import Edit, proves
from pipelines.lineage.layers import Flags, Layers, Numbers
from pipelines.lineage.segments import from_edits

T = TypeVar("T")

_BELOW = {"raw_start": "start", "raw_end": "end", "byte_start": "lower_start", "byte_end": "lower_end"}
_SAID = ("char_start", "char_end", "raw_start", "raw_end", "surface", "row_id", "table")


class _Rows(NamedTuple):
    """The rows of one list column: those of each field one after the other, and the number of the field of each."""

    rows: pl.DataFrame
    fields: Numbers
    counts: list[int]

    @classmethod
    def of(cls, lists: pl.Series) -> "_Rows":
        counts = lists.list.len().fill_null(0)
        rows = lists.filter(counts > 0).explode().struct.unnest()
        return cls(rows, np.repeat(np.arange(len(lists)), counts), counts.to_list())

    def numbers(self, name: str) -> Numbers:
        """A column; -1 where it is null."""
        return self.rows[name].fill_null(-1).to_numpy()

    def by_field(self, values: Sequence[T]) -> Iterator[Sequence[T]]:
        """For each field, those of the values that its rows have."""
        return (values[start:end] for start, end in pairwise(accumulate(self.counts, initial=0)))

    def of_whole_fields(self, holds: Flags) -> Flags:
        """For each field, whether something holds of all its rows."""
        of_all: Flags = np.bincount(self.fields, ~holds, len(self.counts)) == 0
        return of_all


def are_proven(batch: pl.DataFrame) -> Flags:
    """Of each row of a batch of `proofs.with_rows`, whether it is proven beyond doubt."""
    texts = batch.select(pl.col("source", "clean").fill_null(""))
    source_lengths, clean_lengths = (_lengths(batch[name]) for name in texts.columns)
    segments, edits, spans = (_Rows.of(batch[name]) for name in ("segments", "edits", "spans"))
    edits_of = list(edits.by_field([Edit(*row) for row in edits.rows.select(Edit._fields).iter_rows()]))
    lead = [proves(source, of_one, clean) for (source, clean), of_one in zip(texts.iter_rows(), edits_of, strict=True)]
    to_source = Layers.of(
        [from_edits(*one) if leads else () for leads, *one in zip(lead, edits_of, clean_lengths.tolist(), strict=True)],
        clean_lengths,
    )
    to_bytes = Layers(segments.fields, segments.rows.rename(_BELOW), source_lengths)
    said = spans.by_field(spans.rows.select(_SAID).rows())
    keys = batch.select("article_id", "field").iter_rows()
    say_so = [_say_what_is_so(*one) for one in zip(keys, texts["clean"].to_list(), edits_of, said, strict=True)]
    proven: Flags = (
        (source_lengths >= 0)
        & (clean_lengths >= 0)
        & np.array(lead, bool)
        & np.array(say_so, bool)
        & to_bytes.fits
        & to_source.fits
        & edits.of_whole_fields(_have_their_bytes(edits, to_bytes))
        & spans.of_whole_fields(_have_their_bytes(spans, to_bytes) & _have_their_source(spans, to_source))
    )
    return proven


def _lengths(texts: pl.Series) -> Numbers:
    """In code points; -1 where there is no text."""
    return texts.str.len_chars().cast(pl.Int64).fill_null(-1).to_numpy()


def _have_their_source(spans: _Rows, to_source: Layers) -> Flags:
    """Of each span, whether what lies below it is its span in the source text."""
    starts, ends = spans.numbers("char_start"), spans.numbers("char_end")
    found = to_source.below(spans.fields, starts, ends)
    same = (found.start == spans.numbers("raw_start")) & (found.end == spans.numbers("raw_end"))
    below: Flags = found.is_held & found.is_known & (starts < ends) & same
    return below


def _have_their_bytes(rows: _Rows, to_bytes: Layers) -> Flags:
    """Of each row, whether its bytes are those below its span in the source text, and its flag is what they say."""
    found = to_bytes.below(rows.fields, rows.numbers("raw_start"), rows.numbers("raw_end"))
    same = (found.start == rows.numbers("byte_start")) & (found.end == rows.numbers("byte_end"))
    has_start, has_end = (rows.rows[name].is_not_null() for name in ("byte_start", "byte_end"))
    has_both, has_none = (has_start & has_end).to_numpy(), ~(has_start | has_end).to_numpy()
    is_flagged = rows.rows["is_aligned"].eq_missing(has_start).to_numpy()
    below: Flags = found.is_held & is_flagged & np.where(found.is_known, has_both & same, has_none)
    return below


def _say_what_is_so(key: tuple[str, str], clean: str, edits: Sequence[Edit], spans: Sequence[tuple[Any, ...]]) -> bool:
    """Whether the rows of a field say what stands in their spans, have their ids, and correct what was corrected."""
    identities = ":".join(key)
    for char_start, char_end, raw_start, raw_end, surface, row_id, table in spans:
        if clean[char_start:char_end] != surface:
            return False
        if table == "spelling_corrections":
            touching = (edit for edit in edits if edit.raw_start < raw_end and edit.raw_end > raw_start)
            if not any("spelling" in edit.rule for edit in touching):
                return False
        elif table != "spelling_vetoes":
            identity = f"{identities}:{raw_start}-{raw_end}"
            if row_id != identity and not str(row_id).startswith(f"{identity}."):
                return False
    return True
