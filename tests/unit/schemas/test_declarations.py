"""Every table says what it is: descriptions, units, keys and references."""

import dataframely as dy
import polars as pl
import pytest

from pipelines.schemas import TABLES, Table

COLUMNS = [(table, column) for table, schema in TABLES.items() for column in schema.columns()]
MEASURED = ("_count", "_share", "_start", "_end", "_bytes", "_at", "_seconds", "_words")
every_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)


@every_table
def test_a_table_is_described_with_its_grain(table: type[Table]) -> None:
    assert table.__doc__ != Table.__doc__
    assert table.description().endswith(".")
    assert table.info.grain
    assert not table.info.grain.endswith(".")


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_column_is_described(table: str, column: str) -> None:
    description = TABLES[table].columns()[column].description
    assert description
    assert description == " ".join(description.split())
    assert description.endswith(".")


@pytest.mark.parametrize(
    ("table", "column"),
    [(t, c) for t, c in COLUMNS if c.endswith(MEASURED)],
)
def test_a_quantity_has_a_unit(table: str, column: str) -> None:
    assert (TABLES[table].columns()[column].metadata or {}).get("unit")


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, c in COLUMNS if c.endswith("_share")])
def test_a_share_lies_between_0_and_1(table: str, column: str) -> None:
    declared = TABLES[table].columns()[column]
    assert isinstance(declared, dy.Decimal)
    assert (declared.min, declared.max) == (0, 1)


def test_the_same_quantity_has_the_same_unit_and_type_everywhere() -> None:
    meanings: dict[str, set[tuple[str, str]]] = {}
    for table, column in COLUMNS:
        declared = TABLES[table].columns()[column]
        if column.endswith(MEASURED):
            unit = str((declared.metadata or {}).get("unit"))
            meanings.setdefault(column, set()).add((str(declared.dtype), unit))
    assert {column for column, found in meanings.items() if len(found) > 1} == set()


@every_table
def test_a_reference_names_a_column_that_is_there_and_of_the_same_type(table: type[Table]) -> None:
    for column, target in table.info.references.items():
        other, key = target.split(".")
        assert table.dtypes()[column] == TABLES[other].dtypes()[key]
        assert TABLES[other].primary_key() == [key]


@every_table
def test_a_table_has_a_key_that_is_never_null(table: type[Table]) -> None:
    assert table.primary_key() or table.info.name in ("about", "changes")
    assert not [name for name in table.primary_key() if table.columns()[name].nullable]


@every_table
def test_no_reals_are_published(table: type[Table]) -> None:
    assert not [name for name, dtype in table.dtypes().items() if dtype.is_float()]


def test_only_what_names_the_run_is_not_fingerprinted() -> None:
    left_out = {(t, c) for t, c in COLUMNS if c not in TABLES[t].fingerprinted_columns()}
    of_changes = {("changes", "run_id"), ("changes", "previous_run_id")}
    assert left_out == {("about", "run_id"), ("runs", "run_id"), ("table_versions", "run_id")} | of_changes


def test_names_by_namespace() -> None:
    assert TABLES["articles"].info.qualified_name == "articles"
    assert TABLES["source_texts"].info.qualified_name == "lineage.source_texts"
    assert not TABLES["raw_articles"].info.is_published


def test_conforming_orders_casts_and_drops_columns() -> None:
    table = TABLES["about"]
    row = dict.fromkeys(table.dtypes()) | {"title": "é", "article_count": 2}
    frame = pl.DataFrame([row | {"more": 0}]).select("more", *reversed(row))
    found = table.conform(frame.cast({"article_count": pl.UInt32})).collect()
    assert dict(found.schema) == table.dtypes()
    assert found.to_dicts() == [row]


def test_conforming_refuses_what_does_not_fit() -> None:
    table = TABLES["vocabulary"]
    frame = pl.DataFrame([dict.fromkeys(table.dtypes()) | {"word": "a", "occurrence_count": "many"}])
    with pytest.raises(pl.exceptions.InvalidOperationError):
        table.conform(frame).collect()
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        table.conform(frame.drop("word")).collect()
