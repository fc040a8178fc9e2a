"""Runs have a record each, kept in files and listed in the order of publishing."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipelines.lineage.runs import Run, RunFolder, RunRecord, run_rows, table_version_rows
from pipelines.schemas.checks import check_table
from pipelines.schemas.lineage import Runs, TableVersions


def record(trigger: str = "newsledger") -> RunRecord:
    return RunRecord.of(Run(trigger), {"workers": 1}, "a" * 64, {"articles": (3, "b" * 64)})


def test_every_run_has_an_id_of_its_own() -> None:
    assert Run("newsledger").run_id != Run("newsledger").run_id
    assert Run("dagster", "x").run_id == Run("dagster", "x").run_id != Run("newsledger", "x").run_id


def test_records_are_read_as_they_were_written_oldest_first(tmp_path: Path) -> None:
    older, newer = record(), record()
    folder = RunFolder(tmp_path / "runs")
    assert folder.read() == []
    folder.write(newer)
    folder.write(older)
    folder.write(older)
    assert [r.run_id for r in folder.read()] == [older.run_id, newer.run_id]
    assert run_rows(folder.read()).equals(run_rows([older, newer]))


def test_rows_are_those_of_the_declared_tables() -> None:
    """Also when a run ended on a full second, whose text has no fraction."""
    records = [record(), replace(record(), published_at="2024-01-02T03:04:05")]
    rows, versions = run_rows(records), table_version_rows(records)
    frames = {"runs": rows.lazy(), "table_versions": versions.lazy()}
    assert all(result.passed for table in (Runs, TableVersions) for result in check_table(table, frames.__getitem__))
    assert rows["published_at"][1] == datetime(2024, 1, 2, 3, 4, 5)  # noqa: DTZ001
    assert versions.rows() == [(r.run_id, "articles", 3, "b" * 64) for r in records]


def test_no_runs_are_no_rows() -> None:
    assert dict(run_rows([]).schema) == Runs.dtypes()
    assert dict(table_version_rows([]).schema) == TableVersions.dtypes()
