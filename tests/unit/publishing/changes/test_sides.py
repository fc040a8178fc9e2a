"""Tables that another version of the program wrote are compared with those of this one."""

from pathlib import Path

import duckdb
import polars as pl

from pipelines.lineage.runs import Run, RunRecord
from pipelines.publishing.changes.sides import RunTables, Sides
from pipelines.schemas import TABLES


def run(folder: Path, name: str, rows: pl.DataFrame) -> RunTables:
    rows.write_parquet(folder / f"{name}.parquet")
    record = RunRecord.of(Run("test"), {}, "f", {}, {"entity_aliases": f"{name}.parquet"})
    return RunTables(record, folder)


def test_a_column_that_a_version_did_not_have_is_null_and_makes_its_rows_differ(tmp_path: Path) -> None:
    schema = TABLES["entity_aliases"].dtypes()
    row = {"entity_id": "1" * 16, "alias": "Xenia", "mention_count": 3, "article_count": 2, "is_shared": False}
    now = pl.DataFrame([row], schema=schema)
    with duckdb.connect() as connection:
        sides = Sides(connection, run(tmp_path, "old", now.drop("is_shared")), run(tmp_path, "new", now))
        query = "SELECT alias, is_shared, typeof(is_shared) FROM old_entity_aliases"
        assert connection.execute(query).fetchall() == [("Xenia", None, "BOOLEAN")]
        assert "is_shared" not in sides.columns("entity_aliases")
        sides.compare_rows("entity_aliases")
        assert connection.execute("SELECT change, count(*) FROM changed GROUP BY ALL").fetchall() == [("changed", 1)]
