"""What a step is run with: where its tables and the store are, whom to tell, and the ways out of lazy frames that
column lineage can follow."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import polars as pl

from pipelines.aggregation.queries import stretches_of
from pipelines.engine.by_article import by_article
from pipelines.engine.engines import engine_elsewhere
from pipelines.engine.progress import Progress
from pipelines.engine.store import BatchWork, Store
from pipelines.engine.tables import TableFolder
from pipelines.lineage.dealings import Dealt, Frames
from pipelines.lineage.fingerprints import combined
from pipelines.lineage.parquet import scan_files
from pipelines.lineage.processes import Process
from pipelines.lineage.runs import Run, RunFolder
from pipelines.places import kept_in
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.engine.step import Outcome


# What is written at a time.
_ROWS_AT_A_TIME = 20_000
_KEPT_FOLDER = ".kept"
# Where texts that are to be worked on wait when the store is in a bucket.
_MISSING_FOLDER = ".missing"
_FAILED = ("article_id", "reason", "error")


class Reporter(Protocol):
    """Who wants to know how a run goes: the terminal, or Dagster's log."""

    def step_started(self, step: str) -> None: ...
    def progress(self, step: str, progress: Progress) -> None: ...
    def step_finished(self, outcome: "Outcome") -> None: ...
    def note(self, line: str) -> None: ...


class Silent:
    """A reporter that says nothing."""

    def step_started(self, step: str) -> None:
        """Say nothing."""

    def progress(self, step: str, progress: Progress) -> None:
        """Say nothing."""

    def step_finished(self, outcome: "Outcome") -> None:
        """Say nothing."""

    def note(self, line: str) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Workspace:
    """What a step has at hand: the settings, the run, the tables that are there, the store, and whom to tell.

    `works` are the processes of all per-text work of the chain. What a step does, it does in lazy frames and, where it
    must leave them, by the methods here: so that which column comes of which can be told from what it does
    (`pipelines.engine.tracing`).
    """

    settings: Settings
    run: Run
    reporter: Reporter = field(default_factory=Silent)
    progress_of: dict[str, Progress] = field(default_factory=dict)
    wanted_of: dict[str, tuple[Process, pl.DataFrame]] = field(default_factory=dict)
    works: Sequence[Process] = ()

    @property
    def tables(self) -> TableFolder:
        return TableFolder(kept_in(self.settings) / "tables", self._kept)

    @property
    def runs(self) -> RunFolder:
        return RunFolder(kept_in(self.settings) / "runs")

    @cached_property
    def _kept(self) -> frozenset[str]:
        return self.runs.kept_files()

    @property
    def store(self) -> Store:
        disk = self.settings.data / "tables" / _MISSING_FOLDER
        return Store(kept_in(self.settings) / "store", engine_elsewhere(self.settings), disk)

    def compute(
        self, work: BatchWork, units: pl.LazyFrame, articles: pl.LazyFrame | None = None, seen_in: str = ""
    ) -> dict[str, pl.LazyFrame]:
        """Results from the store, doing what is missing; progress goes to the reporter.

        `articles` (article_id, unit) says whose units they are, so that progress can count articles: those that the
        table `seen_in` holds from the run before are done again, the others are new.
        """

        def tell(progress: Progress) -> None:
            self.progress_of[work.process.step] = progress
            self.reporter.progress(work.process.step, progress)

        self.wanted_of[work.process.step] = work.process, units.select("unit").unique().collect()
        seen = self.tables.scan(seen_in) if self.tables.manifest(seen_in) else None
        # What belongs to no article (a file, a word) takes as long as it takes.
        seconds = None if articles is None else self.settings.limits.work_seconds
        return self.store.compute(work, units, self.settings.workers, tell, articles, seen, seconds)

    def failed_articles(self) -> dict[str, tuple[str, str]]:
        """Reason and error of the articles, by id, on which no worker could work when it was tried."""
        rows: list[tuple[str, str, str]] = []
        for process in self.works:
            failed = self.store.failures(process).drop_nulls("article_id").sort("article_id", "unit")
            rows += ((row[0], row[1], f"{process.step}: {row[2]}") for row in failed.select(_FAILED).iter_rows())
        return {article_id: (reason, error) for article_id, reason, error in reversed(rows)}

    def kept(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """The rows, worked out once for all who read them, until the step has made its tables. They are in a file: the
        texts of a corpus are not held."""
        file = self._kept_place("parquet")
        rows.sink_parquet(file, compression="lz4", row_group_size=_ROWS_AT_A_TIME)
        return pl.scan_parquet(file, glob=False)

    def by_article(self, function: Callable[..., Frames], **frames: pl.LazyFrame) -> Frames:
        """What a function makes of frames with the column article_id, its arguments, worked out for some articles at a
        time, until the step has made its tables. It must look at each article by itself, and at no other frames."""
        return self._by("article_id", function, frames)

    def by_unit(self, function: Callable[..., Frames], **frames: pl.LazyFrame) -> Frames:
        """The same for texts, of frames with the column unit."""
        return self._by("unit", function, frames)

    def _by(self, key: str, function: Callable[..., Frames], frames: Frames) -> Frames:
        return by_article(function, frames, self._article_count, self._kept_place("dealt"), key)

    def by_dealings(
        self,
        function: Callable[[Dealt], Dealt],
        of_article: Callable[[pl.LazyFrame], pl.LazyFrame],
        rows: pl.LazyFrame,
        schema: Mapping[str, pl.DataType],
    ) -> pl.LazyFrame:
        """What a function makes of what `of_article` makes of the rows of each article, until the step has made its
        tables. The function is given all articles, some at a time. Give it the columns that it needs, and no others."""
        folder = self._kept_place("dealt")
        folder.mkdir()
        return function(Dealt.of(rows, self._article_count, folder, of_article)).scan()

    @property
    def _article_count(self) -> int:
        articles = self.tables.manifest("raw_articles")
        return articles.row_count if articles else 0

    def _kept_place(self, kind: str) -> Path:
        folder = self.settings.data / "tables" / _KEPT_FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{len(list(folder.iterdir()))}.{kind}"

    def drop_kept(self) -> None:
        """Remove what was kept for a step."""
        for name in (_KEPT_FOLDER, _MISSING_FOLDER):
            shutil.rmtree(self.settings.data / "tables" / name, ignore_errors=True)

    def by_python(
        self,
        function: Callable[..., pl.DataFrame],
        rows: Sequence[pl.LazyFrame],
        schema: Mapping[str, pl.DataType],
    ) -> pl.LazyFrame:
        """What a function makes of all rows of one or more frames together. Give it the columns that it needs, and no
        others."""
        return function(*(frame.collect() for frame in rows)).lazy()

    def not_done(self, work: BatchWork, units: pl.LazyFrame) -> pl.LazyFrame:
        """The units, by their column `unit`, that the store has no results for."""
        return units.join(self.store.known_units(work), on="unit", how="anti")

    def by_query(self, query: str, reads: Sequence[str], schema: Mapping[str, pl.DataType]) -> pl.LazyFrame:
        """The rows of an SQL query over the tables that it reads, with these columns."""
        files = []
        for rows in stretches_of(query, {name: self.tables.path(name) for name in reads}, schema):
            files.append(self._kept_place("parquet"))
            rows.write_parquet(files[-1], compression="lz4")
        return scan_files(files)

    def content_fingerprint(self, tables: Sequence[str]) -> pl.LazyFrame:
        """One fingerprint over the contents of these tables: one row with the column content_fingerprint."""
        fingerprints = {name: self.tables.required(name).fingerprint for name in tables}
        return pl.LazyFrame({"content_fingerprint": [combined(fingerprints)]})
