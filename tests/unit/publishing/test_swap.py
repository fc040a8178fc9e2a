"""At every moment there is one whole database in its place."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from pipelines.publishing.swap import building_place, require_replaceable, swap_in, wal_of
from pipelines.settings import NewsledgerError

HOLD = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "read")
print("held", flush=True)
sys.stdin.read(1)
print(connection.execute("SELECT value FROM t").fetchall())
"""
DIE_WRITING = """
import duckdb, os, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("INSERT INTO t VALUES ('never checkpointed')")
os._exit(0)
"""


def make(path: Path, value: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t AS SELECT ? AS value", [value])
    return path


def value_in(path: Path) -> str:
    with duckdb.connect(str(path), read_only=True) as connection:
        return str(connection.execute("SELECT string_agg(value) FROM t").fetchall()[0][0])


@contextmanager
def held(path: Path, mode: str) -> Iterator["subprocess.Popen[str]"]:
    """Another program that has the database open."""
    command = [sys.executable, "-c", HOLD, str(path), mode]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "held\n"
        yield program


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return make(tmp_path / "newsledger.duckdb", "old")


@pytest.fixture
def new(database: Path) -> Path:
    return make(building_place(database), "new")


def test_the_new_database_takes_the_place_of_the_old_one(database: Path, new: Path) -> None:
    swap_in(new, database)
    assert value_in(database) == "new"
    assert [p.name for p in database.parent.iterdir()] == [database.name]


def test_a_first_database_needs_no_old_one(database: Path, new: Path) -> None:
    database.unlink()
    swap_in(new, database)
    assert value_in(database) == "new"


def test_a_database_that_is_held_for_writing_stays_and_the_new_one_waits(database: Path, new: Path) -> None:
    with held(database, "write") as program:
        with pytest.raises(NewsledgerError, match=r"newsledger\.duckdb\.new") as refused:
            swap_in(new, database)
        assert "-readonly" in str(refused.value)
        assert not new.exists()
        left = database.with_name("newsledger.duckdb.new")
        assert value_in(left) == "new"
        out, _ = program.communicate("x")
        assert out == "[('old',)]\n"
    assert value_in(database) == "old"
    left.replace(database)
    assert value_in(database) == "new"


def test_a_reader_keeps_what_it_sees(database: Path, new: Path) -> None:
    with held(database, "read") as program:
        swap_in(new, database)
        assert value_in(database) == "new"
        out, _ = program.communicate("x")
        assert out == "[('old',)]\n"


def test_the_log_of_a_program_that_died_is_set_aside(database: Path, new: Path) -> None:
    """Beside the new file it would keep DuckDB from opening it."""
    subprocess.run([sys.executable, "-c", DIE_WRITING, str(database)], check=True)
    assert wal_of(database).exists()
    swap_in(new, database)
    assert value_in(database) == "new"
    assert not wal_of(database).exists()
    assert database.with_name("newsledger.duckdb.wal.stale").exists()


def test_a_log_that_outlived_its_database_is_set_aside(database: Path, new: Path) -> None:
    subprocess.run([sys.executable, "-c", DIE_WRITING, str(database)], check=True)
    database.unlink()
    swap_in(new, database)
    assert value_in(database) == "new"


def test_a_log_of_another_database_does_not_stand_in_the_way_for_ever(
    tmp_path: Path, database: Path, new: Path
) -> None:
    """What remains when somebody follows the advice to mv the new file over one whose writer then died."""
    other = make(tmp_path / "other.duckdb", "other")
    subprocess.run([sys.executable, "-c", DIE_WRITING, str(other)], check=True)
    wal_of(other).replace(wal_of(database))
    swap_in(new, database)
    assert value_in(database) == "new"


def test_remains_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    place = building_place(tmp_path / "deep" / "newsledger.duckdb")
    assert place.parent == tmp_path / "deep"
    place.write_bytes(b"half")
    wal_of(place).write_bytes(b"half")
    assert building_place(tmp_path / "deep" / "newsledger.duckdb") == place
    assert list((tmp_path / "deep").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"my thesis", b"DUCK", b"12345678DUC", b"PAR1" * 8])
def test_a_file_that_is_no_database_is_not_replaced(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "thesis.txt"
    file.write_bytes(content)
    with pytest.raises(NewsledgerError, match=r"thesis\.txt exists and is not a DuckDB database"):
        require_replaceable(file)
    assert file.read_bytes() == content


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(NewsledgerError, match="is a folder: name a file"):
        require_replaceable(tmp_path)


def test_a_database_and_nothing_at_all_can_be_replaced(database: Path) -> None:
    require_replaceable(database)
    require_replaceable(database.with_name("not_there.duckdb"))
