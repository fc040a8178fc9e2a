"""Which texts are worth comparing: those that share a good part of their anchors. In time and memory that grow with
the number of texts, not with its square."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.ingestion.matching import LEAST_CONTAINMENT
from pipelines.ingestion.sketches import Hashes

# An anchor pairs a text with so many others that have it: the next ones in the order of `_ordered`. A text that more
# texts share than that is still paired with some of them, and by them with the rest.
NEXT = 15
# Of two texts that match, so many shingles of one are in the other (see `matching`). The share of its anchors varies
# around that as chance has it; what lies so many standard deviations below is not compared.
_DEVIATIONS = 2.5
_PAIRS_AT_ONCE = 2_000_000

CANDIDATES: dict[str, pl.DataType] = {"text_key": pl.String(), "other_key": pl.String()}

Numbers = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]


def candidate_pairs(sketches: pl.DataFrame) -> pl.DataFrame:
    """Pairs of texts (CANDIDATES), each once, sorted, from text_key, least and anchors of every text.

    Texts with equal keys are one. Each anchor of a text is looked at NEXT times at most, so the time is in proportion
    to all anchors; never more than _PAIRS_AT_ONCE pairs are held before they are counted.
    """
    texts = _ordered(sketches)
    keys = texts["text_key"].to_numpy()
    counts = texts["anchors"].list.len().to_numpy().astype(np.int64)
    anchors = texts["anchors"].explode(empty_as_null=False).to_numpy()
    numbers = np.repeat(np.arange(texts.height, dtype=np.uint32), counts)
    order = np.lexsort((numbers, anchors))
    found = [_enough(pairs, shared, counts) for pairs, shared in _counted(anchors[order], numbers[order], texts.height)]
    pairs = np.concatenate(found) if found else np.empty(0, np.uint64)
    first, second = keys[pairs >> np.uint64(32)], keys[pairs & np.uint64(0xFFFFFFFF)]
    rows = pl.DataFrame({"text_key": first, "other_key": second}, schema=CANDIDATES)
    least, greatest = pl.min_horizontal("text_key", "other_key"), pl.max_horizontal("text_key", "other_key")
    return rows.select(least.alias("text_key"), greatest.alias("other_key")).sort("text_key", "other_key")


def _ordered(sketches: pl.DataFrame) -> pl.DataFrame:
    """One row for each text key, near-duplicates side by side: the same least shingle is in both, by and large."""
    with_key = sketches.drop_nulls("text_key").filter(pl.col("anchors").list.len() > 0)
    return with_key.sort("least", "text_key").unique("text_key", keep="first", maintain_order=True)


def _counted(anchors: Hashes, numbers: npt.NDArray[np.uint32], height: int) -> Iterator[tuple[Numbers, Counts]]:
    """Pairs of numbers, as one, and how many anchors they share; by ranges of the lesser number, so that the pairs of a
    range fit. Both arrays are sorted by anchor, then number."""
    same = [anchors[step:] == anchors[:-step] for step in range(1, min(NEXT + 1, len(anchors)))]
    pair_counts = np.zeros(height + 1, np.int64)
    for found in same:
        pair_counts[1:] += np.bincount(numbers[: len(found)][found], minlength=height)
    total = np.cumsum(pair_counts)
    start = 0
    while start < height:
        end = max(start + 1, int(np.searchsorted(total, total[start] + _PAIRS_AT_ONCE, "right")) - 1)
        parts = []
        for step, found in enumerate(same, start=1):
            lesser = numbers[: len(found)]
            chosen = np.flatnonzero(found & (lesser >= start) & (lesser < end))
            parts.append(numbers[chosen].astype(np.uint64) << np.uint64(32) | numbers[chosen + step])
        pairs, shared = np.unique(np.concatenate(parts), return_counts=True) if parts else (np.empty(0, np.uint64), 0)
        yield pairs, np.asarray(shared, np.int64)
        start = end


def _enough(pairs: Numbers, shared: Counts, counts: Counts) -> Numbers:
    fewest = np.minimum(counts[pairs >> np.uint64(32)], counts[pairs & np.uint64(0xFFFFFFFF)])
    deviation = np.sqrt(LEAST_CONTAINMENT * (1 - LEAST_CONTAINMENT) * fewest)
    chosen: Numbers = pairs[shared >= np.maximum(LEAST_CONTAINMENT * fewest - _DEVIATIONS * deviation, 1)]
    return chosen
