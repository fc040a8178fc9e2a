"""What the UI shows of a table, derived from its declaration and its rows."""

import inspect
from collections.abc import Mapping
from functools import partial

import dagster as dg
import polars as pl

from pipelines.aggregation.queries import sql_file
from pipelines.engine.column_edges import edges_of
from pipelines.engine.step import Outcome, Step
from pipelines.publishing.figures import Scan, figures_of
from pipelines.schemas import Table
from pipelines.settings import Settings

_PREVIEW_ROWS = 10
_PREVIEW_CHARACTERS = 200


def column_schema(table: type[Table]) -> dg.TableSchema:
    """The declared columns with type, description, key and nulls."""
    key = table.primary_key()
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name,
                str(column.dtype),
                description=column.description,
                constraints=dg.TableColumnConstraints(
                    nullable=column.nullable,
                    unique=key == [name],
                    other=["part of the key"] if name in key and len(key) > 1 else [],
                ),
            )
            for name, column in table.columns().items()
        ]
    )


def preview(table: type[Table], rows: pl.LazyFrame) -> dg.TableMetadataValue:
    """The first rows in the order of the key, long values cut; as a table, so that no text is read as Markdown."""
    key = table.primary_key()
    first = (rows.sort(key) if key else rows).head(_PREVIEW_ROWS).collect()
    records = [
        dg.TableRecord({name: _cell(value) for name, value in row.items()}) for row in first.iter_rows(named=True)
    ]
    schema = dg.TableSchema(columns=[dg.TableColumn(name, "string") for name in table.columns()])
    return dg.MetadataValue.table(records, schema)


def code_references(step: Step) -> dg.CodeReferencesMetadataValue:
    """Links to the code of a step: its function, and the SQL file of an analysis table."""
    function = step.make.func if isinstance(step.make, partial) else step.make
    code = [
        dg.LocalFileCodeReference(
            file_path=inspect.getfile(function), line_number=inspect.getsourcelines(function)[1], label=step.name
        )
    ]
    queries = (sql_file(table) for table in step.makes)
    sql = [
        dg.LocalFileCodeReference(file_path=str(file), line_number=1, label=file.name)
        for file in queries
        if file.exists()
    ]
    return dg.CodeReferencesMetadataValue(code_references=[*sql, *code])


def column_lineage(table: type[Table], step: Step, settings: Settings) -> dg.TableColumnLineage:
    """The columns that each column is made from, or chosen by: the edges of lineage.columns between two columns."""
    sources: dict[str, list[dg.TableColumnDep]] = {}
    for edge in edges_of(step, settings):
        source = dg.TableColumnDep(edge.reads_table, edge.reads_column)
        if edge.table == table.info.name and edge.reads_column and source not in sources.get(edge.column, ()):
            sources.setdefault(edge.column, []).append(source)
    return dg.TableColumnLineage(sources)


def outcome_metadata(
    table: type[Table], outcome: Outcome, scan: Scan, settings: Settings
) -> Mapping[str, dg.MetadataValue]:
    """What is shown of one materialisation. `scan` gives the rows of a table by name."""
    manifest = outcome.manifests[table.info.name]
    work = {
        f"newsledger/{name}_{figure}": dg.MetadataValue.int(getattr(progress, figure))
        for name, progress in outcome.progress.items()
        for figure in ("done", "remembered", "new_articles", "again_articles", "failed", "words")
    }
    speed = {
        f"newsledger/{name}_{figure}": dg.MetadataValue.float(round(getattr(progress, figure), 1))
        for name, progress in outcome.progress.items()
        if progress.done
        for figure in ("articles_per_second", "words_per_second")
    }
    return {
        "dagster/row_count": dg.MetadataValue.int(manifest.row_count),
        "dagster/column_lineage": dg.MetadataValue.column_lineage(column_lineage(table, outcome.step, settings)),
        "preview": preview(table, scan(table.info.name)),
        "newsledger/fingerprint": dg.MetadataValue.text(manifest.fingerprint),
        "newsledger/process_id": dg.MetadataValue.text(manifest.process_id),
        "newsledger/is_unchanged": dg.MetadataValue.bool(outcome.is_skipped),
        "newsledger/seconds": dg.MetadataValue.float(round(outcome.seconds, 3)),
        **work,
        **speed,
        **{f"figure/{name}": dg.MetadataValue.float(float(v)) for name, v in figures_of(table.info.name, scan).items()},
    }


def _cell(value: object) -> str | int | None:
    if value is None or isinstance(value, int):
        return value
    text = str(value)
    return text if len(text) <= _PREVIEW_CHARACTERS else f"{text[:_PREVIEW_CHARACTERS]}…"
