"""What the UI shows of a table, derived from its declaration and its rows."""

from collections.abc import Mapping

import dagster as dg
import polars as pl

from pipelines.engine.step import Outcome
from pipelines.schemas import Table

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


def outcome_metadata(table: type[Table], outcome: Outcome, rows: pl.LazyFrame) -> Mapping[str, dg.MetadataValue]:
    """What is shown of one materialisation."""
    manifest = outcome.manifests[table.info.name]
    work = {
        f"newsledger/{name}_{figure}": dg.MetadataValue.int(getattr(progress, figure))
        for name, progress in outcome.progress.items()
        for figure in ("done", "remembered")
    }
    return {
        "dagster/row_count": dg.MetadataValue.int(manifest.row_count),
        "preview": preview(table, rows),
        "newsledger/fingerprint": dg.MetadataValue.text(manifest.fingerprint),
        "newsledger/process_id": dg.MetadataValue.text(manifest.process_id),
        "newsledger/is_unchanged": dg.MetadataValue.bool(outcome.is_skipped),
        "newsledger/seconds": dg.MetadataValue.float(round(outcome.seconds, 3)),
        **work,
    }


def _cell(value: object) -> str | int | None:
    if value is None or isinstance(value, int):
        return value
    text = str(value)
    return text if len(text) <= _PREVIEW_CHARACTERS else f"{text[:_PREVIEW_CHARACTERS]}…"
