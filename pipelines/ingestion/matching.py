"""Whether two texts are one: their shingles, laid side by side. A near-duplicate has the words of the other in the same
order, but for small edits here and there, a line of its own, and one block that only the longer has."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from pipelines.ingestion.alignment import Positions, Text, aligned
from pipelines.ingestion.sketches import SHINGLE_WORDS

MATCHES: dict[str, pl.DataType] = {
    "text_key": pl.String(),
    "other_key": pl.String(),
    "method": pl.String(),
    "similarity": pl.Float64(),
    "containment": pl.Float64(),
}
# In words. A stretch that differs is an edit up to here, beyond it a block of one or both texts.
_EDIT = 6
# What a text may have of its own in blocks: a dateline, a credit, a line of page chrome; or a share of it.
_OWN, _OWN_SHARE = 15, 0.1
# Least stretch that is no coincidence.
_LEAST_MATCHED = 20
# Least share of shingles in common before anything else is looked at.
LEAST_CONTAINMENT = 0.6
# Most of a text that edits may touch, as a share of its words. A part of a longer text has fewer: more has an article
# that another one was written from.
_EDITS, _PART_EDITS = 0.2, 0.05
# So many figures, and such a share of the shorter text's, stand for others in the longer: then it is another report of
# the same form (dividends, prices, weather).
_FIGURES, _FIGURES_SHARE = 2, 0.2
# Of a short text, forms leave more: it must have more in common.
_SHORT, _SHORT_CONTAINMENT = 80, 0.75
# Of the longer text, so much is in the shorter: then both are the same article, and any blocks may have been added.
_RESEMBLING = 0.6

# Taken apart and kept while texts are compared; a pair's first text is that of many pairs in a row.
_TEXTS_AT_ONCE = 5_000


@dataclass(frozen=True)
class Comparison:
    """Two texts side by side, in words. `own` and `added` are the blocks that only the shorter or the longer has,
    `edits` what else differs in the shorter; `figures` counts its words with a digit, `other_figures` those for which
    the longer has others. Shares are over distinct shingles: `similarity` of all that either has, `containment` of
    those of the text that has fewer."""

    length: int
    longer_length: int
    own: int
    added: tuple[int, ...]
    edits: int
    figures: int
    other_figures: int
    similarity: float
    containment: float

    @property
    def method(self) -> str | None:
        """`near`: the same article; `part`: the shorter is one stretch of the longer; None: neither."""
        matched = self.length - self.own
        if matched < _LEAST_MATCHED or self.own > max(_OWN, _OWN_SHARE * self.length):
            return None
        if self.edits > _EDITS * self.length:
            return None
        if self.other_figures >= _FIGURES and self.other_figures > _FIGURES_SHARE * self.figures:
            return None
        if self.length < _SHORT and self.containment < _SHORT_CONTAINMENT:
            return None
        if self.longer_length - sum(self.added) >= _RESEMBLING * self.longer_length:
            return "near"
        elsewhere = sum(self.added) - max(self.added)
        is_one_block = elsewhere <= max(_OWN, _OWN_SHARE * self.longer_length)
        return "part" if is_one_block and self.edits <= _PART_EDITS * self.length else None


def match_pairs(candidates: pl.DataFrame, shingles: pl.DataFrame) -> pl.DataFrame:
    """Those of the candidate pairs (text_key, other_key) that match, as MATCHES. `shingles` has a row (text_key,
    shingles, figures) for every text among them."""
    listed = shingles.select("text_key", "shingles", "figures")
    row_of = {key: row for row, key in enumerate(listed["text_key"])}

    @lru_cache(_TEXTS_AT_ONCE)
    def text(key: str) -> Text:
        _, found, figures = listed.row(row_of[key])
        return Text(np.array(found, np.uint32), figures)

    rows = []
    for key, other in candidates.rows():
        comparison = compare(text(key), text(other))
        if comparison and (method := comparison.method):
            rows.append((key, other, method, comparison.similarity, comparison.containment))
    return pl.DataFrame(rows, schema=MATCHES, orient="row")


def compare(one: Text, other: Text) -> Comparison | None:
    """How two texts differ; None when they have too little in common to be laid side by side."""
    if one.word_count > other.word_count:
        one, other = other, one
    shared = len(np.intersect1d(one.distinct, other.distinct, assume_unique=True))
    fewest = min(len(one.distinct), len(other.distinct))
    if not fewest or shared < LEAST_CONTAINMENT * fewest:
        return None
    places, longer_places = aligned(one, other)
    if not len(places):
        return None
    gap, longer_gap = _gaps(places, one.word_count), _gaps(longer_places, other.word_count)
    is_block = (np.minimum(gap, longer_gap) > _EDIT) | (np.abs(gap - longer_gap) > _EDIT)
    return Comparison(
        one.word_count,
        other.word_count,
        int(gap[is_block].sum()),
        tuple(longer_gap[is_block].tolist()),
        int(gap[~is_block].sum()),
        one.figures.total(),
        min((one.figures - other.figures).total(), (other.figures - one.figures).total()),
        shared / (len(one.distinct) + len(other.distinct) - shared),
        shared / fewest,
    )


def _gaps(places: Positions, word_count: int) -> Positions:
    """Words before, between and after the shingles at these places."""
    starts = np.append(places, word_count)
    ends = np.concatenate(([0], places + SHINGLE_WORDS))
    gaps: Positions = np.maximum(starts - ends, 0)
    return gaps
