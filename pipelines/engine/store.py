"""The store of done work: results for each text, remembered under the text and the process that made them.

A part is a folder of Parquet files for one batch of units. It gets its name when it is whole, so that a killed run
leaves nothing half-done, and what is there need not be done again.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.engine.workers import run_all
from pipelines.lineage.hashing import short_hash
from pipelines.lineage.processes import Process
from pipelines.schemas.units import UNIT, Schemas

# About ten seconds of reading: what a killed run loses at most, and what a worker gets at a time.
BATCH_CHARACTERS = 250_000
BATCH_UNITS = 2_000
_PART = "_part"


@dataclass(frozen=True)
class BatchWork:
    """A pure function from a batch of units to tables, and the version of it.

    `function` is a module-level function (configuration, batch) -> frames by name; both batch and frames have a
    column `unit`. `size` is the column whose length in characters says how much work a unit is. `one_each` names the
    tables that have exactly one row for each unit.
    """

    process: Process
    function: Callable[[Any, pl.DataFrame], dict[str, pl.DataFrame]]
    configuration: object
    tables: Schemas
    size: str = "text"
    one_each: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """How far a step is: units that were in the store, done now, and all."""

    remembered: int
    done: int
    total: int


class Store:
    """Results by process and unit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def known_units(self, work: BatchWork) -> pl.LazyFrame:
        """The units, in a column `unit`, whose results are there."""
        folder = self.folder / work.process.step / work.process.process_id
        return _scan(folder, "units", UNIT).select("unit")

    def compute(
        self,
        work: BatchWork,
        units: pl.LazyFrame,
        workers: int = 1,
        progress: Callable[[Progress], None] = lambda _: None,
    ) -> dict[str, pl.LazyFrame]:
        """The results for exactly these units, doing what is not in the store yet.

        `units` has a column `unit` and what the function needs; rows with the same unit are the same work.
        """
        folder = self.folder / work.process.step / work.process.process_id
        distinct = units.unique("unit", keep="any")
        wanted = distinct.select("unit").collect()
        missing = distinct.join(_scan(folder, "units", UNIT), on="unit", how="anti").collect()
        remembered, finished = wanted.height - missing.height, 0
        progress(Progress(remembered, 0, wanted.height))
        tasks = ((work, folder, batch) for batch in _batches(missing, work.size))
        for count in run_all(_write_part, tasks, workers):
            finished += count
            progress(Progress(remembered, finished, wanted.height))
        # Two runs that were cut off differently may have done one unit in two batches: one part speaks for it.
        spoken_for = _scan(folder, "units", UNIT).join(wanted.lazy(), on="unit", how="semi")
        chosen = spoken_for.group_by("unit").agg(pl.col(_PART).min()).collect().lazy()
        return {
            name: _scan(folder, name, schema).join(chosen, on=["unit", _PART], how="semi").drop(_PART)
            for name, schema in work.tables.items()
        }


def _write_part(task: tuple[BatchWork, Path, pl.DataFrame]) -> int:
    """Do one batch and write its part; runs in a worker. Returns the number of units.

    Raises ValueError when a table that has one row for each unit has not.
    """
    work, folder, batch = task
    results = work.function(work.configuration, batch)
    for name in work.one_each:
        if not results[name]["unit"].sort().equals(batch["unit"].sort()):
            raise ValueError(f"{work.process.step}: {name} has not exactly one row for each unit")
    part = folder / short_hash(*sorted(batch["unit"]))
    new = folder / f".{part.name}.{os.getpid()}"
    new.mkdir(parents=True, exist_ok=True)
    for name, rows in results.items():
        rows.write_parquet(new / f"{name}.parquet")
    batch.select("unit").write_parquet(new / "units.parquet")
    try:
        new.rename(part)
    except OSError:
        if not part.exists():
            raise
        shutil.rmtree(new)  # another run finished the same batch first: its part is equal
    return batch.height


def _scan(folder: Path, name: str, schema: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    """The rows of one table in all whole parts, each with the part's folder; a name with a dot is a part that is being
    written."""
    files = sorted(folder.glob(f"[0-9a-f]*/{name}.parquet"))
    if not files:
        return pl.LazyFrame(schema=dict(schema) | {_PART: pl.String()})
    rows = pl.scan_parquet(files, glob=False, include_file_paths=_PART)
    return rows.with_columns(pl.col(_PART).str.strip_suffix(f"/{name}.parquet"))


def _batches(units: pl.DataFrame, size: str) -> Iterator[pl.DataFrame]:
    """Batches of bounded size, longest texts first, so that texts of one batch are of similar length."""
    if units.is_empty():
        return
    ordered = units.with_columns(pl.col(size).str.len_chars().alias("_size"))
    ordered = ordered.sort(["_size", "unit"], descending=[True, False])
    sizes = ordered["_size"].to_list()
    ordered = ordered.drop("_size")
    start = characters = 0
    for position, one in enumerate(sizes, start=1):
        characters += one
        if characters >= BATCH_CHARACTERS or position - start == BATCH_UNITS or position == len(sizes):
            yield ordered[start:position]
            start, characters = position, 0
