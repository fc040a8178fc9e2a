"""`newsledger verify` passes what is sound, and names the tables, articles and files that are not."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines.engine.run import run_chain
from pipelines.engine.verify import verify
from pipelines.settings import NewsledgerError, Settings

TEXT = "Angela Merkel met Barack Obama in Berlin. They recieved flowers.\n"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small corpus of three formats, published."""
    folder = tmp_path_factory.mktemp("verified")
    articles = folder / "articles"
    articles.mkdir()
    (articles / "a.txt").write_bytes(TEXT.replace("\n", "\r\n").encode("utf-16"))
    (articles / "b.jsonl").write_text('{"id": "1", "title": "Caf\\u00e9", "text": "In Paris, \\"all\\" is well."}\n')
    (articles / "c.txt").write_text("---\ntitle: Sport\n---\nNothing happened in Oslo.\n")
    made = replace(
        Settings(), articles=(articles,), data=folder / "data", database=folder / "data" / "n.duckdb", workers=0
    )
    run_chain(made)
    return made


@pytest.fixture
def copied(settings: Settings, tmp_path: Path) -> Settings:
    """The same, with files and database that a test may spoil."""
    shutil.copytree(settings.articles[0], tmp_path / "articles")
    shutil.copy(settings.database, tmp_path / "n.duckdb")
    return replace(settings, articles=(tmp_path / "articles",), database=tmp_path / "n.duckdb")


def change(database: Path, statement: str) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(statement)


def test_a_database_is_proven_and_comes_out_the_same_again(settings: Settings) -> None:
    found = verify(settings)
    assert (found.problems, found.differences) == ((), ())
    assert found.is_sound


def test_what_was_changed_in_the_database_is_named(copied: Settings) -> None:
    """An offset, which the proof finds; and a count, which only making it again can find."""
    change(copied.database, "UPDATE mentions SET byte_end = byte_end + 1 WHERE text = 'Berlin'")
    change(copied.database, "UPDATE entities SET mention_count = 7 WHERE name = 'Paris'")
    found = verify(copied)
    assert found.differences is not None
    unproven, problem = found.problems
    assert unproven.problem == "its rows are not those that were proven"
    assert (problem.path, problem.field) == ("a.txt", "text")
    assert "its bytes are not those" in problem.problem
    assert [(d.table, d.only_in_one, d.only_in_other) for d in found.differences] == [
        ("mentions", 1, 1),
        ("entities", 1, 1),
    ]
    assert found.differences[0].articles == (problem.article_id,)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE lineage.source_segments SET byte_start = 3, byte_end = 5 WHERE raw_start = 3",
            "out of order",
        ),
        ("UPDATE text_edits SET before = 'x' || before WHERE rule = 'spelling'", "edits do not lead"),
        ("DELETE FROM lineage.source_segments WHERE raw_start = 0", "segment"),
        ("UPDATE articles SET text = text || '.'", "edits do not lead"),
        ("UPDATE sentences SET text = 'x'", "its text is not what stands there"),
        ("DELETE FROM mentions", "not those that were proven"),
        ("DELETE FROM lineage.source_texts", "no text that is proven|not those that were proven"),
        ("DELETE FROM lineage.proofs WHERE field = 'text'", "no proof speaks of it"),
        ("DELETE FROM lineage.source_objects", "its source object is not listed"),
        ("UPDATE inputs SET byte_start = byte_start + 1", "not those that were proven"),
        ("UPDATE inputs SET encoding = 'no-such'", "cannot be read: LookupError"),
        ("UPDATE lineage.source_texts SET text_sha256 = repeat('0', 64)", "not that of its hash"),
        ("UPDATE sentences SET article_id = repeat('0', 16)", "stand on no text that is proven"),
        ("UPDATE mentions SET char_end = char_end - 1, text = text[:-2]", "not those that were proven"),
    ],
)
def test_each_layer_is_proven(copied: Settings, statement: str, expected: str) -> None:
    change(copied.database, statement)
    found = verify(copied, rebuild=False)
    assert found.problems
    assert any(re.search(expected, problem.problem) for problem in found.problems)
    assert not found.is_sound


def test_files_that_changed_or_are_gone_are_named(copied: Settings) -> None:
    folder = copied.articles[0]
    (folder / "b.jsonl").write_text((folder / "b.jsonl").read_text().replace("Paris", "Parit"))
    (folder / "c.txt").unlink()
    found = verify(copied, rebuild=False)
    assert [(p.path, p.problem.split(",")[0]) for p in found.problems] == [
        ("b.jsonl", "the file holds other bytes than those that were read"),
        ("c.txt", "the file is not among the articles any more"),
    ]


def test_a_database_without_texts_is_made_again_and_compared(settings: Settings, tmp_path: Path) -> None:
    lean = replace(settings, database=tmp_path / "lean.duckdb", without_text=True)
    run_chain(lean)
    found = verify(lean)
    assert (found.problems, found.differences, found.without_text) == ((), (), True)


def test_another_file_is_refused(copied: Settings, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute("CREATE TABLE t (x INT)")
    with pytest.raises(NewsledgerError, match="cannot be read as a database of newsledger"):
        verify(replace(copied, database=tmp_path / "other.duckdb"))
