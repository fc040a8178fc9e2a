"""A step of the chain: which tables it reads and makes, which process makes them, and how it is run so that nothing is
done twice and nothing half-done is seen."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import polars as pl

from pipelines.aggregation.queries import rows_of
from pipelines.engine.store import BatchWork, Progress, Store
from pipelines.engine.tables import Manifest, TableFolder
from pipelines.lineage.fingerprints import combined
from pipelines.lineage.hashing import sha256_hex
from pipelines.lineage.processes import Process
from pipelines.lineage.runs import Run, RunFolder
from pipelines.schemas import TABLES
from pipelines.schemas.checks import CheckResult, check_names, check_table
from pipelines.schemas.table import Stage
from pipelines.settings import NewsledgerError, Settings


class Reporter(Protocol):
    """Who wants to know how a run goes: the terminal, or Dagster's log."""

    def step_started(self, step: str) -> None: ...
    def progress(self, step: str, done: int, total: int, remembered: int) -> None: ...
    def step_finished(self, outcome: "Outcome") -> None: ...
    def note(self, line: str) -> None: ...


class Silent:
    """A reporter that says nothing."""

    def step_started(self, step: str) -> None:
        """Say nothing."""

    def progress(self, step: str, done: int, total: int, remembered: int) -> None:
        """Say nothing."""

    def step_finished(self, outcome: "Outcome") -> None:
        """Say nothing."""

    def note(self, line: str) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Workspace:
    """What a step has at hand: the settings, the run, the tables that are there, the store, and whom to tell.

    What a step does, it does in lazy frames and, where it must leave them, by the methods here: so that which column
    comes of which can be told from what it does (`pipelines.engine.tracing`).
    """

    settings: Settings
    run: Run
    reporter: Reporter = field(default_factory=Silent)
    progress_of: dict[str, Progress] = field(default_factory=dict)
    wanted_of: dict[str, tuple[Process, pl.DataFrame]] = field(default_factory=dict)

    @property
    def tables(self) -> TableFolder:
        return TableFolder(self.settings.data / "tables", self._kept)

    @property
    def runs(self) -> RunFolder:
        return RunFolder(self.settings.data / "runs")

    @cached_property
    def _kept(self) -> frozenset[str]:
        return self.runs.kept_files()

    @property
    def store(self) -> Store:
        return Store(self.settings.data / "store")

    def compute(
        self, work: BatchWork, units: pl.LazyFrame, articles: pl.LazyFrame | None = None, seen_in: str = ""
    ) -> dict[str, pl.LazyFrame]:
        """Results from the store, doing what is missing; progress goes to the reporter.

        `articles` (article_id, unit) says whose units they are, so that progress can count articles: those that the
        table `seen_in` holds from the run before are done again, the others are new.
        """

        def tell(progress: Progress) -> None:
            self.progress_of[work.process.step] = progress
            self.reporter.progress(work.process.step, progress.done, progress.total, progress.remembered)

        self.wanted_of[work.process.step] = work.process, units.select("unit").unique().collect()
        seen = self.tables.scan(seen_in) if self.tables.manifest(seen_in) else None
        return self.store.compute(work, units, self.settings.workers, tell, articles, seen)

    def kept(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """The rows, worked out once for all who read them."""
        return rows.collect().lazy()

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
        rows = rows_of(query, {name: self.tables.path(name) for name in reads}).lazy()
        return rows.select(pl.col(name).cast(dtype) for name, dtype in schema.items())

    def content_fingerprint(self, tables: Sequence[str]) -> pl.LazyFrame:
        """One fingerprint over the contents of these tables: one row with the column content_fingerprint."""
        fingerprints = {name: self.tables.required(name).fingerprint for name in tables}
        return pl.LazyFrame({"content_fingerprint": [combined(fingerprints)]})


@dataclass(frozen=True)
class Check:
    """A check that needs to understand its stage. `failed_rows` counts what is wrong; 0 passes."""

    table: str
    name: str
    description: str
    failed_rows: Callable[[Callable[[str], pl.LazyFrame]], int]


@dataclass(frozen=True)
class Step:
    """One step. Tables that are made together are made, and replaced, together.

    `works` are the processes of the per-text work that the step asks of the store. `reads_files` says that the step
    reads the world outside the tables, so that it is never skipped.
    """

    name: str
    stage: Stage
    reads: tuple[str, ...]
    makes: tuple[str, ...]
    process: Callable[[Settings], Process]
    make: Callable[[Workspace], Mapping[str, pl.LazyFrame]]
    checks: tuple[Check, ...] = ()
    works: tuple[Callable[[Settings], Process], ...] = ()
    reads_files: bool = False

    def check_names(self, table: str) -> list[str]:
        """Names of all blocking checks on one of the step's tables."""
        return check_names(TABLES[table]) + [check.name for check in self.checks if check.table == table]


@dataclass(frozen=True)
class Outcome:
    """What came of running a step."""

    step: Step
    manifests: Mapping[str, Manifest]
    seconds: float
    is_skipped: bool
    progress: Mapping[str, Progress] = field(default_factory=dict)

    @property
    def failures(self) -> list[CheckResult]:
        return [failure for manifest in self.manifests.values() for failure in manifest.failures]


def step_key(step: Step, settings: Settings, tables: TableFolder) -> str:
    """Key of what the step would make now. Raises NewsledgerError when a table that it reads is missing."""
    inputs = (part for name in step.reads for part in (name, tables.required(name).fingerprint))
    return sha256_hex((step.name, step.process(settings).process_id, *inputs))


def is_current(step: Step, settings: Settings, tables: TableFolder) -> bool:
    """Whether all tables of the step are what the step would make now, and passed their checks."""
    manifests = [tables.manifest(name) for name in step.makes]
    if any(tables.manifest(name) is None for name in step.reads):
        return False
    key = step_key(step, settings, tables)
    return all(m is not None and m.step_key == key and not m.failures for m in manifests)


def run_step(step: Step, workspace: Workspace) -> Outcome:
    """Bring the step's tables up to date and check them.

    Failed checks are part of the outcome; whoever runs the step decides what they stop. Nothing is replaced before
    all tables of the step are written.
    """
    started = time.monotonic()
    tables, settings = workspace.tables, workspace.settings
    workspace.reporter.step_started(step.name)
    if not step.reads_files and is_current(step, settings, tables):
        manifests = {name: tables.required(name) for name in step.makes}
        outcome = Outcome(step, manifests, time.monotonic() - started, is_skipped=True)
    else:
        workspace.progress_of.clear()
        workspace.wanted_of.clear()
        process, key = step.process(settings), step_key(step, settings, tables)
        inputs = {name: tables.required(name).fingerprint for name in step.reads}
        made = step.make(workspace)
        written = {name: tables.write_rows(TABLES[name], made[name]) for name in step.makes}
        failures = _check(step, tables, {name: file for name, (file, _, _) in written.items()})
        manifests = {
            name: Manifest(
                name,
                file,
                rows,
                print_,
                key,
                process.process_id,
                inputs,
                [f for f in failures if f.table == name],
            )
            for name, (file, rows, print_) in written.items()
        }
        for manifest in manifests.values():
            tables.publish(manifest)
        # Not before: a list of what is wanted must never name more than tables that were made.
        for work_process, units in workspace.wanted_of.values():
            workspace.store.note_wanted(work_process, units)
        elapsed = time.monotonic() - started
        outcome = Outcome(step, manifests, elapsed, is_skipped=False, progress=dict(workspace.progress_of))
    workspace.reporter.step_finished(outcome)
    return outcome


def _check(step: Step, tables: TableFolder, files: Mapping[str, str]) -> list[CheckResult]:
    """Failed checks on the tables that have just been written."""

    def scan(name: str) -> pl.LazyFrame:
        return pl.scan_parquet(tables.folder / files[name], glob=False) if name in files else tables.scan(name)

    results: list[CheckResult] = []
    for name in step.makes:
        results += check_table(TABLES[name], scan)
    for check in step.checks:
        failed = check.failed_rows(scan)
        results.append(CheckResult(check.table, check.name, failed, check.description if failed else ""))
    return [result for result in results if not result.passed]


def require_no_failures(failures: Iterable[CheckResult]) -> None:
    """Raises NewsledgerError naming every failed check."""
    listed: Sequence[str] = [
        f"{f.table}.{f.check} ({f.failed_rows} rows{': ' + f.detail if f.detail else ''})" for f in failures
    ]
    if listed:
        raise NewsledgerError(f"checks failed, nothing was published: {'; '.join(listed)}")
