"""Which rows of two published databases differ: looked at row by row, not by what the databases say of themselves."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb

from pipelines.publishing.ddl import literal, quoted
from pipelines.schemas import TABLES, Table
from pipelines.schemas.lineage import UNFINGERPRINTED
from pipelines.settings import NewsledgerError

ARTICLES_NAMED = 20


class TableDifference(NamedTuple):
    """A table whose rows differ: rows that one of the databases has alone, and the first articles they belong to."""

    table: str
    only_in_one: int
    only_in_other: int
    articles: tuple[str, ...]


def differing_tables(one: Path, other: Path, *, without_text: bool = False) -> Iterator[TableDifference]:
    """The tables that are not equal, but for what differs by nature from run to run.

    Raises NewsledgerError when a database lacks a table that the other has.
    """
    with duckdb.connect() as connection:
        for name, path in (("one", one), ("other", other)):
            connection.execute(f"ATTACH {literal(str(path))} AS {name} (READ_ONLY)")
        for table in TABLES.values():
            if table.info.is_published and table not in UNFINGERPRINTED:
                try:
                    found = _difference(connection, table, without_text)
                except duckdb.Error as error:
                    reason = " ".join(str(error).split())[:300]
                    raise NewsledgerError(f"the databases cannot be compared: {reason}") from error
                if found:
                    yield found


def _difference(
    connection: duckdb.DuckDBPyConnection, table: type[Table], without_text: bool
) -> TableDifference | None:
    left_out = table.text_columns() if without_text else []
    columns = ", ".join(quoted(name) for name in table.fingerprinted_columns() if name not in left_out)
    name = table.info.qualified_name if table.info.namespace != "main" else f"main.{table.info.name}"
    for database in ("one", "other"):
        connection.execute(f"CREATE OR REPLACE TEMP VIEW rows_{database} AS SELECT {columns} FROM {database}.{name}")  # noqa: S608 (own names)
    sums = [
        connection.sql(f"SELECT count(*), sum(hash(r)) FROM rows_{database} AS r").fetchall()  # noqa: S608 (own names)
        for database in ("one", "other")
    ]
    if sums[0] == sums[1]:
        return None
    connection.execute("CREATE OR REPLACE TEMP VIEW only_one AS FROM rows_one EXCEPT ALL FROM rows_other")
    connection.execute("CREATE OR REPLACE TEMP VIEW only_other AS FROM rows_other EXCEPT ALL FROM rows_one")
    [(only_in_one, only_in_other)] = connection.sql(
        "SELECT (SELECT count(*) FROM only_one), (SELECT count(*) FROM only_other)"
    ).fetchall()
    articles: list[tuple[str]] = []
    if "article_id" in table.columns():
        articles = connection.execute(
            "SELECT DISTINCT article_id FROM (FROM only_one UNION ALL FROM only_other) "
            "WHERE article_id IS NOT NULL ORDER BY ALL LIMIT ?",
            [ARTICLES_NAMED],
        ).fetchall()
    named = tuple(article for (article,) in articles)
    return TableDifference(table.info.qualified_name, only_in_one, only_in_other, named)
