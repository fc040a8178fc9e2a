"""What is read off a query is true: what it leaves out changes nothing, and DuckDB's own plan scans the same."""

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from pipelines.aggregation.queries import FOLDER, sql_of
from pipelines.engine.tracing import table_rows
from pipelines.lineage.provenance import NOTHING, Column, NotFollowedError, Read, Rows
from pipelines.lineage.sql_query import rows_of_query
from pipelines.publishing.ddl import sql_type
from pipelines.schemas import TABLES

TYPES = {
    "a": {"id": "BIGINT", "kind": "VARCHAR", "size": "BIGINT", "note": "VARCHAR"},
    "b": {"id": "BIGINT", "a_id": "BIGINT", "weight": "BIGINT", "note": "VARCHAR"},
}
MADE = {
    name: Rows({column: Column(frozenset([Read(name, column)])) for column in columns}, frozenset([Read(name)]))
    for name, columns in TYPES.items()
}
DATA = """
    CREATE TABLE a AS SELECT i AS id, 'k' || i % 3 AS kind, i * 7 % 5 AS size, 'n' || i % 2 AS note FROM range(9) r(i);
    CREATE TABLE b AS SELECT i AS id, i % 6 AS a_id, i * 3 % 7 AS weight, 'm' || i % 4 AS note FROM range(14) r(i);
"""
PERTURBED = {"BIGINT": "({0} * 5 + 3) % 7", "VARCHAR": "right({0}, 1) || left({0}, 1)"}
SOURCES = (
    "a",
    "(SELECT * FROM a WHERE kind = 'k1')",
    "(SELECT DISTINCT id, kind, size, note FROM a)",
    "(SELECT id, max(kind) AS kind, sum(size) AS size, min(note) AS note FROM a GROUP BY id)",
    "(SELECT a.id, a.kind, b.weight AS size, b.note FROM a JOIN b ON a.id = b.a_id AND b.weight > a.size)",
    "(SELECT * FROM a SEMI JOIN b ON a.id = b.a_id)",
    "(SELECT * FROM a ANTI JOIN (SELECT a_id AS id FROM b WHERE weight > 1) USING (id))",
    "(SELECT id, kind, rank() OVER (PARTITION BY kind ORDER BY size) AS size, note FROM a)",
    "(SELECT a.id, a.kind, t.size, a.note FROM a CROSS JOIN (SELECT count(*) AS size FROM b WHERE weight > 2) AS t)",
    "(SELECT a.id, a.kind, coalesce(w.size, 0) AS size, a.note FROM a LEFT JOIN "
    "(SELECT a_id AS id, count(*) AS size FROM b GROUP BY a_id) AS w USING (id))",
    "(SELECT a.id, a.kind, b.weight AS size, a.note FROM a LEFT JOIN b ON a.id = b.a_id)",
)
QUERIES = (
    "SELECT * FROM {} AS s",
    "SELECT kind, count(*) AS n, max(size) AS most FROM {} AS s GROUP BY ALL",
    "SELECT DISTINCT kind, note FROM {} AS s",
    "SELECT count(DISTINCT kind) AS kinds, sum(size) AS total, 1 AS one FROM {} AS s",
    "SELECT s.id, b.note FROM {} AS s JOIN b ON s.id = b.a_id WHERE b.weight IS NOT NULL",
    "WITH k AS (SELECT kind, count(*) AS n FROM {} AS s GROUP BY kind HAVING max(size) > 3) SELECT n, k.kind FROM k",
    "WITH d AS (SELECT DISTINCT kind, note FROM {} AS s) SELECT kind, count(*) AS notes FROM d GROUP BY kind",
)


def reads_of(sql: str) -> dict[str, frozenset[Read]]:
    """All that is read for each column, rows included."""
    rows = rows_of_query(sql, MADE, TYPES)
    return {name: column.all | rows.number for name, column in rows.columns.items()}


def values(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, list[str]]:
    result = connection.sql(sql)
    rows = result.fetchall()
    return {name: sorted(repr(row[i]) for row in rows) for i, name in enumerate(result.columns)}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("query", QUERIES)
def test_what_is_not_read_changes_nothing(query: str, source: str) -> None:
    sql = query.format(source)
    reads = reads_of(sql)
    with duckdb.connect() as connection:
        connection.execute(DATA)
        before = values(connection, sql)
        assert list(before) == list(reads)
        for table, types in TYPES.items():
            for column, kind in types.items():
                connection.execute(f"CREATE TEMP TABLE kept AS FROM {table}")
                connection.execute(f"UPDATE {table} SET {column} = {PERTURBED[kind].format(column)}")  # noqa: S608
                after = values(connection, sql)
                differing = {name for name in before if before[name] != after[name]}
                assert differing <= {name for name, read in reads.items() if Read(table, column) in read}
                connection.execute(f"CREATE OR REPLACE TABLE {table} AS FROM kept; DROP TABLE kept")


def scans(connection: duckdb.DuckDBPyConnection, sql: str) -> set[Read]:
    """The columns that DuckDB's plan scans, its optimisers off but for the one that leaves out unused columns."""
    names = [name for (name,) in connection.execute("SELECT name FROM duckdb_optimizers()").fetchall()]
    off = ",".join(name for name in names if name != "unused_columns")
    connection.execute(f"SET disabled_optimizers = '{off}'")
    [(_, plan)] = connection.execute(f"EXPLAIN (FORMAT JSON) {sql}").fetchall()
    return {scan for scan in _scans_in(json.loads(plan)) if scan.column}


def _scans_in(nodes: list[dict[str, Any]]) -> Iterator[Read]:
    for node in nodes:
        if node["name"].strip() == "SEQ_SCAN":
            table, listed = node["extra_info"]["Table"].split(".")[-1], node["extra_info"]["Projections"]
            yield from (Read(table, column) for column in ([listed] if isinstance(listed, str) else listed))
        yield from _scans_in(node["children"])


@pytest.mark.parametrize("table", sorted(file.stem for file in FOLDER.glob("*.sql")))
def test_duckdbs_plan_of_an_analysis_table_scans_the_columns_that_are_read(table: str) -> None:
    types = {name: {c: sql_type(d) for c, d in declared.dtypes().items()} for name, declared in TABLES.items()}
    rows = rows_of_query(sql_of(table), {name: table_rows(name) for name in TABLES}, types)
    assert list(rows.columns) == list(TABLES[table].columns())
    with duckdb.connect() as connection:
        for name, columns in types.items():
            listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            connection.execute(f'CREATE TABLE "{name}" ({listed})')
        everything = NOTHING.union(rows.number, *(column.all for column in rows.columns.values()))
        assert {read for read in everything if read.column} == scans(connection, sql_of(table))
        for name, column in rows.columns.items():
            read = {read for read in column.all | rows.number if read.column}
            assert read <= scans(connection, f'SELECT "{name}" FROM ({sql_of(table)})')  # noqa: S608


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT id FROM a UNION ALL SELECT id FROM b", "through a Union"),
        ("SELECT (SELECT max(weight) FROM b) AS x FROM a", "a query inside an expression"),
        ("SELECT a.id FROM a POSITIONAL JOIN b", "a POSITIONAL join"),
        ("SELECT DISTINCT ON (kind) kind, note FROM a", "a DISTINCT ON"),
        ("SELECT unnest([size, id]) AS x FROM a", "an UNNEST"),
        ("SELECT id FROM a USING SAMPLE 2", "a SELECT with sample"),
    ],
)
def test_a_query_that_cannot_be_followed_is_refused(sql: str, message: str) -> None:
    with pytest.raises(NotFollowedError, match=message):
        rows_of_query(sql, MADE, TYPES)
