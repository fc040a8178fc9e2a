"""The `newsledger` command as people run it: what it prints, and how it ends."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

COMMAND = Path(sys.executable).with_name("newsledger")
PLAIN = {"COLUMNS": "120", "NO_COLOR": "1", "TERM": "dumb"}


def newsledger(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | PLAIN | environment,
        timeout=300,
    )


def message(result: subprocess.CompletedProcess[str]) -> str:
    """The one line on stderr of a command that failed with 1."""
    assert result.returncode == 1, result
    (line,) = result.stderr.splitlines()
    assert line.startswith("newsledger: ")
    assert "Traceback" not in result.stdout
    return line


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A database of two articles, made by the command, and what the command said."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "articles").mkdir()
    (folder / "articles" / "a.txt").write_text(
        "---\ntitle: '[red]Talks[/red]'\npublished_at: 2026-03-04\n---\n"
        "Barack Obama met Angela Merkel in Berlin.\r\nHe left \x1b[31mon Monday.\n",
        "utf-8",
        newline="",
    )
    (folder / "articles" / "empty.txt").touch()
    data = folder / "data"
    result = newsledger("run", "--articles", folder / "articles", "--data", data, "--workers", "1")
    return data / "newsledger.duckdb", result


@pytest.fixture(scope="session")
def database(made: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    return made[0]


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A small database of hostile values."""
    path = tmp_path / "odd.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE odd (value VARCHAR, number INTEGER)")
        connection.execute("INSERT INTO odd VALUES (?, 1), ('[/] :car:', 2), (NULL, 3)", ["\x1b[31m\u202e\x9b"])
    return path


def test_run_makes_a_database_and_says_where(made: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    path, result = made
    assert (result.returncode, result.stderr) == (0, "")
    assert "2 inputs, 1 articles in" in result.stdout
    assert result.stdout.rstrip().endswith(f"database: {path}")
    assert "\x1b" not in result.stdout
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SELECT status FROM inputs ORDER BY path").fetchall() == [("article",), ("rejected",)]


def test_trace_walks_a_mention_to_its_file(database: Path) -> None:
    query = "SELECT mention_id FROM mentions WHERE text = 'Berlin'"
    mention_id = json.loads(newsledger("sql", query, "--format", "json", "--database", database).stdout)["mention_id"]
    result = newsledger("trace", mention_id, "--database", database)
    assert (result.returncode, result.stderr) == (0, "")
    assert "a.txt" in result.stdout
    assert "Angela Merkel in Berlin. He left" in " ".join(result.stdout.split())
    assert "\x1b" not in result.stdout


def test_trace_of_an_unknown_mention(database: Path) -> None:
    assert 'no mention, sentence, entity or article has the id "it\'s"' in message(
        newsledger("trace", "it's", "--database", database)
    )


def test_trace_in_a_database_that_newsledger_did_not_make(odd: Path) -> None:
    assert "mentions" in message(newsledger("trace", "x", "--database", odd))


def test_the_database_may_come_from_the_environment(odd: Path) -> None:
    assert newsledger("sql", "SELECT 42", NEWSLEDGER_DATABASE=str(odd)).stdout.count("42") == 2


def test_sql_as_a_table_shows_what_would_act(odd: Path) -> None:
    out = newsledger("sql", "FROM odd ORDER BY number", "--database", odd).stdout
    assert "\\x1b[31m\\u202e\\x9b" in out
    assert "[/] :car:" in out
    assert "null" in out
    assert not set(out) & set("\x1b\u202e\x9b")


def test_sql_says_when_there_are_more_rows(odd: Path) -> None:
    assert "more than 2 rows" in newsledger("sql", "FROM odd", "--limit", 2, "--database", odd).stdout
    assert "more than" not in newsledger("sql", "FROM odd", "--limit", 3, "--database", odd).stdout


def test_sql_as_csv_and_json_gives_the_values_themselves(odd: Path) -> None:
    query = "SELECT value, number FROM odd ORDER BY number"
    as_csv = newsledger("sql", query, "--format", "csv", "--database", odd).stdout
    assert list(csv.reader(io.StringIO(as_csv))) == [
        ["value", "number"],
        ["\x1b[31m\u202e\x9b", "1"],
        ["[/] :car:", "2"],
        ["", "3"],
    ]
    as_json = newsledger("sql", query, "--format", "json", "--database", odd).stdout
    assert [json.loads(line) for line in as_json.split("\n")[:-1]] == [
        {"value": "\x1b[31m\u202e\x9b", "number": 1},
        {"value": "[/] :car:", "number": 2},
        {"value": None, "number": 3},
    ]


@pytest.mark.parametrize("query", ["SELECT nothing", "SELEC 1", "FROM nowhere", "CREATE TABLE t (a INT)"])
def test_sql_that_cannot_be_run(odd: Path, query: str) -> None:
    assert "Error: " in message(newsledger("sql", query, "--database", odd))


@pytest.mark.parametrize("query", ["", " ", "/* nothing */"])
def test_sql_without_a_statement_is_an_error_of_one_line(odd: Path, query: str) -> None:
    message(newsledger("sql", query, "--database", odd))


@pytest.mark.parametrize("format_", ["table", "csv", "json"])
def test_what_the_terminal_cannot_write_is_no_traceback(odd: Path, format_: str) -> None:
    """An encoding without the characters of the result: they are replaced, or the error has one line."""
    result = newsledger("sql", "SELECT 'é😀'", "--format", format_, "--database", odd, PYTHONIOENCODING="ascii")
    assert "Traceback" not in result.stderr


def test_lists_truth_and_decimals_are_as_other_programs_write_them(odd: Path) -> None:
    query = "SELECT ['it''s', NULL] AS list, true AS truth, 1.50::DECIMAL(4, 2) AS price, DATE '2026-03-04' AS day"
    as_csv = newsledger("sql", query, "--format", "csv", "--database", odd).stdout
    assert list(csv.reader(io.StringIO(as_csv)))[1] == ['["it\'s", null]', "true", "1.50", "2026-03-04"]
    as_json = json.loads(newsledger("sql", query, "--format", "json", "--database", odd).stdout)
    assert as_json == {"list": ["it's", None], "truth": True, "price": 1.5, "day": "2026-03-04"}


def test_json_is_json(odd: Path) -> None:
    """Infinity and NaN are no JSON; other programs refuse the whole line."""

    def refuse(name: str) -> object:
        raise AssertionError(name)

    out = newsledger(
        "sql", "SELECT 'inf'::DOUBLE AS a, 'nan'::DOUBLE AS b", "--format", "json", "--database", odd
    ).stdout
    json.loads(out, parse_constant=refuse)


@pytest.mark.parametrize("command", ["sql", "trace"])
def test_without_a_database(tmp_path: Path, command: str) -> None:
    for path in (tmp_path / "none.duckdb", tmp_path):
        assert f"there is no database at {path}" in message(newsledger(command, "x", "--database", path))


@pytest.mark.parametrize("command", ["sql", "trace"])
def test_a_file_that_is_no_database(tmp_path: Path, command: str) -> None:
    path = tmp_path / "no.duckdb"
    path.write_text("hello")
    assert "not a valid DuckDB database" in message(newsledger(command, "SELECT 1", "--database", path))


def test_run_does_not_overwrite_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello")
    assert "not a DuckDB database" in message(newsledger("run", "--database", path, "--data", tmp_path / "data"))
    assert path.read_text() == "hello"


def test_run_on_a_folder_in_the_place_of_the_database(tmp_path: Path) -> None:
    assert "is a folder" in message(newsledger("run", "--database", tmp_path, "--data", tmp_path / "data"))


def test_run_without_articles(tmp_path: Path) -> None:
    """The path of the one that is missing is hostile: it is only shown."""
    missing = newsledger("run", "--articles", tmp_path / "\x1b[31m\u202e[bold]", "--data", tmp_path / "data")
    assert f"no such file or folder: {tmp_path}/\\x1b[31m\\u202e[bold]" in message(missing)
    (tmp_path / "empty").mkdir()
    empty = newsledger("run", tmp_path / "empty", "--data", tmp_path / "data")
    assert f"there is no file in {tmp_path / 'empty'}" in message(empty)
    assert not list(tmp_path.rglob("*.duckdb"))


def test_settings_from_the_environment_that_cannot_be_used() -> None:
    assert "NEWSLEDGER_WORKERS" in message(newsledger("sql", "SELECT 1", NEWSLEDGER_WORKERS="many"))


@pytest.mark.parametrize(
    ("option", "value", "part"),
    [
        ("--engine", "spark", "is not local or ray"),
        ("--bucket", "bucket/desk", "is not of the form s3://bucket/prefix"),
    ],
)
def test_an_engine_or_bucket_that_cannot_be_meant(tmp_path: Path, option: str, value: str, part: str) -> None:
    result = newsledger("run", option, value, "--data", tmp_path / "data")
    assert result.returncode == 2
    assert part in " ".join(result.stderr.replace("│", " ").split())
    assert not (tmp_path / "data").exists()


def test_a_bucket_of_the_environment_that_cannot_be_meant(tmp_path: Path) -> None:
    result = newsledger("run", "--data", tmp_path / "data", NEWSLEDGER_BUCKET="s3://Desk")
    assert "'s3://Desk' is no address of a bucket: write s3://bucket/prefix" in message(result)


def test_version() -> None:
    result = newsledger("--version")
    name, number = result.stdout.split()
    assert (result.returncode, name, number[0].isdigit()) == (0, "newsledger", True)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--help"], "trace"),
        (["run", "--help"], "--articles"),
        (["entities", "--help"], "[default: all]"),
        (["sql", "--help"], "--format"),
        (["trace", "--help"], "COLUMN=VALUE"),
    ],
)
def test_help(arguments: list[str], part: str) -> None:
    result = newsledger(*arguments)
    assert (result.returncode, result.stderr) == (0, "")
    assert part in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["nope"],
        ["sql"],
        ["trace"],
        ["trace", "a", "b"],
        ["run", "--workers", "0"],
        ["run", "--workers", "many"],
        ["run", "--map", "headline=x"],
        ["run", "--map", "text"],
        ["sql", "SELECT 1", "--format", "xml"],
        ["sql", "SELECT 1", "--limit", "0"],
        ["--nope"],
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    result = newsledger(*arguments)
    assert result.returncode == 2
    assert "Usage: newsledger" in result.stderr
    assert "Traceback" not in result.stderr
