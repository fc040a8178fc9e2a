"""The store of done work: results for each text, remembered under the text and the process that made them.

What is written is in `parts`, what of it is in use in `wanted`, and what goes when in `tidying`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.engine.parts import PART, scan_parts, write_part
from pipelines.engine.wanted import note_wanted
from pipelines.engine.workers import run_all
from pipelines.lineage.processes import Process
from pipelines.schemas.units import UNIT, Schemas

# About ten seconds of the model's reading: what a killed run loses at most, and what a worker gets at a time.
BATCH_CHARACTERS = 250_000
BATCH_UNITS = 2_000


@dataclass(frozen=True)
class BatchWork:
    """A pure function from a batch of units to tables, and the version of it.

    `function` is a module-level function (configuration, batch) -> frames by name; both batch and frames have a
    column `unit`. It may leave units out: then its last frame, `units`, has those that it did. `size` is the column
    that says how much work a unit is, itself or (of text) by its length in characters; a batch ends with `most_size` or
    `most_units`. `one_each` names the tables that have exactly one row for each unit.
    """

    process: Process
    function: Callable[[Any, pl.DataFrame], Mapping[str, pl.DataFrame | pl.LazyFrame]]
    configuration: object
    tables: Schemas
    size: str = "text"
    most_size: int = BATCH_CHARACTERS
    most_units: int = BATCH_UNITS
    one_each: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """How far a step is: units that were in the store, done now, and all. `new_articles` and `again_articles` count the
    articles that have a unit which is not in the store: those the step has not seen before, and those it has."""

    remembered: int
    done: int
    total: int
    new_articles: int = 0
    again_articles: int = 0


class Store:
    """Results by process and unit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, process: Process) -> Path:
        """The folder of a process."""
        return self.folder / process.step / process.process_id

    def known_units(self, work: BatchWork) -> pl.LazyFrame:
        """The units, in a column `unit`, whose results are there."""
        return scan_parts(self.place(work.process), "units", UNIT).select("unit")

    def compute(
        self,
        work: BatchWork,
        units: pl.LazyFrame,
        workers: int = 1,
        progress: Callable[[Progress], None] = lambda _: None,
        articles: pl.LazyFrame | None = None,
        seen: pl.LazyFrame | None = None,
    ) -> dict[str, pl.LazyFrame]:
        """The results for exactly these units, doing what is not in the store yet.

        `units` has a column `unit` and what the function needs; rows with the same unit are the same work. With
        `articles` (article_id, unit), progress counts articles too; those in `seen` are none that are new.
        """
        folder = self.place(work.process)
        done = scan_parts(folder, "units", UNIT)
        distinct = units.unique("unit", keep="any")
        wanted = distinct.select("unit").collect()
        missing = distinct.join(done, on="unit", how="anti").collect()
        counted = (0, 0) if articles is None else _articles_of(missing, articles, seen)
        remembered, finished = wanted.height - missing.height, 0
        progress(Progress(remembered, 0, wanted.height, *counted))
        tasks = ((work, folder, batch) for batch in _batches(missing, work))
        for count in run_all(_write_part, tasks, workers):
            finished += count
            progress(Progress(remembered, finished, wanted.height, *counted))
        # Two runs that were cut off differently may have done one unit in two batches: one part speaks for it.
        spoken_for = scan_parts(folder, "units", UNIT).join(wanted.lazy(), on="unit", how="semi")
        chosen = spoken_for.group_by("unit").agg(pl.col(PART).min()).collect().lazy()
        return {
            name: scan_parts(folder, name, schema).join(chosen, on=["unit", PART], how="semi").drop(PART)
            for name, schema in work.tables.items()
        }

    def note_wanted(self, process: Process, units: pl.DataFrame) -> None:
        """Remember that the tables are now put together from these units of a process."""
        note_wanted(self.place(process), units)


def _articles_of(missing: pl.DataFrame, units: pl.LazyFrame, seen: pl.LazyFrame | None) -> tuple[int, int]:
    """Articles with a unit that is missing: how many are not among those seen, and how many are."""
    articles = units.join(missing.lazy().select("unit"), on="unit", how="semi").select("article_id").unique().collect()
    if seen is None:
        return articles.height, 0
    try:
        new = articles.lazy().join(seen.select("article_id").unique(), on="article_id", how="anti").collect().height
    except pl.exceptions.ComputeError:  # the table of the run before is damaged; it is about to be made anew
        new = articles.height
    return new, articles.height - new


def _write_part(task: tuple[BatchWork, Path, pl.DataFrame]) -> int:
    """Do one batch and write its part; runs in a worker. Returns the number of units.

    Raises ValueError when a table that has one row for each unit has not.
    """
    work, folder, batch = task
    results = {"units": batch.select("unit")} | dict(work.function(work.configuration, batch))
    for name in work.one_each:
        if not results[name].lazy().select(pl.col("unit").sort()).collect().equals(batch.select(pl.col("unit").sort())):
            raise ValueError(f"{work.process.step}: {name} has not exactly one row for each unit")
    units = results.pop("units")
    write_part(folder, results | {"units": units})
    return batch.height


def _batches(units: pl.DataFrame, work: BatchWork) -> Iterator[pl.DataFrame]:
    """Batches of bounded size, longest texts first, so that texts of one batch are of similar length."""
    if units.is_empty():
        return
    size = pl.col(work.size).str.len_chars() if units.schema[work.size] == pl.String else pl.col(work.size)
    ordered = units.with_columns(size.alias("_size")).sort(["_size", "unit"], descending=[True, False])
    sizes = ordered["_size"].to_list()
    ordered = ordered.drop("_size")
    start = total = 0
    for position, one in enumerate(sizes, start=1):
        total += one
        if total >= work.most_size or position - start == work.most_units or position == len(sizes):
            yield ordered[start:position]
            start, total = position, 0
