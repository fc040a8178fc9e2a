"""What is summed up is what is in the databases; what an article says is never markup, and no list is endless."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publishing.ddl import statements
from pipelines.publishing.markdown import cell, escaped, table
from pipelines.publishing.summary import MOST_ROWS, Section, differences, markdown_of, summary
from pipelines.schemas import TABLES
from pipelines.settings import NewsledgerError

READ = ("about", "runs", "table_versions", "articles", "inputs", "spelling_corrections")
HOSTILE = (
    "<script>alert(1)</script> | [x](javascript:a) `c` **b** @team #1 https://evil.example \n# h &amp; \x1b[31m\u202e"
)

Make = Callable[..., Path]


def insert(connection: duckdb.DuckDBPyConnection, table: str, **values: object) -> None:
    """One row: these values, and for the rest the declared examples."""
    declared = TABLES[table]
    row = {name: (column.metadata or {}).get("example") for name, column in declared.columns().items()} | values
    marks = ", ".join("?" for _ in row)
    connection.execute(f"INSERT INTO {declared.info.qualified_name} VALUES ({marks})", list(row.values()))  # noqa: S608


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a database: fingerprints by table, articles by id with their titles, corrections, rejects."""

    def database(
        name: str,
        versions: dict[str, str],
        articles: dict[str, str] | None = None,
        corrections: list[tuple[str, str]] | None = None,
        rejects: list[tuple[str, str]] | None = None,
        duckdb_version: str = "2.0.0",
    ) -> Path:
        path = tmp_path / name
        with duckdb.connect(str(path)) as connection:
            connection.execute("CREATE SCHEMA lineage")
            for table in READ:
                connection.execute(next(statements(TABLES[table])))
            insert(connection, "about", run_id="b" * 16)
            insert(connection, "runs", run_id="b" * 16, versions=json.dumps({"duckdb": duckdb_version}))
            for table, fingerprint in versions.items():
                rows = len(articles or {}) if table == "articles" else 1
                shared = {"table_name": table, "row_count": rows}
                insert(connection, "table_versions", run_id="b" * 16, fingerprint=fingerprint, **shared)
                insert(connection, "table_versions", run_id="a" * 16, fingerprint="of an earlier run", **shared)
            for article_id, title in (articles or {}).items():
                insert(connection, "articles", article_id=article_id, title=title)
            for index, (original, replacement) in enumerate(corrections or []):
                values = {"original": original, "replacement": replacement, "raw_start": index}
                insert(connection, "spelling_corrections", **values)
            for file, reason in rejects or []:
                values = {"path": file, "reason": reason, "status": "rejected", "article_id": None}
                insert(connection, "inputs", error=HOSTILE, **values)
        return path

    return database


def section(sections: list[Section], heading: str) -> Section:
    (found,) = (s for s in sections if s.heading.startswith(heading))
    return found


def test_equal_runs_have_no_differences(make: Make) -> None:
    one, other = (make(name, {"articles": "1", "mentions": "2"}) for name in ("a", "b"))
    found = differences(one, other)
    assert (found.heading, found.rows) == ("All 2 tables are equal", ())


def test_tables_that_differ_are_named_and_so_are_those_that_only_one_has(make: Make) -> None:
    one = make("a", {"articles": "1", "mentions": "2", "gone": "3"})
    other = make("b", {"articles": "1", "mentions": "x", "new": "4"}, {"c" * 16: "t"})
    found = differences(one, other)
    assert found.rows == (("articles", 0, 1), ("gone", 1, None), ("mentions", 1, 1), ("new", None, 1))
    assert found.heading == "Tables that differ: 4"


def test_fingerprints_of_different_duckdb_lines_are_not_compared(make: Make) -> None:
    one, patched, other = (make(v, {"articles": "1"}, duckdb_version=v) for v in ("2.0.0", "2.0.3", "2.1.0"))
    assert differences(one, patched).rows == ()
    with pytest.raises(NewsledgerError, match=r"2\.0\.0 and 2\.1\.0"):
        differences(one, other)


@pytest.mark.parametrize("content", [None, b"", b"my thesis"])
def test_what_is_no_database_is_an_error_of_one_line(make: Make, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "thesis"
    if content is not None:
        file.write_bytes(content)
    for ask in (lambda: differences(make("a", {}), file), lambda: summary(file)):
        with pytest.raises(NewsledgerError, match="thesis") as refused:
            ask()
        assert "\n" not in str(refused.value)


def test_another_programs_database_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "other.duckdb"
    duckdb.connect(str(file)).close()
    with pytest.raises(NewsledgerError, match="cannot be read as a database of newsledger"):
        summary(file)


def test_a_database_that_names_no_run_is_an_error(make: Make) -> None:
    file = make("a", {})
    with duckdb.connect(str(file)) as connection:
        connection.execute("DELETE FROM about")
    with pytest.raises(NewsledgerError, match="does not say which run"):
        summary(file)


def test_what_changed_since_the_old_database(make: Make) -> None:
    old = make("old", {"articles": "1", "inputs": "2", "gone": "3"}, {"1" * 16: "Left", "2" * 16: "Stays"})
    titles = {"2" * 16: "Stays", "3" * 16: "Came", "4" * 16: "Came too"}
    new = make("new", {"articles": "x", "inputs": "2", "new": "4"}, titles)
    found = summary(new, old)
    assert section(found, "Tables").rows == (
        ("articles", 3, "+1", "changed"),
        ("gone", 0, "-1", "gone"),
        ("inputs", 1, "", ""),
        ("new", 1, "+1", "new"),
    )
    added, removed = section(found, "Articles added"), section(found, "Articles removed")
    assert (added.heading, removed.heading) == ("Articles added: 2", "Articles removed: 1")
    assert [(row[0], row[-1]) for row in added.rows] == [("3" * 16, "Came"), ("4" * 16, "Came too")]
    assert [(row[0], row[-1]) for row in removed.rows] == [("1" * 16, "Left")]


def test_without_an_old_database_nothing_is_said_of_changes(make: Make) -> None:
    found = summary(make("a", {"articles": "1"}))
    assert section(found, "Tables").columns == ("table", "rows")
    assert not [s for s in found if s.heading.startswith("Articles")]


def test_corrections_and_reasons_come_with_the_most_frequent_first(make: Make) -> None:
    corrections = [("b", "B"), ("a", "A"), ("c", "C"), ("c", "C"), ("c", "D")]
    rejects = [("z.txt", "empty"), ("y.txt", "binary"), ("x.txt", "empty")]
    found = summary(make("a", {}, corrections=corrections, rejects=rejects))
    assert [row[:3] for row in section(found, "Corrections").rows] == [
        ("c", "C", 2),
        ("a", "A", 1),
        ("b", "B", 1),
        ("c", "D", 1),
    ]
    assert section(found, "Reasons").rows == (("empty", 2), ("binary", 1))
    rejected = section(found, "Rejected")
    assert rejected.heading == "Rejected inputs: 3"
    assert [(row[0], row[2]) for row in rejected.rows] == [("x.txt", "empty"), ("y.txt", "binary"), ("z.txt", "empty")]


def test_lists_and_values_are_bounded(make: Make) -> None:
    many = MOST_ROWS + 7
    articles = {f"{n:016x}": "long " * 100_000 for n in range(many)}
    corrections = [(f"w{n}", "w") for n in range(many)]
    rejects = [(f"{n:03}.txt", f"reason_{n}") for n in range(many)]
    new = make("new", {"articles": "x"}, articles, corrections, rejects)
    found = summary(new, make("old", {"articles": "1"}))
    for heading in ("Articles added", "Corrections", "Reasons", "Rejected"):
        assert len(section(found, heading).rows) == MOST_ROWS
        assert section(found, heading).left_out == 7
    text = markdown_of(found)
    assert text.count("… and 7 more") == 4
    assert len(text) < 100_000


class _Reader(HTMLParser):
    """Reads a page as a browser does: its tags, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_what_an_article_says_is_no_markup(make: Make) -> None:
    new = make("new", {"articles": "x"}, {"1" * 16: HOSTILE}, [(HOSTILE, HOSTILE)], [(HOSTILE, HOSTILE)])
    text = markdown_of(summary(new, make("old", {"articles": "1"})))
    for line in text.splitlines():
        assert re.fullmatch(r"|### [\w ,:]+|\|.*\||… and \d+ more", line)
    values = "".join(re.sub("</?code>", "", line) for line in text.splitlines() if "<code>" in line)
    without_numbers = re.sub(r"(?<=[0-9])\.(?=[0-9])", "", values)
    assert not set(without_numbers) & set("<>`*_[]()\\!@:./")
    assert values.count("#") == values.count("&#")
    reader = _Reader()
    reader.feed(text)
    assert set(reader.tags) == {"code"}
    assert "<script>alert(1)</script> | [x](javascript:a)" in reader.text
    assert "\\x1b[31m\\u202e" in reader.text


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_value_shows_as_itself_and_is_one_cell(value: str) -> None:
    shown = escaped(value)
    reader = _Reader()
    reader.feed(shown)
    reader.close()
    expected = "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in " ".join(value.split())
    )
    assert (reader.tags, reader.text) == ([], expected)
    assert not set(shown) & set("|<>`*_[]()\\!@:./\n\r\t\"'~=+{}$")
    assert len(table(("a",), [(cell(value),)]).splitlines()) == 3


def test_numbers_are_plain_and_to_the_right() -> None:
    text = markdown_of([Section("Rows", ("name", "count"), (("a", 12345), (None, None), ("", 0)), 3)])
    assert text.splitlines()[2:] == [
        "| name | count |",
        "| --- | --: |",
        "| <code>a</code> | 12,345 |",
        "|  |  |",
        "|  | 0 |",
    ]
