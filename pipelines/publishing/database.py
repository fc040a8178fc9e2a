"""Building the database file: tables with keys, comments, views and macros, loaded from Parquet and verified."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from pipelines.lineage.hashing import sha256_hex
from pipelines.lineage.parquet import parquet_rows, scan_files
from pipelines.places import Place
from pipelines.publishing.ddl import quoted, statements
from pipelines.publishing.views import VIEWS, column_comment, view_statements
from pipelines.schemas import TABLES, Table

# The oldest layout that holds all we write, so that programs with DuckDB 1.2 or newer can open the file.
STORAGE = "v1.2.0"
# What DuckDB holds while it loads rows and puts them into order; keys need 70 bytes a row, and half as much again while
# they grow.
_MEMORY_MB = 500
_BYTES_FOR_KEY = 200
MACROS = tuple(Path(__file__).with_name(name) for name in ("macros.sql", "concordance.sql"))


class UnsoundDatabaseError(Exception):
    """What was loaded is not what was to be loaded; the message names the table."""


def build_database(file: Path, parquet: Mapping[str, Place], *, without_text: bool = False) -> dict[str, int]:
    """Make a new database of the published tables and return their row counts, by qualified name.

    `parquet` gives the file of every published table. Rows are ordered by their key. Without text, the
    columns that hold running text are null: spans, bytes and hashes stay. Raises UnsoundDatabaseError when
    keys, counts or references do not hold in what was loaded.
    """
    tables = [table for name, table in TABLES.items() if name in parquet]
    memory = _memory_limit(tables, parquet)
    with duckdb.connect(
        str(file), config={"storage_compatibility_version": STORAGE, "memory_limit": memory}
    ) as connection:
        # All definitions in one transaction: each would be brought to the disk by itself.
        with _transaction(connection):
            connection.execute("CREATE SCHEMA lineage")
            for table in tables:
                _create(connection, table, without_text)
        for table in tables:
            _load(connection, table, parquet[table.info.name], without_text)
        for table in tables:
            _verify(connection, table, parquet)
        with _transaction(connection):
            for view in VIEWS:
                if parquet.keys() >= set(view.reads):
                    for statement in view_statements(view):
                        connection.execute(statement)
                    for column in connection.view(view.name).columns:
                        connection.execute(column_comment(view, column))
            for macros in MACROS:
                connection.execute(macros.read_text("utf-8"))
        connection.execute("CHECKPOINT")
        return _row_counts(connection, tables)


def replace_tables(
    file: Path, parquet: Mapping[str, Place], replaced: Collection[str], *, without_text: bool = False
) -> dict[str, int]:
    """Load some tables of a database anew, and leave the others; the rest is as for `build_database`."""
    tables = [table for name, table in TABLES.items() if name in parquet]
    with duckdb.connect(str(file)) as connection:
        with _transaction(connection):
            for table in tables:
                if table.info.name in replaced:
                    connection.execute(f"DROP TABLE {quoted(table.info.qualified_name)}")
                    _create(connection, table, without_text)
                    _load(connection, table, parquet[table.info.name], without_text)
        for table in tables:
            if table.info.name in replaced:
                _verify(connection, table, parquet)
        connection.execute("CHECKPOINT")
        return _row_counts(connection, tables)


def layout(*, without_text: bool = False) -> str:
    """A fingerprint of all that is in a database beside rows, and of what writes it."""
    tables = [table for table in TABLES.values() if table.info.is_published]
    created = [statement for table in tables for statement in statements(table, without_text=without_text)]
    views = [text for view in VIEWS for text in (*view_statements(view), *view.columns, *view.columns.values())]
    macros = [file.read_text("utf-8") for file in MACROS]
    return sha256_hex((duckdb.__version__, STORAGE, *created, *views, *macros))


def published_runs(database: Path) -> set[str]:
    """Ids of the runs that a database lists; none where there is no database. Raises duckdb.Error when it cannot be
    read."""
    if not database.exists():
        return set()
    with duckdb.connect(str(database), read_only=True) as connection:
        return {run_id for (run_id,) in connection.execute("SELECT run_id FROM lineage.runs").fetchall()}


def _memory_limit(tables: Sequence[type[Table]], parquet: Mapping[str, Place]) -> str:
    """What DuckDB may hold: rows on their way wait on the disk, but primary keys cannot."""
    keyed = (parquet[table.info.name] for table in tables if table.info.primary_key)
    rows = sum(scan_files([file]).select(pl.len()).collect().item() for file in keyed)
    return f"{_MEMORY_MB + rows * _BYTES_FOR_KEY // 1_000_000}MB"


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """What is done within is written together; when it fails, the connection and its file are of no more use."""
    connection.begin()
    yield
    connection.commit()


def _create(connection: duckdb.DuckDBPyConnection, table: type[Table], without_text: bool) -> None:
    for statement in statements(table, without_text=without_text):
        connection.execute(statement)


def _row_counts(connection: duckdb.DuckDBPyConnection, tables: Sequence[type[Table]]) -> dict[str, int]:
    names = [table.info.qualified_name for table in tables]
    return {name: _count(connection.table(name)) for name in names}


def _load(connection: duckdb.DuckDBPyConnection, table: type[Table], parquet: Place, without_text: bool) -> None:
    """Load a table's rows, in order, and check that all arrived."""
    rows = parquet_rows(connection, parquet)
    left_out = table.text_columns() if without_text else []
    columns = (
        duckdb.ConstantExpression(None).alias(name) if name in left_out else duckdb.ColumnExpression(name)
        for name in table.columns()
    )
    ordered = rows.select(*columns)
    if table.primary_key():
        ordered = ordered.order(", ".join(quoted(name) for name in table.primary_key()))
    try:
        ordered.insert_into(table.info.qualified_name)
    except duckdb.ConstraintException as error:
        raise UnsoundDatabaseError(f"{table.info.name}: {str(error).splitlines()[0]}") from error
    expected, loaded = _count(rows), _count(connection.table(table.info.qualified_name))
    if expected != loaded:
        raise UnsoundDatabaseError(f"{table.info.name}: {loaded} of {expected} rows were loaded")


def _verify(connection: duckdb.DuckDBPyConnection, table: type[Table], parquet: Mapping[str, Place]) -> None:
    """Keys that are no PRIMARY KEY are unique; references are found, where their target is published."""
    rows = connection.table(table.info.qualified_name)
    if table.primary_key() and not table.info.primary_key:
        distinct = rows.select(*map(duckdb.ColumnExpression, table.primary_key())).distinct()
        if _count(distinct) != _count(rows):
            raise UnsoundDatabaseError(f"{table.info.name}: {', '.join(table.primary_key())} is not unique")
    for column, target in table.info.references.items():
        other, key = target.split(".")
        if other not in parquet:
            continue
        known = connection.table(TABLES[other].info.qualified_name).select(duckdb.ColumnExpression(key).alias(column))
        found = rows.select(duckdb.ColumnExpression(column)).filter(duckdb.ColumnExpression(column).isnotnull())
        orphans = _count(found.join(known, column, "anti"))
        if orphans:
            raise UnsoundDatabaseError(f"{table.info.name}: {orphans} values of {column} are not in {target}")


def _count(rows: duckdb.DuckDBPyRelation) -> int:
    return int(rows.count("*").fetchall()[0][0])
