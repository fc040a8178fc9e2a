"""Parquet files, on the disk or in a bucket: read with DuckDB or Polars, that file, whatever its name looks like; and
written whole."""

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pipelines.places import Place, bucket_filesystem

if TYPE_CHECKING:
    import duckdb  # workers do without

# In all, and more for each of DuckDB's threads.
_MEMORY_MB = 200
_MEMORY_MB_EACH = 50
_PATTERN_CHARACTER = re.compile(r"[*?\[]")


@contextmanager
def bounded_connection() -> Iterator["duckdb.DuckDBPyConnection"]:
    """DuckDB without a database, for queries over files of any size: what does not fit waits on the disk."""
    import duckdb

    memory = f"{_MEMORY_MB + (os.cpu_count() or 1) * _MEMORY_MB_EACH}MB"
    with (
        tempfile.TemporaryDirectory(prefix="newsledger-query-") as folder,
        duckdb.connect(config={"memory_limit": memory, "temp_directory": folder}) as connection,
    ):
        connection.execute("SET preserve_insertion_order = false")
        yield connection


def parquet_rows(connection: "duckdb.DuckDBPyConnection", file: Place) -> "duckdb.DuckDBPyRelation":
    """The rows of one file. DuckDB reads a path as a pattern, so what would be one is written as itself."""
    if not isinstance(file, Path):
        if not connection.filesystem_is_registered("s3"):
            connection.register_filesystem(bucket_filesystem())
        return connection.read_parquet(str(file))
    return connection.read_parquet(_PATTERN_CHARACTER.sub(lambda m: f"[{m.group()}]", str(file)))


def scan_files(files: Sequence[Place], path_column: str | None = None) -> pl.LazyFrame:
    """The rows of one or more files, lazily; with each row's file in a column if it has a name."""
    return pl.scan_parquet([str(file) for file in files], glob=False, include_file_paths=path_column)


def write_whole(rows: pl.DataFrame, file: Place) -> None:
    """Write a small file, or replace it; whoever looks sees the old rows or the new."""
    if not isinstance(file, Path):
        rows.write_parquet(str(file))
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}")
    rows.write_parquet(new)
    new.replace(file)
