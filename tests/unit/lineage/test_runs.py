"""Runs have a record each, kept in files and listed in the order of publishing."""

import json
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from pipelines.lineage.processes import Model, Process
from pipelines.lineage.runs import KEPT_RUNS, Run, RunFolder, RunRecord, run_rows, table_version_rows
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


PROCESSES = (
    Process("reading", "a" * 64, "{}", "{}", Model("small", "1.0", "b" * 64)),
    Process("cleaning", "c" * 64, '{"x": "y"}', "{}"),
)


def test_files_and_processes_are_read_as_they_were_written(tmp_path: Path) -> None:
    written = replace(record(), files={"articles": "articles.0.parquet"}, processes=PROCESSES)
    folder = RunFolder(tmp_path)
    folder.write(written)
    [found] = folder.read()
    assert (found.files, found.processes) == (written.files, PROCESSES)


def test_records_of_other_versions_are_read(tmp_path: Path) -> None:
    """An older version writes fewer fields, a newer one may write more."""
    folder, written = RunFolder(tmp_path), record()
    values = {k: v for k, v in asdict(written).items() if k not in ("files", "processes")} | {"more": 1}
    (tmp_path / f"{written.run_id}.json").write_text(json.dumps(values), "utf-8")
    [found] = folder.read()
    assert (found.run_id, found.files, found.processes) == (written.run_id, {}, ())


def test_an_announced_record_counts_once_it_is_confirmed(tmp_path: Path) -> None:
    folder, one, other = RunFolder(tmp_path), record(), record()
    folder.announce(one)
    folder.announce(other)
    assert folder.read() == []
    assert {r.run_id for r in folder.announced()} == {one.run_id, other.run_id}
    folder.confirm(one)
    folder.withdraw(other)
    assert [r.run_id for r in folder.read()] == [one.run_id]
    assert folder.announced() == []


def test_files_of_the_last_runs_and_of_announced_ones_are_kept(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    for number in range(KEPT_RUNS + 2):
        folder.write(replace(record(), published_at=f"2026-01-0{number + 1}T00:00:00", files={"a": f"a{number}"}))
    folder.announce(replace(record(), files={"a": "announced"}))
    assert folder.kept_files() == {"announced", *(f"a{number + 2}" for number in range(KEPT_RUNS))}


def test_what_was_being_written_is_removed(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.write(record())
    (tmp_path / "0.json.new").touch()
    (tmp_path / "1.json").write_text("{", "utf-8")  # cut off
    folder.tidy()
    assert len(folder.read()) == 1
    assert not (tmp_path / "0.json.new").exists()


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
