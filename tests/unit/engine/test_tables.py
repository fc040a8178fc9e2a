"""A table on disk is always whole: its manifest is what makes it present."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.engine.tables import Manifest, TableFolder
from pipelines.schemas import TABLES
from pipelines.schemas.checks import CheckResult
from pipelines.settings import NewsledgerError

VOCABULARY = TABLES["vocabulary"]


def words(*rows: tuple[str, int, int]) -> pl.LazyFrame:
    full = [(*row, 1, row[1], 0, 0, 0, []) for row in rows]
    return pl.LazyFrame(full, schema=VOCABULARY.dtypes(), orient="row")


def publish(folder: TableFolder, rows: pl.LazyFrame, failures: tuple[CheckResult, ...] = ()) -> Manifest:
    file, count, print_ = folder.write_rows(VOCABULARY, rows)
    manifest = Manifest("vocabulary", file, count, print_, "key", "process", {"raw_articles": "f"}, failures)
    folder.publish(manifest)
    return manifest


def files(folder: TableFolder) -> set[str]:
    return {p.name for p in folder.folder.iterdir()}


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    folder = TableFolder(tmp_path / "tables")
    manifest = publish(folder, words(("😀", 2, 1)), (CheckResult("vocabulary", "declaration", 1, "é: 1"),))
    assert folder.manifest("vocabulary") == manifest
    assert folder.scan("vocabulary").collect().equals(words(("😀", 2, 1)).collect())
    assert manifest.row_count == 1


def test_rows_without_a_manifest_are_not_there(tmp_path: Path) -> None:
    folder = TableFolder(tmp_path)
    folder.write_rows(VOCABULARY, words(("a", 1, 1)))
    assert folder.manifest("vocabulary") is None
    with pytest.raises(NewsledgerError, match="table vocabulary has not been made yet"):
        folder.scan("vocabulary")


def test_until_the_manifest_changes_the_old_rows_stay(tmp_path: Path) -> None:
    folder = TableFolder(tmp_path)
    publish(folder, words(("old", 1, 1)))
    folder.write_rows(VOCABULARY, words(("new", 1, 1)))
    assert folder.scan("vocabulary").collect()["word"].to_list() == ["old"]


def test_replaced_rows_are_removed_and_nobody_elses(tmp_path: Path) -> None:
    folder = TableFolder(tmp_path)
    (tmp_path / "vocabulary_of_others.aaaa.parquet").touch()
    publish(folder, words(("old", 1, 1)))
    manifest = publish(folder, words(("new", 1, 1)))
    assert folder.scan("vocabulary").collect()["word"].to_list() == ["new"]
    assert files(folder) == {"vocabulary_of_others.aaaa.parquet", "vocabulary.json", manifest.file}


def test_rows_of_kept_runs_stay_when_a_table_changes_and_go_when_no_run_keeps_them(tmp_path: Path) -> None:
    first = publish(TableFolder(tmp_path), words(("first", 1, 1)))
    folder = TableFolder(tmp_path, kept={first.file})
    second = publish(folder, words(("second", 1, 1)))
    third = publish(folder, words(("third", 1, 1)))
    assert files(folder) == {first.file, third.file, "vocabulary.json"}
    assert second.file not in files(folder)
    folder.tidy(kept=())
    assert files(folder) == {third.file, "vocabulary.json"}


def test_tidying_removes_what_killed_runs_left_and_nobody_elses(tmp_path: Path) -> None:
    folder = TableFolder(tmp_path)
    present = publish(folder, words(("a", 1, 1)))
    left = [f"mentions.{'0' * 16}.parquet", "mentions.new.parquet", "changes.publishing.parquet"]
    mine = ["mine.parquet", "mentions.of_mine.parquet", "notes.txt"]
    for name in (*left, *mine):
        (tmp_path / name).touch()
    folder.tidy(kept=())
    assert files(folder) == {present.file, "vocabulary.json", *mine}


def test_publishing_the_same_rows_again_keeps_them(tmp_path: Path) -> None:
    folder = TableFolder(tmp_path)
    assert publish(folder, words(("a", 1, 1), ("b", 1, 1))) == publish(folder, words(("b", 1, 1), ("a", 1, 1)))
    assert sorted(folder.scan("vocabulary").collect()["word"]) == ["a", "b"]


def test_a_manifest_whose_rows_are_gone_is_none(tmp_path: Path) -> None:
    folder = TableFolder(tmp_path)
    (tmp_path / publish(folder, words(("a", 1, 1))).file).unlink()
    assert folder.manifest("vocabulary") is None
