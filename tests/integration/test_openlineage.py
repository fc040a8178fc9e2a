"""Other tools are told of a run by OpenLineage events: complete, well-formed, and at no cost to the run."""

import copy
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid5

import dagster as dg
import pytest

from pipelines.engine.chain import CHAIN
from pipelines.engine.column_edges import edges_of
from pipelines.engine.events.identity import RUNS
from pipelines.engine.run import run_chain
from pipelines.engine.workspace import Silent
from pipelines.schemas import TABLES
from pipelines.settings import EventSettings, NewsledgerError

from .conftest import Corpus
from .openlineage_spec import facets_of, official_problems, problems

Event = dict[str, Any]
PARTS = [*(step.name for step in CHAIN), "publish"]
TABLE_NAMESPACE = "duckdb://newsledger/newsledger.duckdb"


def events_in(file: Path) -> list[Event]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def latest_events(corpus: Corpus) -> list[Event]:
    return events_in(max((corpus.data / "openlineage").glob("*.jsonl")))


def told(events: list[Event]) -> list[tuple[str, str]]:
    return [(event["eventType"], event["job"]["name"].removeprefix("newsledger.")) for event in events]


class Notes(Silent):
    """Writes down what a person would read."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, line: str) -> None:
        self.lines.append(line)


@pytest.fixture
def copied(sample: Corpus, tmp_path: Path) -> Corpus:
    """A copy of the sample's data folder, in which nothing is left to do."""
    ignored = shutil.ignore_patterns(".lock", "openlineage")
    shutil.copytree(sample.data, tmp_path / "data", ignore=ignored)
    return Corpus(tmp_path / "data")


@pytest.fixture
def first(sample: Corpus) -> list[Event]:
    """The events of the run that made the sample, through Dagster."""
    return events_in(min((sample.data / "openlineage").glob("*.jsonl")))


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


class Server:
    """A lineage server on this machine that remembers what it was sent."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.asked: list[tuple[str, str | None, str | None]] = []
        events, asked = self.events, self.asked

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                events.append(json.loads(body))
                asked.append((self.path, self.headers["Content-Type"], self.headers["Authorization"]))
                self.send_response(201)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def test_a_server_is_sent_every_event_in_order(copied: Corpus, server: Server) -> None:
    notes = Notes()
    settings = replace(copied.settings, events=EventSettings(url=server.url, api_key="a secret", namespace="news"))
    run_chain(settings, notes)
    assert told(server.events) == [
        ("START", "run"),
        *((state, part) for part in PARTS for state in ("START", "COMPLETE")),
        ("COMPLETE", "run"),
    ]
    assert server.events == latest_events(copied)
    assert [problem for event in server.events for problem in problems(event)] == []
    assert set(server.asked) == {("/api/v1/lineage", "application/json", "Bearer a secret")}
    assert {event["job"]["namespace"] for event in server.events} == {"news"}
    assert "a secret" not in json.dumps(server.events)
    assert notes.lines == []
    assert not any("a secret" in str(row) for row in copied.rows("FROM lineage.runs"))


def test_what_is_unchanged_is_told_without_anything_written(copied: Corpus, first: list[Event]) -> None:
    run_chain(copied.settings)
    before = {event["job"]["name"]: event for event in first if event["eventType"] == "COMPLETE"}
    for step in CHAIN[1:]:
        [event] = [event for event in latest_events(copied) if told([event]) == [("COMPLETE", step.name)]]
        assert event["run"]["facets"]["newsledger_step"]["is_unchanged"] is True
        for dataset, was in zip(event["outputs"], before[f"newsledger.{step.name}"]["outputs"], strict=True):
            assert dataset["facets"]["version"] == was["facets"]["version"]
            assert "outputStatistics" not in dataset["outputFacets"]
            assert "lifecycleStateChange" not in dataset["facets"]


def test_a_server_that_never_answers_holds_nobody_up(copied: Corpus) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        command = [str(Path(sys.executable).with_name("newsledger")), "run", "--data", copied.data]
        environment = os.environ | {"OPENLINEAGE_URL": address, "COLUMNS": "500"}
        run = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=120)
        connection, _ = listening.accept()  # it was there, and had no answer when the run ended
        with connection:
            assert connection.recv(4) == b"POST"
    [note] = [line for line in run.stdout.splitlines() if "OpenLineage" in line]
    count = 2 * len(PARTS) + 2
    assert f"{count} of {count} OpenLineage events were not delivered to 127.0.0.1" in note
    assert run.stderr == ""
    assert told(latest_events(copied))[-1] == ("COMPLETE", "run")


def test_events_can_be_turned_off(copied: Corpus, server: Server) -> None:
    settings = replace(copied.settings, events=EventSettings(is_kept=False, url=server.url))
    run_chain(settings)
    assert not (copied.data / "openlineage").exists()
    assert server.events == []


def test_a_step_that_cannot_be_run_fails_and_so_does_its_run(copied: Corpus, tmp_path: Path) -> None:
    settings = replace(copied.settings, articles=(tmp_path / "nothing here",))
    with pytest.raises(NewsledgerError, match="cannot read the articles"):
        run_chain(settings)
    events = latest_events(copied)
    assert told(events) == [("START", "run"), ("START", "inputs"), ("FAIL", "inputs"), ("FAIL", "run")]
    for event in events[2:]:
        message = event["run"]["facets"]["errorMessage"]["message"]
        assert message.startswith("cannot read the articles")
        assert str(tmp_path) not in message
        assert problems(event) == []


def test_dagster_tells_of_a_step_that_breaks(copied: Corpus, instance: dg.DagsterInstance) -> None:
    manifest = copied.data / "tables" / "vocabulary.json"
    values = json.loads(manifest.read_text("utf-8"))
    # The rows of another table in the place of the vocabulary's: what is made of them cannot be right.
    [wrong] = (copied.data / "tables").glob("raw_articles.*.parquet")
    shutil.copyfile(wrong, copied.data / "tables" / values["file"])
    manifest.write_text(json.dumps(values | {"fingerprint": "0" * 64}), "utf-8")
    assert not copied.materialise(instance, selection="spelling_decisions").success
    events = latest_events(copied)
    assert told(events) == [
        ("START", "run"),
        ("START", "spelling_decisions"),
        ("FAIL", "spelling_decisions"),
        ("FAIL", "run"),
    ]
    assert [problem for event in events for problem in problems(event)] == []
    assert events[-1]["run"]["facets"]["newsledger_run"]["trigger"] == "dagster"
    # What a library says may quote an article: its error is told by name alone.
    assert events[-1]["run"]["facets"]["errorMessage"]["message"] == "ColumnNotFoundError"
