"""The tables of the bundle as Parquet, and the manifest of inputs as CSV."""

from pathlib import Path

import duckdb

from pipelines.publishing.bundle.content import BundledTable
from pipelines.publishing.ddl import literal

INPUTS = "inputs.csv"
# Where each input came from and what became of it: `table.column`, in the order of the manifest.
INPUT_COLUMNS = (
    "inputs.input_id",
    "inputs.path",
    "inputs.object_sha256",
    "source_objects.byte_count",
    "inputs.locator",
    "inputs.byte_start",
    "inputs.byte_end",
    "inputs.media_type",
    "inputs.status",
    "inputs.reason",
    "inputs.article_id",
)
# Null for a file that could not be read or decompressed, so that no object came of it.
NULLABLE_IN_MANIFEST = ("source_objects.byte_count",)
_INPUTS = f"""
    SELECT {", ".join(INPUT_COLUMNS)}
    FROM inputs
    LEFT JOIN lineage.source_objects USING (object_sha256, path)
    ORDER BY inputs.path, inputs.byte_start, inputs.input_id
"""  # noqa: S608


def write_parquet(connection: duckdb.DuckDBPyConnection, table: BundledTable, folder: Path) -> None:
    """The table's file, rows in the order of its key. With one DuckDB version and one thread, equal rows give equal
    bytes; another version may encode them otherwise."""
    connection.execute(
        f"COPY (FROM {table.sql_name} ORDER BY {table.order()}) TO {literal(str(folder / table.parquet))} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )


def write_inputs(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The manifest of inputs: one row for each record found, in the order of the files."""
    connection.execute(
        f"COPY ({_INPUTS}) TO {literal(str(folder / INPUTS))} "
        "(FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', FORCE_QUOTE *, NULLSTR '')"
    )
