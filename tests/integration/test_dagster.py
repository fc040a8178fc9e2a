"""The chain as Dagster runs it: what the definitions say, and what a failing check or a torn chain stops."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from assets.definitions import defs
from pipelines.engine.chain import CHAIN
from pipelines.schemas import TABLES
from pipelines.settings import CHECKOUT

from .conftest import Corpus


@pytest.fixture
def torn(sample: Corpus, tmp_path: Path) -> Corpus:
    """A copy of the sample's data folder, to be broken."""
    shutil.copytree(sample.data, tmp_path / "data", ignore=shutil.ignore_patterns(".lock"))
    return Corpus(tmp_path / "data")


def _break_a_stored_text(corpus: Corpus) -> None:
    """Change one clean text in the store, as a failing disk would, and let the chain put its tables together anew."""
    parts = sorted((corpus.data / "store" / "normalisation").glob("*/*/texts.parquet"))
    # A title, which no correction touches: corrected texts are remembered apart.
    part = min(parts, key=lambda part: min(map(len, pl.read_parquet(part)["text"])))
    texts = pl.read_parquet(part)
    shortest = pl.col("text") == pl.col("text").sort_by(pl.col("text").str.len_chars(), "text").first()
    texts.with_columns(pl.when(shortest).then("X" + pl.col("text")).otherwise("text").alias("text")).write_parquet(part)
    shutil.rmtree(corpus.data / "tables")


def test_every_table_is_an_asset_and_every_asset_is_described() -> None:
    specs = {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}
    assert set(specs) == set(TABLES) | {"warehouse"}
    for name, spec in specs.items():
        assert spec.group_name
        assert spec.kinds
        assert spec.owners
        assert spec.description
        if name in TABLES:
            schema = spec.metadata["dagster/column_schema"]
            assert [column.name for column in schema.columns] == list(TABLES[name].columns())
            assert all(column.description for column in schema.columns)


def test_code_versions_are_the_processes_of_the_chain() -> None:
    specs = {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}
    versions = {specs[name].code_version for step in CHAIN for name in step.makes}
    assert None not in versions
    assert len(versions) == len(CHAIN)


def test_every_declared_check_is_blocking_or_warns() -> None:
    graph = defs.resolve_asset_graph()
    checks = {(key.asset_key.to_user_string(), key.name): graph.get(key).blocking for key in graph.asset_check_keys}
    blocking = {(table, name) for step in CHAIN for table in step.makes for name in step.check_names(table)}
    warning = {(check.table, check.name) for step in CHAIN for check in step.warning_checks}
    assert checks == dict.fromkeys(blocking, True) | dict.fromkeys(warning, False)
    assert {("text_edits", "edits_replay"), ("inputs", "every_input_has_one_state")} <= blocking
    assert ("spelling_corrections", "correction_rate_is_steady") in warning


def test_the_correction_rate_is_shown_with_its_check(sample: Corpus, instance: dg.DagsterInstance) -> None:
    key = dg.AssetCheckKey(dg.AssetKey("spelling_corrections"), "correction_rate_is_steady")
    [record] = instance.event_log_storage.get_asset_check_execution_history(key, limit=1)
    assert record.event is not None
    assert record.event.dagster_event is not None
    evaluation = record.event.dagster_event.asset_check_evaluation_data
    assert evaluation.severity == dg.AssetCheckSeverity.WARN
    [(words,)] = sample.rows("SELECT sum(word_count) FROM articles WHERE is_unique AND language IN ('en', 'und')")
    assert evaluation.metadata["words"].value == words
    assert evaluation.passed == (evaluation.metadata["warnings"].value == [])


@pytest.fixture
def fresh_instance() -> Iterator[dg.DagsterInstance]:
    """An instance that no other corpus is materialised in."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def test_a_risen_correction_rate_warns_and_stops_nothing(fresh_instance: dg.DagsterInstance, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    plain = "The council said on Monday that the harbour would be closed for a week, and that boats must leave it. "
    (articles / "a.txt").write_text(plain * 60, "utf-8")
    corpus = Corpus(tmp_path / "data", (articles,))
    assert corpus.materialise(fresh_instance).success
    slips = ("goverment", "freinds", "comming", "recieved", "seperate", "wtih", "sucessful", "negotations", "commited")
    (articles / "b.txt").write_text(" ".join(f"The {slip} of the town is here." for slip in slips), "utf-8")
    result = corpus.materialise(fresh_instance)
    assert result.success
    [check] = [c for c in result.get_asset_check_evaluations() if c.check_name == "correction_rate_is_steady"]
    assert not check.passed
    assert check.severity == dg.AssetCheckSeverity.WARN
    assert "corrections in all articles have risen to" in str(check.metadata["warnings"].value)
    assert check.metadata["corrections_before"].value == 0
    assert corpus.rows("SELECT count(*) FROM articles") == [(2,)]


def test_one_job_has_the_whole_chain() -> None:
    job = defs.resolve_job_def("newsledger")
    assert {key.to_user_string() for key in job.asset_layer.selected_asset_keys} == set(TABLES) | {"warehouse"}


def test_a_materialisation_shows_rows_preview_and_fingerprint(sample: Corpus, instance: dg.DagsterInstance) -> None:
    event = instance.get_latest_materialization_event(dg.AssetKey("mentions"))
    assert event is not None
    assert event.asset_materialization is not None
    metadata = event.asset_materialization.metadata
    [(rows,)] = sample.rows("SELECT count(*) FROM mentions")
    assert metadata["dagster/row_count"].value == rows
    preview = metadata["preview"]
    assert isinstance(preview, dg.TableMetadataValue)
    assert len(preview.records) == 10
    assert set(preview.records[0].data) == set(TABLES["mentions"].columns())
    assert metadata["newsledger/fingerprint"].value == sample.fingerprints()["mentions"]


def test_a_failed_check_stops_the_run_and_publishes_nothing(torn: Corpus, instance: dg.DagsterInstance) -> None:
    _break_a_stored_text(torn)
    before = torn.database.read_bytes()
    result = torn.materialise(instance)
    assert not result.success
    evaluations = result.get_asset_check_evaluations()
    failed = [e for e in evaluations if not e.passed and e.severity == dg.AssetCheckSeverity.ERROR]
    assert [(e.asset_key.to_user_string(), e.check_name) for e in failed] == [("text_edits", "edits_replay")]
    made = {event.materialization.asset_key.to_user_string() for event in result.get_asset_materialization_events()}
    assert "mentions" not in made
    assert "warehouse" not in made
    assert torn.database.read_bytes() == before


def test_a_failed_check_gives_the_commands_exit_code_1(torn: Corpus) -> None:
    _break_a_stored_text(torn)
    before = torn.database.read_bytes()
    environment = os.environ | {"NEWSLEDGER_DATA": str(torn.data), "DAGSTER_HOME": str(torn.data / "dagster")}
    (torn.data / "dagster").mkdir()
    shutil.copyfile(CHECKOUT / "assets" / "dagster.yaml", torn.data / "dagster" / "dagster.yaml")
    scripts = Path(sys.executable).parent
    launch = subprocess.run(
        [scripts / "dg", "launch", "--assets", "*"],
        env=environment,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert launch.returncode == 1
    assert "edits_replay" in launch.stdout + launch.stderr
    run = subprocess.run([scripts / "newsledger", "run"], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    [line] = run.stderr.strip().splitlines()
    assert line.startswith("newsledger: checks failed, nothing was published: text_edits.edits_replay (1 rows")
    assert torn.database.read_bytes() == before


def test_a_chain_that_does_not_meet_is_refused_by_name(
    torn: Corpus, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    reference = tmp_path / "reference"
    shutil.copytree(torn.settings.reference, reference)
    with (reference / "page_chrome.csv").open("a", encoding="utf-8") as table:
        table.write("library opens its doors *,test,takes the first line of an article away\n")
    before = torn.database.read_bytes()
    # Somebody makes one table in the middle anew, then publishes.
    assert torn.materialise(instance, selection="vocabulary", reference=str(reference)).success
    result = torn.materialise(instance, selection="warehouse,runs,table_versions,changes", reference=str(reference))
    assert not result.success
    [failure] = [e for e in result.all_events if e.is_step_failure]
    message = str(failure.event_specific_data)
    assert "nothing was published" in message
    named = message.split("failed a check: ")[1].split(". Run the whole chain")[0].split(", ")
    of_cleaning = ["articles", "source_texts", "text_edits", "spelling_corrections", "spelling_vetoes", "datelines"]
    first = named.index("spelling_decisions")
    assert named[first : first + 8] == ["spelling_decisions", *of_cleaning, "sentences"]
    assert not {"inputs", "raw_articles", "near_duplicates", "vocabulary"} & set(named)
    assert {"mentions", "entities", "entity_pairs", "about"} <= set(named)
    assert torn.database.read_bytes() == before
    assert torn.materialise(instance, reference=str(reference)).success
    assert torn.database.read_bytes() != before
