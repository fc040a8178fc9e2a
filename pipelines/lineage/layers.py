"""The layers of many texts at once: where spans lie below, for all spans of a batch in a few array operations.

The same arithmetic as `segments.aligned_span` and `segments.lower_point`, which say what it means; here it is done to
so many numbers that it matters how long it takes. Spans are half-open and 0-based.
"""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.lineage.segments import Segment

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# Positions of all texts in one order: no text is as long.
_APART = 1 << 40
_SEGMENTS = {"kind": pl.String()} | dict.fromkeys(Segment._fields[1:], pl.Int64())


class Below(NamedTuple):
    """What lies below each of some spans: whether their layers hold them at all, and whether it is known what is there.
    Without both, `start` and `end` mean nothing."""

    start: Numbers
    end: Numbers
    is_held: Flags
    is_known: Flags


class Layers:
    """The segments of many texts, each with its number; `fits` says whose segments cover it without gaps, none of them
    empty, each beginning where one ended. Those of others are left out.

    `texts` is the number of the text of each row of `segments` (columns of Segment; those of one text together and in
    order), `lengths` the length of each text, negative where there is none.
    """

    def __init__(self, texts: Numbers, segments: pl.DataFrame, lengths: Numbers) -> None:
        columns = {name: segments[name].fill_null(-1).to_numpy() for name in ("start", "end")}
        columns |= {name: segments[name].fill_null(0).to_numpy() for name in ("lower_start", "lower_end")}
        columns |= {f"is_{kind}": segments["kind"].eq_missing(kind).to_numpy() for kind in ("unaligned", "copied")}
        self.fits = _fits(texts, columns["start"], columns["end"], lengths)
        used = {name: values[self.fits[texts]] for name, values in columns.items()}
        self._lengths = np.where(self.fits, lengths, 0)
        self._starts, self._ends = used["start"], used["end"]
        self._lower_starts, self._lower_ends = used["lower_start"], used["lower_end"]
        self._keys = texts[self.fits[texts]] * _APART + self._starts
        self._is_unaligned = used["is_unaligned"]
        self._unaligned_until = np.cumsum(self._is_unaligned)
        width = (self._lower_ends - self._lower_starts) // (self._ends - self._starts)
        # What is not copied is made of the whole stretch below, wherever a span begins or ends in it.
        self._widths = np.where(used["is_copied"], width, 0)

    @classmethod
    def of(cls, segments: Sequence[Sequence[Segment]], lengths: Numbers) -> "Layers":
        """The layers of texts whose segments are given for each."""
        texts = np.repeat(np.arange(len(segments)), [len(of_one) for of_one in segments])
        return cls(texts, pl.DataFrame(list(chain.from_iterable(segments)), _SEGMENTS, orient="row"), lengths)

    def below(self, texts: Numbers, starts: Numbers, ends: Numbers) -> Below:
        """What lies below spans of these texts; an empty one is a point, right after what is before it."""
        lengths = self._lengths[texts]
        is_held = (lengths > 0) & (starts >= 0) & (starts <= ends) & (ends <= lengths)
        texts, starts, ends = texts[is_held], starts[is_held], ends[is_held]
        is_point = starts == ends
        first = self._at(texts, np.where(is_point, np.maximum(starts - 1, 0), starts))
        last = self._at(texts, np.maximum(ends - 1, 0))
        lower_start = self._lower_starts[first] + (starts - self._starts[first]) * self._widths[first]
        lower_end = self._lower_ends[last] - (self._ends[last] - ends) * self._widths[last]
        place = np.where(ends == 0, self._lower_starts[last], lower_end)
        crossed = self._unaligned_until[last] - self._unaligned_until[first]
        is_known = (crossed == 0) & ~self._is_unaligned[first]
        found = np.zeros((3, len(is_held)), np.int64)
        found[:, is_held] = np.where(is_point, place, lower_start), np.where(is_point, place, lower_end), is_known
        return Below(found[0], found[1], is_held, found[2] > 0)

    def _at(self, texts: Numbers, positions: Numbers) -> Numbers:
        """Which segment holds a position."""
        return np.searchsorted(self._keys, texts * _APART + positions, side="right") - 1


def _fits(texts: Numbers, starts: Numbers, ends: Numbers, lengths: Numbers) -> Flags:
    is_first = np.diff(texts, prepend=-1) != 0
    begins_right = starts == np.where(is_first, 0, np.roll(ends, 1))
    is_wrong = np.bincount(texts, ~begins_right | (ends <= starts), len(lengths)) > 0
    covered = np.zeros(len(lengths), np.int64)
    np.maximum.at(covered, texts, ends)
    fits: Flags = ~is_wrong & (covered == lengths)
    return fits
