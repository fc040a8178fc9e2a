"""The store of done work: results for each text, remembered under the text and the process that made them.

What is written is in `parts`, what of it is in use in `wanted`, and what goes when in `tidying`.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.engine.batches import single
from pipelines.engine.engines import Engine, marked, require_same
from pipelines.engine.failures import RejectedError, failed_units, note_failed, note_more_articles
from pipelines.engine.missing import rows_of
from pipelines.engine.parts import PART, scan_parts, write_part
from pipelines.engine.progress import Counter, Progress
from pipelines.engine.wanted import note_wanted
from pipelines.engine.workers import Lost, run_all
from pipelines.lineage.processes import Process
from pipelines.places import Place
from pipelines.schemas.units import UNIT, Schemas
from pipelines.settings import NewsledgerError

# Some seconds of the model's reading: what a killed run loses at most, and what a worker gets at a time.
BATCH_CHARACTERS = 250_000
BATCH_UNITS = 2_000


@dataclass(frozen=True)
class BatchWork:
    """A pure function from a batch of units to tables, and the version of it.

    `function` is a module-level function (configuration, batch) -> frames by name; both batch and frames have a
    column `unit`. It may leave units out: then its last frame, `units`, has those that it did. `size` is the column
    that says how much work a unit is, itself or (of text) by its length in characters; a batch ends with `most_size` or
    `most_units`. `one_each` names the tables that have exactly one row for each unit. What
    `may_leave_out` units is not ended by one on which no worker can work; it reads files, and is done where they are.
    """

    process: Process
    function: Callable[[Any, pl.DataFrame], Mapping[str, pl.DataFrame | pl.LazyFrame]]
    configuration: object
    tables: Schemas
    size: str = "text"
    most_size: int = BATCH_CHARACTERS
    most_units: int = BATCH_UNITS
    one_each: tuple[str, ...] = ()
    may_leave_out: bool = False


class Store:
    """Results by process and unit."""

    def __init__(self, folder: Place, elsewhere: Engine | None = None, disk: Path | None = None) -> None:
        """`elsewhere` is the engine when it is not that of this machine; `disk` a folder for what is to be done, of a
        store in a bucket."""
        self.folder = folder
        self._elsewhere = elsewhere
        self._disk = disk or Path(tempfile.gettempdir())

    def place(self, process: Process) -> Place:
        """The folder of a process."""
        return self.folder / process.step / process.process_id

    def known_units(self, work: BatchWork) -> pl.LazyFrame:
        """The units, in a column `unit`, whose results are there."""
        return scan_parts(self.place(work.process), "units", UNIT).select("unit")

    def failures(self, process: Process) -> pl.DataFrame:
        """Rows of FAILURES: what no worker could work on."""
        return failed_units(self.place(process))

    def compute(
        self,
        work: BatchWork,
        units: pl.LazyFrame,
        workers: int = 0,
        progress: Callable[[Progress], None] = lambda _: None,
        articles: pl.LazyFrame | None = None,
        seen: pl.LazyFrame | None = None,
        seconds: float | None = None,
    ) -> dict[str, pl.LazyFrame]:
        """The results for exactly these units, doing what is not in the store yet.

        `units` has a column `unit` and what the function needs; rows with the same unit are the same work. With
        `articles` (article_id, unit), progress counts articles too; those in `seen` are none that are new. Without
        workers (0) it is done in this process. `seconds` bound a batch, and then each of its units by itself.

        A unit on which no worker can work is remembered and left out, where the work allows that. Else, when all the
        others are done, RejectedError is raised for its articles; NewsledgerError where it belongs to none.
        """
        folder = self.place(work.process)
        known_to_fail = failed_units(folder)
        done = pl.concat([self.known_units(work), known_to_fail.lazy().select("unit")])
        wanted = units.select("unit").unique().collect()
        missing = wanted.lazy().join(done, on="unit", how="anti").collect()
        counted = (0, 0) if articles is None else _articles_of(missing, articles, seen)
        lost: list[tuple[str, Lost]] = []
        start = Progress(wanted.height - missing.height, 0, wanted.height, *counted)
        progress(Counter(start, 0, work).now)
        elsewhere = None if work.may_leave_out else self._elsewhere
        if missing.height:
            disk = folder if isinstance(folder, Path) else self._disk
            with rows_of(units, missing, work, disk) as rows, marked(folder, is_needed=elsewhere is not None) as mark:
                counter = Counter(start, rows.size, work)
                hands = _Hands(work, folder, elsewhere or run_all, workers, seconds, mark)
                for batch, found in hands.done(rows.batches(workers)):
                    if isinstance(found, Lost):
                        lost.append((batch["unit"][0], found))
                    progress(counter.told(batch, isinstance(found, Lost)))
        failed = note_failed(folder, lost, articles) if lost else pl.DataFrame()
        if articles is not None and known_to_fail.height:
            failed = pl.concat([note_more_articles(folder, known_to_fail, articles), failed], how="diagonal")
        if failed.height and not work.may_leave_out:
            _raise_failed(work, failed, articles is not None)
        # Two runs that were cut off differently may have done one unit in two batches: one part speaks for it.
        spoken_for = scan_parts(folder, "units", UNIT).join(wanted.lazy(), on="unit", how="semi")
        chosen = spoken_for.group_by("unit").agg(pl.col(PART).min()).collect()
        if chosen.height < wanted.height and not work.may_leave_out:
            raise NewsledgerError(
                f"{wanted.height - chosen.height} results of {work.process.step} are not in {folder}, though they were "
                "written: somebody removed them, or workers write to another place of that name; run again"
            )
        return {
            name: scan_parts(folder, name, schema).join(chosen.lazy(), on=["unit", PART], how="semi").drop(PART)
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


@dataclass(frozen=True)
class _Hands:
    """Those who do the work, here or elsewhere: then a mark is in the folder, by which it is known there."""

    work: BatchWork
    folder: Place
    run: Engine
    workers: int
    seconds: float | None
    mark: "Place | None"

    def done(self, given: Iterable[pl.DataFrame]) -> Iterator[tuple[pl.DataFrame, int | Lost]]:
        """Every batch that is given as it is done; a unit that is Lost, a second time and by itself, as a batch of one.

        What becomes of a unit does not depend on the others in its batch: when a batch is lost, each of its units is
        tried alone. Raises NewsledgerError when workers die of nothing at all.
        """
        again: list[pl.DataFrame] = []
        for batch, found in self._try(given):
            if isinstance(found, Lost):
                again += single(batch)
            else:
                yield batch, found
        lost: list[tuple[pl.DataFrame, Lost]] = []
        for batch, found in self._try(again):
            if isinstance(found, Lost):
                lost.append((batch, found))
            else:
                yield batch, found
        if lost:
            self._require_working(lost[0][0].clear())
        yield from lost

    def _try(self, given: Iterable[pl.DataFrame]) -> Iterator[tuple[pl.DataFrame, int | Lost]]:
        write = partial(_write_part_elsewhere, self.mark) if self.mark else _write_part
        tasks = ((self.work, self.folder, batch) for batch in given)
        for (_, _, batch), found in self.run(write, tasks, self.workers, self.seconds):
            yield batch, found

    def _require_working(self, nothing: pl.DataFrame) -> None:
        """Raises NewsledgerError when a worker that is given nothing to do dies as well."""
        for _, found in self.run(_try_out, [(self.work, nothing)], self.workers, self.seconds):
            if isinstance(found, Lost):
                raise NewsledgerError(
                    f"worker processes of {self.work.process.step} end before they do anything ({found.reason}), "
                    "probably out of memory: run again with fewer --workers; finished work is kept"
                )


def _raise_failed(work: BatchWork, failed: pl.DataFrame, have_articles: bool) -> None:
    if have_articles:
        raise RejectedError(work.process.step, failed)
    unit, _, reason, error = failed.row(0)
    raise NewsledgerError(f"{work.process.step} of {unit!r} is not possible ({reason}: {error}); finished work is kept")


def _try_out(task: tuple[BatchWork, pl.DataFrame]) -> None:
    """Load all that the work needs, and do none."""
    work, nothing = task
    work.function(work.configuration, nothing)


def _write_part_elsewhere(mark: Place, task: tuple[BatchWork, Place, pl.DataFrame]) -> int:
    """The same in a worker that may be on another machine. Raises NewsledgerError where that machine is not set up as
    the one that gives the work."""
    work = task[0]
    require_same(mark, work.process, work.function.__module__)
    return _write_part(task)


def _write_part(task: tuple[BatchWork, Place, pl.DataFrame]) -> int:
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
