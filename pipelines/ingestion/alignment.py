"""Two texts laid side by side by what they have in common: which places of one are which places of the other."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from pipelines.ingestion.sketches import SHINGLE_WORDS, Hashes

# A passage that comes more than once in a text is told apart by what is around it; so many times, each time within
# narrower bounds.
_ROUNDS = 4
# Shingles; in less room there is nothing to be found.
_LEAST_ROOM = 4

Positions = npt.NDArray[np.int64]
Places = tuple[Positions, Positions]


class Text:
    """A text's shingles, sorted for comparing it with many others."""

    def __init__(self, shingles: Hashes, figures: Iterable[int] = ()) -> None:
        self.shingles = shingles
        self.figures = Counter(figures)
        self.word_count = len(shingles) + SHINGLE_WORDS - 1
        self.distinct, self._first, self._counts = np.unique(shingles, return_index=True, return_counts=True)

    def places(self, of: Positions) -> tuple[Positions, npt.NDArray[np.bool_]]:
        """Where the chosen of the distinct shingles stand first, and which of them stand nowhere else."""
        return self._first[of].astype(np.int64), self._counts[of] == 1


def aligned(one: Text, other: Text, rounds: int = _ROUNDS) -> Places:
    """Places of shingles in both texts that are the same, each rising; empty when there is none to begin with."""
    places, other_places = _continued(one.shingles, other.shingles, *_sure(one, other))
    if not len(places) or rounds == 1:
        return places, other_places
    found, other_found = [places], [other_places]
    starts, ends = np.append(0, places + 1), np.append(places, len(one.shingles))
    other_starts, other_ends = np.append(0, other_places + 1), np.append(other_places, len(other.shingles))
    for gap in np.flatnonzero(np.minimum(ends - starts, other_ends - other_starts) >= _LEAST_ROOM):
        inner = Text(one.shingles[starts[gap] : ends[gap]])
        other_inner = Text(other.shingles[other_starts[gap] : other_ends[gap]])
        more, other_more = aligned(inner, other_inner, rounds - 1)
        found.append(more + starts[gap])
        other_found.append(other_more + other_starts[gap])
    return np.sort(np.concatenate(found)), np.sort(np.concatenate(other_found))


def _sure(one: Text, other: Text) -> Places:
    """The most places of both texts that follow one another in the same order, by shingles that each has once (or,
    where there is none, that one of them has: a page may hold its whole text twice)."""
    _, in_one, in_other = np.intersect1d(one.distinct, other.distinct, assume_unique=True, return_indices=True)
    places, single = one.places(in_one)
    other_places, other_single = other.places(in_other)
    sure = single & other_single
    sure = sure if sure.any() else single | other_single
    places, other_places = places[sure], other_places[sure]
    order = np.argsort(places)
    places, other_places = places[order], other_places[order]
    kept = _longest_rising(other_places.tolist())
    return places[kept], other_places[kept]


def _continued(shingles: Hashes, others: Hashes, places: Positions, other_places: Positions) -> Places:
    """The places with those between them that continue them on either side: shingles that
    stand more than once."""
    starts, ends = np.append(-1, places), np.append(places, len(shingles))
    other_starts, other_ends = np.append(-1, other_places), np.append(other_places, len(others))
    if not len(places):
        return places, other_places
    room = np.minimum(ends - starts, other_ends - other_starts) - 1
    found, other_found = [places], [other_places]
    for index in np.flatnonzero(room > 0):
        start, end, other_start, other_end = starts[index], ends[index], other_starts[index], other_ends[index]
        steps = np.arange(1, room[index] + 1)
        forward = _run(shingles[start + steps] == others[other_start + steps])
        back = _run(shingles[end - steps] == others[other_end - steps])
        back = min(back, int(room[index]) - forward)
        found += [start + steps[:forward], end - steps[:back]]
        other_found += [other_start + steps[:forward], other_end - steps[:back]]
    return np.sort(np.concatenate(found)), np.sort(np.concatenate(other_found))


def _run(equal: npt.NDArray[np.bool_]) -> int:
    """How many are true before the first that is not."""
    return len(equal) if equal.all() else int(equal.argmin())


def _longest_rising(values: list[int]) -> Positions:
    """Indices of the longest subsequence that rises (patience sorting, in n log n)."""
    ends: list[int] = []
    at: list[int] = []
    before = [-1] * len(values)
    for index, value in enumerate(values):
        pile = bisect_left(ends, value)
        if pile:
            before[index] = at[pile - 1]
        ends[pile : pile + 1] = [value]
        at[pile : pile + 1] = [index]
    found: list[int] = []
    index = at[-1] if at else -1
    while index >= 0:
        found.append(index)
        index = before[index]
    return np.array(found[::-1], dtype=np.int64)
