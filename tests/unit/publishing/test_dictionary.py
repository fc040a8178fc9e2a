"""The dictionary says what the declarations say, the database says the same, and the committed page is current."""

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.publishing.ddl import statements
from pipelines.publishing.dictionary import TableEntry, entries, entry, label_rows, markdown
from pipelines.schemas import TABLES, Table
from pipelines.schemas.columns import NAME_LABELS
from pipelines.schemas.labels import LABELS, OTHER
from pipelines.settings import CHECKOUT, NewsledgerError, Settings

PUBLISHED = [table for table in TABLES.values() if table.info.is_published]
every_entry = pytest.mark.parametrize("found", entries(), ids=lambda found: found.name)


@pytest.fixture(scope="module")
def catalogue() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of all published tables, without rows."""
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA lineage")
        for table in PUBLISHED:
            for statement in statements(table):
                connection.execute(statement)
        yield connection


def test_the_committed_page_is_current() -> None:
    page = (CHECKOUT / "docs" / "data_dictionary.md").read_text("utf-8")
    assert page == markdown(), "pipelines/schemas has changed: run `make dictionary`"


def test_every_published_table_has_an_entry_and_main_comes_first() -> None:
    names = [found.name for found in entries()]
    assert sorted(names) == sorted(table.info.qualified_name for table in PUBLISHED)
    assert [name.startswith("lineage.") for name in names] == sorted(name.startswith("lineage.") for name in names)


@every_entry
def test_the_database_says_the_same(catalogue: duckdb.DuckDBPyConnection, found: TableEntry) -> None:
    where, name = [found.schema, found.name.rpartition(".")[2]], f"## {found.name}\n"
    query = "SELECT comment FROM duckdb_tables() WHERE schema_name = ? AND table_name = ?"
    [(comment,)] = catalogue.execute(query, where).fetchall()
    assert comment == f"{found.description} One row: {found.grain}."
    section = markdown().split(name)[1].split("\n## ")[0]
    assert section.strip().startswith(comment)
    query = """SELECT column_name, data_type, comment FROM duckdb_columns()
        WHERE schema_name = ? AND table_name = ? ORDER BY column_index"""
    in_database = catalogue.execute(query, where).fetchall()
    assert [(name, meaning) for name, _, meaning, _ in found.rows()] == [(name, text) for name, _, text in in_database]
    types = [(column.name, column.type.replace(" ", "")) for column in found.columns]
    assert types == [(name, type_.replace(" ", "").replace('"', "")) for name, type_, _ in in_database]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_examples_are_a_row_that_the_table_would_take(table: type[Table]) -> None:
    examples = {name: (column.metadata or {}).get("example") for name, column in table.columns().items()}
    assert [name for name, example in examples.items() if example is None] == []
    row = pl.DataFrame([pl.Series(name, [value], strict=False) for name, value in examples.items()])
    typed = row.select(_read(name, dtype) for name, dtype in table.dtypes().items())
    _, failures = table.filter(typed)
    assert failures.counts() == {}


def _read(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    return column.str.strptime(dtype) if dtype.is_temporal() else column.cast(dtype)


@every_entry
def test_constraints_are_those_of_the_declaration(found: TableEntry) -> None:
    declared = TABLES[found.name.rpartition(".")[2]]
    assert [column.name for column in found.columns if column.constraint == "key"] == declared.primary_key()
    nullable = [name for name, column in declared.columns().items() if column.nullable]
    assert [column.name for column in found.columns if column.constraint == "null"] == nullable


@every_entry
def test_every_row_of_the_page_has_all_its_cells(found: TableEntry) -> None:
    """A bar in a description would shift everything that follows."""
    lines = [line for line in markdown().split(f"## {found.name}\n")[1].split("\n## ")[0].splitlines() if "|" in line]
    assert len(lines) == len(found.columns) + 2
    assert {line.replace("\\|", "").count("|") for line in lines} == {7}


@pytest.mark.parametrize("name", ["lineage.runs", "runs", "RUNS"])
def test_a_table_is_found_with_and_without_its_schema(name: str) -> None:
    assert entry(name).name == "lineage.runs"


@pytest.mark.parametrize("name", ["", "nothing", "raw_articles", "lineage", "main.articles.text"])
def test_an_unknown_table_is_an_error_that_names_the_known_ones(name: str) -> None:
    with pytest.raises(NewsledgerError, match=r"no table .*articles.*lineage\.runs") as refused:
        entry(name)
    assert "\n" not in str(refused.value)


def test_every_label_of_the_model_is_explained_and_what_is_none_of_them() -> None:
    spec = find_spec(Settings().model)  # its description is read without loading it
    assert spec
    assert spec.origin
    meta = json.loads(Path(spec.origin).with_name("meta.json").read_text("utf-8"))
    assert sorted(LABELS) == sorted([*meta["labels"]["ner"], OTHER])


def test_labels_of_names_and_values_are_told_apart_on_the_page() -> None:
    assert {label for label, kind, _, _ in label_rows() if kind == "name"} == set(NAME_LABELS)
    page = markdown()
    for label, kind, meaning, caveat in label_rows():
        assert f"| `{label}` | {kind} | {meaning} | {caveat} |" in page
