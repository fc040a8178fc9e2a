"""What of a step's work is still to be done, without holding it: rows wait in a file, some at a time are fetched."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.engine.batches import Bounds, batches

# Of the file with all that waits: what this process holds at most at a time, or one unit. In memory it is five or ten
# times as large.
_HELD_BYTES = 10 << 20
# What is written at a time; a row may be a long text with all that stands on it.
_ROWS_AT_A_TIME = 5_000
_ROW = "_row"


@dataclass(frozen=True)
class Missing:
    """Units to be worked on, once each, fetched in so many parts. `sizes` has unit, size and _row (its place in the
    file), largest first."""

    rows: pl.LazyFrame
    sizes: pl.DataFrame
    bounds: Bounds
    parts: int

    @property
    def size(self) -> int:
        return int(self.sizes["size"].sum())

    def batches(self, workers: int) -> Iterator[pl.DataFrame]:
        """Batches of all of it, longest first."""
        left = self.size
        for held in self._parts():
            left -= int(held["size"].sum())
            found = self.rows.join(held.lazy().select(_ROW), on=_ROW, how="semi").drop(_ROW).collect()
            yield from batches(found, self.bounds, workers, left)

    def _parts(self) -> Iterator[pl.DataFrame]:
        part = (self.sizes["size"].cum_sum() - self.sizes["size"]) * self.parts // (self.size + 1)
        yield from self.sizes.with_columns(part.alias("_part")).partition_by("_part", maintain_order=True)


@contextmanager
def rows_of(units: pl.LazyFrame, wanted: pl.DataFrame, bounds: Bounds, folder: Path) -> Iterator[Missing]:
    """The rows of `units` with a unit of `wanted`, one for each; kept in a folder of their own below this one."""
    place = folder / f".missing.{os.getpid()}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    try:
        file = place / "rows.parquet"
        of_wanted = units.join(wanted.lazy().select("unit"), on="unit", how="semi")
        of_wanted.with_row_index(_ROW).sink_parquet(file, compression="lz4", row_group_size=_ROWS_AT_A_TIME)
        rows = pl.scan_parquet(file, glob=False)
        size = pl.col(bounds.size)
        if rows.collect_schema()[bounds.size] == pl.String:
            size = size.str.len_chars()
        sizes = rows.select("unit", size.cast(pl.Int64).alias("size"), _ROW).collect()
        once = sizes.unique("unit", keep="first", maintain_order=True)
        parts = -(-file.stat().st_size // _HELD_BYTES)
        yield Missing(rows, once.sort(["size", "unit"], descending=[True, False]), bounds, parts)
    finally:
        shutil.rmtree(place, ignore_errors=True)
