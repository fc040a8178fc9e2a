"""What a worker gets at a time: batches of units of similar size, the largest first and the last ones small."""

from collections.abc import Iterator
from io import BytesIO
from typing import Protocol

import polars as pl

# When less than so many batches for each worker are left, they become smaller, so that all workers end together.
_LAST_BATCHES = 4
_LEAST_SHARE = 16


class Bounds(Protocol):
    """How much a batch may hold: see BatchWork."""

    @property
    def size(self) -> str: ...
    @property
    def most_size(self) -> int: ...
    @property
    def most_units(self) -> int: ...


def batches(units: pl.DataFrame, bounds: Bounds, workers: int = 0, later: int = 0) -> Iterator[pl.DataFrame]:
    """Batches of bounded size, longest texts first, so that texts of one batch are of similar length. A batch holds one
    unit at least, whatever its size. `later` is the size of what comes after these units."""
    if units.is_empty():
        return
    ordered = units.with_columns(sizes_of(units, bounds).alias("_size"))
    ordered = ordered.sort(["_size", "unit"], descending=[True, False])
    sizes = ordered["_size"].to_list()
    ordered = ordered.drop("_size")
    left = sum(sizes) + later
    start = total = 0
    most = _most(left, bounds, workers)
    for position, one in enumerate(sizes, start=1):
        total += one
        if total >= most or position - start == bounds.most_units or position == len(sizes):
            yield _by_itself(ordered[start:position])
            left -= total
            start, total, most = position, 0, _most(left, bounds, workers)


def sizes_of(units: pl.DataFrame, bounds: Bounds) -> pl.Series:
    """How much work each unit is."""
    size = units[bounds.size]
    return size.str.len_chars() if size.dtype == pl.String else size


def single(batch: pl.DataFrame) -> list[pl.DataFrame]:
    """Each unit of a batch as one of its own."""
    return batch.partition_by("unit", maintain_order=True)


def _by_itself(batch: pl.DataFrame) -> pl.DataFrame:
    """The same rows. Texts in lists are views into those of the whole frame, all of which would go to the worker with
    each batch; the layout that Arrow had before is of a batch's own texts alone."""
    if not any(dtype.is_nested() for dtype in batch.dtypes):
        return batch
    file = BytesIO()
    batch.write_ipc_stream(file, compat_level=pl.CompatLevel.oldest())
    file.seek(0)
    return pl.read_ipc_stream(file)


def _most(left: int, bounds: Bounds, workers: int) -> int:
    if not workers:
        return bounds.most_size
    return max(min(bounds.most_size, left // (workers * _LAST_BATCHES)), bounds.most_size // _LEAST_SHARE)
