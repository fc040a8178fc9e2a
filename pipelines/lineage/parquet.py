"""Reading a Parquet file with DuckDB: that file, whatever its name looks like."""

import re
from pathlib import Path

import duckdb

_PATTERN_CHARACTER = re.compile(r"[*?\[]")


def parquet_rows(connection: duckdb.DuckDBPyConnection, file: Path) -> duckdb.DuckDBPyRelation:
    """The rows of one file. DuckDB reads a path as a pattern, so what would be one is written as itself."""
    return connection.read_parquet(_PATTERN_CHARACTER.sub(lambda m: f"[{m.group()}]", str(file)))
