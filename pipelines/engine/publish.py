"""Publishing a run: only a chain that meets, whose checks all passed, becomes the database."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import polars as pl

from pipelines.engine.chain import CHAIN
from pipelines.engine.differences import chain_files, chain_processes, changes_since
from pipelines.engine.present import present_works
from pipelines.engine.stages.publishing import content_fingerprint
from pipelines.engine.step import is_current, require_no_failures
from pipelines.engine.tidying import tidy
from pipelines.engine.workspace import Workspace
from pipelines.lineage.hashing import file_sha256
from pipelines.lineage.parquet import write_whole
from pipelines.lineage.runs import RunFolder, RunRecord, run_rows, table_version_rows
from pipelines.places import copy_to, kept_in
from pipelines.publishing.about import WITHOUT_TEXT_CAVEAT
from pipelines.publishing.database import UnsoundDatabaseError, layout, published_runs
from pipelines.publishing.republishing import make_database
from pipelines.publishing.swap import building_place, publishing_lock, require_replaceable, swap_in
from pipelines.schemas import TABLES
from pipelines.settings import NewsledgerError


@dataclass(frozen=True)
class Published:
    """What was published: the file, the rows of each table by qualified name, and the run."""

    database: Path
    row_counts: dict[str, int]
    run_id: str
    content_fingerprint: str


def publish(workspace: Workspace, *, may_be_empty: bool = False) -> Published:
    """Make the database of the tables that are there, and put it in the place of the old one. Without a single article
    only when it `may_be_empty`.

    Raises NewsledgerError, and leaves the old database as it is, when a table is out of date, a check failed, what was
    loaded is not sound, or the old database is held by another program.
    """
    settings, tables = workspace.settings, workspace.tables
    try:
        database = settings.database.resolve()  # where a link leads, so that the link stays one
    except RuntimeError as error:
        raise NewsledgerError(f"{settings.database} is a link that leads to itself") from error
    require_replaceable(database)
    require_chain_meets(workspace)
    content = [name for step in CHAIN for name in step.makes if TABLES[name].info.is_published]
    manifests = {name: tables.required(name) for name in content}
    require_no_failures(failure for manifest in manifests.values() for failure in manifest.failures)
    if manifests["inputs"].row_count and not manifests["articles"].row_count and not may_be_empty:
        raise NewsledgerError(
            f"nothing was published: none of {manifests['inputs'].row_count} inputs gave an article. The reasons are "
            f"in {tables.path('inputs')}; a database without articles would only replace a good one"
        )
    fingerprint = content_fingerprint(tables)
    versions = {TABLES[name].info.qualified_name: (m.row_count, m.fingerprint) for name, m in manifests.items()}
    made = RunRecord.of(
        workspace.run, settings.shown(), fingerprint, versions, chain_files(tables), chain_processes(settings)
    )
    record = replace(made, database_layout=layout(without_text=settings.without_text))
    runs = workspace.runs
    settle_announced(runs, database)
    earlier = [r for r in runs.read() if r.run_id != record.run_id]
    records = [*earlier, record]
    last = earlier[-1] if earlier else None
    changes = changes_since(last, record, tables, settings)
    parquet = {name: tables.path(name) for name in content}
    # What names the run can only be written now; `about` may have been made by an earlier run with equal content.
    of_runs = {
        "about": _about_this_run(tables.scan("about"), record.run_id, settings.without_text).collect(),
        "runs": run_rows(records),
        "table_versions": table_version_rows(records),
        "changes": changes,
    }
    for name, rows in of_runs.items():
        parquet[name] = tables.folder / f"{name}.publishing.parquet"
        write_whole(rows, parquet[name])
    with publishing_lock(database):
        new = building_place(database)
        try:
            counts = make_database(
                new,
                parquet,
                last=last,
                record=record,
                database=database,
                of_runs=of_runs,
                without_text=settings.without_text,
            )
        except UnsoundDatabaseError as error:
            raise NewsledgerError(f"nothing was published, the loaded tables are not sound: {error}") from error
        record = replace(record, database_sha256=file_sha256(new))
        runs.announce(record)
        try:
            swap_in(new, database)
        except NewsledgerError:
            runs.withdraw(record)
            raise
        runs.confirm(record)
    if settings.bucket:
        copy_to(kept_in(settings) / database.name, database)
    runs.tidy()
    tables.tidy(runs.kept_files())
    tidy(workspace.store, present_works(settings))
    return Published(settings.database, counts, record.run_id, fingerprint)


def _about_this_run(about: pl.LazyFrame, run_id: str, without_text: bool) -> pl.LazyFrame:
    caveats = pl.col("caveats")
    if without_text:
        caveats = caveats.list.concat(pl.lit([WITHOUT_TEXT_CAVEAT]))
    return about.with_columns(pl.lit(run_id).alias("run_id"), caveats)


def settle_announced(runs: RunFolder, database: Path) -> None:
    """Confirm the records of runs that were killed after their database was in place; withdraw those of runs that were
    killed before. A database that cannot be asked leaves them as they are."""
    for record in runs.announced():
        places = {database, Path(json.loads(record.settings)["database"])}
        try:
            is_published = any(record.run_id in published_runs(place) for place in places)
        except duckdb.Error:
            continue
        if is_published:
            runs.confirm(record)
        else:
            runs.withdraw(record)


def require_chain_meets(workspace: Workspace) -> None:
    """Raises NewsledgerError that names the tables which are not what the chain would make now, or depend on one.

    Someone may have made one table in the middle anew, changed a reference table, or changed the code.
    """
    settings, tables = workspace.settings, workspace.tables
    stale: list[str] = []
    for step in CHAIN:
        if not is_current(step, settings, tables) or not set(stale).isdisjoint(step.reads):
            stale += step.makes
    if stale:
        raise NewsledgerError(
            "nothing was published, these tables are not made from what their sources hold now, or failed a check: "
            f"{', '.join(stale)}. Run the whole chain, or materialise these"
        )
