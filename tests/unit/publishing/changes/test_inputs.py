"""What became of the inputs between two runs: each that came, went, moved or changed, whatever else there is."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl
import pytest

from pipelines.lineage.hashing import sha256_hex, short_hash
from pipelines.lineage.runs import Run, RunRecord
from pipelines.publishing.changes.articles import find_inputs
from pipelines.publishing.changes.sides import RunTables, Sides
from pipelines.schemas import TABLES


class Found(NamedTuple):
    """An input: where it is, what its file and it hold, and which article and document it is."""

    path: str
    file: str
    article: str | None
    document: str | None = None
    locator: str = "whole"
    status: str = "article"
    external_id: str | None = None

    @property
    def object_sha256(self) -> str:
        return sha256_hex((self.file,))

    @property
    def input_row(self) -> dict[str, object]:
        values = {"path": self.path, "object_sha256": self.object_sha256, "locator": self.locator}
        identity = short_hash(self.object_sha256, self.locator)
        return values | {"input_id": identity, "status": self.status, "article_id": self.article}

    @property
    def article_row(self) -> dict[str, object]:
        document = self.document or f"{self.path}:{self.locator}"
        return {"article_id": self.article, "document_id": document, "external_id": self.external_id}


def frame(table: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    schema = TABLES[table].dtypes()
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def run(folder: Path, name: str, inputs: list[Found]) -> RunTables:
    files = {table: f"{table}.{name}.parquet" for table in ("inputs", "raw_articles")}
    frame("inputs", [i.input_row for i in inputs]).write_parquet(folder / files["inputs"])
    articles = [i.article_row for i in inputs if i.status == "article"]
    frame("raw_articles", articles).write_parquet(folder / files["raw_articles"])
    return RunTables(RunRecord.of(Run("test"), {}, "f", {}, files), folder)


Fates = dict[str | None, set[tuple[str, str]]]
Find = Callable[[list[Found], list[Found]], Fates]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE blames (process VARCHAR, cause VARCHAR, detail VARCHAR)")
        connection.execute("INSERT INTO blames VALUES ('', 'unknown', 'nothing')")
        yield connection


@pytest.fixture
def fates(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> Find:
    """Finds the fates of the articles that one of two runs alone has."""

    def found(old: list[Found], new: list[Found]) -> Fates:
        sides = Sides(connection, run(tmp_path, "old", old), run(tmp_path, "new", new))
        find_inputs(sides)
        rows: Fates = {}
        for article, cause, detail in connection.execute("SELECT article_id, cause, detail FROM fates").fetchall():
            rows.setdefault(article, set()).add((cause, detail))
        return rows

    return found


def inputs_found(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str, str]]:
    """Path, change and cause of the rows of inputs that changed."""
    query = "SELECT path || CASE locator WHEN 'whole' THEN '' ELSE locator END, s.change, cause FROM input_causes AS s "
    return set(connection.execute(query + "JOIN one_sided USING (input_id, path)").fetchall())


def test_equal_runs_have_no_fates(fates: Find, connection: duckdb.DuckDBPyConnection) -> None:
    same = [Found("a.txt", "A", "a"), Found("b.txt", "B", None, status="rejected")]
    assert fates(same, same) == {}
    assert connection.execute("FROM input_causes").fetchall() == []


def test_came_and_went(fates: Find) -> None:
    kept = Found("k.txt", "K", "k", "K")
    old, new = [kept, Found("a.txt", "A", "a", "A")], [kept, Found("b.txt", "B", "b", "B")]
    assert fates(old, new) == {"a": {("input removed", "a.txt")}, "b": {("input added", "b.txt")}}


@pytest.mark.parametrize(
    ("old", "new", "details"),
    [
        (Found("a.txt", "A", "a"), Found("a.txt", "B", "b"), ("a.txt", "a.txt")),
        (Found("a.txt", "A", "a", "D"), Found("b.txt", "B", "b", "D"), ("a.txt, now b.txt", "b.txt, was a.txt")),
        # A whole file is known by its place whatever it says it is; it was not readable before.
        (
            Found("a.txt", "A", "a", "D", external_id="1"),
            Found("a.txt", "B", "b", "E", external_id="2"),
            ("a.txt",) * 2,
        ),
    ],
)
def test_another_version_of_one_document(fates: Find, old: Found, new: Found, details: tuple[str, str]) -> None:
    assert fates([old], [new]) == {
        old.article: {("input changed", details[0])},
        new.article: {("input changed", details[1])},
    }


def test_a_reject_that_was_mended_is_a_changed_input(fates: Find) -> None:
    old, new = Found("a.jsonl", "A", None, locator="line:1", status="rejected"), Found("a.jsonl", "B", "b", "D")
    found = fates([old], [new._replace(locator="line:1", external_id="x")])
    assert found == {"b": {("input changed", "a.jsonl, line:1")}}


def test_records_that_moved_in_their_file_are_not_new(fates: Find, connection: duckdb.DuckDBPyConnection) -> None:
    lines = ["a", "b", "c"]
    old = [Found("f.jsonl", "F", a, locator=f"line:{n}") for n, a in enumerate(lines, start=1)]
    new = [Found("f.jsonl", "G", a, locator=f"line:{n}") for n, a in enumerate(["new", *lines], start=1)]
    assert fates(old, new) == {"new": {("input added", "f.jsonl, line:1")}}
    causes = inputs_found(connection)
    assert {cause for path, _, cause in causes if path != "f.jsonlline:1"} == {"input changed"}


def test_a_record_that_another_replaced_at_its_line_is_gone_when_both_have_ids(fates: Find) -> None:
    old = [Found("f.jsonl", "F", "a", "A", "line:1", external_id="1")]
    new = [Found("f.jsonl", "G", "b", "B", "line:1", external_id="2")]
    assert fates(old, new) == {"a": {("input removed", "f.jsonl, line:1")}, "b": {("input added", "f.jsonl, line:1")}}


def test_a_repeat_that_takes_the_place_of_what_it_repeated_is_not_new(fates: Find) -> None:
    """Two records with equal content: the kept one goes, so that the other becomes an article of its own."""
    repeat = Found("b.txt", "B", "a", status="duplicate")
    article = Found("b.txt", "B", "b", "B")
    old, new = [Found("a.txt", "A", "a", "A"), repeat], [article]
    assert fates(old, new) == {"a": {("input removed", "a.txt")}, "b": {("input removed", "a.txt")}}


def test_and_the_other_way_round(fates: Find) -> None:
    old = [Found("b.txt", "B", "b", "B")]
    new = [Found("a.txt", "A", "a", "A"), Found("b.txt", "B", "a", status="duplicate")]
    assert fates(old, new) == {"a": {("input added", "a.txt")}, "b": {("input added", "a.txt")}}


def test_other_records_of_the_same_bytes_are_the_programs_doing(
    fates: Find, connection: duckdb.DuckDBPyConnection
) -> None:
    connection.execute("INSERT INTO blames VALUES ('ingestion', 'code', 'ingestion')")
    old = [Found("a.xml", "A", None, status="rejected"), Found("b.txt", "B", "old")]
    new = [*(Found("a.xml", "A", f"a{n}", locator=f"item:{n}") for n in (1, 2)), Found("b.txt", "B", "new")]
    assert fates(old, new) == {article: {("code", "ingestion")} for article in ("a1", "a2", "old", "new")}


def test_files_that_could_not_be_read_are_not_one(fates: Find, connection: duckdb.DuckDBPyConnection) -> None:
    """They share the hash of nothing."""

    class Unread(Found):
        @property
        def object_sha256(self) -> str:
            return "0" * 64

    assert fates([Unread("a.txt", "", None, status="rejected")], [Unread("b.txt", "", None, status="rejected")]) == {}
    assert inputs_found(connection) == {("a.txt", "removed", "input removed"), ("b.txt", "added", "input added")}
