"""The database holds exactly the rows that it was given, or is not made."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.publishing.database import UnsoundDatabaseError, build_database
from pipelines.schemas import TABLES

PUBLISHED = {name: table for name, table in TABLES.items() if table.info.is_published}
Files = Mapping[str, Path]


def value_of(dtype: pl.DataType) -> object:
    """A value of the type. All texts are equal, so that every reference is found."""
    match dtype:
        case pl.List():
            return [value_of(dtype.inner)]  # type: ignore[arg-type]
        case pl.Struct():
            return {field.name: value_of(field.dtype) for field in dtype.fields}  # type: ignore[arg-type]
        case pl.Decimal():
            return Decimal("0.50")
        case pl.String():
            return "e\u0301 😀\u200b\r\n'\""
        case pl.Date():
            return date(2024, 2, 29)
        case pl.Datetime():
            return datetime(2024, 2, 29, 23, 59, 59, 999999)  # noqa: DTZ001
        case pl.Boolean():
            return True
    return 7


def row_of(name: str, **values: object) -> dict[str, object]:
    return {column: value_of(dtype) for column, dtype in TABLES[name].dtypes().items()} | values


def write(folder: Path, name: str, *rows: dict[str, object]) -> Path:
    """A table's file, with its columns the other way round: order is the database's business."""
    path = folder / f"{name}.parquet"
    frame = pl.DataFrame(list(rows), schema=TABLES[name].dtypes())
    frame.select(*reversed(frame.columns)).write_parquet(path)
    return path


@pytest.fixture
def parquet(tmp_path: Path) -> Files:
    """Every published table with one row."""
    return {name: write(tmp_path, name, row_of(name)) for name in PUBLISHED}


def test_every_value_of_every_table_arrives(tmp_path: Path, parquet: Files) -> None:
    counts = build_database(tmp_path / "new.duckdb", parquet)
    assert counts == {table.info.qualified_name: 1 for table in PUBLISHED.values()}
    with duckdb.connect(str(tmp_path / "new.duckdb"), read_only=True) as connection:
        for name, table in PUBLISHED.items():
            assert connection.table(table.info.qualified_name).pl().to_dicts() == [row_of(name)]


def test_rows_are_ordered_by_their_key(tmp_path: Path, parquet: Files) -> None:
    words = ["b", "a", "😀", "B", "é", "e\u0301"]
    file = write(tmp_path, "spelling_decisions", *(row_of("spelling_decisions", word=word) for word in words))
    build_database(tmp_path / "new.duckdb", {**parquet, "spelling_decisions": file})
    with duckdb.connect(str(tmp_path / "new.duckdb"), read_only=True) as connection:
        found = connection.table("spelling_decisions").select("word").fetchall()
    assert [word for (word,) in found] == sorted(words)


def test_lineage_can_be_asked_of_the_file_alone(tmp_path: Path, parquet: Files) -> None:
    build_database(tmp_path / "new.duckdb", parquet)
    with duckdb.connect(str(tmp_path / "new.duckdb"), read_only=True) as connection:
        assert connection.execute("FROM trace_mention('not there')").fetchall() == []


@pytest.mark.parametrize("name", [name for name, table in PUBLISHED.items() if table.primary_key()])
def test_two_rows_with_one_key_are_refused(tmp_path: Path, name: str) -> None:
    """By the PRIMARY KEY where there is one, and by a check where not."""
    file = write(tmp_path, name, row_of(name), row_of(name))
    with pytest.raises(UnsoundDatabaseError, match=f"^{name}: "):
        build_database(tmp_path / "new.duckdb", {name: file})


REFERENCES = [
    (name, column, target.split(".")[0])
    for name, table in PUBLISHED.items()
    for column, target in table.info.references.items()
    if target.split(".")[0] in PUBLISHED
]


@pytest.mark.parametrize(("name", "column", "other"), REFERENCES)
def test_an_orphan_is_refused(tmp_path: Path, name: str, column: str, other: str) -> None:
    files = {
        name: write(tmp_path, name, row_of(name, **{column: "not there"})),
        other: write(tmp_path, other, row_of(other)),
    }
    with pytest.raises(UnsoundDatabaseError, match=f"^{name}: 1 values of {column} are not in "):
        build_database(tmp_path / "new.duckdb", files)


def test_a_null_is_no_orphan_and_no_null_stands_in_a_column_without(tmp_path: Path, parquet: Files) -> None:
    free = write(tmp_path, "mentions", row_of("mentions", entity_id=None))
    build_database(tmp_path / "free.duckdb", {**parquet, "mentions": free})
    strict = write(tmp_path, "mentions", row_of("mentions", label=None))
    with pytest.raises(UnsoundDatabaseError, match=r"^mentions: .*NOT NULL"):
        build_database(tmp_path / "strict.duckdb", {**parquet, "mentions": strict})


def test_a_folder_whose_name_looks_like_a_pattern_is_that_folder(tmp_path: Path, parquet: Files) -> None:
    """A neighbour that the pattern would match as well is not read."""
    (tmp_path / "data?").mkdir()
    (tmp_path / "data1").mkdir()
    file = write(tmp_path / "data?", "spelling_decisions", row_of("spelling_decisions"))
    write(tmp_path / "data1", "spelling_decisions", row_of("spelling_decisions", word="of the neighbour"))
    counts = build_database(tmp_path / "new.duckdb", {**parquet, "spelling_decisions": file})
    assert counts["spelling_decisions"] == 1


def test_without_text_the_running_texts_are_null_and_all_else_is_there(tmp_path: Path, parquet: Files) -> None:
    build_database(tmp_path / "new.duckdb", parquet, without_text=True)
    with duckdb.connect(str(tmp_path / "new.duckdb"), read_only=True) as connection:
        for name, table in PUBLISHED.items():
            expected = row_of(name) | dict.fromkeys(table.text_columns())
            assert connection.table(table.info.qualified_name).pl().to_dicts() == [expected]
        nulls = connection.sql(
            "SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE comment LIKE '%made without texts%'"
        ).fetchall()
    assert {name for (name,) in nulls} == {
        "articles.text",
        "spelling_decisions.contexts",
        "sentences.text",
        "source_texts.text",
        "text_edits.before",
        "text_edits.after",
    }
