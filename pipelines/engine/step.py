"""A step of the chain: which tables it reads and makes, which process makes them, and how it is run so that nothing is
done twice and nothing half-done is seen."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from pipelines.engine.progress import Progress
from pipelines.engine.tables import Manifest, TableFolder
from pipelines.engine.workspace import Workspace
from pipelines.lineage.hashing import sha256_hex
from pipelines.lineage.parquet import scan_files
from pipelines.lineage.processes import Process
from pipelines.schemas import TABLES
from pipelines.schemas.checks import CheckResult, check_names, check_table
from pipelines.schemas.table import Stage
from pipelines.settings import NewsledgerError, Settings


@dataclass(frozen=True)
class Check:
    """A check that needs to understand its stage. `failed_rows` counts what is wrong; 0 passes."""

    table: str
    name: str
    description: str
    failed_rows: Callable[[Callable[[str], pl.LazyFrame]], int]


@dataclass(frozen=True)
class Warned:
    """What a check that only warns has found: a line for each thing to look at, and the figures that it looked at."""

    table: str
    check: str
    lines: tuple[str, ...]
    figures: Mapping[str, float | int | str]


@dataclass(frozen=True)
class WarningCheck:
    """A check that stops nothing. It is made whenever the step is asked for, since what it compares with may be outside
    of the tables."""

    table: str
    name: str
    description: str
    look: Callable[[Workspace], tuple[Sequence[str], Mapping[str, float | int | str]]]


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
    warning_checks: tuple[WarningCheck, ...] = ()

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
    warned: tuple[Warned, ...] = ()

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
        workspace.drop_kept()
        try:
            made = step.make(workspace)
            written = {name: tables.write_rows(TABLES[name], made[name]) for name in step.makes}
        finally:
            workspace.drop_kept()
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
    if not outcome.failures:
        outcome = replace(outcome, warned=tuple(_look(check, workspace) for check in step.warning_checks))
    workspace.reporter.step_finished(outcome)
    return outcome


def _look(check: WarningCheck, workspace: Workspace) -> Warned:
    lines, figures = check.look(workspace)
    return Warned(check.table, check.name, tuple(lines), figures)


def _check(step: Step, tables: TableFolder, files: Mapping[str, str]) -> list[CheckResult]:
    """Failed checks on the tables that have just been written."""

    def scan(name: str) -> pl.LazyFrame:
        return scan_files([tables.folder / files[name]]) if name in files else tables.scan(name)

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
