"""Two runs to the rows of lineage.changes. What belongs here: the order in which tables are looked at, and the tables
in which the database tells of itself."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl

from pipelines.publishing.changes.articles import find_articles, find_inputs
from pipelines.publishing.changes.blame import all_differences, library_differences, own_differences
from pipelines.publishing.changes.coarse import find_coarse
from pipelines.publishing.changes.nodes import Making, article_nodes
from pipelines.publishing.changes.sides import COMPARED, RunTables, Sides, is_of_articles
from pipelines.schemas import TABLES
from pipelines.schemas.lineage import UNKNOWN_CAUSE, Changes

_FOLDER = Path(__file__).parent
_INPUTS = ("inputs", "source_objects", "raw_articles")
_FOUND = {name: dtype for name, dtype in Changes.dtypes().items() if name not in ("run_id", "previous_run_id")}
_ROWS_ARE_GONE = "rows of one of the two runs are gone or damaged, only fingerprints were compared"
_ORDER = ("table_name", "article_id", "change", "cause", "together_with")


def changes_between(old: RunTables, new: RunTables, makings: Mapping[str, Making]) -> pl.DataFrame:
    """Rows of lineage.changes: what `new` has other than `old`, in the order of the chain. `makings` says how each
    table of the chain is made.

    Where rows of one of the runs are gone or cannot be read, one row for each table whose fingerprint differs, of
    unknown cause.
    """
    try:
        rows = _found(old, new, makings) if old.is_whole and new.is_whole else _by_fingerprint(old, new)
    except (duckdb.IOException, duckdb.InvalidInputException):  # a damaged file of a run that is over stops no other
        rows = _by_fingerprint(old, new)
    named = rows.with_columns(
        pl.lit(new.record.run_id).alias("run_id"), pl.lit(old.record.run_id).alias("previous_run_id")
    )
    order = {table.info.qualified_name: number for number, table in enumerate(TABLES.values())}
    place = pl.col("table_name").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    return Changes.conform(named.sort(place, *_ORDER, nulls_last=True)).collect()


def _found(old: RunTables, new: RunTables, makings: Mapping[str, Making]) -> pl.DataFrame:
    with duckdb.connect() as connection:
        sides = Sides(connection, old, new)
        if not sides.differing:
            return pl.DataFrame(schema=_FOUND)
        _register_blames(connection, old, new)
        find_inputs(sides)
        find_articles(sides, article_nodes(makings))
        if "source_objects" in sides.differing:
            sides.compare_rows("source_objects")
            connection.execute((_FOLDER / "source_objects.sql").read_text("utf-8"))
        coarse = [name for name in sides.differing if not is_of_articles(COMPARED[name]) and name not in _INPUTS]
        telling = set(makings["about"].makes)
        find_coarse(sides, [name for name in coarse if name in makings and name not in telling], makings)
        for name in coarse:
            if name in telling:
                _find_telling(sides, name)
        found: pl.DataFrame = connection.sql("FROM found").pl()
    return pl.concat([found, *_no_longer_made(old, new)], how="vertical_relaxed")


def _register_blames(connection: duckdb.DuckDBPyConnection, old: RunTables, new: RunTables) -> None:
    """Make blames (process, cause, detail): what differs in each process itself, and under '' what is named where
    nothing else is; and process_causes (process_id, cause, detail): that with all that a process comes after."""
    before, after = old.record.processes, new.record.processes
    own = own_differences(before, after) | {"": library_differences(old.record.versions, new.record.versions)}
    connection.execute("CREATE TEMP TABLE blames (process VARCHAR, cause VARCHAR, detail VARCHAR)")
    connection.execute("CREATE TEMP TABLE process_causes (process_id VARCHAR, cause VARCHAR, detail VARCHAR)")
    for table, blamed in (("blames", own), ("process_causes", all_differences(before, after))):
        rows = [(name, *blame) for name, blames in blamed.items() for blame in blames]
        for row in rows:
            connection.table(table).insert(row)


def _find_telling(sides: Sides, name: str) -> None:
    """The changes of a table in which the database tells of itself: about tells of the content too."""
    connection, table = sides.connection, TABLES[name]
    sides.compare_rows(name)
    connection.execute("CREATE OR REPLACE TEMP TABLE named_processes (parts VARCHAR[], process_id VARCHAR)")
    if "process_id" in sides.columns(name):
        for rows in sides.both(name):
            key = (duckdb.ColumnExpression(column).cast("VARCHAR") for column in table.primary_key())
            parts = duckdb.FunctionExpression("list_value", *key).cast("VARCHAR[]")
            rows.select(parts, duckdb.ColumnExpression("process_id")).insert_into("named_processes")
    tells_of_content = table.info.namespace == "main"
    parameters = {"table_name": table.info.qualified_name, "tells_of_content": tells_of_content}
    connection.execute((_FOLDER / "telling.sql").read_text("utf-8"), parameters)


def _by_fingerprint(old: RunTables, new: RunTables) -> pl.DataFrame:
    """All that can be said without the rows: which tables differ."""
    before, after = ({t: tuple(v) for t, v in side.record.tables.items()} for side in (old, new))
    rows: list[tuple[object, ...]] = [
        (table, None, "changed", UNKNOWN_CAUSE, [], _ROWS_ARE_GONE, None)
        for table in {**before, **after}
        if before.get(table) != after.get(table)
    ]
    return pl.DataFrame(rows, schema=_FOUND, orient="row")


def _no_longer_made(old: RunTables, new: RunTables) -> list[pl.DataFrame]:
    """Tables that this version of the program does not know: only that their rows went can be said."""
    gone = [name for name in old.record.files if name not in TABLES and name not in new.record.files]
    counts = {name.split(".")[-1]: count for name, (count, _) in old.record.tables.items()}
    rows: list[tuple[object, ...]] = [
        (name, None, "removed", "code", [], "no longer made", counts.get(name) or None) for name in gone
    ]
    return [pl.DataFrame(rows, schema=_FOUND, orient="row")]
