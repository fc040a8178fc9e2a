"""Tables, the database and the source files as OpenLineage's datasets, with what is known of their present rows."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from openlineage.client.event_v2 import InputDataset, OutputDataset
from openlineage.client.facet_v2 import (
    DatasetFacet,
    InputDatasetFacet,
    OutputDatasetFacet,
    column_lineage_dataset,
    data_quality_assertions_dataset,
    data_quality_metrics_input_dataset,
    dataset_type_dataset,
    dataset_version_dataset,
    documentation_dataset,
    input_statistics_input_dataset,
    lifecycle_state_change_dataset,
    output_statistics_output_dataset,
    schema_dataset,
)

from pipelines.engine.column_edges import ColumnEdge, edges_of
from pipelines.engine.events.identity import PRODUCER, database_name, source_names, table_name
from pipelines.engine.events.parts import MADE_BY, Part
from pipelines.engine.publish import Published
from pipelines.engine.step import Step
from pipelines.engine.tables import Manifest
from pipelines.publishing.ddl import sql_type
from pipelines.schemas import TABLES
from pipelines.schemas.checks import CheckResult
from pipelines.settings import Settings


def named(part: Part, settings: Settings) -> list[OutputDataset]:
    """What a part makes, by name alone: nothing is known of it yet."""
    database = [] if part.step else [database_name(settings)]
    return [OutputDataset(*name) for name in [*database, *(table_name(table, settings) for table in part.makes)]]


def read_files(manifest: Manifest | None, settings: Settings) -> list[InputDataset]:
    """The source files. `manifest` is that of source_objects, one row a file, once they have been read."""
    names = source_names(settings)
    facets: dict[str, InputDatasetFacet] = {}
    if manifest and len(names) == 1:  # rows do not say which of several folders a file is in
        facets["inputStatistics"] = input_statistics_input_dataset.InputStatisticsInputDatasetFacet(
            fileCount=manifest.row_count, producer=PRODUCER
        )
    return [InputDataset(*name, inputFacets=facets) for name in names]


def read_table(table: str, manifest: Manifest | None, settings: Settings) -> InputDataset:
    """A table that is read: its version, its rows, and the checks that it passed or failed when it was made."""
    if manifest is None:
        return InputDataset(*table_name(table, settings))
    facets: dict[str, InputDatasetFacet] = {
        "inputStatistics": input_statistics_input_dataset.InputStatisticsInputDatasetFacet(
            rowCount=manifest.row_count, producer=PRODUCER
        ),
        "dataQualityMetrics": data_quality_metrics_input_dataset.DataQualityMetricsInputDatasetFacet(
            columnMetrics={}, rowCount=manifest.row_count, producer=PRODUCER
        ),
        "dataQualityAssertions": assertions(MADE_BY[table], manifest),
    }
    return InputDataset(
        *table_name(table, settings), inputFacets=facets, facets={"version": version(manifest.fingerprint)}
    )


def made_table(step: Step, manifest: Manifest, is_unchanged: bool, settings: Settings) -> OutputDataset:
    """A table that a step makes. Statistics say what was written: a table that was left as it is has none."""
    declared = TABLES[manifest.table]
    facets = described(manifest.table) | {"version": version(manifest.fingerprint)}
    if lineage := column_lineage(step, manifest.table, settings):
        facets["columnLineage"] = lineage
    checks: dict[str, OutputDatasetFacet] = {"dataQualityAssertions": assertions(step, manifest)}
    if not is_unchanged:
        checks["outputStatistics"] = rows_written(manifest.row_count)
        facets["lifecycleStateChange"] = overwritten()
    return OutputDataset(*table_name(declared.info.name, settings), outputFacets=checks, facets=facets)


def made_database(published: Published, written: Mapping[str, int], settings: Settings) -> list[OutputDataset]:
    """The database file, and the tables that only publishing writes: `written` has their rows by name."""
    file = dataset_type_dataset.DatasetTypeDatasetFacet(datasetType="FILE", subType="DUCKDB", producer=PRODUCER)
    size = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
        fileCount=1, size=published.database.stat().st_size, producer=PRODUCER
    )
    facets = {
        "version": version(published.content_fingerprint),
        "datasetType": file,
        "lifecycleStateChange": overwritten(),
    }
    database = OutputDataset(*database_name(settings), outputFacets={"outputStatistics": size}, facets=facets)
    tables = [
        OutputDataset(
            *table_name(table, settings),
            outputFacets={"outputStatistics": rows_written(rows)},
            facets=described(table) | {"lifecycleStateChange": overwritten()},
        )
        for table, rows in written.items()
    ]
    return [database, *tables]


def described(table: str) -> dict[str, DatasetFacet]:
    """What is declared of a table: its meaning and its columns."""
    declared = TABLES[table]
    columns = [
        schema_dataset.SchemaDatasetFacetFields(
            name, sql_type(column.dtype), column.description, ordinal_position=position
        )
        for position, (name, column) in enumerate(declared.columns().items(), start=1)
    ]
    meaning = f"{declared.description()} One row: {declared.info.grain}."
    return {
        "schema": schema_dataset.SchemaDatasetFacet(fields=columns, producer=PRODUCER),
        "documentation": documentation_dataset.DocumentationDatasetFacet(meaning, "text/plain", producer=PRODUCER),
        "datasetType": dataset_type_dataset.DatasetTypeDatasetFacet(datasetType="TABLE", producer=PRODUCER),
    }


def column_lineage(
    step: Step, table: str, settings: Settings
) -> column_lineage_dataset.ColumnLineageDatasetFacet | None:
    """The columns that each column of a table is made from; None when no table has a part in it."""
    read: dict[str, list[column_lineage_dataset.InputField]] = defaultdict(list)
    for edge in _edges(step):
        if edge.table == table and edge.reads_table in TABLES:
            source = column_lineage_dataset.InputField(*table_name(edge.reads_table, settings), edge.reads_column)
            if source not in read[edge.column]:
                read[edge.column].append(source)
    if not read:
        return None
    fields = {column: column_lineage_dataset.Fields(sources) for column, sources in read.items()}
    return column_lineage_dataset.ColumnLineageDatasetFacet(fields=fields, producer=PRODUCER)


@cache
def _edges(step: Step) -> tuple[ColumnEdge, ...]:
    """The edges of a step, found once for all of its tables."""
    return tuple(edges_of(step))


class _Assertions(data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet, OutputDatasetFacet):
    """The official facet, which is one for inputs, also for the table that the checks were made on when it was made."""


def assertions(step: Step, manifest: Manifest) -> _Assertions:
    """Every check on a table and whether it passed. What failed is counted, never quoted."""
    failed: dict[str, CheckResult] = {failure.check: failure for failure in manifest.failures}
    described_as = {check.name: check.description for check in step.checks if check.table == manifest.table}
    listed = [
        data_quality_assertions_dataset.Assertion(
            assertion=name,
            success=name not in failed,
            column=name.removesuffix("_is_known") if name.endswith("_is_known") else None,
            severity="error",
            name=f"{manifest.table}.{name}",
            description=described_as.get(name),
            expected="0",
            actual=str(failed[name].failed_rows) if name in failed else "0",
        )
        for name in step.check_names(manifest.table)
    ]
    return _Assertions(assertions=listed, producer=PRODUCER)


def version(fingerprint: str) -> dataset_version_dataset.DatasetVersionDatasetFacet:
    """A table's content fingerprint: equal rows, equal version."""
    return dataset_version_dataset.DatasetVersionDatasetFacet(datasetVersion=fingerprint, producer=PRODUCER)


def rows_written(rows: int) -> output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet:
    return output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(rowCount=rows, producer=PRODUCER)


def overwritten() -> lifecycle_state_change_dataset.LifecycleStateChangeDatasetFacet:
    return lifecycle_state_change_dataset.LifecycleStateChangeDatasetFacet(
        lifecycle_state_change_dataset.LifecycleStateChange.OVERWRITE, producer=PRODUCER
    )
