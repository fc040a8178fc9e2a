"""Checksums: of every table's rows as CSV in one exact dialect, and of every file of the bundle. A table's checksum is
that of text, so that any program that can write the dialect recomputes it from any copy of the rows, in any order."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from pipelines.lineage.hashing import file_sha256
from pipelines.publishing.bundle.content import BundledColumn, BundledTable
from pipelines.publishing.ddl import literal, quoted

SUMS = "SHA256SUMS"
TABLE_SUMS = "csv.sha256"
RUN_SUMS = "csv_of_this_run.sha256"
CSV_FOLDER = "csv"
# Every value that is not null stands in quotes, so nothing is left to a writer's judgement of what needs them.
_DIALECT = (
    "FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', FORCE_QUOTE *, NULLSTR '', "
    "DATEFORMAT '%Y-%m-%d', TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%f'"
)
DIALECT_IN_WORDS = """\
- UTF-8 without a byte-order mark; a header line; comma between values; every line, the last one too, ends with LF.
- Every name and every value stands in double quotes, and a double quote in a value is doubled; nothing else is escaped.
- A null is nothing at all, not even quotes; an empty text is `""`.
- Whole numbers and decimals as written out, with all the decimal places of their type; `true` and `false`; dates as
  `2026-03-04`; timestamps (UTC) as `2026-03-04T12:00:00.000000`; lists and structs as JSON without spaces.
- Rows are in the order of the table's key, ascending, text by its UTF-8 bytes (Unicode code points), nulls last.
"""


def csv_path(table: BundledTable) -> str:
    """Where `csv.sql` writes the table, relative to the bundle."""
    return f"{CSV_FOLDER}/{table.qualified_name}.csv"


def copy_statement(table: BundledTable, file: str) -> str:
    """SQL that writes the table's CSV to a file: the columns that come out the same every time, in the key's order.

    Of a table of runs, which are never the same, all columns.
    """
    columns = [column for column in table.columns if column.is_content or not table.is_content]
    return (
        f"COPY (SELECT {', '.join(map(_written, columns))} FROM {table.sql_name} ORDER BY {table.order()}) "  # noqa: S608
        f"TO {literal(file)} ({_DIALECT})"
    )


def csv_sql(tables: Iterable[BundledTable]) -> str:
    """The text of csv.sql: every table's CSV, written to the folder csv beside it."""
    return _HEAD_OF_CSV_SQL + "".join(f"{copy_statement(table, csv_path(table))};\n" for table in tables)


def tables_sql(tables: Iterable[BundledTable]) -> str:
    """The text of tables.sql: the Parquet files of the bundle as tables of their old names."""
    tables = list(tables)
    schemas = sorted({table.schema for table in tables} - {"main"})
    lines = [f"CREATE SCHEMA IF NOT EXISTS {quoted(schema)};\n" for schema in schemas]
    lines += [f"CREATE OR REPLACE VIEW {t.sql_name} AS FROM read_parquet({literal(t.parquet)});\n" for t in tables]
    return _HEAD_OF_TABLES_SQL + "".join(lines)


def csv_sha256(connection: duckdb.DuckDBPyConnection, table: BundledTable, scratch: Path) -> str:
    """SHA-256 of the table's CSV. `scratch` is a file that may be written: rows are not held in memory."""
    connection.execute(copy_statement(table, str(scratch)))
    try:
        return file_sha256(scratch)
    finally:
        scratch.unlink()


def sums(hashes: Iterable[tuple[str, str]]) -> str:
    """Lines that `sha256sum -c` reads, from path and SHA-256. The paths are this project's own plain ones."""
    return "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(hashes))


def paths_in(text: str) -> set[str]:
    """The paths that such lines name."""
    return {line[66:] for line in text.splitlines() if line[64:66] == "  "}


def _written(column: BundledColumn) -> str:
    name = quoted(column.name)
    return f"to_json({name}) AS {name}" if column.type.id in ("list", "struct", "array", "map") else name


_HEAD_OF_CSV_SQL = """\
-- Writes the rows of every table as CSV into the folder csv, which must be there. Run it on the tables of the bundle,
-- or on a database that newsledger made; then `sha256sum -c csv.sha256` says whether the rows are the same.
"""
_HEAD_OF_TABLES_SQL = """\
-- The tables of the bundle, to be asked with SQL: run it where the bundle is, as in `duckdb -init tables.sql`.
"""
