"""Edges are read off what a step does; a step that does not do what it declares is caught."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from pipelines.engine.chain import CHAIN
from pipelines.engine.column_edges import SOURCE_FILES, ColumnEdge, edges_of
from pipelines.engine.step import Step
from pipelines.engine.tracing import TracedWorkspace, table_rows
from pipelines.engine.workspace import Workspace
from pipelines.lineage.polars_plan import Source, relation_of
from pipelines.lineage.processes import Process
from pipelines.lineage.provenance import NOTHING, Column, NotFollowedError, Read, Relation, Rows
from pipelines.schemas import TABLES
from pipelines.settings import Settings

TRACED = [step for step in CHAIN if not step.reads_files]
EDGES = [edge for step in CHAIN for edge in edges_of(step)]


def step_of(make, *reads: str) -> Step:  # type: ignore[no-untyped-def]
    """A step that makes the vocabulary."""
    return Step("toy", "cleaning", reads, ("vocabulary",), lambda _: Process("toy", "0" * 64, "{}", "{}"), make)


def vocabulary(rows: pl.LazyFrame) -> Mapping[str, pl.LazyFrame]:
    others = {name: pl.lit(None, dtype) for name, dtype in TABLES["vocabulary"].dtypes().items() if name != "word"}
    return {"vocabulary": TABLES["vocabulary"].conform(rows.with_columns(**others))}


@pytest.mark.parametrize("step", CHAIN, ids=lambda step: step.name)
def test_every_table_that_is_declared_is_read_and_no_other(step: Step) -> None:
    assert {edge.reads_table for edge in edges_of(step)} == set(step.reads or (SOURCE_FILES,))
    for edge in edges_of(step):
        assert edge.column in TABLES[edge.table].columns()
        assert edge.table in step.makes
        assert not edge.reads_column or edge.reads_column in TABLES[edge.reads_table].columns()
    assert list(edges_of(step)) == sorted(set(edges_of(step)))


@pytest.mark.parametrize(
    "edge",
    [
        ("articles", "title", "raw_articles", "title", "value"),
        ("articles", "title", "spelling_decisions", "replacement", "value"),
        ("articles", "title", "spelling_decisions", "decision", "rows"),
        ("articles", "near_duplicate_of", "near_duplicates", "duplicate_of", "value"),
        ("articles", "near_duplicate_of", "near_duplicates", "article_id", "rows"),
        ("spelling_corrections", "score", "spelling_decisions", "candidates", "value"),
        ("sentences", "text", "articles", "text", "value"),
        ("mentions", "raw_end", "text_edits", "raw_end", "value"),
        ("mentions", "sentence_id", "sentences", "sentence_id", "value"),
        ("mentions", "sentence_id", "sentences", "char_start", "rows"),
        ("entities", "first_published_at", "articles", "published_at", "value"),
        ("entity_pairs", "npmi", "articles", "language", "rows"),
        ("entity_attention_daily", "article_share", "mentions", "article_id", "value"),
        ("about", "article_count", "articles", "", "rows"),
        ("raw_articles", "text", SOURCE_FILES, "", "value"),
    ],
)
def test_an_edge_that_a_reader_of_the_code_sees(edge: tuple[str, ...]) -> None:
    assert ColumnEdge(*edge) in EDGES


@pytest.mark.parametrize(
    "ends",
    [
        ("articles", "text", "raw_articles", "title"),  # each field is cleaned by itself
        ("articles", "language", "raw_articles", "title"),  # the language is that of the body
        ("articles", "source", "near_duplicates", "article_id"),  # looking something up takes no row away
        ("entity_pairs", "article_count", "mentions", "sentence_id"),  # told apart, then made one again
        ("spelling_corrections", "original", "spelling_decisions", "score"),
        ("about", "title", "inputs", "status"),
    ],
)
def test_an_edge_that_a_reader_of_the_code_does_not_see(ends: tuple[str, ...]) -> None:
    assert ends not in {edge[:4] for edge in EDGES}


def by_its_own_columns(source: Source) -> Relation:
    """A source whose columns come of nothing but themselves."""
    columns = {name: Column(frozenset([Read(source.name, name)])) for name in source.schema}
    keys = frozenset(key for rows in source.relation for key in rows.keys)
    return [Rows(columns, keys=keys)]


@pytest.mark.parametrize("step", TRACED, ids=lambda step: step.name)
def test_what_is_read_off_a_plan_is_what_polars_asks_the_tables_for(step: Step) -> None:
    """Polars may ask for more: it sorts what need not be sorted, and looks up what nobody wants."""
    workspace = TracedWorkspace.of(Settings(), step.reads)
    made = step.make(workspace)
    for purpose, frame in [*workspace.frames, *made.items()]:
        for column in frame.collect_schema():
            of_column = NOTHING.union(
                *(rows.columns[column].all | rows.number for rows in relation_of(frame, by_its_own_columns))
            )
            for source in workspace.sources:
                source.asked.clear()
            frame.select(column).collect()
            asked = {Read(source.name, name) for source in workspace.sources for name in source.asked}
            assert of_column <= asked, f"{purpose}.{column}"


def test_a_step_that_reads_a_table_which_it_does_not_declare_is_caught() -> None:
    step = step_of(lambda w: vocabulary(w.tables.scan("articles").select(word="source")), "inputs")
    with pytest.raises(LookupError, match="articles is read, but not among the tables"):
        edges_of(step)


def test_a_step_that_goes_round_the_workspace_is_caught(tmp_path: Path) -> None:
    step = step_of(lambda w: vocabulary(pl.scan_parquet(w.tables.path("articles")).select(word="source")), "articles")
    with pytest.raises(NotFollowedError, match="what a step reads of articles cannot be told"):
        edges_of(step)
    file = tmp_path / "words.parquet"
    pl.DataFrame({"word": ["a"]}).write_parquet(file)
    with pytest.raises(NotFollowedError, match="columns cannot be followed through the plan's Scan"):
        edges_of(step_of(lambda _: vocabulary(pl.scan_parquet(file)), "articles"))


def test_what_a_step_collects_on_the_way_is_part_of_all_that_it_makes() -> None:
    def make(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
        words = workspace.tables.scan("articles").select("source", "url").collect()
        return vocabulary(pl.LazyFrame({"word": words["source"]}))

    reads = {(edge.column, edge.reads_column) for edge in edges_of(step_of(make, "articles"))}
    assert reads == {(column, read) for column in TABLES["vocabulary"].columns() for read in ("source", "url")}


def test_a_declared_table_without_a_key_has_none() -> None:
    assert table_rows("about").keys == frozenset()
    assert table_rows("articles").keys == {frozenset(["article_id"])}
