"""What of a step's work is still to be done, without holding it: rows wait in a file, some at a time are fetched."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.engine.batches import Bounds, batches
from pipelines.lineage.dealings import deal
from pipelines.lineage.parquet import scan_files

# Of the file with all that waits: what this process holds at most at a time, or one unit. In memory it is five or ten
# times as large.
_HELD_BYTES = 10 << 20
# What is written at a time; a row may be a long text with all that stands on it.
_ROWS_AT_A_TIME = 500
_ROW, _PART = "_row", "_part"


@dataclass(frozen=True)
class Missing:
    """Units to be worked on, once each, fetched in so many parts. `sizes` has unit, size and _row (its place in the
    file), largest first. In `folder` parts may wait."""

    rows: pl.LazyFrame
    sizes: pl.DataFrame
    bounds: Bounds
    parts: int
    folder: Path

    @property
    def size(self) -> int:
        return int(self.sizes["size"].sum())

    def batches(self, workers: int) -> Iterator[pl.DataFrame]:
        """Batches of all of it, longest first."""
        before = self.sizes["size"].cum_sum() - self.sizes["size"]
        of_parts = self.sizes.with_columns((before * self.parts // (self.size + 1)).alias(_PART))
        wanted = self.rows.join(of_parts.lazy().select(_ROW, _PART), on=_ROW).drop(_ROW)
        if self.parts > 1:
            deal(wanted, pl.col(_PART), self.folder, _ROWS_AT_A_TIME)
        left = self.size
        for part, size in of_parts.group_by(_PART, maintain_order=True).agg(pl.col("size").sum()).iter_rows():
            left -= size
            found = scan_files([self.folder / f"{part}.parquet"]) if self.parts > 1 else wanted
            yield from batches(found.drop(_PART).collect(), self.bounds, workers, left)


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
        rows = scan_files([file])
        size = pl.col(bounds.size)
        if rows.collect_schema()[bounds.size] == pl.String:
            size = size.str.len_chars()
        sizes = rows.select("unit", size.cast(pl.Int64).alias("size"), _ROW).collect()
        once = sizes.unique("unit", keep="first", maintain_order=True)
        parts = -(-file.stat().st_size // _HELD_BYTES)
        yield Missing(rows, once.sort(["size", "unit"], descending=[True, False]), bounds, parts, place / "parts")
    finally:
        shutil.rmtree(place, ignore_errors=True)
