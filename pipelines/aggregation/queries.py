"""Runs a table's SQL file over the tables that it reads."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from pipelines.lineage.parquet import bounded_connection, parquet_rows
from pipelines.places import Place
from pipelines.schemas import TABLES

_ROWS_AT_A_TIME = 100_000
FOLDER = Path(__file__).parent


def sql_file(table: str) -> Path:
    """Where the table's query is, if it is an analysis table."""
    return FOLDER / f"{table}.sql"


def sql_of(table: str) -> str:
    """The query that makes the table."""
    return sql_file(table).read_text("utf-8")


def aggregate(table: str, parquet: Mapping[str, Place]) -> pl.LazyFrame:
    """The rows of one analysis table. `parquet` gives the file of every table that its query reads."""
    stretches = stretches_of(sql_of(table), parquet, TABLES[table].dtypes())
    return TABLES[table].conform(pl.concat(stretches))


def stretches_of(query: str, parquet: Mapping[str, Place], schema: Mapping[str, pl.DataType]) -> Iterator[pl.DataFrame]:
    """The rows of a query over tables in Parquet files, by the names that it calls them, with these columns; so many at
    a time, and once none."""
    with bounded_connection() as connection:
        for name, path in parquet.items():
            parquet_rows(connection, path).create_view(name)
        yield pl.DataFrame(schema=schema)
        for batch in connection.sql(query).to_arrow_reader(_ROWS_AT_A_TIME):
            rows = pl.DataFrame(batch)
            yield rows.select(pl.col(name).cast(dtype) for name, dtype in schema.items())
