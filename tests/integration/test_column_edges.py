"""The edges between columns are true: what is perturbed changes what it has an edge to, and nothing else."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from pipelines.engine.chain import CHAIN
from pipelines.engine.column_edges import SOURCE_FILES, ColumnEdge, edges_of
from pipelines.engine.run import run_chain
from pipelines.engine.step import Step
from pipelines.engine.workspace import Workspace
from pipelines.schemas import TABLES
from pipelines.settings import Settings

from .conftest import SAMPLE, Corpus
from .perturbation import Bench, Contradiction, contradictions, undeclared_changes, units_unread, unused_reads

READERS = [step for step in CHAIN if step.reads]
STEPS = {step.name: step for step in CHAIN}
# Edges that hold, and that no perturbation of a whole column has to show.
NEED_NOT_SHOW = {
    # Who came first decides which article is the original: not how many pairs there are, of which these columns, one
    # constant each, hold nothing else.
    *(
        Contradiction("raw_articles", "published_at", "near_duplicates", name)
        for name in ("similarity", "method", "containment")
    ),
    # Of two edits at one place the last is taken. Clean text has nothing between them, so a span that begins there
    # begins at the same place of the source text with either.
    *(
        Contradiction("text_edits", "edit_index", table, name)
        for table in ("sentences", "mentions")
        for name in ("raw_start", "byte_start")
    ),
    # A merge names one mention, the first that shows it: where that begins in the source text, hardly any edit decides.
    *(Contradiction("text_edits", name, "entity_merges", "mention_id") for name in ("edit_index", "raw_start")),
    # Whether a span is aligned follows from where it lies in the source text, but no text of these is aligned in part.
    *(
        Contradiction("text_edits", name, table, "is_aligned")
        for name in TABLES["text_edits"].columns()
        for table in ("sentences", "mentions")
    ),
    # Next to nothing here is unaligned, so it does not matter to which text a row belongs.
    *(
        Contradiction(table, name, "proofs", "unaligned_count")
        for table in (
            "source_texts",
            "text_edits",
            "spelling_corrections",
            "spelling_vetoes",
            "sentences",
            "mentions",
        )
        for name in ("article_id", "field")
    ),
    # A proof is looked up by a hash in which these have a part, and says the same of all of them.
    *(
        Contradiction("inputs", name, "proofs", "problem")
        for name in ("object_sha256", "locator", "byte_start", "byte_end", "encoding")
    ),
    # A Python function of a whole table, or of an article's texts and mentions together, is taken as one: each column
    # of its result counts as made of all that it is given. What it makes of it in these few articles differs.
    *(
        Contradiction("vocabulary", count, "spelling_decisions", name)
        for count in ("article_count", "occurrence_count")
        for name in TABLES["spelling_decisions"].columns()
        if name != count
    ),
    # A decision is given to the work on a text as one value. Its reason is handed to corrections and decides nothing.
    *(
        Contradiction("spelling_decisions", "reason", table, name)
        for table in ("articles", "datelines", "spelling_corrections", "spelling_vetoes", "text_edits")
        for name in TABLES[table].columns()
        if (table, name) != ("spelling_corrections", "reason")
    ),
    # A mention that ends before it begins is none, and the step gives up: only a start or an end that moves by one can
    # be tried, and the bounds of names are put right anyway.
    *(
        Contradiction("raw_mentions", column, "mentions", name)
        for column in ("char_start", "char_end")
        for name in TABLES["mentions"].columns()
        if name != "text"
    ),
    # What stands around articles is removed from their bodies; titles are only worked on together with them.
    *(Contradiction("chrome_decisions", name, "articles", "title") for name in ("source", "edge", "line", "decision")),
    *(
        Contradiction(table, column, made, name)
        for made in ("entities", "entity_aliases", "entity_merges")
        for table, columns in {
            "articles": ("title", "text"),
            "raw_mentions": ("field", "char_start", "char_end"),
        }.items()
        for column in columns
        for name in TABLES[made].columns()
    ),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A chain over some of the sample's articles, and a few more that give every table rows of every sort."""
    folder = tmp_path_factory.mktemp("columns")
    wire = SAMPLE / "wire_copy.jsonl"
    first = json.loads(wire.read_text("utf-8").splitlines()[0])
    # The same body again; corrections in a title, one to two words; two edits that meet where a sentence and a name
    # begin; another language.
    written = [
        first | {"id": "again", "url": None, "title": "Printed once more", "published_at": "2026-03-20"},
        {
            "id": "faulty",
            "title": "The goverment spends alot on ferries",
            "text": "The goverment of Germany spends alot. \u200bÃ–zil met Angela Merkel in Berlin on Monday.",
        },
        # An outlet that begins its articles with the same lines, one of them with a typo, one with a word in quotes.
        # The dateline below is among the first lines once those are gone; another one can be read once its month is
        # spelt right.
        *(
            {
                "id": f"gazette{number}",
                "source": "The Gazette",
                "text": f"The goverment gazette, 'inteligent' people\nPrinted in Oslo.\nSold in the streets.\n{told}",
            }
            for number, told in enumerate(
                (
                    "OSLO, May 1 (AP) - The harbour froze over on Monday, and ships had to wait outside.\nIt thawed.",
                    "OSLO, May 2 (AP) - A bridge was closed on Tuesday because its piers had moved.\nIt opened again.",
                    "OSLO, May 3 (AP) - Snow fell on the pier on Wednesday, more than in many years.\nIt was cleared.",
                    "OSLO, Appril 4 (AP) - The ferry to Bergen was late by an hour on Thursday.\nNobody knew why.",
                ),
                1,
            )
        ),
        {
            "id": "number",
            "title": 1.50,  # is read as 1.5, so that its bytes are not known
            "text": "A title may be a number, and a number a 'titel' of 'negotations'.",
        },
        {
            "id": "vetoes",
            "title": "The word 'agains'",
            "text": "The crowd was huuuge, and the word such as agains was no word for 'negotations', they said.",
        },
        {
            "id": "french",
            "title": "Le conseil vote pour les navettes électriques",
            "text": "Le conseil municipal a voté lundi soir pour deux navettes électriques.",
        },
    ]
    (folder / "written.jsonl").write_text("".join(json.dumps(record) + "\n" for record in written), "utf-8")
    shutil.copyfile(folder / "written.jsonl", folder / "copy.jsonl")
    shutil.copytree(Settings.reference, folder / "reference")
    with (folder / "reference" / "spelling.csv").open("a", encoding="utf-8") as overrules:
        overrules.write("alot,a lot,two words\nAppril,April,\n")
    articles = [wire, SAMPLE / "northline_feed.jsonl", SAMPLE / "ukraine_talks_announced.txt", SAMPLE / "courier"]
    articles += [folder / "written.jsonl", folder / "copy.jsonl"]
    settings = replace(
        Settings(),
        articles=tuple(articles),
        data=folder / "data",
        database=folder / "data" / "newsledger.duckdb",
        reference=folder / "reference",
        workers=0,
    )
    counts = run_chain(settings).row_counts
    assert [name for name, rows in counts.items() if not rows] == ["lineage.changes"]  # there was no run before
    return settings


@pytest.mark.parametrize("step", READERS, ids=lambda step: step.name)
def test_a_column_changes_with_those_that_it_has_edges_from_and_with_no_others(
    step: Step, made: Settings, tmp_path: Path
) -> None:
    bench, edges = Bench(step, made, tmp_path), edges_of(step)
    assert undeclared_changes(bench, edges) == set()
    every_kind = os.environ.get("HYPOTHESIS_PROFILE") == "full"
    surprises, unseen = contradictions(bench, edges, every_kind=every_kind)
    assert surprises == set()
    assert unseen - NEED_NOT_SHOW == set()
    for source in {(edge.reads_table, edge.reads_column) for edge in edges if edge.reads_column}:
        ends = {Contradiction(*source, *edge[:2]) for edge in edges if (edge.reads_table, edge.reads_column) == source}
        assert ends - unseen, f"nothing changes with {'.'.join(source)}"


@pytest.mark.parametrize("step", READERS, ids=lambda step: step.name)
def test_per_text_work_is_given_nothing_that_it_does_not_read(step: Step, made: Settings, tmp_path: Path) -> None:
    bench = Bench(step, made, tmp_path)
    assert set(bench.before) == set(step.makes)
    assert {work.process.step: units_unread(work, units) for work, units in bench.works} == {
        work.process.step: set() for work, _ in bench.works
    }


def test_an_edge_that_is_left_out_is_found(made: Settings, tmp_path: Path) -> None:
    step = STEPS["source_profiles"]
    bench = Bench(step, made, tmp_path)
    missing = [edge for edge in edges_of(step) if edge.column != "word_count"]
    surprises, _ = contradictions(bench, missing, every_kind=False)
    assert Contradiction("articles", "word_count", "source_profiles", "word_count") in surprises
    nothing_of_it = [edge for edge in edges_of(step) if edge.reads_column != "published_at"]
    assert undeclared_changes(bench, nothing_of_it) == {
        Contradiction("articles", "published_at", "source_profiles", f"{which}_published_at")
        for which in ("first", "last")
    }


def test_an_edge_too_many_is_found(made: Settings, tmp_path: Path) -> None:
    step = STEPS["source_profiles"]
    extra = ColumnEdge("source_profiles", "article_count", "articles", "title", "value")
    _, unseen = contradictions(Bench(step, made, tmp_path), [*edges_of(step), extra], every_kind=True)
    assert unseen == {Contradiction("articles", "title", "source_profiles", "article_count")}


def test_a_read_that_no_plan_shows_is_found(made: Settings, tmp_path: Path) -> None:
    def make(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
        scan = workspace.tables.scan

        def counted(words: pl.DataFrame) -> pl.DataFrame:
            longest = scan("articles").collect()["word_count"].max()
            return words.with_columns(occurrence_count=pl.lit(longest), article_count=pl.lit(1, pl.Int64))

        words = scan("text_edits").select(word="article_id").unique()
        return {"vocabulary": workspace.by_python(counted, (words,), TABLES["vocabulary"].dtypes())}

    step = replace(STEPS["vocabulary"], reads=("articles", "text_edits"), make=make)
    assert {(edge.reads_table, edge.reads_column) for edge in edges_of(step)} == {("text_edits", "article_id")}
    assert unused_reads(step, edges_of(step)) == {"articles"}
    found = undeclared_changes(Bench(step, made, tmp_path), edges_of(step))
    assert found == {Contradiction("articles", "word_count", "vocabulary", "occurrence_count")}


def test_dagster_shows_the_same_edges(sample: Corpus, instance: dg.DagsterInstance) -> None:
    for step in CHAIN:
        for table in step.makes:
            event = instance.get_latest_materialization_event(dg.AssetKey(table))
            assert event is not None
            assert event.asset_materialization is not None
            shown = event.asset_materialization.metadata["dagster/column_lineage"]
            assert isinstance(shown, dg.TableColumnLineageMetadataValue)
            deps = [
                (column, dep.asset_key.to_user_string(), dep.column_name)
                for column, sources in shown.value.deps_by_column.items()
                for dep in sources
            ]
            expected = {edge[1:4] for edge in edges_of(step) if edge.table == table and edge.reads_column}
            assert set(deps) == expected
            assert len(deps) == len(expected)


def test_the_database_has_the_edges_of_every_column(sample: Corpus) -> None:
    listed = sample.rows("SELECT table_name, column_name, reads_table, reads_column, role FROM lineage.columns")
    names = {name: table.info.qualified_name for name, table in TABLES.items()} | {SOURCE_FILES: SOURCE_FILES}
    expected = [e._replace(table=names[e.table], reads_table=names[e.reads_table]) for s in CHAIN for e in edges_of(s)]
    assert sorted(listed) == sorted(map(tuple, expected))
    content = {(names[t], c) for step in CHAIN if step.name != "about" for t in step.makes for c in TABLES[t].columns()}
    assert {(table, column) for table, column, *_ in listed} >= content


def test_the_edges_lead_from_every_column_to_the_source_files(sample: Corpus) -> None:
    reached = """WITH RECURSIVE reached AS (
        SELECT table_name, column_name FROM lineage.columns WHERE reads_table = 'source files'
        UNION
        SELECT c.table_name, c.column_name FROM lineage.columns c
        JOIN reached r ON c.reads_table = r.table_name AND c.reads_column IN (r.column_name, '')
    ) SELECT DISTINCT table_name, column_name FROM lineage.columns ANTI JOIN reached USING (table_name, column_name)"""
    assert sample.rows(reached) == []
    orphans = "SELECT count(*) FROM lineage.columns ANTI JOIN lineage.processes USING (process_id) WHERE table_name IN "
    orphans += "(SELECT table_name FROM lineage.assets)"
    assert sample.rows(orphans) == [(0,)]
    tables = "SELECT DISTINCT step, reads_table FROM lineage.columns WHERE step != 'about'"
    assert sorted(sample.rows(tables)) == sorted(sample.rows("SELECT DISTINCT step, reads_table FROM lineage.assets"))
