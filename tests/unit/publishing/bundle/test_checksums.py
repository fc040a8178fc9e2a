"""A table's checksum says whether two copies hold the same rows: nothing else may change it, each difference must."""

import csv
import hashlib
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publishing.bundle.checksums import copy_statement, csv_sha256, csv_sql, paths_in, sums, tables_sql
from pipelines.publishing.bundle.content import BundledTable, bundled_tables
from pipelines.publishing.bundle.tables import write_parquet


def table_of(connection: duckdb.DuckDBPyConnection) -> BundledTable:
    (table,) = bundled_tables(connection)
    return table


def checksum(tmp_path: Path, *statements: str) -> str:
    with duckdb.connect() as connection:
        for statement in statements:
            connection.execute(statement)
        return csv_sha256(connection, table_of(connection), tmp_path / "scratch.csv")


def csv_text(tmp_path: Path, create: str, parameters: list[object] | None = None) -> bytes:
    file = tmp_path / "t.csv"
    with duckdb.connect() as connection:
        connection.execute(create, parameters or [])
        connection.execute(copy_statement(table_of(connection), str(file)))
    return file.read_bytes()


def test_the_order_of_rows_does_not_count(tmp_path: Path) -> None:
    make = "CREATE TABLE t AS SELECT i, i % 7 AS j, repeat('é', i % 3) AS s FROM range(5000) AS r(i) ORDER BY {}"
    assert len({checksum(tmp_path, make.format(order)) for order in ("i", "-i", "hash(i)")}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT 1 AS a, NULL AS b", "SELECT 1 AS a, '' AS b"),
        ("SELECT 1 AS a, 'x' AS b", "SELECT 1 AS a, 'x ' AS b"),
        ("SELECT 1 AS a, 'x' AS b", "SELECT 1 AS a, 'x' || chr(0) AS b"),
        ("SELECT 1 AS a, 'x,y' AS b, 'z' AS c", "SELECT 1 AS a, 'x' AS b, 'y,z' AS c"),
        ("SELECT 1 AS a, 'x' AS b", "SELECT 1 AS a, 'x' AS c"),
        ("SELECT 1 AS a", "SELECT 1 AS a UNION ALL SELECT 1"),
        ("SELECT ['a, b'] AS a", "SELECT ['a', 'b'] AS a"),
        ("SELECT [NULL] AS a", "SELECT ['null'] AS a"),
        ("SELECT []::VARCHAR[] AS a", "SELECT NULL::VARCHAR[] AS a"),
        ("SELECT TIMESTAMP '2024-01-01 00:00:00' AS a", "SELECT TIMESTAMP '2024-01-01 00:00:00.000001' AS a"),
    ],
)
def test_every_difference_counts(tmp_path: Path, one: str, other: str) -> None:
    assert checksum(tmp_path, f"CREATE TABLE t AS {one}") != checksum(tmp_path, f"CREATE TABLE t AS {other}")


def test_the_dialect_is_the_one_that_is_described(tmp_path: Path) -> None:
    create = """
        CREATE TABLE t AS SELECT 1 AS id, 'a"b,c' || chr(13) || chr(10) || chr(0) || '#' AS "odd ""and"" name",
            NULL::VARCHAR AS nothing, '' AS empty, 0.5::DECIMAL(9, 6) AS share, true AS flag, DATE '0987-03-04' AS day,
            TIMESTAMP '2026-03-04 12:00:00.5' AS moment, ['é', NULL, 'x"'] AS list,
            [{'word': 'a', 'score': 2.1448::DECIMAL(9, 4)}] AS structs
    """
    assert csv_text(tmp_path, create).decode() == (
        '"id","odd ""and"" name","nothing","empty","share","flag","day","moment","list","structs"\n'
        '"1","a""b,c\r\n\0#",,"","0.500000","true","0987-03-04","2026-03-04T12:00:00.500000","[""é"",null,""x\\""""]",'
        '"[{""word"":""a"",""score"":2.1448}]"\n'
    )


def test_a_table_without_rows_has_a_header(tmp_path: Path) -> None:
    assert csv_text(tmp_path, "CREATE TABLE t (a INTEGER, b VARCHAR[])") == b'"a","b"\n'


@given(st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), max_size=5))
def test_python_writes_the_same_text(tmp_path_factory: pytest.TempPathFactory, values: list[str | None]) -> None:
    """The description is enough: a writer of five lines, without DuckDB, comes to the same bytes."""
    rows = [[str(i), value] for i, value in enumerate(values)]
    expected = '"id","value"\n' + "".join(
        ",".join("" if value is None else '"' + value.replace('"', '""') + '"' for value in row) + "\n" for row in rows
    )
    create = "CREATE TABLE t AS SELECT i - 1 AS id, ($1::VARCHAR[])[i] AS value FROM range(1, len($1) + 1) AS r(i)"
    written = csv_text(tmp_path_factory.mktemp("csv"), create, [values])
    assert written == expected.encode()
    if not any("\0" in value or "\r" in value for value in values if value):  # what Python's own reader can read
        assert list(csv.reader(io.StringIO(written.decode(), newline="")))[1:] == [[i, v or ""] for i, v in rows]


def test_text_is_in_the_order_of_code_points(tmp_path: Path) -> None:
    words = ["b", "a", "😀", "\ufb01", "B", "é", "", "e\u0301", "a\0"]
    create = "CREATE TABLE t AS SELECT unnest($1::VARCHAR[]) AS word"
    lines = csv_text(tmp_path, create, [[*words, None]]).decode().split("\n")
    assert lines[1:-1] == [*(f'"{word}"' for word in sorted(words)), ""]


def test_the_same_rows_as_parquet_and_in_a_database_have_one_checksum(tmp_path: Path) -> None:
    """What the sql files of the bundle do, with names that need quotes."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "csv").mkdir()
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA lineage")
        connection.execute("""CREATE TABLE lineage.t AS SELECT i, 'it''s' AS "a ""b"" c" FROM range(10) AS r(i)""")
        table = table_of(connection)
        expected = csv_sha256(connection, table, tmp_path / "scratch.csv")
        write_parquet(connection, table, tmp_path)
    with pytest.MonkeyPatch.context() as patch, duckdb.connect() as connection:
        patch.chdir(tmp_path)
        connection.execute(tables_sql([table]))
        connection.execute(csv_sql([table]))
    assert hashlib.sha256((tmp_path / "csv" / "lineage.t.csv").read_bytes()).hexdigest() == expected


def test_a_list_of_sums_names_its_paths() -> None:
    text = sums([("b/c.csv", "1" * 64), ("a  b", "2" * 64)])
    assert text.splitlines() == [f"{'2' * 64}  a  b", f"{'1' * 64}  b/c.csv"]
    assert paths_in(f"{text}rubbish\n\n") == {"a  b", "b/c.csv"}
