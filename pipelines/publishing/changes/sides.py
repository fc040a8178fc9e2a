"""The tables of two runs side by side in DuckDB, and how the rows of one table compare. What belongs here: reading and
comparing rows; no causes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from pipelines.lineage.parquet import parquet_rows
from pipelines.lineage.runs import RunRecord
from pipelines.places import Place, exists
from pipelines.publishing.ddl import sql_type
from pipelines.schemas import TABLES, Table
from pipelines.schemas.lineage import UNFINGERPRINTED

COMPARED: dict[str, type[Table]] = {name: table for name, table in TABLES.items() if table not in UNFINGERPRINTED}

# Rows come in views old_rows and new_rows: article_id, key (a hash), parts (the key's values as text), content (a
# hash). A table without a key has its rows as they are: equal ones are told apart by their number.
_WITHOUT_KEY = {
    "old": """
        SELECT article_id, hash(content, row_number() OVER (PARTITION BY article_id, content)) AS key, parts, content
        FROM old_plain
    """,
    "new": """
        SELECT article_id, hash(content, row_number() OVER (PARTITION BY article_id, content)) AS key, parts, content
        FROM new_plain
    """,
}
_DIFFERING = """
    CREATE OR REPLACE TEMP TABLE differing AS
    SELECT article_id
    FROM (SELECT article_id, sum(content) AS total, count(*) AS row_count FROM old_rows GROUP BY article_id) AS o
    FULL JOIN (SELECT article_id, sum(content) AS total, count(*) AS row_count FROM new_rows GROUP BY article_id) AS n
        USING (article_id)
    WHERE (o.total, o.row_count) IS DISTINCT FROM (n.total, n.row_count)
"""
_CHANGED_OF_ARTICLES = """
    CREATE OR REPLACE TEMP TABLE changed AS
    SELECT article_id, change, count(*) AS row_count
    FROM (
        SELECT
            article_id,
            CASE WHEN o.content IS NULL THEN 'added' WHEN n.content IS NULL THEN 'removed' ELSE 'changed' END AS change
        FROM (FROM old_rows SEMI JOIN differing USING (article_id)) AS o
        FULL JOIN (FROM new_rows SEMI JOIN differing USING (article_id)) AS n USING (article_id, key)
        WHERE o.content IS DISTINCT FROM n.content
    )
    GROUP BY article_id, change
"""
_CHANGED = """
    CREATE OR REPLACE TEMP TABLE changed AS
    SELECT
        row_number() OVER () AS row,
        coalesce(n.parts, o.parts) AS parts,
        CASE WHEN o.content IS NULL THEN 'added' WHEN n.content IS NULL THEN 'removed' ELSE 'changed' END AS change
    FROM old_rows AS o
    FULL JOIN new_rows AS n USING (key, parts)
    WHERE o.content IS DISTINCT FROM n.content
"""


@dataclass(frozen=True)
class RunTables:
    """A run's record, and where the Parquet files of its tables are."""

    record: RunRecord
    folder: Place

    def file(self, table: str) -> "Place | None":
        name = self.record.files.get(table)
        return self.folder / name if name else None

    @property
    def is_whole(self) -> bool:
        """Whether all rows of the run are still there."""
        return bool(self.record.files) and all(exists(self.folder / file) for file in self.record.files.values())


class Sides:
    """Two runs' tables, as views old_<table> and new_<table>."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, old: RunTables, new: RunTables) -> None:
        self.connection = connection
        self._rows: dict[tuple[str, str], duckdb.DuckDBPyRelation] = {}
        for name in COMPARED:
            files: dict[str, Place | None] = {"old": old.file(name), "new": new.file(name)}
            there = [file for file in files.values() if file]
            for side, path in files.items():
                if there:  # a table that one of the runs does not have is empty there
                    found = parquet_rows(connection, path) if path else parquet_rows(connection, there[0]).limit(0)
                    _with_all_columns(found, COMPARED[name]).create_view(f"{side}_{name}")
                    self._rows[side, name] = found
        self.differing = [name for name in COMPARED if old.file(name) != new.file(name)]

    def has(self, *tables: str) -> bool:
        return all(("old", table) in self._rows for table in tables)

    def both(self, table: str) -> list[duckdb.DuckDBPyRelation]:
        """The rows of a table in each of the runs."""
        return [self._rows[side, table] for side in ("old", "new")]

    def columns(self, table: str) -> list[str]:
        """Columns that both runs have."""
        return [name for name in self._rows["new", table].columns if name in self._rows["old", table].columns]

    def compare_articles(self, table: str, columns: Sequence[str] = ()) -> None:
        """Make the tables differing (article_id) and, unless only some columns are asked for, changed (article_id,
        change, row_count)."""
        self._views(table, columns)
        self.connection.execute(_DIFFERING)
        if not columns:
            self.connection.execute(_CHANGED_OF_ARTICLES)

    def compare_rows(self, table: str) -> None:
        """Make the table changed (row, parts, change) of a table that has no articles."""
        self._views(table)
        self.connection.execute(_CHANGED)

    def _views(self, table: str, columns: Sequence[str] = ()) -> None:
        for side in ("old", "new"):
            rows = _comparable(self._rows[side, table], COMPARED[table], columns)
            if not COMPARED[table].primary_key():
                rows.create_view(f"{side}_plain", replace=True)
                rows = self.connection.sql(_WITHOUT_KEY[side])
            rows.create_view(f"{side}_rows", replace=True)


def is_of_articles(table: type[Table]) -> bool:
    """Whether every row belongs to one article."""
    column = table.columns().get("article_id")
    return column is not None and not column.nullable


def _with_all_columns(rows: duckdb.DuckDBPyRelation, table: type[Table]) -> duckdb.DuckDBPyRelation:
    """The rows with a null for each column that the version of the program which wrote them did not have."""
    lacking = {name: sql_type(dtype) for name, dtype in table.dtypes().items() if name not in rows.columns}
    nulls = (duckdb.ConstantExpression(None).cast(kind).alias(name) for name, kind in lacking.items())
    return rows.select(duckdb.StarExpression(), *nulls)


def _comparable(rows: duckdb.DuckDBPyRelation, table: type[Table], columns: Sequence[str]) -> duckdb.DuckDBPyRelation:
    """article_id, key, parts and content of rows that may have been written by another version of the program: a
    column that is not there is null."""
    there = {name: duckdb.ColumnExpression(name) for name in rows.columns}
    null = duckdb.ConstantExpression(None)
    key = [there.get(name, null) for name in table.primary_key()]
    parts = [part.cast("VARCHAR") for part in key] if not is_of_articles(table) else []
    compared = ["article_id", *columns] if columns else table.fingerprinted_columns()
    expressions: Mapping[str, duckdb.Expression] = {
        "article_id": there["article_id"] if is_of_articles(table) else null.cast("VARCHAR"),
        "key": duckdb.FunctionExpression("hash", *(key or [null])),
        "parts": duckdb.FunctionExpression("list_value", *parts).cast("VARCHAR[]"),
        "content": duckdb.FunctionExpression("hash", *(there.get(name, null) for name in compared)),
    }
    return rows.select(*(expression.alias(name) for name, expression in expressions.items()))
