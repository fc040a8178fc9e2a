"""A run with nothing new publishes a copy; whatever is not as it was published is made from the tables."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.lineage.hashing import file_sha256
from pipelines.lineage.runs import Run, RunRecord, run_rows
from pipelines.publishing.database import layout
from pipelines.publishing.republishing import make_database
from pipelines.schemas import TABLES

PUBLISHED = [name for name, table in TABLES.items() if table.info.is_published]
CONTENT = {"source_profiles": (0, "a" * 64), "about": (0, "b" * 64)}


class Publisher:
    """Makes databases of tables without rows, but for those of runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "published.duckdb"
        self.parquet = {name: folder / f"{name}.parquet" for name in PUBLISHED}
        for name, file in self.parquet.items():
            pl.DataFrame(schema=TABLES[name].dtypes()).write_parquet(file)
        self.records: list[RunRecord] = []

    def publish(self, content: dict[str, tuple[int, str]] = CONTENT, *, without_text: bool = False) -> dict[str, int]:
        """A run with such tables, after those before."""
        made = RunRecord.of(Run("test"), {}, "f" * 64, content)
        record = replace(made, database_layout=layout(without_text=without_text))
        run_rows([*self.records, record]).write_parquet(self.parquet["runs"])
        counts = make_database(
            new := self.folder / "new.duckdb",
            self.parquet,
            last=self.records[-1] if self.records else None,
            record=record,
            database=self.database,
            of_runs=("about", "runs", "table_versions", "changes"),
            without_text=without_text,
        )
        self.records.append(replace(record, database_sha256=file_sha256(new)))
        new.replace(self.database)
        return counts

    def rows(self, query: str) -> Sequence[tuple[object, ...]]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    made = Publisher(tmp_path)
    made.publish()
    return made


def test_nothing_but_what_tells_of_runs_is_read_again(publisher: Publisher) -> None:
    publisher.parquet["articles"].unlink()
    counts = publisher.publish()
    assert counts["lineage.runs"] == 2
    assert counts["articles"] == 0
    ids = [record.run_id for record in publisher.records]
    assert publisher.rows("SELECT run_id FROM lineage.runs") == [(run_id,) for run_id in sorted(ids)]
    described = "SELECT comment FROM duckdb_columns() WHERE table_name = 'runs' AND column_name = 'run_id'"
    assert publisher.rows(described)[0][0]


def test_copies_of_copies_do_not_grow(publisher: Publisher) -> None:
    publisher.publish()
    size = publisher.database.stat().st_size
    for _ in range(5):
        publisher.publish()
    assert publisher.database.stat().st_size <= 2 * size


def test_other_rows_are_loaded(publisher: Publisher) -> None:
    publisher.parquet["sentences"].unlink()
    with pytest.raises(duckdb.IOException):
        publisher.publish({**CONTENT, "source_profiles": (0, "c" * 64)})


def test_a_database_into_which_somebody_wrote_is_not_taken_over(publisher: Publisher) -> None:
    with duckdb.connect(str(publisher.database)) as connection:
        connection.execute("CREATE TABLE notes AS SELECT 1 AS x")
    publisher.publish()
    assert not publisher.rows("FROM duckdb_tables() WHERE table_name = 'notes'")


def test_a_database_with_texts_is_not_copied_to_be_one_without(publisher: Publisher) -> None:
    publisher.publish(without_text=True)
    assert "without texts" in str(publisher.rows("SELECT list(comment) FROM duckdb_columns()"))


def test_a_database_that_is_gone_is_made(publisher: Publisher) -> None:
    publisher.database.unlink()
    assert publisher.publish()["lineage.runs"] == 2
