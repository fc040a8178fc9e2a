"""One asset for each table of the chain. Steps that make several tables are one multi-asset that cannot be subset, so
that they are always made together. The work itself is in `pipelines`; the tables and the store are those of the
`newsledger` command."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import dagster as dg

from assets.checks import check_results, check_specs
from assets.metadata import code_references, column_schema, outcome_metadata
from assets.resources import NewsledgerResource, run_of
from pipelines.engine.chain import CHAIN
from pipelines.engine.lock import run_lock
from pipelines.engine.present import present_works
from pipelines.engine.progress import Progress, every
from pipelines.engine.run import run_steps
from pipelines.engine.step import Outcome, Step, require_no_failures
from pipelines.engine.worked_on import how_far, worked_on
from pipelines.engine.workspace import Silent, Workspace
from pipelines.schemas import TABLES
from pipelines.schemas.lineage import UNFINGERPRINTED
from pipelines.settings import NewsledgerError, Settings

OWNERS = ["team:newsroom-data"]
# What is downstream of a table is made anew when the table's content has changed, not whenever it was materialised.
_WHEN_CONTENT_CHANGES = dg.AutomationCondition.any_deps_match(
    dg.AutomationCondition.data_version_changed()
).since_last_handled()
_FRESH = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=48), warn_window=timedelta(hours=30))
# Somebody at the command line may hold the data folder: wait for them rather than fail.
_LOCK_WAIT_SECONDS = 600
_SECONDS_BETWEEN_LINES = 10


class _LogReporter(Silent):
    """Tells Dagster's log how far a step is."""

    def __init__(self, context: dg.AssetExecutionContext) -> None:
        self._log = context.log
        self._is_time = every(_SECONDS_BETWEEN_LINES)

    def progress(self, step: str, progress: Progress) -> None:
        is_end = progress.done + progress.remembered == progress.total
        if next(self._is_time) or is_end or not progress.done:
            said = how_far(progress)
            self._log.info(f"{step}: {progress.done} done of {progress.total}{f' ({said})' if said else ''}")

    def note(self, line: str) -> None:
        self._log.warning(line)

    def step_finished(self, outcome: Outcome) -> None:
        rows = ", ".join(f"{name} {manifest.row_count}" for name, manifest in outcome.manifests.items())
        self._log.info(f"{outcome.step.name}: {rows}{' (unchanged)' if outcome.is_skipped else ''}")
        if worked := worked_on(outcome.progress):
            self._log.info(worked)
        for line in (line for warned in outcome.warned for line in warned.lines):
            self._log.warning(line)


def _spec(table: str, step: Step, settings: Settings) -> dg.AssetSpec:
    """What Dagster knows of a table before it is made."""
    declared = TABLES[table]
    return dg.AssetSpec(
        table,
        deps=list(step.reads),
        group_name=step.stage,
        kinds={"python", "polars"} if step.stage != "aggregation" else {"sql", "duckdb"},
        owners=OWNERS,
        description=f"{declared.description()}\n\nOne row: {declared.info.grain}.",
        code_version=step.process(settings).process_id,
        metadata={"dagster/column_schema": column_schema(declared), "dagster/code_references": code_references(step)},
        tags={"newsledger/namespace": declared.info.namespace},
        automation_condition=_WHEN_CONTENT_CHANGES if step.reads else None,
    )


def _asset(step: Step, settings: Settings) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"make_{step.name}",
        specs=[_spec(table, step, settings) for table in step.makes],
        check_specs=check_specs(step),
        can_subset=False,
    )
    def materialise(
        context: dg.AssetExecutionContext, newsledger: NewsledgerResource
    ) -> Iterator[dg.MaterializeResult[None]]:
        workspace = _workspace(context, newsledger)
        with _one_line_errors(), run_lock(workspace.settings, _LOCK_WAIT_SECONDS):
            *earlier, outcome = run_steps([step], workspace, newsledger.telling)
            require_no_failures(failure for one in earlier for failure in one.failures)
        # Where an article had to be rejected, what comes before this step was made again without it.
        for one in earlier:
            for table, manifest in one.manifests.items():
                metadata = outcome_metadata(TABLES[table], one, workspace.tables.scan, workspace.settings)
                tags = {"dagster/data_version": manifest.fingerprint}
                context.log_event(dg.AssetMaterialization(table, metadata=metadata, tags=tags))
        for table, manifest in outcome.manifests.items():
            yield dg.MaterializeResult(
                asset_key=table,
                metadata=outcome_metadata(TABLES[table], outcome, workspace.tables.scan, workspace.settings),
                data_version=dg.DataVersion(manifest.fingerprint),
                check_results=list(check_results(table, outcome)),
            )

    return materialise


def _warehouse() -> dg.AssetsDefinition:
    """The database file, with the tables that only publishing can write."""
    published = [name for step in CHAIN for name in step.makes if TABLES[name].info.is_published]
    lineage = [
        dg.AssetSpec(
            table.info.name,
            deps=published,
            group_name="publishing",
            kinds={"duckdb"},
            owners=OWNERS,
            description=f"{table.description()}\n\nOne row: {table.info.grain}.",
            metadata={"dagster/column_schema": column_schema(table)},
            tags={"newsledger/namespace": table.info.namespace},
            automation_condition=_WHEN_CONTENT_CHANGES,
        )
        for table in UNFINGERPRINTED
    ]
    database = dg.AssetSpec(
        "warehouse",
        deps=published,
        group_name="publishing",
        kinds={"duckdb"},
        owners=OWNERS,
        description="The published DuckDB file: every table with keys and comments, verified, and swapped in whole. "
        "Refuses to publish when a table is out of date or a check failed; the old file then stays.",
        automation_condition=_WHEN_CONTENT_CHANGES,
        freshness_policy=_FRESH,
    )

    @dg.multi_asset(name="publish", specs=[database, *lineage], can_subset=False)
    def materialise(
        context: dg.AssetExecutionContext, newsledger: NewsledgerResource
    ) -> Iterator[dg.MaterializeResult[None]]:
        workspace = _workspace(context, newsledger)
        with _one_line_errors(), run_lock(workspace.settings, _LOCK_WAIT_SECONDS):
            published = newsledger.telling.publish(workspace)
        yield dg.MaterializeResult(
            asset_key="warehouse",
            data_version=dg.DataVersion(published.content_fingerprint),
            metadata={
                "path": dg.MetadataValue.path(str(published.database)),
                "newsledger/content_fingerprint": published.content_fingerprint,
                "newsledger/run_id": published.run_id,
                "tables": dg.MetadataValue.table(
                    [dg.TableRecord({"table": name, "rows": rows}) for name, rows in published.row_counts.items()]
                ),
            },
        )
        for table in UNFINGERPRINTED:
            rows = published.row_counts[table.info.qualified_name]
            yield dg.MaterializeResult(asset_key=table.info.name, metadata={"dagster/row_count": rows})

    return materialise


def _workspace(context: dg.AssetExecutionContext, newsledger: NewsledgerResource) -> Workspace:
    run = run_of(context.instance, context.run.run_id)
    settings = newsledger.settings()
    return Workspace(settings, run, _LogReporter(context), works=present_works(settings))


@contextmanager
def _one_line_errors() -> Iterator[None]:
    """An error that a person can mend is shown as what it says, not as a traceback."""
    try:
        yield
    except NewsledgerError as error:
        raise dg.Failure(description=str(error)) from None


def assets() -> list[dg.AssetsDefinition]:
    """Every asset of the chain, and the database."""
    settings = Settings.from_environment()
    return [*(_asset(step, settings) for step in CHAIN), _warehouse()]
