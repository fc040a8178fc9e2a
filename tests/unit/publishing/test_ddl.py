"""The SQL that follows from the declarations, run by DuckDB itself."""

from collections.abc import Iterator

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publishing.ddl import literal, quoted, sql_type, statements
from pipelines.schemas import TABLES, Table

PUBLISHED = {name: table for name, table in TABLES.items() if table.info.is_published}
every_published_table = pytest.mark.parametrize("table", PUBLISHED.values(), ids=PUBLISHED)


@pytest.fixture(scope="module")
def catalogue() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with every published table, empty."""
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA lineage")
        for table in PUBLISHED.values():
            for statement in statements(table):
                connection.execute(statement)
        yield connection


@every_published_table
def test_types_come_back_as_declared(catalogue: duckdb.DuckDBPyConnection, table: type[Table]) -> None:
    assert dict(catalogue.table(table.info.qualified_name).pl().schema) == table.dtypes()


@every_published_table
def test_the_table_is_described_in_the_database(catalogue: duckdb.DuckDBPyConnection, table: type[Table]) -> None:
    schema = "main" if table.info.namespace == "main" else "lineage"
    found = catalogue.execute(
        "SELECT comment FROM duckdb_tables() WHERE schema_name = ? AND table_name = ?", [schema, table.info.name]
    )
    assert found.fetchall() == [(f"{table.description()} One row: {table.info.grain}.",)]


@every_published_table
def test_every_column_is_described_with_its_unit(catalogue: duckdb.DuckDBPyConnection, table: type[Table]) -> None:
    found = catalogue.execute(
        "SELECT column_name, comment, is_nullable FROM duckdb_columns() "
        "WHERE table_name = ? AND NOT internal ORDER BY column_index",
        [table.info.name],
    ).fetchall()
    assert [name for name, _, _ in found] == list(table.columns())
    for name, comment, is_nullable in found:
        declared = table.columns()[name]
        assert comment.startswith(declared.description)
        unit = (declared.metadata or {}).get("unit")
        assert comment.endswith(f" [{unit}]") if unit else comment == declared.description
        assert is_nullable == declared.nullable


@every_published_table
def test_there_is_a_primary_key_where_one_is_declared(catalogue: duckdb.DuckDBPyConnection, table: type[Table]) -> None:
    found = catalogue.execute(
        "SELECT constraint_column_names FROM duckdb_constraints() WHERE table_name = ? "
        "AND constraint_type = 'PRIMARY KEY'",
        [table.info.name],
    ).fetchall()
    assert found == ([(table.primary_key(),)] if table.info.primary_key else [])


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_text_can_be_a_literal(catalogue: duckdb.DuckDBPyConnection, text: str) -> None:
    assert catalogue.execute(f"SELECT {literal(text)}").fetchall() == [(text,)]


@pytest.mark.parametrize("name", ["order", 'a "quoted" name', "';--", "é 😀", "Upper"])
def test_any_name_can_be_quoted(name: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE {quoted(name)} ({quoted(name)} VARCHAR)")
        found = connection.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal")
        assert found.fetchall() == [(name, name)]


def test_a_dotted_name_is_quoted_part_by_part() -> None:
    assert quoted('lineage.a"b') == '"lineage"."a""b"'


def test_nested_types_are_spelled_out() -> None:
    dtype = pl.List(pl.Struct({'odd "name"': pl.Decimal(9, 4), "days": pl.List(pl.Date)}))
    assert sql_type(dtype) == 'STRUCT("odd ""name""" DECIMAL(9, 4), "days" DATE[])[]'


def test_a_type_that_no_table_uses_is_refused() -> None:
    with pytest.raises(KeyError):
        sql_type(pl.Float64())
