"""Equal rows give an equal fingerprint, other rows another one."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Literal

import dataframely as dy
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lineage.fingerprints import combined, fingerprint
from pipelines.schemas import TABLES, Table, TableInfo


class Things(Table):
    """A table with a column of every kind."""

    info = TableInfo("things", "ingestion", "one thing")

    text = dy.String(nullable=True)
    number = dy.Int64(nullable=True)
    score = dy.Decimal(9, 4, nullable=True)
    names = dy.List(dy.String(nullable=True), nullable=True)
    pairs = dy.List(dy.Struct({"word": dy.String(nullable=True), "score": dy.Decimal(9, 4, nullable=True)}))
    run = dy.String(nullable=True, metadata={"fingerprinted": False})


Row = tuple[object, ...]
PAIR = {"word": "a", "score": Decimal("1.5")}
ROW: Row = ("a", 1, Decimal("1.0000"), ["a", "b"], [PAIR], "run 1")
ROWS = [ROW, ("b", 2, None, [], [], "run 1"), (None, None, Decimal("-2.5"), None, [PAIR, PAIR], "run 1")]


def rows_frame(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=Things.dtypes(), orient="row")


@pytest.fixture
def of(tmp_path: Path) -> Callable[[list[Row]], tuple[int, str]]:
    """Row count and fingerprint of rows, by way of a file."""

    def fingerprint_of(rows: list[Row]) -> tuple[int, str]:
        rows_frame(rows).write_parquet(tmp_path / "things.parquet")
        return fingerprint(Things, tmp_path / "things.parquet")

    return fingerprint_of


def with_value(column: str, value: object) -> list[Row]:
    """ROWS with one value of the first row changed."""
    index = list(Things.dtypes()).index(column)
    return [(*ROW[:index], value, *ROW[index + 1 :]), *ROWS[1:]]


def test_the_order_of_rows_and_columns_does_not_count(
    tmp_path: Path, of: Callable[[list[Row]], tuple[int, str]]
) -> None:
    expected = of(ROWS)
    assert expected[0] == 3
    assert of(ROWS[::-1]) == expected
    shuffled = rows_frame(ROWS).select(*reversed(Things.dtypes()))
    shuffled.write_parquet(tmp_path / "shuffled.parquet")
    assert fingerprint(Things, tmp_path / "shuffled.parquet") == expected


@pytest.mark.parametrize("compression", ["uncompressed", "zstd", "snappy"])
@pytest.mark.parametrize("row_group_size", [1, 700, 100_000])
def test_how_the_file_is_written_does_not_count(
    tmp_path: Path, compression: Literal["uncompressed", "zstd", "snappy"], row_group_size: int
) -> None:
    """Enough rows for several of DuckDB's vectors, and few enough texts for dictionaries."""
    rows = rows_frame([(f"text {i % 7}", i, Decimal(i), [str(i)] * (i % 3), [PAIR] * (i % 2), "") for i in range(3000)])
    rows.write_parquet(tmp_path / "plain.parquet")
    other = tmp_path / "other.parquet"
    rows.write_parquet(other, compression=compression, row_group_size=row_group_size, statistics=False)
    assert fingerprint(Things, other) == fingerprint(Things, tmp_path / "plain.parquet")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("text", "A"),
        ("text", "a\0"),
        ("text", "a "),
        ("text", ""),
        ("text", None),
        ("number", 2),
        ("number", 0),
        ("number", None),
        ("score", Decimal("1.0001")),
        ("score", None),
        ("names", ["b", "a"]),
        ("names", ["ab"]),
        ("names", ["a", "b", ""]),
        ("names", ["a", "b", None]),
        ("names", ["a", None]),
        ("names", []),
        ("names", [""]),
        ("names", [None]),
        ("names", None),
        ("pairs", []),
        ("pairs", [PAIR, PAIR]),
        ("pairs", [PAIR | {"word": "b"}]),
        ("pairs", [PAIR | {"word": None}]),
        ("pairs", [PAIR | {"score": Decimal("1.5001")}]),
        ("pairs", [PAIR | {"score": None}]),
    ],
)
def test_every_value_counts(column: str, value: object, of: Callable[[list[Row]], tuple[int, str]]) -> None:
    assert of(with_value(column, value)) != of(ROWS)


def test_nothing_and_empty_are_two_values(of: Callable[[list[Row]], tuple[int, str]]) -> None:
    assert of(with_value("text", None)) != of(with_value("text", ""))


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_no_list_is_nullable(table: type[Table]) -> None:
    """DuckDB's hash does not tell null from an empty list, so a table must not mean two things by them."""
    assert not [name for name, column in table.columns().items() if isinstance(column, dy.List) and column.nullable]


def test_a_row_more_counts_even_when_it_repeats_one(of: Callable[[list[Row]], tuple[int, str]]) -> None:
    prints = [of(rows) for rows in ([], ROWS[:1], ROWS, [*ROWS, ROW], [*ROWS, ROW, ROW])]
    assert len(set(prints)) == 5


def test_values_that_change_places_between_rows_count(of: Callable[[list[Row]], tuple[int, str]]) -> None:
    """The sum of the rows' hashes is not the sum of the values' hashes."""
    one, other = ROWS[0], ROWS[1]
    assert of([(one[0], *other[1:]), (other[0], *one[1:])]) != of([one, other])


def test_values_that_change_places_between_columns_count(tmp_path: Path) -> None:
    class Counts(Table):
        """Two columns of one kind."""

        info = TableInfo("counts", "ingestion", "one count")

        first = dy.Int64()
        second = dy.Int64()

    rows = pl.DataFrame({"first": [1], "second": [2]})
    rows.write_parquet(tmp_path / "one.parquet")
    rows.with_columns(first="second", second="first").write_parquet(tmp_path / "other.parquet")
    one, other = (fingerprint(Counts, tmp_path / f"{name}.parquet") for name in ("one", "other"))
    assert one != other


def test_columns_that_opt_out_do_not_count(of: Callable[[list[Row]], tuple[int, str]]) -> None:
    assert of(with_value("run", "run 2")) == of(ROWS)


def test_the_name_of_the_table_counts(tmp_path: Path) -> None:
    class Others(Things):
        """The same under another name."""

        info = TableInfo("others", "ingestion", "one thing")

    rows_frame(ROWS).write_parquet(tmp_path / "rows.parquet")
    assert fingerprint(Others, tmp_path / "rows.parquet") != fingerprint(Things, tmp_path / "rows.parquet")


TEXT = st.none() | st.text(alphabet=["a", "b", "\0", "\u0301", "\u200b", "\r", "\n", "😀"], max_size=3)
RANDOM_ROW = st.tuples(TEXT, st.none() | st.integers(-1, 1), st.just(None), st.lists(TEXT, max_size=2))


@given(st.lists(RANDOM_ROW, max_size=3), st.lists(RANDOM_ROW, max_size=3))
def test_fingerprints_are_equal_exactly_for_equal_rows(
    tmp_path_factory: pytest.TempPathFactory, one: list[Row], other: list[Row]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    prints = []
    for rows in (one, other):
        rows_frame([(*row, [], None) for row in rows]).write_parquet(folder / "random.parquet")
        prints.append(fingerprint(Things, folder / "random.parquet"))
    assert (prints[0] == prints[1]) == (sorted(map(repr, one)) == sorted(map(repr, other)))


@pytest.mark.parametrize("name", ["data?", "data*", "data[1]"])
def test_a_folder_whose_name_looks_like_a_pattern_is_that_folder(tmp_path: Path, name: str) -> None:
    """A neighbour that the pattern would match as well is not read."""
    for folder, rows in ((name, ROWS[:1]), ("data1", ROWS)):
        (tmp_path / folder).mkdir()
        rows_frame(rows).write_parquet(tmp_path / folder / "things.parquet")
    assert fingerprint(Things, tmp_path / name / "things.parquet")[0] == 1


def test_a_combined_fingerprint_goes_by_name() -> None:
    assert combined({"a": "1", "b": "2"}) == combined({"b": "2", "a": "1"})
    assert len({combined(prints) for prints in ({"a": "1", "b": "2"}, {"a": "2", "b": "1"}, {"a": "1"}, {})}) == 4
