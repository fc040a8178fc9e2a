"""What a published database holds, as the bundle needs it: its tables as they are in the file (columns, types, nulls,
comments), what the declarations add (keys, references, values), and what the database says about itself."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import dataframely as dy
import duckdb
from duckdb.sqltypes import DuckDBPyType

from pipelines.publishing.ddl import quoted
from pipelines.schemas import TABLES
from pipelines.schemas.lineage import UNFINGERPRINTED
from pipelines.settings import NewsledgerError

# Table names become file names: what is no plain word is refused, whoever made the database.
_PLAIN_NAME = re.compile("[a-z][a-z0-9_]{0,62}")
_TABLES = """
    SELECT schema_name, table_name, coalesce(comment, '')
    FROM duckdb_tables()
    WHERE database_name = current_database() AND NOT internal
    ORDER BY schema_name <> 'main', schema_name, table_name
"""
_COLUMNS = """
    SELECT column_name, is_nullable, coalesce(comment, '')
    FROM duckdb_columns()
    WHERE database_name = current_database() AND schema_name = ? AND table_name = ?
    ORDER BY column_index
"""
_ABOUT = """
    SELECT a.title, a.schema_version, a.newsledger_version, a.model, a.model_sha256, a.content_fingerprint, a.run_id,
        a.how_to_cite, a.caveats, a.article_count, a.input_count, r.published_at, r.versions
    FROM about AS a
    JOIN lineage.runs AS r USING (run_id)
"""


@dataclass(frozen=True)
class BundledColumn:
    """A column. `declared` is what the declarations know beyond the database; None for a column they do not have.
    `is_content`: comes out the same every time, so it is part of the table's checksum."""

    name: str
    type: DuckDBPyType
    is_nullable: bool
    description: str
    declared: dy.Column | None = None
    is_content: bool = True


@dataclass(frozen=True)
class BundledTable:
    """A table. `references` maps a column to `table.column`, both in the database. `is_content`: not a table of runs,
    which differs every time."""

    schema: str
    name: str
    description: str
    columns: tuple[BundledColumn, ...]
    row_count: int
    key: tuple[str, ...] = ()
    references: tuple[tuple[str, str, str], ...] = ()
    is_content: bool = True

    @property
    def qualified_name(self) -> str:
        """Name as queries have it, without the schema main."""
        return self.name if self.schema == "main" else f"{self.schema}.{self.name}"

    @property
    def parquet(self) -> str:
        """Path of the table's file, relative to the bundle."""
        return f"tables/{self.qualified_name}.parquet"

    @property
    def sql_name(self) -> str:
        return quoted(f"{self.schema}.{self.name}")

    def order(self) -> str:
        """ORDER BY terms that leave no two rows of a table with a key in doubt: the key, else every column."""
        return ", ".join(f"{quoted(name)} ASC NULLS LAST" for name in self.key or [c.name for c in self.columns])


@dataclass(frozen=True)
class AboutDatabase:
    """The row of `about`, and the run that made the database."""

    title: str
    schema_version: int
    newsledger_version: str
    model: str
    model_sha256: str
    content_fingerprint: str
    run_id: str
    how_to_cite: str
    caveats: list[str]
    article_count: int
    input_count: int
    published_at: datetime
    versions: Mapping[str, str]

    @property
    def version(self) -> str:
        """Version of the data as SemVer: of the table contract, with the content's fingerprint as build."""
        return f"{self.schema_version}.0.0+{self.content_fingerprint[:16]}"


@contextmanager
def opened(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database, for reading only; one thread, so that what is written does not depend on how many there are.

    Raises NewsledgerError, with what DuckDB says, for whatever goes wrong in it.
    """
    try:
        with duckdb.connect(str(database), read_only=True, config={"threads": 1}) as connection:
            yield connection
    except (duckdb.Error, RuntimeError) as error:  # a query that is interrupted ends in a plain RuntimeError
        reason = " ".join(str(error).split())[:300]
        raise NewsledgerError(f"no bundle was made of {database}: {reason}") from error


def about_database(connection: duckdb.DuckDBPyConnection) -> AboutDatabase:
    """What the database says about itself. Raises NewsledgerError when it was not published by newsledger."""
    advice = "make it with `newsledger run`, or name another with --database"
    try:
        cursor = connection.execute(_ABOUT)
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise NewsledgerError(
            f"this is no database that newsledger published (no usable table about): {advice}"
        ) from error
    if len(rows) != 1:
        raise NewsledgerError(f"the database does not say which run made it: {advice}")
    try:
        versions = {str(name): str(version) for name, version in json.loads(rows[0]["versions"]).items()}
    except (ValueError, AttributeError) as error:
        raise NewsledgerError(f"lineage.runs.versions is not a JSON object: {advice}") from error
    return AboutDatabase(**(rows[0] | {"versions": versions}))


def bundled_tables(connection: duckdb.DuckDBPyConnection) -> list[BundledTable]:
    """Every table of the database: those of main, then those of lineage, by name.

    Raises NewsledgerError for a table whose name cannot be that of a file.
    """
    found = connection.execute(_TABLES).fetchall()
    for schema, name, _ in found:
        if not (_PLAIN_NAME.fullmatch(schema) and _PLAIN_NAME.fullmatch(name)):
            raise NewsledgerError(f"the table {schema}.{name!r} has a name that cannot be a file's: rename it")
    columns = {(schema, name): _columns(connection, schema, name) for schema, name, _ in found}
    known = {name: {column.name for column in columns[schema, name]} for schema, name, _ in found}
    return [_table(connection, schema, name, comment, columns[schema, name], known) for schema, name, comment in found]


def item_type(type_: DuckDBPyType) -> DuckDBPyType:
    """Type of the items of a list type."""
    return dict(struct_types(type_))["child"]


def struct_types(type_: DuckDBPyType) -> list[tuple[str, DuckDBPyType]]:
    """Names and types inside a struct type."""
    return [(name, inner) for name, inner in type_.children if isinstance(inner, DuckDBPyType)]


def _table(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    name: str,
    comment: str,
    columns: tuple[BundledColumn, ...],
    known: Mapping[str, set[str]],
) -> BundledTable:
    ((row_count,),) = connection.execute(f"SELECT count(*) FROM {quoted(f'{schema}.{name}')}").fetchall()  # noqa: S608
    declared = TABLES.get(name)
    if declared is None or declared.info.namespace != schema:
        return BundledTable(schema, name, comment, columns, row_count)
    key = tuple(declared.primary_key())
    targets = ((column, *target.partition(".")[::2]) for column, target in declared.info.references.items())
    return BundledTable(
        schema,
        name,
        comment,
        columns,
        row_count,
        key if known[name].issuperset(key) else (),
        tuple(t for t in targets if t[0] in known[name] and t[2] in known.get(t[1], ())),
        declared not in UNFINGERPRINTED,
    )


def _columns(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> tuple[BundledColumn, ...]:
    table = TABLES.get(name)
    declared = table.columns() if table and table.info.namespace == schema else {}
    content = table.fingerprinted_columns() if table and declared else []
    types = dict(zip(*_names_and_types(connection, schema, name), strict=True))
    return tuple(
        BundledColumn(
            column,
            types[column],
            is_nullable,
            comment,
            declared.get(column),
            column not in declared or column in content,
        )
        for column, is_nullable, comment in connection.execute(_COLUMNS, [schema, name]).fetchall()
    )


def _names_and_types(
    connection: duckdb.DuckDBPyConnection, schema: str, name: str
) -> tuple[list[str], list[DuckDBPyType]]:
    rows = connection.table(f"{schema}.{name}")
    return rows.columns, rows.types
