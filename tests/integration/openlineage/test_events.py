"""Other tools are told of a run by OpenLineage events: all of it, well-formed, and nothing that is private."""

import copy
import json
import os
from pathlib import Path
from typing import Any
from uuid import uuid5

import pytest

from pipelines.engine.chain import CHAIN
from pipelines.engine.column_edges import edges_of
from pipelines.engine.events.identity import RUNS
from pipelines.schemas import TABLES

from ..conftest import Corpus
from .events import PARTS, TABLE_NAMESPACE, Event, told
from .spec import facets_of, official_problems, problems


@pytest.fixture
def completed(first: list[Event]) -> dict[str, Event]:
    """The COMPLETE event of every job, by the job's name."""
    return {event["job"]["name"]: event for event in first if event["eventType"] == "COMPLETE"}


def test_a_run_is_one_parent_and_a_pair_of_events_for_each_part(first: list[Event]) -> None:
    outer, inner = [first[0], first[-1]], first[1:-1]
    assert told(outer) == [("START", "run"), ("COMPLETE", "run")]
    pairs = list(zip(inner[::2], inner[1::2], strict=True))
    # Dagster may run what does not depend on each other in an order of its own.
    assert sorted(told([start])[0][1] for start, _ in pairs) == sorted(PARTS)
    for start, complete in pairs:
        assert start["run"]["runId"] == complete["run"]["runId"]
        assert told([start, complete]) == [("START", part := told([start])[0][1]), ("COMPLETE", part)]
        for event in (start, complete):
            parent = event["run"]["facets"]["parent"]
            assert (parent["run"]["runId"], parent["job"]["name"]) == (first[0]["run"]["runId"], "newsledger.run")
    assert len({event["run"]["runId"] for event in first}) == len(PARTS) + 1


def test_runs_are_those_of_the_database(sample: Corpus, first: list[Event]) -> None:
    runs = sample.rows("SELECT run_id, trigger FROM lineage.runs ORDER BY published_at LIMIT 1")
    facet = first[0]["run"]["facets"]["newsledger_run"]
    assert runs == [(facet["run_id"], facet["trigger"])]
    assert first[0]["run"]["runId"] == str(uuid5(RUNS, facet["run_id"]))


def test_every_event_keeps_to_the_schemas(first: list[Event]) -> None:
    assert [(told([event]), problems(event)) for event in first if problems(event)] == []
    assert {key for event in first for key, _ in facets_of(event)} >= {
        "schema",
        "columnLineage",
        "dataQualityAssertions",
        "sourceCodeLocation",
        "version",
        "parent",
    }


def test_every_event_keeps_to_the_official_files(first: list[Event]) -> None:
    folder = os.environ.get("NEWSLEDGER_OPENLINEAGE_SPEC")
    if not folder:
        pytest.skip("NEWSLEDGER_OPENLINEAGE_SPEC is not set: OpenLineage's schema files are not here")
    assert [official_problems(event, Path(folder)) for event in first] == [[] for _ in first]


SPOILS = {
    "an event of no kind": lambda event: event.update(eventType="DONE"),
    "a time without a zone": lambda event: event.update(eventTime="2026-03-04T12:00:00"),
    "a run that is no UUID": lambda event: event["run"].update(runId="e2abe6749dd877c5"),
    "a job without a name": lambda event: event["job"].pop("name"),
    "a dataset without a namespace": lambda event: event["outputs"][0].pop("namespace"),
    "a column without a name": lambda event: event["outputs"][0]["facets"]["schema"]["fields"][0].pop("name"),
    "a field of no facet": lambda event: event["outputs"][0]["facets"]["schema"].update(columns=[]),
    "an assertion that neither passed nor failed": lambda event: event["outputs"][0]["outputFacets"][
        "dataQualityAssertions"
    ]["assertions"][0].pop("success"),
    "lineage of nothing": lambda event: event["outputs"][0]["facets"]["columnLineage"].update(fields={"a": {}}),
    "a facet under another name": lambda event: event["outputs"][0]["facets"].update(
        columns=event["outputs"][0]["facets"]["schema"]
    ),
}


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
def test_what_breaks_a_schema_is_seen(completed: dict[str, Event], spoil: Any) -> None:
    event = copy.deepcopy(completed["newsledger.articles"])
    assert problems(event) == []
    spoil(event)
    assert problems(event) != []


def test_datasets_say_what_was_read_and_made(sample: Corpus, completed: dict[str, Event]) -> None:
    for step in CHAIN:
        event = completed[f"newsledger.{step.name}"]
        read = [d["name"] for d in event["inputs"] if d["namespace"] == TABLE_NAMESPACE]
        assert read == [TABLES[table].info.qualified_name for table in step.reads]
        assert [d["name"] for d in event["outputs"]] == [TABLES[table].info.qualified_name for table in step.makes]
        for table, dataset in zip(step.makes, event["outputs"], strict=True):
            columns = [field["name"] for field in dataset["facets"]["schema"]["fields"]]
            assert columns == list(TABLES[table].columns())
            checks = dataset["outputFacets"]["dataQualityAssertions"]["assertions"]
            assert [(check["assertion"], check["success"]) for check in checks] == [
                (name, True) for name in step.check_names(table)
            ]
    [files] = completed["newsledger.inputs"]["inputs"]
    assert (files["namespace"], files["name"]) == ("file://newsledger", "articles")
    [(count,)] = sample.rows("SELECT count(*) FROM lineage.source_objects")
    assert files["inputFacets"]["inputStatistics"]["fileCount"] == count


def test_versions_and_rows_are_those_of_the_database(sample: Corpus, completed: dict[str, Event]) -> None:
    rows = sample.rows(
        "SELECT table_name, row_count, fingerprint FROM lineage.table_versions "
        "WHERE run_id = (SELECT arg_min(run_id, published_at) FROM lineage.runs)"
    )
    versions = {name: (count, fingerprint) for name, count, fingerprint in rows}
    made = {
        dataset["name"]: (
            dataset["outputFacets"]["outputStatistics"]["rowCount"],
            dataset["facets"]["version"]["datasetVersion"],
        )
        for step in CHAIN
        for dataset in completed[f"newsledger.{step.name}"]["outputs"]
    }
    assert {name: made[name] for name in versions} == versions
    read = {dataset["name"] for dataset in completed["newsledger.publish"]["inputs"]}
    assert read == set(versions)


def test_column_lineage_is_that_of_the_chain(completed: dict[str, Event]) -> None:
    told_edges = {
        (dataset["name"], column, source["name"], source["field"])
        for event in completed.values()
        for dataset in event["outputs"]
        for column, field in dataset["facets"].get("columnLineage", {}).get("fields", {}).items()
        for source in field["inputFields"]
    }
    name = {table: declared.info.qualified_name for table, declared in TABLES.items()}
    edges = {
        (name[e.table], e.column, name[e.reads_table], e.reads_column)
        for step in CHAIN
        for e in edges_of(step)
        if e.reads_table in TABLES
    }
    assert told_edges == edges
    assert len(told_edges) > 50


def test_no_text_and_no_folder_of_the_machine_is_told(sample: Corpus, first: list[Event]) -> None:
    written = "\n".join(json.dumps(event) for event in first)
    for folder in (sample.data, Path.cwd(), Path.home()):
        assert str(folder) not in written
    titles = [title for (title,) in sample.rows("SELECT title FROM articles WHERE length(title) > 12")]
    assert len(titles) > 10
    assert [title for title in titles if title in written] == []
