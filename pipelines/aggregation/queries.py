"""Runs a table's SQL file over the tables that it reads."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl

from pipelines.lineage.parquet import parquet_rows
from pipelines.places import Place
from pipelines.schemas import TABLES

FOLDER = Path(__file__).parent


def sql_file(table: str) -> Path:
    """Where the table's query is, if it is an analysis table."""
    return FOLDER / f"{table}.sql"


def sql_of(table: str) -> str:
    """The query that makes the table."""
    return sql_file(table).read_text("utf-8")


def aggregate(table: str, parquet: Mapping[str, Place]) -> pl.LazyFrame:
    """The rows of one analysis table. `parquet` gives the file of every table that its query reads."""
    return TABLES[table].conform(rows_of(sql_of(table), parquet))


def rows_of(query: str, parquet: Mapping[str, Place]) -> pl.DataFrame:
    """The rows of a query over tables in Parquet files, by the names that it calls them."""
    with duckdb.connect() as connection:
        for name, path in parquet.items():
            parquet_rows(connection, path).create_view(name)
        rows: pl.DataFrame = connection.sql(query).pl()
    return rows
